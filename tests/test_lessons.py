"""Every exercise runs top to bottom in a real kernel that cannot reach the network; lessons do in the browser tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import keep_offline
from course import ROOT
from nbclient import NotebookClient

EXERCISES = sorted(ROOT.glob("exercises/*/*.ipynb"))


@pytest.fixture
def offline(tmp_path: Path, monkeypatch) -> Path:
    """A learner's folder, and kernels without a network or a home of their own."""
    keep_offline(tmp_path / "ipython")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def run(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_runs_top_to_bottom_without_network(path: Path, offline: Path):
    for beside in path.parent.iterdir():
        shutil.copy(beside, offline)
    done = run(nbformat.read(path, as_version=4), offline)
    for cell in done.cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", f"{cell.source}\n{output.get('text')}"


def test_the_guard_stops_a_download(offline: Path):
    cell = nbformat.v4.new_code_cell("import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    with pytest.raises(Exception, match="this test has no network"):
        run(notebook, offline)


def test_the_guard_stops_a_download_in_the_lab(serve, tmp_path):
    """In which the browser tests run the lessons."""
    code = """
import socket
try:
    socket.create_connection(('192.0.2.1', 80), timeout=1)
except OSError as error:
    print(error)
"""
    assert "this test has no network" in serve("--dir", str(tmp_path / "work")).run(code)


def test_plain_nltk_in_a_notebook_of_the_learners_own(offline: Path):
    """As in any NLTK tutorial, after the one line that every lesson begins with."""
    lines = [
        "from transatlantic import resources; resources.use()",
        "import nltk; from nltk.sentiment import SentimentIntensityAnalyzer",
        "nltk.word_tokenize('Mr. Smith left. Why?'), nltk.sent_tokenize('Mr. Smith left. Why?')",
        "len(nltk.corpus.stopwords.words('english')), SentimentIntensityAnalyzer().polarity_scores('good')['compound']",
    ]
    done = run(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(line) for line in lines]), offline)
    tokens = done.cells[2].outputs[0].data["text/plain"]
    assert tokens.replace("\n", "") == "(['Mr.', 'Smith', 'left', '.', 'Why', '?'], ['Mr. Smith left.', 'Why?'])"
    assert done.cells[3].outputs[0].data["text/plain"].endswith("0.4404)")
