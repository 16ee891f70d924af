"""The stance annotator: one sentence and one target at a time, every label on disk before the page says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from transatlantic.article import Article, Sentence, Span, Token
from transatlantic.names import find_people
from transatlantic.stance import annotations
from transatlantic.stance.annotations import AnnotationsError, Record
from transatlantic.stance.scheme import NARRATOR, UNKNOWN, Label, guideline, known_targets
from transatlantic.tokenizing import sentences as divide
from transatlantic.tokenizing import words
from transatlantic.widgets.assets import asset
from transatlantic.widgets.stances import (
    HAS_STANCE,
    Cell,
    ChangedElsewhere,
    StanceFile,
    around,
    cells,
    further_records,
    labelled,
    labelled_further,
    main_record,
    recorded,
    unmarked,
)


@dataclass(frozen=True)
class Act:
    """One change of one record, for undo and redo: what it was before and after, None where there is none."""

    at: int
    before: Record | None
    after: Record | None


class Annotator:
    """An annotator's way through the cells of a text.

    article: the text. path: the annotator's file. sentences: those to label; None for all. targets: the ids of those to
    ask about; None for all.
    ``at`` is the number of the cell shown, ``which`` whose record of it: 0 the main one, 1 the first further holder's,
    and so on, one more than there are for a new one. ``message`` is the last thing to say, ``failed`` whether it says
    that nothing was recorded. Every act writes the file first and changes what is shown afterwards; one that cannot be
    written changes nothing. Undo and redo reach back to where this Annotator began.
    """

    def __init__(
        self,
        article: Article,
        path: str | Path,
        sentences: Sequence[Sentence] | None = None,
        targets: Sequence[str] | None = None,
    ) -> None:
        self.file = StanceFile(path, article)
        self.context = divide(article.text)
        self.cells = cells(self.context if sentences is None else sentences, targets)
        if not self.cells:
            raise AnnotationsError("There is nothing to label: give at least one sentence and one target.")
        self.done: list[Act] = []
        self.undone: list[Act] = []
        self.message, self.failed = "", False
        try:
            self.message = self.file.read()
        except AnnotationsError as error:
            self.message, self.failed = str(error), True
        self.at = self._where_it_was_left()
        self.which = 0

    @property
    def cell(self) -> Cell:
        """The cell shown."""
        return self.cells[self.at]

    @property
    def record(self) -> Record | None:
        """The record shown; None for a cell without a label and for a new further holder."""
        if not self.which:
            return main_record(self.file.content, self.cell)
        return next(iter(self._further()[self.which - 1 :]), None)

    @property
    def tokens(self) -> list[Token]:
        """The words and marks of the sentence shown; offsets count from the sentence's beginning."""
        return words(self.cell.sentence.text)

    def label(self, label: str) -> None:
        """Give the record shown a label.

        NONE, which needs nothing further, goes on to the next cell without a label; a further holder's record, which
        without a stance says nothing, it takes away.
        """
        if not self.which:
            self._label_cell(label)
        elif label == Label.NONE and self.record:
            self._take_away()
        else:
            self._change(lambda old: labelled_further(self.cell, label, self.file.content, old))

    def _label_cell(self, label: str) -> None:
        if self._change(lambda old: labelled(self.cell, label, old)) and label == Label.NONE:
            said = self.message
            self.jump()
            self.message = f"{said} {self.message}".strip()

    def _take_away(self) -> None:
        gone = self.record
        if self._change(lambda _old: None):
            self.which = 0
            self.message = f"taken away: what {gone.holder} holds. This is the main record again."

    def turn(self) -> None:
        """Show the cell's next record: the further holders' after the main one, then a new one, then the main one."""
        main, number = main_record(self.file.content, self.cell), len(self._further())
        if self.which > number:
            self.which = 0
        elif self.which == number and (main is None or main.label == Label.NONE):
            if not number:
                self._say("A further holder comes after a first one: label the cell f, a or c first.", failed=True)
                return
            self.which = 0
        else:
            self.which += 1
        new = "A further holder of the same sentence and target: label it f, a or c, then name the holder."
        self._say(new if self.which > number else "")

    def hold(self, holder: str) -> None:
        """Say who holds the stance: as printed, narrator or unknown."""
        self._detail(lambda old: replace(old, holder=holder.strip()), "holder", holder.strip())

    def mark(self, first: int, last: int) -> None:
        """Mark the words that decided: tokens first to last of the sentence, in either order."""
        first, last = sorted((first, last))
        tokens = self.tokens
        if first < 0 or last >= len(tokens):
            self._say("The sentence has no such word: choose among its words.", failed=True)
            return
        start, end = tokens[first].start, tokens[last].end
        span = Span(
            self.cell.sentence.start + start, self.cell.sentence.start + end, self.cell.sentence.text[start:end]
        )
        self._detail(lambda old: replace(old, evidence=span), "evidence", span.text)

    def note(self, note: str) -> None:
        """Keep a note with the label."""
        if self.record is None:
            self._say("Not recorded. A note goes with a label: label the cell first.", failed=True)
        elif self._change(lambda old: replace(old, note=note.strip())):
            self.message = "recorded: the note."

    def undo(self) -> None:
        """Take back the last act, in the file too, and show its cell."""
        self._step(self.done, self.undone, "undone", lambda act: (act.after, act.before))

    def redo(self) -> None:
        """Do again what was undone."""
        self._step(self.undone, self.done, "done again", lambda act: (act.before, act.after))

    def go(self, at: int) -> None:
        """Show a cell by its number from 0; before the first and after the last there is none."""
        self.at = min(max(at, 0), len(self.cells) - 1)
        self.which = 0
        self._say("")

    def jump(self) -> None:
        """Show the next cell without a label, from the beginning again after the last one."""
        following = self._next_unlabelled(self.at)
        if following is None:
            self._say("Every cell has a label.")
        else:
            self.go(following)

    def export(self) -> None:
        """Write the annotations as CSV beside their file."""
        path = self.file.path.with_suffix(".csv")
        try:
            remark = self.file.read()
            annotations.write_csv(path, [self.file.content])
        except AnnotationsError as error:
            self._say(f"Not exported. {error}", failed=True)
            return
        number = len(self.file.content.records)
        self._say(f"{remark} {'1 label is' if number == 1 else f'{number} labels are'} in {path.name}.".strip())

    def progress(self) -> str:
        """How far the annotator is, in words."""
        wanted = set(self.cells)
        records = [r for r in self.file.content.records if Cell(r.sentence, r.target) in wanted]
        done = sum(record.main for record in records)
        said = f"Cell {self.at + 1} of {len(self.cells)}; {done} labelled"
        if further := len(records) - done:
            said += f" and {_counted(further)}"
        if waiting := sum(unmarked(record) for record in records):
            said += f", {waiting} of them with the whole sentence as evidence"
        return f"{said}."

    def whose(self) -> str:
        """Whose record of the cell is shown, in words; "" where there is one record at the most."""
        further, main = self._further(), main_record(self.file.content, self.cell)
        if not self.which:
            return f"Shown: the main record. Also in this cell: {_listed(further)}." if further else ""
        number = (
            f"further holder {self.which} of {len(further)}" if self.record else "a new further holder, no label yet"
        )
        others = [record for record in (main, *further) if record and record is not self.record]
        return f"Shown: {number}. Also in this cell: {_listed(others)}."

    def holders(self) -> list[str]:
        """Who may hold a stance here: narrator, unknown, and the people found in the text."""
        people = find_people(self.file.article.text).people
        return [NARRATOR, UNKNOWN, *dict.fromkeys(variant for person in people for variant in person.variants)]

    def neighbours(self) -> tuple[str, str]:
        """The text before and after the sentence shown, three sentences each way."""
        return around(self.file.article.text, self.context, self.cell.sentence)

    def _further(self) -> list[Record]:
        return further_records(self.file.content, self.cell)

    def _show(self, record: Record | None) -> None:
        """Show a record of the cell where it stands now; None for the main one."""
        further = self._further()
        self.which = further.index(record) + 1 if record in further else 0

    def _records(self) -> list[Record]:
        wanted = set(self.cells)
        return [r for r in self.file.content.records if r.main and Cell(r.sentence, r.target) in wanted]

    def _where_it_was_left(self) -> int:
        """The cell after the one labelled last, or the next without a label."""
        places = {cell: place for place, cell in enumerate(self.cells)}
        records = sorted(self._records(), key=lambda record: record.created)
        last = places[Cell(records[-1].sentence, records[-1].target)] if records else len(self.cells) - 1
        following = self._next_unlabelled(last)
        return last if following is None else following

    def _next_unlabelled(self, at: int) -> int | None:
        taken = {Cell(record.sentence, record.target) for record in self._records()}
        order = [*range(at + 1, len(self.cells)), *range(at + 1)]
        return next((place for place in order if self.cells[place] not in taken), None)

    def _detail(self, change: Callable[[Record], Record], what: str, value: str) -> None:
        """Change holder or evidence, which belong to a stance."""
        if self.record is None or self.record.label == Label.NONE:
            self._say(f"Not recorded. Only a stance has a {what}: label the cell f, a or c first.", failed=True)
        elif self._change(change):
            self.message = f"recorded: {what} {value}"

    def _change(self, change: Callable[[Any], Record | None]) -> bool:
        """Change the record shown; returns whether it is in the file."""
        old = self.record
        try:
            new = change(old)
            remark = self.file.put(self.cell, new, old)
        except AnnotationsError as error:
            self._say(f"Not recorded. {error}", failed=True)
            return False
        self.done.append(Act(self.at, old, new))
        self.undone.clear()
        self._show(new)
        self._say(f"{remark} {recorded(new) if new else ''}".strip())
        return True

    def _step(
        self,
        source: list[Act],
        goal: list[Act],
        said: str,
        ends: Callable[[Act], tuple[Record | None, Record | None]],
    ) -> None:
        if not source:
            self._say(f"There is nothing to be {said}.")
            return
        act = source[-1]
        self.at = act.at
        seen, wanted = ends(act)
        self._show(seen)
        try:
            remark = self.file.put(self.cell, wanted, seen)
        except ChangedElsewhere as error:
            source.pop()
            self._say(f"Not {said}. {error}", failed=True)
            return
        except AnnotationsError as error:
            self._say(f"Not {said}. {error}", failed=True)
            return
        goal.append(source.pop())
        self._show(wanted)
        further = not (seen or wanted).main
        without = "the further holder is gone again" if further else "the cell is without a label again"
        told = f"{wanted.target} is {wanted.label} again" if wanted else without
        if wanted and further:
            told = f"{wanted.holder}, a further holder, is {wanted.label} again"
        self._say(f"{remark} {said}: {told}.".strip())

    def _say(self, message: str, *, failed: bool = False) -> None:
        self.message, self.failed = message, failed


def _listed(records: Sequence[Record]) -> str:
    return "; ".join(f"{r.holder or 'no holder'} {r.label}{' (the main record)' if r.main else ''}" for r in records)


def _counted(further: int) -> str:
    return "1 further holder" if further == 1 else f"{further} further holders"


def pieces(text: str, tokens: Sequence[Token]) -> list[tuple[str, int]]:
    """Cut a sentence along its tokens, for drawing: (piece, the token's number, or -1 for what lies between)."""
    found: list[tuple[str, int]] = []
    at = 0
    for number, token in enumerate(tokens):
        found += [(text[at : token.start], -1), (text[token.start : token.end], number)]
        at = token.end
    return [piece for piece in [*found, (text[at:], -1)] if piece[0]]


class AnnotatorView(anywidget.AnyWidget):
    """The annotator on the page: sends acts, and draws ``state`` once they are on disk."""

    _esm = asset("annotator.js", "stances.js")
    _css = asset("annotator.css", "stances.css")

    guideline = traitlets.Unicode().tag(sync=True)
    holders = traitlets.List(traitlets.Unicode()).tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, annotator: Annotator) -> None:
        super().__init__(guideline=guideline(), holders=annotator.holders())
        self.annotator = annotator
        self.add_class("tk-widget").add_class("tk-annotator")
        self.on_msg(lambda _view, content, _buffers: self.act(content))
        self._update()

    def act(self, content: dict[str, Any]) -> None:
        """What a key or a button does: {"act": its name, "at", "which": the record seen, and its arguments}."""
        annotator = self.annotator
        if content["act"] in ("label", "hold", "mark", "note", "turn", "go"):
            # A key pressed before the next record is drawn belongs to the one that was seen.
            annotator.at, annotator.which = content["at"], content["which"]
        match content:
            case {"act": "label", "label": label}:
                annotator.label(label)
            case {"act": "hold", "holder": holder}:
                annotator.hold(holder)
            case {"act": "mark", "first": first, "last": last}:
                annotator.mark(first, last)
            case {"act": "note", "note": note}:
                annotator.note(note)
            case {"act": "go", "at": at, "by": by}:
                annotator.go(at + by)
            case {"act": "turn" | "undo" | "redo" | "jump" | "export" as name}:
                getattr(annotator, name)()
        self._update()

    def _update(self) -> None:
        annotator = self.annotator
        record, tokens, target = annotator.record, annotator.tokens, known_targets()[annotator.cell.target]
        before, after = annotator.neighbours()
        self.state = {
            "at": annotator.at,
            "which": annotator.which,
            "whose": annotator.whose(),
            "target": [target.name, target.definition, target.favor, target.against],
            "before": before,
            "after": after,
            "pieces": pieces(annotator.cell.sentence.text, tokens),
            "marked": _marked(record, tokens),
            "label": str(record.label) if record else "",
            "stance": bool(record and record.label in (*HAS_STANCE, Label.CANNOT_TELL)),
            "holder": (record.holder or "") if record else "",
            "note": record.note if record else "",
            "progress": annotator.progress(),
            "message": annotator.message,
            "failed": annotator.failed,
            "undo": bool(annotator.done),
            "redo": bool(annotator.undone),
        }

    def __repr__(self) -> str:
        return "Stance annotator. Without a screen: record_stance(article, path, sentence, target, label)."


def _marked(record: Record | None, tokens: Sequence[Token]) -> list[int]:
    """The numbers of the tokens that the evidence touches."""
    if record is None or record.evidence is None:
        return []
    start, end = (place - record.sentence.start for place in (record.evidence.start, record.evidence.end))
    return [number for number, token in enumerate(tokens) if token.start < end and token.end > start]


def annotate(
    article: Article,
    path: str | Path = "annotations/me.json",
    sentences: Sequence[Sentence] | None = None,
    targets: Sequence[str] | None = None,
) -> AnnotatorView:
    """Show the stance annotator: one sentence and one target at a time, each label kept in a file at once.

    article: the text. path: the file, named after the annotator, beside the notebook. sentences: those to label; None
    for all. targets: the ids of those to ask about; None for all.
    A damaged file is set aside with a sentence; one that was begun before is gone on with where it was left.
    Returns a widget, shown when it is a cell's last line. Raises AnnotationsError where there is nothing to label.
    Without a screen: ``record_stance(article, path, sentence, target, label)``, one label a call, into the same file.
    """
    return AnnotatorView(Annotator(article, path, sentences, targets))
