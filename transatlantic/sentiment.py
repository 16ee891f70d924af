"""Sentiment by NLTK's VADER, with an account of how each score comes about.

VADER adds up the values of the words in its lexicon, changed by a few rules, and squeezes the sum between -1 and 1.
``trace`` shows every part of it. The scores are those of ``nltk.sentiment.SentimentIntensityAnalyzer``; the package
vaderSentiment, by VADER's authors, differs from it on some sentences. A score says how the words sound. It does not
say who favours what: that is stance.
"""

from __future__ import annotations

import copy
import csv
import io
import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pandas as pd
from nltk.sentiment import SentimentIntensityAnalyzer
from nltk.sentiment.vader import SentiText

from transatlantic import resources
from transatlantic.article import Sentence, Token

EDITS = files("transatlantic") / "data" / "sentiment" / "domain_edits.csv"
COLUMNS = ["word", "before", "after", "reason"]

# "Typical threshold values" by the documentation of VADER's authors (Hutto and Gilbert 2014, README of the package
# vaderSentiment): a compound of 0.05 or more is positive, of -0.05 or less negative, all between neutral.
POSITIVE_FROM = 0.05
NEGATIVE_FROM = -0.05

# The scale on which people rated the words of the lexicon.
STRONGEST = 4.0

# Each rule of NLTK's VADER, under the name that a step carries.
RULES: dict[str, str] = {
    "capitals": "a word all in capitals, where not every word is, counts 0.733 more",
    "booster": "a word such as very, up to three words before, adds 0.293: two words before 0.95 of it, three 0.9",
    "dampener": "a word such as hardly, up to three words before, takes away as much",
    "negation": "a negation up to three words before multiplies by -0.74; it needs a straight apostrophe in n't",
    "never so": "so or this one or two words before multiplies by 1.25 or 1.5: after never, or even without it",
    "idiom": "a listed phrase has a value of its own; NLTK looks for it only behind three words without a value",
    "bigram": "kind of, sort of and just enough take 0.293 away, whatever the sign",
    "least": "least just before multiplies by -0.74, but not at least and very least",
    "passed over": "kind before of, and any word that is itself a booster or dampener, counts nothing",
    "but": "before the text's first but everything counts half, after it one and a half times",
    "punctuation": "exclamation marks add 0.292 each, four at most; two or three question marks 0.18 each, more 0.96",
    "normalisation": "the sum, divided by the square root of its square plus 15, lies between -1 and 1",
    "rounding": "four decimals",
}

Operation = Literal["+", "×", "÷", "="]


class LexiconError(ValueError):
    """An edit of the lexicon that cannot be read or made; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Step:
    """One rule at work: ``before operation amount`` gives ``after``, to the last bit (= sets the amount).

    rule: a name from ``RULES``. causes: the numbers, in ``Trace.tokens``, of the tokens that set it off.
    """

    rule: str
    operation: Operation
    amount: float
    before: float
    after: float
    causes: tuple[int, ...] = ()

    def __str__(self) -> str:
        if self.operation == "=":
            return f"{self.rule}: = {self.amount:g}"
        takes = self.operation == "+" and self.amount < 0
        done = f"- {-self.amount:g}" if takes else f"{self.operation} {self.amount + 0.0:g}"
        return f"{self.rule}: {self.before:g} {done} = {self.after:g}"


@dataclass(frozen=True)
class TracedToken(Token):
    """A token as VADER cuts it: between blanks, two characters or more, a mark taken off one side.

    lexicon: the word's value in the lexicon, None where it has none. steps: what the rules made of it, in order.
    value: what it adds to the sum. judged_at: the number of the token whose neighbours NLTK looks at, which is the
    first one written the same way: a repeated word is judged by its first occurrence, the but rule excepted.
    """

    lexicon: float | None
    steps: tuple[Step, ...]
    value: float
    judged_at: int


@dataclass(frozen=True)
class Trace:
    """How a text comes to its score.

    tokens: in order, their values adding up to raw_sum. steps: punctuation, normalisation, rounding, which lead from
    raw_sum to compound; none for a text without tokens. compound (-1 to 1), pos, neu, neg (shares from 0 to 1): those
    of ``polarity_scores``. NLTK has no clamping: the normalisation cannot leave -1 to 1.
    """

    text: str = field(repr=False)
    tokens: tuple[TracedToken, ...]
    raw_sum: float
    steps: tuple[Step, ...]
    compound: float
    pos: float
    neu: float
    neg: float

    def table(self) -> pd.DataFrame:
        """A row a token: token, start, end, lexicon (NaN: no value), rules (in words), value."""
        rows = [
            (
                token.text,
                token.start,
                token.end,
                math.nan if token.lexicon is None else token.lexicon,
                "; ".join(map(self._said, token.steps)),
                float(token.value),
            )
            for token in self.tokens
        ]
        return pd.DataFrame(rows, columns=["token", "start", "end", "lexicon", "rules", "value"])

    def _said(self, step: Step) -> str:
        by = " ".join(self.tokens[number].text for number in step.causes)
        return f"{step} (by {by})" if by else str(step)


@dataclass(frozen=True)
class LexiconEdit:
    """A word's value in the lexicon, before and after; 0: not in the lexicon. ``reason`` says why in a sentence."""

    word: str
    before: float
    after: float
    reason: str


def score(text: str) -> float:
    """The compound that NLTK's VADER gives a text, -1 to 1, rounded to four decimals.

    Raises ResourceError where the lexicon is missing.
    """
    return _score(text)


@lru_cache(maxsize=2_000)
def _score(text: str) -> float:
    # A page that follows a learner's edits asks for the scores of before at every one of them.
    return _vader().polarity_scores(text)["compound"]


def label(compound: float) -> Literal["positive", "neutral", "negative"]:
    """The label of a compound by the usual thresholds, ``POSITIVE_FROM`` and ``NEGATIVE_FROM``, both included."""
    if compound >= POSITIVE_FROM:
        return "positive"
    return "negative" if compound <= NEGATIVE_FROM else "neutral"


def timeline(sentences: Sequence[Sentence], analyzer: SentimentIntensityAnalyzer | None = None) -> pd.DataFrame:
    """Score each sentence by itself.

    sentences: in order. analyzer: NLTK's where None, else for example one with edits (``with_edits``).
    Returns a row a sentence: number (from 1), start, end (character offsets), compound, label, sentence.
    Raises ResourceError where the lexicon is missing.
    """
    scores = [
        analyzer.polarity_scores(sentence.text)["compound"] if analyzer else _score(sentence.text)
        for sentence in sentences
    ]
    return pd.DataFrame(
        {
            "number": range(1, len(scores) + 1),
            "start": [sentence.start for sentence in sentences],
            "end": [sentence.end for sentence in sentences],
            "compound": pd.Series(scores, dtype=float),
            "label": pd.Series([label(compound) for compound in scores], dtype=str),
            "sentence": pd.Series([sentence.text for sentence in sentences], dtype=str),
        }
    )


@cache
def _vader() -> SentimentIntensityAnalyzer:
    resources.use()
    return SentimentIntensityAnalyzer()


def trace(text: str, analyzer: SentimentIntensityAnalyzer | None = None) -> Trace:
    """Show how a text comes to its score: every token, every rule, every step to the compound.

    text: any text. analyzer: NLTK's where None, else for example one with edits (``with_edits``).
    NLTK's own code computes the values, the sum and the scores, and is watched at it; only the causes of a step and the
    sign of the punctuation step are worked out beside it. Raises ResourceError where the lexicon is missing.
    """
    watching = _Watching(analyzer or _vader())
    scores = watching.polarity_scores(text)
    # As NLTK cuts: str.split(), tokens of one character left out. What a token lost is a mark at one of its ends.
    chunks = [match for match in re.finditer(r"\S+", text) if len(match.group()) > 1]
    first: dict[str, int] = {}
    tokens = []
    for number, (chunk, word) in enumerate(zip(chunks, watching.words, strict=True)):
        start = chunk.start() + chunk.group().index(word)
        value = watching.values[number]
        lexicon = watching.lexicon.get(word.lower())
        judged_at = first.setdefault(word, number)
        steps = value.steps() if isinstance(value, _Watched) else ()
        if lexicon is not None and number not in watching.judged:
            # a kind before of, unless it is a booster itself
            by = judged_at if word.lower() in watching.constants.BOOSTER_DICT else judged_at + 1
            steps = (Step("passed over", "=", 0.0, lexicon, 0.0, (by,)),)
        tokens.append(
            TracedToken(
                start=start,
                end=start + len(word),
                text=word,
                lexicon=lexicon,
                steps=steps,
                value=_plain(value),
                judged_at=judged_at,
            )
        )
    last = _last_steps(watching, scores["compound"]) if tokens else ()
    return Trace(text, tuple(tokens), watching.raw_sum, last, **scores)


def _last_steps(watching: _Watching, compound: float) -> tuple[Step, ...]:
    """From the sum of the tokens to the compound."""
    raw = watching.raw_sum
    # Marks make a text more of what it is already.
    emphasis = math.copysign(watching.emphasis, raw) if raw else 0.0
    total = raw + emphasis
    normalised = watching.constants.normalize(total)
    return (
        Step("punctuation", "+", emphasis, raw, total),
        Step("normalisation", "÷", math.sqrt(total * total + 15), total, normalised),
        Step("rounding", "=", compound, normalised, compound),
    )


class _Watched(float):
    """A number that remembers what was done to it, so that NLTK's own arithmetic writes the trace.

    plain: the number as NLTK would have it, an int or a float. before: the number it was made from, by operation and
    amount. rule, causes: named by ``_Watching`` from the place in NLTK's code where it happened; what nothing names
    is the capitals rule, the only one inside ``sentiment_valence``. phrase: the idiom whose value it is.
    """

    plain: float
    before: _Watched | None = None
    operation: Operation = "="
    amount: float = 0.0
    rule: str = "capitals"
    causes: tuple[int, ...] = ()
    phrase: str = ""

    def __new__(cls, plain: float) -> _Watched:
        number = super().__new__(cls, plain)
        number.plain = plain
        return number

    def _made(self, plain: float, operation: Operation, amount: float) -> _Watched:
        number = _Watched(plain)
        number.before, number.operation, number.amount = self, operation, amount
        return number

    def __add__(self, amount: float) -> _Watched:
        return self._made(self.plain + amount, "+", amount)

    def __sub__(self, amount: float) -> _Watched:
        return self._made(self.plain - amount, "+", -amount)

    def __mul__(self, amount: float) -> _Watched:
        return self._made(self.plain * amount, "×", amount)

    def named(self, rule: str, *causes: int) -> None:
        self.rule, self.causes = rule, causes

    def steps(self) -> tuple[Step, ...]:
        """What was done, first to last; NLTK also adds the 0.0 of words that are no boosters, which is nothing."""
        done = []
        number = self
        while number.before is not None:
            if number.operation != "+" or number.amount:
                amount, before = number.amount, number.before.plain
                done.append(Step(number.rule, number.operation, amount, before, number.plain, number.causes))
            number = number.before
        return tuple(reversed(done))


def _plain(value: float) -> float:
    return value.plain if isinstance(value, _Watched) else value


class _Lexicon(dict):
    """The lexicon, giving its values to NLTK as watched numbers."""

    def __getitem__(self, word: str) -> _Watched:
        return _Watched(super().__getitem__(word))


class _Watching(SentimentIntensityAnalyzer):
    """NLTK's analyzer, each step overridden only to note what NLTK's own step has done."""

    def __init__(self, analyzer: SentimentIntensityAnalyzer):
        # not NLTK's, which would read the lexicon's file again
        self.lexicon = _Lexicon(analyzer.lexicon)
        self.constants = copy.copy(analyzer.constants)
        self.constants.SPECIAL_CASE_IDIOMS = {
            phrase: _idiom(phrase, value) for phrase, value in analyzer.constants.SPECIAL_CASE_IDIOMS.items()
        }
        self.words: list[str] = []
        self.values: list[float] = []
        self.judged: set[int] = set()
        self.raw_sum = 0.0
        self.emphasis = 0.0

    def sentiment_valence(self, valence, sentitext, item, i, sentiments):
        self.judged.add(len(sentiments))
        return super().sentiment_valence(valence, sentitext, item, i, sentiments)

    def _never_check(self, valence, words_and_emoticons, start_i, i):
        words, at = words_and_emoticons, i - (start_i + 1)
        # NLTK has just added the scalar of the word at this distance.
        if valence.amount and valence.operation == "+":
            raising = self.constants.BOOSTER_DICT.get(words[at].lower(), 0) > 0
            valence.named("booster" if raising else "dampener", at)
        result = super()._never_check(valence, words, start_i, i)
        if result is not valence:
            if result.amount == self.constants.N_SCALAR:
                result.named("negation", at)
            elif words[at] == "never" and words[at + 1] in ("so", "this"):
                result.named("never so", at, at + 1)
            else:
                result.named("never so", i - 1)
        return result

    def _idioms_check(self, valence, words_and_emoticons, i):
        words = words_and_emoticons
        result = super()._idioms_check(valence, words, i)
        if result is valence:
            return result
        if result.before is not None:  # made by adding B_DECR
            at = i - 3 if f"{words[i - 3]} {words[i - 2]}" in self.constants.BOOSTER_DICT else i - 2
            result.named("bigram", at, at + 1)
            idiom = result.before
        else:
            idiom = result
        if idiom is valence:
            return result
        # The idiom's value stands instead of what the word had so far.
        instead = valence._made(idiom.plain, "=", idiom.plain)
        instead.named("idiom", *_places(words, idiom.phrase, i))
        if idiom is result:
            return instead
        result.before = instead
        return result

    def _least_check(self, valence, words_and_emoticons, i):
        result = super()._least_check(valence, words_and_emoticons, i)
        if result is not valence:
            result.named("least", i - 1)
        return result

    def _but_check(self, words_and_emoticons, sentiments):
        self.words = list(words_and_emoticons)
        before = list(sentiments)
        after = super()._but_check(words_and_emoticons, sentiments)
        lower = [word.lower() for word in self.words]
        for old, new in zip(before, after, strict=True):
            if isinstance(new, _Watched) and new is not old:
                new.named("but", lower.index("but"))
        return after

    def score_valence(self, sentiments, text):
        self.values = sentiments
        # From Python 3.12 on, the built-in sum adds plain floats more exactly than numbers of another kind.
        return super().score_valence([_plain(value) for value in sentiments], text)

    def _punctuation_emphasis(self, sum_s, text):
        self.raw_sum = sum_s
        self.emphasis = super()._punctuation_emphasis(sum_s, text)
        return self.emphasis


def _idiom(phrase: str, value: float) -> _Watched:
    number = _Watched(value)
    number.phrase = phrase
    return number


def _places(words: list[str], phrase: str, i: int) -> tuple[int, ...]:
    """Where a phrase stands that NLTK has found near the word at i."""
    parts = phrase.split()
    start = next(at for at in range(i - 3, i + 1) if words[at : at + len(parts)] == parts)
    return tuple(range(start, start + len(parts)))


def contributions(source: str | Sequence[Sentence], analyzer: SentimentIntensityAnalyzer | None = None) -> pd.DataFrame:
    """Which words of a text carry its score, before any rule.

    source: a text, or sentences. analyzer: NLTK's where None, else for example one with edits (``with_edits``).
    Returns a row a word of the lexicon, the heaviest first: word (lower case), value (in the lexicon), occurrences,
    contribution (value times occurrences), share (of the sum of all contributions, signs left out; 0 to 1).
    Raises ResourceError where the lexicon is missing.
    """
    vader = analyzer or _vader()
    texts = [source] if isinstance(source, str) else [sentence.text for sentence in source]
    counts: defaultdict[str, int] = defaultdict(int)
    for text in texts:
        cut = SentiText(text, vader.constants.PUNC_LIST, vader.constants.REGEX_REMOVE_PUNCTUATION)
        for word in cut.words_and_emoticons:
            if word.lower() in vader.lexicon:
                counts[word.lower()] += 1
    rows = [(word, vader.lexicon[word], count, vader.lexicon[word] * count) for word, count in counts.items()]
    table = pd.DataFrame(rows, columns=["word", "value", "occurrences", "contribution"])
    weight = table["contribution"].abs().astype(float)
    table["share"] = weight / weight.sum()
    order = weight.sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def load_edits(path: str | Path | None = None) -> list[LexiconEdit]:
    """Read edits of the lexicon from a CSV file with the columns word, before, after, reason.

    path: the file; None for the kit's edits for security reporting. Values run from -4 to 4; a ``before`` left empty
    (or 0) is a word that the lexicon has not, an ``after`` of 0 takes the word out.
    The kit's edits are a judgement, not a measurement: each has its reason, and another reader may differ.
    Raises LexiconError, one sentence with the remedy, for a file that is missing, no such table, or has a value or a
    word that cannot be used.
    """
    name = EDITS.name if path is None else str(path)
    try:
        text = (EDITS if path is None else Path(path)).read_text(encoding="utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader if row]
    except FileNotFoundError:
        raise LexiconError(f"There is no file {name}: check the name and the folder.") from None
    except IsADirectoryError:
        raise LexiconError(f"{name} is a folder: name one CSV file in it.") from None
    except OSError as error:
        raise LexiconError(f"{name} cannot be read ({error.strerror}): check its permissions.") from None
    except (UnicodeDecodeError, csv.Error):
        raise LexiconError(f"{name} is not a CSV table in UTF-8: save it again as CSV, encoding UTF-8.") from None
    if not rows or rows[0][1] != COLUMNS:
        raise LexiconError(f"{name} does not begin with the line {','.join(COLUMNS)}: put it first.")
    edits: dict[str, LexiconEdit] = {}
    for number, row in rows[1:]:
        where = f"Line {number} of {name}"
        if len(row) != len(COLUMNS):
            raise LexiconError(f"{where} has {len(row)} fields: give {', '.join(COLUMNS)}, with a comma between.")
        word, before, after, reason = (cell.strip() for cell in row)
        if len(word) < 2 or word != word.lower() or len(word.split()) != 1:
            raise LexiconError(f"{where}: {word!r} is no word for VADER: write one, in lower case, without blanks.")
        if word in edits:
            raise LexiconError(f"{where}: {word} has been edited before: keep one of the lines.")
        if not reason:
            raise LexiconError(f"{where} gives no reason for {word}: say in a sentence why its value misleads.")
        edits[word] = LexiconEdit(word, _value(before or "0", where), _value(after, where), reason)
    return list(edits.values())


def _value(cell: str, where: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not -STRONGEST <= value <= STRONGEST:
        raise LexiconError(f"{where}: {cell!r} is no value: give a number from -4 to 4.")
    return value


def with_edits(edits: Sequence[LexiconEdit]) -> SentimentIntensityAnalyzer:
    """NLTK's VADER with an edited lexicon; the one behind ``score`` stays as it is.

    edits: those of ``load_edits``, or your own. Raises LexiconError where an edit's ``before`` is not what the lexicon
    says, since its reason was then given for another value, and ResourceError where the lexicon is missing.
    """
    analyzer = copy.copy(_vader())
    analyzer.lexicon = dict(analyzer.lexicon)
    for edit in edits:
        stands = analyzer.lexicon.pop(edit.word, 0.0)
        if stands != edit.before:
            raise LexiconError(
                f"The lexicon has {stands:g} for {edit.word}, not {edit.before:g}: correct the edit's value before."
            )
        if edit.after:  # a value of 0 would stay a word of the lexicon, which counts when it stands in capitals
            analyzer.lexicon[edit.word] = edit.after
    return analyzer


def before_and_after(sentences: Sequence[Sentence], edits: Sequence[LexiconEdit]) -> pd.DataFrame:
    """Score each sentence with VADER's lexicon and with the edited one.

    Returns a row a sentence: number (from 1), start, end, before, after (compounds), change (after minus before),
    sentence. Raises LexiconError and ResourceError as ``with_edits`` does.
    """
    table = timeline(sentences).rename(columns={"compound": "before"})
    # VADER asks its lexicon for a sentence's own words alone, so the others keep their score.
    words = [edit.word.casefold() for edit in edits]
    edited = with_edits(edits)
    table["after"] = [
        edited.polarity_scores(text)["compound"] if any(word in text.casefold() for word in words) else before
        for text, before in zip(table["sentence"], table["before"], strict=True)
    ]
    table["after"] = table["after"].astype(float)
    table["change"] = table["after"] - table["before"]
    return table[["number", "start", "end", "before", "after", "change", "sentence"]]
