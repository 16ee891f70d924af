"""What lesson 08 says in prose of its constructed report comes out of the code, and its draft of a finding keeps faith."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nltk
import pytest
from course import ROOT
from markdown_it import MarkdownIt

from transatlantic import ARTICLE_VARIABLE, FOLDER_VARIABLE, corrections
from transatlantic.article import ArticleError, load_article
from transatlantic.names import find_people
from transatlantic.own.finding import share, write_finding
from transatlantic.own.making import EXAMPLE, new_article
from transatlantic.quotes import find_quotes
from transatlantic.sentiment import contributions
from transatlantic.stance import corpus
from transatlantic.stance.scheme import targets
from transatlantic.stance.tagger import StanceTagger
from transatlantic.tokenizing import sentences

LESSON = (ROOT / "sources" / "notebooks" / "08_own_article.md").read_text(encoding="utf-8")


def says(sentence: str) -> bool:
    assert sentence in LESSON, f"the lesson no longer says: {sentence}"
    return True


def cell(beginning: str) -> str:
    """A cell of the lesson, from its beginning on."""
    return LESSON[LESSON.index(beginning) :].partition("\n```")[0]


@pytest.fixture
def names(tmp_path, monkeypatch) -> dict[str, object]:
    """What the lesson's cells know once they have made the constructed report."""
    folder = new_article(EXAMPLE, EXAMPLE.stem, tmp_path).folder
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    monkeypatch.setenv(ARTICLE_VARIABLE, EXAMPLE.stem)
    text = load_article().text
    known = {"os": os, "nltk": nltk, "NAME": EXAMPLE.stem, "EXAMPLE": EXAMPLE, "folder": folder, "text": text}
    return known | {"find_people": find_people, "find_quotes": find_quotes, "corrections": corrections}


def test_the_corrections_move_the_voices_and_may_run_twice(names):
    exec(cell("def as_found("), names)
    for _ in range(2):
        exec(cell("def correct("), names)
    defined: dict[str, object] = dict(names)
    exec(cell("def voices(").partition("\n\n\n")[0], defined)
    text, found = names["text"], names["as_found"]
    before = defined["voices"](found(find_people), found(find_quotes))
    after = defined["voices"](find_people(text), find_quotes(text))
    assert says("As found, *nobody* has 16 words and a ship 12.")
    assert (before["nobody"].N(), before["Marta Lind"].N()) == (16, 12)
    assert says("the minister has 35 in place of 23")
    assert (after["Karin Vale"].N(), before["Karin Vale"].N()) == (35, 23)
    assert says("who was not on the list at all, is second with 30: nearly half of them are a reported sentence")
    ranked = sorted(((kinds.N(), who) for who, kinds in after.items()), reverse=True)
    assert ranked[:2] == [(35, "Karin Vale"), (30, "their chairwoman")]
    assert (after["their chairwoman"]["indirect"], "their chairwoman" in before) == (14, False)
    assert says("*Marta Lind* is quoted on the price of security. In the text she is a ship.")
    assert "the Marta Lind, is being refitted" in text and "Marta Lind" not in after
    assert says("*nobody* speaks twice")
    assert sum(quote.speaker == "nobody" for quote in found(find_quotes)) == 2
    assert "unknown" in before and after["An admiral"].N() == 9


def test_sentences_tone_targets_and_the_tagger(names):
    text = names["text"]
    parts = sentences(text)
    assert says("Thirty rows, and two of them are a headline and a heading")
    assert len(parts) == 30
    assert sum(part.kind == "heading" for part in load_article().paragraphs) == 2
    heaviest = list(contributions(parts)["word"].head(6))
    assert says("*best* is said of fishing grounds, *free* in *not free*, *parties* of parliaments")
    assert {"best", "free"} <= set(heaviest) and "parties" in list(contributions(parts)["word"])
    assert all(words in text for words in ("best grounds", "not free", "opposition parties"))
    assert says("The constructed report names no Ukraine, no NATO and no Russia")
    assert not re.search("Ukrain|NATO|Russia|Europe", text)
    learned = corpus.tagged(corpus.labels())
    tagger = StanceTagger("linear").fit(learned["text"], learned["target"], learned["label"])
    asked = [(part.text, target) for part in parts for target in corpus.TARGETS]
    answers = tagger.predict([sentence for sentence, _ in asked], [target for _, target in asked])
    stances = {cell for cell, label in zip(asked, answers, strict=True) if label != "NONE"}
    assert 1 <= len(stances) <= 10
    assert says("Talks that were *meant to end with a signature* become a concession to Russia")
    assert ("Two days of talks were meant to end with a signature.", "concessions") in stances

    exec(cell("MY_TARGETS = {"), names | {"targets": targets})
    assert list(targets()) == ["guard", "boarding"]
    page = (names["folder"] / "targets.csv").read_text("utf-8")
    (names["folder"] / "targets.csv").write_text(page.replace("A joint guard", "Mine"), encoding="utf-8")
    exec(cell("MY_TARGETS = {"), names | {"targets": targets})
    assert targets()["guard"].name == "Mine", "a sheet that is filled stays as it is"
    assert not [part for part in load_article().paragraphs if "Subscribe" in part.text or "cookies" in part.text]


def test_a_share_has_n_and_an_interval_over_its_groups():
    how = {"unit": "sentences", "group": "paragraphs", "baseline_name": "neutral"}
    clear = share("tone", [0.5, 0.4, 0.3] * 12, [1] * 36, [number // 2 for number in range(36)], **how)
    assert (round(clear.value, 2), clear.n, clear.groups) == (0.4, 36, 18)
    assert 0.3 < clear.low < clear.value < clear.high < 0.5
    assert clear.verdict == "above the baseline"
    assert share("tone", [1] * 6, [2] * 6, range(6), **how).value == 0.5
    assert share("tone", [1] * 6, [2] * 6, range(6), **how).verdict.startswith("too few to conclude: 6 paragraphs")
    nothing = share("tone", [], [], [], **how)
    assert (nothing.value, nothing.verdict) == (None, "no value: there are no sentences")


def test_a_finding_is_a_draft_that_is_never_overwritten(names, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    about = names["folder"] / "about.json"
    about.write_text(about.read_text("utf-8").replace("NOT CLEARED.", "<b>NOT</b> | [x](y) *CLEARED*."), "utf-8")
    article = load_article()
    how = {"unit": "quotes", "group": "quotes", "baseline_name": "no lead"}
    figures = [
        share("Lead of <i>one</i> | other", [3, -2, 4], [3, 2, 4], range(3), **how),
        share("none", [], [], [], **how),
    ]
    assert write_finding(article, {"quotes | all": 3}, figures).startswith("Written: finding.md.")
    page = Path("finding.md").read_text("utf-8")
    assert "(n = " not in page and "3 quotes" in page
    assert "too few to conclude: 3 quotes, and it takes 10" in page and "no value: there are no quotes" in page
    assert article.provenance.sha256 in page and str(tmp_path) not in page
    assert page.count("[") - page.count(r"\[") >= 8, "gaps to fill in by hand"
    for limit in ("One text.", "One reader.", "Tools tuned elsewhere.", "Words, not deeds.", "Silence."):
        assert f"**{limit}**" in page
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(page)
    assert html.count("<table>") == 2 and html.count("<tr>") == 2 + 1 + 2
    assert "<b>" not in html and "<i>" not in html and 'href="y"' not in html
    assert "&lt;b&gt;NOT&lt;/b&gt; | [x](y) *CLEARED*." in html

    Path("finding.md").write_text("mine", "utf-8")
    assert "finding.md is there and stays as it is" in write_finding(article, {}, figures)
    assert Path("finding.md").read_text("utf-8") == "mine"
    Path("file").write_text("", "utf-8")
    with pytest.raises(ArticleError, match="cannot be written"):
        write_finding(article, {}, [], "file/finding.md")
