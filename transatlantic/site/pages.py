"""The pages of the site as Sphinx reads them: the repository's own texts, and those made from its data."""

from __future__ import annotations

import pkgutil
import re
import shutil
from pathlib import Path

import nbformat

import transatlantic
from transatlantic import teaching

GUIDES = ("learners-guide", "teachers-guide", "contributors-guide", "assignments", "troubleshooting")
# Programs of the kit, and what only its own modules use.
NOT_DOCUMENTED = ("authoring", "site", "__main__", "cli", "lab", "kernels", "files")
NOT_DOCUMENTED += ("assets", "locks", "storage", "textfile")

GARBLED = """```{important}
The article in these lessons is a copy that a machine has garbled. Names are misspelt and sentences broken. Words that
stand under a real person’s name are *as printed in the garbled copy*; do not cite them.
```
"""
NOT_LIVE = """```{note}
You read this lesson as it ran when the site was built. What you would choose or mark in it is shown as a picture with
its table; to work through it, run `make lab` in a copy of the kit.
```
"""


def lay(root: Path, lessons: dict[str, Path], source: Path) -> None:
    """Write all pages.

    root: the repository. lessons: for each its folder with ``lesson.ipynb`` and pictures, in the order of the lessons.
    source: the folder that Sphinx reads; what stood there before is gone.
    """
    shutil.rmtree(source, ignore_errors=True)
    (source / "notebooks").mkdir(parents=True)
    shutil.copytree(root / "docs", source / "docs")
    for licence in ("LICENSE", "LICENSE-content"):
        shutil.copy(root / licence, source)
    widgets = source / "_static" / "widgets"
    widgets.mkdir(parents=True)
    heads = {name: _lay_lesson(folder, source / "notebooks" / f"{name}.ipynb") for name, folder in lessons.items()}
    for folder in lessons.values():
        for picture in folder.glob("*.png"):
            shutil.copy(picture, widgets)
    (source / "index.md").write_text(_landing((root / "README.md").read_text(encoding="utf-8"), heads), "utf-8")
    (source / "glossary.md").write_text(_glossary(set(lessons)), "utf-8")
    _lay_reference(source / "reference")


def _lay_lesson(folder: Path, page: Path) -> tuple[str, str]:
    """A lesson with what is said before it; returns its title and its minutes."""
    notebook = nbformat.read(folder / "lesson.ipynb", as_version=4)
    head = notebook.cells[0]
    title, _, rest = head.source.partition("\n")
    head.source = f"{title}\n\n{GARBLED}\n{NOT_LIVE}\n{rest}"
    nbformat.write(notebook, page)
    minutes = re.search(r"\*\*Minutes:\*\* (\d+)", rest)
    return title.removeprefix("# "), minutes[1] if minutes else ""


def _landing(readme: str, lessons: dict[str, tuple[str, str]]) -> str:
    """The README with its doors and the lessons in front, and the site's table of contents."""
    intro, picture, *sections = re.split(r"^(?=## |!\[)", readme, flags=re.M)
    doors = [section for section in sections if section.startswith("## Three doors")]
    others = [section for section in sections if section not in doors]
    rows = [f"| [{title}](notebooks/{name}.ipynb) | {minutes} |" for name, (title, minutes) in lessons.items()]
    listed = "\n".join(["## The lessons", "", "| lesson | minutes |", "|---|---|", *rows, "", ""])
    trees = {
        "Lessons": [f"notebooks/{name}" for name in lessons],
        "Guides": [f"docs/{name}" for name in GUIDES],
        "To look up": ["glossary", "reference/index"],
    }
    contents = [
        "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```", ""])
        for caption, pages in trees.items()
    ]
    page = "\n".join([intro, GARBLED, *doors, listed, picture, *others, *contents])
    return re.sub(r"\[docs/[\w-]+\.md\]\(", "[](", page)  # a guide by its title


def _glossary(lessons: set[str]) -> str:
    """Every term by the alphabet, each with a link to the lesson that introduces it, where the site has it."""
    parts = ["# Glossary", "", "The words of the lessons, by the alphabet.", "", "````{glossary}"]
    for term in teaching.glossary().terms:
        number = term.lesson[:2]
        lesson = f"[lesson {number}](notebooks/{term.lesson}.ipynb)" if term.lesson in lessons else f"lesson {number}"
        parts += [term.term, f"  {term.meaning} First in {lesson}.", ""]
    return "\n".join([*parts, "````", ""])


def modules() -> list[str]:
    """The modules that somebody may import, by their full names."""
    found = pkgutil.walk_packages(transatlantic.__path__, "transatlantic.")
    return sorted(module.name for module in found if not set(module.name.split(".")) & set(NOT_DOCUMENTED))


def _lay_reference(folder: Path) -> None:
    """A page for each module, and one that lists them."""
    folder.mkdir()
    for name in modules():
        title = f"{name}\n{'=' * len(name)}"
        options = "   :members:\n   :member-order: bysource\n"
        (folder / f"{name}.rst").write_text(f"{title}\n\n.. automodule:: {name}\n{options}", "utf-8")
    listed = "\n".join(f"   {name}" for name in modules())
    (folder / "index.rst").write_text(
        "Reference\n=========\n\n"
        "What the package offers, module by module, from its own docstrings. Imports run one way: from the article "
        "over cleaning, tokenizing, names, quotes, sentiment and stance to pictures and widgets.\n\n"
        f".. autosummary::\n\n{listed}\n\n.. toctree::\n   :hidden:\n\n{listed}\n",
        "utf-8",
    )
