"""The coverage comparison: two groups of outlets in words, voices and stances, and what chance alone does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import anywidget
import nltk
import pandas as pd
import traitlets

from transatlantic import comparing
from transatlantic.comparing import Chance, ComparisonError
from transatlantic.stance.evaluation import ENOUGH, Figure
from transatlantic.widgets.assets import asset
from transatlantic.widgets.kwic import Concordance

ALL_EVENTS = "all events"
WHOSE = ("narrator", "everybody")
UNITS = ("briefs", "viewpoints")

SHOWN_WORDS = 10  # at either end
MAX_SENTENCES = 60


@dataclass(frozen=True, eq=False)
class Compared:
    """What one comparison gave.

    summary: sizes of the groups, and how many ways there are to share their briefs out. words: word, first, second,
    ratio, log-odds, z, p, p if picked; the first group's on top. voices: for each side the words quoted by either
    group. stances: target, then value, 95 % interval and stances of either group, difference, p, p if picked.
    """

    summary: str
    words: pd.DataFrame
    voices: pd.DataFrame
    stances: pd.DataFrame


class Coverage:
    """Compares groups of the practice corpus's viewpoints."""

    def compare(
        self,
        first: Sequence[str],
        second: Sequence[str],
        *,
        event: str | None = None,
        whose: str = "narrator",
        unit: str = "briefs",
    ) -> Compared:
        """Compare two groups of viewpoints on one event or on all (None).

        whose: *narrator* or *everybody*, whose stances count. unit: *briefs* or *viewpoints*, what chance deals out.
        Returns what was found. Raises ComparisonError, one sentence, for groups that cannot be compared.
        """
        by_words = comparing.words_by_chance(first, second, event, unit)
        by_stance = comparing.means_by_chance(comparing.balances(whose), first, second, event, unit)
        ones, others = (comparing.chosen(group, event) for group in (first, second))
        counted = [nltk.FreqDist(w for brief in part for w in comparing.brief_words(brief)) for part in (ones, others)]
        table = comparing.log_odds(*counted, comparing.word_table().sum().to_dict())
        chance = by_words.table().drop(columns="difference").rename(columns={"measure": "word"})
        return Compared(
            _summary((len(ones), len(others)), [counts.N() for counts in counted], by_stance, by_words, unit),
            table.merge(chance, on="word"),
            _voices([brief.name for brief in ones], [brief.name for brief in others]),
            _stances(comparing.profile(first, event, whose), comparing.profile(second, event, whose), by_stance),
        )

    def sentences(
        self, word: str, first: Sequence[str], second: Sequence[str], event: str | None = None
    ) -> pd.DataFrame:
        """Every place of a word in the briefs of two groups: group (A or B), brief, left, word, right.

        Raises ComparisonError as ``compare``.
        """
        rows = []
        for name, group in (("A", first), ("B", second)):
            for brief in comparing.chosen(group, event):
                index = Concordance(brief.article.text)
                begin = brief.sentences[0].start
                for line in index.lines(index.find(word)):
                    if line.start >= begin:
                        rows.append((name, brief.name, line.left, line.keyword, line.right))
        return pd.DataFrame(rows, columns=["group", "brief", "left", "word", "right"])


def _summary(briefs: tuple[int, int], words: list[int], chance: Chance, by_words: Chance, unit: str) -> str:
    tried = "all tried" if chance.tried == chance.ways else f"{chance.tried:,} of them tried at random"
    if by_words.tried != chance.tried:
        tried += f" ({by_words.tried:,} for words)"
    return (
        f"A: n = {_count(briefs[0], 'brief')}, {words[0]:,} words. B: n = {_count(briefs[1], 'brief')}, {words[1]:,} "
        f"words. There {'is' if chance.ways == 1 else 'are'} {_count(chance.ways, 'way')} to share out the {unit}, "
        f"{tried}; no p can be below {chance.smallest:.2g}."
    )


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'s' * (number != 1)}"


def _voices(*groups: list[str]) -> pd.DataFrame:
    sides = [*comparing.SIDES, comparing.ELSEWHERE, comparing.UNTOLD]
    sums = [comparing.voice_table().loc[names] for names in groups]
    table = pd.DataFrame(
        {"speaker's side": sides} | {name: s[sides].sum().tolist() for name, s in zip("AB", sums, strict=True)}
    )
    quoted = ["all quoted", *(int(s[sides].to_numpy().sum()) for s in sums)]
    whole = ["all words", *(int(s["words"].sum()) for s in sums)]
    return pd.concat([table, pd.DataFrame([quoted, whole], columns=table.columns)], ignore_index=True)


def _stances(ones: Sequence[Figure], others: Sequence[Figure], chance: Chance) -> pd.DataFrame:
    table = pd.DataFrame({"target": chance.measures})
    for name, figures in (("A", ones), ("B", others)):
        table[name] = [figure.value for figure in figures]
        # Of so few briefs an interval is not to be trusted, and none is shown.
        known = [figure.interval if figure.groups >= ENOUGH else "too few" for figure in figures]
        table[f"{name}, 95 % interval"] = known
        table[f"{name}, stances"] = [figure.n for figure in figures]
    found = chance.table()
    return table.assign(difference=found["difference"], p=found["p"], **{"p, if picked": found["p, if picked"]})


class CoverageView(anywidget.AnyWidget):
    """The comparison on the page: sends two groups to compare, or a word to read, and draws what comes back."""

    _esm = asset("coverage.js", "results.js")
    _css = asset("coverage.css", "results.css")

    options = traitlets.Dict().tag(sync=True)
    setting = traitlets.Dict().tag(sync=True)
    busy = traitlets.Bool(False).tag(sync=True)
    message = traitlets.Unicode(help="What a learner hears once a comparison is done, or why there is none.").tag(
        sync=True
    )
    error = traitlets.Bool(False).tag(sync=True)
    result = traitlets.Dict().tag(sync=True)
    reading = traitlets.Dict(help="A word in its sentences.").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(
            options={
                "viewpoints": list(comparing.viewpoints()),
                "events": [ALL_EVENTS, *comparing.events()],
                "whose": list(WHOSE),
                "units": list(UNITS),
            },
            setting={
                "first": ["pacifist"],
                "second": ["military"],
                "event": ALL_EVENTS,
                "whose": "narrator",
                "unit": "briefs",
            },
        )
        self.coverage = Coverage()
        self.add_class("tk-widget").add_class("tk-coverage")
        self.on_msg(lambda _view, content, _buffers: self.act(content))

    def act(self, content: dict[str, Any]) -> None:
        """What the buttons do: compare two groups, or show a word of theirs in its sentences."""
        self.busy = True
        try:
            if "read" in content:
                self._read(str(content["read"]))
            else:
                self._compare(content.get("compare", {}))
        except ComparisonError as problem:
            self.message, self.error = str(problem), True
        finally:
            self.busy = False

    def _compare(self, setting: dict[str, Any]) -> None:
        chosen = {name: setting.get(name) for name in ("first", "second", "event", "whose", "unit")}
        event = None if chosen["event"] == ALL_EVENTS else chosen["event"]
        groups = chosen.pop("first") or [], chosen.pop("second") or []
        done = self.coverage.compare(*groups, **chosen | {"event": event})
        self.setting = {"first": groups[0], "second": groups[1], **setting}
        self.result = _drawn(groups, done)
        self.reading = {}
        self.message, self.error = "Done.", False

    def _read(self, word: str) -> None:
        event = None if self.setting["event"] == ALL_EVENTS else self.setting["event"]
        found = self.coverage.sentences(word, self.setting["first"], self.setting["second"], event)
        size = len(found)
        more = f"; the first {MAX_SENTENCES} are shown" if size > MAX_SENTENCES else ""
        self.reading = {
            "title": f"{word}: {_count(size, 'place')}{more}",
            "lines": found.head(MAX_SENTENCES).to_numpy().tolist(),
        }
        self.message, self.error = f"{word}: {_count(size, 'place')}.", False

    def __repr__(self) -> str:
        return 'Coverage comparison. Without a screen: Coverage().compare(["pacifist"], ["military"]).words.'


def _p(value: float) -> str:
    return "less than .001" if value < 0.001 else f"{value:.3f}".lstrip("0")


def _drawn(groups: tuple[list[str], list[str]], done: Compared) -> dict[str, Any]:
    """A comparison as the page needs it."""

    def rows(table: pd.DataFrame) -> list[list[str]]:
        columns = ["word", "first", "second", "z", "p", "p, if picked"]
        return [
            [word, str(first), str(second), f"{z:+.2f}", _p(p), _p(picked)]
            for word, first, second, z, p, picked in table[columns].itertuples(index=False)
        ]

    words = done.words
    beyond = int((words["z"].abs() > comparing.NOTABLE).sum())
    return {
        "title": f"A: {', '.join(groups[0])}. B: {', '.join(groups[1])}.",
        "summary": done.summary,
        "beyond": f"{_count(len(words), 'word')}; {beyond} with a z beyond {comparing.NOTABLE} on either side.",
        "first": rows(words[words["z"] > 0].head(SHOWN_WORDS)),
        "second": rows(words[words["z"] < 0].tail(SHOWN_WORDS)[::-1]),
        "stances": [
            [
                row[0],
                *(f"{row[at]:+.2f} ({row[at + 1]}; n = {row[at + 2]})" for at in (1, 4)),
                f"{row[7]:+.2f}",
                _p(row[8]),
                _p(row[9]),
            ]
            for row in done.stances.itertuples(index=False, name=None)
        ],
        "voices": [[name, *(f"{count:,}" for count in counts)] for name, *counts in done.voices.to_numpy().tolist()],
    }


def compare_coverage() -> CoverageView:
    """Compare two groups of the practice corpus's outlets: distinctive words, share of voice, stances, and chance.

    Returns a widget, shown when it is a cell's last line. A word that is chosen is shown in its sentences.
    Without a screen: ``Coverage().compare(["pacifist"], ["military"])`` gives the same tables, and
    ``Coverage().sentences("we", ["pacifist"], ["military"])`` the sentences.
    """
    return CoverageView()
