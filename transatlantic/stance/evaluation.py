"""How well labels are predicted, and whether the data are enough to say so.

A figure is never shown bare: ``Figure`` carries n, a baseline and an interval, and says *too few to conclude* by a
stated rule. Intervals and tests take the document for the unit, since cells of one document hang together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import GroupKFold

from transatlantic import sentiment
from transatlantic.stance.scheme import TAGGED

# With fewer documents than this the interval itself is not to be trusted: in a simulation of documents that differ, the
# 95 % interval held the truth in 92 % of the trials with 10 documents, 88 to 90 % with 8, and 95 % from 30 on.
ENOUGH = 10
RESAMPLES = 2000
# An interval from resamples of which more than this share has no value would describe the others only.
UNDEFINED_SHARE = 0.05
SIGNS = {"positive": "FAVOR", "negative": "AGAINST", "neutral": "NONE"}


class EvaluationError(ValueError):
    """Labels that cannot be compared; the message is one sentence with the remedy."""


class TrainingError(EvaluationError):
    """Training data that a tagger cannot learn from; the message is the tagger's own."""


@dataclass(frozen=True)
class Figure:
    """One evaluation figure with what a reader needs to judge it.

    value: None where the figure is not defined; ``note`` then says why. n, unit: how many of what were compared.
    baseline, baseline_name: the same figure for a rival that knows little. low, high: the 95 % interval of the value;
    gain_low, gain_high: that of value - baseline; None where there is none. groups, group: how many of what were
    resampled.
    """

    name: str
    value: float | None
    n: int
    unit: str
    baseline: float | None
    baseline_name: str
    low: float | None
    high: float | None
    gain_low: float | None
    gain_high: float | None
    groups: int
    group: str
    note: str = ""

    @property
    def interval(self) -> str:
        """The 95 % interval in words."""
        return "none" if self.low is None else f"{self.low:.2f} to {self.high:.2f}"

    @property
    def verdict(self) -> str:
        """What may be concluded.

        *Too few to conclude*, if fewer than ``ENOUGH`` groups were resampled, if there is no interval, or if the
        interval of the gain over the baseline holds 0; else whether the figure is above or below the baseline.
        """
        if self.value is None:
            return f"no value: {self.note}"
        if self.groups < ENOUGH:
            return f"too few to conclude: {_count(self.groups, self.group)}, and it takes {ENOUGH}"
        if self.gain_low is None or self.gain_high is None:
            return "too few to conclude: there is no interval"
        if self.gain_low <= 0 <= self.gain_high:
            return "too few to conclude: the baseline may do as well"
        return f"{'above' if self.gain_low > 0 else 'below'} the baseline"

    def __str__(self) -> str:
        parts = [f"n = {_size(self.n, self.unit, self.groups, self.group)}"]
        if self.value is not None:
            parts.append(f"95 % interval {self.interval}")
        if self.baseline is not None:
            parts.append(f"baseline {self.baseline:.2f} ({self.baseline_name})")
        value = "" if self.value is None else f" {self.value:.2f}"
        return f"{self.name}{value} ({', '.join(parts)}): {self.verdict}"


def _count(number: int, things: str) -> str:
    """``things`` is a plural that ends in s."""
    return f"{number} {things[:-1] if number == 1 else things}"


def _size(n: int, unit: str, groups: int, group: str) -> str:
    return _count(n, unit) if group == unit else f"{_count(n, unit)} in {_count(groups, group)}"


def figures_table(figures: Sequence[Figure]) -> pd.DataFrame:
    """Figures as a table, a row each: figure, value, 95 % interval, n, groups, baseline, verdict."""
    rows = [
        (
            figure.name,
            figure.value,
            figure.interval,
            _count(figure.n, figure.unit),
            _count(figure.groups, figure.group),
            figure.baseline,
            figure.baseline_name,
            figure.verdict,
        )
        for figure in figures
    ]
    columns = ["figure", "value", "95 % interval", "n", "resampled", "baseline", "baseline is", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def draws(groups: int, resamples: int = RESAMPLES, seed: int = 0) -> np.ndarray:
    """Bootstrap resamples: how often each group is drawn in each; resamples × groups, each row adds up to groups."""
    return np.random.default_rng(seed).multinomial(groups, np.full(groups, 1 / groups), size=resamples)


def with_intervals(
    name: str,
    value: float,
    baseline: float,
    resampled: np.ndarray | None,
    *,
    n: int,
    unit: str,
    baseline_name: str,
    groups: int,
    group: str,
    note: str = "",
) -> Figure:
    """Make a Figure from its value and the same figure in resamples.

    value, baseline: NaN where not defined. resampled: resamples × 2, the value and the baseline in each; None where
    there was nothing to resample. note: why a value is not defined. The rest: as in Figure.
    The interval is the middle 95 % of the resamples. There is none where more than 1 in 20 has no value, nor for a
    value that is the same in all (as with perfect agreement): it would have no width and look like certainty.
    """
    low = high = gain_low = gain_high = None
    if groups > 1 and resampled is not None and not np.isnan(value):
        low, high = _middle(resampled[:, 0])
        if low is not None and high - low < 1e-9:
            low = high = None
        gain_low, gain_high = _middle(resampled[:, 0] - resampled[:, 1])
    return Figure(
        name=name,
        value=None if np.isnan(value) else float(value),
        n=n,
        unit=unit,
        baseline=None if np.isnan(baseline) else float(baseline),
        baseline_name=baseline_name,
        low=low,
        high=high,
        gain_low=gain_low,
        gain_high=gain_high,
        groups=groups,
        group=group,
        note=note if np.isnan(value) else "",
    )


def _middle(values: np.ndarray) -> tuple[float, float] | tuple[None, None]:
    if np.isnan(values).mean() > UNDEFINED_SHARE:
        return None, None
    low, high = np.nanquantile(values, [0.025, 0.975])
    return float(low), float(high)


def confusion(truth: Sequence[str], predicted: Sequence[str]) -> pd.DataFrame:
    """Count how often each label (rows) was predicted as which (columns); FAVOR, AGAINST and NONE.

    Raises EvaluationError where the lists differ in length, are empty or hold another label.
    """
    _check(truth, predicted)
    names = [str(label) for label in TAGGED]
    counts = confusion_matrix(truth, predicted, labels=names)
    return pd.DataFrame(counts, index=pd.Index(names, name="label"), columns=pd.Index(names, name="predicted"))


# The measures below read confusion matrices, not labels: thousands of resamples and swaps are sums of the documents'
# matrices, where scikit-learn's f1_score would read all cells again for each. A test holds them to scikit-learn's.
def f1(confusions: np.ndarray) -> np.ndarray:
    """F1 of each label, from confusion matrices (… × 3 × 3); NaN for a label that neither side has."""
    hits = np.diagonal(confusions, axis1=-2, axis2=-1)
    given = confusions.sum(axis=-1) + confusions.sum(axis=-2)
    return np.where(given > 0, 2 * hits / np.maximum(given, 1), np.nan)


def _mean(scores: np.ndarray) -> np.ndarray:
    """The mean over the labels that have a score; NaN where none has."""
    there = ~np.isnan(scores)
    number = there.sum(axis=-1)
    return np.where(number > 0, np.where(there, scores, 0).sum(axis=-1) / np.maximum(number, 1), np.nan)


def _accuracy(confusions: np.ndarray) -> np.ndarray:
    return np.trace(confusions, axis1=-2, axis2=-1) / confusions.sum(axis=(-2, -1))


MEASURES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "accuracy": _accuracy,
    "macro-F1": lambda confusions: _mean(f1(confusions)),
    # SemEval-2016 Task 6: NONE is not scored for itself, but a NONE taken for a stance costs precision.
    "F_avg": lambda confusions: _mean(f1(confusions)[..., :2]),
    "F1 of FAVOR": lambda confusions: f1(confusions)[..., 0],
    "F1 of AGAINST": lambda confusions: f1(confusions)[..., 1],
    "F1 of NONE": lambda confusions: f1(confusions)[..., 2],
}


def majority(training_targets: Sequence[str], training_labels: Sequence[str], targets: Sequence[str]) -> list[str]:
    """The majority baseline: for each target its most frequent label in the training data.

    targets: those to predict for; one that the training data lack gets their most frequent label of all.
    Of equally frequent labels the first in the order FAVOR, AGAINST, NONE. Raises EvaluationError as ``confusion``.
    """
    _check(training_labels, training_targets, labelled=1)
    by_target: dict[str, Counter[str]] = defaultdict(Counter)
    for target, label in zip(training_targets, training_labels, strict=True):
        by_target[target][label] += 1
    overall = Counter(training_labels)
    return [str(max(TAGGED, key=by_target.get(target, overall).__getitem__)) for target in targets]


def lexicon_sign(texts: Sequence[str]) -> list[str]:
    """The lexicon baseline: NLTK's VADER says FAVOR from a compound of .05 on, AGAINST from -.05 down, else NONE.

    It never looks at the target. Raises resources.ResourceError where the lexicon has not been laid.
    """
    return [SIGNS[sentiment.label(sentiment.score(text))] for text in texts]


def evaluate(
    truth: Sequence[str],
    predicted: Sequence[str],
    documents: Sequence[str],
    *,
    baseline: Sequence[str],
    baseline_name: str = "majority",
    measure: str = "macro-F1",
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Figure:
    """One measure for predicted labels, beside a baseline's, with a bootstrap interval over documents.

    truth, predicted, baseline: FAVOR, AGAINST or NONE for each cell. documents: the document of each cell.
    measure: a name from ``MEASURES``; F1 of a label that neither side has is not defined, and a mean is over the
    others. Raises EvaluationError where the lists differ in length, are empty or hold another label.
    """
    _check(truth, predicted, baseline, documents, labelled=3)
    score = _measure(measure)
    pairs = np.stack(
        [_by_document(truth, labels, documents) for labels in (predicted, baseline)]
    )  # 2 × documents × 3 × 3
    value, rival = score(pairs.sum(axis=1))
    groups = pairs.shape[1]
    drawn = np.einsum("rd,sdij->rsij", draws(groups, resamples, seed), pairs)
    return with_intervals(
        measure,
        value,
        rival,
        score(drawn),
        n=len(truth),
        unit="cells",
        baseline_name=baseline_name,
        groups=groups,
        group="documents",
        note="neither the data nor the predictions have a label that it counts",
    )


@dataclass(frozen=True)
class Comparison:
    """Two taggers on the same cells: by how much the first is better, and how often chance alone does as much.

    p: the share of swaps between the two that give a difference as large in size; None where the difference is not
    defined. documents: how many could be swapped.
    """

    measure: str
    difference: float | None
    p: float | None
    n: int
    documents: int

    @property
    def verdict(self) -> str:
        """*Too few to conclude* with fewer than ``ENOUGH`` documents or p ≥ .05; else which one is better."""
        if self.difference is None or self.p is None:
            return "no value: neither the data nor the predictions have a label that it counts"
        if self.documents < ENOUGH:
            return f"too few to conclude: {_count(self.documents, 'documents')}, and it takes {ENOUGH}"
        if self.p >= 0.05:
            return "too few to conclude: chance alone may do as much"
        return f"the {'first' if self.difference > 0 else 'second'} is better"

    def __str__(self) -> str:
        size = f"n = {_size(self.n, 'cells', self.documents, 'documents')}"
        if self.difference is None or self.p is None:
            return f"difference in {self.measure} ({size}): {self.verdict}"
        chance = "p < 0.001" if self.p < 0.001 else f"p = {self.p:.3f}"
        return f"difference in {self.measure} {self.difference:+.2f} ({chance}, {size}): {self.verdict}"


def permutation_test(
    truth: Sequence[str],
    first: Sequence[str],
    second: Sequence[str],
    documents: Sequence[str],
    *,
    measure: str = "macro-F1",
    resamples: int = 9_999,
    seed: int = 0,
) -> Comparison:
    """Whether one tagger is better than another: a paired permutation test that swaps their labels for whole documents.

    truth, first, second: FAVOR, AGAINST or NONE for each cell. documents: the document of each cell.
    All swaps are tried where there are no more than ``resamples``, else that many at random. Two-sided.
    Raises EvaluationError as ``evaluate``.
    """
    _check(truth, first, second, documents, labelled=3)
    score = _measure(measure)
    both = np.concatenate([_by_document(truth, labels, documents) for labels in (first, second)])
    number = len(both) // 2

    def difference(left: np.ndarray, right: np.ndarray, axis: int) -> np.ndarray:
        return score(both[left].sum(axis=-3)) - score(both[right].sum(axis=-3))

    observed = difference(np.arange(number), np.arange(number) + number, axis=-1)
    if np.isnan(observed):
        return Comparison(measure, None, None, len(truth), number)
    if number == 1:  # SciPy refuses a single pair; its two swaps are equally far from 0
        return Comparison(measure, float(observed), 1.0, len(truth), number)
    tested = stats.permutation_test(
        (np.arange(number), np.arange(number) + number),
        difference,
        permutation_type="samples",
        vectorized=True,
        n_resamples=resamples,
        batch=1 + 1_000_000 // len(both),
        axis=-1,
        rng=np.random.default_rng(seed),
    )
    return Comparison(measure, float(observed), float(tested.pvalue), len(truth), number)


class Tagger(Protocol):
    """Whatever learns and predicts labels of cells."""

    def fit(self, texts: list[str], targets: list[str], labels: list[str]) -> object:
        """Learn from sentences, their targets and labels; raises ValueError where it cannot."""

    def predict(self, texts: list[str], targets: list[str]) -> list[str]:
        """Labels for sentences and targets."""


def cross_validate(
    make: Callable[[], Tagger],
    texts: Sequence[str],
    targets: Sequence[str],
    labels: Sequence[str],
    documents: Sequence[str],
    *,
    folds: int = 5,
    training_documents: int | None = None,
    seed: int = 0,
) -> tuple[list[str], list[str]]:
    """Predict each cell by a tagger that was trained on other documents.

    make: gives a fresh tagger. training_documents: train on so many of the other documents only (None: on all).
    Returns the tagger's labels and those of the majority baseline, each in the order of the cells.
    Raises EvaluationError where the lists differ in length, there are fewer than two documents or folds, or
    ``training_documents`` is more than there are; TrainingError where the tagger cannot learn from a training set.
    """
    _check(labels, texts, targets, documents, labelled=1)
    cells = {name: np.array(values, dtype=object) for name, values in (("x", texts), ("t", targets), ("y", labels))}
    predicted, rival = np.empty((2, len(labels)), dtype=object)
    for training, test in _splits(documents, folds, training_documents, seed):
        texts_, targets_, labels_ = (cells[name][training].tolist() for name in "xty")
        tagger = make()
        try:
            tagger.fit(texts_, targets_, labels_)
        except ValueError as error:
            raise TrainingError(str(error)) from error
        predicted[test] = tagger.predict(cells["x"][test].tolist(), cells["t"][test].tolist())
        rival[test] = majority(targets_, labels_, cells["t"][test].tolist())
    return predicted.tolist(), rival.tolist()


def _splits(
    documents: Sequence[str], folds: int, training_documents: int | None, seed: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Training and test cells of each fold; a smaller training set is part of every larger one."""
    names = np.array(documents, dtype=object)
    number = len(set(documents))
    if number < 2:
        raise EvaluationError("Training and testing take two documents or more: annotate another text.")
    if folds < 2:
        raise EvaluationError("Cross-validation takes two folds or more: leave the number of folds away for 5.")
    folds = min(folds, number)
    smallest = number - -(-number // folds)
    if training_documents is not None and not 1 <= training_documents <= smallest:
        raise EvaluationError(
            f"With {folds} folds 1 to {smallest} documents can be trained on, not {training_documents}."
        )
    order = np.random.default_rng(seed).permutation(sorted(set(documents)))
    for training, test in GroupKFold(folds, shuffle=True, random_state=seed).split(names, groups=names):
        others = set(names[training])
        chosen = [name for name in order if name in others][:training_documents]
        yield training[np.isin(names[training].astype(str), chosen)], test


@dataclass(frozen=True)
class Step:
    """One point of a learning curve: what training on so many documents gives."""

    training_documents: int
    figure: Figure


def learning_curve(
    make: Callable[[], Tagger],
    texts: Sequence[str],
    targets: Sequence[str],
    labels: Sequence[str],
    documents: Sequence[str],
    sizes: Sequence[int],
    *,
    measure: str = "macro-F1",
    folds: int = 5,
    seed: int = 0,
) -> list[Step]:
    """How a tagger fares as it is trained on more documents, each time tested on all cells by cross-validation.

    sizes: numbers of training documents. The rest: as for ``cross_validate``.
    Returns a Step for each size; where the tagger cannot learn from so few, its figure has no value and the tagger's
    own sentence as note. Raises EvaluationError as ``cross_validate``.
    """
    steps = []
    for size in sizes:
        try:
            predicted, rival = cross_validate(
                make, texts, targets, labels, documents, folds=folds, training_documents=size, seed=seed
            )
        except TrainingError as error:
            figure = with_intervals(
                measure,
                np.nan,
                np.nan,
                None,
                n=len(labels),
                unit="cells",
                baseline_name="majority",
                groups=len(set(documents)),
                group="documents",
                note=str(error),
            )
        else:
            figure = evaluate(labels, predicted, documents, baseline=rival, measure=measure, seed=seed)
        steps.append(Step(size, figure))
    return steps


def _measure(name: str) -> Callable[[np.ndarray], np.ndarray]:
    if name not in MEASURES:
        raise EvaluationError(f"No measure is called {name!r}: choose from {', '.join(MEASURES)}.")
    return MEASURES[name]


def _by_document(truth: Sequence[str], predicted: Sequence[str], documents: Sequence[str]) -> np.ndarray:
    """The confusion matrix of each document, documents in order of their names; documents × 3 × 3."""
    place = {label: number for number, label in enumerate(TAGGED)}
    names = {name: number for number, name in enumerate(sorted(set(documents)))}
    counts = np.zeros((len(names), len(TAGGED), len(TAGGED)))
    cells = [(names[d], place[t], place[p]) for d, t, p in zip(documents, truth, predicted, strict=True)]
    np.add.at(counts, tuple(np.array(cells).T), 1)
    return counts


def _check(*lists: Sequence[str], labelled: int = 2) -> None:
    """Refuse lists that differ in length or are empty, and other labels than the three in the first ``labelled``."""
    lengths = [len(values) for values in lists]
    if len(set(lengths)) > 1:
        raise EvaluationError(
            f"The lists differ in length ({', '.join(map(str, lengths))}): give one entry for each cell."
        )
    if not lengths[0]:
        raise EvaluationError("There is no cell to compare: give at least one.")
    if others := sorted({label for values in lists[:labelled] for label in values} - set(TAGGED)):
        raise EvaluationError(
            f"A tagger knows {', '.join(TAGGED)} only, not {', '.join(map(str, others))}: leave those cells out and "
            "say how many there were."
        )
