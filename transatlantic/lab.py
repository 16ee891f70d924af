"""``transatlantic lab`` and ``transatlantic reset``: the learner's copies of the kit, and JupyterLab on them."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import webbrowser
from importlib.util import find_spec
from pathlib import Path

from transatlantic import ARTICLE_VARIABLE, FOLDER_VARIABLE, resources
from transatlantic.article import article_folder
from transatlantic.checks.progress import NAME as PROGRESS
from transatlantic.files import replace_whole, set_aside
from transatlantic.own.lessons import LESSONS, fitted

PACKAGE = Path(__file__).resolve().parent
FOLDER = Path("work")
START = "00_start_here"

# Browsers that would take over the terminal in which the kit was started.
TEXT_BROWSERS = {"elinks", "links", "lynx", "w3m", "www-browser"}

SOLUTION_MARKS = {"### BEGIN SOLUTION", "### END SOLUTION"}


class LabError(ValueError):
    """The kit cannot be opened or copied; the message is one sentence with the remedy."""


def is_clone() -> bool:
    """True where the package runs from a clone (an editable install), False where from a wheel."""
    return (PACKAGE.parent / "sources").is_dir() and (PACKAGE.parent / "pyproject.toml").is_file()


def kit_root() -> Path:
    """The folder that holds the kit's ``notebooks/`` and ``exercises/``: a clone's root, or the wheel's own copy.

    Raises LabError where the notebooks are missing.
    """
    root = PACKAGE.parent if is_clone() else PACKAGE / "kit"
    if not (root / "notebooks" / f"{START}.ipynb").is_file():
        raise LabError(
            f"The kit's notebooks are missing in {root}: in a clone run `make notebooks`, else install the kit again."
        )
    return root


def _contents(root: Path, folder: Path, article: str) -> dict[Path, bytes]:
    """What a learner gets: each file's path inside their folder, and its content.

    article: the slug of one of their own, whose lessons they get too; "" for none.
    """
    if article:
        inside = article_folder(folder, article).relative_to(folder) / "notebooks"
        lessons = {name: (root / "notebooks" / f"{name}.ipynb").read_bytes() for name in LESSONS}
        return {inside / f"{name}.ipynb": fitted(notebook, article) for name, notebook in lessons.items()}
    return released(root) | {place: text.encode() for place, text in _solutions(root).items()}


def released(root: Path) -> dict[Path, bytes]:
    """The kit's lessons and exercises as they are handed out: each file's path below the root, and its content."""
    found = sorted([*root.glob("notebooks/*.ipynb"), *root.glob("exercises/*/**/*")])
    places = {path.relative_to(root): path for path in found if path.is_file()}
    hidden = {place for place in places if any(part.startswith((".", "__")) for part in place.parts)}
    hidden |= {place for place in places if place.name == PROGRESS}  # of somebody who worked in the clone itself
    return {place: path.read_bytes() for place, path in places.items() if place not in hidden}


def _solutions(root: Path) -> dict[Path, str]:
    """The reference answers of each assignment as JSON, under the path inside the learner's folder.

    Only a clone holds solutions. What is left of a cell without the two marks is the answer in its context.
    """
    found = {}
    for path in sorted(root.glob("solutions/*/*.ipynb")) if is_clone() else []:
        name = path.stem
        if name != path.parent.name:
            continue
        answers = {}
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            question = cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "code" and question.get("solution"):
                lines = "".join(cell["source"]).splitlines()
                kept = [line for line in lines if line.strip() not in SOLUTION_MARKS]
                answers[question["grade_id"].removeprefix("answer-")] = "\n".join(kept)
        text = json.dumps(answers, ensure_ascii=False, indent=1) + "\n"
        found[Path("exercises") / name / "solutions.json"] = text
    return found


def _not_writable(folder: Path, error: OSError) -> LabError:
    return LabError(f"The folder {folder} cannot be written ({error.strerror}): choose another one with --dir.")


def prepare(folder: Path = FOLDER, article: str = "") -> list[Path]:
    """Copy what is missing of the kit's notebooks and exercises into the learner's folder.

    folder: the learner's folder; made where it does not exist. No existing file is touched. article: the slug of an
    article of their own, whose lessons are copied into its folder; "" for the kit's article.
    Returns the files written, in order. Run from a clone, each assignment also gets ``solutions.json``, from which
    ``solution()`` answers.
    Raises LabError where the folder cannot be written or the kit's notebooks are missing.
    """
    root = kit_root()
    contents = _contents(root, folder, "") | (_contents(root, folder, article) if article else {})
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for place, content in contents.items():
            target = folder / place
            if not os.path.lexists(target):
                replace_whole(target, content)
                written.append(target)
    except OSError as error:
        raise _not_writable(folder, error) from None
    return written


def reset(name: str, folder: Path = FOLDER, article: str = "") -> list[tuple[Path, Path | None]]:
    """Give a fresh copy of a lesson and of its assignment, and keep the old files beside the fresh ones.

    name: a lesson's or an assignment's name, such as ``02_tokenizing``. article: as for ``prepare``; the lesson is then
    the one fitted to it.
    Returns each fresh copy with the old one, ``NAME.old-1.ipynb`` (None where the file was missing); a file that is
    as the kit gives it, or that the kit does not give, is left alone, so that the list may be empty.
    Raises LabError for an unknown name, or where the folder cannot be written.
    """
    contents = _contents(kit_root(), folder, article)
    wanted = {place: content for place, content in contents.items() if _lesson(place) == name}
    if not wanted:
        names = ", ".join(sorted(set(map(_lesson, contents))))
        raise LabError(f"There is no lesson or assignment named {name}: choose one of {names}.")
    done = []
    try:
        for place, content in wanted.items():
            target = folder / place
            if target.exists() and target.read_bytes() == content:
                continue
            old = set_aside(target, "old") if os.path.lexists(target) else None
            replace_whole(target, content)
            done.append((target, old))
    except OSError as error:
        raise _not_writable(folder, error) from None
    return done


def _lesson(place: Path) -> str:
    """NAME, the lesson of notebooks/NAME.ipynb, wherever, and of every file in exercises/NAME/."""
    return place.stem if place.parent.name == "notebooks" else place.parts[1]


def serve(
    folder: Path = FOLDER, *, no_browser: bool = False, port: int | None = None, edit: bool = False, article: str = ""
) -> None:
    """Open JupyterLab on the learner's copy of lesson 00 and run it until Ctrl-C.

    folder: the learner's folder, prepared first. no_browser: print the address only, as also happens where there is
    no screen. port: this port and no other; None for the first free one from 8888. edit: open the clone itself
    instead, where Jupytext pairs every notebook with its source. article: as for ``prepare``.
    Raises LabError, one sentence with the remedy, where something is in the way.
    """
    if edit:
        root = _editable()
        print(f"Opening the kit itself: {root}", flush=True)
    else:
        written = prepare(folder, article)
        root = folder.resolve()
        print(f"Your notebooks are in {root} ({len(written)} new files).", flush=True)
    try:
        data = resources.lay()
    except resources.ResourceError as error:
        raise LabError(str(error)) from None
    if port is not None:
        _check_port(port)
    _set_environment(data, folder, article)
    first = f"articles/{article}/notebooks/{LESSONS[0]}" if article else f"notebooks/{START}"
    options = {
        "ServerApp.root_dir": root,
        "ServerApp.open_browser": not no_browser and _has_browser(),
        "Application.log_level": "ERROR",  # of the server and of what extends it
        "MultiKernelManager.kernel_manager_class": "transatlantic.kernels.QuietKernelManager",
        "KernelManager.transport_encryption": "auto",  # else each kernel warns that it has none
        "LanguageServerManager.autodetect": False,  # looks for language servers, with npm, before anything opens
        "ServerApp.allow_root": hasattr(os, "geteuid") and os.geteuid() == 0,  # as in a container
        "LabApp.default_url": f"/lab/tree/{first}.ipynb",
    }
    if port is not None:
        options |= {"ServerApp.port": port, "ServerApp.port_retries": 0}
    _run([f"--{name}={value}" for name, value in options.items()])


def _editable() -> Path:
    if not is_clone():
        raise LabError("Only a clone can be edited: clone the repository and run `make lab LAB_ARGS=--edit` in it.")
    if find_spec("jupytext") is None:
        raise LabError('Jupytext is missing, which pairs notebooks and sources: run `pip install -e ".[dev]"`.')
    return kit_root()


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        if os.name == "posix":  # else a port that was just closed would count as taken
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "ports go from 1 to 65535"
            raise LabError(
                f"Port {port} cannot be used ({reason}): choose another with --port, or leave it out."
            ) from None


def _set_environment(data: Path, folder: Path, article: str) -> None:
    """What the server and its kernels inherit; nothing is written into the user's own settings."""

    def first(name: str, path: Path) -> None:
        rest = os.environ.get(name)
        os.environ[name] = os.pathsep.join([str(path), *([rest] if rest else [])])

    first("NLTK_DATA", data)
    os.environ[FOLDER_VARIABLE] = str(folder.resolve())  # for `transatlantic reset` in a cell or a terminal
    os.environ[ARTICLE_VARIABLE] = article
    first("JUPYTER_CONFIG_PATH", PACKAGE / "data" / "jupyter")
    # The kernel of this Python before one of the same name among the user's own.
    first("JUPYTER_PATH", Path(sys.prefix) / "share" / "jupyter")
    first("PATH", Path(sys.executable).parent)


def _has_browser() -> bool:
    """True where a browser can open in a window of its own."""
    screen = sys.platform in {"win32", "darwin"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not screen:
        return False
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    return Path(getattr(browser, "name", "")).name not in TEXT_BROWSERS


def _run(arguments: list[str]) -> None:
    # Jupyter reads the environment while it is imported.
    from jupyterlab.labapp import LabApp

    try:
        server = LabApp.initialize_server(arguments)
        signal.signal(signal.SIGINT, lambda *_: server.stop(from_signal=True))
        address = f"JupyterLab is at {server.local_url} (Ctrl-C ends it)."
        server.io_loop.add_callback(print, address, flush=True)  # the loop opens the port first
        server.identity_provider.token_generated = False  # our line takes the place of Jupyter's paragraph
        server.start()
    except KeyboardInterrupt:
        return
