"""``transatlantic validate``: what will go wrong with an exercise when it is handed in, said while it can be mended."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from transatlantic.checks.progress import NAME as PROGRESS
from transatlantic.checks.questions import FILE, Question
from transatlantic.files import refusal, replace_whole, set_aside
from transatlantic.submission import reading, release, repair
from transatlantic.submission.release import Release
from transatlantic.submission.run import CELL_OUTPUT, CELL_SECONDS, Run, run

MAX_BYTES, MAX_FILES = 100_000_000, 1000  # that may lie beside the notebook
ASKS = "StdinNotImplementedError"  # what input() raises where nobody can answer
SHOWN = re.compile(r"data-status='([a-z ]+)'.*?</strong><p[^>]*>(.*?)</p>", re.S)


class NoExercise(ValueError):
    """What was named is no exercise, or cannot be read or written; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Outcome:
    """What one question would get. status: correct, incorrect, not attempted, not reached, or written for a text."""

    number: str
    status: str
    message: str


@dataclass
class Report:
    """What was found. name: the exercise's; notebook: the file that is graded, once what is listed is mended.

    repairs: what was put back, or would be; problems: what the learner alone can mend; outcomes: question by question,
    none where the notebook could not be run; kept: where files that were repaired are kept as they were; written:
    whether the repairs are.
    """

    name: str
    notebook: Path
    repairs: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    written: bool = False

    @property
    def ready(self) -> bool:
        """Whether all would be graded as it stood, right or wrong."""
        return not self.repairs and not self.problems


def validate(
    path: Path, *, write: bool = False, seconds: int = CELL_SECONDS, tell: Callable[[int, int], None] = lambda *_: None
) -> Report:
    """Look through an exercise, repair a copy of it, run that and, if asked, write the repairs back.

    path: the exercise's folder or its notebook. write: write them; what was there before stays beside it. seconds: the
    time limit of one cell. tell: as for ``run``.
    Raises NoExercise where there is none, or where a file cannot be read or written; LabError where the kit is damaged.
    """
    if os.environ.get("NBGRADER_EXECUTION"):  # a cell with the command, left in the notebook, would go round for ever
        raise NoExercise("An exercise is not looked through while its cells are run: take the command out of it.")
    try:
        return _validate(path, write, seconds, tell)
    except OSError as error:
        place = error.filename or path
        raise NoExercise(
            f"{place} cannot be read or written ({error.strerror}): check its permissions and try again."
        ) from None


def _validate(path: Path, write: bool, seconds: int, tell: Callable[[int, int], None]) -> Report:
    releases = release.released()
    found = _notebook_in(path, releases)
    folder = found.parent
    notebook, said, broken = None, [], ""
    try:
        known = {cell.source for one in releases for cell in one.notebook.cells}
        notebook, said = reading.read(found.read_bytes(), known)
    except reading.Unreadable as error:
        broken = str(error)
    exercise = release.belonging(found.resolve(), notebook, releases)
    if exercise is None:
        raise NoExercise(f"{found} belongs to no exercise: {_name_one(releases)}")
    target = folder / exercise.place
    if found.name != target.name and target.exists():
        raise NoExercise(
            f"{found.name} is not what is graded, {target.name} beside it is: name that one, or move it elsewhere."
        )

    report = Report(exercise.name, target, repairs=said)
    if folder.resolve().name != exercise.name:
        report.problems.append(
            f"The folder is named {folder.resolve().name}: hand the exercise in as a folder named {exercise.name}."
        )
    files = _files_to_put_back(folder, exercise, report)
    mended = None
    if notebook is None:
        report.problems.append(_damaged(found, broken, exercise))
    else:
        mended, repairs = repair.repaired(notebook, exercise)
        if found.name != target.name:
            repairs.append(f"The notebook is named {found.name}: it gets its name {target.name} again.")
        report.repairs += repairs
        _run_copy(mended, folder, exercise, seconds, tell, report)
    if write and report.repairs:
        if mended is not None and (said or repairs):
            _replace(report, target, found, nbformat.writes(mended).encode("utf-8") + b"\n")
        for place in files:
            _replace(report, folder / place, folder / place, exercise.files[place])
        report.written = True
    return report


def _notebook_in(path: Path, releases: list[Release]) -> Path:
    """The notebook that is meant. Raises NoExercise where there is none, or where several could be."""
    if path.is_file() and path.suffix == ".ipynb":
        return path
    if not path.is_dir():
        what = "is no notebook" if path.exists() else "does not exist"
        raise NoExercise(f"{path} {what}: {_name_one(releases)}")
    notebooks = sorted(one for one in path.glob("*.ipynb") if one.is_file())
    names = {one.place.name for one in releases}
    named = [one for one in notebooks if one.stem == path.resolve().name]
    right = [one for one in notebooks if one.name in names]
    fresh = [one for one in notebooks if not re.search(r"\.old-\d+$", one.stem)]
    some = next(filter(None, (named, right, fresh, notebooks)), [])
    if not some:
        raise NoExercise(f"{path} holds no notebook: {_name_one(releases)}")
    if len(some) > 1:
        listed = ", ".join(one.name for one in some)
        raise NoExercise(f"{path} holds several notebooks ({listed}): name the one that you mean.")
    return some[0]


def _name_one(releases: list[Release]) -> str:
    return f"name an exercise's folder, such as work/exercises/{releases[0].name}."


def _files_to_put_back(folder: Path, exercise: Release, report: Report) -> list[Path]:
    """Files of the release that the folder lacks or has otherwise; what a learner hands in is left alone."""
    answers = {question.answer for question in exercise.questions.values() if question.kind == "file"}
    wanted = []
    for place, content in exercise.files.items():
        there = folder / place
        if place == exercise.place or place.name in answers or (there.is_file() and there.read_bytes() == content):
            continue
        wanted.append(place)
        state = "is not as it was released" if there.exists() else "is missing"
        report.repairs.append(f"The file {place} {state}: it is put back.")
    for question in exercise.questions.values():
        if question.kind == "file" and not (folder / question.answer).is_file():
            report.problems.append(
                f"The file {question.answer}, which question {question.number} asks for, is not in the folder: "
                "make it as the question says, or copy it there."
            )
    return wanted


def _damaged(found: Path, what: str, exercise: Release) -> str:
    checkpoint = found.parent / ".ipynb_checkpoints" / f"{found.stem}-checkpoint.ipynb"
    remedy = f"get a fresh copy with `transatlantic reset {exercise.name}` and write your answers in it again"
    if checkpoint.is_file():
        remedy = f"copy JupyterLab's last copy of it, {checkpoint}, in its place and look through that"
    return f"{found.name} {what}: {remedy}."


def _run_copy(
    notebook: NotebookNode,
    folder: Path,
    exercise: Release,
    seconds: int,
    tell: Callable[[int, int], None],
    report: Report,
) -> None:
    """Run the repaired notebook in a copy of its folder, and add what came out to the report."""
    beside, size = [], 0
    for number, path in enumerate(folder.rglob("*")):  # a notebook may have been saved among all that somebody has
        if path.is_file() and _goes_along(path.relative_to(folder)):
            beside.append(path)
            size += path.stat().st_size
        if size > MAX_BYTES or number > MAX_FILES:
            report.problems.append(
                f"More than {MAX_BYTES // 1_000_000} MB or {MAX_FILES} files lie beside the notebook, so it was not "
                "run: move it and what belongs to the exercise into a folder of its own."
            )
            return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        place = Path(temporary) / exercise.name
        for path in beside:
            (place / path.relative_to(folder)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place / path.relative_to(folder))
        for name, content in exercise.files.items():
            if not (place / name).exists() or name.name == FILE:
                replace_whole(place / name, content)
        try:
            ran = run(notebook, place, seconds, tell)
        except RuntimeError:
            raise NoExercise("No kernel starts: close other programs, or install the kit again.") from None
    report.problems += [said for number in range(len(ran.cells)) for said in _faults(ran, number, exercise, seconds)]
    report.outcomes = [_outcome(ran, question, exercise) for question in exercise.questions.values()]


def _goes_along(path: Path) -> bool:
    hidden = any(part.startswith((".", "__")) for part in path.parts)
    return not hidden and path.suffix != ".ipynb" and path.name != PROGRESS


def _named(ran: Run, number: int, exercise: Release) -> str:
    cell = ran.cells[number]
    if name := repair.mark_of(cell):
        words = repair.called(name, exercise)
        return f"{words[0].upper()}{words[1:]}"
    return f"The cell that begins {cell.source.strip().splitlines()[0][:60]!r}"


def _faults(ran: Run, number: int, exercise: Release, seconds: int) -> list[str]:
    """What the run of one cell shows that a learner should mend, right or wrong answers apart."""
    cell = ran.cells[number]
    if cell.cell_type != "code" or not cell.source.strip():
        return []
    named, name = _named(ran, number, exercise), repair.mark_of(cell)
    is_test = name is not None and exercise.marked[name].metadata.nbgrader.grade
    if number == ran.stopped:
        return [
            f"{named} ends the kernel or cannot be interrupted, and nothing below it is graded: take exit(), quit() or "
            "an endless loop out of it, or let it need less memory."
        ]
    whose = f"{named}: the answer" if is_test else named
    verdict = _verdict(cell) if is_test else None
    faults = []
    if number in ran.slow:
        return [f"{whose} runs for more than {seconds} s: end its loop, or make it faster."]
    if number in ran.loud:
        faults.append(f"{whose} gives more than {CELL_OUTPUT // 1_000_000} MB of output: print less.")
    printed = "".join(output.text for output in cell.outputs if output.get("name") == "stderr")
    if is_test and printed:
        line = printed.strip().rpartition("\n")[2][:80]
        faults.append(f"{whose} writes to stderr ({line}), which costs its points: take that out of it.")
    for output in cell.outputs:
        if output.output_type == "error" and not verdict and output.ename != ASKS:
            said = f"{output.ename}: {output.evalue}".strip(": ").splitlines()[0][:200]
            faults.append(f"{named} stops with {said.rstrip('.')}: mend it, or what needs it counts for nothing.")
    if any(output.get("ename") == ASKS for output in cell.outputs) or (verdict and ASKS in verdict[1]):
        faults.append(f"{whose} asks with input(), and nobody answers while it is graded: write the value instead.")
    return faults


def _verdict(cell: NotebookNode) -> tuple[str, str] | None:
    """The status and the message that a check left in its cell."""
    pages = [output.data.get("text/html", "") for output in cell.get("outputs", []) if "data" in output]
    found = [match for page in pages if (match := SHOWN.search(page))]
    return (found[-1][1], unescape(found[-1][2])) if found else None


def _outcome(ran: Run, question: Question, exercise: Release) -> Outcome:
    number = next(place for place, cell in enumerate(ran.cells) if repair.mark_of(cell) == question.id)
    cell = ran.cells[number]
    if question.kind == "text":
        written = cell.source.strip() != exercise.marked[question.id].source.strip()
        return Outcome(question.number, "written" if written else "not attempted", "A person reads it.")
    if ran.stopped is not None and number >= ran.stopped:
        return Outcome(question.number, "not reached", "The run ended above it.")
    if verdict := _verdict(cell):
        return Outcome(question.number, *verdict)
    error = next((output for output in cell.outputs if output.output_type == "error"), None)
    why = f"{error.ename}: {error.evalue}" if error else "its check says nothing; is a name such as check yours, too?"
    return Outcome(question.number, "not reached", f"The check does not come to its end ({why.rstrip('.')}).")


def _replace(report: Report, target: Path, old: Path, content: bytes) -> None:
    """Write a file, and keep the old one beside it under another name."""
    kept = set_aside(old, "old") if old.exists() else None
    try:
        replace_whole(target, content)
    except OSError as error:
        if kept:
            kept.rename(old)
        raise NoExercise(refusal(target, error)) from None
    if kept:
        report.kept.append(kept)


def told(report: Report) -> list[str]:
    """A report in lines of plain text."""
    lines = [f"{report.name}: {report.notebook}"]
    if report.repairs:
        heading = "Repaired" if report.written else "What --repair would mend, without touching an answer"
        lines += ["", f"{heading}:", *(f"- {said}" for said in report.repairs)]
        lines += [f"- What was there before is kept as {path.name}." for path in report.kept]
    if report.problems:
        lines += ["", "For you to mend:", *(f"- {said}" for said in report.problems)]
    if report.outcomes:
        lines += ["", "What the checks say (grading adds hidden cases):"]
        lines += [f"- {one.number} {one.status}: {one.message}" for one in report.outcomes]
    if report.ready:
        verdict = "Ready: all of it would be graded as it stands."
    elif report.problems:
        verdict = "Not ready: mend what is listed, and look through it again."
    else:
        verdict = "Ready now." if report.written else "Not ready: run the same with --repair."
    return [*lines, "", verdict]
