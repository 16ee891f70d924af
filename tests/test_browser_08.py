"""Lesson 08 as a learner uses it, in a real browser: a constructed page becomes an article, a sentence is annotated."""

from __future__ import annotations

import json

from conftest import choose_theme, violations, wait_for
from playwright.sync_api import expect

NAME = "cable-guard"


def test_an_article_is_made_and_a_sentence_of_it_annotated_by_keys(open_lesson, tmp_path):
    page = open_lesson("08_own_article")
    work = tmp_path / "work"
    folder, notebooks = work / "articles" / NAME, work / "notebooks"
    assert "Karin Vale,“Security" in (folder / "quotes.csv").read_text("utf-8").replace('"', "")
    assert "Marta Lind" not in (folder / "names.csv").read_text("utf-8")

    widget = page.locator(".tk-annotator")
    widget.scroll_into_view_if_needed()
    status = widget.get_by_role("status")
    expect(widget).to_contain_text("Cell 1 of 20; 0 labelled")
    widget.get_by_role("listbox").focus()
    page.keyboard.press("n")
    expect(status).to_have_text("recorded: guard NONE.")
    page.keyboard.press("n")
    expect(widget).to_contain_text("Cell 3 of 20; 2 labelled")
    page.keyboard.press("a")
    expect(status).to_contain_text("recorded: guard AGAINST. Evidence: the whole sentence")
    for key in ("Home", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(status).to_contain_text("recorded: evidence Defence ministers")
    records = json.loads((notebooks / "annotations" / NAME / "me.json").read_text("utf-8"))["records"]
    assert [(record["target"], record["label"]) for record in records] == [
        ("guard", "NONE"),
        ("boarding", "NONE"),
        ("guard", "AGAINST"),
    ]
    assert records[2]["evidence"]["text"] == "Defence ministers"
    assert violations(page, ".tk-annotator") == []

    # What is labelled now is compared by the cells below; the draft that is there stays.
    draft = notebooks / "finding.md"
    draft.write_text(draft.read_text("utf-8").replace("[your name]", "a reader"), encoding="utf-8")
    before = draft.read_bytes()
    saved = notebooks / "08_own_article.ipynb"
    widget.get_by_role("listbox").focus()
    page.keyboard.press("Escape")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator("#jp-mainmenu-run").get_by_text("Run Selected Cell and All Below", exact=True).click()

    def said(words: str) -> bool:
        page.keyboard.press("Control+s")
        return words in saved.read_text("utf-8")

    wait_for(lambda: said("FAVOR less AGAINST, A joint guard"), "the figure of the labels")
    wait_for(lambda: said("finding.md is there and stays as it is"), "the finding's own cell")
    assert draft.read_bytes() == before

    page.goto(page.url.split("/lab")[0] + "/lab/tree/notebooks/finding.md?reset")
    page.locator(".jp-FileEditor .cm-content").click(button="right")
    page.get_by_role("menuitem", name="Show Markdown Preview").click()
    shown = page.locator(".jp-MarkdownViewer .jp-RenderedMarkdown")
    expect(shown.get_by_role("heading", level=1)).to_contain_text("One reading of “cable-guard”")
    expect(shown.get_by_role("table")).to_have_count(2)
    expect(shown).to_contain_text("NOT CLEARED.")
    page.screenshot(path=tmp_path / "finding.png")
    choose_theme(page, "Dark")
    page.screenshot(path=tmp_path / "finding-dark.png")
