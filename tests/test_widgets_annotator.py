"""The stance annotator: what is acknowledged is on disk, whatever happens between."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from course import ROOT
from prove_annotation import Session, Tally, disk_full, killed, looked_at, table, two_copies

from transatlantic import locks
from transatlantic.article import load_article
from transatlantic.checks.questions import read_questions
from transatlantic.stance import annotations, corpus
from transatlantic.stance.annotations import AnnotationsError
from transatlantic.stance.scheme import TARGETS
from transatlantic.tokenizing import sentences
from transatlantic.widgets import annotate, record_stance
from transatlantic.widgets.annotator import Annotator, pieces
from transatlantic.widgets.stances import Cell, StanceFile, main_record

ARTICLE = load_article()
SENTENCES = sentences(ARTICLE.text)
EIGHT = SENTENCES[8:16]
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "annotations" / "me.json"


@pytest.fixture
def annotator(path) -> Annotator:
    return Annotator(ARTICLE, path, EIGHT)


def on_disk(path: Path) -> dict[Cell, str]:
    return {Cell(r.sentence, r.target): str(r.label) for r in annotations.load(path, ARTICLE).records}


def refuse_to_write(monkeypatch, error=28):
    def full(path, content):
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr("transatlantic.files.replace_whole", full)


# One act


def test_a_stance_starts_with_the_whole_sentence_and_the_narrator_and_says_so(annotator, path):
    annotator.label("FAVOR")
    assert (annotator.at, annotator.failed) == (0, False)
    assert annotator.message == (
        "recorded: military-aid FAVOR. Evidence: the whole sentence, until you mark words. "
        "Holder: narrator, unless you give another."
    )
    record = annotations.load(path, ARTICLE).records[0]
    assert (record.evidence.text, record.holder) == (EIGHT[0].text, "narrator")
    assert annotator.progress() == "Cell 1 of 48; 1 labelled, 1 of them with the whole sentence as evidence."


def test_words_holder_and_note_are_kept_with_the_label(annotator, path):
    annotator.label("AGAINST")
    annotator.mark(3, 1)
    assert annotator.message == "recorded: evidence US faced accusations"
    annotator.hold(" unknown ")
    annotator.note("whose <accusations>?")
    record = annotations.load(path, ARTICLE).records[0]
    assert (record.evidence.text, record.holder, record.note) == (
        "US faced accusations",
        "unknown",
        "whose <accusations>?",
    )
    annotator.label("FAVOR")
    record = annotations.load(path, ARTICLE).records[0]
    assert (record.label, record.evidence.text, record.holder) == ("FAVOR", "US faced accusations", "unknown")


def test_none_takes_evidence_and_holder_away_and_goes_on(annotator, path):
    annotator.label("FAVOR")
    annotator.label("NONE")
    record = annotations.load(path, ARTICLE).records[0]
    assert (record.label, record.evidence, record.holder) == ("NONE", None, None)
    assert annotator.at == 1
    assert annotator.message == "recorded: military-aid NONE."


def test_cannot_tell_needs_no_evidence(annotator, path):
    annotator.label("CANNOT_TELL")
    annotator.mark(0, 0)
    assert annotations.load(path, ARTICLE).records[0].evidence.text == "The"


@pytest.mark.parametrize("act", [lambda a: a.hold("the envoy"), lambda a: a.mark(0, 1), lambda a: a.note("why")])
def test_what_belongs_to_a_label_waits_for_one(annotator, path, act):
    act(annotator)
    assert annotator.failed
    assert "first" in annotator.message
    assert not path.exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda a: a.label("MAYBE"),
        lambda a: a.hold("  "),
        lambda a: a.hold("half \ud83d"),
        lambda a: a.mark(0, 999),
        lambda a: a.mark(-1, 2),
    ],
)
def test_what_the_format_refuses_is_one_sentence_and_changes_nothing(annotator, path, act):
    annotator.label("FAVOR")
    before = path.read_bytes()
    act(annotator)
    assert annotator.failed
    assert "\n" not in annotator.message
    assert path.read_bytes() == before
    assert annotator.record.holder == "narrator"


def test_hostile_text_round_trips(annotator, path):
    annotator.label("FAVOR")
    for text in ("<script>alert(1)</script>", "مرحبا", "😀👩‍👩‍👧", "a\n\tb", '"\\'):
        annotator.hold(text)
        annotator.note(text)
        record = annotations.load(path, ARTICLE).records[0]
        assert (record.holder, record.note) == (text, text)


# The way


def test_skip_jump_and_the_last_cell(annotator):
    annotator.go(annotator.at + 1)
    annotator.label("NONE")
    assert annotator.at == 2
    annotator.go(47)
    annotator.label("NONE")
    assert annotator.at == 0, "from the last cell on to the one that was skipped"
    annotator.go(99)
    assert annotator.at == 47
    annotator.go(-5)
    assert annotator.at == 0


def test_all_cells_labelled_is_said_and_the_place_stays(annotator):
    for _ in range(48):
        annotator.label("NONE")
    assert annotator.message.endswith("Every cell has a label.")
    assert annotator.progress() == "Cell 48 of 48; 48 labelled."


def test_it_goes_on_where_it_was_left(annotator, path):
    annotator.go(7)
    annotator.label("NONE")
    annotator.label("FAVOR")
    again = Annotator(ARTICLE, path, EIGHT)
    assert again.at == 9
    assert len(again.file.content.records) == 2
    assert Annotator(ARTICLE, path).cell == again.cell, "the same place among all sentences"


def test_neighbours_are_three_sentences_each_way_and_nothing_beyond_the_text(annotator):
    before, after = annotator.neighbours()
    assert before.startswith(SENTENCES[5].text)
    assert after.endswith(SENTENCES[11].text)
    everything = Annotator(ARTICLE, annotator.file.path)
    assert everything.neighbours()[0] == ""
    everything.go(10**6)
    assert everything.neighbours()[1] == ""


def test_no_sentence_is_one_sentence(path):
    with pytest.raises(AnnotationsError, match="at least one sentence"):
        Annotator(ARTICLE, path, [])


def test_the_pieces_of_every_sentence_are_the_sentence():
    for sentence in SENTENCES:
        annotator = Annotator(ARTICLE, "unused.json", [sentence])
        cut = pieces(sentence.text, annotator.tokens)
        assert "".join(piece for piece, _ in cut) == sentence.text
        assert [number for _, number in cut if number >= 0] == list(range(len(annotator.tokens)))


def test_the_holders_on_offer():
    offered = Annotator(ARTICLE, "unused.json").holders()
    assert offered[:2] == ["narrator", "unknown"]
    assert {"Karas", "Kaja Kallas", "Hegses"} <= set(offered)


def test_export(annotator, path):
    annotator.label("FAVOR")
    annotator.label("NONE")
    annotator.export()
    assert annotator.message == "1 label is in me.csv."
    assert list(pd.read_csv(path.with_suffix(".csv"), encoding="utf-8-sig", keep_default_na=False)["label"]) == ["NONE"]


# Undo and redo


def test_undo_and_redo_reach_the_file_and_come_back_to_the_cell(annotator, path):
    annotator.label("NONE")
    annotator.label("FAVOR")
    annotator.mark(0, 1)
    states = [on_disk(path)]
    annotator.undo()
    assert annotator.record.evidence.text == EIGHT[0].text
    annotator.undo()
    assert (annotator.at, annotator.record) == (1, None)
    annotator.undo()
    assert (annotator.at, on_disk(path)) == (0, {})
    annotator.undo()
    assert annotator.message == "There is nothing to be undone."
    for _ in range(3):
        annotator.redo()
    assert [on_disk(path)] == states
    assert annotator.record.evidence.text == "The US"
    annotator.redo()
    assert annotator.message == "There is nothing to be done again."


def test_a_new_act_ends_redo(annotator):
    annotator.label("FAVOR")
    annotator.undo()
    annotator.label("AGAINST")
    annotator.redo()
    assert annotator.record.label == "AGAINST"


@pytest.mark.parametrize("seed", range(5))
def test_any_walk_of_acts_can_be_undone_to_the_beginning_and_redone(path, seed):
    chance = random.Random(seed)
    annotator = Annotator(ARTICLE, path, EIGHT[:1])
    history = [None]
    for _ in range(25):
        annotator.go(chance.randrange(6))
        acts = [lambda: annotator.label(chance.choice(["FAVOR", "AGAINST", "NONE", "CANNOT_TELL"]))] * 3
        acts += [lambda: annotator.hold(chance.choice(["unknown", "the envoy"])), lambda: annotator.mark(1, 2)]
        count = len(annotator.done)
        chance.choice(acts)()
        if len(annotator.done) > count:
            history.append(annotator.file.content.records)
    for content in reversed(history[:-1]):
        annotator.undo()
        assert annotator.file.content.records == (content or ())
        assert annotations.load(path, ARTICLE).records == (content or ())
    for content in history[1:]:
        annotator.redo()
        assert annotations.load(path, ARTICLE).records == content


# A further holder


def records(path: Path) -> list[tuple[bool, str, str | None]]:
    return [(r.main, str(r.label), r.holder) for r in annotations.load(path, ARTICLE).records]


def test_a_further_holder_is_a_further_record_and_no_further_cell(annotator, path):
    annotator.label("FAVOR")
    annotator.hold("the envoy")
    annotator.turn()
    assert annotator.whose() == (
        "Shown: a new further holder, no label yet. Also in this cell: the envoy FAVOR (the main record)."
    )
    annotator.hold("the premier")
    assert annotator.message.startswith("Not recorded. ")
    annotator.label("AGAINST")
    assert annotator.message == (
        "recorded: military-aid AGAINST. Evidence: the whole sentence, until you mark words. "
        "Further holder: unknown, unless you give another."
    )
    annotator.hold("the premier")
    annotator.mark(1, 2)
    annotator.note("he refuses")
    assert records(path) == [(True, "FAVOR", "the envoy"), (False, "AGAINST", "the premier")]
    assert annotator.record.evidence.text == "US faced"
    assert annotator.progress() == (
        "Cell 1 of 48; 1 labelled and 1 further holder, 1 of them with the whole sentence as evidence."
    )
    annotator.hold("the envoy")
    assert annotator.failed, "one holder holds one stance in a cell"
    annotator.turn()  # a new one
    annotator.label("CANNOT_TELL")
    annotator.label("FAVOR")  # relabelled, it keeps its place
    annotator.turn()
    annotator.turn()
    assert annotator.whose() == "Shown: the main record. Also in this cell: the premier AGAINST; unknown FAVOR."
    annotator.turn()
    assert annotator.record.holder == "the premier"
    assert "1 labelled and 2 further holders" in annotator.progress()
    annotator.jump()
    assert (annotator.at, annotator.which) == (1, 0)
    again = Annotator(ARTICLE, path, EIGHT)
    assert again.at == 1
    again.go(0)
    assert again.whose().endswith("the premier AGAINST; unknown FAVOR.")
    again.export()
    exported = pd.read_csv(path.with_suffix(".csv"), encoding="utf-8-sig")
    assert list(exported["main"]) == [True, False, False]


def test_a_further_holder_is_taken_away_by_none_and_comes_back_with_undo(annotator, path):
    for holder in ("the premier", "the envoy"):
        annotator.go(0)
        if annotator.record is None:
            annotator.label("FAVOR")
        while annotator.record:
            annotator.turn()
        annotator.label("AGAINST")
        annotator.hold(holder)
    whole = annotations.load(path, ARTICLE).records
    annotator.turn()
    annotator.turn()
    annotator.turn()
    assert annotator.record.holder == "the premier"
    annotator.label("NONE")
    assert annotator.message == "taken away: what the premier holds. This is the main record again."
    assert (annotator.at, annotator.which) == (0, 0)
    assert [record.holder for record in annotations.load(path, ARTICLE).records] == ["narrator", "the envoy"]
    annotator.undo()
    assert annotations.load(path, ARTICLE).records == whole
    assert (annotator.record.holder, annotator.message) == (
        "the premier",
        "undone: the premier, a further holder, is AGAINST again.",
    )
    for _ in range(5):
        annotator.undo()
    assert (records(path), annotator.at, annotator.which) == ([], 0, 0)
    for _ in range(5):
        annotator.redo()
    assert annotations.load(path, ARTICLE).records == whole
    annotator.redo()
    assert len(records(path)) == 2


def test_a_further_holder_comes_after_a_first_one(annotator, path):
    annotator.turn()
    assert (annotator.failed, annotator.which) == (True, 0)
    annotator.label("NONE")
    annotator.go(0)
    annotator.turn()
    assert annotator.message == "A further holder comes after a first one: label the cell f, a or c first."
    annotator.label("FAVOR")
    annotator.turn()
    annotator.label("NONE")
    assert annotator.message.startswith("Not recorded. A further holder without a stance needs no record")
    for _ in range(2):
        annotator.label("AGAINST")
        while annotator.record:
            annotator.turn()
    assert annotator.record is None
    annotator.label("FAVOR")
    assert annotator.message == (
        "Not recorded. Another holder in this cell is still unnamed: give that one a name first."
    )
    assert records(path) == [(True, "FAVOR", "narrator"), (False, "AGAINST", "unknown")]


def test_a_further_holder_in_two_copies_the_second_is_told(path):
    one, two = Annotator(ARTICLE, path, EIGHT), Annotator(ARTICLE, path, EIGHT)
    one.label("FAVOR")
    one.turn()
    one.label("AGAINST")
    two.export()  # reads the file
    two.go(0)
    two.turn()
    one.label("FAVOR")
    two.hold("the premier")
    assert two.message == (
        "Not recorded. Another open copy has changed what unknown holds in this cell: look at it again first."
    )
    assert records(path)[1] == (False, "FAVOR", "unknown")


# Trouble with the file


@pytest.mark.parametrize("error", [28, 30, 13], ids=["disk full", "read-only", "no permission"])
def test_a_label_that_cannot_be_written_is_not_acknowledged(annotator, path, monkeypatch, error):
    annotator.label("FAVOR")
    before = path.read_bytes()
    with monkeypatch.context() as trouble:
        refuse_to_write(trouble, error)
        annotator.go(1)
        annotator.label("NONE")
        assert annotator.failed
        assert annotator.message.startswith("Not recorded. ")
        assert os.strerror(error) in annotator.message
        assert (annotator.at, annotator.record) == (1, None)
        annotator.undo()
        assert annotator.message.startswith("Not undone. ")
        annotator.export()
        assert annotator.message.startswith("Not exported. ")
    assert path.read_bytes() == before
    annotator.undo()
    assert on_disk(path) == {}, "once there is room, the same undo works"


def test_a_folder_where_the_file_should_be_and_a_file_where_the_folder_should_be(tmp_path):
    path = tmp_path / "me.json"
    path.mkdir()
    annotator = Annotator(ARTICLE, path, EIGHT)
    assert annotator.failed
    annotator.label("FAVOR")
    assert annotator.message.startswith("Not recorded. ")
    assert annotator.record is None
    (tmp_path / "file").write_text("")
    annotator = Annotator(ARTICLE, tmp_path / "file" / "me.json", EIGHT)
    annotator.label("FAVOR")
    assert annotator.message.startswith("Not recorded. ")


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"[]", b'{"format": "transatlantic stance annotations"}'])
def test_a_damaged_file_is_set_aside_and_named(path, damage):
    path.parent.mkdir()
    path.write_bytes(damage)
    annotator = Annotator(ARTICLE, path, EIGHT)
    assert "it is kept as me.aside-1.json" in annotator.message
    annotator.label("FAVOR")
    assert path.with_name("me.aside-1.json").read_bytes() == damage
    assert len(on_disk(path)) == 1


def test_a_copy_that_opens_a_damaged_file_leaves_the_fresh_one_in_its_place(path, monkeypatch):
    """Two copies find the same damage; the second looks again before it sets anything aside."""
    path.parent.mkdir()
    path.write_text("{")
    real, first = locks.alone, []

    def late(held):
        if not first:
            first.append(True)
            assert not Annotator(ARTICLE, path, EIGHT).failed
            record_stance(ARTICLE, path, EIGHT[0], "concessions", "NONE")
        return real(held)

    monkeypatch.setattr(locks, "alone", late)
    annotator = Annotator(ARTICLE, path, EIGHT)
    assert (annotator.message, list(on_disk(path).values())) == ("", ["NONE"])
    assert len(annotator.file.content.records) == 1
    assert not path.with_name("me.aside-2.json").exists()


def test_a_file_damaged_while_it_is_open_costs_no_acknowledged_label(annotator, path):
    annotator.label("NONE")
    annotator.label("FAVOR")
    path.write_text("{")
    annotator.label("AGAINST")
    assert "it is kept as me.aside-1.json" in annotator.message
    assert list(on_disk(path).values()) == ["NONE", "AGAINST"]
    path.unlink()
    annotator.undo()
    assert list(on_disk(path).values()) == ["NONE", "FAVOR"]


def test_a_sound_file_about_another_text_is_refused_and_left_alone(annotator, path):
    annotator.label("FAVOR")
    other = json.loads(path.read_text("utf-8"))
    other["text"]["sha256"] = "0" * 64
    path.write_text(json.dumps(other))
    before = path.read_bytes()
    for acting in (annotator, Annotator(ARTICLE, path, EIGHT)):
        acting.label("AGAINST")
        assert acting.failed
        assert "another text" in acting.message
    assert path.read_bytes() == before
    assert set(path.parent.iterdir()) == {path, path.with_name(".me.json.lock")}


def test_a_file_under_another_guideline_is_refused_and_left_alone(annotator, path):
    annotator.label("FAVOR")
    path.write_text(path.read_text("utf-8").replace('"guideline": "1.2"', '"guideline": "1.1"'))
    before = path.read_bytes()
    annotator.label("AGAINST")
    assert "follows guideline 1.1" in annotator.message
    assert path.read_bytes() == before


def test_further_holders_and_a_mark_of_another_editor_are_kept(annotator, path):
    annotator.label("FAVOR")
    content = annotations.load(path, ARTICLE)
    further = replace(content.records[0], main=False, holder="the premier", label="AGAINST")
    annotations.save(path, replace(content, records=(*content.records, further)), ARTICLE)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())  # as Notepad saves it
    annotator.label("CANNOT_TELL")
    assert [(r.label, r.main) for r in annotations.load(path, ARTICLE).records] == [
        ("CANNOT_TELL", True),
        ("AGAINST", False),
    ]


# Two copies, and a kernel that is killed


def test_two_open_copies_keep_each_other_s_labels(path):
    one, two = Annotator(ARTICLE, path, EIGHT), Annotator(ARTICLE, path, EIGHT)
    one.label("FAVOR")
    two.go(1)
    two.label("AGAINST")
    one.go(2)
    one.label("NONE")
    assert list(on_disk(path).values()) == ["FAVOR", "AGAINST", "NONE"]
    assert one.at == 3


def test_one_cell_in_two_copies_the_second_is_told(path):
    one, two = Annotator(ARTICLE, path, EIGHT), Annotator(ARTICLE, path, EIGHT)
    one.label("FAVOR")
    two.label("NONE")
    assert two.failed
    assert two.message == (
        "Not recorded. Another open copy has changed this cell, and it is labelled FAVOR now: "
        "label it again to change that."
    )
    assert (two.at, two.record.label) == (0, "FAVOR")
    two.label("NONE")
    assert list(on_disk(path).values()) == ["NONE"]
    one.undo()
    assert one.message.startswith("Not undone. Another open copy has changed this cell")
    assert list(on_disk(path).values()) == ["NONE"]


def test_a_sample_of_the_disturbed_sessions_loses_no_acknowledged_label(tmp_path):
    """A kernel killed at any moment, two copies at work at once, a full disk; `make prove` disturbs 200 times."""
    tallies = [killed(tmp_path, 4, seed=1), two_copies(tmp_path, 2, seed=1), disk_full(tmp_path, 4, seed=1)]
    assert not [tally for tally in tallies if tally.lost or tally.unreadable], table(tallies)
    assert sum(tally.moments for tally in tallies) == 10
    assert all(tally.acknowledged for tally in tallies), "nothing was at stake"
    assert tallies[0].between, "no kill fell between an act and its acknowledgement"


def test_the_proof_can_fail(tmp_path):
    """A lost label, a changed one and a half-written file are told from what was on its way."""
    path = tmp_path / "me.json"
    annotator = Annotator(ARTICLE, path, EIGHT)
    session = Session(random.Random(0), {})
    for at in range(3):
        act = {"act": "label", "label": "NONE", "at": at, "which": 0}
        session.take(act)
        annotator.label("NONE")
    session.answered = 2
    tally = Tally("by hand")
    assert looked_at(path, tally, session) == session.states[3]
    annotator.undo()
    looked_at(path, tally, session)
    assert (tally.lost, tally.between, tally.acknowledged) == (0, 2, 4)
    annotator.undo()
    looked_at(path, tally, session)
    assert tally.lost == 1, "the second label was acknowledged"
    path.write_bytes(path.read_bytes()[:-9])
    looked_at(path, tally, session)
    assert (tally.lost, tally.unreadable) == (3, 1)


@pytest.mark.parametrize(("moment", "kept"), [("before", 1), ("after", 2)])
def test_killed_right_at_the_renaming(path, moment, kept):
    """Between act and acknowledgement the file holds the old labels or the new ones, and nothing broken."""

    def dies() -> None:
        annotator = Annotator(ARTICLE, path, EIGHT)
        annotator.label("NONE")
        real = Path.replace

        def replaced(self, target):
            if moment == "after":
                real(self, target)
            os.kill(os.getpid(), signal.SIGKILL)

        Path.replace = replaced
        annotator.label("NONE")

    process = FORK.Process(target=dies)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert len(on_disk(path)) == kept
    assert Annotator(ARTICLE, path, EIGHT).at == kept


def test_a_copy_that_holds_the_file_too_long_is_named(annotator, path, monkeypatch):
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.05)
    annotator.label("NONE")
    with locks.alone(path):
        annotator.label("NONE")
    assert "is being written by another open copy: try again" in annotator.message
    assert len(on_disk(path)) == 1


# Without a screen


def test_record_stance_writes_the_same_file(path, annotator):
    said = record_stance(
        ARTICLE, path, EIGHT[0], "concessions", "AGAINST", holder="unknown", evidence="accusations", note="whose?"
    )
    assert said == "recorded: concessions AGAINST."
    annotator.file.read()
    record = main_record(annotator.file.content, Cell(EIGHT[0], "concessions"))
    assert (record.label, record.holder, record.evidence.text, record.note) == (
        "AGAINST",
        "unknown",
        "accusations",
        "whose?",
    )
    assert annotator.file.content.annotator == "me"
    assert "whole sentence" in record_stance(ARTICLE, path, EIGHT[0], "concessions", "FAVOR")
    assert len(on_disk(path)) == 1


def test_record_stance_adds_a_further_holder(path):
    arguments = (ARTICLE, path, EIGHT[0], "concessions")
    for wrong in ({"holder": "the premier"}, {}):
        with pytest.raises(AnnotationsError, match=r"after a first one|has a name"):
            record_stance(*arguments, "AGAINST", further=True, **wrong)
    record_stance(*arguments, "FAVOR", holder="the envoy")
    record_stance(*arguments, "FAVOR", holder="the premier", further=True)
    said = record_stance(*arguments, "AGAINST", holder="the premier", evidence="accusations", further=True)
    assert said == "recorded: concessions AGAINST."
    assert records(path) == [(True, "FAVOR", "the envoy"), (False, "AGAINST", "the premier")]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"target": "peace"}, "is no target"),
        ({"label": "maybe"}, "is no label"),
        ({"evidence": "not in it"}, "are not in the sentence"),
        ({"label": "NONE", "evidence": "accusations"}, "NONE has no evidence"),
        ({"holder": " "}, "must be the holder"),
    ],
)
def test_record_stance_refuses_in_one_sentence(path, wrong, says):
    arguments = {"target": "concessions", "label": "FAVOR", **wrong}
    with pytest.raises(AnnotationsError, match=says) as refusal:
        record_stance(ARTICLE, path, EIGHT[0], **arguments)
    assert "\n" not in str(refusal.value)
    assert not path.exists()


# The view


def test_the_page_shows_what_is_on_disk(path):
    view = annotate(ARTICLE, path, EIGHT)
    assert (view.state["at"], view.state["label"]) == (0, "")
    view.act({"act": "label", "at": 0, "which": 0, "label": "FAVOR"})
    view.act({"act": "mark", "at": 0, "which": 0, "first": 1, "last": 2})
    view.act({"act": "hold", "at": 0, "which": 0, "holder": "<b>the envoy</b>"})
    view.act({"act": "note", "at": 0, "which": 0, "note": "n"})
    assert (view.state["label"], view.state["marked"], view.state["holder"]) == ("FAVOR", [1, 2], "<b>the envoy</b>")
    view.act({"act": "go", "at": 0, "which": 0, "by": 1})
    assert view.state["at"] == 1
    view.act({"act": "undo", "at": 1, "which": 0})
    assert (view.state["at"], view.state["note"], view.state["redo"]) == (0, "", True)
    view.act({"act": "redo", "at": 0, "which": 0})
    view.act({"act": "jump", "at": 0, "which": 0})
    assert (view.state["at"], view.state["label"]) == (1, "")
    assert len(on_disk(path)) == 1


def test_a_key_belongs_to_the_cell_that_was_seen(path):
    view = annotate(ARTICLE, path, EIGHT)
    view.act({"act": "label", "at": 0, "which": 0, "label": "NONE"})
    view.act({"act": "label", "at": 0, "which": 0, "label": "NONE"})  # pressed before cell 1 was drawn
    assert list(on_disk(path)) == [Cell(EIGHT[0], next(iter(TARGETS)))]


def test_nothing_is_shown_as_recorded_that_is_not(path, monkeypatch):
    view = annotate(ARTICLE, path, EIGHT)
    refuse_to_write(monkeypatch)
    view.act({"act": "label", "at": 0, "which": 0, "label": "FAVOR"})
    assert (view.state["label"], view.state["failed"], view.state["at"]) == ("", True, 0)


def test_without_a_screen_it_names_the_line_of_code_that_does_the_same(path):
    assert "record_stance(article, path, sentence, target, label)" in repr(annotate(ARTICLE, path, EIGHT))
    assert StanceFile(path, ARTICLE).content.annotator == "me"


# Some targets of all


def test_an_exercise_can_ask_about_some_targets_and_the_context_stays_whole(path):
    """Assignment 05 asks for 48 cells of a constructed brief; what its page says of them holds."""
    asked = read_questions(ROOT / "exercises" / "05_stance_annotation" / "questions.json")["annotated"].about
    brief = next(brief for brief in corpus.briefs() if brief.name == asked["brief"])
    chosen = [brief.sentences[place] for place in asked["sentences"]]
    annotator = Annotator(brief.article, path, chosen, asked["targets"])
    assert annotator.progress() == "Cell 1 of 48; 0 labelled."
    assert [cell.target for cell in annotator.cells[:4]] == asked["targets"]
    assert "four questions" in annotator.neighbours()[0], "a sentence that is not asked for is still shown beside it"
    adjudicated = corpus.passes()["adjudicated"]
    given = [
        adjudicated[brief.name, c.sentence.start, c.sentence.end, c.sentence.text, c.target] for c in annotator.cells
    ]
    assert Counter(given) == {"FAVOR": 8, "AGAINST": 8, "NONE": 32}
    annotator.label("NONE")
    assert annotator.cell == Cell(chosen[0], asked["targets"][1])
    with pytest.raises(AnnotationsError, match="'peace' is no target: use military-aid"):
        annotate(brief.article, path, chosen, ["peace"])
    with pytest.raises(AnnotationsError, match="at least one sentence and one target"):
        annotate(brief.article, path, chosen, [])
