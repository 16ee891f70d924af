"""Lesson 07 in a real browser: it runs whole, and outlets are compared and a word is read by keys alone."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
from conftest import is_clean, violations
from playwright.sync_api import Page, expect


def tab_to(page: Page, control) -> None:
    for _ in range(45):
        if control.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the control cannot be reached by Tab")


def picture(page: Page, region, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        region.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_the_lesson_and_its_comparison(open_lesson, tmp_path):
    page = open_lesson("07_comparing_coverage")
    is_clean(tmp_path / "work" / "notebooks" / "07_comparing_coverage.ipynb")

    coverage = page.locator(".tk-coverage")
    coverage.scroll_into_view_if_needed()
    result = coverage.get_by_role("region", name="What was compared")
    expect(result).to_be_hidden()
    assert violations(page, ".tk-coverage") == []
    a, b = (coverage.get_by_role("group", name=f"Group {name}") for name in "AB")
    compare, status = coverage.get_by_role("button", name="Compare"), coverage.get_by_role("status")

    # A viewpoint in both groups is said; then it is taken out again.
    a.get_by_role("checkbox", name="military").focus()
    page.keyboard.press("Space")
    tab_to(page, compare)
    page.keyboard.press("Enter")
    expect(status).to_have_text("military is in both groups: take it out of one.", timeout=60_000)
    a.get_by_role("checkbox", name="military").focus()
    page.keyboard.press("Space")
    coverage.get_by_role("combobox", name="Stances of").focus()
    page.keyboard.type("every")
    tab_to(page, compare)
    page.keyboard.press("Enter")
    expect(status).to_have_text("Done.", timeout=60_000)
    expect(compare).to_be_focused()
    expect(result).to_contain_text("A: pacifist. B: military.")
    expect(result).to_contain_text("There are 8 ways to share out the briefs, all tried; no p can be below 0.25.")
    expect(result.locator(".tk-stances tbody tr").first).to_contain_text("military-aid+0.33 (too few; n = 11)")

    # A word, read in its sentences, and back.
    word = coverage.get_by_role("button", name="Read we in its sentences")
    tab_to(page, word)
    page.keyboard.press("Enter")
    lines = coverage.get_by_role("group", name="A word in its sentences (constructed)")
    expect(lines).to_be_focused(timeout=30_000)
    expect(lines.locator("tbody tr")).to_have_count(15)
    assert violations(page, ".tk-coverage") == []
    picture(page, coverage, "coverage-light")
    page.keyboard.press("Escape")
    expect(word).to_be_focused()
    assert b.get_by_role("checkbox", name="military").is_checked()


def test_the_comparison_in_the_dark(open_lesson, tmp_path):
    """In a notebook that holds the widget alone; what the kernel sends stays text."""
    lines = [
        "from transatlantic import resources; resources.use()",
        "from transatlantic.widgets import compare_coverage",
    ]
    start = "view = compare_coverage(); view.act({'compare': dict(view.setting)})"
    hostile = "view.result = view.result | {'title': '<img src=x onerror=alert(1)> <b>A</b>'}"
    code = nbformat.v4.new_code_cell("\n".join([*lines, start, hostile, "view"]))
    folder = tmp_path / "work" / "notebooks"
    folder.mkdir(parents=True)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[code], metadata=kernel), folder / "coverage_alone.ipynb")
    page = open_lesson("coverage_alone")
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Theme$")).hover()
    page.get_by_text("JupyterLab Dark", exact=True).click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")

    coverage = page.locator(".tk-coverage")
    expect(coverage.locator(".tk-title")).to_have_text("<img src=x onerror=alert(1)> <b>A</b>")
    assert coverage.locator("img, b").count() == 0, "text became markup"
    coverage.get_by_role("combobox", name="Chance deals out").select_option("viewpoints")
    coverage.get_by_role("button", name="Compare").click()
    expect(coverage).to_contain_text("There are 2 ways to share out the viewpoints", timeout=60_000)
    assert violations(page, ".tk-coverage") == []
    picture(page, coverage, "coverage-dark")
