"""Tokens are NLTK's, with their places; sentences agree with a careful reading."""

from __future__ import annotations

import random
from itertools import pairwise

import nltk
import pytest

from transatlantic import resources
from transatlantic.article import Sentence, load_article
from transatlantic.boundaries import careful_reading, score_boundaries
from transatlantic.tokenizing import TOKENIZERS, PatternError, sentences, words

TEXT = load_article().text
AWKWARD = [
    "",
    " \n ",
    "\"Well,\" he said, ``it's ''fine'' \"\"",
    "AT&amp;T &lt;said&gt; it &amp; left &eacute;t&eacute; &nosuch; &",
    "!!!!!!!!!! ........ ------ :-))))) <3 #NATO @alliance https://example.org/?a=1&b=2",
    "שלום עולם! 你好。 😀👍🏽 e\u0301te\u0301",
    "a\u00a0b\u200bc\x00d\x0be",
    "can't cannot gonna 'tis O'Brien rock'n'roll won’t 'we'll' (U.S.) etc.",
]


def printed(text: str, tokenizer: str) -> list[str]:
    """What NLTK prints."""
    resources.use()
    if tokenizer == "tweet":
        return nltk.TweetTokenizer().tokenize(text)
    if tokenizer == "nltk":
        return nltk.word_tokenize(text)
    if tokenizer == "wordpunct":
        return nltk.wordpunct_tokenize(text)
    return nltk.WhitespaceTokenizer().tokenize(text)


@pytest.mark.parametrize("tokenizer", ["whitespace", "wordpunct", "nltk", "tweet"])
def test_tokens_are_those_of_nltk(tokenizer: str):
    assert [token.text for token in words(TEXT, tokenizer)] == printed(TEXT, tokenizer)


def test_quotation_marks_keep_their_shape_in_the_text():
    text = "He said \"no\" and ``yes''."
    assert printed(text, "nltk") == ["He", "said", "``", "no", "''", "and", "``", "yes", "''", "."]
    assert [token.text for token in words(text)] == ["He", "said", '"', "no", '"', "and", "``", "yes", "''", "."]


def test_an_entity_is_one_tweet_token():
    assert [token.text for token in words("fish &amp; chips", "tweet")] == ["fish", "&amp;", "chips"]


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_places_are_right_on_awkward_texts(tokenizer: str):
    draw = random.Random(11)
    mangled = ["".join(draw.choices("aB’'\"`“”.,!?&;-() \n😀é", k=60)) for _ in range(150)]
    for text in [*AWKWARD, *mangled]:
        tokens = words(text, tokenizer)
        assert all(text[token.start : token.end] == token.text for token in tokens), text
        assert all(one.end <= other.start for one, other in pairwise(tokens)), text
        if tokenizer == "wordpunct":
            assert "".join(token.text for token in tokens) == "".join(text.split()), text


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("", "The pattern is empty"),
        ("[a-", "is not a regular expression"),
        (r"(\w+)", "has a capturing group"),
        (r"(?:a|a)*$", "takes too long"),
        ("a{999999}", "cannot be used"),
    ],
)
def test_a_bad_pattern_gets_a_sentence(pattern: str, says: str):
    with pytest.raises(PatternError, match=says) as error:
        words("a" * 40 + "b", "regexp", pattern)
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


def test_an_unknown_tokenizer_gets_a_sentence():
    with pytest.raises(ValueError, match="No tokenizer is called 'bpe': choose from whitespace"):
        words("a", "bpe")


def test_sentences_agree_with_the_careful_reading():
    score = score_boundaries(TEXT, careful_reading(), sentences(TEXT))
    assert score.n == 47
    assert score.f1 >= 0.95, (score.missed, score.extra)
    assert score.low >= 0.9


def test_plain_punkt_gives_as_many_sentences_at_other_places():
    """The figure of lessons 01 and 02: equal counts are not equal answers."""
    resources.use()
    punkt = nltk.tokenize.PunktTokenizer()
    found = [
        Sentence(part.start + start, part.start + end, part.text[start:end])
        for part in load_article().paragraphs
        for start, end in punkt.span_tokenize(part.text)
    ]
    score = score_boundaries(TEXT, careful_reading(), found)
    assert len(found) == len(careful_reading()) == 48
    assert (len(score.missed), len(score.extra)) == (2, 2)


# Written for this test: abbreviations, initials, numbers, quotations, questions; one sentence a line.
NEWS = """\
The minister met Gen. Miller of the U.S. Army at 10 a.m. on Monday.
He had flown in from Washington, D.C. on Jan. 5.
“Are we ready?” asked the host.
“Not yet!” came the answer from the back row.
The treaty, signed in St. Petersburg by J. R. Fischer, covers No. 10 of the list.
Costs rose by 2.5 points, i.e. more than planned.
The answer was no.
Officials in the U.N. said nothing.
"We will see," Dr. Young said.
"It is early."
Shares of Northern Steel Inc. fell.
The vote is on Feb. 3, vs. an earlier plan.
It will be close!
Who decides?
""".splitlines()


def test_general_news_is_divided_as_a_reader_would():
    assert [sentence.text for sentence in sentences(" ".join(NEWS))] == NEWS


def test_repairs_leave_sound_text_alone():
    """A title that looks like an opener is no missing full stop."""
    lines = [
        "They saw the film It Follows.",
        "He liked “Her” best.",
        "The Who played.",
        "“Why?” she asked.",
        "It ended.",
    ]
    assert [sentence.text for sentence in sentences(" ".join(lines))] == lines


def test_a_reading_without_boundaries_gets_a_sentence():
    whole = [Sentence(0, 4, "One.")]
    with pytest.raises(ValueError, match="has no boundary to compare"):
        score_boundaries("One.", whole, whole)


def test_score_counts_and_bounds():
    text = "One. Two. Six. Ten."
    reading = [Sentence(start, start + 4, text[start : start + 4]) for start in (0, 5, 10, 15)]
    joined = [*reading[:2], Sentence(10, 19, text[10:19])]
    score = score_boundaries(text, reading, joined)
    assert (score.n, score.precision, score.recall) == (3, 1.0, pytest.approx(2 / 3))
    assert score.f1 == pytest.approx(0.8)
    assert score.low < score.f1 < score.high <= 1
    assert [text[:end][-4:] for end in score.missed] == ["Six."]
    nothing = score_boundaries(text, reading, [Sentence(0, len(text), text)])
    assert (nothing.f1, nothing.recall) == (0.0, 0.0)
