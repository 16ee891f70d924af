"""The guideline that annotators read and the scheme that programs read say the same."""

from __future__ import annotations

import re
from itertools import combinations

from transatlantic.article import load_article
from transatlantic.stance.scheme import GUIDELINE_VERSION, TAGGED, TARGETS, Label, guideline

TABLE = [line for line in guideline().splitlines() if line.startswith("| ")]


def test_four_to_six_targets_each_with_both_sides_and_examples_at_its_border():
    assert 4 <= len(TARGETS) <= 6
    for name, target in TARGETS.items():
        assert name == target.id and re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
        assert target.name and target.definition.endswith(".") and target.favor != target.against
        assert len(target.borderline) >= 2
        assert len({example.label for example in target.borderline}) >= 2, f"{name}: examples on one side only"
        assert all(example.sentence and example.reason for example in target.borderline)
    everywhere = [example.label for target in TARGETS.values() for example in target.borderline]
    assert set(everywhere) == set(Label)


def test_a_label_is_its_name():
    assert Label.FAVOR == "FAVOR" and Label("CANNOT_TELL") is Label.CANNOT_TELL
    assert list(TAGGED) == ["FAVOR", "AGAINST", "NONE"]


def test_the_guideline_says_what_the_scheme_says():
    text = guideline()
    assert f"Version {GUIDELINE_VERSION}." in text
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE]
    named = {row[0]: row[1:] for row in rows}
    for target in TARGETS.values():
        assert named[target.id] == [f"**{target.name}.** {target.definition}", target.favor, target.against]
    assert set(Label) <= set(named)


def test_the_guideline_is_two_pages():
    words = re.findall(r"\w[\w’'-]*", "\n".join(line for line in guideline().splitlines() if line not in TABLE))
    assert 800 <= len(words) <= 1200
    assert [line for line in guideline().splitlines() if line.startswith("# ")] == ["# Annotating stance: a guideline"]


def test_examples_are_constructed_and_give_no_answer_away():
    """An example from the article would hand annotators its label."""
    article = re.findall(r"\w+", load_article().text.lower())
    grams = {tuple(article[i : i + 6]) for i in range(len(article))}
    written = [guideline()] + [example.sentence for target in TARGETS.values() for example in target.borderline]
    for text in written:
        words = re.findall(r"\w+", text.lower())
        assert not grams & {tuple(words[i : i + 6]) for i in range(len(words) - 5)}
    assert "constructed" in guideline().split("##")[0]


def test_targets_can_be_told_apart():
    for first, second in combinations(TARGETS.values(), 2):
        assert first.definition != second.definition and first.name != second.name
