"""Pictures of every lesson as a learner sees it, to look through before a release.

    make screenshots          or          python tests/screenshots.py [NAME ...]

Opens each lesson (or those named) in the JupyterLab that `transatlantic lab` starts, runs it whole, and saves it
screen by screen, and each picture, widget, quiz and glossary by itself, in JupyterLab's light and dark theme:
build/screenshots/NAME/{light,dark}-….png, and build/screenshots/index.html to see the themes side by side.
"""

from __future__ import annotations

import argparse
import tempfile
from html import escape
from pathlib import Path

from conftest import NOTEBOOK, ROOT, Served, browser_arguments, choose_theme, run_lesson, start_lab
from playwright.sync_api import Locator, Page, sync_playwright

SHOTS = ROOT / "build" / "screenshots"
# What is ours in a lesson's outputs, by the name that its pictures get.
OURS = {"widget": ".tk-widget", "picture": ".transatlantic-picture", "quiz": ".Quiz", "glossary": ".tk-glossary"}


def shoot(page: Page, folder: Path, theme: str) -> None:
    """Save the lesson on the page in one theme."""
    choose_theme(page, theme.capitalize())
    notebook = page.locator(NOTEBOOK)
    notebook.evaluate("node => node.scrollTo(0, 0)")
    # A cell is drawn when it comes near the screen, so the end is known only there.
    top, number = 0, 0
    while top < notebook.evaluate("node => node.querySelector('.jp-WindowedPanel-viewport').scrollHeight"):
        number += 1
        notebook.evaluate("(node, top) => node.scrollTo(0, top)", top)
        settle(page)
        notebook.screenshot(path=folder / f"{theme}-screen-{number:02}.png")
        top += notebook.evaluate("node => node.clientHeight")
    for name, selector in OURS.items():
        for number, shown in enumerate(notebook.locator(selector).all(), 1):
            whole(page, shown)
            shown.screenshot(path=folder / f"{theme}-{name}-{number:02}.png")


def whole(page: Page, shown: Locator) -> None:
    """Make the window as high as one part of the lesson needs to be seen at once."""
    shown.scroll_into_view_if_needed()
    settle(page)
    needed = int(shown.bounding_box()["height"]) + 250
    page.set_viewport_size({"width": 1280, "height": max(1000, needed)})
    settle(page)


def settle(page: Page) -> None:
    """Wait until the browser has drawn twice: what a scroll brings up is drawn by the first."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def index(names: list[str]) -> None:
    """Write the page that shows each picture in both themes."""
    parts = []
    for name in names:
        parts.append(f"<h2>{escape(name)}</h2>")
        for light in sorted((SHOTS / name).glob("light-*.png")):
            both = [light, light.with_name(light.name.replace("light", "dark", 1))]
            links = [f'<img loading="lazy" src="{name}/{one.name}" alt="{escape(one.stem)}">' for one in both]
            parts.append(f"<figure>{''.join(links)}<figcaption>{escape(light.stem[6:])}</figcaption></figure>")
    style = "body{font-family:sans-serif} img{width:49%;vertical-align:top;border:1px solid} figure{margin:1em 0}"
    page = ["<!doctype html><meta charset='utf-8'><title>The lessons in pictures</title>", f"<style>{style}</style>"]
    (SHOTS / "index.html").write_text("\n".join([*page, *parts]), encoding="utf-8")


def lesson(browser, served: Served, work: Path, name: str) -> None:
    """Run one lesson and save its pictures."""
    folder = SHOTS / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    page = browser.new_page()
    run_lesson(page, served, work, name)
    for theme in ("light", "dark"):
        page.set_viewport_size({"width": 1280, "height": 1000})
        shoot(page, folder, theme)
    page.close()
    for session in served.ask("GET", "/api/sessions")[1]:  # its kernel would go on
        served.ask("DELETE", f"/api/sessions/{session['id']}")
    print(f"{name}: {len(list(folder.glob('*.png')))} pictures", flush=True)


def main() -> None:
    known = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"lessons; all of them if none is named: {known}")
    names = parser.parse_args().names or known
    if unknown := set(names) - set(known):
        parser.error(f"there is no lesson {', '.join(sorted(unknown))}: choose from {', '.join(known)}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = Path(folder) / "work"
        served = start_lab(Path(folder) / "home", "--dir", str(work))
        browser = playwright.chromium.launch(**browser_arguments())
        try:
            for name in names:
                lesson(browser, served, work, name)
                index(sorted(path.name for path in SHOTS.iterdir() if path.is_dir()))
        finally:
            browser.close()
            served.stop()
    print(f"Look through {SHOTS / 'index.html'}")


if __name__ == "__main__":
    main()
