"""JupyterLab as `make lab` starts it, lesson 02 as a learner uses it, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

from conftest import violations
from playwright.sync_api import Page, expect

from transatlantic.tokenizing import words


def test_lesson_02_is_used_as_a_learner_does(open_lesson, tmp_path):
    """One run of the lesson for all of it: opening and running it takes longer than what is done in it."""
    lesson = open_lesson("02_tokenizing")
    the_explorer_follows_what_is_typed(lesson)
    the_concordance_leads_to_the_place_by_keys_alone(lesson)
    a_prediction_is_on_disk_and_comes_back(lesson, tmp_path / "work" / "notebooks")


def the_explorer_follows_what_is_typed(lesson: Page) -> None:
    explorer = lesson.locator(".tk-explorer")
    explorer.scroll_into_view_if_needed()
    assert violations(lesson, ".tk-explorer") == []
    rows = {
        name: explorer.locator(f"[data-tokenizer={name}]")
        for name in ("whitespace", "wordpunct", "treebank", "nltk", "tweet", "regexp")
    }

    typed = "It isn’t #NATO’s U.S. <b>deal</b>."
    explorer.get_by_label("… or type a text").fill(typed)
    expect(rows["whitespace"].locator(".tk-token")).to_have_text(["It", "isn’t", "#NATO’s", "U.S.", "<b>deal</b>."])
    expect(rows["nltk"].locator(".tk-count")).to_have_text(f"{len(words(typed))} tokens")
    expect(rows["tweet"].locator(".tk-token")).to_contain_text(["#NATO"])
    assert explorer.locator("b").count() == 0, "typed text became markup"

    explorer.get_by_label("Regular expression of a token").fill(r"\w+")
    expect(rows["regexp"].locator(".tk-token")).to_have_text(
        ["It", "isn", "t", "NATO", "s", "U", "S", "b", "deal", "b"]
    )
    explorer.get_by_label("Regular expression of a token").fill("[")
    expect(rows["regexp"]).to_contain_text("The pattern is not a regular expression")
    expect(rows["whitespace"].locator(".tk-token")).to_have_count(5)

    explorer.get_by_label("Choose a sentence of the article").select_option(index=21)
    expect(rows["nltk"].locator(".tk-token.tk-differs")).to_have_count(0)
    expect(rows["whitespace"]).to_contain_text("Differs from word_tokenize")


def a_prediction_is_on_disk_and_comes_back(lesson: Page, folder: Path) -> None:
    question = lesson.locator(".tk-prediction").first
    question.scroll_into_view_if_needed()
    assert violations(lesson, ".tk-prediction") == []
    question.get_by_role("radio", name="about 12").focus()
    lesson.keyboard.press("Space")
    question.get_by_role("button", name="Record").focus()
    lesson.keyboard.press("Enter")
    expect(question).to_contain_text("recorded: about 12")
    assert "about 12" in (folder / "predictions/02_tokenizing.json").read_text("utf-8")

    # One goes on without the mouse: Record chooses the next cell, and Shift+Enter runs it.
    asking = question.locator("xpath=ancestor::*[contains(concat(' ', @class, ' '), ' jp-Cell ')]")
    running = lesson.locator(".jp-Cell", has_text="have it in them").first
    expect(running).to_have_class(re.compile("jp-mod-active"))
    prompt = running.locator(".jp-InputArea-prompt")
    before = prompt.inner_text()
    lesson.keyboard.press("Shift+Enter")
    expect(prompt).not_to_have_text(before)
    expect(lesson.locator(".jp-Cell.jp-mod-active")).to_contain_text('predictions.recall("blanks"')

    # Arrows choose an option, and from the button they move between cells; a slip of d d deletes none.
    cells = lesson.locator(".jp-Notebook .jp-Cell").count()
    question.get_by_role("radio", name="about 12").focus()
    lesson.keyboard.press("ArrowDown")
    expect(question.get_by_role("radio", name="about 8")).to_be_checked()
    lesson.keyboard.press("Tab")
    expect(question.get_by_role("button", name="Record")).to_be_focused()
    lesson.keyboard.press("d")
    lesson.keyboard.press("d")
    expect(asking).to_have_class(re.compile("jp-mod-active"))
    lesson.keyboard.press("Escape")
    lesson.keyboard.press("ArrowDown")
    expect(running).to_have_class(re.compile("jp-mod-active"))
    assert lesson.locator(".jp-Notebook .jp-Cell").count() == cells

    # From the button of an answer that is not recorded anew, Shift+Enter runs the asking cell, as in any cell.
    question.get_by_role("radio", name="about 8").focus()
    prompt = asking.locator(".jp-InputArea-prompt")
    before = prompt.inner_text()
    lesson.keyboard.press("Shift+Enter")
    expect(prompt).not_to_have_text(before)
    expect(running).to_have_class(re.compile("jp-mod-active"))


def the_concordance_leads_to_the_place_by_keys_alone(lesson: Page) -> None:
    widget = lesson.locator(".tk-concordance")
    widget.scroll_into_view_if_needed()
    assert violations(lesson, ".tk-concordance") == []
    widget.get_by_label("Word or phrase").focus()
    lesson.keyboard.type("security")
    expect(widget.locator(".tk-line")).to_have_count(6)
    expect(widget).to_contain_text("6 hits among the 994 tokens")
    lesson.keyboard.press("Tab")
    for _ in range(6):
        if widget.locator(".tk-line").first.evaluate("node => node === document.activeElement"):
            break
        lesson.keyboard.press("Tab")
    lesson.keyboard.press("ArrowDown")
    lesson.keyboard.press("Enter")
    mark = widget.locator("mark")
    expect(mark).to_have_text("Security")
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport()
    assert re.search("Foreign and Security Director", mark.locator("xpath=..").inner_text())
    widget.get_by_label("Word or phrase").fill("")
    widget.get_by_label("it is a pattern").check()
    widget.get_by_label("Word or phrase").fill("(")
    expect(widget).to_contain_text("The pattern")
    expect(widget.locator(".tk-line")).to_have_count(0)
