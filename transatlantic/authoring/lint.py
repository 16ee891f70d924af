"""What the build refuses, each with file, line and remedy."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from transatlantic.authoring.declare import Declared
from transatlantic.authoring.sources import Source, objectives
from transatlantic.checks.questions import Question

MAX_CODE_LINES = 15
REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")

DRAWS = re.compile(r"\bplt\.|\.plot\(|dispersion_plot\(")
PERCENTAGE = re.compile(r"\d\s?%|\d\s?(?:percent|per cent)\b")
# The counts behind a percentage: "12 of 47", "n = 47".
COUNTED = re.compile(r"\b\d[\d,]*\s+of\s+(?:the\s+)?\d|\bn\s*=\s*\d")
STATED = re.compile(r"\*\*(Minutes|Points):\*\*\s*(\d+)")
SECTION_MINUTES = re.compile(r"\((\d+) min\)\s*$")

LINK = re.compile(r"(?<!!)\[([^\]]*)\]\([^)]*\)")
BARE_ADDRESS = re.compile(r"<https?://[^>]*>|(?<![(\"'<])\bhttps?://[^\s<>)]+")
SAYS_NOTHING = re.compile(
    r"(?:click |see |read |look )?(?:here|this|that|it|link|this link|this page|page|more|learn more)\W*", re.IGNORECASE
)
COLOUR = "black|white|red|green|blue|orange|yellow|purple|violet|pink|brown|gr[ae]y"
BY_COLOUR = re.compile(
    rf"\b(?:{COLOUR}) (?:bar|line|mark|dot|point|box|cell|square|area|field|word|row|column|text|one|button)s?\b"
    rf"|\b(?:in|marked|coloured|shown|drawn) (?:{COLOUR})\b",
    re.IGNORECASE,
)
# What every newspaper prints without explanation, and what stands in capitals without being an acronym.
WELL_KNOWN = {"NATO", "US", "EU", "UN", "UK", "AGAINST", "FAVOR", "NONE", "CANNOT", "TELL"}
ACRONYM = re.compile(r"(?<![\w-])[A-Z]{2,}(?![\w])")
SPELT_OUT = {
    "API": "application programming interface",
    "CSV": "comma-separated values",
    "HTML": "hypertext markup language",
    "JSON": "JavaScript object notation",
    "NLTK": "Natural Language Toolkit",
    "PDF": "portable document format",
    "UTF": "Unicode transformation format",
    "VADER": "Valence Aware Dictionary and sEntiment Reasoner",
}
MAX_WORDS = 150  # of a paragraph
# What a lesson's first cell holds, and what its end; each with what a refusal asks for.
OPENING = {
    "After this lesson you can": "objectives: write *After this lesson you can* and a list of verbs",
    "**Necessary:**": "prerequisites: write **Necessary:** and **Helpful:**",
}
CLOSING = ("Check yourself", "Recap", "Common mistakes", "Try this", "What is next")


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
    found = [*_prose(source), *_code(source), *_minutes(source), *_pattern(source)]
    return sorted(found, key=lambda refusal: refusal.line)


def lint_acronyms(lessons: list[Source]) -> list[Refusal]:
    """Refusals for acronyms that are nowhere written out where a learner meets them first; lessons in their order."""
    met, refusals = set(WELL_KNOWN), []
    for source in lessons:
        for cell, line in _cells(source, "markdown"):
            for offset, text in _prose_lines(cell):
                for acronym in ACRONYM.findall(text):
                    if acronym in met:
                        continue
                    met.add(acronym)
                    words = SPELT_OUT.get(acronym)
                    if words is None:
                        remedy = "write it out, and add its words to SPELT_OUT in transatlantic/authoring/lint.py"
                    elif words.lower() in " ".join(cell.source.split()).lower():
                        continue
                    else:
                        remedy = f"write {words} beside it"
                    message = f"{acronym} stands here for the first time and is not written out: {remedy}."
                    refusals.append(Refusal(source.path, line + offset, message))
    return refusals


def lint_assignment(source: Source, declared: Declared, lesson: Source | None) -> list[Refusal]:
    """Refusals for an assignment: its notebook, its declaration, and whether the two, and its lesson, agree."""
    refusals = [*_prose(source), *_code(source), *_grading(source), *_regions(source)]
    refusals += _questions(source, declared)
    refusals += _objectives(declared, lesson)
    return sorted(refusals, key=lambda refusal: (str(refusal.path), refusal.line))


def _prose(source: Source) -> Iterator[Refusal]:
    level, titles = 0, 0
    first = source.notebook.cells[0] if source.notebook.cells else None
    if first is not None and not (first.cell_type == "markdown" and first.source.startswith("# ")):
        yield Refusal(source.path, 1, "The title does not come first: begin with one heading of level 1.")
    yield from _reading(source)
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


def _reading(source: Source) -> Iterator[Refusal]:
    """What hinders somebody who listens to the page, or sees it without its colours."""
    for line, text in _markdown_lines(source):
        for link in LINK.finditer(text):
            if not link[1].strip() or SAYS_NOTHING.fullmatch(link[1].strip()) or BARE_ADDRESS.search(link[1]):
                message = f"A link that does not say where it leads, {link[1]!r}: name the page in its text."
                yield Refusal(source.path, line, message)
        if BARE_ADDRESS.search(LINK.sub("", text)):
            yield Refusal(source.path, line, "A bare address: write [the page's name](address).")
        if colour := BY_COLOUR.search(text):
            message = f"Told by colour alone, {colour[0]!r}: name its place, shape or label."
            yield Refusal(source.path, line, message)
    for cell, start in _cells(source, "markdown"):
        lines = cell.source.splitlines()
        for offset, text in enumerate(lines[:-1]):
            if re.fullmatch(r"\s*\|?[\s|:-]*-[\s|:-]*", lines[offset + 1]) and "|" in text:
                names = re.split(r"(?<!\\)\|", text.strip().removeprefix("|").removesuffix("|"))
                if not all(name.strip() for name in names):
                    message = "A table column without a name: write one into the first row."
                    yield Refusal(source.path, start + offset, message)
        if "<table" in cell.source and "<th" not in cell.source:
            yield Refusal(source.path, start, "A table without header cells: use <th> in its first row.")
        at = 0
        for paragraph in cell.source.split("\n\n"):
            words = len(paragraph.split())
            if words > MAX_WORDS and not re.match(r"\s*(?:\||[-*] |\d+\. |```)", paragraph):
                message = f"A paragraph of {words} words: divide it, {MAX_WORDS} are the most."
                yield Refusal(source.path, start + at, message)
            at += paragraph.count("\n") + 2


def _pattern(source: Source) -> Iterator[Refusal]:
    """What every lesson begins and ends with, and that no prediction is left without its result."""
    opening = source.notebook.cells[0].source if source.notebook.cells else ""
    for words, remedy in OPENING.items():
        if words not in opening:
            yield Refusal(source.path, 1, f"The first cell has no {remedy}.")
    headings = [re.sub(r"^#+ ", "", text) for _, text in _markdown_lines(source) if re.match(r"#+ ", text)]
    for heading in CLOSING:
        if heading not in headings:
            yield Refusal(source.path, source.lines[-1], f"The end has no section {heading!r}: add it.")
    asked: dict[str, int] = {}
    for cell, line in _cells(source, "code"):
        for act, name in re.findall(r"predictions\.(ask|recall)\(\s*\"([^\"]+)\"", cell.source):
            if act == "ask":
                asked[name] = line
            else:
                asked.pop(name, None)
    for name, line in asked.items():
        message = f"The prediction {name!r} is never compared with a result: call predictions.recall({name!r}, …)."
        yield Refusal(source.path, line, message)
    for cell, line in _cells(source, "code"):
        for name in _told_before(cell.source) + _told_before(cell.metadata.get("own", "")):
            message = f"recall({name!r}) is given its result as a literal, which tells it before the run: compute it."
            yield Refusal(source.path, line, message)


def _told_before(code: str) -> list[str]:
    """The predictions whose result stands in the code, as text or number."""
    try:
        calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    except SyntaxError:  # a line for the shell, say; the lesson's own run tells
        return []
    found = []
    for call in calls:
        if getattr(call.func, "attr", "") == "recall" and len(call.args) > 1:
            named = {part for part in ast.walk(call.args[1]) if isinstance(part, ast.Name)}
            if not named:
                found.append(ast.unparse(call.args[0]).strip("'"))
    return found


def _code(source: Source) -> Iterator[Refusal]:
    for cell, line in _cells(source, "code"):
        answer = cell.metadata.get("nbgrader", {}).get("solution")  # a function that draws shows nothing by itself
        if DRAWS.search(cell.source) and "alt=" not in cell.source and not answer:
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


def _objectives(declared: Declared, lesson: Source | None) -> Iterator[Refusal]:
    """Every objective of the lesson is tested, and no other."""
    if lesson is None:
        yield Refusal(declared.path, 1, "No lesson has this assignment's name: give it the lesson's.")
        return
    stated = objectives(lesson)
    for question in declared.questions.values():
        if strange := [number for number in question.objectives if not 0 < number <= len(stated)]:
            message = f"{question.id} tests objective {strange[0]}, and the lesson has {len(stated)} bullets."
            yield Refusal(declared.path, declared.lines[question.id], message)
    tested = {number for question in declared.questions.values() if question.points for number in question.objectives}
    for number, words in enumerate(stated, 1):
        if number not in tested:
            yield Refusal(declared.path, 1, f"Objective {number} of the lesson is tested by no question: {words}")


def _question(
    source: Source, declared: Declared, question: Question, line: int, graded: tuple[NotebookNode, int] | None
) -> Iterator[Refusal]:
    if graded is None:
        yield Refusal(declared.path, line, f"{question.id} has no check: add its graded cell to {source.path.name}.")
        return
    cell, cell_line = graded
    if question.kind != "text":
        yield from _test_cell(source, declared, question, cell, cell_line)
    if cell.metadata["nbgrader"].get("points") != question.points:
        yield Refusal(
            source.path,
            cell_line,
            f"{question.id} has {cell.metadata['nbgrader'].get('points')} points here and {question.points} in "
            f"{declared.path.name}: make them agree.",
        )
    if not question.objectives:
        yield Refusal(declared.path, line, f"{question.id} tests no objective: write objectives: [1].")
    if not re.search(rf"^## Question {question.number.split('.')[1]}: ", _whole(source), re.MULTILINE):
        yield Refusal(source.path, 1, f"{question.id} is question {question.number} and has no heading of that number.")
    if not question.hints:
        yield Refusal(declared.path, line, f"{question.id} has no hint: add at least one.")
    if question.minutes <= 0:
        yield Refusal(declared.path, line, f"{question.id} has no minutes: say how long a learner needs.")
    if question.kind == "text" and not question.rubric:
        yield Refusal(declared.path, line, f"{question.id} has no rubric: say by which criteria it is read.")


def _test_cell(
    source: Source, declared: Declared, question: Question, cell: NotebookNode, line: int
) -> Iterator[Refusal]:
    """The graded cell of a question that is not a text: the check first, the hidden cases last."""
    name, number = question.id, question.number
    if f'check("{number}")' not in cell.source:
        yield Refusal(source.path, line, f'{name} has no check: call check("{number}") in this cell.')
    if name not in declared.hidden:
        yield Refusal(source.path, line, f"{name} has no hidden case: call grade(…) between the hidden-test marks.")
        return
    last = ast.parse(cell.source).body[-1]
    if not (isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) and "grade" in ast.dump(last.value.func)):
        yield Refusal(source.path, line, f"{name} loses partial points: let grade(…) be the last line of this cell.")
    if question.kind in ("function", "picture"):
        hidden = declared.hidden[name]
        if missing := [part.name or name for part in question.parts if not hidden.get(part.name)]:
            yield Refusal(source.path, line, f"No hidden case for {', '.join(missing)}: add one.")
        public = {*question.cases, *(call for slip in question.slips for call in slip.calls)}
        shown = [call for cases in hidden.values() for call in cases if call in public]
        if shown:
            yield Refusal(source.path, line, f"{shown[0]} is hidden, and a visible case or slip: hide another input.")


def _whole(source: Source) -> str:
    return "\n".join(cell.source for cell, _ in _cells(source, "markdown"))


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
        for offset, text in _prose_lines(cell):
            yield line + offset, text


def _prose_lines(cell: NotebookNode) -> Iterator[tuple[int, str]]:
    """Number, from 0, and text of a cell's lines; code left out."""
    fenced = False
    for offset, text in enumerate(cell.source.splitlines()):
        if text.startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield offset, re.sub(r"`[^`]*`", "``", text)
