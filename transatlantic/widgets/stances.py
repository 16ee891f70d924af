"""One annotator's stance file, as the annotator and the board write it: every act reads it anew, and none is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from transatlantic import locks, storage
from transatlantic.article import Article, Sentence, Span
from transatlantic.files import refusal, sweep
from transatlantic.stance import annotations
from transatlantic.stance.annotations import Annotations, AnnotationsError, Record
from transatlantic.stance.scheme import GUIDELINE_VERSION, NARRATOR, UNKNOWN, Label, known_targets, targets
from transatlantic.storage import StorageError

HAS_STANCE = (Label.FAVOR, Label.AGAINST)
# The guideline lets a reader look so far to find out who speaks.
NEIGHBOURS = 3


class ChangedElsewhere(AnnotationsError):
    """A cell that another open copy has labelled meanwhile; its label stays."""


@dataclass(frozen=True)
class Cell:
    """What is labelled: one sentence and one target, by its id."""

    sentence: Sentence
    target: str


def cells(sentences: Sequence[Sentence], chosen: Sequence[str] | None = None) -> list[Cell]:
    """Every sentence with every target, in order; chosen: ids of targets, None for all of ``targets()``.

    Raises AnnotationsError for an id that is no target.
    """
    if unknown := sorted(set(chosen or ()) - set(known_targets())):
        raise AnnotationsError(f"{unknown[0]!r} is no target: use {', '.join(known_targets())}.")
    return [Cell(sentence, target) for sentence in sentences for target in (targets() if chosen is None else chosen)]


def around(text: str, sentences: Sequence[Sentence], here: Sentence) -> tuple[str, str]:
    """The text before and after a sentence, as far as the guideline lets a reader look.

    text: the whole. sentences: all of its sentences, in order. here: the one between.
    """
    before = [sentence.start for sentence in sentences if sentence.end <= here.start][-NEIGHBOURS:]
    after = [sentence.end for sentence in sentences if sentence.start >= here.end][:NEIGHBOURS]
    first, last = min(before, default=here.start), max(after, default=here.end)
    return text[first : here.start].strip(), text[here.end : last].strip()


def main_record(content: Annotations, cell: Cell) -> Record | None:
    """The label of a cell, as agreement counts it; None where there is none yet."""
    return next((record for record in content.records if record.main and _cell_of(record) == cell), None)


def further_records(content: Annotations, cell: Cell) -> list[Record]:
    """What further holders in the sentence hold on the target, in the order in which they were recorded."""
    return [record for record in content.records if not record.main and _cell_of(record) == cell]


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


def labelled_further(
    cell: Cell, label: str, content: Annotations, old: Record | None = None, holder: str | None = None
) -> Record:
    """The record of a further holder once it gets a label, FAVOR, AGAINST or CANNOT_TELL.

    content: what holds the cell's other records. old: the record before, which keeps its holder, evidence and note.
    holder: who holds a new one; None for *unknown* until another is given, or *narrator* where *unknown* is taken.
    A new one gets the whole sentence as evidence.
    Raises AnnotationsError where the cell has no stance of a first holder, for NONE, and where both stand-ins are
    taken.
    """
    main = main_record(content, cell)
    if main is None or main.label == Label.NONE:
        raise AnnotationsError("A further holder comes after a first one: label the cell itself f, a or c first.")
    if label == Label.NONE:
        raise AnnotationsError("A further holder without a stance needs no record: use FAVOR, AGAINST or CANNOT_TELL.")
    record = replace(labelled(cell, label, old), main=False)
    if old:
        return replace(record, created=old.created)  # it keeps its place among the further holders
    taken = {other.holder for other in (main, *further_records(content, cell))}
    holder = holder or next((name for name in (UNKNOWN, NARRATOR) if name not in taken), None)
    if holder is None:
        raise AnnotationsError("Another holder in this cell is still unnamed: give that one a name first.")
    return replace(record, holder=holder, evidence=whole(cell))


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
            self._take()
        except AnnotationsError:
            if not self.path.is_file():
                return self._read()
            # Meanwhile another copy may have set it aside and begun a fresh one, which must stay where it is.
            with _alone(self.path):
                return self._read()
        return ""

    def _read(self) -> str:
        try:
            self._take()
        except AnnotationsError as error:
            return self._aside(error)
        return ""

    def _take(self) -> None:
        found = annotations.load(self.path, self.article)
        if found.guideline != GUIDELINE_VERSION:
            raise AnnotationsError(
                f"{self.path.name} follows guideline {found.guideline} and the kit has {GUIDELINE_VERSION}: label the "
                "text again under another path."
            )
        self.content = found

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
        """Put one record of a cell in place of another, in the file: its main one or a further holder's.

        record: the new one; None takes it away. seen: the old one, as whoever acts has it before them; None where
        there is none. The cell's other records stay.
        Returns what ``read`` returns. Raises ChangedElsewhere where the file has another record than ``seen``, and
        AnnotationsError where it cannot be read or written; then the file is as it was.
        """
        with _alone(self.path):
            remark = self._read()
            if all(one is None or one.main for one in (record, seen)):
                now = main_record(self.content, cell)
                if now != seen:
                    told = f"labelled {now.label}" if now else "without a label"
                    raise ChangedElsewhere(
                        f"Another open copy has changed this cell, and it is {told} now: label it again to change that."
                    )
            elif seen and seen not in self.content.records:
                raise ChangedElsewhere(
                    f"Another open copy has changed what {seen.holder} holds in this cell: look at it again first."
                )
            kept = [old for old in self.content.records if old != seen]
            changed = replace(self.content, records=_in_order([*kept, *([record] if record else [])]))
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
    further: bool = False,
) -> str:
    """Record one label in code, in the file that ``annotate`` writes; an earlier label of the cell is replaced.

    article: the text. path: the file, named after the annotator. sentence: one of ``tokenizing.sentences``. target: an
    id of ``known_targets()``. label: FAVOR, AGAINST, NONE or CANNOT_TELL. holder: as printed, narrator or unknown.
    evidence: the deciding words, as they stand in the sentence. A stance without holder or evidence gets the narrator
    and the whole sentence. further: whether it is the stance of a further holder in a cell that has its label; it needs
    holder, and an earlier record of that holder is replaced.
    Returns one sentence that says what was recorded. Raises AnnotationsError, one sentence, where nothing was.
    """
    if target not in known_targets():
        raise AnnotationsError(f"{target!r} is no target: use {', '.join(known_targets())}.")
    cell, file = Cell(sentence, target), StanceFile(path, article)
    remark = file.read()
    if further:
        if holder is None:
            raise AnnotationsError("A further holder has a name: give it as holder.")
        seen = next((one for one in further_records(file.content, cell) if one.holder == holder), None)
        record = replace(labelled_further(cell, label, file.content, holder=holder), note=note)
    else:
        seen = main_record(file.content, cell)
        record = labelled(cell, label, note=note)
    if holder is not None:
        record = replace(record, holder=holder)
    if evidence is not None:
        at = sentence.text.find(evidence)
        if at < 0 or not evidence.strip():
            raise AnnotationsError(f"The words {evidence!r} are not in the sentence: copy them from it.")
        start = sentence.start + at
        record = replace(record, evidence=Span(start, start + len(evidence), evidence))
    told = file.put(cell, record, seen) or remark
    return f"{told} {recorded(record)}".strip()


def recorded(record: Record) -> str:
    """What a learner reads once a label is recorded."""
    said = f"recorded: {record.target} {record.label}."
    if record.label not in HAS_STANCE:
        return said
    if unmarked(record):
        said += " Evidence: the whole sentence, until you mark words."
    stand_in = NARRATOR if record.main else UNKNOWN
    if record.holder == stand_in:
        said += f" {'Holder' if record.main else 'Further holder'}: {stand_in}, unless you give another."
    return said


def unmarked(record: Record) -> bool:
    """Whether the evidence is still the whole sentence."""
    return record.evidence is not None and record.evidence.text == record.sentence.text


def _cell_of(record: Record) -> Cell:
    return Cell(record.sentence, record.target)


def _in_order(records: Iterable[Record]) -> tuple[Record, ...]:
    rank = {target: place for place, target in enumerate(known_targets())}

    def place(record: Record) -> tuple[int, int, bool, str, str]:
        return record.sentence.start, rank[record.target], not record.main, record.created, record.holder or ""

    return tuple(sorted(records, key=place))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the file; what a killed process left half written beside it is removed."""
    try:
        with locks.alone(path):
            sweep(path)
            yield
    except locks.Busy:
        raise AnnotationsError(f"{path} is being written by another open copy: try again.") from None
    except OSError as error:
        raise AnnotationsError(refusal(path, error)) from None
