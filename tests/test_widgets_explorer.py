"""The tokenizer explorer: what the boxes show is the text, and the marks are the differences."""

import nltk
import pytest

from transatlantic.article import load_article
from transatlantic.tokenizing import TOKENIZERS, words
from transatlantic.widgets import explore_tokenizers
from transatlantic.widgets.explorer import MAX_CHARACTERS, TokenizerComparison, difference_sentence, pieces

AWKWARD = [
    "",
    " \n ",
    "The deal behind our backs won’t work.",
    "<script>alert('x')</script> &amp; & \"quoted\" ''",
    "مرحبا, NATO! שלום",
    "😀👩‍👩‍👧 #NATO’s U.S. 1.5 million",
    "two\n\nparagraphs   and blanks ",
]


def rows(text, **pattern):
    return {row.tokenizer: row for row in TokenizerComparison().rows(text, **pattern)}


def said(view, tokenizer):
    return next(row for row in view.result["rows"] if row["tokenizer"] == tokenizer)


def test_all_tokenizers_come_in_their_order_with_their_own_tokens():
    text = "The U.S. isn’t #NATO."
    found = TokenizerComparison().rows(text)
    assert [row.tokenizer for row in found] == list(TOKENIZERS)
    for row in found:
        assert list(row.tokens) == words(text, row.tokenizer)


@pytest.mark.parametrize("text", AWKWARD)
@pytest.mark.parametrize("pattern", [r"\w+", r"[A-Z]\w*", r"\S+|\s+"])
def test_the_pieces_of_every_row_are_the_text(text, pattern):
    for row in TokenizerComparison().rows(text, pattern):
        cut = pieces(text, row)
        assert "".join(piece for piece, _ in cut) == text
        assert [piece for piece, kind in cut if kind in ("token", "differs")] == [token.text for token in row.tokens]
        assert not [piece for piece, kind in cut if kind == "gap" and piece.strip()]
        assert not [piece for piece, kind in cut if kind == "left-out" and not piece.strip()]


def test_a_difference_is_the_smallest_stretch_that_both_sides_share():
    row = rows("The deal won’t work.")["whitespace"]
    assert [str(difference) for difference in row.differences] == ["won’t → won | ’ | t", "work. → work | ."]
    assert [row.tokens[i].text for i in sorted(row.differs)] == ["won’t", "work."]


def test_tokens_that_only_one_side_makes_are_named_as_left_out():
    row = rows("Peace, now", pattern=r"\w+")["regexp"]
    assert [str(difference) for difference in row.differences] == ["(left out) → ,"]
    assert row.differs == frozenset()
    assert pieces("Peace, now", row)[1] == (",", "left-out")


def test_equal_boundaries_are_no_difference_though_nltk_prints_the_mark_otherwise():
    assert nltk.word_tokenize('"Peace"')[0] == "``"
    row = rows('"Peace"')["wordpunct"]
    assert row.differences == ()
    assert difference_sentence(row) == "The same tokens as word_tokenize."


def test_nltk_s_own_row_never_differs_from_itself():
    row = rows(load_article().text)["nltk"]
    assert not row.differs
    assert not row.differences


def test_a_long_list_of_differences_ends_with_how_many_more():
    sentence = difference_sentence(rows("a, " * 20)["whitespace"])
    assert sentence.count("→ a | ,") == 8
    assert sentence.endswith("and at 12 more places")


@pytest.mark.parametrize("pattern", ["", "(", "[", "(a)", "*", "(a|a)*b", "a{999999}", "(?:" * 200])
def test_a_bad_pattern_is_one_sentence_in_its_own_row(pattern):
    text = "a" * 40 + " won’t"
    found = rows(text, pattern=pattern)
    assert found["regexp"].error
    assert "\n" not in found["regexp"].error
    assert found["regexp"].tokens == ()
    good = rows(text)
    assert all(found[name] == good[name] for name in TOKENIZERS if name != "regexp")


# The view


def test_the_learner_chooses_among_the_article_s_sentences():
    article = load_article()
    view = explore_tokenizers(article)
    assert len(view.sentences) > 40
    assert all(sentence in article.text for sentence in view.sentences)
    assert view.text == view.sentences[0]


def test_typing_changes_every_row():
    view = explore_tokenizers("One sentence.")
    view.text = "It isn’t <b>over</b> & done"
    for name in TOKENIZERS:
        row = said(view, name)
        assert "".join(piece for piece, _ in row["pieces"]) == view.text
        assert row["count"] == f"{len(words(view.text, name))} tokens"
    assert ["isn’t", "differs"] in [list(piece) for piece in said(view, "whitespace")["pieces"]]
    assert "isn’t → isn | ’ | t" in said(view, "whitespace")["differs"]


def test_a_bad_pattern_is_said_and_a_good_one_takes_it_back():
    view = explore_tokenizers("It isn’t over.")
    before = said(view, "nltk")
    view.pattern = "("
    assert "not a regular expression" in said(view, "regexp")["error"]
    assert (said(view, "regexp")["count"], said(view, "regexp")["pieces"]) == ("no tokens", [])
    assert said(view, "nltk") == before
    view.pattern = r"[A-Z]\w"
    assert (said(view, "regexp")["count"], said(view, "regexp")["error"]) == ("1 token", "")


def test_a_text_that_is_too_long_is_cut_with_a_sentence():
    view = explore_tokenizers("One.")
    assert view.result["note"] == ""
    view.text = "a " * MAX_CHARACTERS
    assert view.result["note"] == "Only the first 2,000 of 4,000 characters are shown: try a shorter text."
    assert said(view, "whitespace")["count"] == "1,000 tokens"


def test_an_empty_text_has_no_tokens_and_no_error():
    view = explore_tokenizers("")
    assert view.sentences == []
    assert {row["count"] for row in view.result["rows"]} == {"0 tokens"}
    assert not [row for row in view.result["rows"] if row["error"]]


def test_without_a_screen_it_names_the_line_of_code_that_does_the_same():
    assert "words(text, tokenizer=name)" in repr(explore_tokenizers("One."))
