"""The agreement board: how far annotation files agree, where they do not, and a place to settle it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from transatlantic.article import Article, Sentence, load_article
from transatlantic.stance import annotations
from transatlantic.stance.agreement import alpha, contested, pairs, ratings
from transatlantic.stance.annotations import Annotations, AnnotationsError, Record
from transatlantic.stance.evaluation import Figure
from transatlantic.stance.scheme import guideline, known_targets
from transatlantic.tokenizing import sentences as divide
from transatlantic.widgets.assets import asset
from transatlantic.widgets.stances import Cell, StanceFile, around, labelled, main_record, recorded

# Enough for two decimals of an interval, and a learner waits a few seconds at the most.
RESAMPLES = 500


class Board:
    """Annotation files side by side, and the annotator *adjudicated* who settles what they differ on.

    sources: paths of annotation files, or Annotations. article: the text that all are about. path: the file in which
    cells are settled. The figures are of the cells that every annotator has labelled. ``remarks`` holds a sentence for
    each file that cannot be used; the others go on without it.
    """

    def __init__(self, sources: Iterable[str | Path | Annotations], article: Article, path: str | Path) -> None:
        self.file = StanceFile(path, article)
        self.remarks: list[str] = []
        loaded = [part for source in sources if (part := self._load(source))]
        self.parts = annotations.merge(loaded)
        table = ratings(self.parts)
        self.shared: pd.DataFrame = table.dropna()
        self.labelled = len(table)
        self.cells = [
            Cell(Sentence(start, end, sentence), target)
            for _, start, end, sentence, target in contested(self.shared, top=len(self.shared)).index
        ]
        self.at = 0
        self.message, self.failed = "", False
        try:
            self.message = self.file.read()
        except AnnotationsError as error:
            self.message, self.failed = str(error), True

    def _load(self, source: str | Path | Annotations) -> Annotations | None:
        article = self.file.article
        if not isinstance(source, Annotations):
            try:
                return annotations.load(Path(source), article)
            except AnnotationsError as error:
                self.remarks.append(f"Left out: {error.faults[0]}")
                return None
        if source.sha256 != article.provenance.sha256:
            self.remarks.append(
                f"Left out: {source.annotator} labelled another text than {article.name}, so give that as article."
            )
            return None
        return source

    def figures(self) -> list[Figure]:
        """Krippendorff's alpha of all, then Cohen's kappa of each pair, CANNOT_TELL as a category of its own."""
        return [alpha(self.shared, resamples=RESAMPLES), *pairs(self.shared, resamples=RESAMPLES)]

    def size(self) -> str:
        """How many cells are compared, in words."""
        names = ", ".join(map(str, self.shared.columns)) or "nobody"
        return (
            f"Readers: {names}. Every one of them labelled {len(self.shared)} of the {self.labelled} cells that "
            f"somebody labelled; they differ on {len(self.cells)}."
        )

    def answers(self, cell: Cell) -> list[tuple[str, Record]]:
        """What each annotator said about a cell: name and record, in the order of the table's columns."""
        found = {}
        for part in self.parts:
            name = part.annotator if part.pass_number == 1 else f"{part.annotator} (pass {part.pass_number})"
            if record := main_record(part, cell):
                found[name] = record
        return [(name, found[name]) for name in self.shared.columns if name in found]

    def settled(self, cell: Cell) -> Record | None:
        """How a cell was settled; None where it is not."""
        return main_record(self.file.content, cell)

    def go(self, at: int) -> None:
        """Show a contested cell by its number from 0."""
        self.at = min(max(at, 0), max(len(self.cells) - 1, 0))
        self._say("")

    def settle(self, label: str) -> None:
        """Settle the cell shown; holder and evidence come from the first reader who gave that label."""
        answers = self.answers(self.cells[self.at]) if self.cells else []
        reader, like = next((answer for answer in answers if answer[1].label == label), ("", None))

        def settled(cell: Cell, old: Record | None) -> Record:
            return replace(labelled(cell, label, like), note=old.note if old else "")

        if (new := self._change(settled)) and like and new.holder:
            self.message += f" The holder, {new.holder}, and the evidence are those of {reader}."

    def note(self, note: str) -> None:
        """Keep the reason for how the cell shown was settled."""

        def noted(_cell: Cell, old: Record | None) -> Record:
            if old is None:
                raise AnnotationsError("A reason goes with a label: settle the cell first.")
            return replace(old, note=note.strip())

        if new := self._change(noted):
            self.message = "reason recorded." if new.note else "reason taken away."

    def _change(self, change: Callable[[Cell, Record | None], Record]) -> Record | None:
        """Change how the cell shown is settled; returns the record once it is in the file, else None."""
        if not self.cells:
            self._say("There is nothing to settle.")
            return None
        cell = self.cells[self.at]
        old = self.settled(cell)
        try:
            new = change(cell, old)
            remark = self.file.put(cell, new, old)
        except AnnotationsError as error:
            self._say(f"Not recorded. {error}", failed=True)
            return None
        self._say(f"{remark} {recorded(new)}".strip())
        return new

    def _say(self, message: str, *, failed: bool = False) -> None:
        self.message, self.failed = message, failed


class BoardView(anywidget.AnyWidget):
    """The board on the page: shows the cells of ``head``, sends how one is settled, and draws ``state``.

    Which cell is shown is the page's own affair: the kernel hears of it with the next act.
    """

    _esm = asset("board.js", "stances.js")
    _css = asset("board.css", "stances.css")

    head = traitlets.Dict(help="What stays: remarks, size, figures, cells with each reader's answer, guideline.").tag(
        sync=True
    )
    state = traitlets.Dict(help="How each cell is settled (label and note), and what the last act came to.").tag(
        sync=True
    )

    def __init__(self, board: Board) -> None:
        figures = [
            [f.name, "none" if f.value is None else f"{f.value:.2f}", f.interval, str(f.n), f.verdict]
            for f in board.figures()
        ]
        article = board.file.article
        context = divide(article.text)
        cells = [
            {
                "sentence": cell.sentence.text,
                "around": around(article.text, context, cell.sentence),
                "target": known_targets()[cell.target].name,
                "answers": [(name, str(r.label), r.holder or "", _words(r), r.note) for name, r in board.answers(cell)],
            }
            for cell in board.cells
        ]
        head = {"remarks": board.remarks, "size": board.size(), "figures": figures, "cells": cells}
        super().__init__(head=head | {"guideline": guideline()})
        self.board = board
        self.add_class("tk-widget").add_class("tk-board")
        self.on_msg(lambda _view, content, _buffers: self.act(content))
        self._update()

    def act(self, content: dict[str, Any]) -> None:
        """What a key or a button does: {"act": its name, "at": the number of the cell, and its arguments}."""
        board = self.board
        board.go(content["at"])
        match content:
            case {"act": "label", "label": label}:
                board.settle(label)
            case {"act": "note", "note": note}:
                board.note(note)
        self._update()

    def _update(self) -> None:
        board = self.board
        settled = [(str(r.label), r.note) if (r := board.settled(cell)) else ("", "") for cell in board.cells]
        self.state = {"at": board.at, "settled": settled, "message": board.message, "failed": board.failed}

    def __repr__(self) -> str:
        return "Agreement board. Without a screen: agreement_table(ratings(parts)) and contested(ratings(parts))."


def _words(record: Record) -> str:
    return record.evidence.text if record.evidence else ""


def agreement_board(
    paths_or_annotations: Iterable[str | Path | Annotations],
    article: Article | None = None,
    path: str | Path = "annotations/adjudicated.json",
) -> BoardView:
    """Show how far several annotation files agree, and settle the cells on which they differ.

    paths_or_annotations: files, or what ``annotations.load`` gave. article: the text that they are about; None for the
    bundled article. path: where settled cells are kept, as an annotation file of the annotator *adjudicated*.
    Returns a widget, shown when it is a cell's last line. Raises AnnotationsError where files contradict each other.
    Without a screen: ``agreement_table(ratings(parts))``, ``contested(ratings(parts))``, and
    ``record_stance(article, "annotations/adjudicated.json", sentence, target, label)`` to settle a cell.
    """
    return BoardView(Board(paths_or_annotations, article or load_article(), path))
