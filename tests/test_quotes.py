"""Quotes: their spans, speakers, cues and kinds, also where the marks or the speaker are missing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from prove_voices import QUOTE_FIGURES, figure, quote_passages

from transatlantic.article import load_article
from transatlantic.quotes import find_quotes
from transatlantic.voices import quotes_table

ARTICLE = load_article()


def said(text):
    return [(quote.text, quote.speaker, quote.cue, quote.kind) for quote in find_quotes(text)]


# Constructed: no person in these is real.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We sail,” said Karin Olm.", [("“We sail,”", "Karin Olm", "said", "full")]),
        ('"We sail," the minister told reporters.', [('"We sail,"', "the minister", "told", "full")]),
        ("‘The allies’ plan is dead,’ Olm said.", [("‘The allies’ plan is dead,’", "Olm", "said", "full")]),
        ("“We call it ‘the plan’ here,” Olm said.", [("“We call it ‘the plan’ here,”", "Olm", "said", "full")]),
        ('“Curly and straight," Olm said.', [('“Curly and straight,"', "Olm", "said", "full")]),
        (
            "“We sail,” Olm said, “but not today.”",
            [("“We sail,”", "Olm", "said", "full"), ("“but not today.”", "Olm", "said", "full")],
        ),
        ("Karin Olm, 52, a captain, called the ship “a tub”.", [("“a tub”", "Karin Olm", "called", "fragment")]),
        ("The alliance said that the ship had sailed.", [("the ship had sailed", "The alliance", "said", "indirect")]),
        (
            "The ship had sailed, according to the harbour office.",
            [("The ship had sailed", "the harbour office", "according to", "indirect")],
        ),
        ("The “ship” was a raft.", [("“ship”", None, None, "fragment")]),
        ("Olm declined to say whether the ship had sailed.", []),
        ("Olm read the novel “The Long Winter” on board.", []),
    ],
)
def test_speakers_before_and_behind_fragments_and_reported_clauses(text, expected):
    assert said(text) == expected


def test_a_pronoun_means_the_latest_who_can_be_meant():
    text = "Karin Olm came late. “We sail,” she said. Peter Vass shook his head. “We do not,” he said."
    assert [quote.speaker for quote in find_quotes(text)] == ["Karin Olm", "Peter Vass"]
    assert [quote.speaker_printed for quote in find_quotes(text)] == ["she", "he"]
    assert find_quotes("“We sail,” she said.")[0].speaker is None


def test_a_quote_that_never_closes_does_not_eat_the_rest():
    text = "“We sail at noon and nothing stops us.\n\nKarin Olm left. “Never,” said Peter Vass.\n"
    first, second = find_quotes(text)
    assert first.text == "“We sail at noon and nothing stops us." and first.flags == ("never closes",)
    assert (second.text, second.speaker) == ("“Never,”", "Peter Vass")


def test_a_quote_that_never_opens_starts_behind_its_colon():
    (quote,) = find_quotes("Karin Olm said: We sail at noon.”")
    assert (quote.text, quote.flags, quote.speaker) == ("We sail at noon.”", ("never opens",), "Karin Olm")


def test_a_quote_over_two_paragraphs_keeps_its_speaker():
    text = "Karin Olm said: “We sail at noon.\n\n“Nothing stops us.”"
    first, second = find_quotes(text)
    assert first.flags == ("goes on in the next paragraph",)
    assert first.speaker == second.speaker == "Karin Olm"


def test_a_quote_in_the_article_has_no_speaker():
    quote = next(q for q in find_quotes(ARTICLE.text) if q.text.startswith("“It would have been better"))
    assert quote.speaker is None and quote.flags == ("never closes",)
    table = quotes_table(ARTICLE.text)
    assert list(table.loc[table["start"] == quote.start, "speaker"]) == ["unknown"]


HOSTILE = {
    "empty": "",
    "one word": "NATO",
    "only quotation marks": "“”\"'‘’“““",
    "right to left": "הם אמרו “שלום”. " * 20,
    "emoji": "😀 “👍🏽” she said 👩‍👩‍👧",
    "HTML": '<script>alert("x")</script><b>&amp;</b>',
    "NUL": "a\0b “c\0” said X\0",
    "no final newline": "He said “yes”",
    "all capitals": ARTICLE.text.upper(),
    "controls": "\x1b[31m \u202e “x” \x85 \x0b",
    "openers": "“" * 5000,
    "closers": "” a " * 5000,
    "apostrophes": " 'a" * 5000,
    "one endless sentence": "Smith said and " * 5000,
    "two megabytes": (ARTICLE.text + "\n") * 380,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_give_spans_that_round_trip_and_never_overlap(text):
    found = find_quotes(text)
    assert all(text[quote.start : quote.end] == quote.text for quote in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(q.speaker_span is None or text[slice(*q.speaker_span)] == q.speaker_printed for q in found)


# Floors a little below what tests/prove_voices.py printed.
FLOORS = {
    "article": (0.95, 0.97, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95),
    "constructed": (0.93, 0.95, 0.93, 0.93, 0.93, 0.93, 0.95, 0.93, 0.93),
}


@pytest.mark.parametrize("which", FLOORS)
def test_the_gold_is_met(which):
    passages = quote_passages()[which]
    for (label, count), floor in zip(QUOTE_FIGURES.items(), FLOORS[which], strict=True):
        assert figure([count(passage) for passage in passages]).value >= floor, label
