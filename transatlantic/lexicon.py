"""Word lists by which names and quotes are found: kept as data, so that a teacher can read and extend them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FOLDER = files("transatlantic") / "data" / "names"


# Dotted abbreviations (U.S.), words with inner apostrophes and hyphens, figures, runs of full stops, single marks.
TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-‐’'][^\W\d_]+)*|\.{2,}|[^\w\s]|_",
)
POSSESSIVE = re.compile(r"[’']s$", re.I)


@dataclass(frozen=True, slots=True)
class Word:
    """A token with its place; ``low`` is its lower-case form with a straight apostrophe."""

    start: int
    end: int
    text: str
    low: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words and marks of ``text[start:end]``, with offsets into ``text``; a possessive ’s is a word of its own."""
    found = []
    for match in TOKEN.finditer(text, start, len(text) if end is None else end):
        words = match.group()
        cut = POSSESSIVE.search(words)
        at = match.start()
        pieces = [words[: cut.start()], words[cut.start() :]] if cut and cut.start() else [words]
        for piece in pieces:
            found.append(Word(at, at + len(piece), piece, piece.lower().replace("’", "'")))
            at += len(piece)
    return found


def ends_sentence(tokens: list[Word], i: int) -> bool:
    """Whether the mark ``tokens[i]`` ends a sentence: no full stop of an abbreviation or an initial."""
    mark = tokens[i].text
    if mark in "?!…" or mark.startswith(".."):
        return True
    if mark != ".":
        return False
    before = tokens[i - 1] if i else None
    if before is None or before.end != tokens[i].start:
        return True
    return before.low not in words("abbreviations") and not (len(before.text) == 1 and before.text.isupper())


@cache
def _toml(name: str) -> dict[str, str]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def words(section: str) -> frozenset[str]:
    """A list of ``lexicon.toml`` or ``grammar.toml``, in lower case, apostrophes straight."""
    lists = _toml("lexicon.toml") | _toml("grammar.toml")
    return frozenset(lists[section].lower().replace("’", "'").split())


@cache
def place_phrases() -> frozenset[tuple[str, ...]]:
    """Places and institutions of more than one word, each as its tokens in lower case."""
    phrases = _toml("lexicon.toml")["place_phrases"].split(",")
    return frozenset(tuple(word.low for word in tokenize(phrase)) for phrase in phrases)


@cache
def first_names() -> dict[str, str]:
    """First names in lower case, with the pronoun that goes with each: he, she or either."""
    lists = _toml("first_names.toml")
    named: dict[str, str] = {}
    for pronoun in ("he", "she", "either"):
        for name in lists[pronoun].lower().split():
            named[name] = "either" if named.get(name, pronoun) != pronoun else pronoun
    return named


@cache
def cues() -> dict[str, str]:
    """Every form of the verbs of speaking, with its list: plain, with_that or with_marks (see ``cues.toml``)."""
    forms: dict[str, str] = {}
    for kind in ("plain", "with_that", "with_marks"):
        for entry in _toml("cues.toml")[kind].split(","):
            base, *pasts = entry.split()
            for form in (base, *pasts, _third_person(base), _participle(base)):
                forms.setdefault(form, kind)
    return forms


@cache
def bases() -> frozenset[str]:
    """The base forms of the verbs of speaking that differ from their past (*say*, not *read*)."""
    lists = _toml("cues.toml")
    entries = [entry.split() for kind in lists for entry in lists[kind].split(",")]
    return frozenset(base for base, *pasts in entries if base not in pasts)


def _third_person(base: str) -> str:
    if re.search(r"(s|x|z|ch|sh|o)$", base):
        return base + "es"
    return base[:-1] + "ies" if re.search(r"[^aeiou]y$", base) else base + "s"


def _participle(base: str) -> str:
    if base in words("doubled"):
        return base + base[-1] + "ing"
    return (base[:-1] if base.endswith("e") and not base.endswith("ee") else base) + "ing"
