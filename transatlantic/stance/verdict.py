"""The verdict: how well the tagger does on the practice corpus and on the article, and how far to believe it.

Everything is computed from the corpus each time: ``transatlantic verdict`` prints it and writes one page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from transatlantic.stance import corpus
from transatlantic.stance.agreement import AgreementError, alpha, pairs, ratings
from transatlantic.stance.evaluation import (
    Comparison,
    Figure,
    Step,
    cross_validate,
    evaluate,
    figures_table,
    learning_curve,
    lexicon_sign,
    majority,
    permutation_test,
)
from transatlantic.stance.scheme import TARGETS, Label
from transatlantic.stance.tagger import MODELS, StanceTagger

Tell = Callable[[str], None]

MEASURES = ("macro-F1", "F_avg")
CURVE = (3, 6, 12, 24)
PASS = corpus.PASSES[0]


@dataclass(frozen=True, eq=False)
class Setting:
    """One way of keeping apart what is learned from and what is tested.

    cells: those tested, with the label of every tagger and rival in a column of its own.
    """

    name: str
    cells: pd.DataFrame

    def figure(self, tagger: str, measure: str, target: str | None = None) -> Figure:
        """A measure for one column, beside the majority's; intervals resample documents."""
        cells = self.cells if target is None else self.cells[self.cells["target"] == target]
        return evaluate(cells["label"], cells[tagger], cells["source"], baseline=cells["majority"], measure=measure)


def settings(models: Sequence[str] = MODELS, tell: Tell = lambda _: None) -> list[Setting]:
    """Tag the cells in four ways: held-out briefs, a viewpoint left out, an event left out, and the article.

    models: which of the tagger's. tell: called with a line on what is being done; all three models take minutes.
    In the article's setting the whole corpus is learned from. The single pass stands beside them as ``PASS``; a
    CANNOT_TELL of its counts as NONE. Cells adjudicated CANNOT_TELL are left out.
    """
    cells = _with_rivals(corpus.labels)
    article = _with_rivals(corpus.article_labels)
    learned = cells[cells["part"] == "train"]
    return [
        Setting("held-out briefs", _held_out(learned, cells[cells["part"] == "test"], models, tell)),
        left_out("viewpoint", models, tell),
        left_out("event", models, tell),
        Setting("the article", _held_out(cells, article, models, tell)),
    ]


def left_out(group: str, models: Sequence[str] = MODELS, tell: Tell = lambda _: None) -> Setting:
    """Tag the briefs of each viewpoint, or event, by a tagger that learned from all others.

    group: *viewpoint* or *event*. models, tell: as for ``settings``.
    """
    cells = _with_rivals(corpus.labels)
    for model in models:
        tell(f"One {group} after the other left out, tagged by {model} …")
        cells[model], cells["majority"] = cross_validate(
            lambda model=model: StanceTagger(model),
            *(cells[name].tolist() for name in ("text", "target", "label", group)),
            folds=cells[group].nunique(),
        )
    return Setting(f"one {group} left out", cells)


def _with_rivals(labels: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    cells = labels(corpus.ADJUDICATED)
    by_pass = labels(PASS)["label"].replace(str(Label.CANNOT_TELL), str(Label.NONE))
    return corpus.tagged(cells.assign(**{PASS: by_pass, "lexicon": lexicon_sign(cells["text"].tolist())})).copy()


def _held_out(learned: pd.DataFrame, tested: pd.DataFrame, models: Sequence[str], tell: Tell) -> pd.DataFrame:
    tested = tested.assign(majority=majority(learned["target"], learned["label"], tested["target"]))
    for model in models:
        tell(f"Held out: {', '.join(tested['source'].unique())[:40]} …, tagged by {model} …")
        tagger = StanceTagger(model).fit(learned["text"], learned["target"], learned["label"])
        tested[model] = tagger.predict(tested["text"], tested["target"])
    return tested


def verdict_figures(found: Sequence[Setting], models: Sequence[str] = MODELS) -> pd.DataFrame:
    """Every tagger and rival in every setting, with n, interval, baseline and verdict; a row a figure."""
    frames = []
    for setting in found:
        for tagger in (*models, "lexicon", PASS):
            frame = figures_table([setting.figure(tagger, measure) for measure in MEASURES])
            frame.insert(0, "tagger", tagger)
            frame.insert(0, "tested on", setting.name)
            frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def by_target(setting: Setting, tagger: str) -> pd.DataFrame:
    """F_avg of one tagger for each target."""
    frame = figures_table([setting.figure(tagger, "F_avg", target) for target in TARGETS])
    frame.insert(0, "target", list(TARGETS))
    return frame


def comparisons(setting: Setting, first: str, rivals: Sequence[str]) -> pd.DataFrame:
    """One tagger against others on the same cells, by paired permutation tests over documents."""
    cells = setting.cells

    def against(rival: str) -> Comparison:
        return permutation_test(cells["label"], cells[first], cells[rival], cells["source"])

    rows = [(setting.name, f"{first} against {rival}", str(against(rival))) for rival in rivals]
    return pd.DataFrame(rows, columns=["tested on", "compared", "difference"])


def curve(model: str, sizes: Sequence[int] = CURVE) -> list[Step]:
    """How a model fares as it learns from more briefs, each time tested on all cells by cross-validation."""
    cells = corpus.tagged(corpus.labels())
    lists = (cells[name].tolist() for name in ("text", "target", "label", "source"))
    return learning_curve(lambda: StanceTagger(model), *lists, sizes)


def confident_errors(top: int = 30) -> pd.DataFrame:
    """The errors on the held-out briefs that the linear model was surest of, the surest first.

    Returns a row an error: source, start, target, text, label (adjudicated), predicted, and the margin, by how much the
    predicted label's score is above that of the next.
    """
    cells = corpus.tagged(corpus.labels())
    learned, tested = cells[cells["part"] == "train"], cells[cells["part"] == "test"]
    tagger = StanceTagger("linear").fit(learned["text"], learned["target"], learned["label"])
    rows = []
    for cell in tested.itertuples():
        found = tagger.explain(cell.text, cell.target)
        if found.label != cell.label and found.scores:
            best, second, *_ = sorted(found.scores.values(), reverse=True)
            rows.append((cell.source, cell.start, cell.target, cell.text, cell.label, found.label, best - second))
    columns = ["source", "start", "target", "text", "label", "predicted", "margin"]
    return pd.DataFrame(rows, columns=columns).sort_values("margin", ascending=False, kind="stable").head(top)


def error_causes() -> pd.DataFrame:
    """The most confident errors with their cause, as a reader sorted them; ``confident_errors`` with a column *cause*.

    A cause stands in ``data/corpus/errors.csv`` by source, start and target; an error that was not yet read has the
    cause *not yet read*.
    """
    with (corpus.DATA / "errors.csv").open(encoding="utf-8") as lines:
        causes = pd.read_csv(lines)
    key = ["source", "start", "target"]
    return confident_errors().merge(causes, how="left", on=key).fillna({"cause": "not yet read"})


def agreement_of_passes() -> pd.DataFrame:
    """Krippendorff's alpha of the three passes and Cohen's kappa of each pair, for each target; CANNOT_TELL counts."""
    frames = []
    of_passes = {
        "the article": ratings(corpus.article_passes()),
        "the practice corpus": corpus.passes()[list(corpus.PASSES)],
    }
    for name, table in of_passes.items():
        for target in ("all targets", *TARGETS):
            part = table if target == "all targets" else table[table.index.get_level_values("target") == target]
            try:
                found = [alpha(part), *pairs(part)]
            except AgreementError:
                continue
            frame = figures_table(found)
            frame.insert(0, "target", target)
            frame.insert(0, "labelled", name)
            frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def adjudication() -> pd.DataFrame:
    """What the adjudication changed: cells where the passes differ, and how often it went against the majority."""
    rows = []
    adjudicated = ratings([corpus.article_adjudicated()])
    of_article = ratings(corpus.article_passes()).join(adjudicated)
    for name, table in (("the article", of_article), ("the practice corpus", corpus.passes())):
        passes = table[list(corpus.PASSES)]
        disputed = table[passes.nunique(axis=1) > 1]
        votes = disputed[list(corpus.PASSES)].mode(axis=1)
        decided = votes.get(1, pd.Series(index=votes.index, dtype=object)).isna()
        against = (votes[0] != disputed[corpus.ADJUDICATED]) & decided
        rows.append((name, len(table), len(disputed), int(decided.sum()), int(against.sum()), int((~decided).sum())))
    columns = ["labelled", "cells", "disputed", "with a majority", "decided against it", "three ways"]
    return pd.DataFrame(rows, columns=columns)


def composition() -> pd.DataFrame:
    """How often each label was given to each target in the corpus, and the share of NONE beside the article's."""
    found = {}
    for name, cells in (("the practice corpus", corpus.labels()), ("the article", corpus.article_labels())):
        for target in (*TARGETS, "all"):
            part = cells if target == "all" else cells[cells["target"] == target]
            counts = part["label"].value_counts()
            none = f"{counts.get(Label.NONE, 0)} of {len(part)}"
            found[name, target] = [int(counts.get(label, 0)) for label in Label] + [none]
    index = pd.MultiIndex.from_tuples(found, names=["labelled", "target"])
    return pd.DataFrame(found.values(), index=index, columns=[*map(str, Label), "share of NONE"]).reset_index()
