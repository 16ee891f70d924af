"""The pictures of lesson 07: what is drawn is said, and stands in the table."""

import pytest

from transatlantic import comparing, plots


def test_distinctive_words():
    table = comparing.log_odds({"we": 20, "the": 80}, {"we": 2, "the": 80, "$8": 9}, {"we": 60, "the": 400, "$8": 9})
    shown = plots.distinctive_words(table, "one", "two", named=1)
    assert shown.alt.startswith("Marks for 3 words, z over frequency; ") and "Most with one: we +" in shown.alt
    assert "Most with two: $8 -" in shown.alt and ">$8<" in shown.svg and ">we<" in shown.svg
    assert shown.title == "Words of one (up) and of two (down)"
    assert shown.table.columns.tolist() == ["word", "first", "second", "z"]
    with pytest.raises(ValueError, match="There is no word to show"):
        plots.distinctive_words(table.head(0), "one", "two")


def test_stance_profiles():
    groups = {"many": comparing.viewpoints()[:6], "one": ["pacifist"]}
    shown = plots.stance_profiles({name: comparing.profile(group) for name, group in groups.items()})
    assert "one: military-aid -1.33 (n = 4)" in shown.alt and "many (18 briefs)" in shown.svg
    assert shown.table.columns.tolist() == ["group", "target", "value", "low", "high", "stances", "briefs"]
    assert len(shown.table) == 12
    with pytest.raises(ValueError, match="There is no profile to show"):
        plots.stance_profiles({})


def test_false_alarms():
    shown = plots.false_alarms([0, 2, 2, 3], 5)
    assert (
        shown.alt
        == "Bars of 4 shuffles by their number of findings: 0 in 1, 2 in 2, 3 in 1; the outlets as they are have 5."
    )
    assert shown.table.to_numpy().tolist() == [[0, 1], [1, 0], [2, 2], [3, 1], [4, 0], [5, 0]]
    with pytest.raises(ValueError, match="There is no shuffle to show"):
        plots.false_alarms([], 5)
