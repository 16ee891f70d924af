"""Agreement: published worked examples to the printed digit, other people's code on random data, and stated answers."""

from __future__ import annotations

import warnings
from dataclasses import replace

import krippendorff
import numpy as np
import pandas as pd
import pytest
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score

from transatlantic.article import Sentence, load_article
from transatlantic.stance.agreement import (
    AgreementError,
    agreement_table,
    coefficients,
    contested,
    pairs,
    ratings,
)
from transatlantic.stance.annotations import Annotations, Record, merge
from transatlantic.stance.scheme import UNKNOWN, Label
from transatlantic.tokenizing import sentences

KAPPA, ALPHA, AC1 = "Fleiss' kappa", "Krippendorff's alpha", "Gwet's AC1"


def frame(*annotators: str) -> pd.DataFrame:
    """One string an annotator, one character an item; a dot where there is no label."""
    return pd.DataFrame(
        {f"a{i}": [None if c == "." else c for c in row] for i, row in enumerate(annotators)}, dtype=object
    )


def from_counts(rows: str) -> pd.DataFrame:
    """One group of digits an item: how many annotators gave the first label, the second, …"""
    return pd.DataFrame(
        [[c for c, digit in zip("12345", row, strict=True) for _ in range(int(digit))] for row in rows.split()]
    )


def from_table(*rows: tuple[int, ...]) -> pd.DataFrame:
    """Two annotators' counts: the first gave the row's label, the second the column's."""
    cells = [
        (str(i + 1), str(j + 1)) for i, row in enumerate(rows) for j, count in enumerate(row) for _ in range(count)
    ]
    return pd.DataFrame(cells)


def values(data: pd.DataFrame, labels: str, **options) -> dict[str, float | None]:
    found = coefficients(data, labels=list(labels), resamples=1, **options)
    return {figure.name: figure.value for figure in found}


# Fleiss (1971), Measuring nominal scale agreement among many raters, table 1: 30 patients, 6 psychiatrists, 5 diagnoses.
FLEISS = from_counts(
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 00501 30012 51000 02040 "
    "10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)
# The worked example of Wikipedia's article on Fleiss' kappa: 10 items, 14 annotators, 5 labels.
WIKIPEDIA_FLEISS = pd.DataFrame(
    [
        list("1" * a + "2" * b + "3" * c + "4" * d + "5" * e)
        for a, b, c, d, e in (
            (0, 0, 0, 0, 14),
            (0, 2, 6, 4, 2),
            (0, 0, 3, 5, 6),
            (0, 3, 9, 2, 0),
            (2, 2, 8, 1, 1),
            (7, 7, 0, 0, 0),
            (3, 2, 6, 3, 0),
            (2, 5, 3, 2, 2),
            (6, 5, 2, 1, 0),
            (0, 2, 2, 3, 7),
        )
    ]
)
# Krippendorff (2011), Computing Krippendorff's alpha-reliability: examples A, B and C (four observers, missing values).
KRIPPENDORFF_A = frame("0100000000", "1110010010")
KRIPPENDORFF_B = frame("aabbdcccedda", "babbbccceddd")
KRIPPENDORFF_C = frame("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
# The worked example of Wikipedia's article on Krippendorff's alpha: three coders, missing values.
WIKIPEDIA_ALPHA = frame(".....34121133.3", "1.213343.......", "..21344.21133.4")
# Cohen (1960), A coefficient of agreement for nominal scales, table 2b: 200 cases, two judges.
COHEN = from_table((88, 14, 18), (10, 40, 10), (2, 6, 12))
# Gwet (2014), Handbook of inter-rater reliability, 4th edition; figures as his R package irrCAC prints them.
GWET_ABSTRACTORS = from_table((13, 0, 0), (0, 20, 7), (0, 4, 56))


@pytest.mark.parametrize(
    ("data", "labels", "name", "published"),
    [
        (FLEISS, "12345", KAPPA, "0.430"),
        (WIKIPEDIA_FLEISS, "12345", KAPPA, "0.210"),
        (KRIPPENDORFF_A, "01", ALPHA, "0.095"),
        (KRIPPENDORFF_B, "abcde", ALPHA, "0.692"),
        (KRIPPENDORFF_C, "12345", ALPHA, "0.743"),
        (WIKIPEDIA_ALPHA, "1234", ALPHA, "0.691"),
        (KRIPPENDORFF_C, "12345", AC1, "0.77544"),
        (GWET_ABSTRACTORS, "123", AC1, "0.8493305"),
        (GWET_ABSTRACTORS, "123", ALPHA, "0.7972585"),
        (COHEN, "123", "observed agreement", "0.70"),
    ],
)
def test_published_examples_come_out_to_the_printed_digit(data: pd.DataFrame, labels: str, name: str, published: str):
    digits = len(published.split(".")[1])
    assert f"{values(data, labels)[name]:.{digits}f}" == published


@pytest.mark.parametrize(("data", "published"), [(COHEN, "0.492"), (GWET_ABSTRACTORS, "0.7964094")])
def test_published_examples_of_cohens_kappa(data: pd.DataFrame, published: str):
    (figure,) = pairs(data, labels=list("123"), resamples=1)
    assert f"{figure.value:.{len(published) - 2}f}" == published
    assert figure.n == len(data)


def random_ratings(seed: int) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    shares = draw.dirichlet(np.ones(4))
    truth = draw.choice(4, size=40, p=shares)
    codes = np.where(draw.random((4, 40)) < 0.5, truth, draw.choice(4, size=(4, 40), p=shares)).T
    labels = np.array(list(Label), dtype=object)[codes]
    labels[draw.random(labels.shape) < 0.2] = None
    return pd.DataFrame(labels, columns=list("abcd"), dtype=object)


@pytest.mark.parametrize("seed", range(15))
def test_random_data_agree_with_other_peoples_code(seed: int):
    data = random_ratings(seed)
    found = {figure.name: figure for figure in coefficients(data, resamples=1)}
    records = [(who, i, data.at[i, who]) for i in data.index for who in data if data.at[i, who] is not None]
    codes = [[np.nan if label is None else list(Label).index(label) for label in data[who]] for who in data]
    assert found[ALPHA].value == pytest.approx(krippendorff.alpha(codes, level_of_measurement="nominal"))
    full = data.dropna()
    # On items that all labelled, NLTK's multi-pi is Fleiss' kappa of 1971.
    task = AnnotationTask([(who, i, label) for who, i, label in records if i in full.index])
    assert found[KAPPA].value == pytest.approx(task.pi())
    assert found[KAPPA].n == len(full)
    for figure, (first, second) in zip(
        pairs(data, resamples=1), [("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d")], strict=True
    ):
        both = data[[first, second]].dropna().astype(str)
        assert figure.name == f"Cohen's kappa of {first} and {second}"
        assert figure.value == pytest.approx(cohen_kappa_score(both[first], both[second]))


@pytest.mark.parametrize("seed", range(15))
def test_ac1_and_observed_agreement_by_the_formulas_spelt_out(seed: int):
    data = random_ratings(seed)
    rows = [[label for label in row if label is not None] for row in data.to_numpy()]
    agree = [
        np.mean([x == y for i, x in enumerate(row) for j, y in enumerate(row) if i != j])
        for row in rows
        if len(row) > 1
    ]
    shares = [np.mean([row.count(label) / len(row) for row in rows if row]) for label in Label]
    chance = sum(share * (1 - share) for share in shares) / 3
    found = values(data, list(Label))
    assert found["observed agreement"] == pytest.approx(np.mean(agree))
    assert found[AC1] == pytest.approx((np.mean(agree) - chance) / (1 - chance))


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_items_and_annotators_changes_nothing(seed: int):
    data = random_ratings(seed)
    shuffled = data.sample(frac=1, random_state=seed)[["c", "a", "d", "b"]]
    assert values(shuffled, list(Label)) == pytest.approx(values(data, list(Label)))


def test_blind_labels_are_never_above_the_baseline():
    """AC1 of blind labels is far above 0 where one label is frequent; its baseline has to say so."""
    draw = np.random.default_rng(5)
    blind = pd.DataFrame(draw.choice(["FAVOR", "NONE"], p=[0.1, 0.9], size=(300, 3)))
    found = {figure.name: figure for figure in coefficients(blind, resamples=400)}
    assert found[AC1].value > 0.7
    assert found[AC1].baseline == pytest.approx(found[AC1].value, abs=0.05)
    assert all(figure.verdict == "too few to conclude: the baseline may do as well" for figure in found.values())


def test_readers_who_agree_are_above_the_baseline():
    draw = np.random.default_rng(6)
    truth = draw.choice(["FAVOR", "AGAINST", "NONE"], size=200)
    data = pd.DataFrame({who: np.where(draw.random(200) < 0.8, truth, "NONE") for who in "abc"})
    for figure in [*coefficients(data, resamples=300), *pairs(data, resamples=300)]:
        assert figure.verdict == "above the baseline" and figure.low < figure.value < figure.high


STATED = {
    "one label": (pd.DataFrame([["NONE"] * 3] * 12), "every label is NONE, and chance would agree as well"),
    "one annotator": (pd.DataFrame([["NONE"], ["FAVOR"]]), "agreement takes two annotators or more"),
    "no annotator": (pd.DataFrame(index=range(3)), "agreement takes two annotators or more"),
    "no shared item": (
        frame("abc...", "...abc").replace({"a": "FAVOR", "b": "NONE", "c": "AGAINST"}),
        "no item was labelled by enough of the annotators, so give them the same sentences",
    ),
    "no item": (
        pd.DataFrame({"a": [], "b": []}, dtype=object),
        "no item was labelled by enough of the annotators, so give them the same sentences",
    ),
    "no label": (
        pd.DataFrame({"a": [None], "b": [None]}, dtype=object),
        "no item was labelled by enough of the annotators, so give them the same sentences",
    ),
}


@pytest.mark.parametrize("case", STATED)
def test_where_agreement_has_no_value_the_figure_says_why(case: str):
    data, why = STATED[case]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = [*coefficients(data, resamples=50), *pairs(data, resamples=50)]
    observed, *others = found
    assert len(found) >= 4
    for figure in others:
        assert figure.value is None and figure.low is None
        assert figure.verdict == f"no value: {why}" and str(figure).endswith(why)
    if case == "one label":
        assert observed.value == observed.baseline == 1
        assert observed.verdict == "too few to conclude: the baseline may do as well"
    else:
        assert observed.value is None


def test_perfect_agreement_has_no_interval_of_no_width():
    data = pd.DataFrame([["NONE"] * 2, ["FAVOR"] * 2] * 10)
    for figure in coefficients(data, resamples=200):
        assert figure.value == pytest.approx(1) and figure.interval == "none"
        assert figure.verdict == "above the baseline"


def test_an_unknown_label_is_refused():
    with pytest.raises(AgreementError, match="The scheme has no label PRO"):
        coefficients(pd.DataFrame([["PRO", "FAVOR"]]))


def test_cannot_tell_both_ways():
    data = pd.DataFrame([["FAVOR", "FAVOR"]] * 10 + [["NONE", "NONE"]] * 10 + [["NONE", "CANNOT_TELL"]] * 5)
    found = agreement_table(data).set_index(["figure", "CANNOT_TELL is"])
    assert found.loc[("observed agreement", "a category"), "value"] == pytest.approx(0.8)
    assert found.loc[("observed agreement", "missing"), "value"] == 1
    assert found.loc[("observed agreement", "missing"), "n"] == "20 items"
    assert len(found) == 2 * 5


def test_documents_are_resampled_where_there_are_several():
    """All cells of a document alike: resampling cells would give an interval several times too narrow."""
    draw = np.random.default_rng(2)
    index = pd.MultiIndex.from_product([range(20), range(15), ["military-aid"]], names=["text", "start", "target"])
    first = np.repeat(draw.choice(["FAVOR", "NONE"], size=20), 15)
    second = np.where(np.repeat(draw.random(20) < 0.7, 15), first, "AGAINST")
    data = pd.DataFrame({"a": first, "b": second}, index=index)
    by_document = coefficients(data, resamples=500)[2]
    by_item = coefficients(data.reset_index(drop=True), resamples=500)[2]
    assert (by_document.group, by_document.groups, by_document.unit) == ("documents", 20, "cells")
    assert (by_item.group, by_item.groups) == ("items", 300)
    assert by_document.high - by_document.low > 2.5 * (by_item.high - by_item.low)
    two = coefficients(data.loc[[0, 1, 2]], resamples=20)[0]
    assert (two.group, two.groups) == ("documents", 3) and "3 documents" in two.verdict


def test_sentences_are_resampled_in_a_single_document():
    """The cells of one sentence hang together too."""
    levels = ["text", "start", "end", "target"]
    places = [
        ("nato-talks", 10 * i, 10 * i + 9, target) for i in range(15) for target in ("concessions", "military-aid")
    ]
    labels = [["FAVOR", "FAVOR"], ["NONE", "FAVOR"], ["NONE", "NONE"]] * 10
    data = pd.DataFrame(labels, index=pd.MultiIndex.from_tuples(places, names=levels))
    assert {(figure.group, figure.groups) for figure in coefficients(data, resamples=20)} == {("sentences", 15)}


def test_the_seed_decides():
    data = random_ratings(1)
    assert coefficients(data, resamples=100) == coefficients(data, resamples=100)
    assert coefficients(data, resamples=100) != coefficients(data, resamples=100, seed=1)


def test_most_contested_items_come_first():
    data = pd.DataFrame(
        [
            ["NONE"] * 3,
            ["FAVOR", "AGAINST", "NONE"],
            ["FAVOR", "FAVOR", "NONE"],
            ["FAVOR", "NONE", None],
            ["NONE", None, None],
        ],
        index=list("pqrst"),
    )
    found = contested(data)
    assert list(found.index) == ["q", "s", "r"]
    assert list(found["agreement"]) == pytest.approx([0, 0, 1 / 3])
    assert list(contested(data, top=1).index) == ["q"]
    assert contested(data.iloc[:1]).empty and contested(pd.DataFrame({"a": [], "b": []}, dtype=object)).empty


def test_ratings_from_annotations():
    article = load_article()
    first, second = sentences(article.text)[:2]

    def part(who: str, number: int, *labels: tuple[Sentence, str, Label]) -> Annotations:
        records = [Record(s, t, label, UNKNOWN, None, "", "2025-03-01T14:05:00Z") for s, t, label in labels]
        return Annotations(article.name, article.provenance.sha256, who, number, "1.0", tuple(records))

    none, doubt = Label.NONE, Label.CANNOT_TELL
    parts = [
        part("b", 1, (first, "concessions", none), (second, "concessions", doubt)),
        part("a", 1, (first, "concessions", none)),
        part("a", 2, (first, "concessions", doubt), (first, "military-aid", none)),
    ]
    further = replace(parts[0].records[0], main=False, holder="x", label=doubt)
    parts[0] = replace(parts[0], records=(*parts[0].records, further))
    found = ratings(merge(parts))
    assert list(found.columns) == ["a", "a (pass 2)", "b"]
    assert found.reset_index()[["start", "target"]].to_numpy().tolist() == [
        [first.start, "concessions"],
        [first.start, "military-aid"],
        [second.start, "concessions"],
    ]
    assert found.to_numpy().tolist() == [[none, doubt, none], [None, none, None], [None, None, doubt]]
    with pytest.raises(AgreementError, match="merge the files first"):
        ratings([parts[0], parts[0]])
    assert ratings([]).empty
