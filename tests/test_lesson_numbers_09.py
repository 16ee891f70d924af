"""What lesson 09 says in prose comes out of the code."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from course import ROOT
from nltk.sentiment import SentimentIntensityAnalyzer

from transatlantic import archive

LESSON = (ROOT / "sources" / "notebooks" / "09_archive.md").read_text(encoding="utf-8")
N = 2000


def says(sentence: str) -> bool:
    assert sentence in LESSON, f"the lesson no longer says: {sentence}"
    return True


@pytest.fixture(scope="module")
def articles() -> list[archive.ArchiveArticle]:
    return list(archive.generate_articles(N))


def first_copies(articles) -> tuple[set[int], set[int]]:
    """Numbers of the exact copies, equal to an earlier article, and of what the answer key calls a near copy beside."""
    seen, exact = set(), set()
    for one in articles:
        (exact.add(one.number) if one.body in seen else seen.add(one.body))
    return exact, {one.number for one in articles if one.fault == "near"} - exact


def soldiers(kept) -> float:
    found = sum(len(re.findall(r"\b(?:soldiers?|troops)\b", one.body.lower())) for one in kept)
    return 1000 * found / sum(len(one.body.split()) for one in kept)


def test_copies(articles):
    exact, near = first_copies(articles)
    assert says("(One more than was planted: two papers put the same new beginning before the same story")
    assert (len(exact), archive.planted(N)["exact"], len(near)) == (121, 120, 119)
    (accident,) = [articles[k] for k in exact if articles[k].fault == "near"]
    assert sum(one.body == accident.body and one.fault == "near" for one in articles) == 2
    assert '["0", "12", "120", "500"]' in LESSON


def test_a_month_that_copies_bend(articles):
    exact, near = first_copies(articles)
    month = [one for one in articles if one.month == "2031-09"]
    kept = [one for one in month if one.number not in exact | near]
    rest = [one for one in articles if one.month != "2031-09"]
    assert says("believes in 154 articles is surer than one that knows of 82")
    assert (len(month), len(kept)) == (154, 82)
    assert says("twice as often as in other months")
    assert soldiers(month) / soldiers(rest) > 2
    assert says("Without the copies the month is like any other")
    assert soldiers(kept) / soldiers(rest) < 1.2
    assert says("a few stories were counted up to thirteen times")
    assert max(Counter(one.source for one in month).values()) == 13


def test_pairs():
    assert says("Two thousand articles are two million pairs, a hundred thousand are five thousand million")
    assert round(2000 * 1999 / 2 / 1e6) == 2 and round(100_000 * 99_999 / 2 / 1e9) == 5
    assert says("fifty times the articles, 2,500 times the pairs")
    assert 100_000 / 2000 == 50 and 50**2 == 2500


def test_the_new_last_line_is_the_whole_drift(articles):
    vader = SentimentIntensityAnalyzer()
    line = archive.THANKS["Outlet C"]
    exact, _ = first_copies(articles)

    def mean(year: str, without: str) -> float:
        tones = []
        for one in articles:
            if one.outlet == "Outlet C" and one.month.startswith(year) and one.number not in exact:
                lines = [part for part in one.body.split("\n") if part != without]
                tones.append(sum(vader.polarity_scores(part)["compound"] for part in lines) / len(lines))
        return sum(tones) / len(tones)

    assert says("without that the two years can hardly be told apart")
    assert mean("2032", "") - mean("2031", "") > 0.09
    assert abs(mean("2032", line) - mean("2031", line)) < 0.02
    assert says("One of these lines deserves a second look")


def test_the_most_frequent_lines_are_templates(articles):
    lines = Counter(line for one in articles for line in one.body.split("\n"))
    templates = {*archive.BOILERPLATE.values(), *archive.THANKS.values()}
    assert {line for line, _ in lines.most_common(4)} == templates
    assert "topk(5, key=1)" in LESSON


def test_the_style_sheet(articles):
    of_d = [one for one in articles if one.outlet == "Outlet D"]
    counts = {year: [one.body for one in of_d if one.month.startswith(year)] for year in ("2031", "2032")}
    named = {year: len(re.findall(r"(?i)\b(?:soldiers?|troops)\b", " ".join(texts))) for year, texts in counts.items()}
    renamed = len(re.findall("(?:service members?|personnel)", " ".join(counts["2032"])))
    assert says("Outlet D writes of soldiers less often from 2032 on")
    assert named["2032"] < named["2031"] * 0.6 < named["2032"] + renamed


def test_parts_workers_and_months():
    assert says("`client.map` returns 8 of them at once") and 400 // 50 == 8
    assert says("We let it run until three of eight parts are done")
    assert says("a table of 24 months by 7 outlets")
    months = {one.month for one in archive.generate_articles(N)}
    assert len(months) == 24 and len(archive.OUTLETS) == 7
    assert says("stories were counted up to thirteen times") and archive.EXACT + archive.NEAR + 1 == 13
    assert says("Whoever has the numbers 0 to 99,999 has the archive")
