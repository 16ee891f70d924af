"""The tagger: three models behind one interface, each decision accounted for."""

from __future__ import annotations

import math
import random

import pytest

from transatlantic.stance.scheme import TARGETS, Label
from transatlantic.stance.tagger import LABELS, MODELS, TERMS, StanceTagger, TaggerError, _for_target

AID, TROOPS = "military-aid", "european-troops"
LEARNED = ("bayes", "linear")
NOUN = {AID: ("weapons", "missiles", "ammunition"), TROOPS: ("troops", "peacekeepers", "soldiers")}
# Constructed sentences: the holder and the thing say nothing about the label, the verb alone does.
VERB = {
    "FAVOR": ("applauds", "cheers", "supports"),
    "AGAINST": ("deplores", "rejects", "opposes"),
    "NONE": ("counts", "describes", "lists"),
}


def constructed(size: int, seed: int) -> tuple[list[str], list[str], list[str]]:
    """Sentences, targets and labels in equal shares, drawn by a seed."""
    draw = random.Random(seed)
    rows = []
    for number in range(size):
        target, label = (AID, TROOPS)[number % 2], LABELS[number % 3]
        holder = draw.choice(["The premier", "A senator", "The envoy", "Her deputy", "The general"])
        rows.append((f"{holder} {draw.choice(VERB[label])} new {draw.choice(NOUN[target])}.", target, label))
    texts, targets, labels = map(list, zip(*rows, strict=True))
    return texts, targets, labels


@pytest.mark.parametrize("model", LEARNED)
def test_learned_models_beat_the_majority_on_unseen_sentences(model: str):
    texts, targets, labels = constructed(90, seed=1)
    unseen, its_targets, truth = constructed(60, seed=2)
    found = StanceTagger(model).fit(texts, targets, labels).predict(unseen, its_targets)
    right = sum(one == other for one, other in zip(found, truth, strict=True))
    assert max(map(truth.count, LABELS)) == 20  # what always giving one label gets right
    assert right >= 55


def test_a_target_with_few_sentences_borrows_from_the_others():
    """One sentence a label; the verbs asked about stood in sentences on other targets alone."""
    texts, targets, labels = constructed(90, seed=1)
    texts += ["He cheers new tariffs.", "She deplores new tariffs.", "They list new tariffs."]
    tagger = StanceTagger().fit(texts, [*targets, *["tariffs"] * 3], [*labels, *LABELS])
    asked = ["He applauds new tariffs.", "She rejects new tariffs.", "They count new tariffs."]
    assert tagger.predict(asked, ["tariffs"] * 3) == list(LABELS)


def test_letters_carry_a_stem_to_forms_never_seen():
    """What groups of letters are for: *supporting* was never seen, *supports* was."""
    texts, targets, labels = constructed(90, seed=1)
    tagger = StanceTagger("linear", terms={AID: ["xyz"]}).fit(texts, targets, labels)  # the rules find no target
    assert tagger.predict(["They keep applauding.", "They keep deploring."], [AID, AID]) == ["FAVOR", "AGAINST"]


@pytest.mark.parametrize("model", LEARNED)
def test_same_data_same_answers_to_the_last_digit(model: str):
    data = constructed(60, seed=3)
    one, other = StanceTagger(model).fit(*data), StanceTagger(model).fit(*data)
    for text, target in zip(*constructed(20, seed=4)[:2], strict=True):
        assert one.explain(text, target) == other.explain(text, target)


@pytest.mark.parametrize("model", MODELS)
def test_an_answer_hangs_on_its_own_sentence_alone(model: str):
    tagger = StanceTagger(model).fit(*constructed(60, seed=3))
    texts, targets, _ = constructed(30, seed=5)
    together = tagger.predict(texts, targets)
    assert set(together) == set(LABELS) if model != "rules" else set(together) > {"NONE"}
    assert tagger.predict(texts[::-1], targets[::-1]) == together[::-1]
    assert [tagger.predict([text], [target])[0] for text, target in zip(texts, targets, strict=True)] == together
    assert [tagger.explain(text, target).label for text, target in zip(texts, targets, strict=True)] == together


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("labels", [LABELS, ("FAVOR", "AGAINST")])
def test_an_explanation_adds_up(model: str, labels: tuple[str, ...]):
    rows = [row for row in zip(*constructed(90, seed=6), strict=True) if row[2] in labels]
    tagger = StanceTagger(model).fit(*map(list, zip(*rows, strict=True)))
    for text, target in zip(*constructed(20, seed=7)[:2], strict=True):
        found = tagger.explain(text, target)
        assert found.scores[found.label] == max(found.scores.values())
        assert found.bias + math.fsum(reason.weight for reason in found.reasons) == pytest.approx(
            found.scores[found.label], abs=1e-9
        )
        sizes = [abs(reason.weight) for reason in found.reasons]
        assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("labels", [LABELS, ("FAVOR", "AGAINST")])
def test_scores_of_the_linear_model_are_those_of_scikit_learn(labels: tuple[str, ...]):
    """What explain() adds up, against the machine's own decision values and NLTK's own answer."""
    rows = [row for row in zip(*constructed(90, seed=6), strict=True) if row[2] in labels]
    tagger = StanceTagger("linear").fit(*map(list, zip(*rows, strict=True)))
    learned = tagger._learned[AID]
    for text, _, _ in rows[:20]:
        found = tagger.explain(text, AID)
        features = _for_target(tagger._features(text, AID), AID)
        matrix = learned._machine.columns(learned._model._vectorizer.transform([features]))
        theirs = learned._machine.svc.decision_function(matrix)[0]
        values = [-theirs, theirs] if len(labels) == 2 else list(theirs)
        assert list(found.scores.values()) == pytest.approx(values, abs=1e-9)
        assert found.label == learned._model.classify(features)


def test_the_verb_carries_the_decision():
    tagger = StanceTagger("bayes").fit(*constructed(90, seed=1))
    heaviest = tagger.explain("The premier deplores new missiles.", AID).reasons[0]
    assert heaviest.what == "word deplores" and heaviest.weight > 0


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("The premier opposes sending weapons.", "AGAINST"),
        ("The premier opposes the ban on sending weapons.", "FAVOR"),
        ("The premier supports sending weapons.", "FAVOR"),
        ("The premier does not support sending weapons.", "AGAINST"),
        ("The premier doesn’t support sending weapons.", "AGAINST"),
        ("The premier never opposed sending weapons.", "FAVOR"),
        ("The premier wants to stop sending weapons.", "AGAINST"),
        ("The premier refused to rule out sending tanks.", "FAVOR"),
        ("Sending weapons would be a mistake.", "AGAINST"),
        ("Sending weapons is not a mistake.", "FAVOR"),
        ("Weapons must be sent.", "FAVOR"),
        ("No weapons should be sent.", "AGAINST"),
        ("She rejects the talks and supports sending weapons.", "FAVOR"),
        ("She supports the talks but rejects more weapons.", "AGAINST"),
        ("He praises soldiers and missiles.", "FAVOR"),
        ("The country sent forty tanks.", "NONE"),
        ("The premier opposes the talks.", "NONE"),
    ],
)
def test_rules_on_minimal_pairs(sentence: str, label: str):
    assert StanceTagger("rules").predict([sentence], [AID]) == [label]


def test_one_sentence_two_targets():
    sentence = "She rejects more weapons but supports sending troops."
    assert StanceTagger("rules").predict([sentence] * 2, [AID, TROOPS]) == ["AGAINST", "FAVOR"]


def test_the_rule_that_fired_is_named():
    found = StanceTagger("rules").explain("The premier opposes the ban on weapons.", AID)
    assert [reason.what for reason in found.reasons] == ["weapons: opposes (AGAINST) × ban (AGAINST)"]
    assert StanceTagger("rules").explain("It rained.", AID).note == "No word of this sentence names the target."
    silent = StanceTagger("rules").explain("The tanks are green.", AID)
    assert silent.note == "The target is named, and no word for or against governs it."


def test_rules_take_terms_and_else_the_words_of_the_name():
    sentence = "The mayor welcomes the tram."
    assert StanceTagger("rules").predict([sentence] * 2, ["The new tram", "Line 5"]) == ["FAVOR", "NONE"]
    assert StanceTagger("rules", terms={"Line 5": ["tram"]}).predict([sentence], ["Line 5"]) == ["FAVOR"]


def test_every_target_of_the_scheme_has_terms():
    assert TERMS.keys() == TARGETS.keys()


@pytest.mark.parametrize("model", LEARNED)
def test_answers_where_nothing_was_learned_are_stated(model: str):
    texts, targets, labels = constructed(30, seed=8)
    tagger = StanceTagger(model).fit([*texts, "A seat is welcome."], [*targets, "european-seat"], [*labels, "FAVOR"])
    unseen = tagger.explain("The premier supports concessions.", "concessions")
    assert (unseen.label, unseen.note) == ("NONE", "No sentence for the target concessions was learned from.")
    only = tagger.explain("Anything at all.", "european-seat")
    assert only.label == "FAVOR" and only.note.startswith("Every sentence learned from for the target european-seat")
    for text in ("", " ", "שלום עולם", "☃"):
        strange = tagger.explain(text, AID)
        assert (strange.label, strange.note) == ("NONE", "Nothing in this sentence was seen in those learned from.")


def test_a_rare_label_does_not_draw_unusual_sentences():
    """NLTK's default smoothing gives a sentence of rare words to the label with the fewest examples."""
    words = [f"w{number}x" for number in range(400)]
    texts = [" ".join(words[start : start + 4]) for start in range(0, 400, 4)]
    labels = ["AGAINST"] * 80 + ["FAVOR"] * 20
    tagger = StanceTagger("bayes").fit(texts, [AID] * 100, labels)
    assert tagger.predict(["w1x w50x w99x w200x w301x"], [AID]) == ["AGAINST"]


@pytest.mark.parametrize("model", MODELS)
def test_hostile_sentences_get_a_label(model: str):
    tagger = StanceTagger(model).fit(*constructed(30, seed=8))
    hostile = [
        "",
        "\0",
        "“””“",
        "<b>weapons</b>",
        "NO WEAPONS SHOULD BE SENT",
        "weapons " * 3000,
        "not " * 3000,
        "😀" * 50,
    ]
    assert set(tagger.predict(hostile, [AID] * len(hostile))) <= set(LABELS)


def test_labels_of_the_scheme_are_accepted():
    texts, targets, labels = constructed(30, seed=8)
    tagger = StanceTagger().fit(texts, targets, [Label(label) for label in labels])
    assert {type(label) for label in tagger.predict(texts, targets)} == {str}
    assert tagger.predict([], []) == []


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda: StanceTagger("oracle"), "No model is called 'oracle': choose from rules, bayes, linear."),
        (lambda: StanceTagger().fit([], [], []), "There is nothing to learn from: give labelled sentences."),
        (
            lambda: StanceTagger().fit(["a", "b"], [AID], ["FAVOR", "NONE"]),
            "The lists differ in length (2 texts, 1 targets, 2 labels): give one entry of each for every sentence.",
        ),
        (
            lambda: StanceTagger().fit(["a", "b"], [AID] * 2, ["NONE"] * 2),
            "Every label is NONE: give sentences of at least two labels.",
        ),
        (
            lambda: StanceTagger().fit(["a", "b"], [AID] * 2, ["NONE", Label.CANNOT_TELL]),
            "Label 2 is CANNOT_TELL: leave out all that is not FAVOR, AGAINST, NONE.",
        ),
        (
            lambda: StanceTagger("rules").predict(["a"], [AID, AID]),
            "The lists differ in length (1 texts, 2 targets): give one entry of each for every sentence.",
        ),
        (lambda: StanceTagger().predict("weapons", [AID]), "The texts are one string: give a list of strings."),
        (
            lambda: StanceTagger("rules").explain(math.nan, AID),
            "Entry 1 of the texts is no string but nan: give strings only.",
        ),
        (lambda: StanceTagger("bayes").predict(["a"], [AID]), "The tagger has learned nothing yet: call fit first."),
        (lambda: StanceTagger("linear").predict([], []), "The tagger has learned nothing yet: call fit first."),
        (lambda: StanceTagger("linear").explain("a", AID), "The tagger has learned nothing yet: call fit first."),
    ],
)
def test_bad_input_gets_one_sentence(act, says: str):
    with pytest.raises(TaggerError) as error:
        act()
    assert str(error.value) == says
