"""Lesson 06 in a real browser: it runs whole, and the bench is used by keys alone."""

from __future__ import annotations

import json

import nbformat
from conftest import choose_theme, violations
from playwright.sync_api import Page, expect

HOSTILE = "<img src=x onerror=alert(1)> <b>above</b>"


def tab_to(page: Page, control) -> None:
    for _ in range(12):
        if control.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the control cannot be reached by Tab")


def test_the_lesson_and_its_bench(open_lesson, tmp_path):
    page = open_lesson("06_stance_tagging")
    folder = tmp_path / "work" / "notebooks"

    # The lesson's own cell has noted a run; somebody else's hand has been at the file since.
    log = folder / "bench.json"
    noted = json.loads(log.read_text("utf-8"))
    assert len(noted["runs"]) == 1
    noted["runs"][0]["verdict"] = HOSTILE
    log.write_text(json.dumps(noted))

    bench = page.locator(".tk-bench")
    bench.scroll_into_view_if_needed()
    expect(bench.get_by_role("region", name="Result of the run")).to_be_hidden()
    assert violations(page, ".tk-bench") == []
    model, run = bench.get_by_role("combobox", name="Model"), bench.get_by_role("button", name="Run")
    model.focus()
    page.keyboard.type("rules")
    expect(bench).to_contain_text("The rules learn nothing")
    expect(bench.get_by_role("spinbutton")).to_be_disabled()
    page.keyboard.press("ArrowDown")  # letters typed so soon after would go on from "rules"
    expect(bench).not_to_contain_text("The rules learn nothing")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(bench.get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("99")
    tab_to(page, run)
    page.keyboard.press("Enter")
    expect(bench.get_by_role("status")).to_contain_text("There are 1 to 24 briefs to train on")

    bench.get_by_role("spinbutton").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("8")
    tab_to(page, run)
    page.keyboard.press("Enter")
    expect(bench.get_by_role("button")).to_have_attribute("aria-disabled", "true")
    expect(bench.get_by_role("status")).to_have_text("Training and testing …")
    page.keyboard.press("Enter")  # a second press while it works counts for nothing
    expect(bench.get_by_role("status")).to_have_text("Done.", timeout=60_000)
    expect(bench.get_by_role("button", name="Run")).to_be_focused()
    result = bench.get_by_role("region", name="Result of the run")
    expect(result).to_contain_text("bayes with words and what the rules say, trained on 8 briefs")
    expect(result.locator(".tk-figures li")).to_have_count(2)
    expect(result.locator(".tk-figures li").first).to_contain_text("n = 1586 cells in 12 documents, 95 % interval")
    expect(result.locator(".tk-looks")).to_contain_text("2 looks at this test set (held-out briefs), 2 settings")
    expect(result.locator(".tk-errors tbody tr")).to_have_count(8)

    rows = bench.locator(".tk-log tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(HOSTILE)
    assert bench.locator("img, b").count() == 0, "text from the file became markup"
    runs = json.loads(log.read_text("utf-8"))["runs"]
    assert [(entry["model"], entry["briefs"]) for entry in runs] == [("linear", 24), ("bayes", 8)]
    assert violations(page, ".tk-bench") == []
    expect(page.locator("img[alt^='Confusion matrix']")).to_have_count(1)


def test_the_bench_in_the_dark_with_another_event(open_lesson, tmp_path):
    """In a notebook that holds the bench alone."""
    lines = ["from transatlantic import resources; resources.use()", "from transatlantic.widgets import tagger_bench"]
    code = nbformat.v4.new_code_cell("\n".join([*lines, "tagger_bench()"]))
    folder = tmp_path / "work" / "notebooks"
    folder.mkdir(parents=True)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[code], metadata=kernel), folder / "bench_alone.ipynb")
    page = open_lesson("bench_alone")
    choose_theme(page, "Dark")

    bench = page.locator(".tk-bench")
    bench.get_by_role("combobox", name="Tested on").select_option("event left out: vote")
    bench.get_by_role("button", name="Run").click()
    expect(bench.get_by_role("status")).to_have_text("Done.", timeout=90_000)
    expect(bench.locator(".tk-title")).to_contain_text("linear with words, trained on 24 briefs")
    expect(bench.locator(".tk-looks")).to_have_text("1 look at this test set (event left out: vote), 1 setting.")
    assert violations(page, ".tk-bench") == []
