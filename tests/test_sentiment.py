"""Scores are NLTK's, the trace accounts for every bit of them, and edits of the lexicon say what they change."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from prove_trace import WRITTEN, Plain, drawn, faults

from transatlantic.article import Sentence, load_article
from transatlantic.plots import sentiment_timeline
from transatlantic.sentiment import (
    COLUMNS,
    RULES,
    LexiconEdit,
    LexiconError,
    before_and_after,
    contributions,
    label,
    load_edits,
    score,
    timeline,
    trace,
    with_edits,
)
from transatlantic.tokenizing import sentences

ARTICLE = load_article().text
SENTENCES = sentences(ARTICLE)
PLAIN = Plain()


def test_the_trace_leads_to_nltks_numbers():
    """A sample of the proof; the whole: python tests/prove_trace.py."""
    used = Counter()
    for sentence in drawn(400, seed=5):
        traced = trace(sentence)
        assert not faults(traced, PLAIN), sentence
        used.update(step.rule for token in traced.tokens for step in token.steps)
    assert set(used) == set(RULES) - {"punctuation", "normalisation", "rounding"}


def test_the_proof_runs_alone_and_says_what_it_saw():
    proof = Path(__file__).with_name("prove_trace.py")
    ran = subprocess.run([sys.executable, proof, "--sentences", "300"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "300 of 300 sentences, 0 differ" in ran.stdout
    assert all(rule in ran.stdout for rule in RULES)


def test_the_proof_notices_a_wrong_trace():
    """The same text traced with another lexicon is found out."""
    other = with_edits([LexiconEdit("good", 1.9, 2.0, "A test.")])
    assert not faults(trace(WRITTEN[0]), PLAIN)
    assert {"compound", "values", "raw sum"} <= set(faults(trace(WRITTEN[0], other), PLAIN))


def steps(text: str, word: str) -> list[tuple[str, str]]:
    """The rules at a word's last occurrence, each with the words that set it off."""
    traced = trace(text)
    token = [token for token in traced.tokens if token.text.lower() == word][-1]
    return [(step.rule, " ".join(traced.tokens[cause].text for cause in step.causes)) for step in token.steps]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("not good", "good", [("negation", "not")]),
        ("not that good", "good", [("negation", "not")]),
        ("not all that good", "good", [("negation", "not")]),
        ("not at all that good", "good", []),
        ("isn't good", "good", [("negation", "isn't")]),
        ("isn’t good", "good", []),
        ("without doubt", "doubt", [("negation", "without")]),
        ("very good", "good", [("booster", "very")]),
        ("hardly good", "good", [("dampener", "hardly")]),
        ("a VERY GOOD deal", "good", [("capitals", ""), ("booster", "VERY")]),
        ("VERY GOOD", "good", [("booster", "VERY")]),  # all in capitals: no emphasis
        ("not very good", "good", [("booster", "very"), ("negation", "not")]),
        ("never so good", "good", [("booster", "so"), ("never so", "never so")]),
        ("never this very good", "good", [("booster", "very"), ("never so", "never this")]),
        ("it is all so good", "good", [("booster", "so"), ("never so", "so")]),  # without any never
        ("the least good", "good", [("least", "least")]),
        ("least good", "good", [("least", "least")]),
        ("at least good", "good", []),
        ("very least good", "good", [("booster", "very")]),
        ("it is kind of good", "good", [("bigram", "kind of")]),
        ("it is sort of all good", "good", [("bigram", "sort of")]),
        ("it is kind of all good", "good", []),  # kind has a value, which keeps the rule from being asked
        ("it is kind of good", "kind", [("passed over", "of")]),
        ("this is really the bomb", "bomb", [("booster", "really"), ("idiom", "the bomb")]),
        ("that was sort of the bomb", "bomb", [("idiom", "the bomb"), ("bigram", "sort of")]),
        ("good was the bomb", "bomb", []),  # three words before stands one with a value
        ("they get a kiss of death", "death", [("idiom", "kiss of death")]),
        ("good but bad but good", "bad", [("but", "but")]),
        ("good but bad but GOOD", "good", [("capitals", ""), ("but", "but")]),
    ],
)
def test_each_rule_is_named_with_what_set_it_off(text: str, word: str, expected: list[tuple[str, str]]):
    assert steps(text, word) == expected


def test_the_first_but_alone_counts():
    first, bad, second, good = trace("good BUT bad but GOOD").tokens[1:]
    assert (first.text, second.text) == ("BUT", "but")
    assert [token.steps[-1].causes for token in (bad, good)] == [(1,), (1,)]
    assert [token.steps[-1].amount for token in trace("good but bad but GOOD").tokens if token.steps] == [0.5, 1.5, 1.5]


def test_a_repeated_word_is_judged_by_its_first_occurrence():
    good, again = (token for token in trace("A good start; it is not good at all").tokens if token.text == "good")
    assert (good.steps, again.steps) == ((), ())
    assert again.judged_at == trace("A good start").tokens.index(good)
    assert steps("A Good start; it is not good at all", "good") == [("negation", "not")]


def test_the_last_steps_are_those_of_the_paper():
    traced = trace("The plan is bad!! Is it??")
    punctuation, normalisation, rounding = traced.steps
    assert traced.raw_sum == -2.5
    assert punctuation.amount == pytest.approx(-(2 * 0.292 + 2 * 0.18))
    assert normalisation.amount == pytest.approx((punctuation.after**2 + 15) ** 0.5)
    assert rounding.after == traced.compound == score(traced.text)
    assert trace("").steps == trace("! ?").steps == ()
    assert trace("Ministers met!!!").steps[0].amount == 0  # nothing to make more of


def test_a_trace_reads_as_a_table():
    table = trace("The deal isn't good.").table()
    assert list(table["token"]) == ["The", "deal", "isn't", "good"]
    assert table["rules"].iloc[-1] == "negation: 1.9 × -0.74 = -1.406 (by isn't)"
    assert table["value"].sum() == pytest.approx(-1.406)
    assert table["lexicon"].isna().sum() == 3


# The moments of lesson 04.
@pytest.mark.parametrize(
    ("text", "compound"),
    [
        ("This isn’t good.", 0.4404),
        ("This isn't good.", -0.3412),
        ("Ministers from the United States met.", 0.4215),
        ("Ministers from the US met.", 0.0),
        ("The minister opposes sending weapons.", -0.4404),
        ("The minister opposes the ban on sending weapons.", -0.7579),
        ("Russia condemned NATO.", -0.4404),
        ("NATO condemned Russia.", -0.4404),
    ],
)
def test_the_moments_come_out(text: str, compound: float):
    assert score(text) == compound == PLAIN.polarity_scores(text)["compound"]


def test_opposes_has_no_value_and_the_objects_carry_the_score():
    values = {token.text: token.lexicon for token in trace("She opposes the ban on sending weapons").tokens}
    assert values["opposes"] is None
    assert (values["weapons"], values["ban"]) == (-1.9, -2.6)


def test_a_curly_quotation_mark_hides_a_word():
    """No rule of NLTK's takes it off; a straight one goes."""
    assert score('The talks may "collapse"') == score("The talks may “collapse”") == 0
    assert score('The talks may collapse"') < 0 == score("The talks may collapse”")


@pytest.mark.parametrize(
    ("compound", "expected"),
    [(0.05, "positive"), (0.0499, "neutral"), (0.0, "neutral"), (-0.0499, "neutral"), (-0.05, "negative")],
)
def test_labels_include_the_thresholds(compound: float, expected: str):
    assert label(compound) == expected


def test_the_timeline_has_nltks_score_for_each_sentence():
    table = timeline(SENTENCES)
    assert len(table) == len(SENTENCES)
    for row in table.itertuples():
        assert ARTICLE[row.start : row.end] == row.sentence
        assert row.compound == PLAIN.polarity_scores(row.sentence)["compound"]
    # figures that lesson 04 quotes
    assert dict(table["label"].value_counts()) == {"positive": 31, "neutral": 11, "negative": 6}
    assert table["compound"].mean() == pytest.approx(0.243, abs=0.0005)
    assert score(ARTICLE) == 0.9989  # a long text only sounds louder


def test_the_picture_says_what_it_shows():
    drawing = sentiment_timeline(timeline(SENTENCES))
    assert "31 positive, 11 neutral, 6 negative" in drawing.alt
    assert list(drawing.table.columns) == ["number", "compound", "label"]
    assert "<svg" in drawing.svg
    assert "1 sentence in" in sentiment_timeline(timeline([Sentence(0, 2, "No")])).alt
    with pytest.raises(ValueError, match="There is no sentence to score"):
        sentiment_timeline(timeline([]))


def test_contributions_are_value_times_occurrences():
    table = contributions("War, war and WAR: a good deal. Peace")
    assert table.to_dict("list") == {
        "word": ["war", "peace", "good"],
        "value": [-2.9, 2.5, 1.9],
        "occurrences": [3, 1, 1],
        "contribution": [pytest.approx(-8.7), 2.5, 1.9],
        "share": [pytest.approx(8.7 / 13.1), pytest.approx(2.5 / 13.1), pytest.approx(1.9 / 13.1)],
    }
    assert list(contributions(SENTENCES)["word"][:2]) == ["peace", "security"]
    assert contributions("nothing here").empty


def test_the_kits_edits_fit_the_lexicon_and_the_article():
    edits = load_edits()
    carrying = set(contributions(SENTENCES)["word"])
    assert {edit.word for edit in edits} <= carrying
    assert {"united", "security", "defense", "peace", "war"} <= {edit.word for edit in edits}
    assert all(edit.reason.endswith(".") for edit in edits)
    edited = with_edits(edits)
    assert not {edit.word for edit in edits} & set(contributions(SENTENCES, edited)["word"])
    assert edited.polarity_scores("Ministers from the UNITED States met")["compound"] == 0
    assert score("Ministers from the United States met") == 0.4215  # NLTK's own is untouched


def test_scores_before_and_after_the_edits():
    table = before_and_after(SENTENCES, load_edits())
    assert list(table["before"]) == list(timeline(SENTENCES)["compound"])
    assert (table["change"] == table["after"] - table["before"]).all()
    # figures that lesson 04 quotes
    assert (table["change"] != 0).sum() == 29
    assert table["after"].mean() == pytest.approx(0.077, abs=0.0005)


def test_an_edit_can_add_a_word_and_change_one():
    edits = [LexiconEdit("invasion", 0, -2.5, "A test."), LexiconEdit("peace", 2.5, 1.0, "A test.")]
    table = contributions("An invasion ends peace", with_edits(edits))
    assert list(zip(table["word"], table["value"], strict=True)) == [("invasion", -2.5), ("peace", 1.0)]


HEAD = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "does not begin with the line word,before,after,reason"),
        (b"word,after\npeace,0", "does not begin with the line"),
        (f"{HEAD}\npeace,2.5,0".encode(), "Line 2 of .* has 3 fields"),
        (f"{HEAD}\n\npeace,much,0,why".encode(), "Line 3 of .*: 'much' is no value"),
        (f"{HEAD}\npeace,2.5,nan,why".encode(), "'nan' is no value: give a number from -4 to 4"),
        (f"{HEAD}\npeace,2.5,9,why".encode(), "'9' is no value"),
        (f"{HEAD}\nPeace,2.5,0,why".encode(), "'Peace' is no word for VADER"),
        (f"{HEAD}\npeace talks,2.5,0,why".encode(), "'peace talks' is no word for VADER"),
        (f"{HEAD}\npeace,2.5,0,why\npeace,2.5,1,why".encode(), "Line 3 of .*: peace has been edited before"),
        (f"{HEAD}\npeace,2.5,0, ".encode(), "gives no reason for peace"),
        (f'{HEAD}\npeace,2.5,0,"why'.encode(), "is not a CSV table in UTF-8"),
        (f"{HEAD}\npeace,2.5,0,pour la fenêtre".encode("latin-1"), "is not a CSV table in UTF-8"),
    ],
)
def test_a_faulty_file_of_edits_gets_a_sentence(tmp_path: Path, content: bytes, says: str):
    file = tmp_path / "edits.csv"
    file.write_bytes(content)
    with pytest.raises(LexiconError, match=says) as error:
        load_edits(file)
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


def test_a_file_of_edits_that_cannot_be_opened_gets_a_sentence(tmp_path: Path):
    with pytest.raises(LexiconError, match="There is no file"):
        load_edits(tmp_path / "none.csv")
    with pytest.raises(LexiconError, match="is a folder"):
        load_edits(tmp_path)


def test_an_edit_for_another_value_is_refused():
    with pytest.raises(LexiconError, match=r"has 2\.5 for peace, not 2: correct the edit's value before\."):
        with_edits([LexiconEdit("peace", 2.0, 0, "A test.")])


HOSTILE = {
    "empty": "",
    "blank": " \n\t ",
    "one word": "peace",
    "one character": "a",
    "only quotation marks": "“”\"'«»" * 500,
    "right to left": "שלום עולם! السلام عليكم \u202e peace",
    "emoji": "😀👍🏽 :-) 👨‍👩‍👧 ❤️ good",
    "HTML": "<script>alert('good')</script> &amp; <b>bad</b>",
    "NUL": "good\x00bad \x00 war\x00",
    "odd blanks": "good\x1cbad\x85not\u2028good\u00a0peace\u200bwar",
    "all capitals": "THE WAR IS NOT GOOD! PEACE IS!",
    "only marks": "!?!?!?!? ... --- !!",
    "lengthening": "İSTANBUL ß ﬁ GOOD",
    "one long word": "a" * 2_000_000,
    "two megabytes": "The minister isn't good but war is bad! “Peace”? " * 41_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_is_too_awkward(text: str):
    part = text[:100_000]  # a trace costs several times the score
    assert not faults(trace(part), PLAIN)
    assert trace(part).compound == score(part)
    assert timeline([Sentence(0, len(text), text)])["compound"].item() == PLAIN.polarity_scores(text)["compound"]
    assert contributions(text)["share"].sum() == pytest.approx(1 if contributions(text).size else 0)


def test_random_characters_keep_their_places():
    draw = random.Random(17)
    for _ in range(300):
        text = "".join(draw.choices("good bad NOT but.,!?'\"’”-:)(<>&\n\u00a0\x1c😀é", k=80))
        assert not faults(trace(text), PLAIN), text
