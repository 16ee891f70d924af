"""Widgets follow VS Code's colours where there is no JupyterLab: each view in a bare page with VS Code's variables alone."""

from __future__ import annotations

import json

import pytest
from conftest import ROOT, violations

from transatlantic import widgets
from transatlantic.article import load_article
from transatlantic.site.pictures import MOUNT
from transatlantic.widgets.prediction import Predictions, PredictionView

# As VS Code's Dark Modern and Light Modern themes set them in a notebook's outputs.
THEMES = {
    "dark": {"editor-foreground": "#cccccc", "editor-background": "#1f1f1f", "textCodeBlock-background": "#2b2b2b"},
    "light": {"editor-foreground": "#3b3b3b", "editor-background": "#ffffff", "textCodeBlock-background": "#f8f8f8"},
}


@pytest.fixture(scope="module")
def views(tmp_path_factory) -> list[dict]:
    """Every widget of the lessons: its script, its style, and its state as the browser gets it."""
    folder = tmp_path_factory.mktemp("work")
    article = load_article()
    passes = ROOT / "transatlantic" / "data" / "article" / "passes"
    made = [
        widgets.annotate(article, path=folder / "me.json"),
        widgets.agreement_board(
            [passes / "stance-1.json", passes / "stance-2.json"], article, folder / "adjudicated.json"
        ),
        widgets.concordance(article),
        widgets.dissect(article, folder),
        widgets.explore_tokenizers(article),
        widgets.group_names(article, folder / "names.json"),
        widgets.mark_quotes(article, folder / "quotes.json"),
        widgets.sentiment_timeline(article, folder),
        widgets.tagger_bench(folder),
        PredictionView(Predictions("00_start_here", folder), "one", "Which?", ["this", "that"]),
    ]
    return [
        {"script": view._esm, "style": view._css, "state": json.loads(json.dumps(view.get_state(), default=str))}
        for view in made
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_every_widget_is_readable_in_vs_code(page, views, theme):
    page.goto("about:blank")
    colours = THEMES[theme]
    variables = "".join(f"--vscode-{name}: {value};" for name, value in colours.items())
    page.set_content(
        f"<!doctype html><html lang=en><title>VS Code</title><body style='{variables} background: {colours['editor-background']}'>"
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.evaluate(MOUNT, {"views": views})
    assert errors == []
    shown = page.locator(".tk-widget")
    assert shown.count() == len(views)
    inks = shown.evaluate_all("nodes => nodes.map(node => getComputedStyle(node).color)")
    assert set(inks) == {"rgb({}, {}, {})".format(*bytes.fromhex(colours["editor-foreground"][1:]))}
    assert violations(page, ".tk-widget", rules=["color-contrast"]) == []
