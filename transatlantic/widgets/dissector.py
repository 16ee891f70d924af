"""The VADER dissector: what each token brings, what each rule makes of it, and how that adds up to the compound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from transatlantic.article import Article
from transatlantic.sentiment import LexiconError, Step, Trace, TracedToken, label, score, trace
from transatlantic.storage import StorageError
from transatlantic.tokenizing import sentences
from transatlantic.widgets.assets import asset
from transatlantic.widgets.edits import LexiconEdits, edited, follow

# Enough for a paragraph; more boxes than that nobody adds up by eye.
MAX_CHARACTERS = 2_000

# The sentences on offer come from the beginning of a text: a list of thousands is no choice.
CHOICE_CHARACTERS = 50_000


def signed(value: float, digits: int = 4) -> str:
    """A number as the boxes print it: with its sign, a minus that a screen reader says, and no trailing zeros."""
    short = f"{round(value, digits) + 0.0:+.{digits}f}".rstrip("0").rstrip(".")
    return short.replace("-", "−") if float(short) else "0"


def step_said(step: Step, tokens: Sequence[TracedToken]) -> str:
    """One rule at work, in words: "negation ×−0.74 (not) → −1.406"."""
    by = " ".join(tokens[cause].text for cause in step.causes)
    amount = signed(step.amount)
    done = {"+": amount, "×": f"×{amount.removeprefix('+')}", "=": f"={amount.removeprefix('+')}"}[step.operation]
    return f"{step.rule} {done}{f' ({by})' if by else ''} → {signed(step.after)}"


def boxes(traced: Trace, before: dict[str, float | None]) -> list[dict[str, Any]]:
    """A box for each token: word, value in the lexicon, what the rules did, what it adds to the sum.

    before: the lexicon's own value of each edited word, in lower case.
    """
    return [
        {
            "word": token.text,
            "lexicon": "" if token.lexicon is None else signed(token.lexicon),
            "steps": [step_said(step, traced.tokens) for step in token.steps],
            "value": signed(token.value) if token.lexicon is not None else "",
            "edited": _edited_said(token, before),
        }
        for token in traced.tokens
    ]


def _edited_said(token: TracedToken, before: dict[str, float | None]) -> str:
    low = token.text.lower()
    if low not in before:
        return ""
    return f"edited, {signed(before[low]) if before[low] else 'no value'} before"


def sum_said(traced: Trace) -> list[str]:
    """From the values to the compound, a line a step."""
    if not traced.tokens:
        return ["VADER finds no token: one has two characters or more."]
    punctuation, normalisation, rounding = traced.steps
    parts = [signed(token.value) for token in traced.tokens if token.value]
    lines = [f"values: {' '.join(parts) or 'none'}, sum {signed(traced.raw_sum)}"]
    if punctuation.amount:
        lines.append(f"punctuation: {signed(punctuation.amount)} → {signed(punctuation.after)}")
    lines.append(
        f"normalisation: {signed(normalisation.before)} ÷ √(({signed(normalisation.before)})² + 15) "
        f"→ {signed(normalisation.after)}"
    )
    return [*lines, f"compound: {compound_said(rounding.after)}"]


def compound_said(compound: float) -> str:
    """A compound with its label: "+0.4404, positive"."""
    return f"{signed(compound)}, {label(compound)}"


class DissectorView(anywidget.AnyWidget):
    """The dissector on the page: sets the text, draws ``result``, and asks for acts on the file of edits."""

    _esm = asset("dissector.js")
    _css = asset("dissector.css")

    text = traitlets.Unicode().tag(sync=True)
    sentences = traitlets.List(traitlets.Unicode()).tag(sync=True)
    result = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict(help="What the last act on the file came to: said, and whether it was done.").tag(sync=True)

    def __init__(self, offered: Sequence[str], folder: Path | None = None) -> None:
        super().__init__(sentences=list(offered), text=offered[0] if offered else "", answer={"said": "", "done": True})
        self.edits = LexiconEdits(folder)
        self.remark = ""
        self.add_class("tk-widget").add_class("tk-dissector")
        self.observe(self._update, ["text"])
        self.on_msg(lambda _view, content, _buffers: self.act(content))
        follow(self._update)
        self._update()

    def act(self, content: dict[str, Any]) -> None:
        """What the buttons do: put, remove or reset; ``answer`` says what came of it."""
        try:
            match content.get("act"):
                case "put":
                    said = self.edits.put(content["word"], content["value"], content["reason"])
                case "remove":
                    said = self.edits.remove(content["word"])
                case _:
                    said = self.edits.reset()
            self.answer = {"said": said, "done": True}
        except (LexiconError, StorageError) as error:
            self.answer = {"said": f"Not saved. {error}", "done": False}

    def _update(self, _change: object = None) -> None:
        text = self.text[:MAX_CHARACTERS]
        notes = []
        if len(self.text) > len(text):
            notes.append(
                f"Only the first {MAX_CHARACTERS:,} of {len(self.text):,} characters are scored: try a shorter text."
            )
        edits, analyzer, remark = edited(self.edits)
        self.remark = remark or self.remark  # a file is put aside once, and said as long as the widget stands
        traced = trace(text, analyzer)
        own = {edit.word: edit.before for edit in edits}
        self.result = {
            "note": " ".join([*notes, self.remark]).strip(),
            "head": _head(score(text), traced.compound, bool(edits)),
            "boxes": boxes(traced, own),
            "sum": sum_said(traced),
            "file": self.edits.path.name,
            "edits": [
                {
                    "word": edit.word,
                    "before": signed(edit.before) if edit.before else "no value",
                    "after": signed(edit.after) if edit.after else "taken out",
                    "value": f"{edit.after:g}",
                    "reason": edit.reason,
                }
                for edit in edits
            ],
        }

    def __repr__(self) -> str:
        return "VADER dissector. Without a screen: trace(text).table(), and LexiconEdits().put(word, value, reason)."


def _head(before: float, after: float, with_edits: bool) -> str:
    if before != after:
        return f"Compound {compound_said(before)} with NLTK’s lexicon → {compound_said(after)} with your edits"
    return f"Compound {compound_said(after)}" + "; your edits change nothing here" * with_edits


def dissect(article: Article | str, folder: Path | None = None) -> DissectorView:
    """Show how a sentence comes to its score, live while it is typed, and let the learner edit the lexicon.

    article: an Article or a text, whose sentences are offered to choose from. folder: where the file of edits
    (``lexicon_edits.csv``) lies; the notebook's own by default.
    Returns a widget, shown when it is a cell's last line. Every act on the lexicon is in the file before it is
    acknowledged.
    Without a screen: ``trace(text).table()`` and ``trace(text).steps``; for the lexicon
    ``LexiconEdits().put(word, value, reason)``, ``.remove(word)`` and ``.reset()``.
    """
    text = article.text if isinstance(article, Article) else article
    return DissectorView([sentence.text for sentence in sentences(text[:CHOICE_CHARACTERS])], folder)
