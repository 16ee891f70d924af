"""One annotator's stance file, as the annotator and the board write it: every act reads it anew, and none is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from transatlantic.article import Article, Sentence, Span
from transatlantic.stance import annotations
from transatlantic.stance.annotations import Annotations, AnnotationsError, Record
from transatlantic.stance.scheme import GUIDELINE_VERSION, NARRATOR, Label, known_targets, targets
from transatlantic.widgets import storage
from transatlantic.widgets.storage import StorageError

try:
    import fcntl
except ImportError:  # Windows has no such lock; there every act still reads the file anew
    fcntl = None

LOCK_SECONDS = 5.0
HAS_STANCE = (Label.FAVOR, Label.AGAINST)


class ChangedElsewhere(AnnotationsError):
    """A cell that another open copy has labelled meanwhile; its label stays."""


@dataclass(frozen=True)
class Cell:
    """What is labelled: one sentence and one target, by its id."""

    sentence: Sentence
    target: str


def cells(sentences: Sequence[Sentence]) -> list[Cell]:
    """Every sentence with every target, in order."""
    return [Cell(sentence, target) for sentence in sentences for target in targets()]


def main_record(content: Annotations, cell: Cell) -> Record | None:
    """The label of a cell, as agreement counts it; None where there is none yet."""
    return next((record for record in content.records if record.main and _cell_of(record) == cell), None)


def labelled(cell: Cell, label: str, old: Record | None = None, note: str = "") -> Record:
    """The record of a cell once it gets a label.

    old: the record before; a stance keeps its holder, evidence and note, and NONE its note. A stance without them gets
    the whole sentence as evidence and the narrator as holder, since the format asks for both.
    Raises AnnotationsError for a label that the scheme lacks.
    """
    if label not in set(Label):
        raise AnnotationsError(f"{label!r} is no label: use {', '.join(Label)}.")
    label = Label(label)
    holder, evidence = (old.holder, old.evidence) if old else (None, None)
    if label == Label.NONE:
        holder, evidence = None, None
    elif label in HAS_STANCE:
        holder, evidence = holder or NARRATOR, evidence or whole(cell)
    return Record(cell.sentence, cell.target, label, holder, evidence, old.note if old else note, _now())


def whole(cell: Cell) -> Span:
    """The whole sentence as evidence: what stands there until the deciding words are marked."""
    return Span(cell.sentence.start, cell.sentence.end, cell.sentence.text)


class StanceFile:
    """One annotator's annotations of one text in one file, which is named after the annotator.

    path: the file, for example ``annotations/me.json``. article: the text that it is about.
    The file is read anew for every act and written before the act counts, so that two open copies never overwrite
    each other's labels. ``content`` is what it held when it was last read or written.
    """

    def __init__(self, path: str | Path, article: Article) -> None:
        self.path, self.article = Path(path), article
        self.content = Annotations(
            article.name, article.provenance.sha256, self.path.stem, 1, GUIDELINE_VERSION, records=()
        )

    def read(self) -> str:
        """Bring ``content`` up to date.

        Returns "" or one sentence on a damaged file: it is kept under another name, and ``content`` stays as it was.
        Raises AnnotationsError where the file cannot be read, or is about another text or an older guideline.
        """
        try:
            found = annotations.load(self.path, self.article)
        except AnnotationsError as error:
            return self._aside(error)
        if found.guideline != GUIDELINE_VERSION:
            raise AnnotationsError(
                f"{self.path.name} follows guideline {found.guideline} and the kit has {GUIDELINE_VERSION}: label the "
                "text again under another path."
            )
        self.content = found
        return ""

    def _aside(self, error: AnnotationsError) -> str:
        """What to do where loading failed: nothing is there, it is damaged, or it is sound and not to be used."""
        try:
            sound, remark = storage.load(
                self.path, annotations.FORMAT, annotations.VERSION, lambda content: not annotations.faults(content)
            )
        except StorageError as problem:
            raise AnnotationsError(str(problem)) from None
        if sound:
            raise AnnotationsError(error.faults[0])
        return remark

    def put(self, cell: Cell, record: Record | None, seen: Record | None) -> str:
        """Give a cell its main record, in the file; records of further holders stay.

        record: None takes the label away. seen: the record that whoever acts has before them.
        Returns what ``read`` returns. Raises ChangedElsewhere where the file has another record than ``seen``, and
        AnnotationsError where it cannot be read or written; then the file is as it was.
        """
        with _alone(self.path):
            remark = self.read()
            now = main_record(self.content, cell)
            if now != seen:
                told = f"labelled {now.label}" if now else "without a label"
                raise ChangedElsewhere(
                    f"Another open copy has changed this cell, and it is {told} now: label it again to change that."
                )
            kept = [old for old in self.content.records if old is not now]
            changed = replace(self.content, records=tuple(sorted([*kept, *([record] if record else [])], key=_place)))
            annotations.save(self.path, changed, self.article)
            self.content = changed
        return remark


def record_stance(
    article: Article,
    path: str | Path,
    sentence: Sentence,
    target: str,
    label: str,
    *,
    holder: str | None = None,
    evidence: str | None = None,
    note: str = "",
) -> str:
    """Record one label in code, in the file that ``annotate`` writes; an earlier label of the cell is replaced.

    article: the text. path: the file, named after the annotator. sentence: one of ``tokenizing.sentences``. target: an
    id of ``known_targets()``. label: FAVOR, AGAINST, NONE or CANNOT_TELL. holder: as printed, narrator or unknown.
    evidence: the deciding words, as they stand in the sentence. A stance without holder or evidence gets the narrator
    and the whole sentence.
    Returns one sentence that says what was recorded. Raises AnnotationsError, one sentence, where nothing was.
    """
    if target not in known_targets():
        raise AnnotationsError(f"{target!r} is no target: use {', '.join(known_targets())}.")
    cell = Cell(sentence, target)
    record = labelled(cell, label, note=note)
    if holder is not None:
        record = replace(record, holder=holder)
    if evidence is not None:
        at = sentence.text.find(evidence)
        if at < 0 or not evidence.strip():
            raise AnnotationsError(f"The words {evidence!r} are not in the sentence: copy them from it.")
        start = sentence.start + at
        record = replace(record, evidence=Span(start, start + len(evidence), evidence))
    file = StanceFile(path, article)
    remark = file.read()
    told = file.put(cell, record, main_record(file.content, cell)) or remark
    return f"{told} {recorded(record)}".strip()


def recorded(record: Record) -> str:
    """What a learner reads once a label is recorded."""
    said = f"recorded: {record.target} {record.label}."
    if record.label not in HAS_STANCE:
        return said
    if unmarked(record):
        said += " Evidence: the whole sentence, until you mark words."
    if record.holder == NARRATOR:
        said += " Holder: narrator, unless you give another."
    return said


def unmarked(record: Record) -> bool:
    """Whether the evidence is still the whole sentence."""
    return record.evidence is not None and record.evidence.text == record.sentence.text


def _cell_of(record: Record) -> Cell:
    return Cell(record.sentence, record.target)


def _place(record: Record) -> tuple[int, int, bool]:
    return record.sentence.start, list(known_targets()).index(record.target), not record.main


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the file's folder while it is read and written; a killed process lets go of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = None if fcntl is None else os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise AnnotationsError(
            f"{path} cannot be written ({error.strerror}): make the folder writable or work in another one."
        ) from None
    try:
        if folder is not None:
            _lock(folder, path)
        yield
    finally:
        if folder is not None:
            os.close(folder)


def _lock(folder: int, path: Path) -> None:
    end = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > end:
                raise AnnotationsError(f"{path} is being written by another open copy: try again.") from None
            time.sleep(0.01)
        except OSError:  # a network folder without locks; every act still reads the file anew
            return
