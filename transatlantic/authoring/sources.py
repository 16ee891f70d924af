"""The sources: Jupytext Markdown, read into notebooks that come out the same every time."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Source:
    """One source file and the notebook in it. ``lines`` holds, for each cell, the line where it begins (from 1)."""

    path: Path
    notebook: NotebookNode
    lines: tuple[int, ...]

    @property
    def name(self) -> str:
        """The lesson's or assignment's name, such as 02_tokenizing."""
        return self.path.stem


def read_source(path: Path) -> Source:
    """Read one source file. Outputs and run counts never exist; cell ids depend on the content alone."""
    text = path.read_text(encoding="utf-8")
    notebook = jupytext.reads(text, fmt="md")
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        cell.source = cell.source.strip("\n")  # a region keeps the blank lines beside its marks
        cell.id = _cell_id(cell, seen)
    return Source(path, notebook, tuple(_lines(text, notebook)))


def _cell_id(cell: NotebookNode, seen: Counter[str]) -> str:
    name = cell.metadata.get("nbgrader", {}).get("grade_id")
    if not name:
        name = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"


def _lines(text: str, notebook: NotebookNode) -> list[int]:
    """Where each cell begins: its words stand in the source letter for letter, one after the other."""
    lines, at = [], 0
    for cell in notebook.cells:
        found = text.find(cell.source, at)
        if found >= 0:
            at = found
        lines.append(text.count("\n", 0, at) + 1)
        at += len(cell.source) if found >= 0 else 0
    return lines


def objectives(lesson: Source) -> list[str]:
    """What a lesson's first cell says that a learner can do after it, a bullet each."""
    _, found, listed = lesson.notebook.cells[0].source.partition("After this lesson you can")
    return re.findall(r"^- (.+?)[;.]?$", listed.split("\n\n**")[0], re.MULTILINE) if found else []


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook so that the same content gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
