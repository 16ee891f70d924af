"""The sentiment timeline: a bar for each sentence, and the chosen one in its paragraph, its score's words marked."""

from __future__ import annotations

from pathlib import Path

import anywidget
import pandas as pd
import traitlets
from nltk.sentiment import SentimentIntensityAnalyzer

from transatlantic.article import Article, Paragraph, Sentence, paragraphs
from transatlantic.sentiment import before_and_after, label, trace
from transatlantic.tokenizing import sentences
from transatlantic.widgets.assets import asset
from transatlantic.widgets.dissector import compound_said, signed
from transatlantic.widgets.edits import LexiconEdits, edited, follow

# More bars than that have no room side by side.
MAX_SENTENCES = 200


def pieces(
    paragraph: Paragraph, sentence: Sentence, analyzer: SentimentIntensityAnalyzer | None = None
) -> list[tuple[str, str, str]]:
    """Cut a paragraph for reading one of its sentences; joined, the pieces are the paragraph.

    analyzer: VADER, NLTK's own where None. Returns (piece, kind, value) in order; kind is "other" (outside the
    sentence), "sentence", or "word" (one that adds to the score, with what it adds; "" for the others).
    """
    cut = [(paragraph.text[: sentence.start - paragraph.start], "other", "")]
    at = 0
    for token in trace(sentence.text, analyzer).tokens:
        if token.value:
            cut += [(sentence.text[at : token.start], "sentence", ""), (token.text, "word", signed(token.value))]
            at = token.end
    cut += [(sentence.text[at:], "sentence", ""), (paragraph.text[sentence.end - paragraph.start :], "other", "")]
    return [piece for piece in cut if piece[0]]


class TimelineView(anywidget.AnyWidget):
    """The timeline on the page: sets the chosen sentence (from 0), draws ``bars`` and reads ``detail``."""

    _esm = asset("timeline.js")
    _css = asset("timeline.css")

    chosen = traitlets.Int(0).tag(sync=True)
    bars = traitlets.Dict().tag(sync=True)
    detail = traitlets.Dict().tag(sync=True)

    def __init__(self, text: str, folder: Path | None = None) -> None:
        super().__init__()
        found = sentences(text)
        self.shown = found[:MAX_SENTENCES]
        self.left_out = len(found) - len(self.shown)
        self.paragraphs = paragraphs(text)
        self.edits = LexiconEdits(folder)
        self.add_class("tk-widget").add_class("tk-timeline")
        self.observe(self._read, ["chosen"])
        follow(self._update)
        self._update()

    def _update(self) -> None:
        edits, self.analyzer, remark = edited(self.edits)
        table = before_and_after(self.shown, edits)
        notes = [remark] if remark else []
        if self.left_out:
            notes.append(f"The first {len(self.shown)} sentences are shown, {self.left_out} are not.")
        self.bars = {
            "edited": [edit.word for edit in edits],
            "note": " ".join(notes),
            "summary": _summary(table, bool(edits)),
            "rows": [
                {
                    "before": row.before,
                    "after": row.after,
                    "label": label(row.after),
                    "name": f"Sentence {row.number} of {len(table)}: {_scores(row.before, row.after, bool(edits))}",
                    "cells": [str(row.number), signed(row.before), signed(row.after), label(row.after), row.sentence],
                }
                for row in table.itertuples(index=False)
            ],
        }
        self._read()

    def _read(self, _change: object = None) -> None:
        if not 0 <= self.chosen < len(self.shown):
            self.detail = {}
            return
        sentence = self.shown[self.chosen]
        paragraph = next(part for part in self.paragraphs if part.start <= sentence.start < part.end)
        cut = pieces(paragraph, sentence, self.analyzer)
        carrying = [f"{piece} {value}" for piece, kind, value in cut if kind == "word"]
        carried = f"Its score is carried by {', '.join(carrying)}" if carrying else "No word adds to its score"
        self.detail = {
            "chosen": self.chosen,
            "said": f"{self.bars['rows'][self.chosen]['name']}. {carried}.",
            "pieces": cut,
        }

    def __repr__(self) -> str:
        return "Sentiment timeline. Without a screen: timeline(sentences), before_and_after(sentences, edits)."


def _scores(before: float, after: float, with_edits: bool) -> str:
    return f"{compound_said(before)}; with your edits {compound_said(after)}" if with_edits else compound_said(before)


def _summary(table: pd.DataFrame, with_edits: bool) -> str:
    """How many sentences have which label, and the mean; before and after where there are edits."""
    if table.empty:
        return "There is no sentence to score."

    def told(column: str) -> str:
        counts = table[column].map(label).value_counts()
        names = ", ".join(f"{counts.get(name, 0)} {name}" for name in ("positive", "neutral", "negative"))
        return f"{names}, mean {signed(table[column].mean(), 3)}"

    first = f"{len(table)} sentence{'s' * (len(table) > 1)}: {told('before')}."
    changed = (table["change"] != 0).sum()
    return (
        f"{first} With your edits: {told('after')}; {changed} of {len(table)} scores change." if with_edits else first
    )


def sentiment_timeline(article: Article | str, folder: Path | None = None) -> TimelineView:
    """Show the score of each sentence as a bar; the chosen one is read in its paragraph, its score's words marked.

    article: an Article or a text. folder: where the file of edits (``lexicon_edits.csv``) lies; the notebook's own by
    default. Where it holds edits, each bar shows the score before and after, and follows every further edit.
    Returns a widget, shown when it is a cell's last line.
    Without a screen: ``timeline(sentences)`` and ``trace(sentence)`` for the scores, and
    ``before_and_after(sentences, load_edits("lexicon_edits.csv"))`` for those with edits.
    """
    return TimelineView(article.text if isinstance(article, Article) else article, folder)
