"""What is known of an annotation file that is handed in: its form and completeness; agreement is shown, not graded."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from transatlantic.article import ArticleError
from transatlantic.stance import annotations, corpus
from transatlantic.stance.agreement import alpha
from transatlantic.stance.annotations import AnnotationsError, Record
from transatlantic.stance.scheme import Label

STANCES = (Label.FAVOR, Label.AGAINST)
RESAMPLES = 200  # for an interval within the time of a check
PLACEHOLDER = "your name"


def facts(about: dict[str, Any], path: Path) -> tuple[dict[str, Any], str]:
    """What can be said of an annotation file about one constructed brief.

    about: *brief*, its name; *sentences*, their places in the brief from 0; *targets*. The cells asked for are all
    pairs of the two. path: the file.
    Returns the facts as plain data, and a sentence for the learner: what is wrong with the form, or how far the labels
    agree with those of the bundled passes. Facts: *readable*; *annotator*, whether one is named; *half*, whether half
    of the cells have a label; *missing*, cells without; *without reason*, stances without holder or evidence;
    *outside*, records of other sentences; *stances*, cells with FAVOR or AGAINST; *all one label*; *copied*, whether
    every record is one of the bundled adjudication.
    """
    brief = next(brief for brief in corpus.briefs() if brief.name == about["brief"])
    wanted = [brief.sentences[place] for place in about["sentences"]]
    cells = {(sentence.start, target) for sentence in wanted for target in about["targets"]}
    found: dict[str, Any] = {"readable": False, "annotator": False, "half": False, "missing": len(cells)}
    found |= {"without reason": 0, "outside": 0, "stances": 0, "all one label": False, "copied": False}
    try:
        made = annotations.load(path, brief.article)
    except (AnnotationsError, ArticleError) as error:
        return found, str(error).splitlines()[0]
    main = {(r.sentence.start, r.target): r for r in made.records if r.main and (r.sentence.start, r.target) in cells}
    stances = [record for record in main.values() if record.label in STANCES]
    starts = {sentence.start for sentence in wanted}
    found |= {
        "readable": True,
        "annotator": made.annotator.strip().lower() != PLACEHOLDER,
        "half": len(main) * 2 >= len(cells),
        "missing": len(cells) - len(main),
        "without reason": sum(not (record.holder and record.evidence) for record in stances),
        "outside": sum(record.sentence.start not in starts for record in made.records),
        "stances": len(stances),
        "all one label": len(main) > 1 and len({record.label for record in main.values()}) == 1,
        "copied": bool(main) and _copied(main.values(), brief.name),
    }
    return found, _agreement(main, brief.name)


def _copied(records: Iterable[Record], brief: str) -> bool:
    bundled = corpus.annotated(corpus.ADJUDICATED).query("text == @brief and main")
    known = {(row.start, row.target): (row.label, row.holder, row.evidence) for row in bundled.itertuples()}
    stances = [record for record in records if record.label in STANCES]
    return bool(stances) and all(
        known.get((r.sentence.start, r.target)) == (str(r.label), r.holder, r.evidence and r.evidence.text)
        for r in stances
    )


def _agreement(main: dict[tuple[int, str], Record], brief: str) -> str:
    """How far the labels agree with each bundled pass, with n and an interval; it earns and costs nothing."""
    bundled = corpus.passes()
    cells = [(start, target) if text == brief else None for text, start, _, _, target in bundled.index]
    both = bundled[[cell in main for cell in cells]]
    if both.empty:
        return "No cell that is asked for has a label yet."
    yours = [str(main[start, target].label) for _, start, _, _, target in both.index]
    said = []
    for annotator in corpus.PASSES:
        pair = pd.DataFrame({"you": yours, annotator: both[annotator]})
        figure = alpha(pair, resamples=RESAMPLES)
        value = figure.note if figure.value is None else f"alpha {figure.value:.2f}, {figure.interval}"
        said.append(f"{(pair['you'] == pair[annotator]).sum()} of {len(pair)} cells as {annotator} ({value})")
    return f"Your labels beside those of the bundled passes, which earns and costs nothing: {'; '.join(said)}."
