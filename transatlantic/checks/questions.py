"""A question, declared once: what is asked, in which name and type, with which cases, slips and hints.

The public part ships with the exercise as ``questions.json``. Hidden cases and the reference solution are not
in it; they stand in the instructor's notebook alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

FORMAT = "transatlantic-questions"
VERSION = 1


class DeclarationError(ValueError):
    """A declaration that cannot be used; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Slip:
    """A foreseen wrong answer. ``calls`` maps a call to what the slip gives there; a value has the key ""."""

    name: str
    calls: dict[str, str]
    says: str


@dataclass(frozen=True)
class Question:
    """One question's public part.

    kind: value (a name holds it), function (called case by case) or text (read by a person). answer, type: the
    name that holds it and its plain type, for a function the type that it returns. cases: visible calls and
    what they give, all as Python literals. digest: fingerprint of a value's right answer.
    """

    id: str
    kind: Literal["value", "function", "text"]
    points: int
    minutes: int
    hints: tuple[str, ...]
    answer: str = ""
    type: str = ""
    digest: str = ""
    cases: dict[str, str] = field(default_factory=dict)
    slips: tuple[Slip, ...] = ()


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
        return {item["id"]: question(item) for item in document["questions"]}
    except FileNotFoundError:
        raise DeclarationError(
            f"{path.name} is missing beside this notebook: copy the whole exercise folder, not the notebook alone."
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
        raise DeclarationError(f"{path.name} is damaged: take a fresh copy of the exercise folder.") from None


def question(item: dict) -> Question:
    """A Question from its JSON object. Raises KeyError or TypeError where a field is missing or unknown."""
    slips = tuple(Slip(**slip) for slip in item.get("slips", ()))
    return Question(**{**item, "hints": tuple(item["hints"]), "slips": slips})
