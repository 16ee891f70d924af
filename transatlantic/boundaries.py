"""How well a splitter's sentence boundaries agree with a careful reading of the same text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from nltk.metrics import f_measure, precision, recall
from scipy.stats import binomtest

from transatlantic.article import DATA, Sentence, bundled_article


@dataclass(frozen=True)
class BoundaryScore:
    """Agreement between two sets of boundaries, with its uncertainty.

    n: boundaries of the careful reading. f1, precision, recall: shares from 0 to 1.
    low, high: the 95 % interval of f1. missed, extra: offsets that only the reading or only the splitter has.
    """

    n: int
    f1: float
    precision: float
    recall: float
    low: float
    high: float
    missed: tuple[int, ...]
    extra: tuple[int, ...]

    def __str__(self) -> str:
        return f"F1 {self.f1:.2f} (n = {self.n} boundaries, 95 % interval {self.low:.2f} to {self.high:.2f})"


def careful_reading() -> list[Sentence]:
    """The sentences of the bundled article by one careful reading, made before any splitter was run."""
    text = bundled_article().text
    marked = json.loads((DATA / "sentences.json").read_text(encoding="utf-8"))["sentences"]
    return [Sentence(start, end, text[start:end]) for start, end in marked]


def score_boundaries(
    text: str, reading: Sequence[Sentence], found: Sequence[Sentence], *, inside_lines: bool = False
) -> BoundaryScore:
    """Compare the ends of the sentences found with those of a careful reading.

    text: the text of both. inside_lines: leave out the boundaries at line ends, which no splitter can miss
    that respects lines. The end of the text is no boundary.
    Returns a BoundaryScore. Its interval is Wilson's for the share of boundaries on which both agree among
    all that either drew (Jaccard's J), carried over by F1 = 2J / (1 + J); it takes boundaries for independent.
    Raises ValueError where the reading has no boundary to compare.
    """
    ends = [{sentence.end for sentence in sentences if text[sentence.end :].strip()} for sentences in (reading, found)]
    if inside_lines:
        ends = [{end for end in side if text[end] != "\n"} for side in ends]
    ours, theirs = ends
    if not ours:
        raise ValueError("The careful reading has no boundary to compare: give a text of two sentences or more.")
    agreement = binomtest(len(ours & theirs), len(ours | theirs)).proportion_ci(method="wilson")
    return BoundaryScore(
        n=len(ours),
        f1=f_measure(ours, theirs) or 0.0,
        precision=precision(ours, theirs) or 0.0,
        recall=recall(ours, theirs),
        low=2 * agreement.low / (1 + agreement.low),
        high=2 * agreement.high / (1 + agreement.high),
        missed=tuple(sorted(ours - theirs)),
        extra=tuple(sorted(theirs - ours)),
    )
