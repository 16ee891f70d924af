"""The agreement board: the same figures as in code, and settled cells in a file of their own."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from transatlantic.article import load_article
from transatlantic.stance import annotations, corpus
from transatlantic.stance.agreement import alpha, contested, pairs, ratings
from transatlantic.stance.annotations import AnnotationsError
from transatlantic.widgets import agreement_board, record_stance
from transatlantic.widgets.board import RESAMPLES, Board

ARTICLE = load_article()
PASSES = corpus.article_passes()
CHOSEN = (810, 995, 1433, 2199)


def part(source, annotator=None, starts=CHOSEN):
    """A reader's file on a few sentences: what one of the passes said there."""
    kept = tuple(record for record in source.records if record.sentence.start in starts)
    return replace(source, annotator=annotator or source.annotator, records=kept)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "annotations" / "adjudicated.json"


@pytest.fixture
def board(path) -> Board:
    return Board([part(source) for source in PASSES], ARTICLE, path)


def test_the_figures_are_those_of_the_agreement_module(board):
    table = ratings([part(source) for source in PASSES])
    assert board.figures() == [alpha(table, resamples=RESAMPLES), *pairs(table, resamples=RESAMPLES)]
    assert board.size() == (
        "Readers: pass-1, pass-2, pass-3. Every one of them labelled 24 of the 24 cells that somebody labelled; "
        "they differ on 2."
    )
    assert [cell.sentence.start for cell in board.cells] == list(contested(table).index.get_level_values("start"))


def test_only_cells_that_all_have_labelled_are_compared(path):
    board = Board([part(PASSES[0], "me", (995,)), *map(part, PASSES)], ARTICLE, path)
    assert "labelled 6 of the 24 cells" in board.size()
    assert len(board.cells) == 1


def test_each_reader_s_evidence_and_holder_stand_beside_the_label(board):
    answers = dict(board.answers(board.cells[0]))
    assert list(answers) == ["pass-1", "pass-2", "pass-3"]
    assert (answers["pass-1"].label, answers["pass-2"].label) == ("AGAINST", "NONE")
    assert answers["pass-1"].evidence.text in board.cells[0].sentence.text


def test_a_settled_cell_has_evidence_of_the_reader_whom_it_follows_and_nobody_s_file_changes(board, path):
    before = [part(source) for source in PASSES]
    like = dict(board.answers(board.cells[0]))["pass-1"]
    board.settle("AGAINST")
    assert board.message.endswith(f"The holder, {like.holder}, and the evidence are those of pass-1.")
    board.note("a regret asks for something else")
    assert board.message == "reason recorded."
    board.go(1)
    board.settle("CANNOT_TELL")
    found = annotations.load(path, ARTICLE)
    assert found.annotator == "adjudicated"
    assert [(r.label, r.note) for r in found.records] == [
        ("AGAINST", "a regret asks for something else"),
        ("CANNOT_TELL", ""),
    ]
    assert (found.records[0].evidence, found.records[0].holder) == (like.evidence, like.holder)
    board.go(0)
    board.settle("NONE")
    assert annotations.load(path, ARTICLE).records[0].note == "a regret asks for something else"
    assert [part(source) for source in corpus.article_passes()] == before
    again = Board([part(source) for source in PASSES], ARTICLE, path)
    assert [again.settled(cell).label for cell in again.cells] == ["NONE", "CANNOT_TELL"]


def test_the_same_by_code(board, path):
    cell = board.cells[0]
    record_stance(ARTICLE, path, cell.sentence, cell.target, "NONE", note="no wish")
    again = Board([part(source) for source in PASSES], ARTICLE, path)
    assert again.settled(cell).note == "no wish"
    board.settle("AGAINST")
    assert "Another open copy has changed this cell" in board.message
    assert board.settled(cell).label == "NONE"


def test_a_reason_waits_for_a_label(board, path):
    board.note("because")
    assert board.message == "Not recorded. A reason goes with a label: settle the cell first."
    assert not path.exists()


def test_a_full_disk_leaves_the_cell_open(board, monkeypatch):
    def full(path, content):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("transatlantic.files.replace_whole", full)
    board.settle("NONE")
    assert board.failed
    assert board.settled(board.cells[0]) is None


def test_a_file_that_cannot_be_used_is_named_and_the_others_go_on(tmp_path, path):
    damaged = tmp_path / "friend.json"
    damaged.write_text("{")
    other = replace(part(PASSES[0]), sha256="0" * 64, annotator="elsewhere")
    sound = tmp_path / "me.json"
    annotations.save(sound, part(PASSES[1], "me"), ARTICLE)
    board = Board([damaged, tmp_path / "none.json", other, sound, part(PASSES[0])], ARTICLE, path)
    assert len(board.remarks) == 3
    assert all(remark.startswith("Left out: ") and "\n" not in remark for remark in board.remarks)
    assert list(board.shared.columns) == ["me", "pass-1"]
    assert damaged.read_text() == "{"


def test_a_damaged_adjudication_is_set_aside(path):
    path.parent.mkdir()
    path.write_text("{")
    board = Board(map(part, PASSES), ARTICLE, path)
    assert "it is kept as adjudicated.aside-1.json" in board.message


@pytest.mark.parametrize("sources", [[], [part(PASSES[0])], [part(PASSES[0]), part(PASSES[0], "copy")]])
def test_nobody_one_reader_and_readers_who_never_differ(sources, path):
    view = agreement_board(sources, ARTICLE, path)
    assert view.head["cells"] == view.state["settled"] == []
    view.act({"act": "label", "at": 0, "label": "NONE"})
    assert view.state["message"] == "There is nothing to settle."


def test_files_that_contradict_each_other_are_one_sentence(path):
    turned = replace(part(PASSES[1]), annotator="pass-1")
    with pytest.raises(AnnotationsError, match="has 2 main records"):
        Board([part(PASSES[0]), turned], ARTICLE, path)


def test_the_page_settles_the_cell_that_was_seen(path):
    view = agreement_board([part(source) for source in PASSES], path=path)
    assert view.head["figures"][0][0] == "Krippendorff's alpha"
    view.act({"act": "label", "at": 1, "label": "NONE"})
    view.act({"act": "note", "at": 1, "note": "<i>why</i>"})
    assert view.state["settled"] == [("", ""), ("NONE", "<i>why</i>")]
    assert "contested(ratings(parts))" in repr(view)
