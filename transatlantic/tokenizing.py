"""Sentences and words by NLTK, each with its place in the untouched text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cache

from nltk import redos
from nltk.tokenize import (
    PunktTokenizer,
    TreebankWordTokenizer,
    TweetTokenizer,
    WhitespaceTokenizer,
    WordPunctTokenizer,
    word_tokenize,
)

from transatlantic import corrections, resources
from transatlantic.article import Sentence, Token, paragraphs
from transatlantic.cleaning import apply_edits, clean

TOKENIZERS: dict[str, str] = {
    "whitespace": "NLTK's WhitespaceTokenizer: cut at blanks, keep everything else together",
    "wordpunct": "NLTK's WordPunctTokenizer: runs of word characters, runs of marks",
    "treebank": "NLTK's TreebankWordTokenizer: the rules of the Penn Treebank",
    "nltk": "nltk.word_tokenize: the Treebank rules, mended by NLTK",
    "tweet": "NLTK's TweetTokenizer: keeps hashtags, smileys, addresses",
    "regexp": "NLTK's RegexpTokenizer with a pattern of your own",
}

DEFAULT_PATTERN = r"\w+(?:[-'’]\w+)*|[^\w\s]"

# What the Treebank rules print for marks that stand otherwise in the text.
PRINTED_AS = {"``": ('"', "``", "''"), "''": ('"', "''")}

ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.I)

# Enough for a book; a pattern that needs longer on an article backtracks without end.
PATTERN_SECONDS = 1.0


class TokenizingError(ValueError):
    """A text that cannot be tokenized; the message is one sentence with the remedy."""


class PatternError(TokenizingError):
    """A regular expression that cannot be used; the message is one sentence with the remedy."""


def words(text: str, tokenizer: str = "nltk", pattern: str = DEFAULT_PATTERN) -> list[Token]:
    """Divide a text into tokens.

    text: any text. tokenizer: a name from ``TOKENIZERS``. pattern: what a token looks like, for "regexp" alone.
    Returns the tokens in order with their offsets; ``token.text`` is what stands in the text, where NLTK
    prints some tokens otherwise (a straight opening quotation mark as two grave accents, an HTML entity as its
    character).
    Raises ValueError for an unknown tokenizer, TokenizingError for a text that NLTK takes too long on, and its
    kind PatternError for a pattern that is empty, faulty, has capturing groups or takes too long.
    """
    if tokenizer not in TOKENIZERS:
        raise ValueError(f"No tokenizer is called {tokenizer!r}: choose from {', '.join(TOKENIZERS)}.")
    try:
        return [Token(start, end, text[start:end]) for start, end in _spans(text, tokenizer, pattern)]
    except TimeoutError:  # NLTK's own limit of a few seconds for one text
        raise TokenizingError("The text is too long for NLTK to tokenize in one go: divide it.") from None


def _spans(text: str, tokenizer: str, pattern: str) -> Iterable[tuple[int, int]]:
    if tokenizer == "regexp":
        return _pattern_spans(text, pattern)
    if tokenizer == "whitespace":
        return WhitespaceTokenizer().span_tokenize(text)
    if tokenizer == "wordpunct":
        return WordPunctTokenizer().span_tokenize(text)
    if tokenizer == "tweet":  # the one that reads HTML entities
        plain = apply_edits(text, [(m.start(), m.end(), html.unescape(m.group())) for m in ENTITY.finditer(text)])
        return [plain.to_original(*span) for span in _aligned(plain.text, TweetTokenizer().tokenize(text))]
    return _aligned(text, _treebank(text) if tokenizer == "treebank" else _word_tokenize(text))


def sentences(text: str) -> list[Sentence]:
    """Divide a text into sentences, by NLTK's Punkt on a copy with the surface repaired.

    text: any text. A sentence never crosses a paragraph. Stray marks are taken out and missing full stops
    put in before Punkt sees the text (``cleaning.STEPS``), and a quoted question goes on where a lower-case
    word follows it (*want?” she told*).
    Returns the sentences in order with offsets into ``text``, untouched. Punkt on the text as it is:
    ``nltk.sent_tokenize(text)``. On an article of one's own, those of its ``sentences.csv``; raises SheetError where
    that cannot be used.
    """
    corrected = corrections.sentence_spans(text)
    if corrected is not None:
        return [Sentence(start, end, text[start:end]) for start, end in corrected]
    found = []
    for paragraph in paragraphs(text):
        cleaned = clean(paragraph.text, ("stray_marks", "missing_full_stops"))
        starts = [start for start, _ in _joined(cleaned.text, list(_punkt().span_tokenize(cleaned.text)))]
        # A removed mark belongs to the sentence before it, so a sentence reaches to the next one's start.
        starts = [paragraph.start + cleaned.to_original(start, start + 1)[0] for start in starts]
        for start, following in zip(starts, [*starts[1:], paragraph.end], strict=True):
            words_ = text[start:following].rstrip()
            found.append(Sentence(start, start + len(words_), words_))
    return found


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Punkt ends a sentence at every ? and !; before a lower-case word it goes on."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and text[start].islower() and re.search(r"[?!][\"'”’)]*$", text[slice(*joined[-1])]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


@cache
def _punkt() -> PunktTokenizer:
    resources.use()
    return PunktTokenizer()


def _word_tokenize(text: str) -> list[str]:
    resources.use()
    return word_tokenize(text)


def _treebank(text: str) -> list[str]:
    """As word_tokenize does, sentence by sentence, since the rules cut off a last full stop alone."""
    rules = TreebankWordTokenizer()
    return [token for sentence in _punkt().tokenize(text) for token in rules.tokenize(sentence)]


def compile_pattern(pattern: str, flags: int) -> redos.TimedPattern:
    """Compile a regular expression; a learner's may take ``PATTERN_SECONDS`` to match and no longer.

    Raises PatternError where it is none, or where NLTK's guard takes it for hostile.
    """
    try:
        return redos.compile(pattern, flags, timeout=None if pattern == DEFAULT_PATTERN else PATTERN_SECONDS)
    except re.error as error:
        raise PatternError(f"The pattern is not a regular expression: {error}.") from None
    except ValueError as error:
        raise PatternError(f"The pattern cannot be used: {error}.") from None


def _pattern_spans(text: str, pattern: str) -> list[tuple[int, int]]:
    if not pattern:
        raise PatternError("The pattern is empty: write what a token looks like, for example \\w+.")
    compiled = compile_pattern(pattern, re.MULTILINE | re.DOTALL)
    if compiled.groups:
        raise PatternError("The pattern has a capturing group: write (?:…) instead of (…).")
    try:
        return [match.span() for match in compiled.finditer(text) if match.group()]
    except TimeoutError:
        raise PatternError("The pattern takes too long on this text: avoid a repetition inside a repetition.") from None


def _aligned(text: str, tokens: list[str]) -> list[tuple[int, int]]:
    """The places of tokens that may be printed otherwise than they stand in the text.

    NLTK's own ``align_tokens`` stops at the first token that is not found letter for letter.
    """
    spans = []
    at = 0
    for token in tokens:
        places = [(text.find(shape, at), len(shape)) for shape in PRINTED_AS.get(token, (token,))]
        start, length = min((place for place in places if place[0] >= 0), default=(-1, 0))
        if start >= 0:
            at = start + length
            spans.append((start, at))
    return spans
