"""How the coverage of outlets differs: words, voices and stances of two groups of briefs, and what chance alone does.

A brief is the unit throughout. What a reader compares are outlets, here the viewpoints of the practice corpus; words,
sentences and cells of one brief hang together and are never shuffled one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from typing import Literal

import nltk
import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from transatlantic.quotes import find_quotes
from transatlantic.stance import corpus
from transatlantic.stance.corpus import Brief
from transatlantic.stance.evaluation import Figure, draws, with_intervals
from transatlantic.stance.scheme import NARRATOR, TARGETS, Label
from transatlantic.tokenizing import words

# The prior of the log-odds: as many words as a brief and a half, with the mix of the whole corpus.
PRIOR_WORDS = 500

# From so large a z on, a normal variable would be beyond it once in 20 cases, either side.
NOTABLE = 1.96

# All ways of sharing out the briefs are tried where there are no more than this, else so many at random.
MOST_WAYS = 10_000
MOST_WAYS_OF_WORDS = 2_000  # each is thousands of logarithms

SIGN = {str(Label.FAVOR): 1, str(Label.AGAINST): -1}

# A speaker's side, by the first of these that the name as printed holds. Envoy and deputy secretary are American in all
# three events.
SIDES: dict[str, re.Pattern[str]] = {
    "Ukraine": re.compile(r"\b(Ukrain|Kyiv|Kiev)"),
    "Russia": re.compile(r"\b(Russia|Moscow|Kremlin)"),
    "the US": re.compile(r"\b(America|Washington|U\.?S\b|[Ee]nvoy|[Dd]eputy secretary)"),
}
ELSEWHERE = "others"
UNTOLD = "not told"

Unit = Literal["briefs", "viewpoints"]
Whose = Literal["everybody", "narrator"]


class ComparisonError(ValueError):
    """Groups that cannot be compared; the message is one sentence with the remedy."""


def viewpoints() -> tuple[str, ...]:
    """The viewpoints of the practice corpus, by the alphabet."""
    return tuple(sorted({brief.viewpoint for brief in corpus.briefs()}))


def events() -> tuple[str, ...]:
    """The events of the practice corpus, by the alphabet."""
    return tuple(sorted({brief.event for brief in corpus.briefs()}))


def chosen(group: Sequence[str], event: str | None = None) -> list[Brief]:
    """The briefs of a group of viewpoints, on one event or on all (None), in order of their names.

    Raises ComparisonError for a group without a viewpoint, or a name that there is not.
    """
    if isinstance(group, str):
        raise ComparisonError(f"A group is a list of viewpoints: write [{group!r}].")
    if not group:
        raise ComparisonError("A group needs a viewpoint: name one or more.")
    if unknown := sorted(set(group) - set(viewpoints())):
        raise ComparisonError(f"No viewpoint is called {unknown[0]!r}: choose from {', '.join(viewpoints())}.")
    if event is not None and event not in events():
        raise ComparisonError(f"No event is called {event!r}: choose from {', '.join(events())}, or None for all.")
    return [brief for brief in corpus.briefs() if brief.viewpoint in group and event in (None, brief.event)]


# Words


def brief_words(brief: Brief) -> list[str]:
    """The words of a brief in lower case, without its notice: tokens of NLTK's that begin with a letter."""
    found = [token.text.lower() for sentence in brief.sentences for token in words(sentence.text)]
    return [word for word in found if word[0].isalpha()]


@cache
def word_table() -> pd.DataFrame:
    """How often each word stands in each brief: a row a brief, by name; a column a word, by the alphabet."""
    counted = {brief.name: nltk.FreqDist(brief_words(brief)) for brief in corpus.briefs()}
    return pd.DataFrame.from_dict(counted, orient="index").fillna(0).astype(int).sort_index(axis=1)


def weighted_log_odds(first: np.ndarray, second: np.ndarray, prior: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds-ratio with an informative Dirichlet prior, and its z-score, for each word.

    first, second: how often each word stands in the one and in the other text (… × words). prior: pseudo-counts,
    greater than 0, as if so many of each word had been read on either side beforehand.
    Returns the log-odds-ratio (positive: more with the first) and the z-score, both … × words.

    Monroe, Colaresi & Quinn (2008), *Fightin' Words*, Political Analysis 16(4): the log-odds-ratio under an informative
    Dirichlet prior, its approximate variance and its z-score. The variance is the shorter form, in which the words that
    are not w are too many to matter.
    """
    more, less = first + prior, second + prior
    odds = np.log(more / (more.sum(axis=-1, keepdims=True) - more))
    other = np.log(less / (less.sum(axis=-1, keepdims=True) - less))
    delta = odds - other
    return delta, delta / np.sqrt(1 / more + 1 / less)


def log_odds(
    first: Mapping[str, int],
    second: Mapping[str, int],
    background: Mapping[str, int] | None = None,
    prior_words: float = PRIOR_WORDS,
) -> pd.DataFrame:
    """The words that distinguish two texts, the first one's on top.

    first, second: counts of words, such as two of NLTK's FreqDists. background: counts of a larger text of the same
    kind, whose mix is the prior; None for both texts together. prior_words: how many words the prior weighs.
    Returns a row a word: word, first, second (counts), ratio (of the shares; infinite where the second lacks it),
    log-odds, z. Raises ComparisonError where a text has no word, the background lacks one, or the prior weighs nothing.
    """
    names = sorted({word for counts in (first, second) for word, count in counts.items() if count})
    if not any(first.values()) or not any(second.values()):
        raise ComparisonError("There is no word to compare: give counts with a word in each.")
    if prior_words <= 0:
        raise ComparisonError("A prior that weighs nothing leaves the log of 0: give prior_words above 0.")
    if background is None:
        background = {word: first.get(word, 0) + second.get(word, 0) for word in names}
    if missing := [word for word in names if not background.get(word)]:
        raise ComparisonError(f"The background lacks {missing[0]!r}: it has to hold both texts.")
    one, two = (np.array([counts.get(word, 0) for word in names]) for counts in (first, second))
    prior = prior_words * np.array([background[word] for word in names]) / sum(background.values())
    delta, z = weighted_log_odds(one, two, prior)
    with np.errstate(divide="ignore"):
        ratio = (one / one.sum()) / (two / two.sum())
    table = pd.DataFrame({"word": names, "first": one, "second": two, "ratio": ratio, "log-odds": delta, "z": z})
    return table.sort_values(["z", "word"], ascending=[False, True], ignore_index=True)


# Stances


@cache
def stances() -> pd.DataFrame:
    """Every adjudicated stance of the corpus: brief, viewpoint, event, sentence, target, label, holder, sign.

    sign: 1 for FAVOR, -1 for AGAINST. A sentence with two holders gives two rows.
    """
    found = corpus.annotated(corpus.ADJUDICATED)
    found = found[found["label"].isin(list(SIGN))].rename(columns={"text": "brief"}).reset_index(drop=True)
    about = {brief.name: brief for brief in corpus.briefs()}
    found["viewpoint"] = [about[name].viewpoint for name in found["brief"]]
    found["event"] = [about[name].event for name in found["brief"]]
    found["sign"] = found["label"].map(SIGN)
    return found[["brief", "viewpoint", "event", "sentence", "target", "label", "holder", "sign"]]


def balances(whose: Whose = "narrator") -> pd.DataFrame:
    """FAVOR less AGAINST in each brief (row) for each target (column).

    whose: the *narrator*'s stances, which are the outlet's own, or those of *everybody* whom it lets speak, too.
    """
    found = _held_by(whose)
    table = found.pivot_table(index="brief", columns="target", values="sign", aggfunc="sum", fill_value=0)
    return table.reindex(index=[brief.name for brief in corpus.briefs()], columns=list(TARGETS), fill_value=0)


def _held_by(whose: Whose, names: Sequence[str] | None = None) -> pd.DataFrame:
    if whose not in ("narrator", "everybody"):
        raise ComparisonError(f"Stances are the narrator's or everybody's: write one of the two, not {whose!r}.")
    found = stances()
    if whose == "narrator":
        found = found[found["holder"] == NARRATOR]
    return found if names is None else found[found["brief"].isin(names)]


def profile(group: Sequence[str], event: str | None = None, whose: Whose = "narrator") -> list[Figure]:
    """The stance profile of a group of viewpoints: for each target FAVOR less AGAINST a brief, with an interval.

    group, event: as for ``chosen``. whose: as for ``balances``. Returns a Figure for each target; n counts stances, the
    95 % interval resamples briefs, and the baseline is 0, no side taken. Raises ComparisonError as ``chosen``.
    """
    names = [brief.name for brief in chosen(group, event)]
    values = balances(whose).loc[names]
    counted = _held_by(whose, names)["target"].value_counts()
    shares = draws(len(names)) / len(names)
    figures = []
    for target in TARGETS:
        resampled = shares @ values[target].to_numpy()
        figures.append(
            with_intervals(
                target,
                values[target].mean(),
                0,
                np.column_stack([resampled, np.zeros_like(resampled)]),
                n=int(counted.get(target, 0)),
                unit="stances",
                baseline_name="no side",
                groups=len(names),
                group="briefs",
            )
        )
    return figures


def counts(group: Sequence[str], event: str | None = None, whose: Whose = "narrator") -> pd.DataFrame:
    """How many stances stand behind a profile: for each target FAVOR, AGAINST, and the briefs that have one."""
    names = [brief.name for brief in chosen(group, event)]
    found = _held_by(whose, names)
    table = pd.crosstab(found["target"], found["label"]).reindex(index=list(TARGETS), columns=list(SIGN), fill_value=0)
    table["briefs"] = found.groupby("target")["brief"].nunique().reindex(list(TARGETS), fill_value=0)
    return table.rename_axis(columns=None)


# Voices


def side(speaker: str | None) -> str:
    """A speaker's side by the words of the name as printed: one of ``SIDES``, *others*, or *not told* for None."""
    if speaker is None:
        return UNTOLD
    return next((known for known, sign in SIDES.items() if sign.search(speaker)), ELSEWHERE)


@cache
def voice_table() -> pd.DataFrame:
    """How many words each brief gives to whom: brief, viewpoint, event, words, and a column for each side.

    words: all words of the brief. The columns count words that ``find_quotes`` takes for quoted or reported.
    """
    rows = []
    for brief in corpus.briefs():
        given = dict.fromkeys([*SIDES, ELSEWHERE, UNTOLD], 0)
        for quote in find_quotes(brief.article.text):
            given[side(quote.speaker)] += sum(token.text[0].isalpha() for token in words(quote.text))
        rows.append((brief.name, brief.viewpoint, brief.event, len(brief_words(brief)), *given.values()))
    columns = ["brief", "viewpoint", "event", "words", *SIDES, ELSEWHERE, UNTOLD]
    return pd.DataFrame(rows, columns=columns).set_index("brief")


# Chance


@dataclass(frozen=True, eq=False)
class Chance:
    """What a difference between two groups is worth, measure by measure.

    observed: the difference, a value for each measure. p: the share of ways to share out the briefs that give one as
    large in size. highest: the share of ways whose largest difference in any measure is as large as this one's, which
    is the p to take for a measure that was picked because it stood out. ways: how many there are. tried: how many were
    tried; fewer than ``ways`` where those are too many. smallest: the smallest p that could come out.
    """

    measures: tuple[str, ...]
    observed: np.ndarray
    p: np.ndarray
    highest: np.ndarray
    ways: int
    tried: int
    smallest: float

    def table(self) -> pd.DataFrame:
        """A row a measure: measure, difference, p, p for the one that stood out."""
        columns = ["measure", "difference", "p", "p, if picked"]
        return pd.DataFrame(zip(self.measures, self.observed, self.p, self.highest, strict=True), columns=columns)


def ways(
    first: Sequence[str],
    second: Sequence[str],
    event: str | None = None,
    unit: Unit = "briefs",
    *,
    most: int = MOST_WAYS,
    seed: int = 0,
) -> tuple[np.ndarray, list[str], int]:
    """The ways to share out the briefs of two groups, as chance might have done.

    first, second, event: as for ``chosen``. unit: what is dealt out. *briefs*: those on one event among all outlets on
    that event, since briefs on one event alone are alike but for the outlet; this asks whether it matters who wrote.
    *viewpoints*: an outlet with all its briefs; this asks whether the grouping matters, outlets being different anyway.
    Returns a table of 0 and 1 (ways × briefs; 1 is the first group's), whose first row is what is observed; the briefs'
    names; and how many ways there are. All of them where that is no more than ``most``, else so many at random.
    Raises ComparisonError as ``chosen``, and where a viewpoint is in both groups or the unit is another.
    """
    mine = chosen(first, event)
    both = sorted([*mine, *chosen(second, event)], key=lambda brief: (brief.event, brief.viewpoint))
    if shared := sorted(set(first) & set(second)):
        raise ComparisonError(f"{shared[0]} is in both groups: take it out of one.")
    if unit not in ("briefs", "viewpoints"):
        raise ComparisonError(f"Briefs or viewpoints are dealt out, not {unit!r}: write one of the two.")
    outlets, met = len({brief.viewpoint for brief in both}), len({brief.event for brief in both})
    size = len(set(first))
    deals = np.array([np.isin(np.arange(outlets), taken) for taken in combinations(range(outlets), size)], np.int8)
    observed = np.array([brief in mine for brief in both], np.int8)
    total = len(deals) if unit == "viewpoints" else len(deals) ** met
    if total > most:
        hand = np.tile(np.arange(outlets) < size, (most - 1, 1))
        rng = np.random.default_rng(seed)
        others = np.hstack([rng.permuted(hand, axis=1) for _ in range(met)])
    else:
        every = ([deal] * met for deal in deals) if unit == "viewpoints" else product(deals, repeat=met)
        others = np.array([np.concatenate(parts) for parts in every])
        others = others[(others != observed).any(axis=1)]
    return np.vstack([observed, others]).astype(np.int8), [brief.name for brief in both], total


def means_by_chance(
    values: pd.DataFrame,
    first: Sequence[str],
    second: Sequence[str],
    event: str | None = None,
    unit: Unit = "briefs",
    seed: int = 0,
) -> Chance:
    """Whether two groups differ in their means a brief: a permutation test that shares out whole briefs. Two-sided.

    values: a row for each brief of the corpus, by name, and a column for each measure, such as ``balances()``.
    The rest, and errors: as for ``ways``.
    """
    shared_out, names, total = ways(first, second, event, unit, seed=seed)
    given = values.loc[names].to_numpy(dtype=float)
    sizes = shared_out[0].sum(), len(names) - shared_out[0].sum()
    sums = shared_out @ given
    differences = sums / sizes[0] - (given.sum(axis=0) - sums) / sizes[1]
    return _chance(tuple(values.columns), differences, total)


def words_by_chance(
    first: Sequence[str], second: Sequence[str], event: str | None = None, unit: Unit = "briefs", seed: int = 0
) -> Chance:
    """Whether words distinguish two groups beyond chance: the z of ``log_odds``, with whole briefs shared out anew.

    Arguments and errors: as for ``ways``. The measures are the words that the two groups have.
    """
    shared_out, names, total = ways(first, second, event, unit, most=MOST_WAYS_OF_WORDS, seed=seed)
    table = word_table().loc[names]
    table = table.loc[:, table.any()]
    given, prior = table.to_numpy(dtype=float), _prior(table.columns)
    z = []
    for block in np.array_split(shared_out, max(1, len(shared_out) // 500)):  # so that it fits into memory
        sums = block @ given
        z.append(weighted_log_odds(sums, given.sum(axis=0) - sums, prior)[1])
    return _chance(tuple(table.columns), np.vstack(z), total)


def _prior(names: Sequence[str]) -> np.ndarray:
    """The corpus's mix, scaled so that the prior of all its words weighs ``PRIOR_WORDS``."""
    whole = word_table().sum()
    return (PRIOR_WORDS * whole / whole.sum())[list(names)].to_numpy()


def _chance(measures: tuple[str, ...], found: np.ndarray, total: int) -> Chance:
    """found: ways × measures, what is observed in the first row, which counts as one of the ways."""
    sizes = np.abs(found) + 1e-9  # equal differences, rounded differently, are equal
    p = (sizes >= sizes[0] - 2e-9).mean(axis=0)
    tops = sizes.max(axis=1)
    highest = np.array([(tops >= size - 2e-9).mean() for size in sizes[0]])
    smallest = float((sizes >= sizes.max(axis=0) - 2e-9).mean(axis=0).min())
    return Chance(measures, found[0], p, highest, total, len(found), smallest)


# What was planted


def planted() -> pd.DataFrame:
    """The differences that were put into the corpus, computed from the adjudicated annotations.

    A viewpoint leans on a target where its narrator takes sides in two or three of its briefs, always the same one.
    Returns a row for each of those: viewpoint, target, leaning (FAVOR or AGAINST), stances, briefs.
    """
    grouped = _held_by("narrator").groupby(["viewpoint", "target"])
    table = grouped.agg(label=("label", set), stances=("sign", "size"), briefs=("brief", "nunique")).reset_index()
    table = table[(table["label"].map(len) == 1) & (table["briefs"] >= 2)].reset_index(drop=True)
    table.insert(2, "leaning", [next(iter(label)) for label in table.pop("label")])
    return table


def one_against_rest(whose: Whose = "narrator") -> pd.DataFrame:
    """Every viewpoint against the eleven others, on every target: viewpoint, target, difference, p, kept.

    The test is that of ``means_by_chance``: each event's briefs are dealt out anew. kept: whether Benjamini and
    Hochberg's procedure keeps it at .05 among all of them.
    """
    given = _by_event(balances(whose))
    found, p = _tests(given, _dealt(given), np.tile(np.arange(len(viewpoints())), (len(events()), 1)))
    table = pd.DataFrame(list(product(viewpoints(), TARGETS)), columns=["viewpoint", "target"])
    return table.assign(difference=found.ravel(), p=p.ravel(), kept=false_discovery_control(p.ravel()) < 0.05)


def recovered(whose: Whose = "narrator") -> pd.DataFrame:
    """``planted`` with what the tests of ``one_against_rest`` say of each: difference, p, kept."""
    return planted().merge(one_against_rest(whose), on=["viewpoint", "target"])


def false_alarms(shuffles: int, whose: Whose = "narrator", seed: int = 0) -> pd.DataFrame:
    """The same tests on shuffled viewpoints, where whatever is found is false.

    shuffles: how often the viewpoints of each event's briefs are shuffled.
    Returns a row for each shuffle: below .05 (tests with a p below .05), kept (those that Benjamini and Hochberg keep).
    """
    rng = np.random.default_rng(seed)
    given = _by_event(balances(whose))
    dealt = _dealt(given)
    rows = []
    for _ in range(shuffles):
        order = rng.permuted(np.tile(np.arange(len(viewpoints())), (len(events()), 1)), axis=1)
        p = _tests(given, dealt, order)[1].ravel()
        rows.append(((p < 0.05).sum(), (false_discovery_control(p) < 0.05).sum()))
    return pd.DataFrame(rows, columns=["below .05", "kept"])


def _by_event(values: pd.DataFrame) -> np.ndarray:
    """The table as events × viewpoints × targets."""
    names = [[f"{viewpoint}_{event}" for viewpoint in viewpoints()] for event in events()]
    return np.array([values.loc[row].to_numpy(dtype=float) for row in names])


def _dealt(given: np.ndarray) -> np.ndarray:
    """The differences, in size and in order, of one outlet that is dealt any brief of each event; ways × targets."""
    sums = np.array([sum(parts) for parts in product(*given)])
    return np.sort(np.abs(_from_rest(given, sums)), axis=0)


def _from_rest(given: np.ndarray, sums: np.ndarray) -> np.ndarray:
    met, outlets, _ = given.shape
    return sums / met - (given.sum(axis=(0, 1)) - sums) / (met * (outlets - 1))


def _tests(given: np.ndarray, dealt: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Differences and p of all outlets, outlet i having the brief order[event, i]; each outlets × targets."""
    found = _from_rest(given, sum(briefs[places] for briefs, places in zip(given, order, strict=True)))
    smaller = [np.searchsorted(chance, sizes) for chance, sizes in zip(dealt.T, np.abs(found).T - 1e-9, strict=True)]
    return found, 1 - np.array(smaller).T / len(dealt)
