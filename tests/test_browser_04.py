"""Lesson 04 in a real browser: the dissector and the timeline as a learner uses them."""

from __future__ import annotations

from pathlib import Path

from conftest import violations
from playwright.sync_api import Locator, Page, expect

from transatlantic.sentiment import load_edits


def test_lesson_04_is_used_as_a_learner_does(open_lesson, tmp_path):
    """One run of the lesson for both widgets; the timeline first, while the lesson's own edit stands."""
    lesson = open_lesson("04_sentiment")
    the_timeline_by_keys_alone(lesson)
    the_dissector_by_keys_alone(lesson, tmp_path / "work" / "notebooks" / "lexicon_edits.csv")


def reach(page: Page, target: Locator, presses: int = 40) -> None:
    """Go to a control with the Tab key, as somebody without a mouse does."""
    for _ in range(presses):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


def the_dissector_by_keys_alone(lesson: Page, file: Path) -> None:
    dissector = lesson.locator(".tk-dissector").first
    dissector.scroll_into_view_if_needed()
    dissector.get_by_label("… or type one").focus()
    lesson.keyboard.press("Control+a")
    lesson.keyboard.type("The <b>plan</b> isn't good!")
    expect(dissector.locator(".tk-word")).to_have_text(["The", "<b>plan</b>", "isn't", "good"])
    expect(dissector.locator(".tk-box").last).to_contain_text("negation ×−0.74 (isn't) → −1.406")
    expect(dissector.locator(".tk-head")).to_have_text("Compound −0.4015, negative; your edits change nothing here")
    expect(dissector.locator(".tk-sum li").last).to_have_text("compound: −0.4015, negative")
    assert dissector.locator("b").count() == 0, "typed text became markup"

    # The lesson's own edit is in the file, and the view, which was drawn before it, has followed.
    expect(dissector.get_by_role("button", name="Remove grand")).to_be_visible()
    reach(lesson, dissector.get_by_label("Word", exact=True))
    lesson.keyboard.type("good")
    lesson.keyboard.press("Tab")
    lesson.keyboard.type("much")
    lesson.keyboard.press("Tab")
    lesson.keyboard.type("<i>too kind</i>")
    lesson.keyboard.press("Enter")
    expect(dissector.locator(".tk-said")).to_contain_text("Not saved. 'much' is no value: give a number from -4 to 4")
    assert [edit.word for edit in load_edits(file)] == ["grand"]
    lesson.keyboard.press("Shift+Tab")
    lesson.keyboard.press("Control+a")
    lesson.keyboard.type("1")
    lesson.keyboard.press("Enter")
    expect(dissector.locator(".tk-said")).to_have_text("Saved: good, 1.9 before, 1 now.")
    assert [(edit.word, edit.after) for edit in load_edits(file)] == [("grand", 0.0), ("good", 1.0)]
    expect(dissector.locator(".tk-head")).to_contain_text(
        "−0.4015, negative with NLTK’s lexicon → −0.2575, negative with your edits"
    )
    expect(dissector.get_by_label("Word", exact=True)).to_be_focused()
    assert dissector.locator("i").count() == 0, "a reason became markup"

    reach(lesson, dissector.get_by_role("button", name="Remove good"))
    lesson.keyboard.press("Enter")
    expect(dissector.locator(".tk-said")).to_contain_text("Removed: good")
    expect(dissector.get_by_role("button", name="Remove grand")).to_be_focused()
    assert [edit.word for edit in load_edits(file)] == ["grand"]
    reach(lesson, dissector.get_by_role("button", name="Take all edits back"))
    lesson.keyboard.press("Enter")
    expect(dissector.get_by_text("No edits yet: every value is NLTK’s.")).to_be_visible()
    expect(dissector.locator(".tk-said")).to_contain_text("it is kept as lexicon_edits.aside-1.csv")
    assert load_edits(file) == []
    assert load_edits(file.with_name("lexicon_edits.aside-1.csv"))[0].word == "grand"
    expect(dissector.get_by_label("Word", exact=True)).to_be_focused()

    dissector.get_by_label("Choose a sentence").select_option(index=35)
    expect(dissector.locator(".tk-minus .tk-word")).to_have_text(["fatal", "trap"])
    dissector.get_by_text("The same as a table").click()
    expect(dissector.locator("details tbody tr").last).to_contain_text("trap")
    assert violations(lesson, ".tk-dissector") == []


def the_timeline_by_keys_alone(lesson: Page) -> None:
    view = lesson.locator(".tk-timeline")
    view.scroll_into_view_if_needed()
    bars = view.locator(".tk-bar")
    expect(bars).to_have_count(48)
    expect(view.locator(".tk-tick")).to_have_count(3)  # the lesson's edit of grand moves three sentences
    view.locator(".tk-summary").evaluate("node => { node.tabIndex = -1; node.focus(); }")
    reach(lesson, bars.first)
    lesson.keyboard.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    expect(view.locator("mark")).to_have_text(["security"])
    lesson.keyboard.press("End")
    expect(bars.last).to_be_focused()
    for _ in range(4):
        lesson.keyboard.press("ArrowLeft")
    expect(bars.nth(43)).to_be_focused()
    expect(bars.nth(43)).to_have_attribute("aria-selected", "true")
    expect(view.locator(".tk-said")).to_contain_text(
        "Sentence 44 of 48: +0.7003, positive; with your edits +0.4215, positive"
    )
    expect(view.locator(".tk-sentence").first).to_contain_text("Researcher Kamille Grand believes")
    expect(view.locator("mark")).to_have_text(["opportunity"])
    view.get_by_text("The same as a table").click()
    expect(view.locator("tbody tr")).to_have_count(48)
    assert violations(lesson, ".tk-timeline") == []
