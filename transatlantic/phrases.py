"""Noun phrases and verbs, found by closed word lists: enough to tell who stands beside a verb of speaking.

A phrase is a pair of indices into a list of words, the end exclusive.
"""

from __future__ import annotations

import re

from transatlantic.lexicon import Word, cues, ends_sentence, tokenize, words

# The token that stands for a marked quote among the narrator's words.
MARKED = "\ue000"

AUXILIARIES = words("auxiliaries")
CLAUSE = words("clause")
DETERMINERS = words("determiners")
INDEFINITE = words("indefinite")
PAST = words("past")
PEOPLE = words("people")
PREPOSITIONS = words("prepositions")
PRONOUNS = words("pronouns")
SKIPPED = words("skipped")
TIMES = words("calendar")
TIMELY = re.compile(r"^(earlier|later|last|this|next|on|in|at|during|after|before|from|via|by|to|late|early)$")


def verb(word: Word) -> bool:
    """Whether a word is likely a finite verb; without a tagger, by closed lists and endings."""
    low = word.low
    if low == "'s":
        return False  # far more often a possessive
    if low in AUXILIARIES or low in PAST:
        return True
    if word.capital:
        return False
    return (low in cues() and not low.endswith("ing")) or (low.endswith("ed") and len(low) > 4)


def s_verb(tokens: list[Word], m: int) -> bool:
    """Whether a lower-case word in -s behind a singular noun or a name may be its verb."""
    word = tokens[m]
    return (
        word.text.islower()
        and word.low.endswith("s")
        and len(word.low) > 3
        and not word.low.endswith(("ss", "us", "is"))
    )


FINITE = re.compile(
    r"\b(i|we|you|he|she|it|they|there|this|that|these|those|who|nobody|everyone|[a-z’'-]+)\b[^.?!]*?\b"
    r"(is|are|was|were|am|will|would|has|have|had|can|could|must|should|may|might|do|does|did|won[’']t|can[’']t|cannot|"
    r"don[’']t|doesn[’']t|didn[’']t|isn[’']t|aren[’']t|wasn[’']t|weren[’']t|wouldn[’']t|couldn[’']t|shouldn[’']t|haven[’']t|hasn[’']t)\b"
    r"|\b(i|we|you|he|she|it|they|that|there|who|what)[’'](s|re|m|ve|ll|d)\b|\b(i|we|you|they|he|she|it) [a-z]+",
    re.I,
)


def holds_clause(inner: str) -> bool:
    """Whether marked words hold a clause: a subject with a finite verb behind it, as far as closed lists tell."""
    if FINITE.search(inner):
        return True
    inside = tokenize(inner)
    if len(inside) < 3 or inside[0].low not in INDEFINITE:
        return False
    return any(verb(word) or s_verb(inside, m) for m, word in enumerate(inside[:-1]) if m)


def clause_subject(tokens: list[Word], start: int, stop: int) -> tuple[int, int] | None:
    """The nearest subject at the beginning of a clause between two indices, going left."""
    for k in range(stop, start - 1, -1):
        opening = (
            k == 0
            or tokens[k - 1].text in ",;:—–"
            or tokens[k - 1].low in ("and", "but", "while", "when", "that", "as", "because", "after")
        )
        if not opening:
            continue
        word = tokens[k]
        if word.low in PRONOUNS - {"who", "one"} and k + 1 < len(tokens) and k < stop:
            return k, k + 1
        if word.text == MARKED or word.low in PREPOSITIONS or (word.low in CLAUSE and word.low not in DETERMINERS):
            continue
        if word.capital or word.low in DETERMINERS or word.low in words("titles"):
            end = phrase_right(tokens, k, verbs=True)
            if (
                end > k
                and end <= stop
                and end < len(tokens)
                and (k == 0 or verb(tokens[end]) or tokens[end].text in (",",) or tokens[end].low.endswith(("ly", "s")))
            ):
                return k, end
    return None


def phrase_right(tokens: list[Word], i: int, *, verbs: bool = False, inverted: bool = False) -> int:
    """The index behind the noun phrase that begins at ``i``; ``i`` itself where none begins.

    verbs: stop before any verb, not only one of speaking. inverted: the verb of speaking stands right before (*said
    former governor Smith*), so that any word but an adverb or a preposition may begin the phrase.
    """
    k = i
    if k >= len(tokens) or tokens[k].text == MARKED or not tokens[k].text[0].isalnum():
        return i
    first = tokens[k]
    if first.low in PRONOUNS:
        return k + 1
    starts = (
        first.capital
        or first.low in DETERMINERS
        or first.low in words("titles")
        or first.text[0].isdigit()
        or _noun(first)
    )
    if inverted and not first.low.endswith("ly") and first.low not in SKIPPED | CLAUSE and not TIMELY.match(first.low):
        starts = True
    if not starts or first.low in TIMES or first.low in PREPOSITIONS or first.low == "that" or first.low in AUXILIARIES:
        return i
    while k < len(tokens):
        word = tokens[k]
        if word.low == "'s":
            k += 1
            continue
        if word.text == "." and k > i and k + 1 < len(tokens) and not ends_sentence(tokens, k):
            k += 1
            continue
        if word.text in ("&", "/") or (
            word.low == "and" and k + 1 < len(tokens) and tokens[k - 1].capital and tokens[k + 1].capital
        ):
            k += 1
            continue
        if word.text == MARKED or not word.text[0].isalnum():
            break
        if word.low in PREPOSITIONS:
            if word.low in ("of", "for") and tokens[k - 1].capital and k + 1 < len(tokens) and _of_name(tokens, k):
                k += 2 if tokens[k + 1].low != "the" else 3
                continue
            break
        if k > i and (
            word.low in CLAUSE
            or word.low in TIMES
            or word.low in AUXILIARIES
            or word.low in DETERMINERS - {"one", "two"}
        ):
            break
        if k > i and word.low in PRONOUNS | {"him", "them", "me", "us"}:
            break
        if k > i and (word.low.endswith("ly") or word.low in SKIPPED or TIMELY.match(word.low)) and not word.capital:
            break
        if k > i and not word.capital and (word.low.endswith("ing") or ((verbs or word.low in cues()) and verb(word))):
            break
        k += 1
    return k


def _noun(word: Word) -> bool:
    return word.low in PEOPLE or word.low.endswith(("ists", "crats", "cians"))


def _of_name(tokens: list[Word], k: int) -> bool:
    """Whether *of* at ``k`` belongs to a name (*Bank of England*, *Secretary of Defense*)."""
    then = tokens[k + 1]
    if then.low == "the":
        return k + 2 < len(tokens) and tokens[k + 2].capital and tokens[k - 1].low in words("organisations")
    head = tokens[k - 1].low
    return then.capital and (head in words("organisations") or head in words("titles"))


def phrase_left(tokens: list[Word], j: int) -> tuple[int, int] | None:
    """The noun phrase that ends at ``j``, up to the clause's beginning on its left; None where there is none."""
    if j < 0 or tokens[j].text == MARKED or not (tokens[j].text[0].isalnum() or tokens[j].text in ".)"):
        return None
    if tokens[j].low in PRONOUNS - {"one"}:
        return j, j + 1
    if tokens[j].text == ")":
        k = j
        while k >= 0 and tokens[k].text != "(":
            k -= 1
        return phrase_left(tokens, k - 1) if k > 0 else None
    k = j
    while k >= 0:
        word = tokens[k]
        if word.text == MARKED or (not word.text[0].isalnum() and word.low != "'s"):
            if word.text == "." and k > 0 and not ends_sentence(tokens, k):
                k -= 1
                continue
            if word.text in "&/":
                k -= 1
                continue
            break
        if word.low in ("and", "or"):
            # Officials in Kiev and Brussels: a list, unless the words before it hold a verb of their own.
            start = _chunk_start(tokens, k - 1)
            if start <= k - 1 and not any(verb(tokens[m]) for m in range(start, k)) and tokens[k - 1].text != ",":
                k = start - 1
                break
            break
        if word.low in CLAUSE or word.low in ("since", "than"):
            if word.low in ("who", "which") and k > 0:
                k -= 1
                continue
            break
        if k < j and verb(word) and not _relative(tokens, k):
            break
        k -= 1
    start = k + 1
    return _trim(tokens, start, j)


def _relative(tokens: list[Word], k: int) -> bool:
    """Whether the verb at ``k`` belongs to a relative clause (*people who know him*)."""
    return any(tokens[m].low in ("who", "which", "whose") for m in range(max(0, k - 3), k))


def _chunk_start(tokens: list[Word], k: int) -> int:
    while (
        k >= 0
        and tokens[k].text != MARKED
        and (tokens[k].text[0].isalnum() or tokens[k].low == "'s")
        and tokens[k].low not in (CLAUSE - {"and", "or"})
    ):
        k -= 1
    return k + 1


def _trim(tokens: list[Word], start: int, j: int) -> tuple[int, int] | None:
    """Take an adverbial off the left of a phrase, and what follows its head noun off the right."""
    while start <= j and (
        tokens[start].low in SKIPPED
        or (
            (tokens[start].low.endswith("ly") and not tokens[start].capital)
            and tokens[start].low not in words("titles")
        )
        or (
            tokens[start].low in words("words") - DETERMINERS - PRONOUNS - PREPOSITIONS - INDEFINITE
            and not _noun(tokens[start])
        )
        or (tokens[start].low in TIMES)
    ):
        start += 1
    if start > j:
        return None
    if tokens[start].low in PREPOSITIONS:
        # On Thursday Smith said; in a statement the ministry said
        for k in range(j, start, -1):
            if tokens[k].low in DETERMINERS and tokens[k - 1].low not in PREPOSITIONS:
                return k, _head_end(tokens, k, j)
        k = j
        while k > start and tokens[k].capital and tokens[k].low not in TIMES:
            k -= 1
        return (k + 1, j + 1) if k < j and k > start else None
    return start, _head_end(tokens, start, j)


def _head_end(tokens: list[Word], start: int, j: int) -> int:
    """The index behind the head noun: before *for*, *who*, *in* ... unless the preposition is part of a name."""
    k = start + 1
    while k <= j:
        word = tokens[k]
        if word.low in ("of", "for") and tokens[k - 1].capital and k + 1 <= j and _of_name(tokens, k):
            k += 2
            continue
        if word.low in PREPOSITIONS or word.low in ("who", "which", "that", "whose", "where"):
            return k
        if not word.capital and word.low.endswith("ing") and k + 1 <= j and k > start + 1:
            return k
        k += 1
    return j + 1


def behind_apposition(tokens: list[Word], j: int) -> tuple[int, int] | None:
    """The subject before an apposition that ends at the comma or bracket ``j``: *Smith, a fellow of X, said*."""
    pieces: list[tuple[int, int]] = []
    start = 0
    depth = 0
    for k in range(j + 1):
        mark = tokens[k].text
        depth += (mark == "(") - (mark == ")")
        if mark == MARKED or mark in ";:" or (tokens[k].low in ("but", "while") and not depth):
            pieces, start = [], k + 1
        elif (mark in (",", "—", "–") and depth == 0) or mark == "(" or k == j:
            if k > start:
                pieces.append((start, k))
            start = k + 1
    for place, (first, stop) in enumerate(pieces[:-1] if len(pieces) > 1 else []):
        if tokens[first].low in ("and", "that", "but") and stop - first > 1:
            first += 1
        word = tokens[first]
        if (
            word.low in PREPOSITIONS
            or word.low in TIMES
            or word.low in CLAUSE - DETERMINERS
            or word.low in words("words") - DETERMINERS - PRONOUNS
        ):
            continue
        if word.low.endswith(("ing", "ed")) or word.low.endswith("ly"):
            continue
        found = phrase_left(tokens, stop - 1)
        if found and found[0] >= first:
            span = tokens[found[0] : found[1]]
            if any(w.capital for w in span) or span[0].low in DETERMINERS | PRONOUNS or place == 0:
                return _named_after(tokens, found, pieces[place + 1])
    return None


def _named_after(tokens: list[Word], role: tuple[int, int], piece: tuple[int, int]) -> tuple[int, int]:
    """The name in apposition to a role (*the director, James Smith, said*), else the role."""
    name = tokens[piece[0] : piece[1]]
    if tokens[role[1] - 1].capital or not 2 <= len(name) <= 4 or not all(word.capital for word in name):
        return role
    return piece
