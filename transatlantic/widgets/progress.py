"""How far a learner is in all exercises: a table to look at, and the same as data."""

from __future__ import annotations

from html import escape
from pathlib import Path

import ipywidgets as widgets
import pandas as pd

from transatlantic.checks import progress
from transatlantic.checks.questions import FILE

SIGNS = {"correct": "✓", "incorrect": "✗", "not attempted": "○"}
NOTE = (
    "Points count what the checks on the page find right. Work that is handed in is also tried on further cases, "
    "and texts are read by a person."
)


class Progress(widgets.VBox):
    """A table of all exercises with what was checked so far; the button reads the files again.

    folder: where the exercises are; None for those beside the notebook that this runs in.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = Path(folder) if folder else _exercises(Path.cwd())
        self._page = widgets.HTML()
        again = widgets.Button(description="Read again", tooltip="Read the progress files again")
        again.on_click(lambda _: self.read())
        super().__init__([self._page, again])
        self.add_class("tk-progress")
        self.read()

    def table(self) -> pd.DataFrame:
        """A row a question that a check judges: *exercise*, *question* (number), *status*, *points* so far and *of*."""
        rows = [
            (name, question.number, *_state(kept.get(question.id)), question.points)
            for name, (questions, kept) in progress.exercises(self.folder).items()
            for question in questions.values()
            if question.points and question.kind != "text"
        ]
        return pd.DataFrame(rows, columns=["exercise", "question", "status", "points", "of"])

    def read(self) -> None:
        """Show what the files hold now."""
        table = self.table()
        if table.empty:
            self._page.value = f"<p>No exercises in {escape(str(self.folder))}: open this in an exercise's folder.</p>"
            return
        rows = "".join(_row(name, part) for name, part in table.groupby("exercise", sort=False))
        head = "".join(f"<th scope='col'>{name}</th>" for name in ("Exercise", "Correct", "Points", "Questions"))
        legend = ", ".join(f"{sign} {status}" for status, sign in SIGNS.items())
        self._page.value = (
            "<table style='border-spacing:1em .2em;text-align:left'><caption>Your progress</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{legend}. {NOTE}</p>"
        )


def _exercises(here: Path) -> Path:
    """The folder of all exercises, as seen from an exercise or from a lesson."""
    return here.parent if (here / FILE).exists() else here.parent / "exercises"


def _state(entry: dict | None) -> tuple[str, int]:
    return (entry["status"], entry["points"]) if entry else ("not attempted", 0)


def _row(name: str, part: pd.DataFrame) -> str:
    marks = " ".join(
        f"<span title='{row.status}'>{escape(row.question)}&nbsp;{SIGNS[row.status]}</span>"
        for row in part.itertuples()
    )
    correct = f"{(part['status'] == 'correct').sum()} of {len(part)}"
    points = f"{part['points'].sum()} of {part['of'].sum()}"
    return f"<tr><th scope='row'>{escape(name)}</th><td>{correct}</td><td>{points}</td><td>{marks}</td></tr>"
