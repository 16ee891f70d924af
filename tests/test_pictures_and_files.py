"""Answers that are pictures and files: what the check reads off them, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import matplotlib.pyplot as plt
import pytest

from transatlantic.checks.annotation_file import facts
from transatlantic.checks.judge import judge
from transatlantic.checks.picture import drawn
from transatlantic.checks.plain import NotPlain
from transatlantic.checks.questions import Part, Question, Slip
from transatlantic.stance import annotations, corpus
from transatlantic.stance.annotations import Annotations, Record
from transatlantic.stance.scheme import Label

CALL = "draw({'a': 2, 'b': 3})"
LABELLED = "{'title': True, 'x label': True, 'y label': True}"
PICTURE = Question(
    "draw",
    "09.3",
    "picture",
    3,
    5,
    ("Bars.",),
    answer="draw",
    parts=(
        Part("data", 2, {CALL: "{'bars': [['a', 2.0], ['b', 3.0]]}"}),
        Part("readable", 1, {CALL: LABELLED}),
    ),
    slips=(Slip("upside-down", {CALL: "{'bars': [['b', 3.0], ['a', 2.0]]}"}, "Yours is sorted the other way."),),
)
START = "import matplotlib.pyplot as plt\ndef draw(counts):\n    figure, axes = plt.subplots()\n"
WORDS = "    axes.set(title='Counts', xlabel='word', ylabel='tokens')\n"


@pytest.mark.parametrize(
    ("body", "status", "points", "says"),
    [
        ("    axes.bar(list(counts), list(counts.values()))\n" + WORDS, "correct", 3, "That is it."),
        ("    axes.barh(list(counts), list(counts.values()))\n" + WORDS, "correct", 3, "That is it."),
        (
            "    axes.bar(range(2), counts.values())\n    axes.set_xticks(range(2), counts.keys())\n" + WORDS,
            "correct",
            3,
            "That is it.",
        ),
        (
            "    axes.bar([1], [3])\n    axes.bar([0], [2])\n    axes.set_xticks(range(2), counts)\n" + WORDS,
            "correct",
            3,
            "That is it.",
        ),
        ("    axes.bar(list(counts), list(counts.values()))\n", "incorrect", 2, "draws a picture without a title."),
        (
            "    axes.bar(list(counts), [2, 4])\n" + WORDS,
            "incorrect",
            1,
            "should draw the bars [['a', 2.0], ['b', 3.0]]",
        ),
        ("    axes.bar(['b', 'a'], [3, 2])\n" + WORDS, "incorrect", 1, "Yours is sorted the other way."),
        ("    axes.plot([0, 1], [2, 3])\n", "incorrect", 0, "yours are []"),
        ("    return figure\n", "incorrect", 0, "gives a Figure; a matplotlib Axes is asked for."),
        ("    axes = None\n", "incorrect", 0, "gives None. Is a return missing?"),
    ],
)
def test_a_picture_is_judged_by_what_it_shows(body: str, status: str, points: int, says: str):
    names: dict = {}
    exec(START + body + "    return axes\n", names)
    found = judge(PICTURE, names)
    assert (found.status, found.points) == (status, points), found
    assert says in found.message
    assert plt.get_fignums() == [], "a figure is left, which the notebook would show"


def test_lines_and_points_are_read_and_nothing_but_axes():
    _, axes = plt.subplots()
    axes.plot([0, 1], [2, 4])
    axes.scatter([5], [6])
    shown = drawn(axes)
    plt.close("all")
    assert shown["lines"] == [[[0.0, 2.0], [1.0, 4.0]]] and shown["points"] == [[5.0, 6.0]]
    assert not shown["title"]
    with pytest.raises(NotPlain):
        drawn(object())


BRIEF = corpus.briefs()[0]
ABOUT = {"brief": BRIEF.name, "sentences": [0, 1, 2, 3], "targets": ["european-troops", "us-commitment"]}
FILE = Question(
    "file",
    "09.4",
    "file",
    4,
    20,
    ("Annotate.",),
    answer="stances.json",
    type="annotations",
    about=ABOUT,
    parts=(
        Part("form", 1, {"facts": "{'readable': True, 'annotator': True}"}),
        Part("half", 1, {"facts": "{'half': True, 'all one label': False}"}),
        Part("complete", 2, {"facts": "{'missing': 0, 'all one label': False}"}),
    ),
    slips=(Slip("one-label", {"facts": "{'all one label': True}"}, "Every cell has the same label."),),
)


def record(sentence, target: str, label: Label = Label.NONE) -> Record:
    words = sentence.text.split()[0]
    evidence = annotations.Span(sentence.start, sentence.start + len(words), words)
    stance = label in (Label.FAVOR, Label.AGAINST)
    now = datetime.now(UTC).isoformat()
    return Record(sentence, target, label, "narrator" if stance else None, evidence if stance else None, "", now)


def write(path, records, annotator="reader"):
    text = BRIEF.article
    made = Annotations(text.name, text.provenance.sha256, annotator, 1, "1.2", tuple(records))
    annotations.save(path, made, text)


def cells(labels):
    places = [(BRIEF.sentences[place], target) for place in ABOUT["sentences"] for target in ABOUT["targets"]]
    return [record(sentence, target, label) for (sentence, target), label in zip(places, labels, strict=False)]


MIXED = [Label.FAVOR, *[Label.NONE] * 7]


@pytest.mark.parametrize(
    ("labels", "annotator", "status", "points", "says"),
    [
        (MIXED, "reader", "correct", 4, "which earns and costs nothing"),
        (MIXED[:5], "reader", "incorrect", 2, "Cells without a label: 3."),
        (MIXED[:2], "reader", "incorrect", 1, "Cells without a label: 6."),
        ([Label.NONE] * 8, "reader", "incorrect", 1, "Every cell has the same label."),
        ([Label.NONE] * 3, "reader", "incorrect", 1, "Right so far: form. Cells without a label: 5."),
        (MIXED, "your name", "incorrect", 3, "Right so far: half, complete."),
    ],
)
def test_a_file_is_judged_by_form_and_completeness(tmp_path, labels, annotator, status, points, says):
    write(tmp_path / "stances.json", cells(labels), annotator)
    found = judge(FILE, {}, folder=tmp_path)
    assert (found.status, found.points) == (status, points), found
    assert says in found.message


def test_disagreement_costs_nothing_and_is_shown_with_n(tmp_path):
    wrong = [Label.AGAINST if label == Label.NONE else Label.NONE for label in MIXED]
    write(tmp_path / "stances.json", cells(wrong))
    found = judge(FILE, {}, folder=tmp_path)
    assert found.status == "correct"
    assert "of 8 cells you label 1 as pass-1" in found.message and "alpha" in found.message


def test_full_agreement_has_no_interval_and_says_why(tmp_path):
    bundled = corpus.passes().xs(BRIEF.name, level="text")[corpus.ADJUDICATED]
    given = {(start, target): label for (start, _, _, target), label in bundled.items()}
    whole = {**ABOUT, "sentences": list(range(len(BRIEF.sentences)))}
    records = [
        record(sentence, target, Label(given[sentence.start, target]))
        for sentence in BRIEF.sentences
        for target in ABOUT["targets"]
    ]
    write(tmp_path / "stances.json", records)
    assert facts(whole, tmp_path / "stances.json")[1].endswith("1.00; no interval: every label agrees.")


def test_a_stance_needs_a_reason_of_the_readers_own_and_some_are_needed(tmp_path):
    path = tmp_path / "stances.json"
    given = cells([*[Label.FAVOR] * 3, *[Label.NONE] * 5])
    bare = replace(
        given[0], evidence=annotations.Span(given[0].sentence.start, given[0].sentence.end, given[0].sentence.text)
    )
    for first, without in ((bare, 1), (replace(bare, holder="the envoy"), 0), (given[0], 0)):
        write(path, [first, *given[1:]])
        found, note = facts(ABOUT, path)
        assert found["without reason"] == without and found["few stances"]
        assert ("as a label gets them by itself: 1." in note) == bool(without)
    write(path, cells([*[Label.FAVOR] * 2, *[Label.AGAINST] * 2, *[Label.NONE] * 4]))
    assert not facts(ABOUT, path)[0]["few stances"]


def test_a_missing_or_damaged_file_is_a_sentence(tmp_path):
    assert judge(FILE, {}, folder=tmp_path).status == "not attempted"
    (tmp_path / "stances.json").write_text("{", encoding="utf-8")
    found = judge(FILE, {}, folder=tmp_path)
    assert (found.status, found.points) == ("incorrect", 0)
    assert "is not JSON" in found.message
    write(tmp_path / "stances.json", cells(MIXED))
    other = replace(FILE, about={**ABOUT, "brief": corpus.briefs()[1].name})
    assert "belong to another text" in judge(other, {}, folder=tmp_path).message


def test_facts_tell_a_copy_and_records_elsewhere(tmp_path):
    bundled = corpus.annotated(corpus.ADJUDICATED).query("text == @BRIEF.name and main")
    whole = {**ABOUT, "sentences": list(range(len(BRIEF.sentences)))}
    rows = {(row.start, row.target): row for row in bundled.itertuples()}
    records = []
    for sentence in BRIEF.sentences:
        for target in ABOUT["targets"]:
            row = rows.get((sentence.start, target))
            made = record(sentence, target)
            if row is not None:
                span = annotations.Span(int(row.evidence_start), int(row.evidence_end), row.evidence)
                made = replace(made, label=Label(row.label), holder=row.holder, evidence=span)
            records.append(made)
    write(tmp_path / "stances.json", records)
    found, said = facts(whole, tmp_path / "stances.json")
    assert "only a reading of your own" in said
    assert found["copied"] and found["stances"] > 0 and found["missing"] == found["without reason"] == 0
    found, _ = facts(ABOUT, tmp_path / "stances.json")
    assert found["outside"] == 2 * (len(BRIEF.sentences) - 4)
    write(tmp_path / "stances.json", cells(MIXED))
    assert not facts(ABOUT, tmp_path / "stances.json")[0]["copied"]
