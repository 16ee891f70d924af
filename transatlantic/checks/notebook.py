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

from transatlantic.checks.judge import Verdict, judge
from transatlantic.checks.questions import DeclarationError, Question, read_questions

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
    Returns check(id), hint(id) and solution(id); each shows what it has to say and raises nothing.
    """
    exercise = Exercise(namespace)
    with suppress(DeclarationError):  # said when a question is asked
        _read(FOLDER)
    return exercise.check, exercise.hint, exercise.solution


@cache
def _read(folder: Path) -> dict[str, Question]:
    """The questions, read once, so that nothing that a cell does to the file changes them."""
    return read_questions(folder / "questions.json")


class Exercise:
    """One exercise notebook while a learner works on it; folder: where its ``questions.json`` lies."""

    def __init__(self, namespace: Mapping[str, Any], folder: Path = FOLDER) -> None:
        self.namespace = namespace
        self.folder = folder
        self.hints_shown: dict[str, int] = {}

    def check(self, question_id: str) -> None:
        """Show whether the answer to a question is correct, incorrect or not attempted yet.

        Under nbgrader (its Validate button, its autograde) a wrong answer also fails the cell.
        """
        question = self._question(question_id)
        if question is None:
            return
        verdict = judge(question, self.namespace)
        if question.kind == "text":
            _show("hint", f"{question_id}: read by a person", verdict.message)
        elif os.environ.get("NBGRADER_EXECUTION"):
            _pronounce(question_id, verdict)
        else:
            _show(verdict.status, f"{question_id}: {verdict.status}", verdict.message)

    def hint(self, question_id: str) -> None:
        """Show the next hint for a question; after the last one, say how to see the solution."""
        question = self._question(question_id)
        if question is None:
            return
        step = self.hints_shown.get(question_id, 0)
        self.hints_shown[question_id] = step + 1
        if step < len(question.hints):
            _show("hint", f"{question_id}: hint {step + 1} of {len(question.hints)}", question.hints[step])
        elif self._solutions():
            _show("hint", f"{question_id}: no further hint", f'solution("{question_id}") shows one way to do it.')
        else:
            _show("hint", f"{question_id}: no further hint", "Ask your teacher, or a neighbour.")

    def solution(self, question_id: str) -> None:
        """Show one way to do it, in the self-study edition; an edition for grades has none to show."""
        question = self._question(question_id)
        if question is None:
            return
        solutions = self._solutions()
        if not solutions:
            _show("problem", "No solutions here", "This edition is for grades: ask your teacher.")
        elif question_id not in solutions:
            _show("solution", f"{question_id}: no solution", "There is more than one good answer: a person reads it.")
        else:
            _show("solution", f"{question_id}: one way to do it", solutions[question_id], code=True)

    def _solutions(self) -> dict[str, str]:
        """The reference answers of the self-study edition; none in an edition for grades."""
        try:
            return json.loads((self.folder / "solutions.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def _question(self, question_id: str) -> Question | None:
        try:
            questions = _read(self.folder)
        except DeclarationError as error:
            _show("problem", "No questions", str(error))
            if os.environ.get("NBGRADER_EXECUTION"):  # what cannot be checked does not pass
                raise NotCorrect(str(error)) from None
            return None
        if question_id not in questions:
            _show("problem", f"No question {question_id}", f"The questions here are {', '.join(questions)}.")
            return None
        return questions[question_id]


def grade(question_id: str, namespace: Mapping[str, Any], cases: Mapping[str, str]) -> None:
    """What a hidden test calls: raises NotCorrect unless visible and hidden cases all come out right.

    cases: hidden calls and what they give, as Python literals; for a value its right answer under the key "".
    """
    _pronounce(question_id, judge(_read(FOLDER)[question_id], namespace, cases))


def _pronounce(question_id: str, verdict: Verdict) -> None:
    """Show a verdict as all that nbgrader sees of the cell, and raise NotCorrect where it earns no points.

    nbgrader reads the cell's outputs: a number that an answer displayed would count as points, and a line that a
    correct one logged as none.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    clear_output()
    _show(verdict.status, f"{question_id}: {verdict.status}", verdict.message)
    if verdict.status != "correct":
        raise NotCorrect(f"{question_id}: {verdict.status}. {verdict.message}")


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
