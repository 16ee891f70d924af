"""What a teacher has corrected on an article of their own: sheets in its folder that take the place of the finders.

A sheet is a CSV file that ``transatlantic new-article`` fills with what the finders found. It says where its words
stand by their order in the text alone, so that a row can be split, joined, added or taken out in any spreadsheet.
Where a sheet is missing, the finder is asked.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transatlantic.article import TEXT_FILE, ArticleError, load_article, own_folder

SENTENCES = "sentences.csv"
NAMES = "names.csv"
QUOTES = "quotes.csv"

COLUMNS = {
    SENTENCES: ("sentence",),
    NAMES: ("person", "name", "line"),
    QUOTES: ("speaker", "quote", "cue", "kind"),
    "targets.csv": ("id", "name", "definition", "favor", "against"),
    "stance.csv": ("sentence", "target", "label", "holder", "evidence", "note"),
}


class SheetError(ArticleError):
    """A sheet that cannot be used; the message is one sentence with the line and the remedy."""


@dataclass(frozen=True)
class Row:
    """A row of a sheet: its cells by column, without the blanks around them, and where it stands in the file."""

    cells: dict[str, str]
    place: str

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def sheet(name: str) -> list[Row] | None:
    """The rows of a sheet of the article that ARTICLE names; None where there is no such article or sheet.

    name: one of ``COLUMNS``. Rows without any word are left out.
    Raises SheetError for a file that is not UTF-8, is no CSV or lacks a column.
    """
    folder = own_folder()
    if folder is None or not (path := folder / name).exists():
        return None
    try:
        page = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SheetError(f"{path} cannot be read ({error.strerror}): close it elsewhere and try again.") from None
    except UnicodeDecodeError:
        raise SheetError(f"{path} is not UTF-8: save it again as CSV UTF-8.") from None
    # Where the comma is the decimal mark, a spreadsheet saves semicolons.
    mark = max(",;\t", key=page.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(page, newline=""), delimiter=mark, strict=True)
    columns = COLUMNS[name]
    found = []
    try:
        if missing := [column for column in columns if column not in (reader.fieldnames or ())]:
            raise SheetError(f"{path} lacks the column {', '.join(missing)}: its first line names the columns.")
        for row in reader:
            cells = {column: (row[column] or "").strip() for column in columns}
            if any(cells.values()):
                found.append(Row(cells, f"{path}, line {reader.line_num}"))
    except csv.Error as error:
        raise SheetError(f"{path}, line {reader.line_num}: this is no CSV ({error}): save it again.") from None
    return found


def page_of(name: str, rows: Iterable[Sequence[object]], further: Sequence[str] = ()) -> str:
    """A sheet as CSV, as a spreadsheet opens it.

    rows: cells in the order of ``COLUMNS[name]``, then of the further columns, which are for the reader's eye alone.
    """
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow([*COLUMNS[name], *further])
    writer.writerows(rows)
    return "\ufeff" + page.getvalue()  # Excel takes a CSV without the mark for another encoding


def _about(name: str, text: str) -> list[Row] | None:
    """The rows of a sheet where it is about this very text."""
    rows = sheet(name)
    return rows if rows is not None and load_article().text == text else None


def find(words: str, text: str, start: int = 0) -> tuple[int, int] | None:
    """Where words stand in a text from an offset on, whatever blanks stand between them; None where they do not."""
    found = re.compile(r"\s+".join(map(re.escape, words.split()))).search(text, start)
    return found.span() if found else None


def sentence_spans(text: str) -> list[tuple[int, int]] | None:
    """The offsets of the sentences as corrected; None where nobody has a sheet of them for this text.

    Raises SheetError where the sheet leaves out words of the text, or has others.
    """
    rows = _about(SENTENCES, text)
    if rows is None:
        return None
    spans, at = [], 0
    for row in rows:
        span = find(row["sentence"], text, at)
        if span is None or text[at : span[0]].strip():
            wanted = _beginning(text[at:])
            raise SheetError(
                f"{row.place}: here the text goes on with “{wanted}”: let the rows hold all its words in order, or "
                f"take {SENTENCES} away for the kit's own division."
            )
        spans.append(span)
        at = span[1]
    if text[at:].strip():
        rest = _beginning(text[at:])
        raise SheetError(f"{SENTENCES} ends before {TEXT_FILE} does: add the sentences from “{rest}” on.")
    return spans


def _beginning(text: str) -> str:
    return " ".join(text[:80].split())[:40]


def named_spans(text: str) -> list[tuple[str, int, int]] | None:
    """Who is named where, as corrected: the person and the offsets of the name, in order; None without a sheet.

    An empty person is nobody's name (the row says that these words are left open). A row without a line holds for
    every line; of two names that overlap the longer counts, and a row with a line before one without.
    Raises SheetError for a row without a name, with a line that is no number, or with a name that is not there.
    """
    rows = _about(NAMES, text)
    if rows is None:
        return None
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    found: dict[tuple[int, int], tuple[str, bool]] = {}
    for row in rows:
        line = row["line"]
        if not row["name"]:
            raise SheetError(f"{row.place}: the name is empty: write it as the text prints it, or take the row out.")
        if line and not (line.isdecimal() and 1 <= int(line) <= len(starts)):
            raise SheetError(f"{row.place}: {line!r} is no line of the text: write 1 to {len(starts)}, or nothing.")
        words = r"\s+".join(map(re.escape, row["name"].split()))
        pattern = re.compile(rf"(?<!\w){words}(?!\w)")
        first = starts[int(line) - 1] if line else 0
        last = starts[int(line)] if line and int(line) < len(starts) else len(text)
        places = [match.span() for match in pattern.finditer(text, first, last)]
        if not places:
            where = f"line {line}" if line else TEXT_FILE
            raise SheetError(f"{row.place}: {row['name']!r} does not stand in {where}: write it as it is printed.")
        for place in places:
            if line or not found.get(place, ("", False))[1]:
                found[place] = (row["person"], bool(line))
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda place: place[0] - place[1]):
        if all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end))
    return [(found[place][0], *place) for place in sorted(kept)]


def quoted_spans(text: str) -> list[tuple[Row, int, int]] | None:
    """The quotes as corrected: each row with the offsets of its quote, in order; None without a sheet.

    Raises SheetError for a quote that does not follow the one before it.
    """
    rows = _about(QUOTES, text)
    return None if rows is None else in_order(rows, "quote", text)


def in_order(rows: Iterable[Row], column: str, text: str, *, repeated: bool = False) -> list[tuple[Row, int, int]]:
    """Each row with the offsets of the words in one of its columns, which follow one another in the text.

    repeated: whether a row whose words are those of the row before it means the same place.
    Raises SheetError where words are missing or do not follow.
    """
    found, at, before = [], 0, ("", 0, 0)
    for row in rows:
        words = row[column]
        if not (repeated and words and words == before[0]):
            span = find(words, text, at) if words else None
            if span is None:
                raise SheetError(
                    f"{row.place}: “{_beginning(words)}” does not stand in {TEXT_FILE} behind the row before: write "
                    "the words as printed, and keep the rows in the order of the text."
                )
            before, at = (words, *span), span[1]
        found.append((row, before[1], before[2]))
    return found
