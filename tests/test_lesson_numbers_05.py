"""The numbers that lesson 05 quotes in prose come out of the code."""

from __future__ import annotations

import re

import pytest
from course import ROOT
from nltk.metrics.agreement import AnnotationTask
from nltk.sentiment import SentimentIntensityAnalyzer

from transatlantic.article import Sentence, load_article
from transatlantic.stance import corpus, scheme
from transatlantic.stance.agreement import coefficients, contested, ratings
from transatlantic.tokenizing import sentences

LESSON = (ROOT / "sources" / "notebooks" / "05_stance_annotation.md").read_text(encoding="utf-8")
BEGINNINGS = tuple(map(int, re.search(r"BEGINNINGS = \(([\d, ]+)\)", LESSON)[1].split(",")))
VADER = SentimentIntensityAnalyzer()
LABELS = corpus.article_labels()


def says(sentence: str) -> bool:
    assert sentence in LESSON, f"the lesson no longer says: {sentence}"
    return True


def by_sentiment(names: dict[str, object]):
    """The constructed reader, from the lesson's own cell."""
    cell = re.search(r"```python[^\n]*\n(catchwords = \{.*?)```", LESSON, re.DOTALL)[1]
    exec(cell, names := {"re": re, "vader": VADER, **names})
    return names["by_sentiment"]


def test_the_minimal_pairs():
    compound = {row.split('"')[1]: None for row in re.findall(r'^    "[A-Z].*\.",$', LESSON, re.MULTILINE)}
    scores = [round(VADER.polarity_scores(sentence)["compound"], 2) for sentence in compound]
    assert scores == [-0.44, -0.76, 0.61, 0.94]
    assert all(says(shown) for shown in ("| −.44, negative |", "| −.76, negative |", "| +.61, positive |"))
    assert says("| +.94, positive |")
    assert says("The first sentence scores −0.44.")
    assert says("Rows two to four turn the sign round")
    assert says("VADER does not even know *opposes*")
    assert "opposes" not in VADER.lexicon
    assert VADER.lexicon["weapons"] < 0 and VADER.lexicon["ban"] < 0
    assert says("because *ban* is a negative word, too")


def test_the_guideline_says_the_same_of_the_same_sentences():
    guideline = " ".join(scheme.guideline().split())
    for sentence in ("opposes sending weapons", "opposes the ban on sending weapons", "for stopping the shipments"):
        assert sentence in guideline
    assert says("You may look up to three sentences away to learn **who** speaks.")
    assert "up to three sentences away" in guideline
    assert all(heading in guideline for heading in ("## The labels", "## Whose stance", "## Hard cases"))
    hard = re.findall(r"^\*\*([^*]+)\.\*\*", scheme.guideline().split("## Hard cases")[1], re.MULTILINE)
    assert says("the entries *Sentiment is not stance*, *Facts and deeds* and *Votes, plans, threats*;")
    assert hard[:3] == ["Sentiment is not stance", "Facts and deeds", "Votes, plans, threats"]


def test_one_sentence_two_stances():
    troops = LABELS[LABELS["text"].str.contains("non-European military")]
    stances = dict(troops[troops["label"] != "NONE"][["target", "label"]].to_numpy())
    assert stances == {"european-troops": "FAVOR", "us-commitment": "AGAINST"}
    assert says("The four other cells are NONE")
    told = LABELS[LABELS["text"].str.contains("behind our backs")]["text"].iloc[0]
    assert "said" not in told
    assert says("the next one ends with *Karas said*")
    after = [s.text for s in sentences(load_article().text)]
    assert after[after.index(told) + 1].endswith("Karas said.")


def test_no_other_eight_sentences_bear_more():
    assert len(BEGINNINGS) == 8
    each = LABELS[LABELS["label"] != "NONE"].groupby("start").size()
    assert says("no other eight sentences of the article have more")
    assert each.reindex(BEGINNINGS).sum() == each.nlargest(8).sum() == 10
    assert says("In the whole article a stance stands in 16 of 288 cells (one of them CANNOT_TELL).")
    assert (len(LABELS), (LABELS["label"] != "NONE").sum(), (LABELS["label"] == "CANNOT_TELL").sum()) == (288, 16, 1)
    assert says("On how many of the 288 cells")
    assert (LABELS["start"].isin(BEGINNINGS)).sum() == 48
    chosen = LABELS[LABELS["start"].isin(BEGINNINGS) & (LABELS["label"] != "NONE")]
    assert set(chosen["target"]) == set(scheme.TARGETS), "each target has a stance among the eight"


def test_the_lazy_reader():
    careful = list(corpus.article_labels("pass-1")["label"])
    assert careful.count("NONE") == 272
    triples = [("p", str(i), label) for i, label in enumerate(careful)]
    triples += [("l", str(i), "NONE") for i in range(288)]
    task = AnnotationTask(data=triples)
    assert says("All three figures say the same: no agreement beyond chance.")
    assert task.kappa() == pytest.approx(0)
    assert -0.03 < task.alpha() < 0


def test_alpha_of_the_passes_and_its_interval():
    alpha = coefficients(ratings(corpus.article_passes()))[2]
    assert says("On all 48 sentences of the article the passes reach .95 (n = 288 cells, 95 % interval .87 to 1.00).")
    assert (f"{alpha.value:.2f}", alpha.interval, alpha.n) == ("0.95", "0.87 to 1.00", 288)
    cells = corpus.passes()[list(corpus.PASSES)]
    task = AnnotationTask(data=[(k, str(i), label) for k in cells for i, label in enumerate(cells[k])])
    assert says("alpha .95 on the article, .98 on the corpus of lesson 06")
    assert f"{task.alpha():.2f}" == "0.98"
    table = ratings(corpus.article_passes())
    eight = coefficients(table[table.index.get_level_values("start").isin(BEGINNINGS)])
    assert says("*Too few to conclude*, says the kit of its own near-perfect figure")
    assert all("too few to conclude: 8 sentences, and it takes 10" in str(figure) for figure in eight)


def test_the_contested_cells_of_the_passes():
    found = contested(ratings(corpus.article_passes())).reset_index()
    assert set(found["start"]) <= set(BEGINNINGS)
    assert says("Both are about concessions")
    assert list(found["target"]) == ["concessions", "concessions"]
    assert says("Two of the three passes read both as AGAINST, and so did the adjudication")
    for row in found.itertuples():
        assert sorted([row[6], row[7], row[8]]) == ["AGAINST", "AGAINST", "NONE"]
        cell = LABELS[(LABELS["start"] == row.start) & (LABELS["target"] == "concessions")]
        assert list(cell["label"]) == ["AGAINST"]


def test_the_reader_who_takes_sentiment_for_stance_agrees_little_more_than_by_chance():
    label = by_sentiment({})
    table = ratings(corpus.article_passes())
    table = table[table.index.get_level_values("start").isin(BEGINNINGS)]
    columns = zip(*(table.index.get_level_values(name) for name in ("start", "end", "sentence", "target")), strict=True)
    table["by-sentiment"] = [label(Sentence(*place), target) for *place, target in columns]

    def alpha(*names: str) -> float:
        data = [(name, str(i), given) for name in names for i, given in enumerate(table[name])]
        return AnnotationTask(data=data).alpha()

    assert says("agrees with a careful reading hardly more than chance would")
    assert 0 < alpha("by-sentiment", "pass-1") < 0.3
    assert alpha("pass-1", "pass-2", "pass-3") > 0.9


def test_no_pass_used_cannot_tell_on_the_eight():
    assert says("no pass used CANNOT_TELL, and so nothing changes but AC1, which counts how many labels there are")
    table = ratings(corpus.article_passes())
    table = table[table.index.get_level_values("start").isin(BEGINNINGS)]
    four, three = coefficients(table), coefficients(table, missing=["CANNOT_TELL"])
    changed = [old.name for old, new in zip(four, three, strict=True) if old.value != new.value]
    assert changed == ["Gwet's AC1"]
    # Chance is the mean spread of the labels' shares over all labels but one: Gwet (2008).
    shares = [table.isin([label]).to_numpy().mean() for label in ("FAVOR", "AGAINST", "NONE")]
    for figure, labels in ((four, 4), (three, 3)):
        chance = sum(share * (1 - share) for share in shares) / (labels - 1)
        assert figure[3].value == pytest.approx((figure[0].value - chance) / (1 - chance))
    for annotator in corpus.PASSES:
        labels = corpus.article_labels(annotator)
        assert "CANNOT_TELL" not in set(labels[labels["start"].isin(BEGINNINGS)]["label"])


def test_one_of_the_eight_was_shown_with_its_labels():
    assert says("One of the eight you have met above, labels and all")
    shown = [s.start for s in sentences(load_article().text) if "non-European military" in s.text]
    assert set(shown) & set(BEGINNINGS) == set(shown)
    assert says("On its six cells you are no longer a blind reader".replace("On", "on"))
