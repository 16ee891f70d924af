"""A learner's edits of VADER's lexicon: a small file beside the notebook, in the format of ``sentiment.load_edits``."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from pathlib import Path
from weakref import WeakMethod

from nltk.sentiment import SentimentIntensityAnalyzer

from transatlantic import storage
from transatlantic.files import FileError, write_whole
from transatlantic.sentiment import COLUMNS, STRONGEST, LexiconEdit, LexiconError, load_edits, trace, with_edits
from transatlantic.storage import StorageError

NAME = "lexicon_edits.csv"

# A sentence, not an essay: the file is read in a table of four columns.
MAX_REASON = 300

_followers: list[WeakMethod[Callable[[], None]]] = []


class LexiconEdits:
    """The edits in one file, read anew for every act, so that two widgets never overwrite each other's edits.

    folder: where ``lexicon_edits.csv`` lies; the notebook's own by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or Path.cwd()) / NAME

    def load(self) -> tuple[list[LexiconEdit], str]:
        """The edits, in the order of the file, and a remark: "" or one sentence on a file kept aside.

        Raises StorageError where the file cannot be read or put aside.
        """
        try:
            self.path.read_bytes()
        except FileNotFoundError:
            return [], ""
        except OSError as error:
            raise StorageError(f"{self.path} cannot be read ({error.strerror}): check its permissions.") from None
        try:
            edits = load_edits(self.path)
            with_edits(edits)
        except LexiconError as error:
            return [], f"{error} {storage.set_aside(self.path, 'cannot be used')}"
        return edits, ""

    def put(self, word: str, value: object, reason: str) -> str:
        """Give a word another value, or change an edit; the file is written before this returns.

        word: capitals are ignored, and marks at its ends, as VADER ignores them. value: from -4 to 4; 0 takes the word
        out of the lexicon. reason: a sentence that says why the lexicon's value misleads.
        Returns the sentence that says what was done. Raises LexiconError for a word, value or reason that cannot be
        used, and StorageError where the file cannot be read or written.
        """
        edit = self._edit(word, value, reason)
        edits, remark = self.load()
        places = {known.word: place for place, known in enumerate(edits)}
        if edit.word in places:
            edits[places[edit.word]] = edit
        else:
            edits.append(edit)
        self._save(edits)
        return f"{remark} Saved: {edit.word}, {_said(edit.before)} before, {_said(edit.after)} now.".strip()

    def remove(self, word: str) -> str:
        """Take an edit back, so that the word has the lexicon's own value again.

        Returns the sentence that says so. Raises LexiconError where there is no such edit, StorageError as ``put``.
        """
        edits, remark = self.load()
        word = word.strip().lower()
        kept = [edit for edit in edits if edit.word != word]
        if len(kept) == len(edits):
            raise LexiconError(f"{remark} There is no edit of {word or 'an empty word'}: look at the list.".strip())
        self._save(kept)
        return f"Removed: {word} has the lexicon’s own value again."

    def reset(self) -> str:
        """Take all edits back; the file of before is kept under another name.

        Returns the sentence that says where. Raises StorageError as ``put`` does.
        """
        edits, remark = self.load()
        if not edits:
            return remark or "There are no edits to take back."
        done = storage.set_aside(self.path, "is reset")
        self._save([])
        return done

    def _edit(self, word: str, value: object, reason: str) -> LexiconEdit:
        """A checked edit; ``before`` is what NLTK's lexicon has."""
        seen = trace(word).tokens
        if len(seen) != 1:
            raise LexiconError(f"{word!r} is no word for VADER: write one, of two characters or more, without blanks.")
        low = seen[0].text.lower()
        after, before = _value(value), with_edits([]).lexicon.get(low, 0.0)
        if after == before:
            has = f"already has {before:g} for {low}" if before else f"has no {low}, and 0 means just that"
            raise LexiconError(f"The lexicon {has}: give another value.")
        reason = " ".join(reason.split())
        if not reason:
            raise LexiconError("An edit needs a reason: say in a sentence why the lexicon’s value misleads.")
        if len(reason) > MAX_REASON:
            raise LexiconError(f"The reason has {len(reason)} characters: {MAX_REASON} are the most.")
        return LexiconEdit(low, before, after, reason)

    def _save(self, edits: list[LexiconEdit]) -> None:
        page = io.StringIO(newline="")
        writer = csv.writer(page, lineterminator="\n")
        writer.writerow(COLUMNS)
        # A field left empty: the lexicon has no such word. A 0 would say that it has, with the value 0.
        writer.writerows((edit.word, edit.before or "", edit.after, edit.reason) for edit in edits)
        try:
            write_whole(self.path, page.getvalue())
        except FileError as error:
            raise StorageError(str(error)) from None
        for follower in list(_followers):
            if draw := follower():
                draw()
            else:
                _followers.remove(follower)


def follow(draw: Callable[[], None]) -> None:
    """Call a widget's method after each act on a file of edits, as long as the widget lives."""
    _followers.append(WeakMethod(draw))


def edited(edits: LexiconEdits) -> tuple[list[LexiconEdit], SentimentIntensityAnalyzer, str]:
    """The edits, NLTK's VADER with them, and a remark: "", or a sentence on a file that cannot be used."""
    try:
        known, remark = edits.load()
    except StorageError as error:
        known, remark = [], str(error)
    return known, with_edits(known), remark


def _value(value: object) -> float:
    """A number as people type it: with the minus of a keyboard or of print."""
    try:
        number = float(str(value).replace("−", "-"))
    except ValueError:
        number = math.nan
    if not -STRONGEST <= number <= STRONGEST:
        raise LexiconError(f"{str(value)!r} is no value: give a number from -4 to 4, such as -1.5.")
    return number


def _said(value: float) -> str:
    return f"{value:g}" if value else "no value"
