"""The exercise as it was handed out, which a learner's folder or notebook belongs to."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from transatlantic import lab
from transatlantic.checks.questions import FILE, Question, all_of


@dataclass(frozen=True)
class Release:
    """One exercise as released. name: of its folder and its notebook; files: every file of the folder, by its path."""

    name: str
    files: dict[Path, bytes]

    @property
    def place(self) -> Path:
        """The notebook's path inside the folder."""
        return Path(f"{self.name}.ipynb")

    @cached_property
    def notebook(self) -> NotebookNode:
        """The notebook with nothing answered."""
        return nbformat.reads(self.files[self.place].decode("utf-8"), as_version=4)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions by their id, in order."""
        return all_of(json.loads(self.files[Path(FILE)]))

    @cached_property
    def marked(self) -> dict[str, NotebookNode]:
        """The cells that nbgrader knows, by their grade_id, in order."""
        return {cell.metadata.nbgrader.grade_id: cell for cell in self.notebook.cells if "nbgrader" in cell.metadata}


def released() -> list[Release]:
    """Every exercise of this kit, in order of their names. Raises LabError where the kit is not whole."""
    found: dict[str, dict[Path, bytes]] = {}
    for path, content in lab.released(lab.kit_root()).items():
        if path.parts[0] == "exercises":
            found.setdefault(path.parts[1], {})[Path(*path.parts[2:])] = content
    releases = [Release(name, files) for name, files in found.items()]
    return [release for release in releases if release.place in release.files]


def belonging(path: Path, notebook: NotebookNode | None, releases: list[Release]) -> Release | None:
    """The release that a notebook was made from.

    path: the notebook's, made absolute. notebook: what is in it, None where that cannot be read. The cells decide,
    because a lesson has the name of its exercise; where none is left, the folder's name does, and for a notebook that
    cannot be read its own name, too.
    """
    by_name = {release.name: release for release in releases}
    named = by_name.get(path.parent.name)
    if notebook is None:
        return named or by_name.get(path.stem)
    shared = Counter(name for release in releases for name in release.marked)
    there = identities(notebook)
    score = {release.name: sum(name in there for name in release.marked if shared[name] == 1) for release in releases}
    best = max(score, key=lambda name: (score[name], name == path.parent.name), default="")
    return by_name[best] if score.get(best) else named


def identities(notebook: NotebookNode) -> set[str]:
    """By what a notebook's cells can be recognised: the grade_id, or a cell's own id, which is the same at release."""
    found = {cell.get("id") for cell in notebook.cells}
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader")
        if isinstance(mark, dict) and isinstance(mark.get("grade_id"), str):
            found.add(mark["grade_id"])
    return found
