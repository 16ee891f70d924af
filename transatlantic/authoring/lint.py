"""What the build refuses, each with file, line and remedy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from transatlantic.authoring.declare import Declared
from transatlantic.authoring.sources import Source
from transatlantic.checks.questions import Question

MAX_CODE_LINES = 15
REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")

DRAWS = re.compile(r"\bplt\.|\.plot\(|dispersion_plot\(")
PERCENTAGE = re.compile(r"\d\s?%|\d\s?(?:percent|per cent)\b")
# The counts behind a percentage: "12 of 47", "n = 47".
COUNTED = re.compile(r"\b\d[\d,]*\s+of\s+(?:the\s+)?\d|\bn\s*=\s*\d")
STATED = re.compile(r"\*\*(Minutes|Points):\*\*\s*(\d+)")
SECTION_MINUTES = re.compile(r"\((\d+) min\)\s*$")


@dataclass(frozen=True)
class Refusal:
    """Why a source is not built: the place, what is wrong, and the remedy."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def lint_lesson(source: Source) -> list[Refusal]:
    """Refusals for a lesson's source, in the order of its lines."""
    return sorted([*_prose(source), *_code(source), *_minutes(source)], key=lambda refusal: refusal.line)


def lint_assignment(source: Source, declared: Declared) -> list[Refusal]:
    """Refusals for an assignment: its notebook, its declaration, and whether the two agree."""
    refusals = [*_prose(source), *_code(source), *_grading(source), *_regions(source)]
    refusals += _questions(source, declared)
    return sorted(refusals, key=lambda refusal: (str(refusal.path), refusal.line))


def _prose(source: Source) -> Iterator[Refusal]:
    level, titles = 0, 0
    for line, text in _markdown_lines(source):
        if heading := re.match(r"(#{1,6}) \S", text):
            now = len(heading.group(1))
            titles += now == 1
            if now > level + 1:
                yield Refusal(source.path, line, f"Heading level {now} follows {level}: use level {level + 1}.")
            if now == 1 and titles > 1:
                yield Refusal(source.path, line, "A second title of level 1: use level 2.")
            level = now
        for image in re.finditer(r"!\[(.*?)\]\(|<img\b([^>]*)>", text):
            alternative = image.group(1) or re.search(r"\balt=[\"'][^\"']*\S", image.group(2) or "")
            if not alternative:
                yield Refusal(
                    source.path, line, 'A picture without text alternative: say in ![…] or alt="…" what it shows.'
                )
        for sentence in re.split(r"(?<=[.?!])\s", text):
            if PERCENTAGE.search(sentence) and not COUNTED.search(sentence):
                yield Refusal(
                    source.path, line, "A bare percentage: give the counts in the same sentence (12 of 47, 26 %)."
                )
    if titles == 0:
        yield Refusal(source.path, 1, "No title: begin with one heading of level 1.")


def _code(source: Source) -> Iterator[Refusal]:
    for cell, line in _cells(source, "code"):
        if DRAWS.search(cell.source) and "alt=" not in cell.source:
            yield Refusal(source.path, line, 'A picture without text alternative: wrap it in picture(…, alt="…").')
        code = [text for text in cell.source.splitlines() if text.strip() and not text.lstrip().startswith("#")]
        hidden = re.search(r"### BEGIN (?:HIDDEN TESTS|SOLUTION)", cell.source)
        if len(code) > MAX_CODE_LINES and not hidden:
            yield Refusal(
                source.path, line, f"{len(code)} lines of code in a cell: divide it, {MAX_CODE_LINES} are the most."
            )


def _minutes(source: Source) -> Iterator[Refusal]:
    stated = _stated(source, "Minutes")
    if stated is None:
        yield Refusal(source.path, 1, "No minutes: write **Minutes:** and their number in the first cell.")
        return
    total = 0
    for line, text in _markdown_lines(source):
        if re.match(r"## \S", text):
            minutes = SECTION_MINUTES.search(text)
            if not minutes:
                yield Refusal(source.path, line, "A section without minutes: end its heading with (10 min).")
            total += int(minutes.group(1)) if minutes else 0
    if total != stated[0]:
        yield Refusal(
            source.path, stated[1], f"The sections take {total} minutes, the lesson says {stated[0]}: make them agree."
        )


def _grading(source: Source) -> Iterator[Refusal]:
    """Nbgrader's marks: every marked cell has a grade_id of its own."""
    seen: Counter[str] = Counter()
    for cell, line in _cells(source):
        marks = cell.metadata.get("nbgrader")
        if marks is None:
            if re.search(r"### BEGIN ", cell.source):
                yield Refusal(source.path, line, "A cell with a marked region but without nbgrader metadata: add it.")
            continue
        name = marks.get("grade_id")
        if not name:
            yield Refusal(source.path, line, "A cell without grade_id: give it one in its nbgrader metadata.")
            continue
        seen[name] += 1
        if seen[name] == 2:
            yield Refusal(source.path, line, f"The grade_id {name} stands twice: give this cell another one.")


def _regions(source: Source) -> Iterator[Refusal]:
    for cell, line in _cells(source):
        for region in REGIONS:
            open_at = None
            for offset, text in enumerate(cell.source.splitlines()):
                if f"### BEGIN {region}" in text:
                    open_at = line + offset
                elif f"### END {region}" in text:
                    open_at = None
            if open_at:
                yield Refusal(source.path, open_at, f"A region that never closes: add ### END {region}.")


def _questions(source: Source, declared: Declared) -> Iterator[Refusal]:
    graded = {
        cell.metadata["nbgrader"].get("grade_id"): (cell, line)
        for cell, line in _cells(source)
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    for name, (_, line) in graded.items():
        if name and name not in declared.questions:
            yield Refusal(source.path, line, f"{name} is graded but not declared: add it to {declared.path.name}.")
    for question in declared.questions.values():
        line = declared.lines[question.id]
        yield from _question(source, declared, question, line, graded.get(question.id))
    questions = declared.questions.values()
    for what, total in (
        ("Points", sum(question.points for question in questions)),
        ("Minutes", sum(question.minutes for question in questions)),
    ):
        stated = _stated(source, what)
        if stated is None:
            yield Refusal(source.path, 1, f"No {what.lower()}: write **{what}:** {total} in the first cell.")
        elif stated[0] != total:
            yield Refusal(
                source.path, stated[1], f"The questions add up to {total} {what.lower()}, the page says {stated[0]}."
            )


def _question(
    source: Source, declared: Declared, question: Question, line: int, graded: tuple[NotebookNode, int] | None
) -> Iterator[Refusal]:
    if graded is None:
        yield Refusal(declared.path, line, f"{question.id} has no check: add its graded cell to {source.path.name}.")
        return
    cell, cell_line = graded
    if question.kind != "text" and f'check("{question.id}")' not in cell.source:
        yield Refusal(source.path, cell_line, f'{question.id} has no check: call check("{question.id}") in this cell.')
    if question.kind != "text" and question.id not in declared.hidden:
        yield Refusal(
            source.path, cell_line, f"{question.id} has no hidden case: call grade(…) between the hidden-test marks."
        )
    if cell.metadata["nbgrader"].get("points") != question.points:
        yield Refusal(
            source.path,
            cell_line,
            f"{question.id} has {cell.metadata['nbgrader'].get('points')} points here and {question.points} in "
            f"{declared.path.name}: make them agree.",
        )
    if not question.hints:
        yield Refusal(declared.path, line, f"{question.id} has no hint: add at least one.")
    if question.minutes <= 0:
        yield Refusal(declared.path, line, f"{question.id} has no minutes: say how long a learner needs.")


def _stated(source: Source, what: str) -> tuple[int, int] | None:
    """The number that the page gives for Minutes or Points, and its line."""
    for line, text in _markdown_lines(source):
        for found in STATED.finditer(text):
            if found.group(1) == what:
                return int(found.group(2)), line
    return None


def _cells(source: Source, kind: str | None = None) -> Iterator[tuple[NotebookNode, int]]:
    for cell, line in zip(source.notebook.cells, source.lines, strict=True):
        if kind in (None, cell.cell_type):
            yield cell, line


def _markdown_lines(source: Source) -> Iterator[tuple[int, str]]:
    """Line number and text of all prose; code within prose left out."""
    for cell, line in _cells(source, "markdown"):
        fenced = False
        for offset, text in enumerate(cell.source.splitlines()):
            if text.startswith("```"):
                fenced = not fenced
            elif not fenced:
                yield line + offset, re.sub(r"`[^`]*`", "``", text)
