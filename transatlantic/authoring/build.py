"""Build notebooks/, solutions/ and exercises/ from sources/; a second build changes no byte."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from transatlantic.authoring.declare import Declared, read_declaration
from transatlantic.authoring.lint import Refusal, lint_acronyms, lint_assignment, lint_lesson
from transatlantic.authoring.sources import Source, read_source, write_notebook
from transatlantic.authoring.tables import marking, overview
from transatlantic.checks.questions import FILE, DeclarationError

OVERVIEW = Path("docs", "assignments.md")
DERIVED = ("notebooks", "solutions", "exercises")


class Refused(Exception):
    """The sources are not fit to build; the message lists every refusal, a line each."""


def build(root: Path, target: Path) -> list[Path]:
    """Build everything that is derived.

    root: the kit's folder with sources/ and nbgrader_config.py. target: where notebooks/, solutions/, exercises/ and
    the table of assignments are put; what stood there under these names is replaced.
    Returns the files made. Raises Refused, with nothing written, where a source is not fit.
    """
    lessons, assignments = _read(root)
    with tempfile.TemporaryDirectory(prefix="transatlantic-build-") as folder:
        made = Path(folder)
        for name in DERIVED:
            (made / name).mkdir()
        for lesson in lessons:
            write_notebook(lesson.notebook, made / "notebooks" / f"{lesson.name}.ipynb")
        for source, declared in assignments:
            solution = made / "solutions" / source.name
            write_notebook(source.notebook, solution / f"{source.name}.ipynb")
            (solution / FILE).write_text(declared.public(source.name), encoding="utf-8")
            bank = source.path.with_name(f"{source.name}.answers.yml")
            (solution / "marking.md").write_text(marking(declared, bank), encoding="utf-8")
            _release(root, made, source.name)
        for name in DERIVED:
            shutil.rmtree(target / name, ignore_errors=True)
            shutil.copytree(made / name, target / name)
    about = {lesson.name: lesson for lesson in lessons}
    table = overview((source, declared, about[source.name]) for source, declared in assignments)
    (target / OVERVIEW).parent.mkdir(exist_ok=True)
    (target / OVERVIEW).write_text(table, encoding="utf-8")
    files = (path for name in DERIVED for path in (target / name).rglob("*") if path.is_file())
    return sorted([*files, target / OVERVIEW])


def _read(root: Path) -> tuple[list[Source], list[tuple[Source, Declared]]]:
    """All sources, or every refusal at once."""
    refusals: list[Refusal | DeclarationError] = []
    lessons = [read_source(path) for path in sorted((root / "sources" / "notebooks").glob("*.md"))]
    for lesson in lessons:
        refusals += lint_lesson(lesson)
    refusals += lint_acronyms(lessons)
    assignments = []
    for path in sorted((root / "sources" / "solutions").glob("*.md")):
        source = read_source(path)
        try:
            declared = read_declaration(source)
        except DeclarationError as error:
            refusals.append(error)
            continue
        lesson = next((one for one in lessons if one.name == source.name), None)
        refusals += lint_assignment(source, declared, lesson)
        assignments.append((source, declared))
    if refusals:
        raise Refused("\n".join(map(str, refusals)))
    return lessons, assignments


def _release(root: Path, course: Path, assignment: str) -> None:
    """Make nbgrader's own release of one assignment, without a gradebook."""
    config = Config(PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config())
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.assignment_id = assignment
    # What `nbgrader generate_assignment --no-db` sets: no gradebook, so no cells saved to it.
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
