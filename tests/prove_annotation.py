"""Disturb annotation sessions at 200 moments, and count what was acknowledged and is lost: it has to be nothing.

Run it as ``python tests/prove_annotation.py``; the tests run a seeded sample. A session is a real kernel that shows the
annotator and is sent the very messages that a page sends. What the file may hold is told by a model of its own, which
knows nothing of the kit's code but the rules of the format.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty

from ipykernel.kernelapp import IPKernelApp
from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file
from playwright.sync_api import Page, expect, sync_playwright

from transatlantic.article import load_article
from transatlantic.stance import annotations
from transatlantic.stance.annotations import AnnotationsError
from transatlantic.stance.scheme import TARGETS
from transatlantic.tokenizing import sentences, words

ARTICLE = load_article()
EIGHT = sentences(ARTICLE.text)[8:16]
PLACES = [(sentence, target) for sentence in EIGHT for target in TARGETS]
LABELS = ("FAVOR", "AGAINST", "NONE", "CANNOT_TELL")
SHOW = """
from transatlantic.article import load_article
from transatlantic.tokenizing import sentences
from transatlantic.widgets import annotate
article = load_article()
view = annotate(article, {path!r}, sentences(article.text)[8:16])
print(view.comm.comm_id)
"""

# A record by its cell's number and 0 for the main one, 1 for a further holder's.
Key = tuple[int, int]
State = dict[Key, tuple[str, str | None, str | None, str]]


@dataclass
class Tally:
    """What one kind of disturbance did; ``remarks`` says what else was seen."""

    kind: str
    moments: int = 0
    acknowledged: int = 0
    between: int = 0
    lost: int = 0
    unreadable: int = 0
    remarks: dict[str, int] = field(default_factory=dict)

    def also(self, remark: str, number: int = 1) -> None:
        self.remarks[remark] = self.remarks.get(remark, 0) + number


# The model


class Session:
    """What an annotator does, seeded, and what the file has to hold after each act.

    states: what it held at the beginning and after each act; places: the cells to act on.
    """

    def __init__(self, chance: random.Random, state: State, places: list[int] | None = None) -> None:
        self.chance, self.states = chance, [state]
        self.places = places or list(range(len(PLACES)))
        self.past: list[State] = []
        self.future: list[State] = []
        self.answered = 0

    def draw(self, *, undo: bool = True) -> dict:
        """The next act, as the page sends it; it always changes something."""
        chance, state = self.chance, self.states[-1]
        at = chance.choice(self.places)
        main, further = state.get((at, 0)), state.get((at, 1))
        stance = main is not None and main[0] != "NONE"
        which = 1 if stance and chance.random() < 0.25 else 0
        record = further if which else main
        words_here = len(words(PLACES[at][0].text))
        acts = [{"act": "label", "label": chance.choice([one for one in LABELS if not record or one != record[0]])}] * 2
        if which and not record:
            acts = [{"act": "label", "label": chance.choice(("FAVOR", "AGAINST", "CANNOT_TELL"))}]
        elif record:
            acts += [{"act": "note", "note": f"note {chance.getrandbits(40)}"}]
        if record and record[0] != "NONE":
            acts += [{"act": "hold", "holder": f"holder {chance.getrandbits(40)}"}]
            first = chance.randrange(words_here)
            acts += [{"act": "mark", "first": first, "last": min(first + chance.randrange(4), words_here - 1)}]
        if undo and self.past:
            acts += [{"act": "undo"}]
        if undo and self.future:
            acts += [{"act": "redo"}]
        return {**chance.choice(acts), "at": at, "which": which}

    def after(self, act: dict) -> State:
        """What the file holds once the act is recorded."""
        if act["act"] in ("undo", "redo"):
            return (self.past if act["act"] == "undo" else self.future)[-1]
        at, which, state = act["at"], act["which"], dict(self.states[-1])
        text = PLACES[at][0].text
        label, holder, evidence, note = state.get((at, which), (None, None, None, ""))
        match act:
            case {"act": "label", "label": "NONE"} if which:
                del state[at, which]
                return state
            case {"act": "label", "label": "NONE"}:
                label, holder, evidence = "NONE", None, None
            case {"act": "label", "label": given}:
                if given != "CANNOT_TELL" or (which and label is None):
                    holder, evidence = holder or ("unknown" if which else "narrator"), evidence or text
                label = given
            case {"act": "hold"}:
                holder = act["holder"]
            case {"act": "note"}:
                note = act["note"]
            case {"act": "mark"}:
                tokens = words(text)
                evidence = text[tokens[act["first"]].start : tokens[act["last"]].end]
        state[at, which] = (label, holder, evidence, note)
        return state

    def take(self, act: dict) -> None:
        """The act is on its way, and the file will hold its outcome."""
        state = self.after(act)
        if act["act"] == "undo":
            self.future.append(self.states[-1])
            self.past.pop()
        elif act["act"] == "redo":
            self.past.append(self.states[-1])
            self.future.pop()
        else:
            self.past.append(self.states[-1])
            self.future.clear()
        self.states.append(state)

    @property
    def waiting(self) -> int:
        """Acts on their way without an acknowledgement."""
        return len(self.states) - 1 - self.answered

    def lost(self, found: State) -> int:
        """Acknowledged records that are not in the file; what was on its way may be there or not."""
        mine = {key: record for key, record in found.items() if key[0] in self.places}
        return min(_differences(state, mine) for state in self.states[self.answered :])


def _differences(one: State, other: State) -> int:
    return sum(one.get(key) != other.get(key) for key in {*one, *other})


def on_disk(path: Path) -> State:
    """What the file holds; {} where there is none yet. Raises AnnotationsError where it is not whole."""
    if not path.exists():
        return {}
    found = {}
    for record in annotations.load(path, ARTICLE).records:
        at = PLACES.index((record.sentence, record.target))
        evidence = record.evidence and record.evidence.text
        found[at, int(not record.main)] = (str(record.label), record.holder, evidence, record.note)
    return found


def looked_at(path: Path, tally: Tally, *sessions: Session) -> State:
    """Add to the tally what is lost, now that the session is disturbed; returns what the file holds."""
    tally.moments += 1
    tally.acknowledged += sum(session.answered for session in sessions)
    tally.between += any(session.waiting for session in sessions)
    try:
        found = on_disk(path)
    except AnnotationsError as error:
        print(f"{tally.kind}: {error}", file=sys.stderr)
        tally.unreadable += 1
        tally.lost += sum(len(session.states[session.answered]) for session in sessions)
        path.unlink()
        return {}
    tally.lost += sum(session.lost(found) for session in sessions)
    return found


# A kernel


def _serve(connection: str) -> None:
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    IPKernelApp.launch_instance(argv=["-f", connection])


class Kernel:
    """A real kernel with the annotator of a file, that is sent what a page sends and hears what a page hears."""

    processes = multiprocessing.get_context("forkserver")
    # Kernels are forked from a process that has imported everything: half a second each instead of three.
    processes.set_forkserver_preload(
        ["__main__", "ipykernel.kernelapp", "jupyter_client", "playwright.sync_api", "transatlantic.widgets"]
    )

    def __init__(self, path: Path) -> None:
        descriptor, connection = tempfile.mkstemp(suffix=".json")
        os.close(descriptor)
        self.connection = Path(connection)
        write_connection_file(connection, ip="127.0.0.1")
        self.process = self.processes.Process(target=_serve, args=(connection,), daemon=True)
        self.process.start()
        self.client = BlockingKernelClient()
        self.client.load_connection_file(connection)
        self.client.start_channels()
        self._wait()
        self.comm = self.run(SHOW.format(path=str(path))).split()[-1]

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while True:
            try:
                return self.client.wait_for_ready(timeout=60)
            except RuntimeError:  # the client holds a kernel for dead that has not begun to answer
                if not self.process.is_alive() or time.monotonic() > until:
                    raise

    def run(self, code: str) -> str:
        """What code prints."""
        printed = []

        def hear(message: dict) -> None:
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])

        reply = self.client.execute_interactive(code, output_hook=hear, timeout=60)["content"]
        assert reply["status"] == "ok", reply
        return "".join(printed)

    def send(self, act: dict) -> str:
        """Send an act; returns the message's id."""
        content = {"comm_id": self.comm, "data": {"method": "custom", "content": act}}
        message = self.client.session.msg("comm_msg", content)
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def hear(self, until: float) -> tuple[str, dict] | None:
        """The next state of the widget with the id of the act that led to it; None where none comes in time."""
        while (left := until - time.monotonic()) > 0:
            try:
                message = self.client.get_iopub_msg(timeout=left)
            except Empty:
                return None
            if message["msg_type"] == "comm_msg" and "state" in message["content"]["data"].get("state", {}):
                return message["parent_header"]["msg_id"], message["content"]["data"]["state"]["state"]
        return None

    def ask(self, act: dict) -> dict:
        """Do an act and wait for the widget's state after it."""
        sent = self.send(act)
        while answer := self.hear(time.monotonic() + 60):
            if answer[0] == sent:
                return answer[1]
        raise AssertionError(f"no answer to {act}")

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.join()

    def close(self) -> None:
        """End the kernel and forget it."""
        self.kill()
        self.client.stop_channels()
        self.connection.unlink()


def work(kernel: Kernel, session: Session, until: float) -> None:
    """Act as fast as answers come, up to three acts at once, now and then with a pause, until a moment."""
    chance = session.chance
    while time.monotonic() < until:
        if chance.random() < 0.3:
            hear(kernel, session, min(until, time.monotonic() + chance.uniform(0, 0.1)))
        for _ in range(chance.choice((1, 1, 2, 3))):
            act = session.draw()
            session.take(act)
            kernel.send(act)
        while session.waiting and time.monotonic() < until:
            hear(kernel, session, until)


def hear(kernel: Kernel, session: Session, until: float) -> None:
    """Count the next acknowledgement, if it comes in time."""
    if answer := kernel.hear(until):
        assert not answer[1]["failed"], answer[1]["message"]
        session.answered += 1


def hear_all(kernel: Kernel, session: Session, seconds: float) -> None:
    """Count every acknowledgement that is still on its way."""
    until = time.monotonic() + seconds
    while session.waiting and time.monotonic() < until:
        hear(kernel, session, until)


# Kinds of disturbance


def killed(folder: Path, rounds: int, seed: int = 0) -> Tally:
    """One session, whose kernel is killed again and again at any moment."""
    tally, chance, path = Tally("kernel killed"), random.Random(seed), folder / "killed" / "me.json"
    state: State = {}
    for _ in range(rounds):
        with closing(Kernel(path)) as kernel:
            session = Session(chance, state)
            work(kernel, session, time.monotonic() + chance.uniform(0.01, 0.4))
            kernel.kill()
            hear_all(kernel, session, 0.2)  # what was sent before the kill counts as seen
        tally.also("half files left by a kill in mid-write", len(list(path.parent.glob(".me.json.????????"))))
        state = looked_at(path, tally, session)
        if session.waiting and state == session.states[-1] != session.states[session.answered]:
            tally.also("acts in the file though never acknowledged")
    return tally


def two_copies(folder: Path, rounds: int, seed: int = 0) -> Tally:
    """Two kernels write one file at once, both label one cell, and at any moment one of them is killed."""
    tally, chance, path = Tally("two open copies"), random.Random(seed), folder / "two" / "me.json"
    halves = [[at for at in range(1, len(PLACES)) if at % 2 == part] for part in (0, 1)]
    kernels = [Kernel(path), Kernel(path)]
    try:
        for _ in range(rounds):
            if dead := [number for number, kernel in enumerate(kernels) if not kernel.process.is_alive()]:
                kernels[dead[0]].close()
                kernels[dead[0]] = Kernel(path)
            both_label_one_cell(kernels, path, on_disk(path), tally, chance)
            state = on_disk(path)
            sessions = [Session(chance, {k: v for k, v in state.items() if k[0] in half}, half) for half in halves]
            until = time.monotonic() + chance.uniform(0.02, 0.3)
            while time.monotonic() < until:
                for kernel, session in zip(kernels, sessions, strict=True):
                    while session.waiting < 2:
                        act = session.draw(undo=False)
                        session.take(act)
                        kernel.send(act)
                for kernel, session in zip(kernels, sessions, strict=True):
                    hear(kernel, session, until)
            dies = chance.randrange(2)
            kernels[dies].kill()
            hear_all(kernels[dies], sessions[dies], 0.2)
            hear_all(kernels[1 - dies], sessions[1 - dies], 60)
            assert not sessions[1 - dies].waiting, "the copy that lives is held up by the one that was killed"
            looked_at(path, tally, *sessions)
    finally:
        for kernel in kernels:
            kernel.close()
    return tally


def both_label_one_cell(kernels, path: Path, state: State, tally: Tally, chance: random.Random) -> None:
    """Cell 0 in both copies at once: the file holds the label of one that was told *recorded*."""
    before = state.get((0, 0), ("",))[0]
    given = chance.sample([label for label in LABELS[:3] if label != before], 2)
    sent = [
        kernel.send({"act": "label", "label": label, "at": 0, "which": 0})
        for kernel, label in zip(kernels, given, strict=True)
    ]
    acknowledged = []
    for kernel, message, label in zip(kernels, sent, given, strict=True):
        answer = kernel.hear(time.monotonic() + 60)
        assert answer and answer[0] == message
        if not answer[1]["failed"]:
            acknowledged.append(label)
        else:
            assert "Another open copy has changed this cell" in answer[1]["message"], answer[1]["message"]
    tally.acknowledged += len(acknowledged)
    tally.also("one cell labelled in both at once, the second told so", len(acknowledged) == 1)
    if on_disk(path)[0, 0][0] not in (acknowledged or [before]):
        tally.lost += 1


def disk_full(folder: Path, rounds: int, seed: int = 0) -> Tally:
    """One session on a disk that runs full at any byte of a write, and has room again."""
    tally, chance = Tally("disk full"), random.Random(seed)
    with small_disk(folder) as (path, limited), closing(Kernel(path)) as kernel:
        session = Session(chance, {})

        def do(act: dict) -> bool:
            """Whether the act was acknowledged; else it was refused in one sentence and must not count."""
            answer = kernel.ask(act)
            if answer["failed"]:
                told = answer["message"]
                assert told.startswith(("Not recorded. ", "Not undone. ", "Not done again. ")), told
                assert f"{path} cannot be written (" in told, told
                assert told.count("\n") == 0 and told.endswith("."), told
                return False
            session.take(act)
            session.answered += 1
            return True

        for _ in range(rounds):
            act = session.draw()
            with limited(kernel, chance.choice((0, 1, chance.randrange(4096), chance.randrange(40_000)))):
                if do(act):
                    act = session.draw()
                    with limited(kernel, 0):
                        assert not do(act), "recorded without room"
                looked_at(path, tally, session)
            tally.between += 1
            assert do(act), "with room again, the same act works"
            session.states, session.answered = session.states[-1:], 0
            tally.acknowledged += 1
        assert list(path.parent.glob(".me.json.????????")) == [], "a half file takes the room"
    return tally


@contextmanager
def small_disk(folder: Path) -> Iterator[tuple[Path, Callable]]:
    """A file on a disk that can be made full: a small tmpfs for root, else a limit on the kernel's files.

    Gives the file's path and a context manager ``limited(kernel, room)``: meanwhile there are ``room`` bytes left.
    """
    if os.geteuid() != 0 or sys.platform != "linux":
        yield folder / "full" / "me.json", limited_files
        return
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], check=True)

    @contextmanager
    def filled(_kernel: Kernel, room: int) -> Iterator[None]:
        filler = disk / f"filler{len(list(disk.glob('filler*')))}"
        with filler.open("wb", buffering=0) as file:
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
            file.write(b"x" * max(free - room, 0))
        yield
        filler.unlink()

    try:
        yield disk / "annotations" / "me.json", filled
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@contextmanager
def limited_files(kernel: Kernel, room: int) -> Iterator[None]:
    """Let no file of the kernel grow beyond ``room`` bytes."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({}, resource.RLIM_INFINITY))"
    kernel.run(limit.format(room))
    yield
    kernel.run(limit.format("resource.RLIM_INFINITY"))


def reloaded(page: Page, path: Path, rounds: int, seed: int = 0) -> Tally:
    """One session by keys in a browser, whose page is loaded anew in its middle.

    page: lesson 05, run and saved, with its annotator in view. path: the file.
    """
    tally, chance = Tally("page reloaded"), random.Random(seed)
    widget = page.locator(".tk-annotator")
    status, progress = widget.get_by_role("status"), widget.locator(".tk-progress")

    def main_labels() -> list[str]:
        return [str(r.label) for r in annotations.load(path, ARTICLE).records if r.main] if path.exists() else []

    for _ in range(rounds):
        widget.get_by_role("listbox").focus()
        page.keyboard.press("j")
        expect(status).to_have_text("")  # or the answer to j would be taken for that to the label after it
        labels, answered = [main_labels()], 0
        for _ in range(chance.randrange(3)):
            before = status.text_content()
            page.keyboard.press("n")
            expect(status).not_to_have_text(before)
            expect(status).to_contain_text("recorded: ")
            labels.append([*labels[-1], "NONE"])
            answered += 1
        before = status.text_content()
        page.keyboard.press("n")
        labels.append([*labels[-1], "NONE"])
        if chance.random() < 0.5:
            page.wait_for_timeout(chance.uniform(0, 60))  # the random moment itself
        answered += status.text_content() != before
        page.reload()
        widget.scroll_into_view_if_needed(timeout=60_000)
        tally.moments += 1
        tally.acknowledged += answered
        tally.between += answered < len(labels) - 1
        found = main_labels()
        if found not in labels[answered:]:
            tally.lost += max(len(labels[answered]) - len(found), 1)
        expect(progress).to_contain_text(f"; {len(found)} labelled", timeout=60_000)
    return tally


def table(tallies: list[Tally]) -> str:
    """The tallies, a line a kind, and what else was seen."""
    columns = ("moments", "acknowledged", "between", "lost", "unreadable")
    heads = ("moments", "acts acknowledged", "between act and ack.", "acknowledged lost", "files unreadable")
    lines = ["".join(["kind of disturbance   ", *(f"{head:>22}" for head in heads)])]
    every = Tally("all", **{column: sum(getattr(tally, column) for tally in tallies) for column in columns})
    for tally in (*tallies, every):
        lines.append("".join([f"{tally.kind:22}", *(f"{getattr(tally, column):22}" for column in columns)]))
    lines += [f"{tally.kind}: {remark}: {number}" for tally in tallies for remark, number in tally.remarks.items()]
    return "\n".join(lines)


def main() -> None:
    """Disturb at 200 moments, print the table, and fail where anything acknowledged is lost."""
    # Only here: the tests import this module while conftest is their own.
    from conftest import browser_arguments, run_lesson, start_lab

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tallies = [killed(folder, 120), two_copies(folder, 40), disk_full(folder, 30)]
        served = start_lab(folder / "home", "--dir", str(folder / "work"))
        try:
            with sync_playwright() as playwright:
                page = playwright.chromium.launch(**browser_arguments()).new_page()
                run_lesson(page, served, folder / "work", "05_stance_annotation")
                page.locator(".tk-annotator").scroll_into_view_if_needed()
                tallies.append(reloaded(page, folder / "work/notebooks/annotations/me.json", 10))
        finally:
            served.stop()
    print(table(tallies))
    if any(tally.lost or tally.unreadable for tally in tallies):
        sys.exit("Something that was acknowledged is lost: see the table.")


if __name__ == "__main__":
    main()
