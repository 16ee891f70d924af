"""The name grouper: the spellings of a text, joined into people by the learner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from transatlantic.article import Article
from transatlantic.names import ALIKE, Mention, find_people, similarity
from transatlantic.storage import StorageError
from transatlantic.widgets.assets import asset
from transatlantic.widgets.textfile import TextFile

FORMAT = "transatlantic-names"
VERSION = 1

# Words on each side of a name.
CONTEXT = 7

Groups = tuple[tuple[str, ...], ...]


class GroupError(ValueError):
    """Groups that cannot be used; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Spelling:
    """A name as it is printed, with all its mentions in order, and a few words around the first."""

    text: str
    mentions: tuple[Mention, ...]
    left: str
    right: str


@dataclass(frozen=True)
class Pair:
    """Two spellings and how alike they are, 0 to 1; ``joined`` whether they are in one group already."""

    one: str
    other: str
    similarity: float
    joined: bool


@lru_cache(maxsize=10_000)  # every act asks anew for all pairs
def alike(one: str, other: str) -> float:
    """How alike two printed names are: Jaro-Winkler of the last words, 0 to 1, case and accents aside.

    Where both have a first name, it is the lower of the two similarities, that of the first words and of the last.
    """
    left, right = one.split(), other.split()
    last = similarity(left[-1], right[-1])
    return min(last, similarity(left[0], right[0])) if len(left) > 1 and len(right) > 1 else last


class NameGroups:
    """The spellings of an article and the people that a learner has made of them, kept in a file.

    The file is read anew for every act, so that two windows never overwrite each other's groups. A spelling that is
    in no group stands alone.
    """

    def __init__(self, article: Article, path: str | Path = "names.json") -> None:
        self.article = article
        self.spellings = _spellings(article.text)
        self.file = TextFile(path, FORMAT, VERSION, article, self._is_valid)
        self.acts: list[tuple[Groups, Groups]] = []  # the groups before and after each act of this window
        self._place = {spelling.text: place for place, spelling in enumerate(self.spellings)}

    def groups(self) -> tuple[Groups, str]:
        """The people, each with its spellings in the order of the text; and a remark, see ``TextFile.load``.

        Raises StorageError where the file cannot be read or is about another text.
        """
        content, remark = self.file.load()
        return self._ordered([person["spellings"] for person in content["people"]] if content else []), remark

    def join(self, spellings: Sequence[str]) -> str:
        """Make one person of these spellings and of all that is joined with them; returns what was done.

        Raises GroupError for fewer than two, StorageError where the file cannot be read or written.
        """
        groups, remark = self.groups()
        chosen = [group for group in groups if set(group) & set(self._known(spellings))]
        if len(chosen) < 2:
            raise GroupError("Nothing is joined: choose spellings of two people or more.")
        merged = [name for group in chosen for name in group]
        self._keep(groups, self._ordered([*(group for group in groups if group not in chosen), merged]))
        return f"{remark} joined: {', '.join(sorted(merged, key=self._place.get))}.".strip()

    def split(self, spellings: Sequence[str]) -> str:
        """Let each of these spellings stand alone; returns what was done.

        Raises GroupError where they stand alone already, StorageError where the file cannot be read or written.
        """
        groups, remark = self.groups()
        chosen = set(self._known(spellings))
        if not any(len(group) > 1 and chosen & set(group) for group in groups):
            raise GroupError("Nothing is split off: choose a spelling that is joined with another.")
        kept = [[name for name in group if name not in chosen] for group in groups]
        self._keep(groups, self._ordered([group for group in kept if group]))
        return f"{remark} alone: {', '.join(sorted(chosen, key=self._place.get))}.".strip()

    def join_alike(self, threshold: float) -> str:
        """Join all pairs that ``pairs`` proposes at a threshold; returns what was done. Errors as for ``join``."""
        groups, remark = self.groups()
        merged = [list(group) for group in groups]
        for pair in self.pairs(threshold, groups):
            one, other = (next(group for group in merged if name in group) for name in (pair.one, pair.other))
            if one is not other:
                one += other
                merged.remove(other)
        fewer = len(groups) - len(merged)
        if not fewer:
            raise GroupError("Nothing is joined: no pair this alike is left; lower the threshold or choose by hand.")
        self._keep(groups, self._ordered(merged))
        return f"{remark} joined at {threshold:.2f}: {len(merged)} people where there were {len(groups)}.".strip()

    def undo(self) -> str:
        """Take back the last act of this window; returns what was done.

        Raises GroupError where the file was changed elsewhere since, StorageError as ``join`` does.
        """
        if not self.acts:
            return "Nothing to undo."
        before, after = self.acts[-1]
        if self.groups()[0] != after:
            self.acts.clear()
            raise GroupError("Nothing is undone: the file was changed elsewhere; join or split by hand.")
        self.file.save(_content(before, self._mentions()))
        self.acts.pop()
        return "undone."

    def pairs(self, threshold: float, groups: Groups) -> list[Pair]:
        """All pairs of spellings at least this alike, the most alike first.

        threshold: 0 to 1. groups: those of ``groups``, to tell which are joined already.
        """
        found = [
            Pair(one.text, other.text, value, any({one.text, other.text} <= set(group) for group in groups))
            for one, other in combinations(self.spellings, 2)
            if (value := alike(one.text, other.text)) >= threshold
        ]
        return sorted(found, key=lambda pair: -pair.similarity)

    def save(self, groups: Iterable[Iterable[str]]) -> None:
        """Write groups given as data. Raises GroupError and StorageError, see ``save_names``."""
        given = [[*group] for group in groups]
        flat = self._known([name for group in given for name in group])
        if twice := sorted({name for name in flat if flat.count(name) > 1}):
            raise GroupError(f"{twice[0]!r} is in two groups: put it into one.")
        self.file.replace(_content(self._ordered(given), self._mentions()))

    def _known(self, spellings: Sequence[str]) -> list[str]:
        for name in spellings:
            if name not in self._place:
                raise GroupError(f"{name!r} is no spelling found in {self.article.name}: write it as it is printed.")
        return list(spellings)

    def _ordered(self, groups: Iterable[Sequence[str]]) -> Groups:
        """Groups in the order of the text, with every spelling that is in none as a group of its own."""
        given = [sorted(group, key=self._place.__getitem__) for group in groups if group]
        rest = set(self._place) - {name for group in given for name in group}
        whole = [*given, *([name] for name in rest)]
        return tuple(tuple(group) for group in sorted(whole, key=lambda group: self._place[group[0]]))

    def _keep(self, old: Groups, new: Groups) -> None:
        self.file.save(_content(new, self._mentions()))
        self.acts.append((old, new))

    def _mentions(self) -> dict[str, tuple[Mention, ...]]:
        return {spelling.text: spelling.mentions for spelling in self.spellings}

    def _is_valid(self, content: dict[str, Any]) -> bool:
        people = content.get("people")
        if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
            return False
        lists = [person.get("spellings") for person in people]
        if not all(isinstance(names, list) and names and all(isinstance(n, str) for n in names) for names in lists):
            return False
        flat = [name for names in lists for name in names]
        return len(set(flat)) == len(flat) and set(flat) <= set(self._place)


def _spellings(text: str) -> list[Spelling]:
    """The printed names that ``find_people`` finds, in the order of their first mention."""
    people = find_people(text)
    mentions = [*(mention for person in people.people for mention in person.mentions), *people.unresolved]
    found: dict[str, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda mention: mention.start):
        found.setdefault(mention.text, []).append(mention)
    return [Spelling(name, tuple(places), *_around(text, places[0])) for name, places in found.items()]


def _around(text: str, mention: Mention) -> tuple[str, str]:
    """A few whole words on each side of a mention, from its own line."""
    before = re.findall(r"\S+\s*", text[: mention.start].rpartition("\n")[2])
    after = re.findall(r"\s*\S+", text[mention.end :].partition("\n")[0])
    left, right = "".join(before[-CONTEXT:]), "".join(after[:CONTEXT])
    return "… " * (len(before) > CONTEXT) + left, right + " …" * (len(after) > CONTEXT)


def fullest(group: Sequence[str]) -> str:
    """The name of a person: the spelling with most words, the first of those as full."""
    return max(group, key=lambda name: len(name.split()))


def _content(groups: Groups, mentions: dict[str, tuple[Mention, ...]]) -> dict[str, Any]:
    return {
        "people": [
            {
                "canonical": fullest(group),
                "spellings": list(group),
                "mentions": [
                    {"start": mention.start, "end": mention.end, "text": mention.text}
                    for mention in sorted((m for name in group for m in mentions[name]), key=lambda m: m.start)
                ],
            }
            for group in groups
        ]
    }


def save_names(article: Article, groups: Iterable[Iterable[str]], path: str | Path = "names.json") -> Path:
    """Write people as the name grouper does: without a screen, the same file.

    groups: the spellings of each person, as they are printed; a spelling that is in no group stands alone.
    Returns the file's path. Raises GroupError, one sentence, for a spelling that is not in the article or in two
    groups, and StorageError where the file cannot be written or is about another text; then it stays as it was.
    """
    kept = NameGroups(article, path)
    kept.save(groups)
    return kept.file.path


def load_names(article: Article, path: str | Path = "names.json") -> Groups:
    """The people of a file that the name grouper or ``save_names`` wrote; every spelling alone without a file.

    Raises StorageError where the file cannot be read or is about another text.
    """
    return NameGroups(article, path).groups()[0]


class NamesView(anywidget.AnyWidget):
    """The grouper on the page: sets the threshold and asks for acts, and draws ``result``."""

    _esm = asset("names.js")
    _css = asset("names.css")

    threshold = traitlets.Float(ALIKE, min=0, max=1).tag(sync=True)
    result = traitlets.Dict().tag(sync=True)

    def __init__(self, article: Article, path: str | Path) -> None:
        super().__init__()
        self.kept = NameGroups(article, path)
        self.add_class("tk-widget").add_class("tk-names")
        self.on_msg(lambda _view, content, _buffers: self.act(content["act"], content.get("spellings", [])))
        self.observe(lambda _change: self._draw(), ["threshold"])
        self._draw()

    def act(self, act: str, spellings: Sequence[str] = ()) -> None:
        """What a button does: join, split, join-alike or undo, and say so or why not."""
        acts = {
            "join": lambda: self.kept.join(spellings),
            "split": lambda: self.kept.split(spellings),
            "join-alike": lambda: self.kept.join_alike(self.threshold),
            "undo": self.kept.undo,
        }
        try:
            message, error = acts[act](), False
        except (GroupError, StorageError) as problem:
            message, error = str(problem), True
        self._draw(message, error)

    def _draw(self, message: str = "", error: bool = False) -> None:
        groups: Groups = tuple((spelling.text,) for spelling in self.kept.spellings)
        try:
            groups, remark = self.kept.groups()
            message = f"{remark} {message}".strip()
        except StorageError as problem:
            message, error = str(problem), True
        self.result = {
            "message": message,
            "error": error,
            "undo": bool(self.kept.acts),
            "people": [{"name": fullest(group), "spellings": self._drawn(group)} for group in groups],
            "pairs": [_said(pair) for pair in self.kept.pairs(self.threshold, groups)],
        }

    def _drawn(self, group: Sequence[str]) -> list[dict[str, str]]:
        return [
            {
                "text": spelling.text,
                "left": spelling.left,
                "right": spelling.right,
                "evidence": _evidence(spelling, group, self.kept.spellings),
            }
            for spelling in self.kept.spellings
            if spelling.text in group
        ]

    def __repr__(self) -> str:
        return "Name grouper. Without a screen: save_names(article, [['Camille Grand', 'Kamille Grand']])."


def _evidence(spelling: Spelling, group: Sequence[str], spellings: Sequence[Spelling]) -> str:
    """How often, where, and how alike: to the person's name, or for a spelling alone to the nearest other."""
    count, line = len(spelling.mentions), spelling.mentions[0].line
    said = f"{count} mention{'s' * (count > 1)}, first in line {line}"
    name = fullest(group)
    others = [name] if name != spelling.text else [other.text for other in spellings if other.text not in group]
    if not others:
        return said
    near = max(others, key=lambda other: alike(spelling.text, other))
    nearest = "nearest among the others: " if name == spelling.text else ""
    return f"{said}; {nearest}{alike(spelling.text, near):.2f} to {near}"


def _said(pair: Pair) -> str:
    joined = "one person already" if pair.joined else "would be joined"
    return f"{pair.similarity:.2f}  {pair.one} and {pair.other}: {joined}"


def group_names(article: Article, path: str | Path = "names.json") -> NamesView:
    """Show the spellings of all names found in an article, to be joined into people; each act is saved at once.

    article: an Article. path: where the people are kept, in the notebook's folder.
    Returns a widget, shown when it is a cell's last line.
    Without a screen: ``save_names(article, groups)`` writes the same file, ``load_names(article)`` reads it.
    """
    return NamesView(article, path)
