"""What a learner is told before an exercise is handed in, and what is repaired: answers stay letter for letter."""

from __future__ import annotations

import copy
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter

import nbformat
import pytest
from course import ROOT, answer_cell, hand_in, nbgrader, release, results, set_up, without_marks
from damages import DAMAGES, cell_of, damaged, delete, edit, mark, place_of, swap
from nbgrader.nbgraderformat import MetadataValidator
from traitlets.config.loader import PyFileConfigLoader

from transatlantic import lab
from transatlantic.submission import reading
from transatlantic.submission.release import released
from transatlantic.submission.repair import is_locked, mark_of, repaired
from transatlantic.submission.run import CELL_SECONDS
from transatlantic.submission.validate import NoExercise, told, validate

NAME = "02_tokenizing"
RELEASES = released()
EXERCISE = next(one for one in RELEASES if one.name == NAME)


def solve(exercise):
    instructor = nbformat.read(ROOT / "solutions" / exercise.name / f"{exercise.name}.ipynb", as_version=4)
    notebook = copy.deepcopy(exercise.notebook)
    for cell in notebook.cells:
        if mark_of(cell) and not is_locked(cell):
            cell.source = without_marks(answer_cell(instructor, mark_of(cell).removeprefix("answer-")).source)
    return notebook


SOLVED = solve(EXERCISE)


def code(source):
    return nbformat.v4.new_code_cell(source)


@pytest.fixture
def folder(tmp_path):
    """The exercise in a folder of the learner's, solved."""
    made = tmp_path / "exercises" / NAME
    shutil.copytree(ROOT / "exercises" / NAME, made)
    write(made, SOLVED)
    return made


def write(folder, notebook, name=NAME):
    nbformat.write(notebook, folder / f"{name}.ipynb")


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def own(notebook):
    """What is the learner's: the texts of answers and of cells of their own, in order."""
    released = {cell.source for cell in EXERCISE.notebook.cells}
    return [cell.source for cell in notebook.cells if cell.source and cell.source not in released]


# Repairs, in process.


def test_what_is_whole_stays_as_it_is():
    for exercise in RELEASES:
        for notebook in (exercise.notebook, solve(exercise)):
            assert repaired(notebook, exercise) == (notebook, [])


@pytest.mark.parametrize("name", DAMAGES)
def test_each_damage_is_told_and_repaired(name):
    hurt = damaged(SOLVED, name)
    before = copy.deepcopy(hurt)
    mended, said = repaired(hurt, EXERCISE)
    assert hurt == before
    parts = DAMAGES[name][1]
    assert len(said) == len(parts) and all(part in line for part, line in zip(parts, said, strict=True)), said
    assert all(re.fullmatch(r"[A-Z].*[^.]\.", line) for line in said)
    assert_whole(mended, own(hurt))


def assert_whole(mended, texts):
    """Every released cell is there once, as released, in an order that works; every text of the learner's is kept."""
    nbformat.validate(mended)
    MetadataValidator().validate_nb(mended)
    assert own(mended) == texts
    assert repaired(mended, EXERCISE)[1] == []
    marks = Counter(filter(None, map(mark_of, mended.cells)))
    for name, cell in EXERCISE.marked.items():
        if not is_locked(cell) and not marks[name]:
            continue  # its answer stands in another cell
        assert marks[name] == 1
        there = cell_of(mended, name)
        assert (there.cell_type, there.metadata.nbgrader) == (cell.cell_type, cell.metadata.nbgrader)
        assert "skip-execution" not in there.metadata.get("tags", [])
        if is_locked(cell):
            assert there.source == cell.source
        if f"answer-{name}" in marks:
            assert place_of(mended, name) > place_of(mended, f"answer-{name}")
    assert set(marks) <= set(EXERCISE.marked) and next(filter(None, map(mark_of, mended.cells))) == "setup"


def test_damages_may_come_together():
    dice = random.Random(7)
    for _ in range(30):
        hurt = copy.deepcopy(SOLVED)
        for name in dice.sample(sorted(DAMAGES), 4):
            if name == "50 MB of outputs":
                continue
            try:
                DAMAGES[name][0](hurt)
            except StopIteration:  # an earlier one has taken the cell away
                continue
        assert_whole(repaired(hurt, EXERCISE)[0], own(hurt))


def test_every_exercise_is_recognised_and_repaired_from_what_is_left_of_it():
    for exercise in RELEASES:
        notebook = solve(exercise)
        notebook.cells = [cell for cell in notebook.cells if mark_of(cell) and not is_locked(cell)]
        mended, said = repaired(notebook, exercise)
        assert len(said) == sum(map(is_locked, exercise.marked.values()))
        order = [mark_of(cell) for cell in mended.cells]
        assert order == list(exercise.marked)


def test_an_answer_that_is_gone_comes_back_empty():
    hurt = copy.deepcopy(SOLVED)
    delete("answer-count_types")(hurt)
    delete("explain_choice")(hurt)
    mended, said = repaired(hurt, EXERCISE)
    assert len(said) == 2 and all("an empty one is put back" in line for line in said)
    for name in ("answer-count_types", "explain_choice"):
        assert cell_of(mended, name).source == EXERCISE.marked[name].source
    assert place_of(mended, "count_types") == place_of(mended, "answer-count_types") + 1


def test_a_missing_test_comes_back_below_what_belongs_to_the_answer():
    hurt = copy.deepcopy(SOLVED)
    hurt.cells.insert(place_of(hurt, "count_types"), code("def helper(): ..."))
    delete("count_types")(hurt)
    mended, _ = repaired(hurt, EXERCISE)
    assert place_of(mended, "count_types") == place_of(mended, "answer-count_types") + 2


def test_nbgrader_gives_a_repaired_notebook_what_the_whole_one_earns(tmp_path):
    """A sample; tests/prove_repairs.py hands in all of them."""
    sample = random.Random(11).sample(sorted(set(DAMAGES) - {"50 MB of outputs"}), 4)
    set_up(tmp_path)
    _, solved = release(NAME, tmp_path)
    hand_in(tmp_path, NAME, "whole", solved)
    for name in sample:
        hand_in(tmp_path, NAME, name, repaired(damaged(solved, name), EXERCISE)[0])
    nbgrader(tmp_path, "autograde", NAME)
    graded = results(tmp_path, NAME)
    assert sum(graded["whole"].scores.values()) == sum(
        q.points for q in EXERCISE.questions.values() if q.kind != "text"
    )
    for name in sample:
        assert (graded[name].scores, graded[name].needs_manual) == (graded["whole"].scores, {"explain_choice"}), name


# What cannot be read.

WHOLE = nbformat.writes(SOLVED)
KNOWN = {cell.source for one in RELEASES for cell in one.notebook.cells}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_another_encoding_is_told_by_the_released_texts(encoding):
    notebook = copy.deepcopy(SOLVED)
    edit("explain_choice", "“Ukraine’s” – naïve, déjà vu …")(notebook)
    for cell in notebook.cells:  # letters that the old encodings lack
        cell.source = "".join(letter for letter in cell.source if letter.encode(encoding, "ignore"))
    read, said = reading.read(nbformat.writes(notebook).encode(encoding), KNOWN)
    assert [cell.source for cell in read.cells] == [cell.source for cell in notebook.cells]
    assert said == [f"The notebook is written in {encoding}: it is written in UTF-8."]
    assert reading.read(WHOLE.encode(), KNOWN)[1] == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (WHOLE.encode()[:-100], r"is damaged: it is no valid JSON \(line \d+\)"),
        (b"<<<<<<< HEAD\n" + WHOLE.encode(), r"is damaged: it is no valid JSON \(line 1\)"),
        (b"", "is empty"),
        (b"[]", "is no notebook of format 4"),
        (b'{"nbformat": 4}', "is no notebook of format 4"),
        (b"[" * 100_000, "is no"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [3]}', "is damaged in its cell 1"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "x"}]}', "is damaged: a cell"),
        (WHOLE.replace("n_blank", r"\ud83d", 1).encode(), "half a character"),
        ('{"nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": {"x": "é"}}'.encode("latin-1"), "is not UTF-8"),
    ],
    ids=["cut", "conflict", "empty", "list", "no cells", "deep", "no cell", "strange cell", "half", "latin-1"],
)
def test_a_damaged_notebook_gets_a_sentence_and_stays(folder, content, says):
    (folder / f"{NAME}.ipynb").write_bytes(content)
    before = files(folder)
    report = validate(folder, write=True)
    (problem,) = report.problems
    assert re.search(says, problem) and "transatlantic reset 02_tokenizing" in problem
    assert not report.ready and not report.outcomes and files(folder) == before


def test_jupyterlab_s_last_copy_is_named_where_there_is_one(folder):
    checkpoint = folder / ".ipynb_checkpoints" / f"{NAME}-checkpoint.ipynb"
    checkpoint.parent.mkdir()
    (folder / f"{NAME}.ipynb").rename(checkpoint)
    (folder / f"{NAME}.ipynb").write_bytes(b"")
    assert str(checkpoint) in validate(folder).problems[0]


def test_what_is_no_exercise_gets_a_sentence(folder, tmp_path):
    shutil.copy(ROOT / "notebooks" / f"{NAME}.ipynb", tmp_path / "lesson.ipynb")
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.txt").write_text("mine")
    shutil.copytree(folder, tmp_path / "several")
    for name in ("a", "b"):
        shutil.copy(tmp_path / "several" / f"{NAME}.ipynb", tmp_path / "several" / f"{name}.ipynb")
    (tmp_path / "several" / f"{NAME}.ipynb").unlink()
    shutil.copy(folder / f"{NAME}.ipynb", folder / "copy.ipynb")
    for path, says in {
        tmp_path / "empty": "holds no notebook",
        tmp_path / "missing": "does not exist",
        tmp_path / "text.txt": "is no notebook",
        tmp_path / "exercises": "holds no notebook",
        tmp_path / "lesson.ipynb": "belongs to no exercise",
        tmp_path / "several": r"holds several notebooks \(a.ipynb, b.ipynb\)",
        folder / "copy.ipynb": "is not what is graded, 02_tokenizing.ipynb beside it is",
    }.items():
        with pytest.raises(NoExercise, match=says) as caught:
            validate(path)
        assert "\n" not in str(caught.value) and str(caught.value).endswith(".")


# The run.


def test_limits_are_those_of_grading():
    grading = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    assert grading.Execute.timeout == CELL_SECONDS


@pytest.fixture
def with_a_file(tmp_path, monkeypatch):
    """A kit whose exercise asks for a file in its second question."""
    root = tmp_path / "kit"
    shutil.copytree(ROOT / "exercises" / NAME, root / "exercises" / NAME)
    path = root / "exercises" / NAME / "questions.json"
    document = json.loads(path.read_text("utf-8"))
    document["questions"][1] |= {"kind": "file", "answer": "labels.json", "about": {}}
    path.write_text(json.dumps(document), "utf-8")
    monkeypatch.setattr(lab, "kit_root", lambda: root)


def test_all_that_goes_wrong_in_a_run_is_told_and_the_rest_is_checked(tmp_path, folder, with_a_file):
    """Renamed, without its questions and with cells that stop, ask, print without end and write to stderr."""
    hurt = copy.deepcopy(SOLVED)
    edit("answer-words_with_letters", "words_with_letters = lambda tokens: input('which?')")(hurt)
    cell_of(hurt, "answer-bigrams_within").source += "\n\nimport sys\nprint('careful', file=sys.stderr)"
    cell_of(hurt, "answer-top_words").source = "raise ValueError('mine')\n" + cell_of(hurt, "answer-top_words").source
    for source in ("name = input('Who are you? ')", "print('x' * 50_000_000)", "check = 5"):
        hurt.cells.insert(place_of(hurt, "answer-draw_extra"), code(source))
    edit("explain_choice", "I would count with `text.split()`.")(hurt)
    strange = tmp_path / "my hand-in"
    folder.rename(strange)
    (strange / f"{NAME}.ipynb").unlink()
    (strange / "questions.json").unlink()
    write(strange, hurt, "answers (1)")
    before = files(strange)

    told_of = []
    report = validate(strange, tell=lambda number, _: told_of.append(number))
    assert told_of == list(range(1, len(hurt.cells) + 1))
    assert files(strange) == before
    assert report.repairs == [
        "The file questions.json is missing: it is put back.",
        "The notebook is named answers (1).ipynb: it gets its name 02_tokenizing.ipynb again.",
    ]
    text = "\n".join(report.problems)
    for part in (
        "The folder is named my hand-in",
        "The file labels.json, which question 02.2 asks for, is not in the folder",
        "The test cell of question 02.3: the answer asks with input()",
        "The answer cell of question 02.5 stops with ValueError: mine",
        "The cell that begins \"name = input('Who are you? ')\" asks with input()",
        "The cell that begins \"print('x' * 50_000_000)\" gives more than 10 MB of output",
    ):
        assert part in text, f"{part} in {text}"
    assert len([one for one in report.problems if "02.6" in one]) == 0, "a message in an answer cell is harmless"
    outcomes = {one.number: one.status for one in report.outcomes}
    assert outcomes == {
        "02.1": "correct",
        "02.2": "not attempted",
        "02.3": "incorrect",
        "02.4": "correct",
        "02.5": "not attempted",
        "02.6": "correct",
        "02.7": "correct",
        "02.8": "not reached",
        "02.9": "written",
    }


@pytest.mark.parametrize(
    ("source", "above", "reached"),
    [
        ("import os\nos._exit(0)", "answer-count_types", 3),
        ("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass", "setup", 0),
    ],
    ids=["ends", "cannot be interrupted"],
)
def test_a_kernel_that_is_gone_leaves_the_rest_not_reached(folder, source, above, reached):
    hurt = copy.deepcopy(SOLVED)
    hurt.cells.insert(place_of(hurt, above), code(source))
    write(folder, hurt)
    report = validate(folder, seconds=60 if reached else 2)
    (problem,) = report.problems
    assert "ends the kernel or cannot be interrupted, and nothing below it is graded" in problem
    statuses = [one.status for one in report.outcomes]
    assert statuses == ["correct"] * reached + ["not reached"] * (8 - reached) + ["written"]


def test_a_loop_without_an_end_is_interrupted_and_the_run_goes_on(folder):
    hurt = copy.deepcopy(SOLVED)
    hurt.cells.insert(place_of(hurt, "setup"), code("while True:\n    pass"))
    write(folder, hurt)
    report = validate(folder, seconds=2)
    assert (
        report.problems[0]
        == "The cell that begins 'while True:' runs for more than 2 s: end its loop, or make it faster."
    )
    assert report.outcomes[0].status == "correct"


def run(*arguments, cwd):
    command = [sys.executable, "-m", "transatlantic", "validate", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8")


def test_the_command_repairs_and_keeps_what_was_there(folder, tmp_path):
    """Then all is ready: with a wrong answer, a widget's state, a warning, old copies and a module of the kit's name."""
    hurt = copy.deepcopy(SOLVED)
    edit("answer-count_types", "def count_types(tokens):\n    return len(set(tokens))  # naïve – “mine”\n")(hurt)
    cell_of(hurt, "answer-top_words").source += "\n\nimport warnings\nwarnings.warn('careful')\n\n"
    hurt.cells.append(code("import ipywidgets\nipywidgets.IntSlider()"))
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "gone", "version_major": 2}}
    hurt.cells[-1].outputs = [nbformat.v4.new_output("display_data", data=view)]
    hurt.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2}}
    texts = own(hurt)
    for damage in (delete("setup"), delete("tokenize_news"), swap("answer-draw_extra", "draw_extra")):
        damage(hurt)
    mark("top_words", points=40)(hurt)
    write(folder, hurt)
    (folder / "questions.json").unlink()
    (folder / "nltk.py").write_text("raise ImportError")
    before = (folder / f"{NAME}.ipynb").read_bytes()

    done = run(folder, "--repair", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, ""), done.stderr
    assert done.stdout.count("\n- The") == 5 and done.stdout.endswith("\n\nReady now.\n")
    assert f"kept as {NAME}.old-1.ipynb" in done.stdout
    assert (folder / f"{NAME}.old-1.ipynb").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{NAME}.ipynb",
        f"{NAME}.old-1.ipynb",
        "nltk.py",
        "questions.json",
    ]
    assert own(nbformat.read(folder / f"{NAME}.ipynb", as_version=4)) == texts

    kept = files(folder)
    done = run(f"{folder.name}/{NAME}.ipynb", cwd=folder.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert "- 02.4 incorrect: " in done.stdout and "- 02.7 correct: " in done.stdout
    assert "- 02.9 written: " in done.stdout
    assert done.stdout.endswith("Ready: all of it would be graded as it stands.\n")
    assert files(folder) == kept

    done = run("nowhere", cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and done.stderr.endswith(".\n")


def test_what_cannot_be_written_is_told_and_nothing_is_lost(folder, monkeypatch):
    (folder / f"{NAME}.ipynb").write_bytes(b"")  # so that nothing needs to run
    (folder / "questions.json").write_bytes(b"mine")
    before = files(folder)

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NoExercise, match=r"questions.json cannot be written \(No space left on device\): make room"):
        validate(folder, write=True)
    assert files(folder) == before


def test_a_notebook_among_all_that_somebody_has_is_not_run(folder):
    for number in range(1001):
        (folder / f"{number}.txt").touch()
    report = validate(folder)
    assert not report.outcomes and "into a folder of its own" in report.problems[0]


def test_the_command_left_in_a_cell_does_not_go_round_for_ever(folder, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(NoExercise, match="take the command out of it"):
        validate(folder)


def test_a_report_is_plain_lines(folder):
    (folder / f"{NAME}.ipynb").write_bytes(b"")
    (folder / "questions.json").unlink()
    lines = told(validate(folder))
    assert lines[0] == f"{NAME}: {folder / NAME}.ipynb"
    assert "What --repair would mend, without touching an answer:" in lines and "For you to mend:" in lines
    assert lines[-1] == "Not ready: mend what is listed, and look through it again."
