"""What is wrong with a text's surface, and how to repair it without losing the way back.

Every repair is a step of its own. A step never edits the text: it gives a new text with an alignment, so
that a span of the cleaned text can be traced to the characters it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from transatlantic.article import Span, paragraphs

Edit = tuple[int, int, str]  # start, end, what stands there instead

# Words that are written with a capital only where a sentence begins (I is not one of them).
OPENERS = "It|He|She|We|They|There|This|These|Those|However|But|And|As|The|In|At|On|A|An|If|When|While|After|For"
PRONOUNS = "It|He|She|We|They|There|This|These|Those"


@dataclass(frozen=True)
class Noise(Span):
    """One flaw of the surface: ``kind`` names it, ``note`` says in a sentence what is wrong."""

    kind: str
    note: str


@dataclass(frozen=True)
class Cleaned:
    """A cleaned text and its way back.

    origin: for each character of ``text`` the span of the original that it stands for; an inserted
    character has an empty span at the place of the insertion.
    """

    text: str
    origin: tuple[tuple[int, int], ...]

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text behind ``text[start:end]``.

        Raises ValueError for a span outside the cleaned text or an empty one.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"[{start}:{end}] is no span of a text of {len(self.text)} characters.")
        return self.origin[start][0], self.origin[end - 1][1]


def _doubled_spaces(text: str) -> list[Edit]:
    return [(m.start(), m.end(), " ") for m in re.finditer(r"(?<=\S)[^\S\n]{2,}(?=\S)", text)]


def _straight_apostrophes(text: str) -> list[Edit]:
    return [(m.start(), m.end(), "'") for m in re.finditer("[‘’ʼ]", text)]


def _straight_quotes(text: str) -> list[Edit]:
    return [(m.start(), m.end(), '"') for m in re.finditer("[“”„«»]", text)]


def _stray_marks(text: str) -> list[Edit]:
    """A full stop left alone after the end of a sentence, and the blank before a closing mark."""
    alone = [(m.start(1), m.end(1), "") for m in re.finditer(r"(?<=[.?!”])([^\S\n]+\.)(?=\s|$)", text)]
    detached = [(m.start(1), m.end(1), "") for m in re.finditer(r"(?<=[.?!,])([^\S\n]+)[”’](?=\s|$)", text)]
    return sorted(alone + detached)


def _missing_full_stops(text: str) -> list[Edit]:
    """Two main clauses run together: a closed quotation or a lower-case word, then a sentence opener.

    After a plain word only a pronoun with a lower-case word behind it counts: *defense It’s far*, but not
    *the film It Follows*.
    """
    after_quote = rf"(?<=\w[”\"])(?= (?:{OPENERS})\b)"
    after_word = rf"(?<=[a-z]{{3}})(?= (?:{PRONOUNS})(?:[’'][a-z]+)? [a-z])"
    places = {m.start() for m in re.finditer(after_quote, text)} | {m.start() for m in re.finditer(after_word, text)}
    return [(at, at, ".") for at in sorted(places)]


def _unclosed_quotes(text: str) -> list[Edit]:
    """A closing mark at the end of a paragraph that opened a quotation and never closed it.

    Where the next paragraph opens with a mark again, the quotation goes on by the printers' convention.
    """
    edits = []
    parts = paragraphs(text)
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        opened, _ = _unbalanced(part.text)
        if opened:
            mark = part.text[opened[0]]
            goes_on = following is not None and following.text.startswith(mark)
            if not goes_on:
                edits.append((part.end, part.end, "”" if mark == "“" else mark))
    return edits


def _unbalanced(text: str) -> tuple[list[int], list[int]]:
    """Offsets of double marks in a paragraph: those that open and never close, and that close and never opened.

    A straight mark opens behind a blank or a bracket and before a word; behind a digit it may mean inches.
    """
    opened: dict[bool, list[int]] = {True: [], False: []}
    never_opened: list[int] = []
    for m in re.finditer('[“”"]', text):
        before, after = text[max(0, m.start() - 1) : m.start()], text[m.end() : m.end() + 1]
        straight = m.group() == '"'
        opens = (not before or before.isspace() or before in "([–—-") and after.strip()
        if m.group() == "“" or (straight and opens):
            opened[straight].append(m.start())
        elif opened[straight]:
            opened[straight].pop()
        elif not (straight and before.isdigit()):
            never_opened.append(m.start())
    return sorted(opened[True] + opened[False]), never_opened


# Applied in this order. Each name says what is repaired.
STEPS: dict[str, Callable[[str], list[Edit]]] = {
    "doubled_spaces": _doubled_spaces,
    "stray_marks": _stray_marks,
    "missing_full_stops": _missing_full_stops,
    "unclosed_quotes": _unclosed_quotes,
    "straight_apostrophes": _straight_apostrophes,
    "straight_quotes": _straight_quotes,
}


def clean(text: str, steps: Iterable[str] = tuple(STEPS)) -> Cleaned:
    """Repair a text by the named steps, in the order of ``STEPS``.

    text: any text. steps: names from ``STEPS``; none gives the text as it is.
    Returns the cleaned text with its alignment. Raises ValueError for a name that is no step.
    """
    wanted = set(steps)
    if unknown := wanted - set(STEPS):
        raise ValueError(f"No cleaning step is called {sorted(unknown)[0]!r}: choose from {', '.join(STEPS)}.")
    cleaned = apply_edits(text, [])
    for name, step in STEPS.items():
        if name in wanted:
            cleaned = _edited(cleaned, step(cleaned.text))
    return cleaned


def apply_edits(text: str, edits: list[Edit]) -> Cleaned:
    """Replace spans of a text, keeping the way back.

    edits: (start, end, what stands there instead), in order and without overlap.
    """
    return _edited(Cleaned(text, tuple((i, i + 1) for i in range(len(text)))), edits)


def _edited(cleaned: Cleaned, edits: list[Edit]) -> Cleaned:
    pieces: list[str] = []
    origin: list[tuple[int, int]] = []
    at = 0
    for start, end, instead in edits:
        pieces += [cleaned.text[at:start], instead]
        origin += cleaned.origin[at:start]
        origin += [_origin(cleaned, start, end)] * len(instead)
        at = end
    pieces.append(cleaned.text[at:])
    origin += cleaned.origin[at:]
    return Cleaned("".join(pieces), tuple(origin))


def _origin(cleaned: Cleaned, start: int, end: int) -> tuple[int, int]:
    """The original span of an edit's place; empty where the edit inserts."""
    if start < end:
        return cleaned.to_original(start, end)
    place = cleaned.origin[start - 1][1] if start else 0
    return place, place


def noise_inventory(text: str) -> list[Noise]:
    """List the flaws of a text's surface, in reading order.

    Returns a Noise for each stray mark, unbalanced quotation mark, missing full stop and doubled space, and
    for each apostrophe of the rarer shape where a text mixes curly and straight ones.
    """
    found = [
        *_noise(
            text,
            _stray_marks(text),
            "stray mark",
            "A mark stands apart from the sentence that it belongs to.",
        ),
        *_noise(
            text,
            _missing_full_stops(text),
            "missing full stop",
            "Two sentences run together without a full stop.",
        ),
        *_noise(text, _doubled_spaces(text), "doubled space", "More than one blank stands between two words."),
    ]
    for part in paragraphs(text):
        opened, never_opened = _unbalanced(part.text)
        found += _noise(
            text,
            [(part.start + i, part.start + i + 1, "") for i in opened],
            "unbalanced quotation mark",
            "Opens and never closes in its paragraph.",
        )
        found += _noise(
            text,
            [(part.start + i, part.start + i + 1, "") for i in never_opened],
            "unbalanced quotation mark",
            "Closes what was never opened in its paragraph.",
        )
    found += _mixed_apostrophes(text)
    return sorted(found, key=lambda noise: (noise.start, noise.end))


def _noise(text: str, edits: list[Edit], kind: str, note: str) -> list[Noise]:
    return [Noise(start, end, text[start:end], kind, note) for start, end, _ in edits]


def _mixed_apostrophes(text: str) -> list[Noise]:
    places = [(m.start(), m.end(), "") for m in re.finditer(r"(?<=\w)['’](?=\w)", text)]
    curly = [place for place in places if text[place[0]] == "’"]
    straight = [place for place in places if text[place[0]] == "'"]
    rarer = min(curly, straight, key=len)
    shape = "curly" if rarer is curly else "straight"
    return _noise(text, rarer, "mixed apostrophes", f"A {shape} apostrophe in a text that mostly has the other shape.")
