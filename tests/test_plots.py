"""Pictures say in words what they show, bring their numbers along, and leave a learner's matplotlib alone."""

from __future__ import annotations

import re
import statistics
from html.parser import HTMLParser
from xml.etree import ElementTree

import matplotlib as mpl
import nltk
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib import style
from matplotlib.figure import Figure

from transatlantic import plots
from transatlantic.article import Sentence, load_article
from transatlantic.boundaries import careful_reading
from transatlantic.cleaning import noise_inventory
from transatlantic.tokenizing import TOKENIZERS, words

TEXT = load_article().text
TOKENS = nltk.word_tokenize(TEXT)
FDIST = nltk.FreqDist(TOKENS)

READY = {
    "token_counts": lambda: plots.token_counts(TEXT),
    "frequencies": lambda: plots.frequencies(FDIST),
    "dispersion": lambda: plots.dispersion(TEXT, ["Ukraine", "US", "Europe", "NATO"]),
    "sentence_lengths": lambda: plots.sentence_lengths(careful_reading()),
    "noise": lambda: plots.noise(TEXT),
}


def drawn(picture: plots.Picture) -> str:
    """The words in a drawing, which must be well-formed XML."""
    return "\n".join(ElementTree.fromstring(picture.svg).itertext())


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("name", READY)
def test_a_ready_picture_is_complete_and_leaves_nothing_behind(name: str):
    before = dict(mpl.rcParams)
    picture = READY[name]()
    assert dict(mpl.rcParams) == before
    assert not plt.get_fignums()
    assert picture.title and len(picture.table) and len(picture.alt) > 40
    root = ElementTree.fromstring(picture.svg)
    assert root.tag.endswith("svg")
    assert not re.search(r'(href|src)="(?!#|data:)', picture.svg)
    page = Page(picture._repr_html_())
    assert [attrs["alt"] for tag, attrs in page.tags if tag == "img"] == [picture.alt]
    assert picture.title in page.text
    assert "Table behind the picture" in page.text
    for header in picture.table.columns:
        assert header in page.text
    assert picture.svg == READY[name]().svg, "the same numbers must give the same picture"


def test_token_counts_are_those_of_the_tokenizers():
    picture = plots.token_counts(TEXT)
    for name, tokens, types in picture.table.itertuples(index=False):
        found = [token.text for token in words(TEXT, name)]
        assert (tokens, types) == (len(found), len(set(found)))
        assert f"{name} {tokens}" in picture.alt
        assert name in drawn(picture) and str(tokens) in drawn(picture)
    assert list(picture.table["tokenizer"]) == list(TOKENIZERS)


def test_frequencies_are_nltk_s_and_a_mark_has_a_name():
    picture = plots.frequencies(FDIST, 5)
    assert list(picture.table["count"]) == [count for _, count in FDIST.most_common(5)]
    assert ", comma 43" in picture.alt
    assert f"all {FDIST.B()} types together {FDIST.N()}" in picture.alt
    pairs = plots.frequencies(nltk.FreqDist(nltk.bigrams(TOKENS)), 3)
    assert pairs.table["token"][0] == " ".join(nltk.FreqDist(nltk.bigrams(TOKENS)).max())


def test_dispersion_has_every_place_and_counts_a_word_that_is_missing():
    picture = plots.dispersion(TEXT, ["Ukraine", "Atlantis", "US"])
    assert [(word, TOKENS[at]) for word, at in picture.table.itertuples(index=False)] == [
        ("Ukraine", "Ukraine")
    ] * 16 + [("US", "US")] * 9
    first, last = TOKENS.index("Ukraine"), len(TOKENS) - 1 - TOKENS[::-1].index("Ukraine")
    assert f"Ukraine 16 (from {first} to {last}), Atlantis 0, US 9" in picture.alt
    assert "Atlantis (0)" in drawn(picture)


def test_sentence_lengths_count_every_sentence():
    lengths = [len(nltk.word_tokenize(sentence.text)) for sentence in careful_reading()]
    picture = plots.sentence_lengths(careful_reading())
    for start, end, count in picture.table.itertuples(index=False):
        assert count == sum(start <= length <= end for length in lengths)
    assert picture.table["sentences"].sum() == len(lengths) == 48
    assert f"shortest has {min(lengths)} tokens, the longest {max(lengths)}" in picture.alt
    assert f"the median is {statistics.median(lengths):g}" in picture.alt


def test_a_sentence_without_end_gets_wider_steps():
    long = "word " * 5000
    picture = plots.sentence_lengths([Sentence(0, 5, "word."), Sentence(6, 6 + len(long), long)])
    assert len(picture.table) <= plots.MOST_STEPS
    assert picture.table["sentences"].sum() == 2
    assert picture.table["to"].iloc[-1] >= 5000


def test_noise_shows_each_flaw_of_the_inventory():
    flaws = noise_inventory(TEXT)
    picture = plots.noise(TEXT)
    assert list(zip(picture.table["kind"], picture.table["start"], strict=True)) == [(f.kind, f.start) for f in flaws]
    for kind in {flaw.kind for flaw in flaws}:
        n = sum(flaw.kind == kind for flaw in flaws)
        assert f"{kind} {n}" in picture.alt
        assert f"{kind} ({n})" in drawn(picture)


def test_a_text_without_flaws_is_said_to_have_none():
    picture = plots.noise("All is well here.")
    assert "No flaw" in picture.alt and "no flaw found" in drawn(picture)
    assert picture.table.empty
    assert "<table" not in picture._repr_html_()


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plots.frequencies(nltk.FreqDist()),
        lambda: plots.frequencies(FDIST, 0),
        lambda: plots.dispersion(TEXT, []),
        lambda: plots.sentence_lengths([]),
        lambda: plots.picture(Figure().subplots(), alt=" "),
    ],
)
def test_nothing_to_draw_gets_a_sentence(draw):
    with pytest.raises(ValueError, match=r"^[A-Z][^\n]+: [^\n]+\.$"):
        draw()


def test_nltk_s_own_plots_come_with_their_table_and_are_shown_once():
    shown = plots.picture(FDIST.plot(15, title="Counts", show=False), alt="Counts, falling.")
    assert not plt.get_fignums(), "the notebook would show it a second time"
    assert shown.title == "Counts"
    assert list(shown.table.itertuples(index=False, name=None)) == FDIST.most_common(15)
    assert list(shown.table.columns) == ["Samples", "Counts"]
    spread = plots.picture(nltk.draw.dispersion_plot(nltk.Text(TOKENS), ["Ukraine", "US"]), alt="Marks.")
    assert not plt.get_fignums()
    assert set(map(tuple, spread.table.to_numpy())) == {
        (at, token) for at, token in enumerate(TOKENS) if token in {"Ukraine", "US"}
    }


def test_bars_and_several_lines_give_their_numbers():
    ax = Figure().subplots()
    ax.bar(["one", "two"], [3, 4.5])
    assert plots.picture(ax, alt="Bars.").table.to_numpy().tolist() == [["one", 3], ["two", 4.5]]
    ax = Figure().subplots()
    ax.barh(["one", "two"], [3, 4])
    assert plots.picture(ax, alt="Bars.").table.to_numpy().tolist() == [[3, "one"], [4, "two"]]
    ax = Figure().subplots()
    ax.plot([0, 1], [2, 3], label="first")
    ax.plot([0, 1], [4, 5], label="second")
    assert plots.picture(ax, alt="Lines.").table.to_numpy().tolist() == [
        ["first", 0, 2],
        ["first", 1, 3],
        ["second", 0, 4],
        ["second", 1, 5],
    ]
    given = pd.DataFrame({"my": [1]})
    assert plots.picture(Figure().subplots(), alt="Empty.", table=given).table is given


def test_a_learner_s_figure_and_style_stay_as_they_are():
    with style.context("dark_background"):
        own = plt.figure()
        own.add_subplot().plot([1, 2])
        before = dict(mpl.rcParams)
        picture = plots.dispersion(TEXT, ["NATO"])
        plots.frequencies(FDIST)
        assert plt.get_fignums() == [own.number] and plt.gcf() is own
        assert dict(mpl.rcParams) == before
        plt.close(own)
    assert picture.svg == plots.dispersion(TEXT, ["NATO"]).svg, "a learner's dark style must not reach ours"


def test_a_transparent_figure_gets_paper():
    figure = Figure(facecolor="none")
    assert "fill: #ffffff" in plots.picture(figure.subplots(), alt="Nothing yet.").svg


def test_awkward_tokens_do_no_harm():
    awkward = [
        "<script>alert(1)</script>",
        '"><img src=x>',
        "$5$",
        "$x_{",
        "a\x1bb\x0b",
        "\u202eevil",
        "x" * 5000,
        "你好",
        "😀",
    ]
    picture = plots.frequencies(nltk.FreqDist(awkward))
    assert "$5$" in drawn(picture), "money, not mathematics"
    page = Page(picture._repr_html_())
    assert "script" not in {tag for tag, _ in page.tags}
    assert [attrs["src"][:26] for tag, attrs in page.tags if tag == "img"] == ["data:image/svg+xml;base64,"]
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", page.text + picture.alt)
    assert len(picture.alt) < 600


def test_a_long_table_says_how_much_of_it_is_shown():
    ax = Figure().subplots()
    ax.plot(range(2000), range(2000))
    picture = plots.picture(ax, alt="A line.")
    assert len(picture.table) == 2000
    assert f"The first {plots.MOST_ROWS} of 2000 rows." in picture._repr_html_()
