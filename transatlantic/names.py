"""Who is named: person names in a news text, grouped into people, with the evidence for every grouping.

No trained model: a name is a run of capitals with evidence around it (a title, a known first name, a verb of
speaking, an apposition), and spellings are compared by NLTK's Jaro-Winkler similarity. What that cannot settle, a
small gazetteer does, which a teacher may edit.
"""

from __future__ import annotations

import csv
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path

from nltk.metrics.distance import jaro_winkler_similarity

from transatlantic import corrections
from transatlantic.article import Span
from transatlantic.lexicon import (
    FOLDER,
    Word,
    cues,
    ends_sentence,
    first_names,
    place_phrases,
    tokenize,
    words,
)

# Spellings this alike (Jaro-Winkler, 0 to 1) are held for one name, if nothing else speaks against it.
ALIKE = 0.84

# A bare capital this alike to a surname in the same text counts as a spelling of it, without other evidence.
MISSPELT = 0.9

# More names than any article has under one surname or first name; it keeps the time in step with the length.
COMPARED = 40

VERDICTS = ("same", "different", "person", "not a person")
PARTICLES = words("particles")
SUFFIXES = words("suffixes")
MALE = words("male")
FEMALE = words("female")
OFFICES = words("offices")
BEHIND_COMMA = words("behind_comma")


class GazetteerError(ValueError):
    """A gazetteer that cannot be used; the message is one sentence with the line and the remedy."""


@dataclass(frozen=True)
class Mention(Span):
    """A printed name without title and possessive: ``source[start:end] == text``; ``line`` counts from 1."""

    line: int


@dataclass(frozen=True)
class Evidence:
    """Why two spellings are held for one person.

    similarity: Jaro-Winkler, 0 to 1, of the parts compared. line: where the variant stands first, from 1.
    reason: what decided, in words.
    """

    variant: str
    other: str
    similarity: float
    line: int
    reason: str


@dataclass(frozen=True)
class Person:
    """One person: the fullest name as printed, all spellings, all mentions in order, the evidence that joins them.

    pronoun: he, she or None where neither a title nor the first name tells.
    """

    canonical: str
    variants: tuple[str, ...]
    mentions: tuple[Mention, ...]
    evidence: tuple[Evidence, ...]
    pronoun: str | None


@dataclass(frozen=True)
class People:
    """The people of a text in order of their first mention, and names that the text assigns to nobody alone."""

    people: tuple[Person, ...]
    unresolved: tuple[Mention, ...]


@dataclass(frozen=True)
class Verdict:
    """A line of the gazetteer: ``name`` is the same person as ``other``, or different, or is (not) a person."""

    verdict: str
    name: str
    other: str


@dataclass(frozen=True)
class Candidate:
    """A run of capitals that may be a name: what it is made of and what speaks for a person.

    parts: its words. evidence: title, first name, initial, apposition, said, credit. titles and nations: what stands
    before it.
    shut: it is part of a longer name that is no person's (*Kennedy* in *Kennedy School*).
    """

    start: int
    end: int
    parts: tuple[str, ...]
    evidence: frozenset[str]
    titles: frozenset[str]
    nations: frozenset[str]
    sentence: int
    shut: bool

    @cached_property
    def core(self) -> tuple[str, ...]:
        """Its words folded for comparison, without particles, suffixes and all initials but a first one."""
        folded = [fold(part) for part in self.parts]
        kept = [
            part
            for place, part in enumerate(folded)
            if part not in SUFFIXES | PARTICLES and not (place and len(part) == 1)
        ]
        return tuple(kept) or tuple(folded)


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """A name without accents, case, full stops and curly apostrophes, for comparison."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("’", "'").replace(".", ""))
    return "".join(c for c in plain if not unicodedata.combining(c))


def similarity(one: str, other: str) -> float:
    """Jaro-Winkler similarity of two spellings, 0 to 1, case and accents aside."""
    return jaro_winkler_similarity(fold(one), fold(other))


def load_gazetteer(path: str | Path | None = None) -> tuple[Verdict, ...]:
    """Read the gazetteer: a CSV file with the columns verdict, name, other, note; lines that begin with # are comments.

    path: the file; None for the kit's own. verdict: same or different (both need an ``other``), person, not a person.
    Raises GazetteerError, one sentence with the line, for a file that is missing, not UTF-8 or has a fault.
    """
    file: Traversable = FOLDER / "gazetteer.csv" if path is None else Path(path)
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise GazetteerError(f"{file} cannot be read ({error.strerror}): check the name and the folder.") from None
    except UnicodeDecodeError:
        raise GazetteerError(f"{file} is not UTF-8: save it again with the encoding UTF-8.") from None
    rows = [(number, line) for number, line in enumerate(lines, start=1) if line.strip() and not line.startswith("#")]
    found = []
    header = ["verdict", "name", "other", "note"]
    for place, (number, line) in enumerate(rows):
        cells = [cell.strip() for cell in next(csv.reader([line]))]
        if place == 0:
            if cells != header:
                raise GazetteerError(f"{file}, line {number}: the first line must read {','.join(header)}.")
            continue
        if len(cells) > len(header):
            raise GazetteerError(f"{file}, line {number}: more than four cells; put a note with commas into marks.")
        verdict, name, other, _ = cells + [""] * (len(header) - len(cells))
        if verdict not in VERDICTS:
            raise GazetteerError(f"{file}, line {number}: {verdict!r} is no verdict; write {', '.join(VERDICTS)}.")
        if not name:
            raise GazetteerError(f"{file}, line {number}: the name is missing; write it as the text prints it.")
        if (verdict in ("same", "different")) != bool(other):
            remedy = "needs a second name in the column other" if not other else "takes no second name"
            raise GazetteerError(f"{file}, line {number}: the verdict {verdict!r} {remedy}.")
        found.append(Verdict(verdict, name, other))
    return tuple(found)


def find_people(text: str, gazetteer: Iterable[Verdict] | None = None) -> People:
    """Find the person names of a news text and group them into people.

    text: any text. gazetteer: verdicts of ``load_gazetteer``; None for the kit's own.
    Returns People. A name is one word or more in capitals with evidence: a title or role before it, a known first name
    or an initial, an apposition behind it, a verb of speaking beside it, a credit; or the surname of such a name.
    Spellings are joined by similarity (``ALIKE``) unless first names of different gender, different offices or nations,
    or a sentence that names both speak against it. Without a gazetteer, an article of one's own has the people of its
    ``names.csv``; raises SheetError where that cannot be used.
    """
    verdicts = tuple(load_gazetteer() if gazetteer is None else gazetteer)
    found = _Grouping(text, _accepted(_candidates(text), verdicts), verdicts).people()
    corrected = corrections.named_spans(text) if gazetteer is None else None
    return found if corrected is None else _corrected(text, corrected, found)


def _corrected(text: str, spans: list[tuple[str, int, int]], found: People) -> People:
    """The people of a sheet; what the finder knows of a person who is in both stays."""
    groups: dict[str, list[Mention]] = {}
    for person, start, end in spans:
        groups.setdefault(person, []).append(Mention(start, end, text[start:end], text.count("\n", 0, start) + 1))
    unresolved = groups.pop("", [])
    told = {place: person for person in found.people for place in _places(person.mentions)}
    people = []
    for name, mentions in groups.items():
        variants = tuple(dict.fromkeys(mention.text for mention in mentions))
        canonical = name if name in variants else max(variants, key=len)
        same = next((told[place] for place in _places(mentions) if place in told), None)
        if same and _places(same.mentions) == _places(mentions):
            people.append(same)
            continue
        why = [
            Evidence(mention.text, canonical, similarity(mention.text, canonical), mention.line, "joined by a reader")
            for mention in {mention.text: mention for mention in reversed(mentions)}.values()
            if mention.text != canonical
        ]
        people.append(Person(canonical, variants, tuple(mentions), tuple(why), same.pronoun if same else None))
    return People(tuple(people), tuple(unresolved))


def _places(mentions: Iterable[Mention]) -> list[tuple[int, int]]:
    return [(mention.start, mention.end) for mention in mentions]


# ---- finding ----


def _initial(part: str) -> bool:
    return len(part.rstrip(".")) == 1 and part[0].isupper()


def _candidates(text: str) -> list[Candidate]:
    tokens = tokenize(text)
    lower = {token.text for token in tokens if token.text.islower()}
    shouted = sum(token.text.isupper() for token in tokens) > len(tokens) / 2
    found: list[Candidate] = []
    sentence = 0
    i = 0
    while i < len(tokens):
        if tokens[i].capital:
            stop = _run_end(text, tokens, i)
            found += _names_in(text, tokens, i, stop, lower, sentence, shouted)
            i = stop
            continue
        sentence += ends_sentence(tokens, i) or "\n" in text[tokens[i - 1].end if i else 0 : tokens[i].start]
        i += 1
    return found


def _run_end(text: str, tokens: list[Word], i: int) -> int:
    """The index behind a run of capitals: initials, particles and the full stop of an abbreviation hold it together."""
    while i + 1 < len(tokens):
        here, then = tokens[i], tokens[i + 1]
        gap = text[here.end : then.start]
        if then.text == "." and not gap and (_initial(here.text) or here.low in words("abbreviations")):
            if i + 2 < len(tokens) and tokens[i + 2].capital and "\n" not in text[then.end : tokens[i + 2].start]:
                i += 2
                continue
            break
        if not gap or ("\n" in gap and gap.count("\n") > 1):
            break
        if then.capital or (
            then.low in PARTICLES and i + 2 < len(tokens) and (tokens[i + 2].capital or tokens[i + 2].low in PARTICLES)
        ):
            i += 1
        else:
            break
    return i + 1


def _label(token: Word, lower: set[str], shouted: bool) -> str:
    low = token.low.rstrip(".")
    if low in words("titles"):
        return "title"
    if low in words("nationalities"):
        return "nation"
    if low in words("places") or (low.endswith("s") and low[:-1] in words("places")):
        return "place"
    if low in words("portfolio"):
        return "portfolio"
    if low in words("organisations"):
        return "organisation"
    if low in words("calendar") or low in words("words"):
        return "word"
    if low in SUFFIXES:
        return "suffix"
    if _initial(token.text):
        return "initial"
    if "." in token.text.rstrip(".") or (token.text.isupper() and len(token.text) > 1 and not shouted):
        return "letters"
    if token.low in lower and token.low not in first_names() and token.low not in PARTICLES:
        return "common"
    return "name"


def _names_in(
    text: str, tokens: list[Word], start: int, stop: int, lower: set[str], sentence: int, shouted: bool
) -> list[Candidate]:
    run = [i for i in range(start, stop) if tokens[i].text != "."]
    labels = {i: _label(tokens[i], lower, shouted) for i in run}
    for i in run:
        if _initial(tokens[i].text) and i + 2 < stop and tokens[i + 1].text == ".":
            labels[i] = "initial"
    for place in range(len(run)):
        for size in (4, 3, 2):
            if tuple(tokens[j].low for j in run[place : place + size]) in place_phrases():
                labels.update(dict.fromkeys(run[place : place + size], "place"))
    found = []
    parts: list[int] = []

    def known(i: int) -> bool:
        return tokens[i].low in first_names()

    for place, i in enumerate([*run, -1]):
        label = labels.get(i, "end")
        after = labels.get(run[place + 1]) if place + 1 < len(run) else None
        if i >= 0 and known(i) and label in ("place", "nation", "word", "title", "portfolio") and not parts:
            said = i + 1 < len(tokens) and cues().get(tokens[i + 1].low) == "plain" and not tokens[i + 1].capital
            label = "name" if after in ("name", "initial", "common") or said else label
        only_first = bool(parts) and len(parts) <= 2 and all(known(j) or labels[j] == "initial" for j in parts)
        if (
            only_first
            and known(parts[0])
            and after is None
            and label in ("title", "place", "portfolio", "organisation", "word", "common", "nation")
        ):
            label = "name"  # a surname that is also another word: Theresa May, Stephen King
        if label == "common" and parts and (known(parts[0]) or labels[parts[-1]] == "initial"):
            label = "name"
        if len(parts) > 1 and label == "name" and known(i) and after == "name" and known(parts[0]):
            # Two names run together in a headline: Donald Trump Ties Hillary Clinton
            found.append(_candidate(text, tokens, parts, labels, sentence, False))
            parts = []
        if label in ("name", "initial") or (parts and (label == "suffix" or (tokens[i].low in PARTICLES and i >= 0))):
            parts.append(i)
            continue
        while parts and tokens[parts[-1]].low in PARTICLES and not tokens[parts[-1]].capital:
            parts.pop()
        if parts and not (len(parts) == 1 and labels[parts[0]] == "initial"):
            shut = label in ("organisation", "letters", "portfolio") or (
                bool(run)
                and parts[0] != run[0]
                and labels[parts[0] - 1 if parts[0] - 1 in labels else parts[0]] == "place"
                and not known(parts[0])
            )
            found.append(_candidate(text, tokens, parts, labels, sentence, shut))
        parts = []
        if label == "letters" and len(tokens[i].text) > 3:
            found.append(_candidate(text, tokens, [i], labels, sentence, False))
    return found


def _candidate(
    text: str, tokens: list[Word], parts: list[int], labels: dict[int, str], sentence: int, shut: bool
) -> Candidate:
    first, last = parts[0], parts[-1]
    evidence = set()
    titles, nations = _before(text, tokens, first)
    if titles:
        evidence.add("title")
    low = tokens[first].low
    if len(parts) > 1 and (low in first_names() or low.split("-")[0] in first_names()):
        evidence.add("first name")
    if len(parts) > 1 and any(labels.get(i) == "initial" for i in parts):
        evidence.add("initial")
    end = tokens[last].end
    following = tokens[last + 1 : last + 3]
    if following and following[0].text == "." and labels.get(last) == "initial":
        following = tokens[last + 2 : last + 4]
    behind = [word.low for word in following]
    if len(behind) == 2 and behind[0] == ",":
        role = behind[1] in words("titles") and not following[1].capital
        if behind[1] in BEHIND_COMMA or behind[1].isdigit() or role:
            evidence.add("apposition")
    if labels.get(first) == "letters":  # a headline's capitals: a name only if the text has the same one elsewhere
        return Candidate(
            tokens[first].start, end, (tokens[first].text,), frozenset(), *[frozenset[str]()] * 2, sentence, False
        )
    before = [word.low for word in tokens[max(0, first - 2) : first]]
    spoken = cues()
    if behind and spoken.get(behind[0]) == "plain" and not following[0].capital:
        evidence.add("said")
    if before and spoken.get(before[-1]) == "plain" and not tokens[first - 1].capital and before[-1][-1] in "ds":
        evidence.add("said")
    if (
        before
        and before[-1] == "by"
        and (
            len(before) == 1
            or before[0] in CREDITS
            or "\n" in text[max(0, tokens[first - 1].start - 1) : tokens[first - 1].start]
        )
    ):
        evidence.add("credit")
    return Candidate(
        tokens[first].start,
        end,
        tuple(tokens[i].text for i in parts),
        frozenset(evidence),
        titles,
        nations,
        sentence,
        shut,
    )


CREDITS = words("credits")


def _before(text: str, tokens: list[Word], first: int) -> tuple[frozenset[str], frozenset[str]]:
    """The titles and nationalities right before a name: *US Secretary of Defense*, *researcher*, *Mr*."""
    titles: set[str] = set()
    nations: set[str] = set()
    i = first - 1
    steps = 0
    while i >= 0 and steps < 8:
        token = tokens[i]
        low = token.low
        gap = text[token.end : tokens[i + 1].start]
        if "\n" in gap:
            break
        if low in words("titles"):
            titles.add(low)
        elif low in words("nationalities") or low in words("places"):
            nations.add(low)
        elif (
            low in words("portfolio")
            or (low == "of" and i and tokens[i - 1].low in words("titles"))
            or (token.text == "." and i and tokens[i - 1].low in words("abbreviations"))
            or (low == "and" and i and titles and tokens[i - 1].low in words("portfolio"))
        ):
            pass
        else:
            break
        i -= 1
        steps += 1
    return frozenset(titles), frozenset(nations)


def _accepted(candidates: list[Candidate], verdicts: tuple[Verdict, ...]) -> list[Candidate]:
    """The candidates that are people: those with evidence, and surnames and first names of those."""
    banned = {fold(v.name) for v in verdicts if v.verdict == "not a person"}
    named = {fold(name) for v in verdicts if v.verdict != "not a person" for name in (v.name, v.other) if name}

    def whole(candidate: Candidate) -> str:
        return " ".join(fold(part) for part in candidate.parts)

    open_ = [c for c in candidates if not c.shut and whole(c) not in banned]
    alone = {c.core[0] for c in open_ if len(c.parts) == 1}
    sure = []
    for candidate in open_:
        strong = bool(candidate.evidence)
        if len(candidate.parts) == 1:
            strong = bool(candidate.evidence & {"title", "said", "credit"})
        elif not strong:
            strong = candidate.core[-1] in alone or bool(candidate.nations)
        if strong or whole(candidate) in named:
            sure.append(candidate)
    known = {core for c in sure for core in (c.core[-1], c.core[0], " ".join(c.core))}
    chosen = {id(c) for c in sure}
    near: dict[str, set[str]] = defaultdict(set)
    for name in known:
        if len(near[name[:2]]) < COMPARED:
            near[name[:2]].add(name)

    def belongs(candidate: Candidate) -> bool:
        name = " ".join(candidate.core)
        if id(candidate) in chosen or name in known:
            return True
        single = len(candidate.core) == 1 and len(name) > 4 and not candidate.parts[0].isupper()
        return single and any(similarity(name, other) >= MISSPELT for other in near[name[:2]])

    return [candidate for candidate in open_ if belongs(candidate)]


# ---- grouping ----


class _Group:
    """A person in the making."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, ...], str] = {}
        self.members: list[Candidate] = []
        self.evidence: list[tuple[str, str, float, int, str]] = []
        self.bare = False  # whether the bare surname was used for this person

    def add(self, candidate: Candidate) -> None:
        self.members.append(candidate)
        self.names.setdefault(candidate.core, " ".join(candidate.parts))

    @property
    def pronouns(self) -> set[str]:
        found = set()
        surnames = {core[-1] for core in islice(self.names, COMPARED) if len(core) > 1}
        for member in self.members[:COMPARED]:
            if member.titles & MALE:
                found.add("he")
            if member.titles & FEMALE:
                found.add("she")
            if len(member.core) > 1 or member.core[0] not in surnames:
                found.add(first_names().get(member.core[0], "either"))
        return found - {"either"}


class _Grouping:
    """Groups the accepted names of one text."""

    def __init__(self, text: str, accepted: list[Candidate], verdicts: tuple[Verdict, ...]) -> None:
        self.text = text
        self.accepted = accepted
        self.breaks = [i for i, c in enumerate(text) if c == "\n"]
        self.same = {frozenset((fold(v.name), fold(v.other))) for v in verdicts if v.verdict == "same"}
        self.different = {frozenset((fold(v.name), fold(v.other))) for v in verdicts if v.verdict == "different"}
        self.groups: list[_Group] = []
        self.by_core: dict[tuple[str, ...], _Group] = {}
        self.by_part: dict[tuple[str, str], list[_Group]] = defaultdict(list)
        self.unresolved: list[Candidate] = []

    def people(self) -> People:
        for candidate in self.accepted:
            if len(candidate.core) > 1:
                self._full(candidate)
        for candidate in self.accepted:
            if len(candidate.core) == 1:
                self._single(candidate)
        people = [self._person(group) for group in self.groups]
        people.sort(key=lambda person: person.mentions[0].start)
        return People(tuple(people), tuple(self._mention(c) for c in self.unresolved))

    def _line(self, at: int) -> int:
        return bisect_right(self.breaks, at) + 1

    def _mention(self, candidate: Candidate) -> Mention:
        span = self.text[candidate.start : candidate.end]
        return Mention(candidate.start, candidate.end, span, self._line(candidate.start))

    def _person(self, group: _Group) -> Person:
        mentions = sorted((self._mention(member) for member in group.members), key=lambda mention: mention.start)
        variants = tuple(dict.fromkeys(mention.text for mention in mentions))
        pronouns = group.pronouns
        return Person(
            max(variants, key=lambda name: len(name.split())),
            variants,
            tuple(mentions),
            tuple(Evidence(*item) for item in group.evidence),
            pronouns.pop() if len(pronouns) == 1 else None,
        )

    def _new(self, candidate: Candidate) -> _Group:
        group = _Group()
        self.groups.append(group)
        self._join(group, candidate)
        return group

    def _join(self, group: _Group, candidate: Candidate) -> None:
        if candidate.core not in group.names:
            core = candidate.core
            for key in (
                {("first", core[0]), ("last", core[-1]), ("start", core[-1][:2])}
                if len(core) > 1
                else {("one", core[0])}
            ):
                self.by_part[key].append(group)
        group.add(candidate)
        if len(candidate.core) > 1:
            self.by_core.setdefault(candidate.core, group)

    def _note(self, group: _Group, candidate: Candidate, other: str, alike: float, reason: str) -> None:
        name = " ".join(candidate.parts)
        if candidate.core not in group.names:
            group.evidence.append((name, other, alike, self._line(candidate.start), reason))

    def _full(self, candidate: Candidate) -> None:
        if group := self.by_core.get(candidate.core):
            self._join(group, candidate)
            return
        core = candidate.core
        nearby = self._unique(self.by_part["start", core[-1][:2]][-COMPARED:])
        best: tuple[float, _Group, str, str] | None = None
        for group in nearby:
            for names, printed in list(islice(reversed(group.names.items()), COMPARED)):
                alike, reason = self._compare(core, names, candidate, group)
                if reason and (best is None or alike > best[0]):
                    best = (alike, group, printed, reason)
        if best is None:
            self._new(candidate)
            return
        alike, group, printed, reason = best
        self._note(group, candidate, printed, alike, reason)
        self._join(group, candidate)

    def _compare(
        self, core: tuple[str, ...], other: tuple[str, ...], candidate: Candidate, group: _Group
    ) -> tuple[float, str]:
        """How alike two full names are, and in words why they are one person's; no words where they are not."""
        pair = frozenset((" ".join(core), " ".join(other)))
        if pair in self.different:
            return 0.0, ""
        if pair in self.same:
            return similarity(" ".join(core), " ".join(other)), "the gazetteer says so"
        first = similarity(core[0], other[0])
        last = similarity(core[-1], other[-1])
        if first == last == 1.0:
            return 1.0, "same first name and surname"
        short = len(core[0]) == 1 or len(other[0]) == 1
        if last == 1.0 and (first >= ALIKE or (short and core[0][0] == other[0][0])):
            alike, reason = first, "same surname, first names alike"
        elif first == 1.0 and last >= ALIKE:
            alike, reason = last, "same first name, surnames alike"
        else:
            return 0.0, ""
        return (0.0, "") if self._against(candidate, group) else (alike, reason)

    def _against(self, candidate: Candidate, group: _Group) -> bool:
        """What speaks against one person although the spellings are alike."""
        mine = _Group()
        mine.add(candidate)
        if mine.pronouns and group.pronouns and not mine.pronouns & group.pronouns:
            return True
        if any(member.sentence == candidate.sentence for member in group.members[-COMPARED:]):
            return True
        nations = {nation for member in group.members[:COMPARED] for nation in member.nations}
        if nations and candidate.nations and not nations & candidate.nations:
            return True
        offices = {title for member in group.members[:COMPARED] for title in member.titles} & OFFICES
        return bool(offices and candidate.titles & OFFICES and not offices & candidate.titles)

    def _single(self, candidate: Candidate) -> None:
        name = candidate.core[0]
        for pair in self.same:
            if name in pair:
                for group in self.groups:
                    if any(" ".join(core) in pair - {name} or core[-1] in pair - {name} for core in group.names):
                        printed = next(iter(group.names.values()))
                        self._note(group, candidate, printed, similarity(name, printed), "the gazetteer says so")
                        self._join(group, candidate)
                        return
        groups = self._unique(self.by_part[("last", name)])
        if not groups:
            groups = (
                self._unique(self.by_part[("first", name)]) if name in first_names() or not candidate.titles else []
            )
        groups = [g for g in groups if not self._forbidden(name, g)]
        sole = len(groups) == 1
        if len(groups) > 1:
            groups = self._assigned(candidate, groups)
            if len(groups) != 1:
                self.unresolved.append(candidate)
                return
        if groups:
            groups[0].bare = groups[0].bare or (sole and not candidate.titles)
            printed = next(printed for core, printed in groups[0].names.items() if name in core)
            self._note(
                groups[0],
                candidate,
                printed,
                1.0,
                "the surname alone" if name == fold(printed).split()[-1] else "part of the name",
            )
            self._join(groups[0], candidate)
            return
        if ones := self.by_part[("one", name)]:
            self._join(ones[0], candidate)
            return
        self._by_similarity(candidate)

    def _unique(self, groups: list[_Group]) -> list[_Group]:
        return list({id(group): group for group in groups[:COMPARED]}.values())

    def _forbidden(self, name: str, group: _Group) -> bool:
        return any(frozenset((name, " ".join(core))) in self.different for core in group.names)

    def _assigned(self, candidate: Candidate, groups: list[_Group]) -> list[_Group]:
        """Of several people with this surname the one whom the text means.

        By title, else by who was named so far, else
        by who is named in the same paragraph, else by who alone was called by the bare surname before.
        """
        if candidate.titles & (MALE | FEMALE):
            wanted = "he" if candidate.titles & MALE else "she"
            groups = [g for g in groups if wanted in g.pronouns] or groups
        offices = candidate.titles - MALE - FEMALE
        if offices:
            held = [g for g in groups if any(offices & m.titles for m in g.members[:COMPARED])]
            groups = held or groups
        before = [g for g in groups if any(m.start < candidate.start for m in g.members[:COMPARED])]
        groups = before or groups
        if len(groups) > 1:
            line = self._line(candidate.start)
            here = [g for g in groups if any(self._line(m.start) == line for m in g.members[-COMPARED:])]
            groups = here or groups
        if len(groups) > 1:
            groups = [g for g in groups if g.bare] or groups
        return groups

    def _by_similarity(self, candidate: Candidate) -> None:
        name = candidate.core[0]
        scored = []
        for group in self._unique(self.by_part[("start", name[:2])][-COMPARED:]):
            for core, printed in group.names.items():
                introduced = any(m.start < candidate.start for m in group.members[:COMPARED])
                if len(core) < 2 or not introduced or self._forbidden(name, group) or self._against(candidate, group):
                    continue
                scored.append((similarity(name, core[-1]), printed, group))
        scored.sort(key=lambda item: -item[0])
        rivals = [item for item in scored if item[2] is not scored[0][2]]
        if scored and scored[0][0] >= ALIKE and not (rivals and rivals[0][0] >= ALIKE):
            alike, printed, group = scored[0]
            self._note(group, candidate, printed, alike, "surnames alike, and no other name introduced is")
            self._join(group, candidate)
        else:
            self._new(candidate)
