"""The share of voice: whose words, how many, and which of them stand in marks."""

from __future__ import annotations

from xml.etree import ElementTree

import nltk
import pytest
from matplotlib import pyplot as plt

from transatlantic import plots

VOICE = nltk.ConditionalFreqDist(
    [("A minister", "full")] * 5 + [("A minister", "indirect")] * 2 + [("unknown", "fragment")] * 9
)


def test_the_bars_are_the_counts_most_first():
    picture = plots.share_of_voice(VOICE)
    assert picture.table.to_numpy().tolist() == [["unknown", 9, 9, 0], ["A minister", 7, 5, 2]]
    assert "16 quoted words" in picture.alt
    assert "A minister 7 (5 in marks, 2 reported)" in picture.alt
    drawn = "\n".join(ElementTree.fromstring(picture.svg).itertext())
    for word in ("unknown", "A minister", "9", "7", "in marks", "reported", "words quoted", "speaker"):
        assert word in drawn
    assert picture.title and not plt.get_fignums()
    assert picture.svg == plots.share_of_voice(VOICE).svg, "the same numbers must give the same picture"


def test_hostile_names_stay_text():
    hostile = nltk.ConditionalFreqDist([('<img src=x onerror="alert(1)">$x_{' + "y" * 400, "full")])
    picture = plots.share_of_voice(hostile)
    ElementTree.fromstring(picture.svg)
    assert "<img src=x" not in picture._repr_html_()
    assert len(picture.alt) < 300


def test_nobody_gets_a_sentence():
    with pytest.raises(ValueError, match=r"^There is no word to share out: [^\n]+\.$"):
        plots.share_of_voice(nltk.ConditionalFreqDist())
