"""Pictures of widgets for pages without a kernel, in both themes: the browser draws a view's own script and state."""

from __future__ import annotations

import os
import shutil
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
WIDTH = 760
# Text and page of the site's theme, furo.
THEMES = {"light": ("#000000", "#ffffff", "#f8f9fb"), "dark": ("#cfd0d0", "#131416", "#1a1c1e")}

# A page that does for a view what a notebook does: its style, its script, and a model with what Python has set.
MOUNT = """async ({ views }) => {
  for (const { script, style, state } of views) {
    const sheet = document.createElement("style");
    sheet.textContent = style;
    const el = document.createElement("section");
    el.classList.add(...state._dom_classes);
    document.body.append(sheet, el);
    const model = {
      get: (name) => state[name], set: (name, value) => { state[name] = value; },
      on() {}, off() {}, send() {}, save_changes() {},
    };
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const { default: view } = await import(address);
    await view.render({ model, el });
  }
}"""


def browser() -> dict[str, Any] | None:
    """How Playwright starts the system's own Chromium or Chrome; None where there is none."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0  # who runs it only without its sandbox
    return {"executable_path": program, "args": ["--no-sandbox"] if as_root else []} if program else None


def draw(views: list[dict[str, Any]], folder: Path, name: str) -> list[str]:
    """Draw views into PNG files, ``NAME-NUMBER-THEME.png``.

    views: for each its script, style, state and text alternative (what). Returns the HTML that shows each one on a
    lesson's page, in the page's theme; "" for each where there is no browser to draw it.
    """
    program = browser()
    if not views or not program:
        return [""] * len(views)
    shown = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**program)
        try:
            page = chromium.new_page(viewport={"width": WIDTH, "height": 900}, device_scale_factor=2)
            for number, view in enumerate(views, start=1):
                sizes = {theme: _shoot(page, view, folder / f"{name}-{number}-{theme}.png", theme) for theme in THEMES}
                shown.append(
                    "".join(
                        f"<img class='only-{theme}' src='../_static/widgets/{name}-{number}-{theme}.png' "
                        f"width='{width}' height='{height}' loading='lazy' alt='{escape(view['what'])}'>"
                        for theme, (width, height) in sizes.items()
                    )
                )
        finally:
            chromium.close()
    return shown


def _shoot(page: Page, view: dict[str, Any], path: Path, theme: str) -> tuple[int, int]:
    text, paper, shade = THEMES[theme]
    page.set_content(
        f"<!doctype html><html lang='en' style='color-scheme: {theme}'><title>A widget</title>"
        f"<body style='margin: 0; background: {paper}; --jp-content-font-color1: {text}; --jp-layout-color1: {paper}; "
        f"--jp-layout-color2: {shade}'>"
    )
    page.evaluate(MOUNT, {"views": [view]})
    widget = page.locator("section")
    widget.screenshot(path=path, animations="disabled")
    box = widget.bounding_box()
    return round(box["width"]), round(box["height"])
