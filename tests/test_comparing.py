"""Comparing groups of outlets: the log-odds of a published example, whole briefs dealt out, and false alarms counted."""

from __future__ import annotations

import math
from collections import Counter
from itertools import product

import numpy as np
import pandas as pd
import pytest
from prove_comparing import group_alarms
from scipy import stats

from transatlantic import comparing
from transatlantic.comparing import ComparisonError
from transatlantic.stance import corpus
from transatlantic.stance.scheme import TARGETS

PAIR = (["pacifist"], ["military"])
THREES = (["pacifist", "restraint", "sovereigntist"], ["atlanticist", "diaspora", "frontline"])


# Words


def test_log_odds_by_hand():
    # With one word of each added: 4 to 2 against 2 to 4, so 2 over 1/2; variance 1/4 + 1/2.
    delta, z = comparing.weighted_log_odds(np.array([3, 1]), np.array([1, 3]), np.array([1, 1]))
    assert delta == pytest.approx([math.log(4), -math.log(4)])
    assert z == pytest.approx([math.log(4) / math.sqrt(0.75), -math.log(4) / math.sqrt(0.75)])


def test_log_odds_as_a_published_program_prints_them():
    """The example in the README of the package fightin_words, with its uniform prior of .05 a word."""
    first = Counter(["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "pig"])
    second = Counter(["the", "lazy", "purple", "pig", "jumps", "over", "the", "lazier", "donkey"])
    names = sorted(first | second)
    one, two = (np.array([counts[name] for name in names]) for counts in (first, second))
    z = dict(zip(names, comparing.weighted_log_odds(one, two, np.full(len(names), 0.05))[1], strict=True))
    assert z["brown"] == pytest.approx(0.6894227886807968) and z["donkey"] == pytest.approx(-0.6894227886807968)
    assert z["jumps"] == z["the"] == 0


def test_the_table_ranks_by_z_where_the_ratio_ranks_accidents():
    first, second = {"we": 20, "the": 80, "yawl": 1}, {"we": 5, "the": 94}
    table = comparing.log_odds(first, second, {"we": 50, "the": 400, "yawl": 1})
    assert table.loc[table["ratio"].idxmax(), "word"] == "yawl" and np.isinf(table["ratio"].max())
    assert table["word"].iloc[0] == "we" and table["z"].is_monotonic_decreasing
    assert comparing.log_odds(first, second).columns.tolist() == ["word", "first", "second", "ratio", "log-odds", "z"]


@pytest.mark.parametrize(
    ("first", "second", "background", "prior", "says"),
    [
        ({}, {"a": 1}, None, 500, "There is no word to compare"),
        ({"a": 0}, {"a": 1}, None, 500, "There is no word to compare"),
        ({"a": 1}, {"b": 1}, {"a": 1}, 500, "The background lacks 'b'"),
        ({"a": 1}, {"b": 1}, None, 0, "A prior that weighs nothing"),
    ],
)
def test_counts_that_cannot_be_compared(first, second, background, prior, says):
    with pytest.raises(ComparisonError, match=says):
        comparing.log_odds(first, second, background, prior)


def test_the_words_of_a_brief_are_those_below_its_notice():
    table = comparing.word_table()
    assert len(table) == 36 and "constructed" not in comparing.brief_words(corpus.briefs()[0])
    for brief in corpus.briefs()[::7]:
        assert table.loc[brief.name].sum() == len(comparing.brief_words(brief))


# Stances and voices


def test_a_profile_is_the_mean_of_the_balances():
    for whose in ("narrator", "everybody"):
        figures = comparing.profile(["sovereigntist"], whose=whose)
        counted = comparing.counts(["sovereigntist"], whose=whose)
        for figure in figures:
            row = counted.loc[figure.name]
            assert figure.value == pytest.approx((row["FAVOR"] - row["AGAINST"]) / 3)
            assert (figure.n, figure.groups) == (row["FAVOR"] + row["AGAINST"], 3)
            assert figure.verdict.startswith("too few to conclude: 3 briefs")
    assert [figure.name for figure in figures] == list(TARGETS)


def test_every_stance_has_its_brief_and_the_narrator_s_are_a_part():
    found = comparing.stances()
    everybody, narrator = comparing.balances("everybody"), comparing.balances("narrator")
    assert everybody.shape == narrator.shape == (36, 6)
    assert everybody.to_numpy().sum() == found["sign"].sum()
    assert narrator.to_numpy().sum() == found.loc[found["holder"] == "narrator", "sign"].sum()


@pytest.mark.parametrize(
    ("speaker", "side"),
    [
        ("Ukraine’s deputy minister", "Ukraine"),
        ("A Kremlin spokesman", "Russia"),
        ("An American envoy", "the US"),
        ("the US", "the US"),
        ("An emeritus", "others"),
        ("the bus driver", "others"),
        (None, "not told"),
    ],
)
def test_a_speaker_s_side(speaker, side):
    assert comparing.side(speaker) == side


def test_nobody_is_given_more_words_than_there_are():
    table = comparing.voice_table()
    given = table.drop(columns=["viewpoint", "event", "words"])
    assert (given.sum(axis=1) <= table["words"]).all() and given.to_numpy().sum() > 1000


# Chance


@pytest.mark.parametrize(
    ("groups", "event", "unit", "total"),
    [
        (PAIR, None, "briefs", 8),
        (PAIR, "vote", "briefs", 2),
        (PAIR, None, "viewpoints", 2),
        (THREES, None, "briefs", 8000),
        (THREES, None, "viewpoints", 20),
    ],
)
def test_every_way_once_whole_briefs_within_events(groups, event, unit, total):
    shared_out, names, ways = comparing.ways(*groups, event, unit)
    assert ways == len(shared_out) == len(np.unique(shared_out, axis=0)) == total
    assert [names[i].split("_")[0] in groups[0] for i in range(len(names))] == shared_out[0].astype(bool).tolist()
    events = np.array([name.split("_")[1] for name in names])
    for each in set(events):
        assert (shared_out[:, events == each].sum(axis=1) == len(groups[0])).all()
    if unit == "viewpoints":
        outlets = np.array([name.split("_")[0] for name in names])
        for each in set(outlets):
            assert (np.ptp(shared_out[:, outlets == each], axis=1) == 0).all()


def test_too_many_ways_are_tried_at_random_and_the_same_each_time():
    six = comparing.viewpoints()[:6], comparing.viewpoints()[6:]
    one, _, total = comparing.ways(*six, most=50)
    assert (len(one), total) == (50, 924**3)
    assert (one.reshape(50, 3, 12).sum(axis=2) == 6).all()
    assert (one == comparing.ways(*six, most=50)[0]).all() and (one != comparing.ways(*six, most=50, seed=1)[0]).any()


def test_a_pair_is_tested_as_scipy_does():
    values = comparing.balances()
    found = comparing.means_by_chance(values, *PAIR)
    for place, target in enumerate(TARGETS):
        one, two = (
            np.array([values.loc[f"{group[0]}_{event}", target] for event in comparing.events()]) for group in PAIR
        )
        theirs = stats.permutation_test(
            (one, two), lambda x, y, axis: np.mean(x, axis=axis) - np.mean(y, axis=axis), permutation_type="samples"
        )
        assert found.observed[place] == pytest.approx(one.mean() - two.mean())
        assert found.p[place] == pytest.approx(theirs.pvalue)
    assert (found.ways, found.smallest) == (8, 0.25) and (found.highest >= found.p).all()


def test_words_by_chance_give_the_z_of_the_table():
    found = comparing.words_by_chance(*PAIR).table().set_index("measure")
    counted = [Counter(w for b in comparing.chosen(group) for w in comparing.brief_words(b)) for group in PAIR]
    table = comparing.log_odds(*counted, comparing.word_table().sum().to_dict()).set_index("word")
    assert found["difference"].to_dict() == pytest.approx(table["z"].to_dict())
    assert found["p"].min() >= 0.25


@pytest.mark.parametrize(
    ("first", "second", "event", "unit", "says"),
    [
        ([], ["military"], None, "briefs", "A group needs a viewpoint"),
        (["pacifist"], "military", None, "briefs", "A group is a list of viewpoints: write"),
        (["<b>"], ["military"], None, "briefs", "No viewpoint is called '<b>': choose from agency"),
        (["military"], ["military"], None, "briefs", "military is in both groups"),
        (["pacifist"], ["military"], "gala", "briefs", "No event is called 'gala'"),
        (["pacifist"], ["military"], None, "words", "Briefs or viewpoints are dealt out, not 'words'"),
    ],
)
def test_groups_that_cannot_be_compared(first, second, event, unit, says):
    with pytest.raises(ComparisonError, match=says) as caught:
        comparing.means_by_chance(comparing.balances(), first, second, event, unit)
    assert "\n" not in str(caught.value)


def test_stances_of_somebody_else_are_refused():
    with pytest.raises(ComparisonError, match="the narrator's or everybody's"):
        comparing.balances("reader")


# What was planted, and false alarms


def test_one_against_rest_is_the_test_of_two_groups():
    table = comparing.one_against_rest().set_index(["viewpoint", "target"])
    assert len(table) == 72
    for viewpoint in ("pacifist", "sovereigntist"):
        rest = [other for other in comparing.viewpoints() if other != viewpoint]
        theirs = comparing.means_by_chance(comparing.balances(), [viewpoint], rest)
        assert theirs.ways == theirs.tried == 12**3
        assert table.loc[viewpoint]["p"].tolist() == pytest.approx(theirs.p.tolist())
        assert table.loc[viewpoint]["difference"].tolist() == pytest.approx(theirs.observed.tolist())


def test_what_is_planted_is_what_the_labels_hold():
    found = comparing.stances().query("holder == 'narrator'")
    for row in comparing.planted().itertuples():
        mine = found[(found["viewpoint"] == row.viewpoint) & (found["target"] == row.target)]
        assert set(mine["label"]) == {row.leaning} and len(mine) == row.stances
        assert mine["brief"].nunique() == row.briefs >= 2
    rest = set(product(comparing.viewpoints(), TARGETS)) - set(
        comparing.planted()[["viewpoint", "target"]].itertuples(index=False, name=None)
    )
    for viewpoint, target in rest:
        mine = found[(found["viewpoint"] == viewpoint) & (found["target"] == target)]
        assert mine["label"].nunique() != 1 or mine["brief"].nunique() < 2


def test_false_alarms_stay_near_their_rate():
    """A seeded sample of what tests/prove_comparing.py runs whole."""
    alarms = comparing.false_alarms(200)
    assert 0 < alarms["below .05"].mean() < 0.05 * 72
    assert (alarms["kept"] > 0).mean() < 0.05 and (alarms["kept"] <= alarms["below .05"]).all()
    assert alarms.equals(comparing.false_alarms(200))


def test_random_groups_of_shuffled_briefs_give_false_alarms_at_their_rate():
    rates = group_alarms(40, sizes=(1, 2))
    assert isinstance(rates, pd.DataFrame) and (rates["below .05"] <= 0.1 * rates["tests"]).all()
