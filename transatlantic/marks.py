"""Quotation marks: pairing them paragraph by paragraph, whatever their style, also where one is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transatlantic.article import Paragraph

NEVER_CLOSES = "never closes"
NEVER_OPENS = "never opens"
GOES_ON = "goes on in the next paragraph"


@dataclass
class Marked:
    """A quote in marks before its speaker is known; ``inner`` are the words between the marks."""

    start: int
    end: int
    inner: str
    flags: tuple[str, ...] = ()


DOUBLE = re.compile(r"[“”„«»\"]|``|''")
# Characters within which a single mark must close; apostrophes make any longer search guesswork.
SINGLE_REACH = 1000
LATER_SINGLE = re.compile(r"[,.?!…]\s?[’'](?!\w)")


def _opens(text: str, at: int, end: int) -> bool:
    """Whether a mark stands where one opens: behind a blank or a bracket and right before a word."""
    before = text[at - 1] if at else " "
    after = text[end] if end < len(text) else " "
    return not after.isspace() and (
        before.isspace() or before in "([{—–-/‘'“\"" or (not before.isalnum() and before not in ".,?!…’”)]")
    )


def _doubles(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The double marks of a paragraph: start, end, and whether each opens or closes."""
    found = []
    for match in DOUBLE.finditer(text, start, end):
        at, stop, mark = match.start(), match.end(), match.group()
        if mark in ("“", "„", "«", "``"):
            before = text[at - 1] if at > start else " "
            after = text[stop] if stop < end else " "
            misused = (
                mark == "“" and (after.isspace() or after in ".,;:)") and not before.isspace() and before not in "(—–-"
            )
            found.append((at, stop, "close" if misused else "open"))
        elif mark in ("”", "»"):
            misused = (at == start or text[at - 1].isspace()) and stop < end and text[stop].isalnum()
            found.append((at, stop, "open" if misused else "close"))
        elif mark == '"' and at > start and text[at - 1].isdigit() and not any(m[2] == "open" for m in found[-1:]):
            continue  # inches
        else:
            found.append((at, stop, "open" if _opens(text, at, stop) else "close"))
    return found


def pairs(text: str, part: Paragraph, following: Paragraph | None) -> list[Marked]:
    """The quotes in marks of one paragraph, in order and without overlap."""
    doubles = _doubles(text, part.start, part.end)
    # What is still to come behind each mark tells a nested quote from one that never closed.
    balance = [0] * (len(doubles) + 1)
    for i in range(len(doubles) - 1, -1, -1):
        balance[i] = balance[i + 1] + (1 if doubles[i][2] == "close" else -1)
    found: list[Marked] = []
    depth = 0
    opened = 0
    opened_end = part.start
    at = part.start
    for i, (start, end, role) in enumerate(doubles):
        if start < at:
            continue
        if depth == 0:
            for single in _singles(text, at, start, part.end):
                found.append(single)
                at = single.end
            if start < at:
                continue
        if role == "open":
            if depth and balance[i + 1] >= 2:
                depth += 1
                continue
            if depth:
                stop = opened + len(text[opened:start].rstrip())
                found.append(Marked(opened, stop, text[opened_end:stop], (NEVER_CLOSES,)))
            depth, opened, opened_end = 1, start, end
        elif depth:
            depth -= 1
            if not depth:
                found.append(Marked(opened, end, text[opened_end:start]))
                at = end
        else:
            begin = _never_opened(text, found[-1].end if found else part.start, start)
            if text[begin:start].strip():
                found.append(Marked(begin, end, text[begin:start], (NEVER_OPENS,)))
            at = end
    if depth:
        goes_on = following is not None and DOUBLE.match(following.text) and text[part.end : following.start].isspace()
        if text[opened_end : part.end].strip():
            flag = GOES_ON if goes_on else NEVER_CLOSES
            found.append(Marked(opened, part.end, text[opened_end : part.end], (flag,)))
    else:
        found += _singles(text, at, part.end, part.end)
    return [quote for quote in found if re.search(r"\w", quote.inner)]


def _never_opened(text: str, after: int, close: int) -> int:
    """Where a quote begins that never opens: behind the colon that announces it, else behind the quote before."""
    colon = text.rfind(": ", after, close)
    begin = colon + 1 if colon >= 0 else after
    return begin + len(text[begin:close]) - len(text[begin:close].lstrip(" \t\n.,;"))


def _singles(text: str, start: int, stop: int, end: int) -> list[Marked]:
    """Quotes in single marks between ``start`` and ``stop``, outside double ones: British papers use them first."""
    found = []
    at = start
    for match in re.finditer(r"[‘']", text[start:stop]):
        opened = start + match.start()
        if (
            opened < at
            or not _opens(text, opened, opened + 1)
            or re.match(r".(\d0s|em\b|tis\b|til\b|n\b)", text[opened : opened + 8])
        ):
            continue
        close = _single_close(text, opened + 1, end)
        if close is not None:
            found.append(Marked(opened, close + 1, text[opened + 1 : close]))
            at = close + 1
    return found


def _single_close(text: str, start: int, end: int) -> int | None:
    end = min(end, start + SINGLE_REACH)
    for match in re.finditer(r"[‘’']", text[start:end]):
        at = start + match.start()
        before, after = text[at - 1], text[at + 1] if at + 1 < end else " "
        if match.group() == "‘" and _opens(text, at, at + 1):
            return None
        if before.isspace() or after.isalnum():
            continue
        if before == "s" and re.match(r" [a-z]", text[at + 1 : at + 3]):
            later = LATER_SINGLE.search(text, at + 1, end)
            opening = text.find("‘", at + 1, end)
            if later and (opening < 0 or later.start() < opening):
                continue  # a plural's possessive: the allies’ plan
        return at
    return None
