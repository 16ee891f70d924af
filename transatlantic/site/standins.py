"""What stands in a widget's place on a page without a kernel: a table, and what its picture is made from.

Runs in the lesson's kernel, before its first cell.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import singledispatch
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from anywidget import AnyWidget
from IPython import get_ipython
from IPython.display import HTML, display

from transatlantic import teaching
from transatlantic.quotes import find_quotes
from transatlantic.sentiment import trace
from transatlantic.stance.scheme import known_targets, targets
from transatlantic.widgets.annotator import AnnotatorView
from transatlantic.widgets.bench import BenchView, Setting, tagger_bench
from transatlantic.widgets.board import BoardView
from transatlantic.widgets.coverage import CoverageView
from transatlantic.widgets.dissector import DissectorView
from transatlantic.widgets.explorer import ExplorerView
from transatlantic.widgets.kwic import ConcordanceView
from transatlantic.widgets.names import NamesView
from transatlantic.widgets.prediction import PredictionView
from transatlantic.widgets.quotes import QuotesView
from transatlantic.widgets.timeline import TimelineView

# The view's script, style and state, for ``pictures`` to draw; no page shows it.
VIEW = "application/vnd.transatlantic.view+json"
# Where the picture goes in the table's HTML.
PLACE = "<!-- the picture -->"


@dataclass(frozen=True)
class StandIn:
    """What a page without a kernel says of a widget.

    what: what the picture shows, its text alternative. does: what a learner does with the widget in JupyterLab.
    tables: the same as text, each under a caption. view: what the picture is of; None for the widget itself.
    """

    what: str
    does: str
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    view: AnyWidget | None = None


@singledispatch
def stand_in(widget: AnyWidget) -> StandIn:
    """The stand-in of a widget; one that has none of its own is named by what it says without a screen."""
    return StandIn(f"A widget of this lesson, as it stands before anybody uses it: {widget!r}", repr(widget))


@stand_in.register
def _(widget: ExplorerView) -> StandIn:
    rows = [[row["tokenizer"], row["count"], row["tokens"], row["differs"]] for row in widget.result["rows"]]
    table = pd.DataFrame(rows, columns=["tokenizer", "count", "tokens", "beside NLTK’s own"])
    return StandIn(
        f"The tokenizer explorer: {len(rows)} tokenizers drawn as boxes over the same sentence, with their counts.",
        "choose or type another sentence and see where the tokenizers part",
        {f"Tokens of: {widget.text}": table},
    )


@stand_in.register
def _(widget: ConcordanceView) -> StandIn:
    widget.query = "security"
    lines = [[line["left"], line["keyword"], line["right"]] for line in widget.result["lines"]]
    return StandIn(
        f"The concordance of “{widget.query}”: its lines in context beside the article. {widget.result['summary']}",
        "look up any word, phrase or pattern, sort the lines and go to each one’s place in the article",
        {f"Lines of “{widget.query}”": pd.DataFrame(lines, columns=["left", "word", "right"])},
    )


@stand_in.register
def _(widget: NamesView) -> StandIn:
    rows = [
        [person["name"], spelling["text"], spelling["evidence"]]
        for person in widget.result["people"]
        for spelling in person["spellings"]
    ]
    return StandIn(
        f"The name grouper: {len(rows)} spellings of names as the garbled copy prints them, and how alike they are.",
        "join the spellings that are one person and split those that are not",
        {"Spellings": pd.DataFrame(rows, columns=["person", "spelling", "evidence"])},
    )


@stand_in.register
def _(widget: QuotesView) -> StandIn:
    found = find_quotes(widget.kept.article.text)
    rows = [[quote.text, quote.speaker or "unknown", quote.kind] for quote in found]
    return StandIn(
        "The quote marker: the article’s words, to be marked as quotes, with a field for the speaker.",
        "mark the quotes and their speakers yourself, then compare with the kit’s finder",
        {"What the finder finds, as printed in the garbled copy": pd.DataFrame(rows, columns=["quote", "by", "kind"])},
    )


@stand_in.register
def _(widget: DissectorView) -> StandIn:
    return StandIn(
        f"The VADER dissector: a box for each token of a sentence, and the sum. {widget.result['head']}.",
        "type or choose a sentence, watch the score change, and edit the lexicon",
        {f"Tokens of: {widget.text}": trace(widget.text, None).table()},
    )


@stand_in.register
def _(widget: TimelineView) -> StandIn:
    rows = [row["cells"] for row in widget.bars["rows"]]
    table = pd.DataFrame(rows, columns=["sentence", "NLTK’s lexicon", "with edits", "label", "text"])
    return StandIn(
        f"The sentiment timeline: a bar for each sentence. {widget.bars['summary']}",
        "choose a bar and read its sentence in the paragraph, the words that carry its score marked",
        {"Scores": table if widget.bars["edited"] else table.drop(columns="with edits")},
    )


@stand_in.register
def _(widget: AnnotatorView) -> StandIn:
    known = [known_targets()[name] for name in targets()]
    rows = [[one.name, one.definition, one.favor, one.against] for one in known]
    return StandIn(
        "The stance annotator: one sentence, one target, and the four labels to choose from.",
        "label sentence after sentence, name the holder and mark the words that decided",
        {"What is asked of each sentence": pd.DataFrame(rows, columns=["target", "it is", "favour", "against"])},
    )


@stand_in.register
def _(widget: BoardView) -> StandIn:
    columns = ["figure", "value", "95 % interval", "n", "verdict"]
    cells = [
        [cell["sentence"], cell["target"], "; ".join(f"{name}: {label}" for name, label, *_ in cell["answers"])]
        for cell in widget.head["cells"]
    ]
    return StandIn(
        f"The agreement board: how far the readers agree, and a cell on which they differ. {widget.head['size']}",
        "settle each contested cell and write down why",
        {
            "How far they agree": pd.DataFrame(widget.head["figures"], columns=columns),
            "Where they differ": pd.DataFrame(cells, columns=["sentence", "target", "labels"]),
        },
    )


@stand_in.register
def _(_widget: BenchView) -> StandIn:
    with tempfile.TemporaryDirectory() as folder:  # a run of the lesson’s own log would count as a look
        tried = tagger_bench(Path(folder))
        tried.run(asdict(Setting()))
    labels, result = tried.result["labels"], tried.result
    return StandIn(
        f"The tagger bench after one run, {result['title']}. {' '.join(result['figures'])}",
        "choose model, features, training briefs and split, and keep a log of every look at the test set",
        {
            "True labels (rows) and called labels (columns)": pd.DataFrame(
                [[label, *row] for label, row in zip(labels, result["confusion"], strict=True)],
                columns=["true", *labels],
            ),
            "The surest errors": pd.DataFrame(
                result["errors"], columns=["sentence", "target", "true", "called", "margin", "carried by"]
            ),
        },
        tried,
    )


@stand_in.register
def _(widget: CoverageView) -> StandIn:
    widget.act({"compare": widget.setting})
    result, word = widget.result, ["word", "A", "B", "z", "p", "p, if picked"]
    return StandIn(
        f"The coverage comparison of two groups. {result['title']} {result['summary']}",
        "choose any two groups of outlets, one event or all, and read each word in its sentences",
        {
            "Words of A": pd.DataFrame(result["first"], columns=word),
            "Words of B": pd.DataFrame(result["second"], columns=word),
            "Stances": pd.DataFrame(result["stances"], columns=["target", "A", "B", "difference", "p", "p, if picked"]),
            "Words quoted, by the speaker’s side": pd.DataFrame(result["voices"], columns=["side", "A", "B"]),
        },
    )


def bundle(widget: AnyWidget) -> tuple[dict[str, Any], dict[str, Any]]:
    """What IPython displays in a widget's place."""
    if isinstance(widget, PredictionView):
        return {"text/html": question(widget.question, widget.options)}, {}
    found = stand_in(widget)
    drawn = found.view or widget
    state = {name: value for name, value in drawn.get_state().items() if name not in ("_esm", "_css")}
    view = {"what": found.what, "script": drawn._esm, "style": drawn._css, "state": state}
    return {"text/html": figure(found), VIEW: json.loads(json.dumps(view, default=str))}, {}


def figure(found: StandIn) -> str:
    """A stand-in as HTML, with a place for its picture."""
    tables = "".join(
        f"<details><summary>{escape(caption)}</summary>{_table(table)}</details>"
        for caption, table in found.tables.items()
    )
    said = f"{escape(found.what)} In JupyterLab you {escape(found.does)}."
    return f"<figure class='tk-standin'>{PLACE}<figcaption>{said}</figcaption></figure>{tables}"


def _table(table: pd.DataFrame) -> str:
    with pd.option_context("display.max_colwidth", None):
        return table.to_html(index=False, border=0, justify="unset", na_rep="")


def question(asked: str, options: Sequence[str]) -> str:
    """A prediction as HTML."""
    choice = "".join(f"<li>{escape(option)}</li>" for option in options)
    answers = f"<ul>{choice}</ul>" if choice else "<p>Write down your answer in a line of text.</p>"
    return f"<div class='tk-asked'><p><strong>Predict:</strong> {escape(asked)}</p>{answers}</div>"


def quiz(lesson: str) -> None:
    """Show a lesson's quiz with the answers folded away, in the place of ``teaching.quiz``."""
    display(HTML("".join(_asked(number, one) for number, one in enumerate(teaching.questions(lesson), 1))))


def _asked(number: int, one: dict[str, Any]) -> str:
    answers = one["answers"]
    offered = "".join(f"<li>{escape(answer['answer'])}</li>" for answer in answers)
    told = "".join(
        f"<li><strong>{'Right' if answer['correct'] else 'Not so'}:</strong> {escape(answer['answer'])} "
        f"{escape(answer['feedback'])}</li>"
        for answer in answers
    )
    return (
        f"<div class='tk-asked'><p><strong>{number}.</strong> {escape(one['question'])}</p><ul>{offered}</ul>"
        f"<details><summary>Answers to question {number}</summary><ul>{told}</ul></details></div>"
    )


def use() -> None:
    """From here on, the kernel shows stand-ins in the place of widgets and quizzes."""
    get_ipython().display_formatter.mimebundle_formatter.for_type(AnyWidget, bundle)
    teaching.quiz = quiz
