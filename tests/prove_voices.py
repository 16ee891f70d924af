"""Measure names and quotes on the committed gold: the bundled article and the 30 constructed passages.

Run it as ``python tests/prove_voices.py``: it prints the tables and every error.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from transatlantic.article import DATA, load_article
from transatlantic.names import find_people
from transatlantic.quotes import find_quotes

GOLD = Path(__file__).parent / "gold"
DRAWS = 2000


@dataclass(frozen=True)
class Count:
    """What one passage adds to a figure: hits, what the gold holds, what was found."""

    hits: int
    gold: int
    found: int


@dataclass(frozen=True)
class Figure:
    """A share or an F1, with its n and the 95 % bootstrap interval over passages."""

    value: float
    low: float
    high: float
    n: int
    precision: float
    recall: float

    def __str__(self) -> str:
        shares = f"P {self.precision:.3f} R {self.recall:.3f}"
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})  n = {self.n:3}  {shares}"


def _f1(counts: Iterable[Count]) -> tuple[float, float, float]:
    rows = list(counts)
    hits, gold, found = (sum(getattr(row, name) for row in rows) for name in ("hits", "gold", "found"))
    precision = hits / found if found else 1.0
    recall = hits / gold if gold else 1.0
    return (2 * hits / (gold + found) if gold + found else 1.0), precision, recall


def figure(counts: list[Count]) -> Figure:
    """F1 with an interval that resamples passages; with gold == found it is a plain share."""
    value, precision, recall = _f1(counts)
    draw = random.Random(0)
    draws = sorted(_f1(draw.choices(counts, k=len(counts)))[0] for _ in range(DRAWS))
    n = sum(row.gold for row in counts)
    return Figure(value, draws[int(0.025 * DRAWS)], draws[int(0.975 * DRAWS) - 1], n, precision, recall)


def same_words(one: str | None, other: str | None) -> bool:
    """Whether two speakers are the same words: case and a leading article aside, as the guideline says."""
    bare = [re.sub(r"^(the|a|an) ", "", words.casefold()) if words else words for words in (one, other)]
    return bare[0] == bare[1]


def overlap(one: dict, other: dict) -> float:
    """Shared characters as a part of all that either covers."""
    shared = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return max(shared, 0) / (max(one["end"], other["end"]) - min(one["start"], other["start"]))


def matched(gold: list[dict], found: list[dict], least: float) -> list[tuple[dict, dict]]:
    """Pairs of gold and found quotes that overlap by ``least`` or more, each used once, the best first."""
    scored = sorted(
        ((overlap(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), key=lambda item: -item[0]
    )
    pairs, left, right = [], set(), set()
    for share, i, j in scored:
        if share >= least and i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((gold[i], found[j]))
    return pairs


@dataclass(frozen=True)
class Passage:
    """A piece of text with its gold quotes or people and what was found."""

    name: str
    gold: list[dict]
    found: list[dict]


def quote_passages() -> dict[str, list[Passage]]:
    """Gold and found quotes: the article by paragraphs, the constructed ones by passages."""
    article = load_article()
    gold = json.loads((DATA / "quotes.json").read_text(encoding="utf-8"))["quotes"]
    found = [vars(quote) for quote in find_quotes(article.text)]

    def inside(items: list[dict], part) -> list[dict]:
        return [item for item in items if part.start <= item["start"] < part.end]

    parts = [Passage(f"line at {p.start}", inside(gold, p), inside(found, p)) for p in article.paragraphs]
    constructed = json.loads((GOLD / "quotes_constructed.json").read_text(encoding="utf-8"))["passages"]
    return {
        "article": parts,
        "constructed": [
            Passage(f"passage {p['id']}", p["quotes"], [vars(quote) for quote in find_quotes(p["text"])])
            for p in constructed
        ],
    }


def _agreeing(same: Callable[[dict, dict], bool]) -> Callable[[Passage], Count]:
    def count(passage: Passage) -> Count:
        pairs = matched(passage.gold, passage.found, 0.5)
        return Count(sum(same(g, f) for g, f in pairs), len(pairs), len(pairs))

    return count


def _spans(least: float) -> Callable[[Passage], Count]:
    def count(passage: Passage) -> Count:
        return Count(len(matched(passage.gold, passage.found, least)), len(passage.gold), len(passage.found))

    return count


def _named(field: str) -> Callable[[Passage], Count]:
    """Speakers at mention level: a hit is a matched quote with the same speaker, a miss or a false one counts against."""

    def count(passage: Passage) -> Count:
        pairs = matched(passage.gold, passage.found, 0.5)
        hits = sum(g[field] is not None and same_words(g[field], f[field]) for g, f in pairs)
        return Count(
            hits, sum(g[field] is not None for g in passage.gold), sum(f[field] is not None for f in passage.found)
        )

    return count


QUOTE_FIGURES: dict[str, Callable[[Passage], Count]] = {
    "quote F1, exact span": _spans(1.0),
    "quote F1, overlap of .5": _spans(0.5),
    "speaker accuracy on matched quotes": _agreeing(lambda g, f: same_words(g["speaker"], f["speaker"])),
    "printed speaker accuracy on matched": _agreeing(
        lambda g, f: same_words(g["speaker_printed"], f["speaker_printed"])
    ),
    "cue accuracy on matched": _agreeing(lambda g, f: (g["cue"] or "").lower() == (f["cue"] or "").lower()),
    "kind accuracy on matched": _agreeing(lambda g, f: g["kind"] == f["kind"]),
    "flags accuracy on matched": _agreeing(lambda g, f: set(g["flags"]) == set(f["flags"])),
    "speaker F1, mention level": _named("speaker"),
    "printed speaker F1, mention level": _named("speaker_printed"),
}


def quote_errors(passages: list[Passage]) -> list[str]:
    """Every error in words."""
    said = []
    for passage in passages:
        pairs = matched(passage.gold, passage.found, 0.5)
        for g, f in pairs:
            if (g["start"], g["end"]) != (f["start"], f["end"]):
                said.append(f"{passage.name}: span {g['text']!r} found as {f['text']!r}")
            for field in ("speaker", "speaker_printed", "cue", "kind", "flags"):
                one, other = g[field], f[field]
                agree = (
                    same_words(one, other) if field.startswith("speaker") or field == "cue" else set(one) == set(other)
                )
                if field == "kind":
                    agree = one == other
                if not agree:
                    said.append(f"{passage.name}: {field} {one!r} found as {other!r} in {g['text'][:60]!r}")
        for item in passage.gold:
            if not any(g is item for g, _ in pairs):
                said.append(f"{passage.name}: missed {item['kind']} {item['text'][:80]!r} ({item['speaker']})")
        for item in passage.found:
            if not any(f is item for _, f in pairs):
                said.append(f"{passage.name}: extra {item['kind']} {item['text'][:80]!r} ({item['speaker']})")
    return said


def people_passages() -> dict[str, list[Passage]]:
    """Gold and found people; a passage's items are its mentions, each with the number of its person."""
    article = load_article()
    gold = json.loads((DATA / "people.json").read_text(encoding="utf-8")) | {"text": article.text}
    constructed = json.loads((GOLD / "people_constructed.json").read_text(encoding="utf-8"))["passages"]
    return {
        "article": [_people(gold, "article")],
        "constructed": [_people(passage, f"passage {passage['id']}") for passage in constructed],
    }


def _people(passage: dict, name: str) -> Passage:
    found = find_people(passage["text"])
    gold = [vars_(m, i) for i, person in enumerate(passage["people"]) for m in person["mentions"]]
    gold += [vars_(m, None) for m in passage["unresolved"]]
    ours = [vars_(vars(m), i) for i, person in enumerate(found.people) for m in person.mentions]
    ours += [vars_(vars(m), None) for m in found.unresolved]
    return Passage(name, gold, ours)


def vars_(mention: dict, person: int | None) -> dict:
    """A mention with the number of its person."""
    return {"start": mention["start"], "end": mention["end"], "text": mention["text"], "person": person}


def _places(items: list[dict]) -> set[tuple[int, int]]:
    return {(item["start"], item["end"]) for item in items}


def pairs_of(items: list[dict]) -> set[frozenset[tuple[int, int]]]:
    """Pairs of mentions held for one person."""
    return {
        frozenset(((a["start"], a["end"]), (b["start"], b["end"])))
        for a, b in combinations(items, 2)
        if a["person"] is not None and a["person"] == b["person"]
    }


def _count(gold: set, found: set) -> Count:
    return Count(len(gold & found), len(gold), len(found))


PEOPLE_FIGURES: dict[str, Callable[[Passage], Count]] = {
    "mention F1, exact span": lambda p: _count(_places(p.gold), _places(p.found)),
    "merged pairs F1": lambda p: _count(pairs_of(p.gold), pairs_of(p.found)),
}


def people_errors(passages: list[Passage]) -> list[str]:
    """Every error in words."""
    said = []
    for passage in passages:
        text = {(item["start"], item["end"]): item["text"] for item in (*passage.gold, *passage.found)}
        missed, extra = _places(passage.gold) - _places(passage.found), _places(passage.found) - _places(passage.gold)
        said += [f"{passage.name}: missed mention {text[place]!r} at {place[0]}" for place in sorted(missed)]
        said += [f"{passage.name}: extra mention {text[place]!r} at {place[0]}" for place in sorted(extra)]
        gold, found = pairs_of(passage.gold), pairs_of(passage.found)
        for what, pairs in (("not joined", gold - found), ("wrongly joined", found - gold)):
            for pair in pairs:
                names = sorted(f"{text[place]} at {place[0]}" for place in pair)
                said.append(f"{passage.name}: {what}: {' and '.join(names)}")
    return said


def main() -> None:
    """Print the tables and every error."""
    for title, sets, figures, errors in (
        ("Quotes", quote_passages(), QUOTE_FIGURES, quote_errors),
        ("People", people_passages(), PEOPLE_FIGURES, people_errors),
    ):
        for name, passages in sets.items():
            print(f"\n{title}: {name}; value (95 % interval over {len(passages)} passages)")
            for label, count in figures.items():
                print(f"  {label:38} {figure([count(passage) for passage in passages])}")
            said = errors(passages)
            print(f"  errors: {len(said)}")
            for line in said:
                print(f"    {line}")


if __name__ == "__main__":
    main()
