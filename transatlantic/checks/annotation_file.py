"""What is known of an annotation file that is handed in: its form and completeness; agreement is shown, not graded."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from transatlantic.article import ArticleError
from transatlantic.stance import annotations, corpus
from transatlantic.stance.agreement import alpha
from transatlantic.stance.annotations import AnnotationsError, Record
from transatlantic.stance.scheme import NARRATOR, Label

STANCES = (Label.FAVOR, Label.AGAINST)
FEW = 4  # with fewer stances than this nobody can have read a text that was chosen for its stances
RESAMPLES = 100  # for an interval within the time of a check
PLACEHOLDER = "your name"
COPIED = (
    "Every stance has the label, holder and words of the bundled adjudication. That costs nothing, but only a reading "
    "of your own says whether two readers agree. "
)


def facts(about: dict[str, Any], path: Path) -> tuple[dict[str, Any], str]:
    """What can be said of an annotation file about one constructed brief.

    about: *brief*, its name; *sentences*, their places in the brief from 0; *targets*. The cells asked for are all
    pairs of the two. path: the file.
    Returns the facts as plain data, and a sentence for the learner: what is wrong with the form, or how far the labels
    agree with those of the bundled passes. Facts: *readable*; *annotator*, whether one is named; *half*, whether half
    of the cells have a label; *missing*, cells without; *without reason*, stances without a reason of the reader's own:
    no holder, no evidence, or the narrator and the whole sentence, which a label gets by itself; *outside*, records of
    other sentences; *stances*, cells with FAVOR or AGAINST; *few stances*, whether these are fewer than ``FEW``; *all
    one label*, among half of the cells or more; *copied*, whether every stance is one of the bundled adjudication.
    """
    brief = next(brief for brief in corpus.briefs() if brief.name == about["brief"])
    wanted = [brief.sentences[place] for place in about["sentences"]]
    cells = {(sentence.start, target) for sentence in wanted for target in about["targets"]}
    found: dict[str, Any] = {"readable": False, "annotator": False, "half": False, "missing": len(cells)}
    found |= {"without reason": 0, "outside": 0, "stances": 0, "few stances": True}
    found |= {"all one label": False, "copied": False}
    try:
        made = annotations.load(path, brief.article)
    except (AnnotationsError, ArticleError) as error:
        return found, str(error).splitlines()[0]
    main = {(r.sentence.start, r.target): r for r in made.records if r.main and (r.sentence.start, r.target) in cells}
    stances = [record for record in main.values() if record.label in STANCES]
    starts = {sentence.start for sentence in wanted}
    half = len(main) * 2 >= len(cells)
    bare = sum(map(_without_reason, stances))
    copied = bool(stances) and _copied(stances, brief.name)
    found |= {
        "readable": True,
        "annotator": made.annotator.strip().lower() != PLACEHOLDER,
        "half": half,
        "missing": len(cells) - len(main),
        "without reason": bare,
        "outside": sum(record.sentence.start not in starts for record in made.records),
        "stances": len(stances),
        "few stances": len(stances) < FEW,
        "all one label": half and len(main) > 1 and len({record.label for record in main.values()}) == 1,
        "copied": copied,
    }
    return found, f"{_reasons_wanted(bare)}{COPIED if copied else ''}{_agreement(main, brief.name)}"


def _without_reason(record: Record) -> bool:
    if not (record.holder and record.evidence):
        return True
    return record.holder == NARRATOR and record.evidence.text == record.sentence.text


def _reasons_wanted(bare: int) -> str:
    if not bare:
        return ""
    return (
        f"Stances that still have the narrator as holder and the whole sentence as evidence, as a label gets them by "
        f"itself: {bare}. Mark the deciding words there, or name the holder. "
    )


def _copied(stances: Iterable[Record], brief: str) -> bool:
    known = _bundled(brief)[corpus.ADJUDICATED]
    return all(
        known.get((r.sentence.start, r.target)) == (str(r.label), r.holder, r.evidence and r.evidence.text)
        for r in stances
    )


def _agreement(main: dict[tuple[int, str], Record], brief: str) -> str:
    """How far the labels agree with the bundled ones, with n and an interval; it earns and costs nothing."""
    if not main:
        return "No cell that is asked for has a label yet."
    index = [(brief, start, record.sentence.end, target) for (start, target), record in main.items()]
    labels = pd.DataFrame(
        {"you": [str(record.label) for record in main.values()]}
        # what has no row is NONE
        | {name: [rows.get(cell, (str(Label.NONE),))[0] for cell in main] for name, rows in _bundled(brief).items()},
        index=pd.MultiIndex.from_tuples(index, names=["text", "start", "end", "target"]),
    )
    counts = ", ".join(f"{(labels[name] == labels['you']).sum()} as {name}" for name in corpus.PASSES)
    both = labels[["you", corpus.ADJUDICATED]]
    figure = alpha(both, resamples=RESAMPLES)
    if figure.value is None:
        value = figure.note
    elif figure.low is not None:
        value = f"{figure.value:.2f}, 95 % interval {figure.interval}"
    else:
        why = "every label agrees" if both["you"].equals(both[corpus.ADJUDICATED]) else "too few labels for one"
        value = f"{figure.value:.2f}; no interval: {why}"
    return (
        f"Your labels beside the bundled ones, which earns and costs nothing: of {len(both)} cells you label {counts}; "
        f"Krippendorff's alpha with their adjudication: {value}."
    )


@cache
def _bundled(brief: str) -> dict[str, dict[tuple[int, str], tuple[str, str, str]]]:
    """For each pass and the adjudication: label, holder and evidence of the cells of a brief that have a record."""
    found = {}
    for name in (*corpus.PASSES, corpus.ADJUDICATED):
        rows = corpus.annotated(name)
        rows = rows[rows["main"] & (rows["text"] == brief)]
        found[name] = {(r.start, r.target): (r.label, r.holder, r.evidence) for r in rows.itertuples()}
    return found
