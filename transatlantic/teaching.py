"""What every lesson ends with: a short conceptual quiz (jupyterquiz's) and the words it has introduced."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from IPython.display import Javascript, display
from jupyterquiz import display_quiz

DATA = files("transatlantic") / "data" / "teaching"

# jupyterquiz's colours, as dark as white letters need to be read (WCAG AA).
COLOURS = {
    "--jq-multiple-choice-bg": "#1b4f72",
    "--jq-mc-button-bg": "#ffffff",
    "--jq-mc-button-border": "#4a4a4a",
    "--jq-mc-button-inset-shadow": "#4a4a4a",
    "--jq-many-choice-bg": "#1b4f72",
    "--jq-correct-code": "#0b5345",
    "--jq-incorrect-code": "#78281f",
    "--jq-text-color": "#ffffff",
}


# JupyterLab takes the arrow keys, which choose within a group of answers, unless the focused element bears a mark.
ARROW_KEYS = """
document.addEventListener("focusin", ({ target }) => {
  if (target.closest(".Quiz")) target.setAttribute("data-lm-suppress-shortcuts", "true");
});
"""


class TeachingError(ValueError):
    """There is no quiz or glossary for a lesson; the message is one sentence with the remedy."""


@cache
def _quizzes() -> dict[str, list[dict[str, Any]]]:
    return json.loads((DATA / "quizzes.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Term:
    """A word of the field: the lesson that introduces it, and what it means there."""

    term: str
    lesson: str
    meaning: str


@cache
def terms() -> tuple[Term, ...]:
    """Every word of the glossary, in order of the lessons."""
    return tuple(Term(**entry) for entry in json.loads((DATA / "glossary.json").read_text(encoding="utf-8")))


def quiz(lesson: str) -> None:
    """Show the conceptual quiz of a lesson; each answer gets a sentence of its own, and nothing is recorded.

    lesson: its name, such as ``02_tokenizing``. Raises TeachingError where it has none.
    Without a screen: ``print(teaching.quiz_text("02_tokenizing"))``.
    """
    display_quiz(questions(lesson), shuffle_answers=False, border_radius=4, max_width=760, colors=COLOURS)
    display(Javascript(ARROW_KEYS))


def quiz_text(lesson: str) -> str:
    """The same quiz as plain text: questions and answers, then what is said to each answer. Errors as ``quiz``."""
    asked, told = [], []
    for number, question in enumerate(questions(lesson), start=1):
        asked.append(f"{number}. {question['question']}")
        for letter, answer in zip("abcdef", question["answers"], strict=False):
            asked.append(f"   {letter}) {answer['answer']}")
            told.append(f"{number} {letter}: {answer['feedback']}")
    return "\n".join([*asked, "", "What is said to each answer:", *told])


def questions(lesson: str) -> list[dict[str, Any]]:
    """The quiz of a lesson as jupyterquiz reads it: for each question its answers, each with its feedback.

    Errors as ``quiz``.
    """
    if lesson not in _quizzes():
        raise TeachingError(f"There is no quiz for {lesson}: choose one of {', '.join(_quizzes())}.")
    return _quizzes()[lesson]


class Glossary:
    """Words of the field with their meaning, as a notebook or a terminal shows them."""

    def __init__(self, shown: tuple[Term, ...]):
        self.terms = shown

    def __repr__(self) -> str:
        return "\n".join(f"{term.term} ({term.lesson[:2]}): {term.meaning}" for term in self.terms)

    def _repr_html_(self) -> str:
        # A list of items, not of definitions: JupyterLab floats the terms of those, and long ones tear the rows apart.
        rows = "".join(
            f"<li><strong>{escape(term.term)}</strong> (lesson {escape(term.lesson[:2])}): {escape(term.meaning)}</li>"
            for term in self.terms
        )
        return f"<ul class='tk-glossary'>{rows}</ul>"


def glossary(lesson: str | None = None) -> Glossary:
    """The words that a lesson introduces, or all of them.

    lesson: its name, such as ``02_tokenizing``; None for every lesson, by the alphabet.
    Raises TeachingError for a lesson without any.
    """
    if lesson is None:
        return Glossary(tuple(sorted(terms(), key=lambda term: term.term.lower())))
    if found := tuple(term for term in terms() if term.lesson == lesson):
        return Glossary(found)
    known = ", ".join(dict.fromkeys(term.lesson for term in terms()))
    raise TeachingError(f"The glossary has no word of {lesson}: choose one of {known}.")
