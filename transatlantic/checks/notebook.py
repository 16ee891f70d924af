"""The checks as a learner meets them in an exercise notebook, and as nbgrader's test cells call them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from IPython.display import clear_output, display

from transatlantic.checks import progress
from transatlantic.checks.judge import Verdict, judge
from transatlantic.checks.questions import FILE, DeclarationError, Question, by_part, read_questions
from transatlantic.storage import StorageError

MARKS = {"correct": "✓", "incorrect": "✗", "not attempted": "○", "hint": "→", "solution": "→", "problem": "!"}


class NotCorrect(Exception):
    """Tells nbgrader that an answer earns no points; prints as its one sentence, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


# Where the notebook is, read before any cell of the learner's can go elsewhere.
FOLDER = Path.cwd()


def open_exercise(namespace: Mapping[str, Any]) -> tuple[Callable, Callable, Callable]:
    """Give an exercise notebook its three helpers: check, hint and solution.

    namespace: the notebook's names, in which the answers are looked up. The questions are read from
    ``questions.json`` beside the notebook.
    Returns check(number), hint(number) and solution(number); each shows what it has to say and raises nothing.
    """
    exercise = Exercise(namespace)
    with suppress(DeclarationError):  # said when a question is asked
        _read(FOLDER)
    return exercise.check, exercise.hint, exercise.solution


@cache
def _read(folder: Path) -> dict[str, Question]:
    """The questions by their number, read once, so that nothing that a cell does to the file changes them."""
    return {question.number: question for question in read_questions(folder / FILE).values()}


class Exercise:
    """One exercise notebook while a learner works on it; folder: where its ``questions.json`` lies."""

    def __init__(self, namespace: Mapping[str, Any], folder: Path = FOLDER) -> None:
        self.namespace = namespace
        self.folder = folder
        self.hints_shown: dict[str, int] = {}

    def check(self, number: str) -> float | None:
        """Show whether the answer to a question, such as 02.3, is correct, incorrect or not attempted yet.

        Under nbgrader's Validate button a wrong answer also fails the cell. Under its autograde the points of one that
        is not correct are returned, for a cell without hidden cases, and one that never ends fails the cell. Else
        nothing is returned, and what was found is kept in the learner's progress.
        """
        question = self._question(number)
        if question is None:
            return None
        verdict = judge(question, self.namespace, folder=self.folder)
        execution = os.environ.get("NBGRADER_EXECUTION")
        if question.kind == "text":
            _show("hint", f"{question.number}: read by a person", verdict.message)
        elif execution == "validate" or (execution and verdict.stopped):
            return _pronounce(question, verdict)
        elif execution:
            # No exception: the hidden cases of the next line still tell which steps are right.
            _show(verdict.status, f"{question.number}: {verdict.status}", verdict.message)
            return None if verdict.status == "correct" else float(verdict.points)
        else:
            remark = self._keep(question, verdict)
            _show(verdict.status, f"{question.number}: {verdict.status}", verdict.message + remark)
        return None

    def _keep(self, question: Question, verdict: Verdict) -> str:
        """Keep what a check found; a remark where that is impossible."""
        answer = self.folder / question.answer if question.kind == "file" else self.namespace.get(question.answer)
        try:
            progress.record(self.folder, question, verdict, answer)
        except StorageError as error:
            return f" (Your progress is not kept: {error})"
        return ""

    def hint(self, number: str) -> None:
        """Show the next hint for a question; after the last one, say how to see the solution."""
        question = self._question(number)
        if question is None:
            return
        step = self.hints_shown.get(question.id, 0)
        self.hints_shown[question.id] = step + 1
        if step < len(question.hints):
            _show("hint", f"{question.number}: hint {step + 1} of {len(question.hints)}", question.hints[step])
        elif self._solutions():
            _show(
                "hint", f"{question.number}: no further hint", f'solution("{question.number}") shows one way to do it.'
            )
        else:
            _show("hint", f"{question.number}: no further hint", "Ask your teacher, or a neighbour.")

    def solution(self, number: str, now: bool = False) -> None:
        """Show one way to do it, in the self-study edition; an edition for grades has none to show.

        It comes once the question is correct, after three different answers that were incorrect, or where ``now`` is
        true.
        """
        question = self._question(number)
        if question is None:
            return
        solutions = self._solutions()
        if not solutions:
            _show("problem", "No solutions here", "This edition is for grades: ask your teacher.")
        elif left := 0 if now or question.kind == "text" else self._tries_left(question):
            _show(
                "hint",
                f"{question.number}: not yet",
                f"Try again first, with a check each time: it comes after {left} more different "
                f'{"answer" if left == 1 else "answers"}. solution("{question.number}", now=True) shows it at once.',
            )
        elif question.id not in solutions:
            _show("solution", f"{question.number}: no solution", "More than one answer is good: a person reads it.")
        else:
            _show("solution", f"{question.number}: one way to do it", solutions[question.id], code=True)

    def _tries_left(self, question: Question) -> int:
        try:
            entry = progress.load(self.folder).get(question.id)
        except StorageError:
            return 0
        if entry and entry["status"] == "correct":
            return 0
        return progress.HONEST_TRIES - len(entry["tries"] if entry else ())

    def _solutions(self) -> dict[str, str]:
        """The reference answers of the self-study edition; none in an edition for grades."""
        try:
            return json.loads((self.folder / "solutions.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def _question(self, number: str) -> Question | None:
        try:
            questions = _read(self.folder)
        except DeclarationError as error:
            _show("problem", "No questions", str(error))
            if os.environ.get("NBGRADER_EXECUTION"):  # what cannot be checked does not pass
                raise NotCorrect(str(error)) from None
            return None
        if number not in questions:
            _show("problem", f"No question {number}", f"The questions here are {', '.join(questions)}.")
            return None
        return questions[number]


def grade(number: str, namespace: Mapping[str, Any], cases: Mapping[str, Any]) -> float | None:
    """What a hidden test calls: raises NotCorrect unless visible and hidden cases all come out right.

    cases: hidden calls and what they give, as Python literals, grouped by part where the question has parts; for a
    value its right answer under the key "".
    Returns the points of an answer that is partly right, which nbgrader reads as the cell's result, else None.
    """
    question = _read(FOLDER)[number]
    return _pronounce(question, judge(question, namespace, by_part(dict(cases)), FOLDER))


def _pronounce(question: Question, verdict: Verdict) -> float | None:
    """Show a verdict as all that nbgrader sees of the cell; raise NotCorrect where it earns no points.

    nbgrader reads the cell's outputs: a number that an answer displayed would count as points, and a line that a
    correct one logged as none. Returns the points where it earns some of them.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    clear_output()
    _show(verdict.status, f"{question.number}: {verdict.status}", verdict.message)
    if verdict.status == "correct":
        return None
    if not verdict.points:
        raise NotCorrect(f"{question.number}: {verdict.status}. {verdict.message}")
    return float(verdict.points)


def _show(status: str, title: str, text: str, *, code: bool = False) -> None:
    """Show a message that a screen reader announces; its kind is said in words and by a sign, not by colour alone."""
    body = f"<pre>{escape(text)}</pre>" if code else f"<p style='margin:.2em 0 0'>{escape(text)}</p>"
    colour = {"correct": "#1b7837", "incorrect": "#b35806"}.get(status, "#5e6a75")
    sign = f"<span aria-hidden='true'>{MARKS[status]}</span>"
    page = (
        f"<div role='status' class='tk-check' data-status='{escape(status)}' "
        f"style='border-left:.4em solid {colour};padding:.4em .8em'><strong>{sign} {escape(title)}</strong>{body}</div>"
    )
    display({"text/html": page, "text/plain": f"{title}. {text}"}, raw=True)
