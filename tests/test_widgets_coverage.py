"""The coverage comparison: the numbers are those of ``comparing``, a word is read in its sentences, errors are said."""

from __future__ import annotations

import json

import pytest

from transatlantic import comparing
from transatlantic.comparing import ComparisonError
from transatlantic.stance import corpus
from transatlantic.widgets import compare_coverage
from transatlantic.widgets.coverage import MAX_SENTENCES, SHOWN_WORDS, Coverage

PAIR = {"first": ["pacifist"], "second": ["military"], "event": "all events", "whose": "narrator", "unit": "briefs"}


@pytest.fixture(scope="module")
def compared():
    return Coverage().compare(["pacifist"], ["military"])


def test_the_numbers_are_those_of_the_plain_functions(compared):
    assert compared.summary == (
        "A: n = 3 briefs, 1,119 words. B: n = 3 briefs, 1,099 words. There are 8 ways to share out the briefs, "
        "all tried; no p can be below 0.25."
    )
    chance = comparing.means_by_chance(comparing.balances(), ["pacifist"], ["military"])
    assert compared.stances["p"].tolist() == chance.p.tolist()
    assert compared.stances["A"].tolist() == [figure.value for figure in comparing.profile(["pacifist"])]
    assert compared.words["z"].is_monotonic_decreasing and compared.words["p"].notna().all()
    table = compared.voices.set_index("speaker's side")
    voices = comparing.voice_table()
    assert table.loc["all words", "A"] == voices[voices["viewpoint"] == "pacifist"]["words"].sum()
    assert table.loc["all quoted", "B"] == table["B"].iloc[:-2].sum()


def test_three_briefs_have_no_interval_and_twelve_have(compared):
    assert set(compared.stances["A, 95 % interval"]) == {"too few"}
    many = Coverage().compare(comparing.viewpoints()[:4], comparing.viewpoints()[4:8], event=None, unit="viewpoints")
    assert all(" to " in interval for interval in many.stances["B, 95 % interval"])
    assert "There are 70 ways to share out the viewpoints, all tried" in many.summary


def test_many_ways_are_said_to_be_a_sample():
    summary = Coverage().compare(comparing.viewpoints()[:6], comparing.viewpoints()[6:], event="vote").summary
    assert "924 ways to share out the briefs, all tried" in summary
    whole = Coverage().compare(comparing.viewpoints()[:3], comparing.viewpoints()[3:6]).summary
    assert "8,000 ways to share out the briefs, all tried (2,000 for words)" in whole


def test_every_place_of_a_word_is_read(compared):
    row = compared.words.set_index("word").loc["we"]
    found = Coverage().sentences("we", ["pacifist"], ["military"])
    assert (found["group"] == "A").sum() == row["first"] and (found["group"] == "B").sum() == row["second"]
    assert set(found["word"].str.lower()) == {"we"}
    assert not Coverage().sentences("constructed", ["pacifist"], ["military"])["left"].str.contains("teaching").any()


def test_groups_that_cannot_be_compared_are_one_sentence():
    with pytest.raises(ComparisonError, match="military is in both groups: take it out of one"):
        Coverage().compare(["military"], ["military"])


# The view


@pytest.fixture(scope="module")
def view():
    shown = compare_coverage()
    shown.act({"compare": PAIR})
    return shown


def test_the_view_shows_what_the_comparison_gives(view, compared):
    assert view.message == "Done." and not view.error and not view.busy
    assert view.result["summary"] == compared.summary
    assert [row[0] for row in view.result["first"]] == compared.words["word"].head(SHOWN_WORDS).tolist()
    assert [row[0] for row in view.result["second"]] == compared.words["word"].tail(SHOWN_WORDS)[::-1].tolist()
    assert view.result["stances"][0] == [
        "military-aid",
        "-1.33 (too few; n = 4)",
        "+1.00 (too few; n = 3)",
        "-2.33",
        ".250",
        ".250",
    ]
    json.dumps(view.result)


def test_a_word_is_shown_in_its_sentences(view):
    view.act({"read": "we"})
    assert view.message == "we: 15 places." and len(view.reading["lines"]) == 15
    view.act({"read": "<img src=x>"})
    assert view.reading["title"] == "<img src=x>: 0 places" and not view.error
    view.act({"read": "the"})
    assert view.reading["title"] == f"the: {81 + 90} places; the first {MAX_SENTENCES} are shown"
    assert len(view.reading["lines"]) == MAX_SENTENCES


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        PAIR | {"first": []},
        PAIR | {"first": ["<script>"]},
        PAIR | {"second": ["pacifist"]},
        PAIR | {"event": "<b>"},
        PAIR | {"whose": None},
        PAIR | {"unit": "words"},
    ],
)
def test_a_wrong_setting_is_said_and_the_button_is_free_again(wrong):
    shown = compare_coverage()
    shown.act({"compare": wrong})
    assert shown.error and shown.message and "\n" not in shown.message
    assert not shown.busy and shown.result == {}


def test_every_outlet_and_event_can_be_chosen():
    options = compare_coverage().options
    assert options["viewpoints"] == sorted({brief.viewpoint for brief in corpus.briefs()})
    assert options["events"] == ["all events", *sorted({brief.event for brief in corpus.briefs()})]


def test_without_a_screen_it_names_the_line_of_code_that_does_the_same():
    assert "Coverage().compare(" in repr(compare_coverage())
