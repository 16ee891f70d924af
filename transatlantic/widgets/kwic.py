"""The concordance: a word in its contexts (KWIC, keyword in context), with the way back to the page."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Literal

import anywidget
import traitlets
from nltk.text import ConcordanceIndex

from transatlantic.article import Article, paragraphs
from transatlantic.tokenizing import PATTERN_SECONDS, PatternError, compile_pattern, words
from transatlantic.widgets.assets import asset

MAX_LINES = 500

Order = Literal["position", "left", "right"]
Unit = Literal["characters", "tokens"]

OTHER_APOSTROPHE = str.maketrans("'’", "’'")


@dataclass(frozen=True)
class Hit:
    """A place where the query stands: its first and last token, and its characters in the untouched text."""

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """A hit between its contexts, printed without line breaks; ``start, end`` point into the untouched text."""

    start: int
    end: int
    left: str
    keyword: str
    right: str


class Concordance:
    """An index of a text's tokens (NLTK's ConcordanceIndex, capitals ignored) that knows where each one stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = words(text)
        self.index = ConcordanceIndex([token.text for token in self.tokens], key=str.lower)

    def find(self, query: str) -> list[Hit]:
        """Find a word or a phrase, capitals ignored.

        query: divided into tokens as the text was, so that won’t is found, which NLTK cuts into three.
        Returns the hits in the order of the text; none for a blank query.
        """
        # A last full stop is cut off at the end of a text alone: "U.S." is one token where a word follows it.
        readings = {tuple(token.text for token in words(query))}
        readings.add(tuple(token.text for token in words(f"{query} x")[:-1]))
        found = {(start, start + len(phrase) - 1) for phrase in readings if phrase for start in self._places(phrase)}
        return [self._hit(first, last) for first, last in sorted(found)]

    def find_pattern(self, pattern: str) -> list[Hit]:
        """Find the tokens that a regular expression matches as a whole, capitals ignored.

        Returns the hits in the order of the text. Raises PatternError, one sentence, for a pattern that is
        faulty or takes too long.
        """
        compiled = compile_pattern(pattern, re.IGNORECASE)
        deadline = time.monotonic() + PATTERN_SECONDS
        try:
            matching = set()
            for token in sorted({token.text.lower() for token in self.tokens}):
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                if compiled.fullmatch(token, timeout=left):
                    matching.add(token)
        except TimeoutError:
            raise PatternError("The pattern takes too long: avoid a repetition inside a repetition.") from None
        places = sorted(place for token in matching for place in self.index.offsets(token))
        return [self._hit(place, place) for place in places]

    def _places(self, phrase: tuple[str, ...]) -> set[int]:
        places = [{place - shift for place in self.index.offsets(token)} for shift, token in enumerate(phrase)]
        return set.intersection(*places)

    def _hit(self, first: int, last: int) -> Hit:
        return Hit(first, last, self.tokens[first].start, self.tokens[last].end)

    def lines(
        self, hits: list[Hit], order: Order = "position", width: int = 40, unit: Unit = "characters"
    ) -> list[Line]:
        """Print hits between their contexts.

        order: "position" in the text, "left" by the tokens before the hit, nearest first, or "right" by those
        after it; capitals ignored, equal ones in the order of the text. width: how many characters or tokens
        (unit) on each side.
        """
        return [self._line(hit, width, unit) for hit in sorted(hits, key=lambda hit: self._rank(hit, order))]

    def _rank(self, hit: Hit, order: Order) -> tuple[list[str], int]:
        if order == "left":
            near = self.tokens[max(0, hit.first - 10) : hit.first][::-1]
        elif order == "right":
            near = self.tokens[hit.last + 1 : hit.last + 11]
        else:
            near = []
        return [token.text.lower() for token in near], hit.start

    def _line(self, hit: Hit, width: int, unit: Unit) -> Line:
        if unit == "tokens":
            start = self.tokens[max(0, hit.first - width)].start
            end = self.tokens[min(len(self.tokens) - 1, hit.last + width)].end
        else:
            start, end = max(0, hit.start - width), hit.end + width
        left, keyword, right = (
            re.sub(r"\s+", " ", self.text[slice(*part)])
            for part in ((start, hit.start), (hit.start, hit.end), (hit.end, end))
        )
        return Line(hit.start, hit.end, left, keyword, right)

    def summary(self, query: str, hits: list[Hit], *, pattern: bool = False) -> str:
        """Say how many hits there are among how many tokens, or that there is no line and what may help."""
        among = f"the {len(self.tokens):,} tokens"
        if not query.strip():
            return "Type a pattern." if pattern else "Type a word or a phrase."
        if hits:
            shown = f"; the first {MAX_LINES} lines are shown" if len(hits) > MAX_LINES else ""
            return f"{len(hits):,} {'hit' if len(hits) == 1 else 'hits'} among {among}{shown}."
        if pattern:
            return f"no line: the pattern matches none of {among} as a whole; a pattern sees one token at a time."
        other = query.translate(OTHER_APOSTROPHE)
        remedy = f"; with the other apostrophe, {other}, it is there" if other != query and self.find(other) else ""
        return f"no line: {query.strip()} is not among {among}{remedy}."


class ConcordanceView(anywidget.AnyWidget):
    """The concordance on the page: sets the query and how to print it, and draws ``result`` beside the article."""

    _esm = asset("kwic.js")
    _css = asset("kwic.css")

    query = traitlets.Unicode().tag(sync=True)
    pattern = traitlets.Bool(False).tag(sync=True)
    order = traitlets.Enum(["position", "left", "right"], "position").tag(sync=True)
    width = traitlets.Int(40, min=0, max=200).tag(sync=True)
    unit = traitlets.Enum(["characters", "tokens"], "characters").tag(sync=True)
    paragraphs = traitlets.List().tag(sync=True)
    result = traitlets.Dict().tag(sync=True)

    def __init__(self, text: str) -> None:
        shown = [{"start": p.start, "text": p.text, "kind": p.kind} for p in paragraphs(text)]
        super().__init__(paragraphs=shown)
        self.concordance = Concordance(text)
        self.add_class("tk-widget").add_class("tk-concordance")
        self.observe(self._update, ["query", "pattern", "order", "width", "unit"])
        self._update()

    def _update(self, _change: object = None) -> None:
        found: list[Hit] = []
        try:
            if self.query.strip():
                found = (self.concordance.find_pattern if self.pattern else self.concordance.find)(self.query)
            summary, error = self.concordance.summary(self.query, found, pattern=self.pattern), False
        except PatternError as problem:
            summary, error = str(problem), True
        lines = self.concordance.lines(found, self.order, self.width, self.unit)[:MAX_LINES]
        self.result = {"summary": summary, "error": error, "lines": [vars(line) for line in lines]}

    def __repr__(self) -> str:
        return 'Concordance. Without a screen: nltk.Text(nltk.word_tokenize(text)).concordance("peace").'


def concordance(article: Article | str) -> ConcordanceView:
    """Show a word, a phrase or a pattern in its contexts, each line with the way to its place in the article.

    article: an Article or a text.
    Returns a widget, shown when it is a cell's last line.
    Without a screen: ``nltk.Text(nltk.word_tokenize(text)).concordance("peace")``, or with the places
    ``Concordance(text).lines(Concordance(text).find("peace"))``.
    """
    return ConcordanceView(article.text if isinstance(article, Article) else article)
