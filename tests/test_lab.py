"""`transatlantic lab` and `transatlantic reset`: a learner's work is never lost, and JupyterLab opens without ado."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

from transatlantic import lab, resources

ROOT = Path(__file__).parents[1]


@pytest.fixture
def troubleshooting() -> list[str]:
    """The sentences that the troubleshooting page quotes."""
    return re.findall(r"```text\n(.*)\n```", (ROOT / "docs" / "troubleshooting.md").read_text("utf-8"))


@pytest.fixture
def work(tmp_path):
    """A learner's folder, prepared, with a space in its path."""
    folder = tmp_path / "my work"
    lab.prepare(folder)
    return folder


# Copies


def test_the_learner_gets_every_notebook_and_every_file_of_the_exercises(work):
    for name in ("notebooks", "exercises"):
        for original in (ROOT / name).rglob("*"):
            if original.is_file() and ".ipynb_checkpoints" not in original.parts:
                assert (work / original.relative_to(ROOT)).read_bytes() == original.read_bytes()
    assert not (work / "solutions").exists()


def test_what_the_learner_wrote_is_never_overwritten(work):
    mine = work / "notebooks" / "02_tokenizing.ipynb"
    mine.write_text("my own")
    deleted = work / "notebooks" / "01_reading.ipynb"
    deleted.unlink()
    assert lab.prepare(work) == [deleted]
    assert mine.read_text() == "my own"
    assert lab.prepare(work) == []


def test_a_broken_link_in_a_notebook_s_place_is_left_alone(work):
    mine = work / "notebooks" / "02_tokenizing.ipynb"
    mine.unlink()
    mine.symlink_to(work / "elsewhere.ipynb")
    assert lab.prepare(work) == []
    assert mine.is_symlink()


def test_reset_gives_a_fresh_copy_and_keeps_every_old_one(work):
    places = [work / "notebooks" / "02_tokenizing.ipynb", work / "exercises" / "02_tokenizing" / "02_tokenizing.ipynb"]
    fresh = [path.read_bytes() for path in places]
    for number in (1, 2):
        for path in places:
            path.write_text(f"attempt {number}")
        done = dict(lab.reset("02_tokenizing", work))  # what was not touched is not listed
        assert set(done) == set(places)
        for path, content in zip(places, fresh, strict=True):
            assert path.read_bytes() == content
            assert done[path] == path.with_name(f"02_tokenizing.old-{number}.ipynb")
    for path in places:
        assert [path.with_name(f"02_tokenizing.old-{n}.ipynb").read_text() for n in (1, 2)] == [
            "attempt 1",
            "attempt 2",
        ]


def test_reset_leaves_the_widgets_files_and_the_other_lessons_alone(work):
    saved = work / "exercises" / "02_tokenizing" / "my-answers.json"
    saved.write_text("{}")
    other = work / "notebooks" / "01_reading.ipynb"
    other.write_text("my own")
    lab.reset("02_tokenizing", work)
    assert (saved.read_text(), other.read_text()) == ("{}", "my own")


def test_reset_of_an_untouched_lesson_changes_nothing(work):
    before = {path: path.stat().st_mtime_ns for path in work.rglob("*")}
    assert lab.reset("02_tokenizing", work) == []
    assert {path: path.stat().st_mtime_ns for path in work.rglob("*")} == before


def test_reset_after_an_update_of_the_kit_renews_what_lies_beside_the_exercise(work):
    beside = work / "exercises" / "02_tokenizing" / "questions.json"
    ours = beside.read_bytes()
    beside.write_text("of an older version")
    assert lab.reset("02_tokenizing", work) == [(beside, beside.with_name("questions.old-1.json"))]
    assert beside.read_bytes() == ours


def test_reset_brings_back_what_was_deleted(work):
    path = work / "notebooks" / "01_reading.ipynb"
    path.unlink()
    assert (path, None) in lab.reset("01_reading", work)
    assert path.exists()


@pytest.mark.parametrize("name", ["02_tokenising", "", "../notebooks/02_tokenizing", "*"])
def test_reset_of_an_unknown_name_lists_the_names_and_touches_nothing(work, name):
    before = {path: path.stat().st_mtime_ns for path in work.rglob("*")}
    with pytest.raises(lab.LabError, match=r"choose one of 00_start_here, .*02_tokenizing") as caught:
        lab.reset(name, work)
    assert "\n" not in str(caught.value)
    assert {path: path.stat().st_mtime_ns for path in work.rglob("*")} == before


# Reference answers of the self-study edition


def test_a_clone_gives_the_reference_answer_of_every_code_question(work):
    answers = json.loads((work / "exercises" / "02_tokenizing" / "solutions.json").read_text("utf-8"))
    notebook = nbformat.read(ROOT / "solutions" / "02_tokenizing" / "02_tokenizing.ipynb", 4)
    questions = [c for c in notebook.cells if c.cell_type == "code" and c.metadata.get("nbgrader", {}).get("solution")]
    assert list(answers) == [cell.metadata.nbgrader.grade_id.removeprefix("answer-") for cell in questions]
    for source in answers.values():
        assert "SOLUTION" not in source
        compile(source, "answer", "exec")


def test_only_the_marks_are_taken_out_of_an_answer(tmp_path, monkeypatch):
    (tmp_path / "transatlantic").mkdir()
    (tmp_path / "sources").mkdir()
    (tmp_path / "pyproject.toml").touch()
    solved = v4.new_code_cell("def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n\n\nf(1)  # “ok”")
    solved.metadata["nbgrader"] = {"grade_id": "answer-one", "solution": True}
    given = v4.new_code_cell("1")
    given.metadata["nbgrader"] = {"grade_id": "check-one", "solution": False}
    text = v4.new_markdown_cell("free text")
    text.metadata["nbgrader"] = {"grade_id": "answer-two", "solution": True}
    for place, cells in {"notebooks/00_start_here": [], "solutions/a/a": [solved, given, text]}.items():
        path = tmp_path / f"{place}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(v4.new_notebook(cells=cells), path)
    monkeypatch.setattr(lab, "PACKAGE", tmp_path / "transatlantic")
    lab.prepare(tmp_path / "work")
    answers = json.loads((tmp_path / "work" / "exercises" / "a" / "solutions.json").read_text("utf-8"))
    assert answers == {"one": "def f(x):\n    return x\n\n\nf(1)  # “ok”"}


# What may be in the way


@pytest.fixture
def open_to_all():
    """A folder that every user may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def ordinary_user():
    """Within, permissions count, also where the tests run as root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_read_only_folder(open_to_all, monkeypatch, troubleshooting):
    shutil.copytree(ROOT / "notebooks", open_to_all / "kit" / "notebooks")
    monkeypatch.setattr(lab, "PACKAGE", open_to_all)
    monkeypatch.chdir(open_to_all)
    Path("work").mkdir(mode=0o555)
    with ordinary_user(), pytest.raises(lab.LabError) as caught:
        lab.prepare(Path("work"))
    assert str(caught.value) in troubleshooting
    assert list(Path("work").iterdir()) == []


def test_a_file_in_the_folder_s_place(tmp_path):
    (tmp_path / "work").write_text("a file")
    with pytest.raises(lab.LabError, match=r"cannot be written \(File exists\): choose another one with --dir\.$"):
        lab.prepare(tmp_path / "work")
    assert (tmp_path / "work").read_text() == "a file"


def test_a_taken_port(work, troubleshooting):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(lab.LabError) as caught:
            lab.serve(work, port=port)
    assert str(caught.value).replace(str(port), "8888") in troubleshooting


def test_a_port_that_cannot_be(work):
    with pytest.raises(lab.LabError, match="ports go from 1 to 65535"):
        lab.serve(work, port=70_000)


def test_missing_resources(tmp_path, monkeypatch, troubleshooting):
    monkeypatch.setattr(resources, "_folders", lambda: [tmp_path / "nowhere"])
    resources._laid.cache_clear()
    try:
        with pytest.raises(resources.ResourceError) as caught:
            resources.use()
    finally:
        resources._laid.cache_clear()
    assert str(caught.value) in troubleshooting


def test_resources_that_cannot_be_laid(work, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setattr(resources, "_folders", lambda: [tmp_path / "file" / "nltk_data"])
    with pytest.raises(lab.LabError, match="make one of these folders writable") as caught:
        lab.serve(work)
    assert "\n" not in str(caught.value)


def test_only_a_clone_can_be_edited(tmp_path, monkeypatch):
    monkeypatch.setattr(lab, "PACKAGE", tmp_path / "site-packages" / "transatlantic")
    with pytest.raises(lab.LabError, match="Only a clone can be edited"):
        lab.serve(tmp_path / "work", edit=True)
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize(
    ("screen", "browser", "opens"),
    [({}, "firefox", False), ({"DISPLAY": ":0"}, "w3m", False), ({"DISPLAY": ":0"}, "firefox", True)],
)
def test_a_browser_opens_only_in_a_window_of_its_own(tmp_path, screen, browser, opens):
    program = tmp_path / browser
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    run = subprocess.run(
        [sys.executable, "-c", "from transatlantic import lab; print(lab._has_browser())"],
        env={"PATH": str(tmp_path), "TERM": "xterm", "BROWSER": browser} | screen,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.stdout.strip() == str(opens), run.stderr


# The real thing


def test_lab_serves_the_learner_s_copy_and_a_second_start_keeps_their_work(serve, tmp_path):
    folder = tmp_path / "my work"
    served = serve("--dir", str(folder))
    assert served.address.split("?")[0].endswith("/lab/tree/notebooks/00_start_here.ipynb")
    assert str(folder) in "".join(served.printed)
    status, model = served.ask("GET", "/api/contents/notebooks/00_start_here.ipynb")
    assert status == 200
    assert model["content"]["cells"]
    assert served.ask("GET", "/lab/tree/notebooks/00_start_here.ipynb")[0] == 200

    code = (
        "import sys, nltk, shutil\nfor value in (sys.prefix, nltk.word_tokenize('It works.'), shutil.which('jupyter')):"
    )
    prefix, tokens, jupyter = served.run(f"{code}\n    print(value)").splitlines()
    assert prefix == sys.prefix
    assert tokens == "['It', 'works', '.']"
    assert Path(jupyter).parent == Path(sys.executable).parent

    spoiled = folder / "notebooks" / "01_reading.ipynb"
    spoiled.write_text("spoiled")
    served.run("!transatlantic reset 01_reading")  # as the lessons say, from wherever the notebook is
    assert spoiled.read_bytes() == (ROOT / "notebooks" / "01_reading.ipynb").read_bytes()
    assert spoiled.with_name("01_reading.old-1.ipynb").read_text() == "spoiled"

    model["content"]["cells"].append(v4.new_markdown_cell("my own words"))
    saved = {"type": "notebook", "format": "json", "content": model["content"]}
    assert served.ask("PUT", "/api/contents/notebooks/00_start_here.ipynb", saved)[0] == 200
    served.process.send_signal(signal.SIGINT)
    rest = served.process.communicate()[0]
    assert (served.process.returncode, rest.strip()) == (0, "")

    again = serve("--dir", str(folder))
    cells = again.ask("GET", "/api/contents/notebooks/00_start_here.ipynb")[1]["content"]["cells"]
    assert cells[-1]["source"] == "my own words"


def test_what_a_kernel_says_as_it_ends_stays_out_of_the_terminal(serve, tmp_path):
    served = serve("--dir", str(tmp_path / "work"))
    late = "class Late:\n    def __del__(self, write=os.write):\n        write(2, b'late')"
    served.run(f"import os, sys\n{late}\nsys.late = Late()")  # goes when the kernel has given up its own output
    served.process.send_signal(signal.SIGINT)
    assert served.process.communicate()[0].strip() == ""


def test_in_edit_saving_a_notebook_updates_its_source_and_the_other_way_round(serve, tmp_path):
    clone = tmp_path / "my clone"
    for name in ("transatlantic", "sources", "notebooks", "solutions"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "jupytext.toml"):
        shutil.copy(ROOT / name, clone)
    served = serve("--edit", cwd=clone)
    # A build leaves the notebook newer than its source; Jupytext then opens it where the two say the same in its own form.
    for path in sorted(clone.glob("notebooks/*.ipynb")):
        path.touch()
        status, answer = served.ask("GET", f"/api/contents/notebooks/{path.name}?type=notebook")
        assert status == 200, answer["message"]
    pairs = {
        "notebooks/02_tokenizing.ipynb": "sources/notebooks/02_tokenizing.md",
        "solutions/02_tokenizing/02_tokenizing.ipynb": "sources/solutions/02_tokenizing.md",
    }
    for notebook, source in pairs.items():
        for saved, other, words in (
            (notebook, source, "said in the notebook"),
            (source, notebook, "said in the source"),
        ):
            content = served.ask("GET", f"/api/contents/{saved}?type=notebook")[1]["content"]
            content["cells"].append(v4.new_markdown_cell(words))
            body = {"type": "notebook", "format": "json", "content": content}
            assert served.ask("PUT", f"/api/contents/{saved}", body)[0] == 200
            assert words in (clone / other).read_text("utf-8")
    assert not (clone / "work").exists()


def test_a_taken_port_ends_the_command_with_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "transatlantic", "lab", "--no-browser", "--port", port, "--dir", str(tmp_path)]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode != 0
    assert f"Port {port} cannot be used" in run.stderr
    assert "Traceback" not in run.stderr


def test_jupyterlab_opens_the_first_lesson_without_pop_ups(serve, tmp_path, page):
    page.goto(serve("--dir", str(tmp_path / "work")).address)
    page.locator(".jp-NotebookPanel-notebook").wait_for(timeout=0)
    # JupyterLab asks about news when it has restored its layout, before a kernel is ready.
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=0)
    page.locator("#jp-main-statusbar").get_by_text("Idle").wait_for(timeout=0)
    assert page.locator(".Toastify__toast").all_inner_texts() == []
    assert page.locator(".jp-Dialog").all_inner_texts() == []
    assert page.locator("#jp-main-dock-panel .lm-TabBar-tabLabel").all_inner_texts() == ["00_start_here.ipynb"]
