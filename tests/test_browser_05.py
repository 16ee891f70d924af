"""Lesson 05 as a learner uses it, in a real browser: a whole session by keys, a page loaded anew, settling cells."""

from __future__ import annotations

import json
import re

import nbformat
import pandas as pd
import pytest
from conftest import violations, wait_for
from playwright.sync_api import Page, expect
from prove_annotation import reloaded

LESSON = "05_stance_annotation"


@pytest.fixture
def lesson(open_lesson) -> Page:
    return open_lesson("05_stance_annotation")


def no_mouse(page: Page) -> None:
    """From here on a mouse event anywhere in the page is counted."""
    page.evaluate(
        """() => { window.mice = 0;
        for (const kind of ["mousedown", "pointerdown", "click"])
          window.addEventListener(kind, (event) => { if (event.detail || kind !== "click") window.mice += 1; }, true); }"""
    )


def command(page: Page, name: str) -> None:
    """A command of JupyterLab's palette, by keys; the selected cell is the one in which the focus was."""
    page.locator(".jp-Notebook").first.focus()
    page.keyboard.press("Control+Shift+C")
    palette = page.locator(".jp-ModalCommandPalette")
    page.keyboard.type(name)
    expect(palette.locator(".lm-CommandPalette-item").first).to_contain_text(name)
    page.keyboard.press("Enter")


def test_a_whole_session_by_keys_alone_with_a_restarted_kernel_in_its_middle(lesson: Page, tmp_path):
    path = tmp_path / "work/notebooks/annotations/me.json"
    assert not path.exists(), "running the lesson labels nothing for the learner"
    widget = lesson.locator(".tk-annotator")
    widget.scroll_into_view_if_needed()
    no_mouse(lesson)
    status, holder, note = widget.get_by_role("status"), widget.get_by_label("Holder"), widget.get_by_label("Note")

    def records() -> list[dict]:
        return json.loads(path.read_text("utf-8"))["records"]

    def keys(*pressed: str) -> None:
        for key in pressed:
            lesson.keyboard.press(key)

    def tab_to(target, key: str = "Tab") -> None:
        for _ in range(40):
            if target.evaluate("node => node === document.activeElement"):
                return
            keys(key)
        raise AssertionError("no way there by the Tab key")

    sentence = widget.get_by_role("listbox")

    def write(field, text: str, said: str) -> None:
        tab_to(field)
        keys("Control+a")
        lesson.keyboard.type(text)
        keys("Enter")
        expect(sentence).to_be_focused()
        expect(status).to_have_text(said)

    held = widget.locator(".tk-keys")
    expect(held).to_have_text("Keys are off: click into this box, or Tab into it, to turn them on.")
    sentence.focus()
    expect(held).to_have_text("Keys are on: the letters label and move.")
    keys("n")
    expect(status).to_have_text("recorded: military-aid NONE.")
    expect(widget).to_contain_text("Cell 2 of 48; 1 labelled")
    assert [record["label"] for record in records()] == ["NONE"]

    keys("a")
    expect(status).to_contain_text("recorded: nato-membership AGAINST. Evidence: the whole sentence")
    keys("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Enter")
    expect(status).to_have_text("recorded: evidence faced accusations")
    expect(widget.locator('.tk-word[aria-selected="true"]')).to_have_text(["faced", "accusations"])
    expect(widget.get_by_role("button", name="AGAINST")).to_have_attribute("aria-pressed", "true")
    typed = "<b>fan</b> & unknown"  # its letters must not act as keys
    write(holder, typed, f"recorded: holder {typed}")
    tab_to(note)
    expect(held).to_contain_text("Keys are off while you type here")
    write(note, "<i>why</i> not", "recorded: the note.")
    assert widget.locator("b", has_text="fan").count() == 0, "typed text became markup"
    assert (records()[1]["holder"], records()[1]["evidence"]["text"]) == (typed, "faced accusations")

    # A further holder of the same cell: a record more, and no cell more.
    keys("h")
    expect(widget).to_contain_text("Shown: a new further holder, no label yet. Also in this cell: <b>fan</b>")
    keys("f")
    expect(status).to_contain_text("Further holder: unknown, unless you give another.")
    expect(widget).to_contain_text("Cell 2 of 48; 2 labelled and 1 further holder")
    write(holder, "the premier", "recorded: holder the premier")
    assert [(r["label"], r["main"], r["holder"]) for r in records()[1:]] == [
        ("AGAINST", True, typed),
        ("FAVOR", False, "the premier"),
    ]
    assert violations(lesson, ".tk-annotator") == []
    keys("u", "u")
    expect(status).to_contain_text("undone: the further holder is gone again.")
    expect(holder).to_have_value(typed)
    keys("r", "r")
    expect(status).to_have_text("done again: the premier, a further holder, is FAVOR again.")
    expect(holder).to_have_value("the premier")

    # Skip two, label one, and go back to what was left out.
    for number in (3, 4):  # a key belongs to the cell that is drawn
        keys("s")
        expect(widget).to_contain_text(f"Cell {number} of 48")
    keys("c")
    expect(status).to_have_text("recorded: european-seat CANNOT_TELL.")
    keys("j")
    expect(widget).to_contain_text("Cell 5 of 48; 3 labelled")

    # The kernel is restarted, and the widget's cell is run again with what it needs.
    before = path.read_bytes()
    widget.evaluate("node => node.classList.add('before-the-restart')")
    command(lesson, "Restart Kernel and Run up to Selected Cell")
    expect(lesson.get_by_role("dialog")).to_contain_text("Restart Kernel?")
    keys("Enter")
    expect(lesson.get_by_role("dialog")).to_have_count(0)
    expect(lesson.locator(".before-the-restart")).to_have_count(0, timeout=120_000)
    expect(widget).to_contain_text("Cell 5 of 48; 3 labelled and 1 further holder", timeout=120_000)
    expect(status).to_have_text("")
    assert path.read_bytes() == before, "a restart alone writes nothing"
    sentence.focus()
    for number in (4, 3, 2):
        keys("b")
        expect(widget).to_contain_text(f"Cell {number} of 48")
    expect(holder).to_have_value(typed)
    expect(note).to_have_value("<i>why</i> not")
    keys("h")
    expect(holder).to_have_value("the premier")
    keys("j")
    expect(widget).to_contain_text("Cell 3 of 48")

    # A folder in the file's place: nothing can be written, and nothing is shown as recorded.
    path.rename(path.with_suffix(".kept"))
    path.mkdir()
    keys("f")
    expect(status).to_contain_text("Not recorded. ")
    expect(widget.get_by_role("button", name="FAVOR")).to_have_attribute("aria-pressed", "false")
    path.rmdir()
    path.with_suffix(".kept").rename(path)
    keys("f")
    expect(status).to_contain_text("recorded: concessions FAVOR.")

    # As the lesson has it: the holder, Enter, and j without a wait, which is a key again and not a letter more.
    tab_to(holder)
    lesson.keyboard.type("Washington")
    keys("Enter", "j")
    wait_for(lambda: "Washington" in [record["holder"] for record in records()], "the holder as it was typed")
    expect(widget).to_contain_text("Cell 5 of 48")
    for labelled in range(4, 48):
        expect(widget).to_contain_text(f"; {labelled} labelled")
        keys("n")
    expect(status).to_contain_text("Every cell has a label.")
    expect(widget).to_contain_text("; 48 labelled and 1 further holder")
    tab_to(widget.get_by_role("button", name="Export CSV"))
    keys("Enter")
    expect(status).to_have_text("49 labels are in me.csv.")
    assert lesson.evaluate("window.mice") == 0, "the session took a mouse"

    # Agreement, from the file, by the lesson's own cells.
    exported = pd.read_csv(path.with_suffix(".csv"), encoding="utf-8-sig")
    assert (len(exported), exported["main"].sum()) == (49, 48)
    command(lesson, "Run Selected Cell and All Below")
    saved = tmp_path / f"work/notebooks/{LESSON}.ipynb"

    def printed() -> str:
        lesson.keyboard.press("Control+s")
        try:
            cells = nbformat.read(saved, as_version=4).cells
        except nbformat.reader.NotJSONError:  # read while it was being written
            return ""
        return "\n".join(out.get("text", "") for cell in cells for out in cell.get("outputs", []))

    interval = r"\['me', 'pass-1'\]\n +Krippendorff's alpha ([−-]?\d?\.\d+) \(n = 48 cells[^)]*95 % interval"
    wait_for(lambda: re.search(r"\['me', 'pass-1'\]\n.*", printed()), "the agreement of the exported file")
    found = printed()
    assert "'me': 48" in found
    assert re.search(interval, found), re.search(r"\['me', 'pass-1'\]\n.*", found)[0]


def test_a_page_loaded_anew_loses_nothing_and_the_mouse_marks_evidence(lesson: Page, tmp_path):
    path = tmp_path / "work/notebooks/annotations/me.json"
    widget = lesson.locator(".tk-annotator")
    widget.scroll_into_view_if_needed()
    status, words = widget.get_by_role("status"), widget.locator(".tk-word")
    widget.get_by_role("button", name="CANNOT TELL").click()
    expect(status).to_have_text("recorded: military-aid CANNOT_TELL.")
    lesson.locator(".jp-Notebook").first.focus()
    expect(widget.locator(".tk-keys")).to_contain_text("Keys are off")
    widget.locator(".tk-progress").click()
    expect(widget.get_by_role("listbox")).to_be_focused()
    words.nth(6).hover()
    lesson.mouse.down()
    words.nth(8).hover()
    lesson.mouse.up()
    expect(status).to_have_text("recorded: evidence had offered concessions")
    widget.get_by_role("button", name="Further holder").click()
    expect(status).to_contain_text("A further holder of the same sentence and target")
    widget.get_by_role("button", name="FAVOR").click()
    expect(status).to_contain_text("Further holder: unknown")
    assert [record["main"] for record in json.loads(path.read_text("utf-8"))["records"]] == [True, False]
    widget.get_by_role("button", name="NONE").click()
    expect(status).to_contain_text("taken away: what unknown holds.")
    widget.get_by_text("The guideline", exact=True).click()
    expect(widget.get_by_role("table")).to_have_count(2)
    assert violations(lesson, ".tk-annotator") == []
    widget.get_by_text("The guideline", exact=True).click()

    # In a small window what is labelled, and towards which target, is in sight together with the labels.
    lesson.set_viewport_size({"width": 1366, "height": 750})
    widget.locator(".tk-labels").evaluate("node => node.scrollIntoView({ block: 'end' })")
    for part in (".tk-sentence", ".tk-target", ".tk-labels"):
        expect(widget.locator(part)).to_be_in_viewport(ratio=1)
    lesson.keyboard.press("Control+s")
    tally = reloaded(lesson, path, 2)
    assert (tally.moments, tally.lost) == (2, 0)
    assert json.loads(path.read_text("utf-8"))["records"][0]["evidence"]["text"] == "had offered concessions"


def test_a_contested_cell_is_settled_by_keys_alone(lesson: Page, tmp_path):
    board = lesson.locator(".tk-board")
    board.scroll_into_view_if_needed()
    expect(board).to_contain_text("Krippendorff's alpha")
    cells = board.get_by_role("listbox")
    cells.focus()
    lesson.keyboard.press("ArrowDown")
    expect(board).to_contain_text("Contested cell 2 of")
    lesson.keyboard.press("n")
    expect(board.get_by_role("status")).to_contain_text("recorded: ")
    expect(cells.get_by_role("option").nth(1)).to_contain_text("settled NONE")
    lesson.keyboard.press("a")
    expect(board.get_by_role("status")).to_contain_text(", and the evidence are those of pass-1.")
    lesson.keyboard.press("n")
    expect(cells.get_by_role("option").nth(1)).to_contain_text("settled NONE")
    expect(board.locator(".tk-near").first).to_contain_text("Kaja Kallas")
    reason = board.get_by_label("Reason")
    reason.focus()
    lesson.keyboard.type("<i>a fact</i>, nobody’s wish")
    lesson.keyboard.press("Enter")
    expect(board.get_by_role("status")).to_have_text("reason recorded.")
    expect(cells).to_be_focused()
    path = tmp_path / "work/notebooks/annotations/adjudicated.json"
    wait_for(lambda: "<i>a fact</i>, nobody’s wish" in path.read_text("utf-8"), "the reason to be on disk")
    assert json.loads(path.read_text("utf-8"))["annotator"] == "adjudicated"
    assert board.locator("i").count() == 0
    assert violations(lesson, ".tk-board") == []
