"""The timeline: a bar is a sentence's score, and the chosen sentence stands in its place in the paragraph."""

from __future__ import annotations

import pytest

from transatlantic.article import load_article, paragraphs
from transatlantic.sentiment import load_edits, timeline, trace
from transatlantic.tokenizing import sentences
from transatlantic.widgets import LexiconEdits, sentiment_timeline
from transatlantic.widgets.timeline import MAX_SENTENCES, pieces

ARTICLE = load_article()
SENTENCES = sentences(ARTICLE.text)


@pytest.fixture
def view(tmp_path):
    return sentiment_timeline(ARTICLE, tmp_path)


def test_a_bar_is_nltk_s_score(view):
    table = timeline(SENTENCES)
    assert [row["before"] for row in view.bars["rows"]] == list(table["compound"])
    assert [row["after"] for row in view.bars["rows"]] == list(table["compound"])
    assert view.bars["rows"][2]["name"] == "Sentence 3 of 48: +0.6808, positive"
    assert view.bars["summary"] == "48 sentences: 31 positive, 11 neutral, 6 negative, mean +0.243."


@pytest.mark.parametrize("text", [ARTICLE.text, "😀 good مرحبا. <b>Bad</b> &amp; war!\n\nA  peace\tof good.", "good"])
def test_the_pieces_are_the_paragraph_and_the_marked_words_carry_the_score(text):
    for sentence in sentences(text):
        paragraph = next(part for part in paragraphs(text) if part.start <= sentence.start < part.end)
        cut = pieces(paragraph, sentence)
        assert "".join(piece for piece, _, _ in cut) == paragraph.text
        assert "".join(piece for piece, kind, _ in cut if kind != "other") == sentence.text
        carrying = [token.text for token in trace(sentence.text).tokens if token.value]
        assert [piece for piece, kind, _ in cut if kind == "word"] == carrying


def test_choosing_a_sentence_reads_it(view):
    view.chosen = 34
    assert view.detail["said"] == (
        "Sentence 35 of 48: −0.7003, negative. Its score is carried by fatal −2.5, trap −1.3."
    )
    assert ("trap", "word", "−1.3") in view.detail["pieces"]
    view.chosen = 4
    assert view.detail["said"].endswith("0, neutral. No word adds to its score.")
    for outside in (-1, 48):
        view.chosen = outside
        assert view.detail == {}


def test_an_edit_moves_the_bars_and_says_before_and_after(view, tmp_path):
    view.chosen = 43
    LexiconEdits(tmp_path).put("grand", 0, "A surname in the article.")
    assert view.bars["edited"] == ["grand"]
    row = view.bars["rows"][43]
    assert (row["before"], row["after"]) == (0.7003, 0.4215)
    assert row["name"] == "Sentence 44 of 48: +0.7003, positive; with your edits +0.4215, positive"
    assert view.bars["summary"].endswith("3 of 48 scores change.")
    assert "Grand" not in [piece for piece, kind, _ in view.detail["pieces"] if kind == "word"]
    again = sentiment_timeline(ARTICLE, tmp_path)
    assert again.bars == view.bars
    assert load_edits(tmp_path / "lexicon_edits.csv")[0].word == "grand"


def test_a_damaged_file_of_edits_is_said_and_the_bars_stand(tmp_path):
    (tmp_path / "lexicon_edits.csv").write_text("nonsense")
    view = sentiment_timeline(ARTICLE, tmp_path)
    assert "kept as lexicon_edits.aside-1.csv" in view.bars["note"]
    assert len(view.bars["rows"]) == 48


def test_a_long_text_is_shown_in_part_with_a_sentence(tmp_path):
    view = sentiment_timeline("Good news came. " * (MAX_SENTENCES + 2), tmp_path)
    assert len(view.bars["rows"]) == MAX_SENTENCES
    assert view.bars["note"] == "The first 200 sentences are shown, 2 are not."


def test_an_empty_text_has_a_sentence_and_no_bar(tmp_path):
    view = sentiment_timeline("", tmp_path)
    assert (view.bars["rows"], view.bars["summary"], view.detail) == ([], "There is no sentence to score.", {})


def test_without_a_screen_it_names_the_lines_of_code_that_do_the_same(view):
    assert "timeline(sentences), before_and_after(sentences, edits)" in repr(view)
