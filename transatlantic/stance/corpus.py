"""Labelled sentences: the practice corpus of constructed briefs, the article's cells, and a teacher's own set.

All three come as one kind of table, a row a cell, with the columns of ``COLUMNS``. The corpus was made by a language
model, texts and labels alike; its datasheet (``data/corpus/DATASHEET.md``) says how.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from transatlantic.article import DATA as ARTICLE_DATA
from transatlantic.article import Article, Sentence, bundled_article, load_article
from transatlantic.stance import annotations
from transatlantic.stance.agreement import ITEM, ratings
from transatlantic.stance.annotations import Annotations
from transatlantic.stance.scheme import TAGGED, TARGETS, Label
from transatlantic.tokenizing import sentences

DATA = files("transatlantic") / "data" / "corpus"

# text: the sentence. source: the document that it stands in, which is what splits and intervals keep together.
COLUMNS = ("text", "target", "label", "source")

NOTICE = "Constructed for teaching: the outlet, the events and every statement below are invented."
PASSES = ("pass-1", "pass-2", "pass-3")
ADJUDICATED = "adjudicated"


class CorpusError(ValueError):
    """Labelled sentences that cannot be used; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Brief:
    """One constructed brief: an event as one editorial viewpoint covers it.

    garbled: whether it is damaged as the article is. part: *train* or *test*, the split by brief. article: its text,
    with the notice on its first line. sentences: all but the notice.
    """

    name: str
    viewpoint: str
    event: str
    garbled: bool
    part: str
    article: Article
    sentences: tuple[Sentence, ...]


@cache
def briefs() -> tuple[Brief, ...]:
    """All briefs of the practice corpus, in order of their names. Raises ResourceError without NLTK's resources."""
    found = []
    with (DATA / "briefs.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            article = load_article(Path(str(DATA / "briefs" / f"{row['brief']}.txt")))
            notice, *rest = sentences(article.text)
            assert notice.text == NOTICE, row["brief"]
            viewpoint, event = row["brief"].split("_")
            garbled = row["garbled"] == "yes"
            found.append(Brief(row["brief"], viewpoint, event, garbled, row["part"], article, tuple(rest)))
    return tuple(found)


def annotated(annotator: str) -> pd.DataFrame:
    """What one pass, or the adjudication, recorded on the briefs, in the columns of ``annotations.table``.

    annotator: one of ``PASSES``, or ``ADJUDICATED``. Every cell was read; one without a row is NONE.
    """
    return _records()[_records()["annotator"] == annotator]


def passes() -> pd.DataFrame:
    """Every cell of the corpus with the label of each pass and of the adjudication, as ``agreement`` takes them.

    Returns a row a cell; index *text* (the brief), *start*, *end*, *sentence*, *target*; a column for each annotator.
    """
    cells = [
        (brief.name, sentence.start, sentence.end, sentence.text, target)
        for brief in briefs()
        for sentence in brief.sentences
        for target in TARGETS
    ]
    frame = pd.DataFrame(index=pd.MultiIndex.from_tuples(cells, names=ITEM))
    for annotator in (*PASSES, ADJUDICATED):
        main = annotated(annotator).query("main").set_index(ITEM)["label"]
        frame[annotator] = main.reindex(frame.index).fillna(str(Label.NONE)).astype(object)
    return frame


def labels(annotator: str = ADJUDICATED) -> pd.DataFrame:
    """The label of every cell of the corpus: ``COLUMNS``, and viewpoint, event, garbled, part, start and end.

    annotator: one of ``PASSES``, or ``ADJUDICATED``. Briefs, sentences and targets in order, whosever the labels.
    """
    about = {brief.name: brief for brief in briefs()}
    frame = _cells(passes()[annotator])
    for column in ("viewpoint", "event", "garbled", "part"):
        frame[column] = [getattr(about[name], column) for name in frame["source"]]
    return frame


def article_passes() -> list[Annotations]:
    """The three passes on the bundled article, as an annotator's files are loaded."""
    return [_article_annotations(f"passes/stance-{number}.json") for number in range(1, len(PASSES) + 1)]


def article_adjudicated() -> Annotations:
    """The adjudicated stance annotations of the bundled article."""
    return _article_annotations("stance.json")


def article_labels(annotator: str = ADJUDICATED) -> pd.DataFrame:
    """The label of every cell of the bundled article: ``COLUMNS``, start and end; annotator as for ``labels``."""
    return _cells(ratings([*article_passes(), article_adjudicated()])[annotator])


def tagged(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that a tagger learns from and is judged by: those labelled FAVOR, AGAINST or NONE."""
    return frame[frame["label"].isin([str(label) for label in TAGGED])]


def read_labelled(path: str | Path) -> pd.DataFrame:
    """Read a labelled set of one's own: a CSV file with the columns text, target, label and source, in any order.

    A row is a sentence and a target; label is FAVOR, AGAINST, NONE or CANNOT_TELL; source names the document that the
    sentence stands in. Further columns are kept.
    Returns the table. Raises CorpusError, one sentence with the line and the remedy, for a file that cannot be read,
    lacks a column, or has a row with an empty cell or another label.
    """
    path = Path(path)
    try:
        page = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CorpusError(f"{path} cannot be read ({error.strerror}): check the name and the folder.") from None
    except UnicodeDecodeError:
        raise CorpusError(f"{path} is not UTF-8: save it again as CSV UTF-8.") from None
    rows = csv.DictReader(io.StringIO(page, newline=""), strict=True)
    found = []
    try:
        if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
            raise CorpusError(
                f"{path} lacks the column {', '.join(missing)}: its first line must name {', '.join(COLUMNS)}."
            )
        for row in rows:
            where = f"{path}, line {rows.line_num}"
            if None in row or None in row.values():
                raise CorpusError(f"{where}: the row has not as many cells as the first line: put texts into marks.")
            row |= {name: row[name].strip() for name in COLUMNS}
            if empty := [name for name in COLUMNS if not row[name]]:
                raise CorpusError(f"{where}: the {', '.join(empty)} is empty: fill it in or take the row out.")
            if row["label"] not in set(Label):
                raise CorpusError(f"{where}: {row['label']!r} is no label: write {', '.join(Label)}.")
            found.append(row)
    except csv.Error as error:
        raise CorpusError(f"{path}, line {rows.line_num}: this is no CSV ({error}): export it again.") from None
    if not found:
        raise CorpusError(f"{path} has no row below its first line: label at least one sentence.")
    return pd.DataFrame(found)


@cache
def _records() -> pd.DataFrame:
    with (DATA / "annotations.csv").open(encoding="utf-8") as lines:
        return pd.read_csv(
            lines,
            dtype={"evidence_start": "Int64", "evidence_end": "Int64"},
            keep_default_na=False,
            na_values={"evidence_start": "", "evidence_end": ""},
        )


def _article_annotations(name: str) -> Annotations:
    return annotations.load(Path(str(ARTICLE_DATA / name)), bundled_article())


def _cells(column: pd.Series) -> pd.DataFrame:
    frame = column.rename("label").reset_index().rename(columns={"text": "source", "sentence": "text"})
    in_order = frame.sort_values(["source", "start", "target"], key=_in_order, kind="stable", ignore_index=True)
    return in_order[[*COLUMNS, "start", "end"]]


def _in_order(column: pd.Series) -> pd.Series:
    return column.map(list(TARGETS).index) if column.name == "target" else column
