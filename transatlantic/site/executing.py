"""Run the lessons for the site, each one once: what was run before is kept until the lesson or the kit changes."""

from __future__ import annotations

import hashlib
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from transatlantic.site import pictures
from transatlantic.site.standins import PLACE, VIEW

PACKAGE = Path(__file__).parents[1]
SECONDS = 600  # for one cell: lesson 06 trains, on whatever machine
FIRST = "from transatlantic.site import standins\n\nstandins.use()"
WIDGET = "application/vnd.jupyter.widget-view+json"


class SiteError(ValueError):
    """The site cannot be built; the message is one sentence with the remedy."""


def run_all(notebooks: list[Path], kept: Path, lock: Path, say: Callable[[str], None]) -> dict[str, Path]:
    """Run lessons in order, or take what is kept of them.

    notebooks: the lessons. kept: the folder where they are kept. lock: the pins of the libraries that they use. say:
    is told of each lesson. Returns for each lesson's name the folder with ``lesson.ipynb`` and its pictures.
    Raises SiteError where a lesson fails.
    """
    site = Path(__file__).parent
    package = [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    ours = [path for path in package if site not in path.parents or path.name in ("standins.py", "pictures.py")]
    kit = f"{_fingerprint(ours)} {pictures.browser() is not None}"
    done = {}
    for path in notebooks:
        key = hashlib.sha256(f"{kit} {_fingerprint([path, lock])} {platform.python_version()}".encode()).hexdigest()
        done[path.stem] = folder = kept / f"{path.stem}-{key[:16]}"
        if folder.is_dir():
            say(f"{path.stem}: as it was run before")
            continue
        begun = time.monotonic()
        say(f"{path.stem}: running …")
        made = Path(tempfile.mkdtemp(prefix=".half-", dir=kept))
        try:
            drawn = _save(_run(path), path.stem, made)
            for old in kept.glob(f"{path.stem}-*"):
                shutil.rmtree(old)
            made.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        say(f"{path.stem}: {time.monotonic() - begun:.0f} s, {drawn} pictures of widgets")
    return done


def _fingerprint(paths: list[Path]) -> str:
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    return whole.hexdigest()


def _run(path: Path) -> nbformat.NotebookNode:
    """A lesson with its outputs, run in a fresh folder as a learner's is."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(FIRST))
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook, timeout=SECONDS, store_widget_state=False, resources={"metadata": {"path": folder}}
        )
        try:
            client.execute(stderr=subprocess.DEVNULL)  # of the kernel's process; a cell's goes into its output
        except CellExecutionError as error:
            raise SiteError(
                f"{path.name} fails with {error.ename} ({error.evalue.splitlines()[0] if error.evalue else 'no words'})"
                ": open it with `make lab`, mend the cell and build again."
            ) from None
        except (CellTimeoutError, DeadKernelError, AssertionError):  # nbclient asserts that a dead kernel is there
            raise SiteError(
                f"{path.name} does not come to its end: its kernel died, or a cell took more than {SECONDS} s; "
                "open it with `make lab` and run it cell by cell."
            ) from None
    del notebook.cells[0]
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if WIDGET in output.get("data", {}) or output.get("name") == "stderr":
                told = output.get("text") or "a widget that is no anywidget"
                raise SiteError(
                    f"{path.name} shows what a page cannot hold ({told.strip().splitlines()[-1]}), in the cell that "
                    f"begins {cell.source.splitlines()[0]!r}: mend the cell or its stand-in in site/standins.py."
                )
    return notebook


def _save(notebook: nbformat.NotebookNode, name: str, folder: Path) -> int:
    """Write a lesson with the pictures of its widgets into a folder; returns how many widgets are drawn."""
    outputs = [
        output.data for cell in notebook.cells for output in cell.get("outputs", []) if VIEW in output.get("data", {})
    ]
    views = [data.pop(VIEW) for data in outputs]
    drawn = pictures.draw(views, folder, name)
    for data, shown in zip(outputs, drawn, strict=True):
        data["text/html"] = data["text/html"].replace(PLACE, shown)
    nbformat.write(notebook, folder / "lesson.ipynb")
    return sum(map(bool, drawn))
