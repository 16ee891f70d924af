"""Lesson 03 in a real browser: names grouped and quotes marked, by keys and by mouse, and kept beside the notebook."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import choose_theme, violations, wait_for
from playwright.sync_api import Page, expect


def kept(tmp_path: Path, name: str) -> dict:
    path = tmp_path / "work" / "notebooks" / name
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def test_lesson_03_is_used_as_a_learner_does(open_lesson, tmp_path):
    """One run of the lesson for both widgets: opening and running it takes longer than what is done in it."""
    page = open_lesson("03_voices")
    quotes_are_marked_by_keys_and_by_mouse(page, tmp_path)
    names_are_grouped_by_keys_alone(page, tmp_path)


def quotes_are_marked_by_keys_and_by_mouse(page: Page, tmp_path: Path) -> None:
    widget = page.locator(".tk-quotes")
    widget.scroll_into_view_if_needed()
    pane = widget.get_by_role("listbox")
    pane.focus()
    # The first word of all, then by paragraph to the 13th; then 18 words further with Shift.
    for _ in range(13):
        page.keyboard.press("ArrowDown")
    for _ in range(18):
        page.keyboard.press("Shift+ArrowRight")
    expect(widget).to_contain_text("Selected, 19 words: “The deal behind our backs won’t … Europe as part of it,”")
    selected = pane.locator("[aria-selected=true]")
    expect(selected).to_have_count(19)
    page.keyboard.press("Enter")
    expect(widget.get_by_label("Who says it")).to_be_focused()
    widget.get_by_label("Who says it").select_option("Kaja Kallas")
    page.keyboard.press("Enter")
    expect(widget).to_contain_text("marked: “The deal")
    expect(pane).to_be_focused()
    expect(pane.locator("[data-quote='1']")).to_have_text("“The")
    quote = kept(tmp_path, "quotes.json")["quotes"][0]
    assert (quote["start"], quote["end"], quote["speaker"]) == (2160, 2259, "Kaja Kallas")

    # By mouse, with a name of one's own that looks like markup.
    first = pane.get_by_text("“quickly”", exact=True)
    first.scroll_into_view_if_needed()
    box, end = first.bounding_box(), pane.get_by_text("sunk,", exact=True).first.bounding_box()
    page.mouse.move(box["x"] + 3, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()
    expect(selected).to_have_text(["“quickly”", "As", "the", "news", "has", "sunk,"])
    widget.get_by_label("Who says it").select_option("another")
    widget.get_by_label("Name or role, as printed").fill("<b>a spokesman</b>")
    widget.get_by_role("button", name="Mark as a quote").click()
    expect(widget.get_by_role("listitem").first).to_contain_text("<b>a spokesman</b>: “quickly” As")
    assert widget.locator("b").count() == 0, "a typed name became markup"

    widget.get_by_role("button", name="Compare with the finder").click()
    expect(widget).to_contain_text("Both, with one speaker: 1")
    expect(widget).to_contain_text("Only you: 1")
    expect(widget).to_contain_text("Only the finder: 22")
    assert violations(page, ".tk-quotes") == []

    # Delete and undo, by keys.
    widget.get_by_role("button", name="Delete quote 1, <b>a spokesman</b>").focus()
    page.keyboard.press("Enter")
    expect(widget).to_contain_text("Your quotes: 1")
    wait_for(lambda: len(kept(tmp_path, "quotes.json")["quotes"]) == 1, "the deletion on disk")
    widget.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(widget).to_contain_text("Your quotes: 2")


def names_are_grouped_by_keys_alone(page: Page, tmp_path: Path) -> None:
    widget = page.locator(".tk-names")
    widget.scroll_into_view_if_needed()
    people = widget.locator(".tk-person")
    expect(people).to_have_count(17)
    for name in ("Burno Lete", "Letty"):
        widget.get_by_role("checkbox", name=name, exact=True).focus()
        page.keyboard.press("Space")
    widget.get_by_role("button", name="Join the ticked spellings").focus()
    page.keyboard.press("Enter")
    expect(people).to_have_count(16)
    expect(widget).to_contain_text("joined: Burno Lete, Letty.")
    expect(widget.get_by_role("group", name="Person 10: Burno Lete (2 spellings)")).to_contain_text(
        "0.85 to Burno Lete"
    )
    expect(widget.get_by_role("checkbox", checked=True)).to_have_count(0)
    assert ["Burno Lete", "Letty"] in [person["spellings"] for person in kept(tmp_path, "names.json")["people"]]

    widget.get_by_label("Similarity of at least").fill("0.6")
    expect(widget).to_contain_text("0.67 Deville Sacarien and Marensus: would be joined")
    widget.get_by_label("Similarity of at least").fill("0.84")
    expect(widget).to_contain_text("8 pairs at or above it.")
    widget.get_by_role("button", name="Join these pairs").focus()
    page.keyboard.press("Enter")
    expect(people).to_have_count(10)
    widget.get_by_role("button", name="Join the ticked spellings").click()
    expect(widget).to_contain_text("Nothing is joined")
    assert violations(page, ".tk-names") == []
    widget.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(people).to_have_count(16)
    assert len(kept(tmp_path, "names.json")["people"]) == 16

    choose_theme(page, "Dark")
    assert violations(page, ".tk-names") == []
    page.locator(".tk-quotes").scroll_into_view_if_needed()
    assert violations(page, ".tk-quotes") == []
