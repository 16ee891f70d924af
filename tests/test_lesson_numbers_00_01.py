"""What lessons 00 and 01 say in prose about the article and the tools comes out of the code."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations, product

import nltk
import pytest
from course import ROOT
from nltk.sentiment import SentimentIntensityAnalyzer

from transatlantic import resources
from transatlantic.article import Sentence, load_article
from transatlantic.boundaries import careful_reading, score_boundaries
from transatlantic.cleaning import STEPS, clean, noise_inventory
from transatlantic.tokenizing import sentences, words

LESSONS = {
    name: (ROOT / "sources" / "notebooks" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("00_start_here", "01_reading")
}
ARTICLE = load_article()
TEXT = ARTICLE.text
READING = careful_reading()


def says(*phrases: str, lesson: str = "01_reading") -> None:
    for phrase in phrases:
        assert phrase in LESSONS[lesson], f"{lesson} no longer says: {phrase}"


def line_of(word: str) -> int:
    return next(i for i, paragraph in enumerate(ARTICLE.paragraphs) if word in paragraph.text)


def divide(tokenizer) -> list[Sentence]:
    return [
        Sentence(line.start + start, line.start + end, line.text[start:end])
        for line in ARTICLE.paragraphs
        for start, end in tokenizer.span_tokenize(line.text)
    ]


@pytest.fixture(scope="module")
def punkt() -> list[Sentence]:
    resources.use()
    return divide(nltk.tokenize.PunktTokenizer())


def inside(divided: list[Sentence]):
    return score_boundaries(TEXT, READING, divided, inside_lines=True)


def compound(sentence: str) -> float:
    resources.use()
    return SentimentIntensityAnalyzer().polarity_scores(sentence)["compound"]


def test_one_apostrophe_turns_the_deal():
    says("- The deal isn’t good.\n- The deal isn't good.", lesson="00_start_here")
    says("One apostrophe turned a bad deal into a good one", lesson="00_start_here")
    assert compound("The deal isn’t good.") > 0.05
    assert compound("The deal isn't good.") < -0.05


def test_some_word_makes_no_difference_and_bad_is_not_one():
    says("write `bad` in both places", "makes no difference at all", lesson="00_start_here")
    assert compound("The deal isn’t bad.") != compound("The deal isn't bad.")
    assert compound("The deal isn’t signed.") == compound("The deal isn't signed.")


def test_all_apostrophes_are_curly():
    says("Every apostrophe in our article is curly", lesson="00_start_here")
    assert "'" not in TEXT


def test_self_test_offers_the_right_answers():
    cells = dict(re.findall(r'predictions\.ask\("(\w+)", "[^"]*", (\[.*\])\)', LESSONS["00_start_here"]))
    for name, answer in {"variables": "a minister", "lists": "51, 8, 4", "loops": "3", "functions": "E.U"}.items():
        assert f'"{answer}"' in cells[name]


def test_quotations_from_the_article_stand_in_it():
    """What is set in italics and does not belong to the prose is the article's, letter for letter."""
    for lesson, quoted in {
        "00_start_here": ["Submitted to the alliance headquarters under Belgium’s Drizzle"],
        "01_reading": [
            "“quickly”",
            "in that face",
            "Camille Grand",
            "Kamille Grand",
            "Burno Lete",
            "Letty concluded",
            "Kaja Kallas",
            "Pete Hegses",
            "Apparently, Rainclouds wasn’t the only thing going above the head.",
            "Belgium’s Drizzle",
            "‘ground boots’",
            "Something the President of the United States",
        ],
    }.items():
        for phrase in quoted:
            says(f"*{phrase}*", lesson=lesson)
            assert phrase.lower() in TEXT.lower()


def test_characters_bytes_and_words():
    says(
        "They occur 49 times, and 49 × 2 extra bytes are the 98", "Five characters take three", "31 lines", "840 pieces"
    )
    wide = {character for character in TEXT if len(character.encode()) == 3}
    assert len(wide) == 5
    assert sum(TEXT.count(character) for character in wide) == 49
    assert len(TEXT.encode()) - len(TEXT) == 98
    assert len(TEXT.split()) == 840
    assert len(TEXT.splitlines()) == 31


def test_kinds_of_paragraphs():
    says("the guess is right for all four headings, and for the one line of credit at the end")
    kinds = Counter(paragraph.kind for paragraph in ARTICLE.paragraphs)
    assert kinds["heading"] == 4
    assert kinds["credit"] == 1
    assert ARTICLE.paragraphs[-1].kind == "credit"
    assert len(ARTICLE.paragraphs) == len(TEXT.splitlines())


def test_an_edit_shifts_the_address():
    says("puts a full stop behind *“quickly”* in the paragraph above")
    start = TEXT.index("Rainclouds")
    edited = TEXT.replace("Putin “quickly” As", "Putin “quickly”. As")
    assert len(edited) == len(TEXT) + 1
    assert edited[start : start + 10] == " Raincloud"
    assert TEXT.count("Hegses") == 2


def test_quotation_marks_without_a_partner():
    says("15 open, 16 close", "these 31 marks", "one mark opens and never closes, and two close what was never opened")
    assert (TEXT.count("“"), TEXT.count("”")) == (15, 16)
    alone = [flaw for flaw in noise_inventory(TEXT) if flaw.kind == "unbalanced quotation mark"]
    assert [flaw.text for flaw in alone] == ["“", "”", "”"]
    says("the mark at 995")
    assert alone[0].start == 995
    line = line_of(TEXT[995:1020])
    assert "accusations" in ARTICLE.paragraphs[line - 1].text
    assert "Kaja Kallas" in ARTICLE.paragraphs[line + 1].text


def test_ten_entries_two_of_them_double():
    flaws = noise_inventory(TEXT)
    says("Ten entries")
    assert len(flaws) == 10
    says("at 1786 and at 3868 one detached closing mark is listed twice")
    starts = [flaw.start for flaw in flaws]
    assert [place for place in starts if place + 1 in starts] == [1786, 3868]


def test_pairs_of_similar_names():
    says("Thirteen pairs", "six lines further down", "in the next paragraph *Letty concluded*")
    names = sorted({word for word in nltk.word_tokenize(TEXT) if word[0].isupper() and len(word) > 3})
    near = {pair: nltk.edit_distance(*pair) for pair in combinations(names, 2) if nltk.edit_distance(*pair) <= 2}
    assert len(near) == 13
    assert near["Lete", "Pete"] == 1
    assert near["Lete", "Letty"] == 2
    assert {("Camille", "Kamille"), ("Kallas", "Karas"), ("Defence", "Defense")} <= near.keys()
    assert line_of("Karas") - line_of("Kallas") == 6
    assert line_of("Letty") - line_of("Lete") == 1


def test_sixteen_marks_two_jobs():
    says("Of the 16 marks ’ in the list, 15 are apostrophes, and one closes")
    assert TEXT.count("’") == 16
    assert len(re.findall(r"(?<=\w)’(?=\w)", TEXT)) == 15


def test_edits_of_the_cleaning_steps():
    says("The kit has six steps", "One finds nothing here", "`unclosed_quotes` repairs one", "makes 17 edits")
    edits = {name: len(step(TEXT)) for name, step in STEPS.items()}
    assert len(edits) == 6
    assert [name for name, number in edits.items() if not number] == ["doubled_spaces"]
    assert edits["unclosed_quotes"] == 1
    assert edits["straight_apostrophes"] == 17


def test_the_way_back():
    says("Two full stops had been put in by then, so the copy is two characters ahead")
    repaired = clean(TEXT, ["missing_full_stops", "straight_apostrophes"])
    place = repaired.text.index("It's far")
    start, end = repaired.to_original(place, place + 8)
    assert TEXT[start:end] == "It’s far"
    assert place - start == 2
    says("Why does *It's* now stand earlier in the copy")
    repaired = clean(TEXT, ["missing_full_stops", "straight_apostrophes", "stray_marks"])
    place = repaired.text.index("It's far")
    assert place < repaired.to_original(place, place + 8)[0]


def test_the_reading_never_ends_a_sentence_at_a_colon():
    says("It kept to the rule that a colon never ends a sentence")
    assert ":" in TEXT
    assert not any(sentence.text.endswith(":") for sentence in READING)


def test_equal_counts_are_not_equal_answers(punkt):
    says(
        "has 48 sentences, headings and credit included",
        "Punkt and the careful reading both have 48 sentences, and disagree in four places",
    )
    assert len(READING) == len(punkt) == 48
    score = score_boundaries(TEXT, READING, punkt)
    says("Two boundaries were missed, two were drawn where the reading has none")
    assert len(score.missed) == len(score.extra) == 2
    says("The shortest one is a hint")
    assert min((sentence.text for sentence in punkt), key=len) == "."
    says("How long are the longest and the shortest sentence now, and which of the four places made them?")
    longest = max(punkt, key=lambda sentence: len(words(sentence.text)))
    assert longest.start < score.missed[0] < longest.end


def test_punkt_against_the_simple_rule(punkt):
    says("Inside lines, Punkt is ahead, .88 against .76 (n = 17 boundaries)", "the two overlap")
    simple = inside(divide(nltk.RegexpTokenizer(r"(?<=[.?!])\s+", gaps=True)))
    theirs = inside(punkt)
    assert theirs.n == simple.n == 17
    assert (round(theirs.f1, 2), round(simple.f1, 2)) == (0.88, 0.76)
    assert theirs.low < simple.high
    says("at seven places just one of the two agrees with the reading, and at six of them it is Punkt")
    wrong, wrong_punkt = ({*score.missed, *score.extra} for score in (simple, theirs))
    assert (len(wrong - wrong_punkt), len(wrong_punkt - wrong)) == (6, 1)
    says("in 16 of 128 cases one side comes up six times or more")
    tosses = list(product([0, 1], repeat=7))
    assert (len(tosses), sum(sum(toss) in (0, 1, 6, 7) for toss in tosses)) == (128, 16)


def test_repairing_first():
    says("One more than before, and yet better: two sentences have come in, and the lonely full stop has gone out")
    repaired = clean(TEXT, ["stray_marks", "missing_full_stops"]).text
    found = [sentence for line in repaired.splitlines() for sentence in nltk.sent_tokenize(line)]
    assert len(found) == 49
    assert "." not in found
    says("which of Punkt's 48 has gone?")
    repaired = clean(TEXT, ["stray_marks"]).text
    found = [sentence for line in repaired.splitlines() for sentence in nltk.sent_tokenize(line)]
    assert len(found) == 47
    assert "." not in found
    says("a perfect score")
    assert inside(sentences(TEXT)).f1 == 1
    assert len(sentences(TEXT)) == 48


def test_another_reading_gives_another_score():
    says("the same program would score worse tomorrow")
    place = TEXT.index("Something the President")
    other = [piece for sentence in READING for piece in _cut(sentence, place)]
    assert len(other) == 49
    assert score_boundaries(TEXT, other, sentences(TEXT)).f1 < 1


def _cut(sentence: Sentence, place: int) -> list[Sentence]:
    if not sentence.start < place < sentence.end:
        return [sentence]
    before = TEXT[sentence.start : place].rstrip()
    return [
        Sentence(sentence.start, sentence.start + len(before), before),
        Sentence(place, sentence.end, TEXT[place : sentence.end]),
    ]
