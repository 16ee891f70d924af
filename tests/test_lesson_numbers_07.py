"""What lesson 07 says in prose comes out of the code."""

from __future__ import annotations

from collections import Counter

import nltk
from course import ROOT

from transatlantic import comparing, teaching
from transatlantic.article import load_article
from transatlantic.stance import corpus

LESSON = (ROOT / "sources" / "notebooks" / "07_comparing_coverage.md").read_text(encoding="utf-8")


def says(sentence: str) -> bool:
    assert sentence in LESSON, f"the lesson no longer says: {sentence}"
    return True


def spoken(viewpoints, event=None):
    return nltk.FreqDist(word for brief in comparing.chosen(viewpoints, event) for word in comparing.brief_words(brief))


EVERYTHING = spoken(comparing.viewpoints())


def z(first, second):
    return comparing.log_odds(first, second, EVERYTHING).set_index("word")["z"]


def test_the_lesson_has_its_quiz_and_its_words():
    assert says('teaching.quiz("07_comparing_coverage")') and says('teaching.glossary("07_comparing_coverage")')
    assert teaching.quiz_text("07_comparing_coverage") and len(teaching.glossary("07_comparing_coverage").terms) == 9


def test_the_trap_of_the_ratio():
    first, second = spoken(["pacifist"]), spoken(["military"])
    assert (first["we"], second["we"], first["wireless"], second["wireless"]) == (13, 2, 1, 0)
    assert says("most of that occurs once")
    lacking = [word for word in first if not second[word]]
    assert sum(first[word] == 1 for word in lacking) > len(lacking) / 2
    ranked = z(first, second)
    assert says("*We* and *I* lead on one side, *defence* on the other")
    assert ranked.index[:2].tolist() == ["we", "i"] and ranked.index[-1] == "defence"
    assert says("*Student* and *chaplain* follow") and {"student", "chaplain"} <= set(ranked.index[:10])
    assert {"we", "i"} <= set(nltk.corpus.stopwords.words("english"))
    small, large = (
        comparing.log_odds(first, second, EVERYTHING, prior_words=size)["word"].tolist() for size in (5, 50_000)
    )
    assert small[:20] != large[:20], "the task with another prior shows nothing"


def test_what_a_distinctive_word_may_show():
    heaps = {True: Counter(), False: Counter()}
    for brief in corpus.briefs():
        heaps[brief.garbled].update(comparing.brief_words(brief))
    assert says("the six briefs that are garbled") and sum(brief.garbled for brief in corpus.briefs()) == 6
    ranked = z(heaps[True], heaps[False])
    assert says("*the* has the highest z of all") and ranked.index[0] == "the" and ranked.index[-1] == "s"
    assert says('Compare `["atlanticist"]` with `["autonomist"]`')
    assert z(spoken(["atlanticist"]), spoken(["autonomist"])).index[0] == "s"
    assert {"two", "years"} <= set(
        z(spoken(comparing.viewpoints(), "vote"), spoken(comparing.viewpoints(), "force"))[:4].index
    )


def test_eight_swaps():
    pair = comparing.means_by_chance(comparing.balances(), ["pacifist"], ["military"])
    assert says("2 × 2 × 2 = 8 ways") and (pair.ways, pair.smallest) == (8, 0.25)
    assert pair.p[pair.measures.index("military-aid")] == 0.25
    assert says("One side argues against aid, the other for it.") and pair.observed[0] < -2
    rest = [viewpoint for viewpoint in comparing.viewpoints() if viewpoint != "pacifist"]
    assert comparing.means_by_chance(comparing.balances(), ["pacifist"], rest).ways == 12**3


def test_what_an_outlet_says_and_lets_be_said():
    narrator, everybody = (comparing.counts(["pacifist"], whose=whose) for whose in ("narrator", "everybody"))
    assert narrator.loc["military-aid", ["FAVOR", "AGAINST"]].tolist() == [0, 4]
    assert everybody.loc["military-aid", ["FAVOR", "AGAINST"]].tolist() == [6, 5]
    found = comparing.stances()
    assert says("137 of 615 stances") and (sum(found["holder"] == "narrator"), len(found)) == (137, 615)
    assert "both sides" in (corpus.DATA / "DATASHEET.md").read_text("utf-8")


def test_groups_and_what_is_dealt_out():
    groups = ["pacifist", "restraint", "sovereigntist"], ["atlanticist", "diaspora", "frontline"]
    by_brief, by_outlet = (
        comparing.means_by_chance(comparing.balances(), *groups, unit=unit) for unit in ("briefs", "viewpoints")
    )
    assert says("there are 20 × 20 × 20 = 8000 ways, and the difference on aid is beyond chance")
    assert by_brief.ways == 8000 and by_brief.highest[0] < 0.05
    assert says("Dealing outlets there are 20, and .1 is the smallest p") and (by_outlet.ways, by_outlet.smallest) == (
        20,
        0.1,
    )


def test_planted_recovered_and_false_alarms():
    rows = {"narrator": (12, 5, 893, 2), "everybody": (4, 0, 940, 5)}
    for whose, (found, kept, shuffles, kept_false) in rows.items():
        recovered, alarms = comparing.recovered(whose), comparing.false_alarms(1000, whose)
        assert says(f"| {found} | {kept} | {shuffles} of 1000 | {kept_false} of 1000 |")
        assert (len(recovered), sum(recovered["p"] < 0.05), recovered["kept"].sum()) == (40, found, kept)
        assert ((alarms["below .05"] > 0).sum(), (alarms["kept"] > 0).sum()) == (shuffles, kept_false)
    assert says("Of 40 planted leanings 12 were found and 5 survived the correction.") and says("72 tests")
    assert (comparing.one_against_rest()["p"] < 0.05).sum() == 12, "a finding that was not planted"
    assert says("seven of the twelve narrators favour aid")
    aid = comparing.balances()["military-aid"]
    assert (aid.groupby(lambda name: name.split("_")[0]).sum() > 0).sum() == 7


def test_voices_and_the_article():
    table = comparing.voice_table()
    quoted = table.drop(columns=["viewpoint", "event", "words"]).sum(axis=1)
    share = quoted.groupby(table["viewpoint"]).sum() / table["words"].groupby(table["viewpoint"]).sum()
    assert says("`restraint` seems to quote most") and share.idxmax() == "restraint"
    assert says("One of its three briefs is an interview.")
    assert quoted["restraint_force"] > 2 * (quoted["restraint_ministers"] + quoted["restraint_vote"])
    own = nltk.FreqDist(t.lower() for t in nltk.word_tokenize(load_article().text) if t[0].isalpha())
    top = comparing.log_odds(own, EVERYTHING, own + EVERYTHING)["word"].head(6).tolist()
    assert says("name its event") and {"ukraine", "security", "military", "europe"} <= set(top)
