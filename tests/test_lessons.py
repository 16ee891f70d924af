"""Every lesson and exercise runs top to bottom in a real kernel that cannot reach the network."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from course import ROOT
from nbclient import NotebookClient

# Run by IPython in every kernel before the notebook's first cell.
GUARD = """
import socket

def _offline(connect):
    def guarded(self, address):
        if self.family != getattr(socket, "AF_UNIX", None) and str(address[0]) not in ("127.0.0.1", "::1", "localhost"):
            raise ConnectionRefusedError(f"this test has no network, and a cell wants {address}")
        return connect(self, address)
    return guarded

socket.socket.connect = _offline(socket.socket.connect)
socket.socket.connect_ex = _offline(socket.socket.connect_ex)
"""

NOTEBOOKS = [*sorted(ROOT.glob("notebooks/*.ipynb")), *sorted(ROOT.glob("exercises/*/*.ipynb"))]


@pytest.fixture
def offline(tmp_path: Path, monkeypatch) -> Path:
    """A learner's folder, and kernels without a network or a home of their own."""
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-offline.py").write_text(GUARD)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def run(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook


def test_there_are_lessons():
    names = {path.stem for path in NOTEBOOKS}
    assert {"00_start_here", "01_reading", "02_tokenizing"} <= names


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_runs_top_to_bottom_without_network(path: Path, offline: Path):
    for beside in path.parent.iterdir() if path.parent.parent.name == "exercises" else [path]:
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
