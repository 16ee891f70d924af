"""The inventory finds what a reader sees, and every repair keeps the way back."""

from __future__ import annotations

import random

import pytest

from transatlantic.article import load_article
from transatlantic.cleaning import STEPS, clean, noise_inventory

TEXT = load_article().text


def found(kind: str) -> list[str]:
    """What stands before each flaw of a kind, and the flaw."""
    return [
        TEXT[noise.start - 12 : noise.start] + "|" + noise.text for noise in noise_inventory(TEXT) if noise.kind == kind
    ]


def test_inventory_of_the_article_by_eye():
    assert found("stray mark") == [
        "n that face.| ",
        " Barro in X.| .",
        "eir borders.| .",
        "apabilities.| ",
        "an security.| ",
    ]
    assert found("missing full stop") == ["in “quickly”|", "s of defense|"]
    assert found("unbalanced quotation mark") == ["ship hopes.\n|“", " that face. |”", "pabilities. |”"]
    assert found("doubled space") == []
    assert found("mixed apostrophes") == []


def test_inventory_of_other_flaws():
    kinds = [noise.kind for noise in noise_inventory("It's  here. The ministers’ “plan isn't it’s.")]
    assert kinds == ["doubled space", "unbalanced quotation mark", "mixed apostrophes"]


def test_sound_text_has_no_flaws():
    assert noise_inventory("“We agree,” she said. “It’s done.”\nThe film It Follows ran. He saw “Her”.") == []


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ('He said "no" and ("never").', []),
        ('Pellwick said it was "not a detail.', [21]),
        ('It was the point," she said.', [17]),
        ('The 5" pipe and the 12" shell.', []),
        ('"One," he said, "two', [16]),
        ("“One " + '"two" three.', [0]),
    ],
)
def test_straight_marks_without_a_partner_are_found(text: str, marks: list[int]):
    assert [noise.start for noise in noise_inventory(text) if noise.kind == "unbalanced quotation mark"] == marks


@pytest.mark.parametrize("step", STEPS)
def test_each_step_alone_keeps_the_way_back(step: str):
    cleaned = clean(TEXT, [step])
    unchanged = 0
    for i, character in enumerate(cleaned.text):
        start, end = cleaned.origin[i]
        if end - start == 1 and TEXT[start] == character:
            unchanged += 1
    assert unchanged > 0.98 * len(TEXT)
    starts = [start for start, _ in cleaned.origin]
    assert starts == sorted(starts)


def test_what_each_step_does():
    assert clean("a  b", ["doubled_spaces"]).text == "a b"
    assert clean("the end. .\nNext. ”", ["stray_marks"]).text == "the end.\nNext.”"
    assert clean("came “quickly” As it was in defense It’s far", ["missing_full_stops"]).text == (
        "came “quickly”. As it was in defense. It’s far"
    )
    assert clean("“Never closed.\nNext.", ["unclosed_quotes"]).text == "“Never closed.”\nNext."
    assert clean('"Never closed.\nNext.', ["unclosed_quotes"]).text == '"Never closed."\nNext.'
    assert clean("“Goes on.\n“And ends.”", ["unclosed_quotes"]).text == "“Goes on.\n“And ends.”"
    assert clean("won’t", ["straight_apostrophes"]).text == "won't"
    assert clean("“yes”", ["straight_quotes"]).text == '"yes"'


def test_no_step_gives_the_text_and_an_unknown_one_a_sentence():
    assert clean(TEXT, []).text == TEXT
    with pytest.raises(ValueError, match="No cleaning step is called 'spelling'"):
        clean(TEXT, ["spelling"])


def test_spans_lead_back_to_their_own_words():
    cleaned = clean(TEXT)
    place = cleaned.text.index("won't work")
    start, end = cleaned.to_original(place, place + len("won't work"))
    assert TEXT[start:end] == "won’t work"
    for start, end in ((5, 5), (-1, 3), (0, len(cleaned.text) + 1)):
        with pytest.raises(ValueError, match="is no span"):
            cleaned.to_original(start, end)


def test_cleaning_holds_on_mangled_texts():
    """Random edits of the article: no exception, and every character still has an origin within the text."""
    draw = random.Random(7)
    for _ in range(200):
        characters = list(TEXT[: draw.randrange(1, 800)])
        for _ in range(20):
            characters[draw.randrange(len(characters))] = draw.choice("“”’‘'\". \n«»…😀א")
        text = "".join(characters)
        cleaned = clean(text)
        assert len(cleaned.origin) == len(cleaned.text)
        assert all(0 <= start <= end <= len(text) for start, end in cleaned.origin)
        assert all(text[noise.start : noise.end] == noise.text for noise in noise_inventory(text))
