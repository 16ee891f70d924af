"""The dissector: what the boxes show is the trace, and the trace is NLTK's."""

from __future__ import annotations

import pytest
from nltk.sentiment import SentimentIntensityAnalyzer

from transatlantic.article import load_article
from transatlantic.sentiment import load_edits, trace
from transatlantic.tokenizing import sentences
from transatlantic.widgets import LexiconEdits, dissect
from transatlantic.widgets.dissector import MAX_CHARACTERS, boxes, compound_said, signed, step_said, sum_said

VADER = SentimentIntensityAnalyzer()
WHY = "A test."

AWKWARD = [
    "",
    " \n ",
    "a ! ?",
    "<script>alert('x')</script> &amp; good",
    "مرحبا, NATO! good שלום",
    "😀👩‍👩‍👧 #NATO’s U.S. :-) bad\x00",
    "good " * 400,
]


@pytest.fixture
def view(tmp_path):
    return dissect("The plan is not good.", tmp_path)


@pytest.mark.parametrize(
    ("number", "said"),
    [(1.9, "+1.9"), (-1.406, "−1.406"), (0, "0"), (-0.0, "0"), (0.00001, "0"), (-3, "−3"), (0.27835, "+0.2783")],
)
def test_numbers_have_their_sign_and_no_idle_zeros(number, said):
    assert signed(number) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The plan is not good.", ["negation ×−0.74 (not) → −1.406"]),
        ("The plan is very good.", ["booster +0.293 (very) → +2.193"]),
        ("The plan is hardly good.", ["dampener −0.293 (hardly) → +1.607"]),
        ("The plan is GOOD.", ["capitals +0.733 → +2.633"]),
        ("It is late, but good.", ["but ×1.5 (but) → +2.85"]),
        ("The police found the bomb.", ["idiom =3 (the bomb) → +3"]),
        ("They are kind of new", ["passed over =0 (of) → 0"]),
    ],
)
def test_each_rule_is_said_in_words(text, said):
    traced = trace(text)
    assert [step_said(step, traced.tokens) for token in traced.tokens for step in token.steps] == said


def test_a_box_has_the_value_the_rules_and_what_it_adds():
    the, plan, _is, _not, good = boxes(trace("The plan is not good."), {"plan": 0.0, "good": 1.5})
    assert (the["word"], the["lexicon"], the["steps"], the["value"], the["edited"]) == ("The", "", [], "", "")
    assert plan["edited"] == "edited, no value before"
    assert (good["lexicon"], good["value"], good["edited"]) == ("+1.9", "−1.406", "edited, +1.5 before")


def test_the_steps_lead_from_the_values_to_the_compound():
    assert sum_said(trace("What a good plan and a bad day!")) == [
        "values: +1.9 −2.5, sum −0.6",
        "punctuation: −0.292 → −0.892",
        "normalisation: −0.892 ÷ √((−0.892)² + 15) → −0.2244",
        "compound: −0.2244, negative",
    ]
    assert sum_said(trace("Ministers met."))[0] == "values: none, sum 0"
    assert sum_said(trace("")) == ["VADER finds no token: one has two characters or more."]


@pytest.mark.parametrize("text", AWKWARD)
def test_what_is_typed_gets_nltk_s_compound_and_its_own_words(view, text):
    view.text = text
    cut = text[:MAX_CHARACTERS]
    assert view.result["head"] == f"Compound {compound_said(VADER.polarity_scores(cut)['compound'])}"
    assert [box["word"] for box in view.result["boxes"]] == [token.text for token in trace(cut).tokens]


def test_a_text_that_is_too_long_is_cut_with_a_sentence(view):
    view.text = "good " * MAX_CHARACTERS
    assert view.result["note"] == "Only the first 2,000 of 10,000 characters are scored: try a shorter text."


def test_the_article_s_sentences_are_offered(tmp_path):
    article = load_article()
    view = dissect(article, tmp_path)
    assert view.sentences == [sentence.text for sentence in sentences(article.text)]
    assert view.text == view.sentences[0]
    assert dissect("", tmp_path).sentences == []


def test_an_edit_is_on_disk_before_it_is_acknowledged(view, tmp_path):
    seen = []
    view.observe(
        lambda change: seen.append([edit.word for edit in load_edits(tmp_path / "lexicon_edits.csv")]), "answer"
    )
    view.act({"act": "put", "word": "good", "value": "1", "reason": WHY})
    assert seen == [["good"]]
    assert view.answer == {"said": "Saved: good, 1.9 before, 1 now.", "done": True}
    assert view.result["head"] == ("Compound −0.3412, negative with NLTK’s lexicon → −0.1877, negative with your edits")
    assert view.result["edits"] == [{"word": "good", "before": "+1.9", "after": "+1", "value": "1", "reason": WHY}]
    assert view.result["boxes"][-1]["edited"] == "edited, +1.9 before"
    view.act({"act": "remove", "word": "good"})
    assert view.result["edits"] == []
    view.act({"act": "put", "word": "invasion", "value": "-2", "reason": WHY})
    view.act({"act": "reset"})
    assert (view.result["edits"], load_edits(tmp_path / "lexicon_edits.csv")) == ([], [])


def test_a_bad_value_is_a_sentence_and_nothing_is_saved(view, tmp_path):
    view.act({"act": "put", "word": "good", "value": "lots", "reason": WHY})
    assert view.answer["done"] is False
    assert view.answer["said"].startswith("Not saved. 'lots' is no value: give a number from -4 to 4")
    assert not list(tmp_path.iterdir())


def test_an_edit_made_elsewhere_is_followed(view, tmp_path):
    other = dissect("good", tmp_path)
    LexiconEdits(tmp_path).put("good", 0, WHY)
    for each in (view, other):
        assert [edit["word"] for edit in each.result["edits"]] == ["good"]
        assert each.result["edits"][0]["after"] == "taken out"


def test_a_damaged_file_is_said_as_long_as_the_widget_stands(tmp_path):
    (tmp_path / "lexicon_edits.csv").write_text("nonsense")
    view = dissect("good", tmp_path)
    view.text = "bad"
    assert "kept as lexicon_edits.aside-1.csv" in view.result["note"]
    assert (tmp_path / "lexicon_edits.aside-1.csv").read_text() == "nonsense"


def test_without_a_screen_it_names_the_lines_of_code_that_do_the_same(view):
    assert "trace(text).table()" in repr(view)
    assert "LexiconEdits().put(word, value, reason)" in repr(view)
