"""Lessons 01 to 08 and the report on three constructed articles of one's own: what ran, and in how many seconds.

The suite runs a sample of it (``test_own_article.py``).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from own_files import KINDS, mend, own_file

from transatlantic import ARTICLE_VARIABLE, FOLDER_VARIABLE, lab
from transatlantic.own.lessons import LESSONS
from transatlantic.own.making import new_article


def made(kind: str, folder: Path) -> Path:
    """The article's folder with its lessons, as `new-article` and `lab --article` leave it in a learner's folder."""
    found = new_article(own_file(kind, folder), kind, folder / "work").folder
    lab.prepare(folder / "work", kind)
    return found


def run(article: Path, lesson: str) -> nbformat.NotebookNode:
    """Run a lesson on an article in a kernel as `transatlantic lab --article` starts it; raises where a cell fails."""
    path = article / "notebooks" / f"{lesson}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    env = os.environ | {ARTICLE_VARIABLE: article.name, FOLDER_VARIABLE: str(article.parents[1])}
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}})
    client.execute(env=env)
    return notebook


def report(article: Path) -> subprocess.CompletedProcess[str]:
    """Run `transatlantic report` on an article; the page is in its folder *report*."""
    env = os.environ | {ARTICLE_VARIABLE: article.name, FOLDER_VARIABLE: str(article.parents[1])}
    command = [sys.executable, "-m", "transatlantic", "report", "--out", str(article / "report")]
    return subprocess.run(command, env=env, capture_output=True, text=True)


def main() -> None:
    """Print a line an article and lesson; exit status 1 where something failed."""
    failed = 0
    print(f"{'article':10} {'what':24} {'as made':>16} {'as mended':>16}")
    with tempfile.TemporaryDirectory(prefix="own-article-") as folder:
        articles = [made(kind, Path(folder)) for kind in KINDS]
        table: dict[tuple[str, str], list[str]] = {}
        for mended in (False, True):
            for article in articles:
                if mended:
                    mend(article)
                for what in (*LESSONS, "report"):
                    begun = time.perf_counter()
                    try:
                        told = report(article) if what == "report" else run(article, what)
                        ran = what != "report" or told.returncode == 0
                    except CellExecutionError as error:
                        print(error, file=sys.stderr)
                        ran = False
                    failed += not ran
                    seconds = time.perf_counter() - begun
                    table.setdefault((article.name, what), []).append(f"{'ran' if ran else 'FAILED'} {seconds:5.1f} s")
    for (name, what), cells in table.items():
        print(f"{name:10} {what:24} " + " ".join(f"{cell:>16}" for cell in cells))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
