"""The page on which a reader writes down a finding on one text: its figures computed, its sentences left open."""

from __future__ import annotations

import os
from collections.abc import Hashable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from string import Template

import numpy as np
import pandas as pd

from transatlantic import __version__
from transatlantic.article import Article, ArticleError
from transatlantic.files import FileError, write_whole
from transatlantic.stance.evaluation import RESAMPLES, Figure, draws, figures_table, with_intervals

TEMPLATE = files("transatlantic") / "data" / "own" / "finding.md"


def share(
    name: str,
    parts: Sequence[float],
    wholes: Sequence[float],
    groups: Sequence[Hashable],
    *,
    unit: str,
    group: str,
    baseline_name: str,
) -> Figure:
    """The sum of some numbers by the sum of others, with an interval; a mean where every whole is 1.

    parts, wholes, groups: of one length, an entry for each thing counted; groups: what it belongs to, such as its
    paragraph. unit, group: what entries and groups are, as plurals in s. baseline_name: what a share of 0 means.
    The interval draws whole groups again, since what stands in one hangs together. Without entries there is no value.
    """
    table = pd.DataFrame({"part": parts, "whole": wholes, "group": groups})
    sums = table.groupby("group", sort=False)[["part", "whole"]].sum().to_numpy(dtype=float)
    resampled = None
    with np.errstate(invalid="ignore", divide="ignore"):  # no whole at all: no value
        value = float(np.divide(*sums.sum(axis=0)))
        if len(sums) > 1:
            part, whole = (draws(len(sums)) @ sums).T
            resampled = np.column_stack([part / whole, np.zeros(RESAMPLES)])
    return with_intervals(
        name,
        value,
        0.0,
        resampled,
        n=len(table),
        unit=unit,
        baseline_name=baseline_name,
        groups=len(sums),
        group=group,
        note=f"there are no {unit}",
    )


def write_finding(
    article: Article, counts: Mapping[str, object], figures: Sequence[Figure], path: str | Path = "finding.md"
) -> str:
    """Write the draft of a finding as Markdown, unless there is a file of the name: that one stays as it is.

    counts: what was counted, and how many. figures: what was measured. path: the page, beside the notebook.
    Returns one sentence that says what was done. Raises ArticleError, one sentence with the remedy, where the page
    cannot be written.
    """
    path = Path(path)
    if os.path.lexists(path):
        return f"{path} is there and stays as it is: for a new draft rename it, or give another path."
    found = article.provenance
    measured = []
    for figure, (_, row) in zip(figures, figures_table(figures).iterrows(), strict=True):
        value = "" if figure.value is None else f"{figure.value:.2f}"
        n = row["n"] if figure.unit == figure.group else f"{row['n']} in {row['resampled']}"
        against = "" if figure.baseline is None else f"{figure.baseline:.2f} ({figure.baseline_name})"
        measured.append((figure.name, value, n, figure.interval, against, figure.verdict))
    page = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        name=_plain(article.name),
        version=__version__,
        source=_plain(found.source),
        rights=_plain(found.rights),
        caveat=_plain(found.caveat),
        checksum=found.sha256,
        counts=_rows(counts.items()),
        figures=_rows(measured),
    )
    try:
        write_whole(path, page)
    except FileError as error:
        raise ArticleError(str(error)) from None
    return f"Written: {path}. Open it from the list of files; a right click in its text offers a Markdown preview."


def _rows(rows: object) -> str:
    return "\n".join(f"| {' | '.join(_plain(cell) for cell in row)} |" for row in rows)


def _plain(words: object) -> str:
    """Words as Markdown shows them letter for letter, on one line."""
    line = " ".join(str(words).split())
    return "".join(f"\\{letter}" if letter in r"\`*_[]<>|#&$" else letter for letter in line)
