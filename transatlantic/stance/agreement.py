"""How far annotators agree, beyond what chance would give.

Cohen's and Fleiss' kappa are statsmodels', Krippendorff's alpha is the krippendorff package's. Gwet's AC1 and the
observed agreement are written out here: no kept library has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

import krippendorff
import numpy as np
import pandas as pd
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from transatlantic.stance.annotations import Annotations, table
from transatlantic.stance.evaluation import RESAMPLES, Figure, draws, figures_table, with_intervals
from transatlantic.stance.scheme import Label

LABELS = tuple(Label)
CHANCE = "chance"
ALPHA = "Krippendorff's alpha"
ITEM = ["text", "start", "end", "sentence", "target"]

# Takes patterns × annotators of label numbers (-1: no label), how many items have each pattern, and the number of
# labels in the scheme. Most items look like many others, so that counting patterns is what makes resampling quick.
Statistic = Callable[[np.ndarray, np.ndarray, int], float]


class AgreementError(ValueError):
    """Labels that cannot be compared; the message is one sentence with the remedy."""


def ratings(parts: Iterable[Annotations]) -> pd.DataFrame:
    """Who gave which label to which cell: a row a cell, a column an annotator, None where there is no label.

    parts: as ``annotations.merge`` gives them. Main records alone count. A second pass of an annotator is a column of
    its own (*name (pass 2)*); leave it out of ``parts`` to compare annotators, or give it alone with the first.
    Raises AgreementError where an annotator labelled a cell twice in one pass.
    """
    records = table(parts).query("main")
    first = records["pass"] == 1
    annotator = records["annotator"].where(first, records["annotator"] + " (pass " + records["pass"].astype(str) + ")")
    records = records.assign(annotator=annotator)
    if records.duplicated([*ITEM, "annotator"]).any():
        raise AgreementError("An annotator labelled a cell twice in one pass: merge the files first.")
    wide = records.pivot(index=ITEM, columns="annotator", values="label")
    return wide.astype(object).where(wide.notna(), None)


def coefficients(
    ratings: pd.DataFrame,
    *,
    labels: Sequence[str] = LABELS,
    missing: Sequence[str] = (),
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> list[Figure]:
    """Agreement among all annotators: observed, Fleiss' kappa, Krippendorff's alpha and Gwet's AC1, in this order.

    ratings: a row an item, a column an annotator, None where there is no label. labels: all that the scheme has, used
    or not (AC1 depends on their number). missing: labels to count as no label.

    Observed agreement is the share of agreeing pairs of annotators, averaged over items; what chance gives for it
    comes from the labels' overall shares. Where one label is frequent, AC1 is far above 0 even for labels drawn blindly
    at those shares, so its baseline is AC1 of such labels. Fleiss' kappa (1971) is of items that every annotator
    labelled; the others are of items with two labels or more.
    Intervals resample documents (index level *text*) where there are several, else sentences (*start*), else items.
    Where a figure is not defined, since there is one annotator, no shared item or one label only, it has no value
    and a note that says why.
    Raises AgreementError for a label that ``labels`` lacks.
    """
    labels = [label for label in labels if label not in missing]
    codes = _codes(ratings, labels, missing)
    given = (codes >= 0).sum(axis=1)
    several = given >= 2
    complete = several & (given == ratings.shape[1])
    one_at_least = given >= 1  # a single label says nothing about agreement, but AC1 asks how often a label is given
    kinds = (
        ("observed agreement", several, _observed, _chance),
        ("Fleiss' kappa", complete, _fleiss, _zero),
        (ALPHA, several, _alpha, _zero),
        ("Gwet's AC1", one_at_least, _ac1, _ac1_by_chance),
    )
    return [
        _figure(name, ratings[rows], codes[rows], labels, statistic, baseline, resamples, seed)
        for name, rows, statistic, baseline in kinds
    ]


def alpha(ratings: pd.DataFrame, *, resamples: int = RESAMPLES) -> Figure:
    """Krippendorff's alpha alone, as ``coefficients`` gives it, in a fraction of its time."""
    codes = _codes(ratings, LABELS, ())
    rows = (codes >= 0).sum(axis=1) >= 2
    return _figure(ALPHA, ratings[rows], codes[rows], LABELS, _alpha, _zero, resamples, seed=0)


def pairs(
    ratings: pd.DataFrame,
    *,
    labels: Sequence[str] = LABELS,
    missing: Sequence[str] = (),
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> list[Figure]:
    """Cohen's kappa of every pair of annotators, over the items that both labelled; arguments as ``coefficients``."""
    labels = [label for label in labels if label not in missing]
    codes = _codes(ratings, labels, missing)
    found = []
    for first, second in combinations(range(ratings.shape[1]), 2):
        both = (codes[:, [first, second]] >= 0).all(axis=1)
        two = ratings.iloc[both, [first, second]]
        name = f"Cohen's kappa of {two.columns[0]} and {two.columns[1]}"
        kept = codes[both][:, [first, second]]
        found.append(_figure(name, two, kept, labels, _cohen, _zero, resamples, seed))
    return found


def agreement_table(ratings: pd.DataFrame) -> pd.DataFrame:
    """All figures, twice: CANNOT_TELL as a category of its own, and CANNOT_TELL as missing."""
    ways = {"a category": (), "missing": (Label.CANNOT_TELL,)}
    frames = []
    for way, missing in ways.items():
        frame = figures_table([*coefficients(ratings, missing=missing), *pairs(ratings, missing=missing)])
        frame.insert(1, "CANNOT_TELL is", way)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def contested(ratings: pd.DataFrame, top: int = 10) -> pd.DataFrame:
    """The items on which annotators disagree most, most contested first, at equal rank in the order given.

    Returns at most ``top`` rows of ``ratings``, with the share of agreeing pairs of annotators in the column
    *agreement*; items on which all agree are left out.
    """
    labels = sorted({label for label in ratings.to_numpy().ravel() if not pd.isna(label)})
    codes = _codes(ratings, labels, ())
    several = (codes >= 0).sum(axis=1) >= 2
    shares = np.full(len(ratings), np.nan)
    shares[several] = _agreeing(_counts(codes[several], len(labels)))
    return ratings.assign(agreement=shares)[shares < 1].sort_values("agreement", kind="stable").head(top)


def _codes(ratings: pd.DataFrame, labels: Sequence[str], missing: Sequence[str]) -> np.ndarray:
    """Labels as their place in ``labels``, -1 where there is none; items × annotators."""
    place = {label: number for number, label in enumerate(labels)} | dict.fromkeys(missing, -1)
    values = ratings.to_numpy(dtype=object)
    if unknown := sorted({str(value) for value in values.ravel() if not pd.isna(value) and value not in place}):
        raise AgreementError(
            f"The scheme has no label {', '.join(unknown)}: it has {', '.join(map(str, labels))}; correct the label."
        )
    codes = [[-1 if pd.isna(value) else place[value] for value in row] for row in values]
    return np.array(codes, dtype=int).reshape(values.shape)


def _figure(
    name: str,
    ratings: pd.DataFrame,
    codes: np.ndarray,
    labels: Sequence[str],
    statistic: Statistic,
    baseline: Statistic,
    resamples: int,
    seed: int,
) -> Figure:
    """A figure with its interval; ``ratings`` and ``codes`` hold the items that the statistic reads."""
    group, place = _groups(ratings)
    groups = place.max(initial=-1) + 1
    patterns, kind = np.unique(codes, axis=0, return_inverse=True)
    in_group = np.zeros((groups, len(patterns)), dtype=int)
    np.add.at(in_group, (place, kind), 1)
    shared = (patterns >= 0).sum(axis=1) >= 2

    def both(times: np.ndarray) -> tuple[float, float]:
        weights = times @ in_group
        drawn = weights > 0
        if _why_undefined(ratings, patterns[drawn & shared], labels, one_label_tells=statistic is _observed):
            return np.nan, np.nan
        given = patterns[drawn], weights[drawn], len(labels)
        return statistic(*given), baseline(*given)

    once = np.ones(groups, dtype=int)
    note = _why_undefined(ratings, patterns[shared], labels, one_label_tells=statistic is _observed)
    value, rival = both(once)
    resampled = None
    if not note and groups > 1:
        resampled = np.array([both(times) for times in draws(groups, resamples, seed)])
    return with_intervals(
        name,
        value,
        rival,
        resampled,
        n=int((once @ in_group)[shared].sum()),
        unit="cells" if "target" in ratings.index.names else "items",
        baseline_name=CHANCE,
        groups=int(groups),
        group=group,
        note=note,
    )


def _why_undefined(ratings: pd.DataFrame, shared: np.ndarray, labels: Sequence[str], *, one_label_tells: bool) -> str:
    """Why agreement has no value, or nothing where it has one. shared: the codes of items with two labels or more."""
    if ratings.shape[1] < 2:
        return "agreement takes two annotators or more"
    if not len(shared):
        return "no item was labelled by enough of the annotators, so give them the same sentences"
    used = np.unique(shared[shared >= 0])
    if len(used) < 2 and not one_label_tells:
        return f"every label is {labels[used[0]]}, and chance would agree as well"
    return ""


def _groups(ratings: pd.DataFrame) -> tuple[str, np.ndarray]:
    """What is resampled, and the number of its group for each item."""
    names = ratings.index.names
    for group, levels in (("documents", ["text"]), ("sentences", ["text", "start", "end"])):
        if set(levels) <= set(names):
            place = ratings.index.to_frame(index=False).groupby(levels, sort=True).ngroup().to_numpy(dtype=int)
            if group == "sentences" or place.max(initial=0) > 0:
                return group, place
    return "items", np.arange(len(ratings))


def _counts(codes: np.ndarray, number: int) -> np.ndarray:
    """How many annotators gave which of the labels; items × number of labels."""
    return (codes[:, :, None] == np.arange(number)).sum(axis=1)


def _agreeing(counts: np.ndarray) -> np.ndarray:
    """The share of agreeing pairs of annotators, for each item; all have two labels or more."""
    given = counts.sum(axis=1)
    return (counts * (counts - 1)).sum(axis=1) / (given * (given - 1))


def _shares(counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """How often each label is given; every item has the same weight."""
    return np.average(counts / counts.sum(axis=1, keepdims=True), axis=0, weights=weights)


def _zero(codes: np.ndarray, weights: np.ndarray, number: int) -> float:
    """What a coefficient that corrects for chance gives for chance."""
    return 0.0


def _observed(codes: np.ndarray, weights: np.ndarray, number: int) -> float:
    return float(np.average(_agreeing(_counts(codes, number)), weights=weights))


def _chance(codes: np.ndarray, weights: np.ndarray, number: int) -> float:
    return float((_shares(_counts(codes, number), weights) ** 2).sum())


def _fleiss(codes: np.ndarray, weights: np.ndarray, number: int) -> float:
    return float(fleiss_kappa(np.repeat(_counts(codes, number), weights, axis=0)))


def _alpha(codes: np.ndarray, weights: np.ndarray, number: int) -> float:
    counts = np.repeat(_counts(codes, number), weights, axis=0)
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def _ac1(codes: np.ndarray, weights: np.ndarray, number: int) -> float:
    """Gwet (2008), for missing labels Gwet (2014): chance is the mean spread of the labels' shares over the scheme."""
    counts = _counts(codes, number)
    several = counts.sum(axis=1) >= 2
    observed = np.average(_agreeing(counts[several]), weights=weights[several])
    return _ac1_of(observed, _shares(counts, weights))


def _ac1_by_chance(codes: np.ndarray, weights: np.ndarray, number: int) -> float:
    shares = _shares(_counts(codes, number), weights)
    return _ac1_of((shares**2).sum(), shares)


def _ac1_of(observed: float, shares: np.ndarray) -> float:
    chance = (shares * (1 - shares)).sum() / (len(shares) - 1)
    return float((observed - chance) / (1 - chance))


def _cohen(codes: np.ndarray, weights: np.ndarray, number: int) -> float:
    together = np.zeros((number, number))
    np.add.at(together, (codes[:, 0], codes[:, 1]), weights)
    return float(cohens_kappa(together, return_results=False))
