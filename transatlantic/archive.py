"""An archive of any size to practise on: constructed articles, each made from its number alone, and what is measured.

Article k is the same wherever and whenever it is made, so that a worker needs two numbers instead of a thousand texts,
and no archive is ever in memory as a whole. The articles recombine sentences of the practice corpus, which is
constructed; faults of real archives are planted in them, and each article says which.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple

import nltk
import pandas as pd
from nltk.sentiment import SentimentIntensityAnalyzer

from transatlantic import resources
from transatlantic.files import write_whole
from transatlantic.tokenizing import sentences

# Read here and not by ``stance.corpus``, whose imports would cost every worker some seconds before its first article.
CORPUS = files("transatlantic") / "data" / "corpus"

SEED = 4

WIRE = "Wire"
# Each outlet and the viewpoints of the practice corpus whose sentences it prints.
OUTLETS = {
    WIRE: ("agency",),
    "Outlet A": ("atlanticist", "frontline"),
    "Outlet B": ("autonomist", "legalist"),
    "Outlet C": ("diaspora", "military"),
    "Outlet D": ("fiscal", "regional"),
    "Outlet E": ("pacifist", "restraint"),
    "Outlet F": ("sovereigntist", "agency"),
}
PAPERS = tuple(OUTLETS)[1:]

# Two constructed years. In the second one outlet ends its articles otherwise, and another has a new style sheet.
FIRST_DAY, DAYS = date(2031, 1, 1), 728
NEW_STYLE = date(2032, 1, 1)
THANKS = {"Outlet C": "Thank you for supporting free and honest reporting."}
STYLE_SHEET = {"Outlet D": [("soldiers", "service members"), ("soldier", "service member"), ("troops", "personnel")]}

# The month of a big story: of three wire stories about one falls into it, and tells of soldiers.
BUSY = date(2031, 9, 1)
BUSY_EVENT = "force"

# Of 100 articles the first is a wire story, EXACT others print it to the letter, NEAR others with a new beginning.
BLOCK, EXACT, NEAR = 100, 6, 6

BOILERPLATE = {
    "Outlet A": "Sign up for our newsletter and read it all before breakfast.",
    "Outlet B": "Picture: from the files of the agency.",
    "Outlet E": "All rights reserved, and no part may be printed elsewhere.",
}
BOILERPLATE_SHARE = 0.7

SOLDIERS = frozenset({"soldier", "soldiers", "troops"})

FORMAT = "transatlantic-archive-part"
VERSION = 1

Fault = Literal["", "wire", "exact", "near"]


@dataclass(frozen=True)
class ArchiveArticle:
    """One constructed article of the archive.

    number: its place in the archive. text: the sentence that says it is constructed, then its paragraphs, a line each.
    fault: *wire* for a story that others print, *exact* or *near* for a copy of it, else "". source: the number of the
    story that a copy prints, else its own.
    """

    number: int
    outlet: str
    day: date
    text: str
    fault: Fault
    source: int

    @property
    def body(self) -> str:
        """The text without the sentence that says it is constructed."""
        return self.text.partition("\n")[2]

    @property
    def month(self) -> str:
        """Year and month, such as 2031-09."""
        return self.day.isoformat()[:7]


class Measures(NamedTuple):
    """What is measured in one article, or added up over many: whole numbers, whose sum no order of adding changes.

    tone: VADER's compounds, each times 10,000, added up over the sentences. soldiers: tokens that name them.
    """

    articles: int
    tokens: int
    sentences: int
    tone: int
    soldiers: int


# For each month and outlet, such as "2031-09 Wire", what its articles add up to.
Sums = dict[str, list[int]]


def article(number: int, seed: int = SEED) -> ArchiveArticle:
    """Make one article of the archive from its number alone.

    number: 0 or more. seed: another seed is another archive. Raises ResourceError without NLTK's resources.
    """
    block, place = divmod(number, BLOCK)
    chance = random.Random(f"{seed} {number}")  # noqa: S311
    if place == 0:
        return _wire(number, chance)
    fault = _copies(block, seed).get(place, "")
    outlet = chance.choice(PAPERS)
    if fault:
        story = article(block * BLOCK, seed)
        day = story.day + timedelta(chance.randrange(3))
        if fault == "exact":
            return ArchiveArticle(number, outlet, day, story.text, fault, story.number)
        lines = [chance.choice(_sentences(OUTLETS[outlet])), *story.body.split("\n")[1:]]
        return ArchiveArticle(number, outlet, day, _text(lines), fault, story.number)
    day = FIRST_DAY + timedelta(chance.randrange(DAYS))
    lines = chance.sample(_sentences(OUTLETS[outlet]), chance.randint(6, 10))
    if day >= NEW_STYLE:
        for old, new in STYLE_SHEET.get(outlet, []):
            lines = [re.sub(rf"\b{old}\b", new, line) for line in lines]
        lines += [THANKS[outlet]] if outlet in THANKS else []
    if outlet in BOILERPLATE and chance.random() < BOILERPLATE_SHARE:
        lines.append(BOILERPLATE[outlet])
    return ArchiveArticle(number, outlet, day, _text(lines), "", number)


def _wire(number: int, chance: random.Random) -> ArchiveArticle:
    if chance.random() < 1 / 3:
        day, pool = BUSY + timedelta(chance.randrange(28)), _sentences(None)
    else:
        day, pool = FIRST_DAY + timedelta(chance.randrange(DAYS)), _sentences(OUTLETS[WIRE])
    return ArchiveArticle(number, WIRE, day, _text(chance.sample(pool, chance.randint(6, 10))), "wire", number)


@lru_cache(maxsize=16)
def _copies(block: int, seed: int) -> dict[int, Fault]:
    """Which places of a block of articles hold a copy of its first one, and of what kind."""
    draw = random.Random(f"{seed} block {block}")  # noqa: S311
    places = draw.sample(range(1, BLOCK), EXACT + NEAR)
    return {place: "exact" if count < EXACT else "near" for count, place in enumerate(places)}


def _text(lines: list[str]) -> str:
    return "\n".join([_notice(), *lines])


@cache
def _briefs() -> tuple[tuple[str, str, list[str]], ...]:
    """Viewpoint, event and lines of the corpus's briefs, the garbled ones left out; the first line is the notice."""
    with (CORPUS / "briefs.csv").open(encoding="utf-8", newline="") as lines:
        names = [row["brief"] for row in csv.DictReader(lines) if row["garbled"] == "no"]
    texts = [(CORPUS / "briefs" / f"{name}.txt").read_text(encoding="utf-8") for name in names]
    return tuple((*name.split("_"), text.splitlines()) for name, text in zip(names, texts, strict=True))


def _notice() -> str:
    return _briefs()[0][2][0]


@cache
def _sentences(viewpoints: tuple[str, ...] | None) -> tuple[str, ...]:
    """Whole sentences of the briefs of some viewpoints; None: of all briefs on the big story."""
    return tuple(
        sentence.text
        for viewpoint, event, lines in _briefs()
        if (event == BUSY_EVENT if viewpoints is None else viewpoint in viewpoints)
        for sentence in sentences("\n".join(lines[1:]))
        if re.search(r"\w[.!?]$", sentence.text)
    )


def generate_articles(n: int, seed: int = SEED) -> Iterator[ArchiveArticle]:
    """The first n articles of the archive, made one by one as asked for; seed and errors as for ``article``."""
    return (article(number, seed) for number in range(n))


@cache
def _vader() -> SentimentIntensityAnalyzer:
    resources.use()
    return SentimentIntensityAnalyzer()


def measure(one: ArchiveArticle) -> Measures:
    """Measure one article: tokens, sentences, tone and words for soldiers.

    The tokens are those of ``nltk.word_tokenize(one.body)``, which divides into sentences first, too; here that is done
    once. Raises ResourceError without NLTK's resources.
    """
    vader = _vader()
    found = nltk.sent_tokenize(one.body)
    tokens = [token for sentence in found for token in nltk.word_tokenize(sentence, preserve_line=True)]
    tone = sum(round(10_000 * vader.polarity_scores(sentence)["compound"]) for sentence in found)
    soldiers = sum(token.lower() in SOLDIERS for token in tokens)
    return Measures(1, len(tokens), len(found), tone, soldiers)


def measure_range(start: int, stop: int, seed: int = SEED) -> Sums:
    """Make and measure articles start to stop - 1; returns what they add up to by month and outlet."""
    return combine(
        {f"{one.month} {one.outlet}": list(measure(one))} for one in (article(k, seed) for k in range(start, stop))
    )


def combine(parts: Iterable[Sums]) -> Sums:
    """Add up sums of any parts of an archive, in any order; the keys of the result are in order."""
    total: dict[str, list[int]] = {}
    for part in parts:
        for key, values in part.items():
            total[key] = [a + b for a, b in zip(total.get(key, [0] * len(values)), values, strict=True)]
    return dict(sorted(total.items()))


def measure_part(start: int, stop: int, folder: str, seed: int = SEED) -> Sums:
    """``measure_range``, and the result is kept: a part that lies in the folder already is read, not measured again.

    folder: where the parts lie, one small file each, written whole or not at all; a damaged one is measured anew.
    Raises FileError where a part cannot be written.
    """
    path = Path(folder) / f"part-{seed}-{start:07}-{stop:07}.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = None
    if not _is_part(content):
        content = {"format": FORMAT, "version": VERSION, "sums": measure_range(start, stop, seed)}
        write_whole(path, json.dumps(content) + "\n")
    return content["sums"]


def _is_part(content: Any) -> bool:
    if not isinstance(content, dict) or (content.get("format"), content.get("version")) != (FORMAT, VERSION):
        return False
    sums = content.get("sums")
    return isinstance(sums, dict) and all(
        isinstance(values, list) and len(values) == len(Measures._fields) and all(type(v) is int for v in values)
        for values in sums.values()
    )


def sums_table(sums: Sums) -> pd.DataFrame:
    """Sums as a table, a row a month and outlet: month, outlet, articles, tokens, sentences, tone, soldiers.

    tone: the mean compound of a sentence, -1 to 1. soldiers: words for soldiers in 1,000 tokens.
    """
    rows = [(*key.split(" ", 1), *values) for key, values in sums.items()]
    table = pd.DataFrame(rows, columns=["month", "outlet", *Measures._fields])
    table["tone"] = table["tone"] / table["sentences"] / 10_000
    table["soldiers"] = 1000 * table["soldiers"] / table["tokens"]
    return table


def planted(n: int) -> Counter[Fault]:
    """How many copies of each kind stand among the first n articles of any archive whose n is a multiple of BLOCK."""
    return Counter({"wire": n // BLOCK, "exact": EXACT * (n // BLOCK), "near": NEAR * (n // BLOCK)})
