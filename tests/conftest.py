"""What tests share: NLTK's resources, laid as `make install` lays them, a running lab, and the system's browser."""

import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from websocket import create_connection

from transatlantic import resources
from transatlantic.site import pictures

ROOT = Path(__file__).parents[1]

expect.set_options(timeout=30_000)  # a kernel that answers late on a busy machine is no fault

resources.lay()
resources.use()  # here and not in a fixture: some tests count with NLTK while they are imported


class Served:
    """A running `transatlantic lab` and what it has printed up to its address."""

    def __init__(self, process: subprocess.Popen[str]):
        self.process = process
        self.printed = []
        for line in process.stdout:
            self.printed.append(line)
            if found := re.search(r"(http://127\.0\.0\.1:(\d+)\S+)\?token=(\w+)", line):
                self.address, self.token = found[0], found[3]
                self.port = int(found[2])
                return
        raise AssertionError("transatlantic lab ended: " + "".join(self.printed))

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()  # not kill: the server ends its kernels
        self.process.wait()
        self.process.stdout.close()

    def ask(self, method: str, path: str, body: object = None):
        """One request to the server; returns the status and the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        headers = {"Authorization": f"token {self.token}"}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read().decode()
        return answer.status, json.loads(content) if "json" in answer.getheader("Content-Type", "") else content

    def run(self, code: str) -> str:
        """What code prints in a new kernel."""
        kernel = self.ask("POST", "/api/kernels", {"name": "python3"})[1]["id"]
        channels = f"ws://127.0.0.1:{self.port}/api/kernels/{kernel}/channels?token={self.token}"
        socket = create_connection(channels)
        content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
        header = {"msg_id": "one", "msg_type": "execute_request", "username": "", "session": "", "version": "5.3"}
        socket.send(
            json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"})
        )
        printed, reply, idle = [], None, False
        while reply is None or not idle:  # the two come by different ways, in either order
            message = json.loads(socket.recv())
            if message["parent_header"].get("msg_id") != "one":
                continue
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])
            if message["msg_type"] == "execute_reply":
                reply = message["content"]
            if message["msg_type"] == "status":
                idle = message["content"]["execution_state"] == "idle"
        socket.close()
        assert reply["status"] == "ok", reply
        return "".join(printed)


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


def keep_offline(ipython: Path) -> None:
    """Kernels with this IPython folder cannot reach the network."""
    startup = ipython / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    (startup / "00-offline.py").write_text(GUARD)


def start_lab(home: Path, *arguments: str, cwd: Path = ROOT) -> Served:
    """Start `transatlantic lab --no-browser` with a home folder of its own.

    In that home a kernel of the name is broken, and kernels cannot reach the network.
    """
    keep_offline(home / ".ipython")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    decoy = home / ".local" / "share" / "jupyter" / "kernels" / "python3"
    decoy.mkdir(parents=True, exist_ok=True)
    spec = {"argv": ["/no/such/python", "{connection_file}"], "display_name": "decoy", "language": "python"}
    (decoy / "kernel.json").write_text(json.dumps(spec))
    unset = {"NLTK_DATA", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH"}
    process = subprocess.Popen(
        [sys.executable, "-m", "transatlantic", "lab", "--no-browser", "--port", str(port), *arguments],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name not in unset} | {"HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Served(process)


@pytest.fixture
def serve(tmp_path):
    """Starts labs, and ends them with the test."""
    started = []

    def start(*arguments: str, cwd: Path = ROOT) -> Served:
        started.append(start_lab(tmp_path / "home", *arguments, cwd=cwd))
        return started[-1]

    yield start
    for served in started:
        served.stop()


def run_all(page, served: Served, name: str) -> None:
    """Open a notebook of the learner's folder as `make lab` does, and begin to run it to its last cell."""
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(served.address.replace("00_start_here", name) + "&reset")  # without what was open before
    # The page says idle while it has no kernel yet; the server knows better.
    wait_for(lambda: kernel_states(served, Path(name).name) == ["idle"], "the kernel to start")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator("#jp-mainmenu-run").get_by_text("Run All Cells", exact=True).click()


def run_lesson(page, served: Served, work: Path, name: str) -> None:
    """Run a lesson to its last cell and save it; work: the learner's folder."""
    run_all(page, served, name)
    saved = work / "notebooks" / f"{name}.ipynb"

    def done() -> bool:
        page.keyboard.press("Control+s")
        return all(cell.execution_count for cell in code_cells(saved))

    wait_for(done, "the lesson to end")


LESSONS = sorted(path.stem for path in ROOT.glob("notebooks/*.ipynb"))
SAMPLE = random.Random(2).sample(LESSONS, 3)


def pytest_addoption(parser):
    parser.addoption("--every-lesson", action="store_true", help="axe-core looks at every lesson, not at a sample")


@pytest.fixture
def open_lesson(serve, tmp_path, page, record_property, pytestconfig):
    """Opens and runs a lesson in a lab of its own; the learner's folder is *work*.

    The first test of a file that opens a lesson looks through it whole, too: no cell has an error or a warning, and in
    a sample of the lessons axe-core finds no fault in prose and outputs; `make prove` has it look at all. What it saw
    goes into the table at the end of the run.
    """

    def opened(name: str):
        run_lesson(page, serve("--dir", str(tmp_path / "work")), tmp_path / "work", name)
        if name in LESSONS and name not in LOOKED_THROUGH:
            LOOKED_THROUGH.add(name)
            saved = tmp_path / "work" / "notebooks" / f"{name}.ipynb"
            is_clean(saved)
            looks = name in SAMPLE or pytestconfig.getoption("--every-lesson")
            faults = content_faults(page) if looks else []
            widgets = page.locator(".tk-widget").count()
            told = len(faults) if looks else "not sampled"
            record_property("lesson", [name, len(code_cells(saved)), widgets, told])
            assert faults == []
        return page

    return opened


LOOKED_THROUGH: set[str] = set()


def pytest_terminal_summary(terminalreporter):
    """The lessons that were looked through in the browser, one a line."""
    reports = [report for found in ("passed", "failed") for report in terminalreporter.getreports(found)]
    rows = [
        value
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name == "lesson"
    ]
    if rows:
        terminalreporter.section("lessons in the browser")
        terminalreporter.line(f"{'lesson':24} {'cells run':>9} {'widgets':>7} {'axe violations':>14}")
        for name, cells, widgets, faults in sorted(rows):
            terminalreporter.line(f"{name:24} {cells:9} {widgets:7} {faults!s:>14}")


def content_faults(page) -> list[str]:
    """What axe-core finds in a lesson's prose and outputs, in the light theme, and in the dark one in its contrasts."""
    show_whole(page)
    found = violations(page, *CONTENT)
    choose_theme(page, "Dark")
    dark = violations(page, *CONTENT, rules=["color-contrast"])
    choose_theme(page, "Light")
    page.set_viewport_size({"width": 1280, "height": 1000})
    return found + [f"in the dark theme: {fault}" for fault in dark]


NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer"
CONTENT = (".jp-MarkdownOutput", ".jp-OutputArea-output")
# Not scrollHeight, which is never less than the window's own height.
CELLS_HEIGHT = """node => {
  const cells = [...node.querySelectorAll(".jp-Cell")].map((cell) => cell.getBoundingClientRect());
  return Math.ceil(cells.at(-1).bottom - cells[0].top);
}"""


def show_whole(page) -> None:
    """Makes the window as high as the lesson: axe-core measures no contrast, and says nothing, of what is scrolled away."""
    notebook, height = page.locator(NOTEBOOK), 0
    while (now := notebook.evaluate(CELLS_HEIGHT)) > height:  # it grows as cells are drawn
        height = now
        page.set_viewport_size({"width": 1280, "height": height + 300})
        notebook.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 200))))"
        )
    notebook.evaluate("node => node.scrollTo(0, 0)")


def choose_theme(page, name: str) -> None:
    """Switches JupyterLab's theme, as a learner does: *name* is Light or Dark."""
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Theme$")).hover()
    page.get_by_text(f"JupyterLab {name}", exact=True).click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(name == "Light").lower())


def violations(page, *regions: str, rules: list[str] | None = None) -> list[str]:
    """What axe-core finds in parts of the page, by all its rules or some; JupyterLab's own faults lie outside."""
    # JupyterLab's body is 0 pixels high and hides what overflows; axe-core takes all text for unseen and measures no contrast.
    page.add_style_tag(content="body { height: 100vh }")
    options = {"runOnly": rules} if rules else None
    # The empty corner of a table is pandas' own; what has a name in it is looked at.
    context = {"include": [[region] for region in regions], "exclude": [[".dataframe thead th:empty"]]}
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [f"{fault['id']}: {fault['help']}: {[node['html'] for node in fault['nodes']]}" for fault in found]


def is_clean(notebook: Path) -> None:
    """A saved notebook has outputs, and none is an error or a warning; the page draws only what is near the screen."""
    cells = code_cells(notebook)
    outputs = [output for cell in cells for output in cell.outputs]
    assert len(outputs) > len(cells) / 2
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    """The code cells of a notebook that the page may be saving at this moment."""
    for _ in range(50):
        try:
            return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        except nbformat.reader.NotJSONError:  # half written
            time.sleep(0.1)
    raise AssertionError(f"{path} is no notebook")


def kernel_states(served: Served, name: str) -> list[str]:
    sessions = served.ask("GET", "/api/sessions")[1]
    return [session["kernel"]["execution_state"] for session in sessions if Path(session["path"]).stem == name]


def wait_for(condition, what: str) -> None:
    end = time.monotonic() + 300  # lesson 06 trains for more than a minute
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.5)


def browser_arguments() -> dict:
    """How to start the system's own browser."""
    found = pictures.browser()
    assert found, "no Chromium or Chrome: `make test` installs it or says how to"
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | browser_arguments()
