"""How far a learner is: what was tried and what came out, in a small file beside each exercise."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import CodeType
from typing import Any

from transatlantic import locks, storage
from transatlantic.checks.judge import Verdict
from transatlantic.checks.plain import NotPlain, plain
from transatlantic.checks.questions import FILE, DeclarationError, Question, read_questions
from transatlantic.storage import StorageError

NAME = "progress.json"
FORMAT = "transatlantic progress"
HONEST_TRIES = 3  # different answers, each of which a check called incorrect; then the solution may be seen


def load(folder: Path) -> dict[str, dict[str, Any]]:
    """What is kept of an exercise's questions, by id: *status*, *points* and *tries* (fingerprints of wrong answers).

    folder: the exercise's. A file that is damaged is set aside. Raises StorageError where it cannot be read.
    """
    content, _ = storage.load(folder / NAME, FORMAT, 1, _is_valid)
    return content["questions"] if content else {}


def record(folder: Path, question: Question, verdict: Verdict, answer: Any) -> None:
    """Keep what a check found. A question that was once correct stays so.

    Raises StorageError where the file cannot be written.
    """
    if verdict.status == "not attempted":
        return
    path = folder / NAME
    try:
        with locks.alone(path):
            kept = load(folder)
            entry = kept.get(question.id, {"status": "not attempted", "points": 0, "tries": []})
            if verdict.status == "incorrect":
                entry["tries"] = list(dict.fromkeys([*entry["tries"], fingerprint(answer)]))[-HONEST_TRIES:]
            if entry["status"] != "correct":
                entry |= {"status": verdict.status, "points": max(entry["points"], verdict.points)}
            storage.save(path, FORMAT, 1, {"questions": {**kept, question.id: entry}})
    except locks.Busy:
        raise StorageError(f"{path.name} is held by another program: close it and check again.") from None
    except OSError as error:
        raise StorageError(f"{path.name} cannot be written ({error.strerror}): make the folder writable.") from None


def fingerprint(answer: Any) -> str:
    """Tells one try from another: two answers of the same code or the same value have the same."""
    return hashlib.sha256(repr(_content(answer)).encode("utf-8", "replace")).hexdigest()[:16]


def _content(answer: Any) -> Any:
    code = getattr(answer, "__code__", answer)
    if isinstance(code, CodeType):
        return code.co_code, [_content(constant) for constant in code.co_consts], code.co_names
    if isinstance(answer, Path):
        return answer.read_bytes() if answer.is_file() else b""
    try:
        return plain(answer)
    except NotPlain:
        return type(answer).__name__


def exercises(folder: Path) -> dict[str, tuple[dict[str, Question], dict[str, dict[str, Any]]]]:
    """Every exercise in a folder by its name: its questions, and what ``load`` gives of them.

    An exercise whose questions cannot be read is left out, and a progress file that cannot be read counts as empty.
    """
    found = {}
    for path in sorted(folder.glob(f"*/{FILE}")):
        try:
            questions = read_questions(path)
        except DeclarationError:
            continue
        try:
            kept = load(path.parent)
        except StorageError:
            kept = {}
        found[path.parent.name] = (questions, kept)
    return found


def _is_valid(content: Mapping[str, Any]) -> bool:
    questions = content.get("questions")
    return isinstance(questions, dict) and all(
        isinstance(entry, dict)
        and entry.get("status") in ("correct", "incorrect", "not attempted")
        and isinstance(entry.get("points"), int)
        and isinstance(entry.get("tries"), list)
        for entry in questions.values()
    )
