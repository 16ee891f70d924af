"""Lesson 05 as a learner uses it, in a real browser: annotating by keys alone, and settling cells."""

from __future__ import annotations

import json

import pytest
from conftest import violations, wait_for
from playwright.sync_api import Page, expect


@pytest.fixture
def lesson(open_lesson) -> Page:
    return open_lesson("05_stance_annotation")


def test_labelling_by_keys_alone_and_going_on_after_the_page_is_loaded_anew(lesson: Page, tmp_path):
    path = tmp_path / "work/notebooks/annotations/me.json"
    assert not path.exists(), "running the lesson labels nothing for the learner"
    widget = lesson.locator(".tk-annotator")
    widget.scroll_into_view_if_needed()
    status = widget.get_by_role("status")
    sentence = widget.get_by_role("listbox")

    def records():
        return json.loads(path.read_text("utf-8"))["records"]

    sentence.focus()
    lesson.keyboard.press("n")
    expect(status).to_have_text("recorded: military-aid NONE.")
    expect(widget).to_contain_text("Cell 2 of 48; 1 labelled")
    assert [record["label"] for record in records()] == ["NONE"]

    lesson.keyboard.press("a")
    expect(status).to_contain_text("recorded: nato-membership AGAINST. Evidence: the whole sentence")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Enter"):
        lesson.keyboard.press(key)
    expect(status).to_have_text("recorded: evidence faced accusations")
    expect(widget.locator('.tk-word[aria-selected="true"]')).to_have_text(["faced", "accusations"])
    expect(widget.get_by_role("button", name="AGAINST")).to_have_attribute("aria-pressed", "true")

    typed = "<b>fan</b> & unknown"  # its letters must not act as keys
    holder = widget.get_by_label("Holder")
    for _ in range(20):
        if holder.evaluate("node => node === document.activeElement"):
            break
        lesson.keyboard.press("Tab")
    lesson.keyboard.press("Control+a")
    lesson.keyboard.type(typed)
    lesson.keyboard.press("Enter")
    expect(status).to_have_text(f"recorded: holder {typed}")
    assert widget.locator("b", has_text="fan").count() == 0, "typed text became markup"
    assert (records()[1]["holder"], records()[1]["evidence"]["text"]) == (typed, "faced accusations")

    sentence.focus()
    lesson.keyboard.press("u")
    expect(holder).to_have_value("narrator")
    lesson.keyboard.press("r")
    expect(holder).to_have_value(typed)
    lesson.keyboard.press("j")
    expect(widget).to_contain_text("Cell 3 of 48; 2 labelled")
    words = widget.locator(".tk-word")
    lesson.keyboard.press("c")
    expect(status).to_have_text("recorded: concessions CANNOT_TELL.")
    words.nth(6).hover()
    lesson.mouse.down()
    words.nth(8).hover()
    lesson.mouse.up()
    expect(status).to_have_text("recorded: evidence had offered concessions")
    assert records()[2]["evidence"]["text"] == "had offered concessions"

    widget.get_by_text("The guideline", exact=True).click()
    expect(widget.get_by_role("table")).to_have_count(2)
    assert violations(lesson, ".tk-annotator") == []

    path.rename(path.with_suffix(".kept"))
    path.mkdir()  # a folder in the file's place: nothing can be written
    sentence.focus()
    lesson.keyboard.press("f")
    expect(status).to_contain_text("Not recorded. ")
    expect(widget.get_by_role("button", name="CANNOT TELL")).to_have_attribute("aria-pressed", "true")
    path.rmdir()
    path.with_suffix(".kept").rename(path)
    lesson.keyboard.press("f")
    expect(status).to_contain_text("recorded: concessions FAVOR.")

    # The view of a page that is loaded anew shows what is on disk.
    lesson.keyboard.press("Control+s")
    lesson.reload()
    widget.scroll_into_view_if_needed()
    expect(widget).to_contain_text("Cell 3 of 48; 3 labelled", timeout=60_000)
    assert [record["label"] for record in records()] == ["NONE", "AGAINST", "FAVOR"]


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
    reason = board.get_by_label("Reason")
    reason.focus()
    lesson.keyboard.type("<i>a fact</i>, nobody’s wish")
    lesson.keyboard.press("Enter")
    path = tmp_path / "work/notebooks/annotations/adjudicated.json"
    wait_for(lambda: "<i>a fact</i>, nobody’s wish" in path.read_text("utf-8"), "the reason to be on disk")
    assert json.loads(path.read_text("utf-8"))["annotator"] == "adjudicated"
    assert board.locator("i").count() == 0
    assert violations(lesson, ".tk-board") == []
