"""The quote marker: a learner's own reading of who says what, and the finder's beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from transatlantic.article import Article, Span
from transatlantic.names import find_people
from transatlantic.quotes import Quote, find_quotes
from transatlantic.storage import StorageError
from transatlantic.widgets.assets import asset
from transatlantic.widgets.textfile import TextFile

FORMAT = "transatlantic-marked-quotes"
VERSION = 1

# Two spans are one quote if they share at least this part of all the words in either.
SHARED = 0.5


class MarkError(ValueError):
    """A quote that cannot be marked; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class MarkedQuote(Span):
    """A quote as a reader marked it: ``source[start:end] == text``; speaker None where the reader finds none."""

    speaker: str | None = None


@dataclass(frozen=True)
class Comparison:
    """A reader's quotes beside the finder's.

    both: pairs of the same quote with the same speaker. speakers: pairs with different ones. mine, found: what only
    the reader, only the finder has. All in the order of the text.
    """

    both: tuple[tuple[MarkedQuote, Quote], ...]
    speakers: tuple[tuple[MarkedQuote, Quote], ...]
    mine: tuple[MarkedQuote, ...]
    found: tuple[Quote, ...]


class QuoteMarks:
    """The quotes that a learner has marked in an article, in order and without overlap, kept in a file.

    The file is read anew for every act, so that two windows never overwrite each other's quotes.
    """

    def __init__(self, article: Article, path: str | Path = "quotes.json") -> None:
        self.article = article
        self.file = TextFile(path, FORMAT, VERSION, article, self._is_valid)
        # the quotes before and after each act of this window
        self.acts: list[tuple[tuple[MarkedQuote, ...], tuple[MarkedQuote, ...]]] = []

    def quotes(self) -> tuple[tuple[MarkedQuote, ...], str]:
        """The quotes in the order of the text, and a remark, see ``TextFile.load``.

        Raises StorageError where the file cannot be read or is about another text.
        """
        content, remark = self.file.load()
        return tuple(MarkedQuote(**raw) for raw in content["quotes"]) if content else (), remark

    def add(self, start: int, end: int, speaker: str | None) -> str:
        """Mark ``text[start:end]``, blanks at its ends left out, as said by a speaker; returns what was done.

        speaker: a name or a role, None or blank where the text names nobody.
        Raises MarkError for a span without words or across another quote, StorageError where the file cannot be
        read or written.
        """
        old, remark = self.quotes()
        quote = self._marked(start, end, speaker)
        self._keep(old, self._apart([*old, quote]))
        return f"{remark} marked: {_short(quote.text)}, {_who(quote.speaker)}.".strip()

    def delete(self, start: int) -> str:
        """Delete the quote that begins at an offset; returns what was done. Errors as for ``add``."""
        old, remark = self.quotes()
        gone = [quote for quote in old if quote.start == start]
        if not gone:
            raise MarkError("Nothing is deleted: no quote begins there any more.")
        self._keep(old, tuple(quote for quote in old if quote.start != start))
        return f"{remark} deleted: {_short(gone[0].text)}.".strip()

    def undo(self) -> str:
        """Take back the last act of this window; returns what was done.

        Raises MarkError where the file was changed elsewhere since, StorageError as ``add`` does.
        """
        if not self.acts:
            return "Nothing to undo."
        before, after = self.acts[-1]
        if self.quotes()[0] != after:
            self.acts.clear()
            raise MarkError("Nothing is undone: the file was changed elsewhere; mark or delete by hand.")
        self.file.save(_content(before))
        self.acts.pop()
        return "undone."

    def save(self, quotes: Iterable[tuple[int, int, str | None]]) -> None:
        """Write quotes given as data. Raises MarkError and StorageError, see ``save_quotes``."""
        self.file.replace(_content(self._apart([self._marked(*quote) for quote in quotes])))

    def _keep(self, old: tuple[MarkedQuote, ...], new: tuple[MarkedQuote, ...]) -> None:
        self.file.save(_content(new))
        self.acts.append((old, new))

    def _marked(self, start: int, end: int, speaker: str | None) -> MarkedQuote:
        text = self.article.text
        if not 0 <= start < end <= len(text):
            raise MarkError(f"Characters {start} to {end} are not in {self.article.name}: it has {len(text)}.")
        words = text[start:end]
        start += len(words) - len(words.lstrip())
        if not re.search(r"\w", words):
            raise MarkError("Nothing is marked: select one word or more.")
        return MarkedQuote(start, start + len(words.strip()), words.strip(), (speaker or "").strip() or None)

    def _apart(self, quotes: Iterable[MarkedQuote]) -> tuple[MarkedQuote, ...]:
        """Quotes in the order of the text; MarkError where two overlap."""
        found = sorted(quotes, key=lambda quote: quote.start)
        for one, other in pairwise(found):
            if other.start < one.end:
                raise MarkError(
                    f"Two quotes overlap ({_short(one.text)} and {_short(other.text)}): delete one of them first."
                )
        return tuple(found)

    def _is_valid(self, content: dict[str, Any]) -> bool:
        try:
            quotes = [MarkedQuote(**raw) for raw in content["quotes"]]
            return all(quote == self._marked(quote.start, quote.end, quote.speaker) for quote in self._apart(quotes))
        except (KeyError, TypeError, AttributeError, MarkError):
            return False


def _content(quotes: Sequence[MarkedQuote]) -> dict[str, Any]:
    return {"quotes": [asdict(quote) for quote in quotes]}


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:34]} … {words[-20:]}"


def _who(speaker: str | None) -> str:
    return speaker or "speaker unknown"


def compare(article: Article, quotes: Iterable[MarkedQuote]) -> Comparison:
    """Compare marked quotes with those of ``find_quotes``.

    quotes: a reader's, of ``load_quotes``. Two spans are the same quote if they share at least half of the words in
    either. Speakers are the same if they are spellings of one person by ``find_people``, or the same words, capitals
    and a leading *the*, *a* or *an* aside.
    """
    found, person = _found(article.text)

    def key(speaker: str | None) -> object:
        plain = re.sub(r"^(the|an?) ", "", (speaker or "").strip().casefold())
        return person.get(plain, plain)

    rest = list(found)
    both, speakers, mine = [], [], []
    for quote in sorted(quotes, key=lambda quote: quote.start):
        near = max(rest, key=lambda other: _shared(quote, other), default=None)
        if near is None or _shared(quote, near) < SHARED:
            mine.append(quote)
            continue
        rest.remove(near)
        (both if key(quote.speaker) == key(near.speaker) else speakers).append((quote, near))
    return Comparison(tuple(both), tuple(speakers), tuple(mine), tuple(rest))


@lru_cache(maxsize=4)  # an open comparison is drawn anew at every act
def _found(text: str) -> tuple[tuple[Quote, ...], dict[str, int]]:
    """The finder's quotes, and the number of the person behind each spelling of a name, capitals folded."""
    people = find_people(text).people
    person = {name.casefold(): number for number, one in enumerate(people) for name in one.variants}
    return tuple(find_quotes(text)), person


def _shared(one: Span, other: Span) -> float:
    """The part of the words in either span that is in both, 0 to 1."""
    mine, theirs = ({span.start + m.start() for m in re.finditer(r"\w+", span.text)} for span in (one, other))
    return len(mine & theirs) / len(mine | theirs)


def save_quotes(
    article: Article, quotes: Iterable[tuple[int, int, str | None]], path: str | Path = "quotes.json"
) -> Path:
    """Write quotes as the quote marker does: without a screen, the same file.

    quotes: for each quote its start, its end and its speaker, None where the text names nobody; offsets count
    characters of the untouched text.
    Returns the file's path. Raises MarkError, one sentence, for a span without words or two that overlap, and
    StorageError where the file cannot be written or is about another text; then it stays as it was.
    """
    kept = QuoteMarks(article, path)
    kept.save(quotes)
    return kept.file.path


def load_quotes(article: Article, path: str | Path = "quotes.json") -> tuple[MarkedQuote, ...]:
    """The quotes of a file that the quote marker or ``save_quotes`` wrote; none without a file.

    Raises StorageError where the file cannot be read or is about another text.
    """
    return QuoteMarks(article, path).quotes()[0]


class QuotesView(anywidget.AnyWidget):
    """The marker on the page: sends acts, and draws ``result`` beside the article."""

    _esm = asset("quotes.js")
    _css = asset("quotes.css")

    paragraphs = traitlets.List().tag(sync=True)
    people = traitlets.List(traitlets.Unicode()).tag(sync=True)
    result = traitlets.Dict().tag(sync=True)

    def __init__(self, article: Article, path: str | Path) -> None:
        found = [person.canonical for person in find_people(article.text).people]
        super().__init__(paragraphs=_drawn_paragraphs(article), people=found)
        self.kept = QuoteMarks(article, path)
        self.compared = False
        self.add_class("tk-widget").add_class("tk-quotes")
        self.on_msg(lambda _view, content, _buffers: self.act(**content))
        self._draw()

    def act(self, act: str, start: int = 0, end: int = 0, speaker: str | None = None) -> None:
        """What a button does: add, delete, undo or compare, and say so or why not."""
        acts = {
            "add": lambda: self.kept.add(start, end, speaker),
            "delete": lambda: self.kept.delete(start),
            "undo": self.kept.undo,
            "compare": self._compare,
        }
        try:
            message, error = acts[act](), False
        except (MarkError, StorageError) as problem:
            message, error = str(problem), True
        self._draw(message, error)

    def _compare(self) -> str:
        self.compared = True
        return ""

    def _draw(self, message: str = "", error: bool = False) -> None:
        quotes: tuple[MarkedQuote, ...] = ()
        try:
            quotes, remark = self.kept.quotes()
            message = f"{remark} {message}".strip()
        except StorageError as problem:
            message, error = str(problem), True
        comparison = compare(self.kept.article, quotes) if self.compared else None
        self.result = {
            "message": message,
            "error": error,
            "undo": bool(self.kept.acts),
            "quotes": [{"start": q.start, "end": q.end, "text": q.text, "speaker": _who(q.speaker)} for q in quotes],
            "comparison": comparison and comparison_lines(comparison),
        }

    def __repr__(self) -> str:
        return "Quote marker. Without a screen: save_quotes(article, [(start, end, speaker)])."


def _drawn_paragraphs(article: Article) -> list[dict[str, Any]]:
    """The paragraphs as words between blanks with their offsets; JavaScript counts characters otherwise."""
    return [
        {
            "kind": part.kind,
            "words": [
                (part.start + word.start(), part.start + word.end(), word.group())
                for word in re.finditer(r"\S+", part.text)
            ],
        }
        for part in article.paragraphs
    ]


def comparison_lines(comparison: Comparison) -> list[dict[str, Any]]:
    """A comparison in words: for each of its four parts a heading with the count, and a line for each quote."""

    def pair(mine: MarkedQuote, found: Quote) -> str:
        other = "" if (mine.start, mine.end) == (found.start, found.end) else f" (the finder: {_short(found.text)})"
        return f"{_short(mine.text)}{other}"

    parts: Mapping[str, list[str]] = {
        "Both, with one speaker": [f"{pair(*both)}: {_who(both[0].speaker)}" for both in comparison.both],
        "Both, with different speakers": [
            f"{pair(mine, found)}: you {_who(mine.speaker)}, the finder {_who(found.speaker)}"
            for mine, found in comparison.speakers
        ],
        "Only you": [f"{_short(quote.text)}: {_who(quote.speaker)}" for quote in comparison.mine],
        "Only the finder": [
            f"{_short(quote.text)}: {_who(quote.speaker)} ({quote.kind})" for quote in comparison.found
        ],
    }
    return [{"head": f"{head}: {len(lines)}", "lines": lines} for head, lines in parts.items()]


def mark_quotes(article: Article, path: str | Path = "quotes.json") -> QuotesView:
    """Show an article to mark its quotes and their speakers in, each act saved at once, and to compare with the finder.

    article: an Article. path: where the quotes are kept, in the notebook's folder.
    Returns a widget, shown when it is a cell's last line.
    Without a screen: ``save_quotes(article, [(start, end, speaker)])`` writes the same file, ``load_quotes(article)``
    reads it, and ``compare(article, load_quotes(article))`` gives the comparison.
    """
    return QuotesView(article, path)
