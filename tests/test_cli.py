"""The command line: what works prints what it did; what cannot work says so in one sentence and writes nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from transatlantic import __version__, cli
from transatlantic.article import load_article


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "transatlantic", *arguments],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_report_on_the_article(tmp_path):
    done = run("report", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["report", "report/report.html"]
    assert "994" in done.stdout and "0.96 to 1.00" in done.stdout
    assert done.stdout.splitlines()[-1] == f"The whole report: {Path('report', 'report.html')}"


def test_report_on_a_text_of_one_s_own_where_a_terminal_lacks_letters(tmp_path):
    (tmp_path / "my text.txt").write_text("“Ünï” said שלום 😀. Then it ended.", encoding="utf-8")
    done = run("report", "my text.txt", "--out", "out here", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "שלום" in (tmp_path / "out here" / "report.html").read_text(encoding="utf-8")


def test_report_makes_nltk_s_resources_where_they_are_missing(tmp_path):
    """As in a fresh install: no folder of the interpreter or of the user holds them yet."""
    code = (
        "import sys; from pathlib import Path; from transatlantic import cli, resources\n"
        "resources._folders = lambda: [Path('laid')]\n"
        "sys.argv[1:] = ['report']\ncli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "laid" / "stamp").is_file() and (tmp_path / "report" / "report.html").is_file()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "There is no file"),
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"text\0text", "is not a text file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is not a text file"),
        ("Räume".encode("latin-1"), "is not UTF-8"),
        (b"a" * 5_000_001, "is larger than"),
    ],
    ids=["missing", "empty", "blank", "NUL", "binary", "latin-1", "too large"],
)
def test_a_text_that_cannot_be_read_gets_a_sentence_and_nothing_is_written(tmp_path, content, says):
    if content is not None:
        (tmp_path / "text.txt").write_bytes(content)
    before = sorted(tmp_path.rglob("*"))
    done = run("report", "text.txt", "--out", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr and done.stderr.count("\n") == 1 and done.stderr.endswith(".\n")
    assert done.stdout == ""
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("a file", "is a file, not a folder"),
        ("a file/below", "is a file, not a folder"),
        ("x" * 300, "cannot be written"),
    ],
)
def test_a_folder_that_cannot_be_written_gets_a_sentence(tmp_path, out, says):
    (tmp_path / "a file").write_text("mine", encoding="utf-8")
    done = run("report", "--out", out, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr and done.stderr.count("\n") == 1 and "--out" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a file"]
    assert (tmp_path / "a file").read_text(encoding="utf-8") == "mine"


def test_a_full_disk_keeps_the_old_report_whole(tmp_path):
    """The page is larger than a file may be here, as on a disk with that much room left."""
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "report.html").write_text("the old report", encoding="utf-8")
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "import sys; from transatlantic import cli\nsys.argv[1:] = ['report']\ncli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert "report.html cannot be written" in done.stderr and "Traceback" not in done.stderr
    assert [path.name for path in (tmp_path / "report").iterdir()] == ["report.html"]
    assert (tmp_path / "report" / "report.html").read_text(encoding="utf-8") == "the old report"


def test_reset_keeps_the_learner_s_own(tmp_path):
    fresh = run("reset", "02_tokenizing", "--dir", "mine", cwd=tmp_path)
    assert fresh.returncode == 0 and "Fresh copy" in fresh.stdout
    notebook = tmp_path / "mine" / "notebooks" / "02_tokenizing.ipynb"
    assert notebook.is_file()
    assert "Nothing to do" in run("reset", "02_tokenizing", "--dir", "mine", cwd=tmp_path).stdout
    notebook.write_text("my work", encoding="utf-8")
    again = run("reset", "02_tokenizing", "--dir", "mine", cwd=tmp_path)
    kept = notebook.with_name("02_tokenizing.old-1.ipynb")
    assert kept.read_text(encoding="utf-8") == "my work"
    assert kept.name in again.stdout
    assert notebook.read_text(encoding="utf-8") != "my work"


def test_reset_of_an_unknown_lesson_gets_a_sentence(tmp_path):
    done = run("reset", "99_nothing", cwd=tmp_path)
    assert done.returncode == 2
    assert "no lesson or assignment named 99_nothing" in done.stderr and done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_lab_with_a_file_in_the_way_gets_a_sentence(tmp_path):
    (tmp_path / "work").write_text("mine", encoding="utf-8")
    done = run("lab", "--no-browser", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr and done.stderr.count("\n") == 1


def test_resources_says_where_they_are(tmp_path):
    done = run("resources", cwd=tmp_path)
    assert done.returncode == 0
    assert (Path(done.stdout.strip().removeprefix("NLTK's resources are in ")) / "stamp").is_file()


def test_version_and_help(tmp_path):
    assert run("--version", cwd=tmp_path).stdout.strip() == f"transatlantic {__version__}"
    shown = run("--help", cwd=tmp_path)
    assert shown.returncode == 0
    for command in ("report", "verdict", "lab", "reset", "validate", "new-article", "resources"):
        assert command in shown.stdout
        assert run(command, "--help", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("wrong", [["no-such-command"], ["report", "--no-such-option"], ["lab", "--port", "many"]])
def test_a_slip_of_the_keyboard_gets_no_traceback(tmp_path, wrong):
    done = run(*wrong, cwd=tmp_path)
    assert done.returncode == 2
    assert "Error: " in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_ctrl_c_ends_it_quietly_and_leaves_nothing(tmp_path):
    """The file is a pipe that nobody fills, so the command is surely at work when the signal comes."""
    os.mkfifo(tmp_path / "pipe.txt")
    command = [sys.executable, "-m", "transatlantic", "report", "pipe.txt"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
    )
    pipe = os.open(tmp_path / "pipe.txt", os.O_WRONLY)  # waits until the command reads
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    os.close(pipe)
    assert process.returncode == 130
    assert (out + err).strip() == ""
    assert [path.name for path in tmp_path.iterdir()] == ["pipe.txt"]


def test_report_needs_no_jupyter(tmp_path):
    code = (
        "import sys\nfor name in ('jupyterlab', 'jupyter_server', 'notebook', 'ipykernel', 'IPython', 'ipywidgets'):\n"
        "    sys.modules[name] = None\n"
        "from transatlantic import cli\nsys.argv[1:] = ['report']\ncli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_console_command_is_the_module():
    command = next(entry for entry in entry_points(group="console_scripts") if entry.name == "transatlantic")
    assert command.load() is cli.main
    assert load_article().name == "nato-talks"
