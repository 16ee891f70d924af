"""How long a learner waits for a widget: from the key press to the paint of what it changes. Run it by hand.

One JupyterLab, one Chromium, real keys. Beside the widgets stand two peers made as such things are usually made: what
`ipywidgets.interact` takes for a picture of matplotlib's, the timeline's own bars, and for tokens printed as text. Each
line gives the median, the 95th percentile, and the median as a share of the picture's.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from conftest import browser_arguments, run_all, start_lab
from playwright.sync_api import Locator, Page, sync_playwright

WARMING = 3
INPUTS = 40
PAUSE = 150  # milliseconds between two keys of a quick typist

NAME = "bench"  # the notebook's

SETUP = """
from pathlib import Path
from transatlantic import resources
resources.use()
import ipywidgets
import matplotlib.pyplot as plt
import nltk
from transatlantic import widgets
from transatlantic.article import load_article
from transatlantic.sentiment import timeline
from transatlantic.stance import annotations, corpus
from transatlantic.stance.scheme import TARGETS
from transatlantic.tokenizing import sentences
article = load_article()
eight = [s for s in sentences(article.text) if s.start in (810, 995, 1433, 2199, 3333, 4419, 4641, 5093)]
line = timeline(sentences(article.text))
for sentence in eight:
    for target in TARGETS:
        widgets.record_stance(article, "annotations/all-for.json", sentence, target, "FAVOR")
readers = [*corpus.article_passes(), annotations.load(Path("annotations/all-for.json"), article)]
"""

PICTURE = """
def draw(chosen=0):
    fig, ax = plt.subplots(figsize=(8, 3))
    ax.bar(range(len(line)), line["compound"], color=["C1" if i == chosen else "C0" for i in range(len(line))])
    ax.set_title(line["sentence"][chosen][:60])
    plt.show()

shown = ipywidgets.interact(draw, chosen=(0, len(line) - 1)).widget.add_class("peer-picture")
"""

TEXT = """
shown = ipywidgets.interact(lambda text: print(nltk.word_tokenize(text)), text="Ministers").widget.add_class("peer-text")
"""

# Sets window.seen to the milliseconds from the next key press to the paint of the frame that shows other content.
WATCH = """
([root, watched]) => {
  const host = document.querySelector(root);
  const content = () => [...host.querySelectorAll(watched)].map((node) => node.src ?? node.textContent).join("\\n");
  const before = content();
  window.seen = new Promise((done, failed) => {
    let pressed;
    document.addEventListener("keydown", (event) => (pressed = event.timeStamp), { capture: true, once: true });
    const observer = new MutationObserver(async () => {
      const now = content();
      if (pressed === undefined || now === before || now === "") return;
      observer.disconnect();
      await Promise.all([...host.querySelectorAll("img")].map((image) => image.decode()));
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now() - pressed);
        port2.postMessage("behind the paint");
      });
    });
    observer.observe(host, { childList: true, subtree: true, characterData: true, attributes: true });
    setTimeout(() => failed(new Error(`${root}: nothing changed in ${watched}`)), 30000);
  });
}
"""

SENTENCE = (
    "ministers of the alliance met in Brussels and said nothing terrible about more weapons while friends and enemies "
    "of the treaty waited for good news from both capitals"
)


@dataclass(frozen=True)
class Subject:
    """What is measured.

    cell: the code that shows it; "" where an earlier subject's does. root, watched: selectors of the widget and of what
    in it has to change. keys: prepares each input and yields the key that is timed.
    """

    name: str
    kind: str
    cell: str
    root: str
    watched: str
    keys: Callable[[Page, Locator], Iterator[str]]


def typing(field: str, *, anew: bool = False) -> Callable[[Page, Locator], Iterator[str]]:
    """Types words behind what stands in a field, or each anew; a word's first letter alone may change nothing."""

    def keys(page: Page, host: Locator) -> Iterator[str]:
        host.locator(field).focus()
        page.keyboard.press("Control+End")
        for word in SENTENCE.split():
            for key in ("Control+a", "Delete") if anew else (" ",):
                page.keyboard.press(key)
            page.keyboard.press(word[0])
            page.wait_for_timeout(PAUSE)
            yield from word[1:]

    return keys


def pressing(field: str, *pressed: str) -> Callable[[Page, Locator], Iterator[str]]:
    """Presses these keys in turn, again and again."""

    def keys(_page: Page, host: Locator) -> Iterator[str]:
        host.locator(field).first.focus()
        while True:
            yield from pressed

    return keys


def predicting(page: Page, host: Locator) -> Iterator[str]:
    while True:
        for option in host.get_by_role("radio").all():
            option.check()
            host.get_by_role("button").focus()
            page.wait_for_timeout(PAUSE)
            yield "Enter"


def lowering(page: Page, host: Locator) -> Iterator[str]:
    host.get_by_role("spinbutton").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("0.")
    while True:
        for digit in "97568":
            yield digit
            page.keyboard.press("Backspace")


def joining(_page: Page, host: Locator) -> Iterator[str]:
    while True:
        for tick in host.get_by_role("checkbox").all()[:2]:
            tick.check()
        host.get_by_role("button", name="Join the ticked spellings").focus()
        yield "Enter"
        host.get_by_role("button", name="Undo").focus()
        yield "Enter"


def marking(page: Page, host: Locator) -> Iterator[str]:
    host.get_by_role("listbox").focus()
    page.keyboard.press("ArrowRight")
    while True:
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Enter")
        yield "Enter"


def editing(page: Page, _host: Locator) -> Iterator[str]:
    form = page.locator(".tk-dissector")
    number = 0
    while True:
        number += 1
        form.get_by_label("Word", exact=True).fill("security")
        form.get_by_label("New value").fill(str(-number / 20))
        form.get_by_label("Reason").fill("a name of things, no praise")
        form.get_by_label("Reason").focus()
        yield "Enter"


def wandering(page: Page, host: Locator) -> Iterator[str]:
    """Goes down a list to its end and up again."""
    box = host.get_by_role("listbox")
    box.focus()
    while True:
        for key in ("ArrowDown", "ArrowUp"):
            for _ in range(box.get_by_role("option").count() - 1):
                yield key


def refused(page: Page, host: Locator) -> Iterator[str]:
    """Asks for more briefs than there are, which trains nothing."""
    host.get_by_role("spinbutton").fill("99")
    host.get_by_role("button").focus()
    while True:
        host.get_by_role("button", name="Run").wait_for()
        yield "Enter"


PEER = Subject(
    "interact, matplotlib", "picture", PICTURE, ".peer-picture", "img", pressing(".noUi-handle", "ArrowRight")
)

SUBJECTS = (
    PEER,
    Subject("interact, print", "text", TEXT, ".peer-text", "pre", typing("input")),
    Subject(
        "prediction: record",
        "text",
        'widgets.Predictions("bench").ask("one", "Which?", ["the one", "the other"])',
        ".tk-prediction",
        ".tk-status",
        predicting,
    ),
    Subject(
        "tokenizer explorer: type",
        "text",
        "widgets.explore_tokenizers(article)",
        ".tk-explorer",
        ".tk-row",
        typing("textarea"),
    ),
    Subject(
        "concordance: type",
        "text",
        "widgets.concordance(article)",
        ".tk-concordance",
        ".tk-summary, .tk-lines",
        typing("input[type=text]", anew=True),
    ),
    Subject(
        "name grouper: threshold",
        "text",
        "widgets.group_names(article)",
        ".tk-names",
        ".tk-count, .tk-pairs",
        lowering,
    ),
    Subject("name grouper: join, undo", "text", "", ".tk-names", ".tk-status, .tk-people", joining),
    Subject(
        "quote marker: a word on",
        "text",
        "widgets.mark_quotes(article)",
        ".tk-quotes",
        ".tk-selection",
        pressing("[role=listbox]", "ArrowRight"),
    ),
    Subject("quote marker: mark", "text", "", ".tk-quotes", ".tk-list", marking),
    Subject(
        "VADER dissector: type",
        "text",
        "widgets.dissect(article)",
        ".tk-dissector",
        ".tk-head, .tk-boxes",
        typing("textarea"),
    ),
    Subject(
        "timeline: next sentence",
        "picture",
        "widgets.sentiment_timeline(article)",
        ".tk-timeline",
        ".tk-said",
        pressing(".tk-bar", "ArrowRight"),
    ),
    Subject("timeline: bars after an edit", "picture", "", ".tk-timeline", ".tk-summary", editing),
    Subject(
        "annotator: label",
        "text",
        'widgets.annotate(article, "annotations/me.json", eight)',
        ".tk-annotator",
        ".tk-status, .tk-progress",
        pressing("[role=listbox]", "f", "a", "c", "n"),
    ),
    Subject(
        "agreement board: choose",
        "text",
        "widgets.agreement_board(readers, article)",
        ".tk-board",
        ".tk-place",
        wandering,
    ),
    Subject(
        "agreement board: settle",
        "text",
        "",
        ".tk-board",
        ".tk-status",
        pressing("[role=listbox]", "f", "a", "c", "n"),
    ),
    Subject(
        "tagger bench: at work",
        "text",
        "widgets.tagger_bench()",
        ".tk-bench",
        "[role=status]",
        refused,
    ),
)


def measure(page: Page, subject: Subject) -> list[float]:
    host = page.locator(subject.root)
    host.scroll_into_view_if_needed()
    found = []
    for key in subject.keys(page, host):
        page.evaluate(WATCH, [subject.root, subject.watched])
        page.keyboard.press(key)
        found.append(page.evaluate("window.seen"))
        page.wait_for_timeout(PAUSE)
        if len(found) == WARMING + INPUTS:
            return found[WARMING:]
    raise AssertionError(f"{subject.name}: only {len(found)} inputs")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = Path(folder) / "work"
        served = start_lab(Path(folder) / "home", "--dir", str(work))
        try:
            cells = [nbformat.v4.new_code_cell(cell) for cell in (SETUP, *(s.cell for s in SUBJECTS)) if cell]
            kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
            nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), work / "notebooks" / f"{NAME}.ipynb")
            page = playwright.chromium.launch(**browser_arguments()).new_page()
            page.set_default_timeout(120_000)
            run_all(page, served, NAME)
            failed = page.locator(
                "[data-mime-type='application/vnd.jupyter.error'], .jp-RenderedText[data-mime-type*=stderr]"
            )
            page.locator(SUBJECTS[-1].root).or_(failed).first.wait_for(state="attached")
            assert failed.count() == 0, failed.first.inner_text()
            results = [(subject, measure(page, subject)) for subject in SUBJECTS]
        finally:
            served.stop()
    peer = statistics.median(results[0][1])
    print(f"{'':30} {'kind':8} {'median':>9} {'p95':>9} {'of peer':>8} {'n':>4}")
    for subject, times in results:
        middle, high = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        print(f"{subject.name:30} {subject.kind:8} {middle:6.0f} ms {high:6.0f} ms {middle / peer:8.2f} {len(times):4}")


if __name__ == "__main__":
    main()
