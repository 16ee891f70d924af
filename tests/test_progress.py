"""What a learner has tried is kept, honestly counted, and shown."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from course import ROOT

from transatlantic.checks import progress
from transatlantic.checks.notebook import Exercise
from transatlantic.widgets import Progress

RIGHT = "def count_types(tokens):\n    return len({token.lower() for token in tokens})"
NUMBER = next(
    f"02.{place}"
    for place, item in enumerate(
        json.loads((ROOT / "exercises/02_tokenizing/questions.json").read_text(encoding="utf-8"))["questions"], 1
    )
    if item["id"] == "count_types"
)


@pytest.fixture
def learner(tmp_path, monkeypatch):
    """Two exercises as a learner has them; what the checks show is collected."""
    for name in ("02_tokenizing", "03_voices"):
        shutil.copytree(ROOT / "exercises" / name, tmp_path / "exercises" / name)
    solutions = {"count_types": RIGHT}
    (tmp_path / "exercises" / "02_tokenizing" / "solutions.json").write_text(json.dumps(solutions), encoding="utf-8")
    shown: list[str] = []
    monkeypatch.setattr("transatlantic.checks.notebook.display", lambda bundle, raw: shown.append(bundle["text/plain"]))
    return tmp_path / "exercises" / "02_tokenizing", shown


def answer(code: str) -> dict:
    names: dict = {}
    exec(code, names)
    return names


def check(folder: Path, code: str) -> None:
    Exercise(answer(code), folder).check(NUMBER)


def test_the_solution_comes_after_three_different_wrong_answers_or_on_request(learner):
    folder, shown = learner
    ask = Exercise({}, folder)
    for code in ("return 1", "return 1", "pass", "return 2"):
        check(folder, f"def count_types(tokens):\n    {code}")
    ask.solution(NUMBER)
    assert "after 1 more different answer." in shown[-1], "the same answer twice, and an empty one, are no honest tries"
    ask.solution(NUMBER, now=True)
    assert RIGHT in shown[-1]
    check(folder, "def count_types(tokens):\n    return 3")
    ask.solution(NUMBER)
    assert RIGHT in shown[-1]


def test_progress_outlives_the_kernel_and_a_right_answer_stays_right(learner):
    folder, _ = learner
    check(folder, RIGHT)
    check(folder, "def count_types(tokens):\n    return 0")
    table = Progress(folder.parent).table().set_index("question")
    assert table.loc[NUMBER, "status"] == "correct"
    assert table.loc[NUMBER, "points"] == table.loc[NUMBER, "of"] > 0
    assert set(table["exercise"]) == {"02_tokenizing", "03_voices"}
    assert (table["status"] == "not attempted").sum() == len(table) - 1


def test_the_table_is_read_again_and_says_each_state_in_words(learner):
    folder, _ = learner
    shown = Progress(folder.parent)
    check(folder, RIGHT)
    before = shown.children[0].value
    shown.children[1].click()
    after = shown.children[0].value
    assert "title='correct'" in after and "title='correct'" not in before
    assert "1 of" in after and "title='not attempted'" in after


def test_a_damaged_or_unwritable_file_stops_no_check(learner, monkeypatch):
    folder, shown = learner
    (folder / progress.NAME).write_text("{", encoding="utf-8")
    check(folder, RIGHT)
    assert "correct" in shown[-1] and len(list(folder.glob("progress.aside-*.json"))) == 1

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("transatlantic.files.os.fsync", full)
    check(folder, RIGHT)
    assert "correct. That is it. (Your progress is not kept:" in shown[-1] and "make room" in shown[-1]


def test_a_folder_without_exercises_is_a_sentence(tmp_path):
    assert "No exercises in" in Progress(tmp_path).children[0].value


def test_the_grader_keeps_no_progress(learner, monkeypatch):
    folder, _ = learner
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    check(folder, RIGHT)
    assert not (folder / progress.NAME).exists()


def test_progress_loads_no_other_widget_and_every_widget_is_there():
    """It stands in every exercise, and what it imports is paid for with each submission that is graded."""
    code = (
        "import sys; from transatlantic import widgets; widgets.Progress\n"
        "loaded = {name for name in sys.modules if name.startswith('transatlantic.widgets.')}\n"
        "assert loaded == {'transatlantic.widgets.progress'}, loaded\n"
        "assert all(getattr(widgets, name).__module__.startswith('transatlantic.widgets.') for name in widgets.__all__)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
