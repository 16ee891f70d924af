"""Lesson 09 in a real browser: progress is text that can be read, the stop button stops, and no process is left."""

from __future__ import annotations

import json

import psutil
from conftest import code_cells, is_clean, violations
from playwright.sync_api import expect


def workers() -> list[int]:
    """Processes that Dask has started from the learner's folder or its kernel."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        line = " ".join(process.info["cmdline"] or [])
        if "scheduler.json" in line:
            found.append(process.info["pid"])
    return found


def test_the_lesson_runs_and_leaves_nothing_running(open_lesson, tmp_path):
    before = set(workers())
    page = open_lesson("09_archive")
    folder = tmp_path / "work" / "notebooks"
    is_clean(folder / "09_archive.ipynb")
    assert set(workers()) <= before
    assert len(list((folder / "archive_parts").glob("part-*.json"))) == 8
    cells = code_cells(folder / "09_archive.ipynb")
    bars = [output.text for cell in cells for output in cell.outputs if "Completed" in output.get("text", "")]
    assert len(bars) == 3 and all("100% Completed" in bar for bar in bars)

    picture = page.locator("img[alt^='Lines over the number of articles']")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_count(1)
    page.screenshot(path=tmp_path / "costs.png")
    question = page.locator(".tk-prediction", has_text="One of two workers is killed halfway")
    question.scroll_into_view_if_needed()
    question.get_by_role("radio").nth(2).focus()
    page.keyboard.press("Space")
    question.get_by_role("button", name="Record").focus()
    page.keyboard.press("Enter")
    expect(question).to_contain_text("recorded: complete, and the same sums")
    noted = json.loads((folder / "predictions" / "09_archive.json").read_text("utf-8"))
    assert noted["predictions"]["killed"][0]["answer"] == "complete, and the same sums"
    assert violations(page, ".tk-prediction") == []
