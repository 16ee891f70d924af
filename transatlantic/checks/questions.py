"""A question, declared once: what is asked, in which name and type, with which cases, slips and hints.

The public part ships with the exercise as ``questions.json``. Hidden cases and the reference solution are not
in it; they stand in the instructor's notebook alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

FORMAT = "transatlantic-questions"
VERSION = 2
FILE = "questions.json"


class DeclarationError(ValueError):
    """A declaration that cannot be used; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Part:
    """A step of a question that earns its points by itself; a question without steps has one part, named "".

    cases: visible calls and what they give, all as Python literals. digest: fingerprint of a value's right answer.
    """

    name: str
    points: int
    cases: dict[str, str] = field(default_factory=dict)
    digest: str = ""


@dataclass(frozen=True)
class Slip:
    """A foreseen wrong answer. ``calls`` maps a call to what the slip gives there; a value has the key ""."""

    name: str
    calls: dict[str, str]
    says: str


@dataclass(frozen=True)
class Criterion:
    """What a person who reads a text looks for, and the points for it."""

    points: int
    says: str


@dataclass(frozen=True)
class Question:
    """The public part of one question.

    id: its name. number: the assignment's two digits and the question's place, such as 02.3. kind: whether the answer
    is a value, a function, a function that draws a picture, a file, or a text that a person reads. minutes: how long a
    learner needs. objectives: which of the lesson's objectives it tests, counted from 1. hints: from a nudge to nearly
    all of it. answer: the name that holds it, or the file's name. type: its plain type; for a function the type that it
    returns. about: for a file, what it has to be about. rubric: for a text, by which criteria it is read.
    """

    id: str
    number: str
    kind: Literal["value", "function", "picture", "file", "text"]
    points: int
    minutes: int
    hints: tuple[str, ...]
    objectives: tuple[int, ...] = ()
    answer: str = ""
    type: str = ""
    parts: tuple[Part, ...] = ()
    slips: tuple[Slip, ...] = ()
    about: dict[str, Any] = field(default_factory=dict)
    rubric: tuple[Criterion, ...] = ()

    @property
    def cases(self) -> dict[str, str]:
        """The visible cases of all parts."""
        return {call: given for part in self.parts for call, given in part.cases.items()}


def read_questions(path: Path) -> dict[str, Question]:
    """Read ``questions.json``: the questions by their id, in order.

    Raises DeclarationError where the file is missing, damaged or of another version.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if (document["format"], document["version"]) != (FORMAT, VERSION):
            raise DeclarationError(
                f"{path.name} has version {document['version']} and this kit reads {VERSION}: "
                "take exercise and kit from one release."
            )
        return all_of(document)
    except FileNotFoundError:
        raise DeclarationError(
            f"{path.name} is missing beside this notebook: copy the whole exercise folder, not the notebook alone."
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
        raise DeclarationError(f"{path.name} is damaged: take a fresh copy of the exercise folder.") from None


def all_of(document: dict[str, Any]) -> dict[str, Question]:
    """The questions of a document by their id, in order. Raises KeyError or TypeError as ``question`` does."""
    return {
        item["id"]: question({**item, "number": numbered(document["assignment"], place)})
        for place, item in enumerate(document["questions"], 1)
    }


def numbered(assignment: str, place: int) -> str:
    """A question's number: 02.3 for the third of 02_tokenizing."""
    return f"{assignment[:2]}.{place}"


def question(item: dict) -> Question:
    """A Question from its JSON object. Raises KeyError or TypeError where a field is missing or unknown."""
    return Question(
        **{
            **item,
            "hints": tuple(item["hints"]),
            "objectives": tuple(item.get("objectives", ())),
            "parts": tuple(Part(**part) for part in item.get("parts", ())),
            "slips": tuple(Slip(**slip) for slip in item.get("slips", ())),
            "rubric": tuple(Criterion(**criterion) for criterion in item.get("rubric", ())),
        }
    )


def by_part(cases: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Cases as {part: {call: result}}; those that are not grouped belong to the part ""."""
    return cases if any(isinstance(given, dict) for given in cases.values()) else {"": cases}
