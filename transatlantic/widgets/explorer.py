"""The tokenizer explorer: six tokenizers over one text, and where they differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import anywidget
import traitlets

from transatlantic.article import Article, Token
from transatlantic.tokenizing import DEFAULT_PATTERN, TOKENIZERS, PatternError, sentences, words
from transatlantic.widgets.assets import asset

REFERENCE = "nltk"

# Enough for a paragraph; more boxes than that nobody compares by eye.
MAX_CHARACTERS = 2_000
MAX_NAMED = 8

# The sentences on offer come from the beginning of a text: a list of thousands is no choice.
CHOICE_CHARACTERS = 50_000


@dataclass(frozen=True)
class Difference:
    """A stretch that two tokenizers divide otherwise: the tokens of this one, and those of ``word_tokenize``."""

    here: tuple[str, ...]
    there: tuple[str, ...]

    def __str__(self) -> str:
        return " → ".join(" | ".join(side) or "(left out)" for side in (self.here, self.there))


@dataclass(frozen=True)
class Row:
    """One tokenizer's reading of a text; ``differs`` holds the indices of tokens that ``word_tokenize`` does not make.

    ``error`` is None, or the sentence that says why there are no tokens.
    """

    tokenizer: str
    tokens: tuple[Token, ...] = ()
    differs: frozenset[int] = frozenset()
    differences: tuple[Difference, ...] = ()
    error: str | None = None


class TokenizerComparison:
    """Every tokenizer of ``TOKENIZERS`` over the same text, compared with ``nltk.word_tokenize``."""

    def rows(self, text: str, pattern: str = DEFAULT_PATTERN) -> list[Row]:
        """Tokenize a text in six ways.

        text: any text. pattern: the regular expression of the tokenizer "regexp".
        Returns a Row for each tokenizer in the order of ``TOKENIZERS``; a pattern that cannot be used gives a
        row with a sentence in ``error``, and the other rows stay as they are.
        """
        reference = words(text, REFERENCE)
        return [self._row(name, text, pattern, reference) for name in TOKENIZERS]

    def _row(self, name: str, text: str, pattern: str, reference: list[Token]) -> Row:
        try:
            tokens = words(text, name, pattern)
        except PatternError as error:
            return Row(name, error=str(error))
        differing = [group for group in _groups(tokens, reference) if not _same(tokens, reference, *group)]
        return Row(
            name,
            tuple(tokens),
            frozenset(index for here, _ in differing for index in here),
            tuple(
                Difference(tuple(tokens[i].text for i in here), tuple(reference[i].text for i in there))
                for here, there in differing
            ),
        )


def _groups(here: Sequence[Token], there: Sequence[Token]) -> list[tuple[list[int], list[int]]]:
    """The smallest stretches that no token of either side crosses, as indices of the tokens in each."""
    found: list[tuple[list[int], list[int]]] = []
    reach = 0
    spans = [
        (token.start, token.end, side, i) for side, tokens in enumerate((here, there)) for i, token in enumerate(tokens)
    ]
    for start, end, side, index in sorted(spans):
        if not found or start >= reach:
            found.append(([], []))
        found[-1][side].append(index)
        reach = max(reach, end)
    return found


def _same(here: Sequence[Token], there: Sequence[Token], left: list[int], right: list[int]) -> bool:
    return [(here[i].start, here[i].end) for i in left] == [(there[i].start, there[i].end) for i in right]


def pieces(text: str, row: Row) -> list[tuple[str, str]]:
    """Cut a text along a row's tokens, for drawing; joined, the pieces are the text.

    Returns (piece, kind) in order; kind is "token", "differs" (a token that ``word_tokenize`` does not make), "gap"
    (blanks) or "left-out" (marks or letters in no token).
    """
    found: list[tuple[str, str]] = []
    at = 0
    for index, token in enumerate(row.tokens):
        found += _between(text[at : token.start])
        found.append((token.text, "differs" if index in row.differs else "token"))
        at = token.end
    return found + _between(text[at:])


def _between(stretch: str) -> list[tuple[str, str]]:
    return [(part, "left-out" if part.strip() else "gap") for part in re.findall(r"\s+|\S+", stretch)]


def difference_sentence(row: Row) -> str:
    """Where a row differs from ``word_tokenize``, in words."""
    if row.tokenizer == REFERENCE:
        return "This is word_tokenize: the others are compared with it."
    if not row.differences:
        return "The same tokens as word_tokenize."
    named = " · ".join(str(difference) for difference in row.differences[:MAX_NAMED])
    more = len(row.differences) - MAX_NAMED
    return f"Differs from word_tokenize (here → there): {named}" + (f" · and at {more} more places" if more > 0 else "")


def count_label(count: int) -> str:
    """A number of tokens in words: "1 token", "2 tokens"."""
    return f"{count:,} token" + ("" if count == 1 else "s")


class ExplorerView(anywidget.AnyWidget):
    """The explorer on the page: sets text and pattern, and draws ``result``."""

    _esm = asset("explorer.js")
    _css = asset("explorer.css")

    text = traitlets.Unicode().tag(sync=True)
    pattern = traitlets.Unicode(DEFAULT_PATTERN).tag(sync=True)
    sentences = traitlets.List(traitlets.Unicode()).tag(sync=True)
    result = traitlets.Dict().tag(sync=True)

    def __init__(self, offered: Sequence[str]) -> None:
        super().__init__(sentences=list(offered), text=offered[0] if offered else "")
        self.comparison = TokenizerComparison()
        self.add_class("tk-widget").add_class("tk-explorer")
        self.observe(self._update, ["text", "pattern"])
        self._update()

    def _update(self, _change: object = None) -> None:
        text = self.text[:MAX_CHARACTERS]
        note = ""
        if len(self.text) > len(text):
            note = f"Only the first {MAX_CHARACTERS:,} of {len(self.text):,} characters are shown: try a shorter text."
        self.result = {"note": note, "rows": [_drawn(text, row) for row in self.comparison.rows(text, self.pattern)]}

    def __repr__(self) -> str:
        return "Tokenizer explorer. Without a screen: words(text, tokenizer=name) for each name in TOKENIZERS."


def _drawn(text: str, row: Row) -> dict[str, Any]:
    """A row as the page needs it; the pieces are cut here, since JavaScript counts characters otherwise."""
    return {
        "tokenizer": row.tokenizer,
        "about": TOKENIZERS[row.tokenizer],
        "count": "no tokens" if row.error else count_label(len(row.tokens)),
        "pieces": [] if row.error else pieces(text, row),
        "tokens": " | ".join(token.text for token in row.tokens),
        "differs": "" if row.error else difference_sentence(row),
        "error": row.error or "",
    }


def explore_tokenizers(article: Article | str) -> ExplorerView:
    """Show six tokenizers over one text, as boxes, with where they differ from ``nltk.word_tokenize``.

    article: an Article or a text, whose sentences are offered to choose from; the learner may type another one.
    Returns a widget, shown when it is a cell's last line.
    Without a screen: ``words(text, tokenizer="tweet")`` for one tokenizer of ``TOKENIZERS``, or
    ``TokenizerComparison().rows(text)`` for all six.
    """
    text = article.text if isinstance(article, Article) else article
    return ExplorerView([sentence.text for sentence in sentences(text[:CHOICE_CHARACTERS])])
