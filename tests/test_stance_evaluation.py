"""Evaluation figures agree with scikit-learn, their intervals and tests with what is known about the data."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from nltk.sentiment.vader import SentimentIntensityAnalyzer
from sklearn.metrics import accuracy_score, f1_score

from transatlantic.stance.evaluation import (
    ENOUGH,
    MEASURES,
    Comparison,
    EvaluationError,
    Figure,
    TrainingError,
    confusion,
    cross_validate,
    draws,
    evaluate,
    figures_table,
    learning_curve,
    lexicon_sign,
    majority,
    permutation_test,
)

LABELS = ["FAVOR", "AGAINST", "NONE"]


def cells(seed: int, documents: int = 20, each: int = 12, right: float = 0.7):
    """Random truth, predictions that are right so often, and the document of each cell."""
    draw = np.random.default_rng(seed)
    number = documents * each
    truth = draw.choice(LABELS, size=number, p=[0.2, 0.2, 0.6])
    predicted = np.where(draw.random(number) < right, truth, draw.choice(LABELS, size=number))
    names = np.repeat([f"doc{i}" for i in range(documents)], each)
    return truth.tolist(), predicted.tolist(), names.tolist()


@pytest.mark.parametrize("seed", range(10))
def test_measures_are_those_of_scikit_learn(seed: int):
    truth, predicted, names = cells(seed, documents=4, each=2 + seed)
    theirs = {
        "accuracy": accuracy_score(truth, predicted),
        "macro-F1": f1_score(truth, predicted, labels=LABELS, average="macro", zero_division=np.nan),
        "F_avg": f1_score(truth, predicted, labels=LABELS[:2], average="macro", zero_division=np.nan),
    }
    each = f1_score(truth, predicted, labels=LABELS, average=None, zero_division=np.nan)
    theirs |= {f"F1 of {label}": value for label, value in zip(LABELS, each, strict=True)}
    assert set(theirs) == set(MEASURES)
    for measure, value in theirs.items():
        figure = evaluate(truth, predicted, names, baseline=truth, measure=measure, resamples=2)
        assert np.nan_to_num(value, nan=-1) == pytest.approx(-1 if figure.value is None else figure.value)


def test_f_avg_by_hand():
    """SemEval-2016 Task 6: the mean of F1 of FAVOR and of AGAINST; NONE counts where it is taken for a stance."""
    truth = ["FAVOR"] * 4 + ["AGAINST"] * 4 + ["NONE"] * 4
    predicted = (
        ["FAVOR", "FAVOR", "FAVOR", "NONE"] + ["AGAINST", "AGAINST", "FAVOR", "NONE"] + ["NONE"] * 3 + ["AGAINST"]
    )
    favor = 2 * 3 / (4 + 4)
    against = 2 * 2 / (4 + 3)
    figure = evaluate(truth, predicted, ["d"] * 12, baseline=truth, measure="F_avg")
    assert figure.value == pytest.approx((favor + against) / 2)
    table = confusion(truth, predicted)
    assert table.loc["FAVOR"].to_list() == [3, 0, 1]
    assert table.loc["AGAINST"].to_list() == [1, 2, 1]
    assert table.loc["NONE"].to_list() == [0, 1, 3]


def test_a_label_that_nobody_has_is_left_out_of_the_mean():
    figure = evaluate(["NONE", "FAVOR"], ["NONE", "FAVOR"], ["a", "b"], baseline=["NONE", "NONE"])
    assert figure.value == 1
    silent = evaluate(["NONE"] * 4, ["NONE"] * 4, list("abcd"), baseline=["NONE"] * 4, measure="F_avg")
    assert silent.value is None and silent.verdict.startswith("no value: neither the data nor the predictions")


def test_the_interval_resamples_documents():
    """Documents on which the tagger is all right or all wrong: cells by themselves would look like plenty."""
    draw = np.random.default_rng(1)
    right = np.repeat(draw.random(24) < 0.6, 50)
    truth = np.array(["FAVOR", "AGAINST", "NONE"])[np.arange(1200) % 3]
    predicted = np.where(right, truth, np.roll(truth, 1))
    names = np.repeat(np.arange(24), 50).astype(str)
    none = ["NONE"] * 1200
    by_document = evaluate(truth, predicted, names, baseline=none, measure="accuracy")
    by_cell = evaluate(truth, predicted, np.arange(1200).astype(str), baseline=none, measure="accuracy")
    assert (by_document.n, by_document.groups, by_document.group) == (1200, 24, "documents")
    assert by_document.high - by_document.low > 4 * (by_cell.high - by_cell.low)
    share = right.mean()
    width = by_document.high - by_document.low
    assert width == pytest.approx(2 * 1.96 * np.sqrt(share * (1 - share) / 24), rel=0.1)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """300 trials with 15 documents that differ; the tagger's true accuracy is known, 0.7."""
    held = 0
    for trial in range(300):
        draw = np.random.default_rng(trial)
        accuracy = np.repeat(draw.beta(7, 3, size=15), 10)
        truth = draw.choice(LABELS[:2], size=150)
        predicted = np.where(draw.random(150) < accuracy, truth, np.where(truth == "FAVOR", "AGAINST", "FAVOR"))
        names = np.repeat(np.arange(15), 10).astype(str)
        figure = evaluate(
            truth, predicted, names, baseline=["NONE"] * 150, measure="accuracy", resamples=400, seed=trial
        )
        held += figure.low <= 0.7 <= figure.high
    assert 0.88 <= held / 300 <= 0.98


def test_draws_are_whole_resamples():
    drawn = draws(7, resamples=50)
    assert drawn.shape == (50, 7) and (drawn.sum(axis=1) == 7).all()
    assert (drawn == draws(7, resamples=50)).all() and (drawn != draws(7, resamples=50, seed=1)).any()


def figure(**changes) -> Figure:
    sound = Figure("macro-F1", 0.5, 200, "cells", 0.3, "majority", 0.4, 0.6, 0.1, 0.3, 20, "documents")
    return replace(sound, **changes)


def test_the_rule_of_too_few_to_conclude():
    assert figure().verdict == "above the baseline"
    assert figure(gain_low=-0.3, gain_high=-0.1).verdict == "below the baseline"
    assert figure(gain_low=-0.01).verdict == "too few to conclude: the baseline may do as well"
    assert figure(gain_low=0.0).verdict.startswith("too few to conclude")
    assert figure(groups=ENOUGH).verdict == "above the baseline"
    assert figure(groups=ENOUGH - 1).verdict == "too few to conclude: 9 documents, and it takes 10"
    assert figure(groups=1, gain_low=None, gain_high=None).verdict == "too few to conclude: 1 document, and it takes 10"
    assert figure(gain_low=None, gain_high=None).verdict == "too few to conclude: there is no interval"


def test_a_figure_is_never_shown_bare():
    shown = str(figure())
    assert shown == (
        "macro-F1 0.50 (n = 200 cells in 20 documents, 95 % interval 0.40 to 0.60, baseline 0.30 (majority)): "
        "above the baseline"
    )
    row = figures_table([figure(), figure(value=None, note="why")]).to_dict("records")
    assert row[0]["95 % interval"] == "0.40 to 0.60" and row[0]["n"] == "200 cells" and row[0]["baseline"] == 0.3
    assert row[1]["verdict"] == "no value: why"


def test_one_article_alone_cannot_judge_a_tagger():
    truth, predicted, _ = cells(0, documents=1, each=200, right=0.95)
    alone = evaluate(truth, predicted, ["nato-talks"] * 200, baseline=["NONE"] * 200)
    assert alone.value > 0.8 and alone.low is None
    assert alone.verdict.startswith("too few to conclude: 1 document")


def test_a_tagger_like_the_baseline_is_not_above_it():
    truth, predicted, names = cells(3)
    same = evaluate(truth, predicted, names, baseline=predicted)
    assert same.value == same.baseline and same.verdict == "too few to conclude: the baseline may do as well"
    assert evaluate(truth, predicted, names, baseline=["NONE"] * len(truth)).verdict == "above the baseline"
    assert evaluate(truth, ["NONE"] * len(truth), names, baseline=predicted).verdict == "below the baseline"


def test_the_majority_baseline_is_per_target():
    targets = ["aid"] * 3 + ["troops"] * 4
    labels = ["FAVOR", "FAVOR", "NONE", "AGAINST", "NONE", "NONE", "AGAINST"]
    # For troops AGAINST and NONE are equally frequent; an unseen target gets the most frequent label of all, NONE.
    assert majority(targets, labels, ["aid", "troops", "seat"]) == ["FAVOR", "AGAINST", "NONE"]
    backwards = majority(targets[::-1], labels[::-1], ["aid", "troops", "seat"])
    assert backwards == ["FAVOR", "AGAINST", "NONE"]


def test_the_lexicon_baseline_is_the_sign_of_nltks_vader():
    texts = ["A wonderful idea.", "A terrible crime.", "The talks were on Thursday.", ""]
    assert lexicon_sign(texts) == ["FAVOR", "AGAINST", "NONE", "NONE"]
    compound = SentimentIntensityAnalyzer().polarity_scores
    # It sees words, not stances: both sentences have one sign.
    pair = ["He opposes sending weapons.", "He opposes the ban on sending weapons."]
    assert all(compound(text)["compound"] < -0.05 for text in pair)
    assert lexicon_sign(pair) == ["AGAINST", "AGAINST"]
    assert lexicon_sign([]) == []


def test_the_permutation_test_tries_every_swap_of_documents():
    """Six documents, 64 swaps: p counted by hand."""
    truth, first, names = cells(4, documents=6, each=5, right=0.8)
    second = cells(5, documents=6, each=5)[1]
    accuracy = [np.mean([t == p for t, p in zip(truth, side, strict=True)]) for side in (first, second)]
    by_document = np.array(
        [
            [sum(side[i] == truth[i] for i in range(30) if names[i] == f"doc{d}") for side in (first, second)]
            for d in range(6)
        ]
    )
    gaps = [
        sum(sign * (a - b) for sign, (a, b) in zip(signs, by_document, strict=True))
        for signs in product([1, -1], repeat=6)
    ]
    expected = np.mean([abs(gap) >= abs(gaps[0]) for gap in gaps])
    tested = permutation_test(truth, first, second, names, measure="accuracy")
    assert tested.difference == pytest.approx(accuracy[0] - accuracy[1])
    assert tested.p == pytest.approx(expected)
    assert tested.verdict == "too few to conclude: 6 documents, and it takes 10"


def test_the_permutation_test_finds_what_is_there_and_nothing_else():
    truth, good, names = cells(6, documents=30, right=0.9)
    poor = cells(6, documents=30, right=0.5)[1]
    found = permutation_test(truth, good, poor, names)
    assert found.p < 0.01 and found.verdict == "the first is better"
    assert permutation_test(truth, poor, good, names).verdict == "the second is better"
    same = permutation_test(truth, good, good, names)
    assert (same.difference, same.p) == (0, 1)
    assert same.verdict == "too few to conclude: chance alone may do as much"
    assert permutation_test(truth, good, poor, names) == found


def test_equal_taggers_are_told_apart_about_as_rarely_as_p_says():
    low = 0
    for trial in range(200):
        truth, first, names = cells(trial, documents=12, each=6)
        draw = np.random.default_rng(10_000 + trial)
        second = np.where(draw.random(len(truth)) < 0.7, truth, draw.choice(LABELS, size=len(truth))).tolist()
        low += permutation_test(truth, first, second, names, resamples=199, seed=trial).p < 0.05
    assert low / 200 <= 0.11


def test_comparisons_without_a_value_say_so():
    none = ["NONE"] * 4
    silent = permutation_test(none, none, none, list("abcd"), measure="F_avg")
    assert silent.p is None and "no value" in str(silent)
    single = permutation_test(["FAVOR"], ["FAVOR"], ["NONE"], ["a"])
    assert single.p == 1 and single.verdict.startswith("too few to conclude: 1 document")
    assert "p < 0.001" in str(Comparison("accuracy", 0.5, 0.0001, 9, 20))


class Words:
    """A tagger that learns which label a sentence's first word goes with; it cannot learn from one label."""

    def fit(self, texts: list[str], targets: list[str], labels: list[str]) -> None:
        if len(set(labels)) < 2:
            raise ValueError("There is one label only: annotate more.")
        self.known = {text.split()[0]: label for text, label in zip(texts, labels, strict=True)}
        self.seen = set(texts)

    def predict(self, texts: list[str], targets: list[str]) -> list[str]:
        assert not self.seen & set(texts), "tested on what it was trained on"
        return [self.known.get(text.split()[0], "NONE") for text in texts]


def corpus(documents: int = 15):
    """Each document has eight sentences; the first word gives the label, and each document knows few of the words."""
    draw = np.random.default_rng(8)
    rows = []
    for number in range(documents):
        for place in range(8):
            word = int(draw.integers(60))
            rows.append((f"w{word} in {number} at {place}", "aid", LABELS[word % 3], f"doc{number}"))
    return tuple(map(list, zip(*rows, strict=True)))


def test_cross_validation_keeps_documents_apart():
    texts, targets, labels, documents = corpus()
    predicted, rival = cross_validate(Words, texts, targets, labels, documents)
    assert set(predicted) <= set(LABELS) and set(rival) <= set(LABELS)
    found = evaluate(labels, predicted, documents, baseline=rival)
    assert found.verdict == "above the baseline"
    assert cross_validate(Words, texts, targets, labels, documents) == (predicted, rival)
    # The order in which cells are given changes nothing.
    order = np.random.default_rng(0).permutation(len(texts))
    shuffled = [[column[i] for i in order] for column in (texts, targets, labels, documents)]
    again, _ = cross_validate(Words, *shuffled)
    assert again == [predicted[i] for i in order]


def test_the_learning_curve_rises_with_documents():
    texts, targets, labels, documents = corpus(30)
    steps = learning_curve(Words, texts, targets, labels, documents, [2, 8, 24])
    assert [step.training_documents for step in steps] == [2, 8, 24]
    two, eight, all_ = (step.figure for step in steps)
    assert two.value < eight.value < all_.value
    assert {figure.n for figure in (two, eight, all_)} == {len(texts)}
    predicted, rival = cross_validate(Words, texts, targets, labels, documents)
    assert all_ == evaluate(labels, predicted, documents, baseline=rival)


def test_a_step_with_too_little_to_learn_from_says_so():
    texts = [f"w{i} there" for i in range(12)]
    labels = ["FAVOR", "FAVOR", "NONE", "NONE"] * 3
    documents = [f"doc{i // 2}" for i in range(12)]
    one, four = learning_curve(Words, texts, ["aid"] * 12, labels, documents, [1, 4], folds=3)
    assert one.figure.verdict == "no value: There is one label only: annotate more."
    assert four.figure.value is not None
    with pytest.raises(EvaluationError, match="With 3 folds 1 to 4 documents can be trained on, not 5"):
        learning_curve(Words, texts, ["aid"] * 12, labels, documents, [5], folds=3)
    with pytest.raises(EvaluationError, match="two folds or more"):
        learning_curve(Words, texts, ["aid"] * 12, labels, documents, [2], folds=1)
    with pytest.raises(TrainingError, match="one label only"):
        cross_validate(Words, texts, ["aid"] * 12, ["NONE"] * 12, documents)
    with pytest.raises(EvaluationError, match="two documents or more"):
        cross_validate(Words, texts, ["aid"] * 12, labels, ["one"] * 12)


def test_bad_input_gets_one_sentence_with_the_remedy():
    none = ["NONE", "NONE"]
    wrong = [
        (lambda: confusion(none, ["NONE"]), "The lists differ in length"),
        (lambda: confusion([], []), "There is no cell"),
        (lambda: confusion(none, ["NONE", "CANNOT_TELL"]), "leave those cells out"),
        (lambda: evaluate(none, none, ["a"], baseline=none), "The lists differ in length"),
        (lambda: evaluate(none, none, none, baseline=["PRO", "NONE"]), "not PRO"),
        (lambda: evaluate(none, none, none, baseline=none, measure="AUC"), "No measure is called 'AUC'"),
        (lambda: permutation_test(none, none, none, none, measure="AUC"), "choose from accuracy"),
        (lambda: majority(["aid"], [], ["aid"]), "The lists differ in length"),
    ]
    for call, says in wrong:
        with pytest.raises(EvaluationError) as error:
            call()
        message = str(error.value)
        assert says in message and ": " in message and message.endswith(".") and "\n" not in message
