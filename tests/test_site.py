"""The site: a small one of two lessons with every widget, the guides, the glossary and the reference."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from playwright.sync_api import expect

from transatlantic.site import executing, links
from transatlantic.site.build import build

FIRST = """from pathlib import Path
import transatlantic
from transatlantic import resources, teaching
from transatlantic.article import load_article
from transatlantic.tokenizing import sentences
from transatlantic.widgets import *
resources.use()
article = load_article()
passes = [Path(transatlantic.__file__).parent / f"data/article/passes/stance-{n}.json" for n in (1, 2, 3)]"""

LESSONS = {
    "00_start_here": [
        'Predictions("00_start_here").ask("x", "Which <one>?", ["this", "that"])',
        "explore_tokenizers(article)",
        "concordance(article)",
        "group_names(article)",
        "mark_quotes(article)",
        'teaching.quiz("00_start_here")',
    ],
    "01_reading": [
        "dissect(article)",
        "sentiment_timeline(article)",
        "annotate(article, sentences=sentences(article.text)[:2])",
        "agreement_board(passes, article)",
        "tagger_bench()",
        "compare_coverage()",
    ],
}
WIDGETS = {"00_start_here": 4, "01_reading": 6}


def lesson(folder: Path, name: str, *code: str) -> Path:
    head = nbformat.v4.new_markdown_cell(f"# {name[:2]} · A lesson\n\n**Minutes:** 5\n\n$$\\frac{{1}}{{2}}$$")
    cells = [nbformat.v4.new_code_cell(source) for source in code]
    nbformat.write(nbformat.v4.new_notebook(cells=[head, *cells]), folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    lessons = [lesson(folder, name, FIRST, *code) for name, code in LESSONS.items()]
    said: list[str] = []
    with ThreadPoolExecutor(1) as beside:  # pytest's browser holds this thread, and the build opens one of its own
        checked = beside.submit(build, ROOT, folder / "site", folder / "work", lessons, said.append).result()
    assert checked.faults == []
    assert checked.inside > 1000
    assert said[1].startswith("00_start_here: ") and said[1].endswith("4 pictures of widgets")
    again: list[str] = []
    executing.run_all(lessons, folder / "work" / "executed", ROOT / "requirements.lock", again.append)
    assert again == [f"{name}: as it was run before" for name in LESSONS]
    return folder / "site"


@pytest.fixture
def address(site) -> str:
    """The site's address on a server of this machine."""

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, *_arguments) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def strayed(page) -> list[str]:
    """What the page asks of the outside, and does not get, and what goes wrong in its scripts."""
    found: list[str] = []

    def route(one) -> None:
        if one.request.url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:")):
            one.continue_()
        else:
            found.append(one.request.url)
            one.abort()

    page.route("**/*", route)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found


def test_every_widget_has_a_picture_and_a_table_and_a_quiz_its_answers(site, page, strayed):
    for name, count in WIDGETS.items():
        page.goto(f"file://{site}/notebooks/{name}.html")
        expect(page.get_by_text("do not cite them")).to_be_visible()
        shown = page.locator(".tk-standin img:visible")
        expect(shown).to_have_count(count)
        for picture in shown.all():
            picture.scroll_into_view_if_needed()
            assert picture.evaluate("async image => { await image.decode(); return image.naturalHeight; }") > 300
            assert len(picture.get_attribute("alt")) > 60
        assert page.locator(".cell_output details table tbody tr").count() > 5 * count
        assert "widget-view" not in page.content()
        assert page.locator("math mfrac").count() == 1
    page.goto(f"file://{site}/notebooks/00_start_here.html")
    expect(page.locator(".tk-asked", has_text="Predict: Which <one>?").get_by_role("listitem")).to_have_text(
        ["this", "that"]
    )
    quiz = page.locator(".tk-asked", has_text="under the name that stands above it")
    expect(quiz.get_by_text("So it is.", exact=False)).to_be_hidden()
    quiz.locator("summary").click()
    expect(quiz.get_by_text("So it is.", exact=False)).to_be_visible()
    assert strayed == []


def test_the_glossary_leads_to_the_lessons_and_the_doors_to_the_guides(site, page):
    page.goto(f"file://{site}/index.html")
    page.locator("article").get_by_role("link", name="Teacher’s guide").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Teacher’s guide")
    page.get_by_role("link", name="Glossary", exact=True).click()
    page.locator("dd", has_text="The program that runs the cells").get_by_role("link", name="lesson 00").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("00 · A lesson")


@pytest.mark.parametrize("way", ["a folder", "a server"])
def test_search_finds_lessons_terms_and_functions_without_a_network(site, address, page, strayed, way):
    start = f"file://{site}" if way == "a folder" else address
    # Words of a widget's table, of the glossary, and the name of a function.
    for asked, found in (
        ("Zelenki", "00 · A lesson"),
        ("adjudication", "Glossary"),
        ("load_article", "transatlantic.article.load_article"),
    ):
        page.goto(f"{start}/index.html")
        page.get_by_role("textbox", name="Search").fill(asked)
        page.keyboard.press("Enter")
        page.locator("#search-results").get_by_role("link", name=found).first.click()
        expect(page.locator("article")).to_contain_text(asked)
    assert strayed == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_fault(site, page, theme):
    page.emulate_media(color_scheme=theme)
    # Two unnamed <aside> of furo's own.
    options = {"rules": {"landmark-unique": {"enabled": False}}}
    for path in ("index.html", "notebooks/00_start_here.html", "notebooks/01_reading.html", "glossary.html"):
        page.goto(f"file://{site}/{path}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        faults = Axe().run(page, options=options).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in faults] == []


def test_a_failing_lesson_stops_the_build_with_one_sentence(tmp_path):
    broken = lesson(tmp_path, "03_voices", "1 / 0")
    kept = tmp_path / "kept"
    kept.mkdir()
    with pytest.raises(executing.SiteError, match=r"^03_voices.ipynb fails with ZeroDivisionError .*again\.$"):
        executing.run_all([broken], kept, ROOT / "requirements.lock", lambda _line: None)
    assert list(kept.iterdir()) == []


def test_a_broken_link_and_a_source_from_outside_are_found(tmp_path):
    (tmp_path / "style.css").write_text("body { background: url(https://example.org/a.png) }")
    (tmp_path / "index.html").write_text(
        "<link href='style.css'><script src='//cdn.example.org/x.js'></script><h1 id='top'>A</h1>"
        "<a href='#top'>A</a> <a href='#no'>B</a> <a href='none.html'>C</a> <a href='https://example.org'>D</a>"
    )
    checked = links.check(tmp_path)
    assert (checked.pages, checked.inside, checked.outside) == (1, 3, 1)
    told = " ".join(checked.faults)
    assert len(checked.faults) == 4
    assert all(part in told for part in ("//cdn.example.org", "https://example.org/a.png", "#no", "none.html"))
