"""Predictions: what a learner expects before a result is shown, kept beside the notebook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import display

from transatlantic import storage
from transatlantic.storage import StorageError
from transatlantic.widgets.assets import asset

FORMAT = "transatlantic-predictions"
VERSION = 1


class PredictionFile:
    """The recorded answers of one lesson: for each question all answers in order, the first one first.

    The file is read anew for every act, so that two windows on one lesson never overwrite each other's answers.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def answers(self, question_id: str) -> tuple[list[str], str]:
        """The answers to a question, oldest first, and a remark: "" or one sentence on a file kept aside.

        Raises StorageError where the file cannot be read.
        """
        predictions, remark = self._load()
        return [entry["answer"] for entry in predictions.get(question_id, [])], remark

    def add(self, question_id: str, answer: str) -> tuple[list[str], str]:
        """Record an answer with the time in UTC; the same answer twice running is recorded once.

        Returns what ``answers`` returns. Raises StorageError where the file cannot be read or written.
        """
        predictions, remark = self._load()
        entries = predictions.setdefault(question_id, [])
        if not entries or entries[-1]["answer"] != answer:
            entries.append({"answer": answer, "at": datetime.now(UTC).isoformat(timespec="seconds")})
            storage.save(self.path, FORMAT, VERSION, {"predictions": predictions})
        return [entry["answer"] for entry in entries], remark

    def _load(self) -> tuple[dict[str, list[dict[str, str]]], str]:
        content, remark = storage.load(self.path, FORMAT, VERSION, _is_valid)
        return (content["predictions"] if content else {}), remark


def _is_valid(content: dict[str, Any]) -> bool:
    predictions = content.get("predictions")
    return isinstance(predictions, dict) and all(
        isinstance(entries, list)
        and all(isinstance(entry, dict) and isinstance(entry.get("answer"), str) for entry in entries)
        for entries in predictions.values()
    )


class Predictions:
    """The predictions of one lesson, as its notebook uses them.

    lesson: the lesson's name; the answers are kept in ``predictions/LESSON.json``. folder: where that folder
    lies; the notebook's own by default.
    """

    def __init__(self, lesson: str, folder: Path | None = None) -> None:
        self.file = PredictionFile((folder or Path.cwd()) / "predictions" / f"{lesson}.json")

    def ask(self, question_id: str, question: str, options: Sequence[object] | None = None) -> None:
        """Show a question with its options, or with a field for text where there are none, and a Record button.

        question_id: the name under which the answer is kept. options: the answers to choose from. What was
        recorded before is filled in. Without a screen: ``predictions.record(question_id, answer)``.
        """
        display(PredictionView(self, question_id, question, [str(option) for option in options or []]))

    def record(self, question_id: str, answer: object) -> None:
        """Record an answer in code and say so; the first answer stays on record when another one follows."""
        said, _done = self.recorded(question_id, str(answer))
        _show("tk-recorded", said)

    def recorded(self, question_id: str, answer: str) -> tuple[str, bool]:
        """Record an answer; returns the sentence that says what was recorded or why nothing was, and whether it was."""
        answer = answer.strip()
        if not answer:
            return "Nothing recorded yet: give an answer first.", False
        try:
            answers, remark = self.file.add(question_id, answer)
        except StorageError as error:
            return f"Not recorded. {error}", False
        return _sentences(remark, recorded_sentence(answers)), True

    def recall(self, question_id: str, result: object) -> None:
        """Show what the learner predicted beside the result.

        question_id: as in ``ask``. result: shown as ``str`` gives it.
        """
        try:
            answers, remark = self.file.answers(question_id)
        except StorageError as error:
            answers, remark = [], str(error)
        _show("tk-recall", _sentences(remark, recall_sentence(answers, str(result))))


def recorded_sentence(answers: list[str]) -> str:
    """What a learner reads once an answer is recorded; answers: all of them, oldest first."""
    first = "" if answers[0] == answers[-1] else f"Your first answer stays on record: {answers[0]}"
    return _sentences(f"recorded: {answers[-1]}", first)


def recall_sentence(answers: list[str], result: str) -> str:
    """The prediction beside the result; answers: all that were recorded, oldest first."""
    predicted = f"You predicted {', then '.join(answers)}" if answers else "You made no prediction"
    return _sentences(predicted, f"The result: {result}")


def _sentences(*parts: str) -> str:
    """Join what is not empty; a part without a full stop of its own gets one."""
    return " ".join(part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in parts if part)


def _show(css_class: str, sentence: str) -> None:
    page = (
        f"<p role='status' class='{css_class}' style='border-left:.4em solid var(--jp-border-color1,#757575);"
        f"margin:0;padding:.4em .8em;white-space:pre-wrap;overflow-wrap:anywhere'>{escape(sentence)}</p>"
    )
    display({"text/html": page, "text/plain": sentence}, raw=True)


class PredictionView(anywidget.AnyWidget):
    """A question, its options or a field for text, a button and what was recorded."""

    _esm = asset("prediction.js")
    _css = asset("prediction.css")

    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    answer = traitlets.Unicode(None, allow_none=True, help="What is chosen or typed; None: nothing yet.").tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)

    def __init__(self, predictions: Predictions, question_id: str, question: str, options: list[str]) -> None:
        try:
            answers, remark = predictions.file.answers(question_id)
        except StorageError as error:
            answers, remark = [], str(error)
        super().__init__(
            question=question,
            options=options,
            answer=answers[-1] if answers else None,
            message=_sentences(remark, recorded_sentence(answers) if answers else ""),
        )
        self.predictions, self.question_id = predictions, question_id
        self.add_class("tk-widget").add_class("tk-prediction")
        self.on_msg(lambda _view, content, _buffers: self.record(content["record"]))

    def record(self, answer: str) -> None:
        """What the button does: record an answer, say so, and let the page go on to the next cell."""
        self.answer = answer
        self.message, done = self.predictions.recorded(self.question_id, answer)
        self.send({"recorded": done})

    def __repr__(self) -> str:
        return f"{self.question} {' / '.join(self.options)}".strip()
