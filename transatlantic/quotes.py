"""Who speaks: quotations and reported clauses in a news text, each with its speaker, its cue and its place.

Rules, no trained model: marks are paired paragraph by paragraph, a verb of speaking in the narrator's words gives the
cue, and the noun phrase beside it the speaker. The word lists are data (``data/names``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from transatlantic import corrections
from transatlantic.article import Span, paragraphs
from transatlantic.attribution import REACH, Cue, Line, Speaker, find_cues, narrated, opens_clause
from transatlantic.lexicon import Word, ends_sentence, tokenize, words
from transatlantic.marks import GOES_ON, NEVER_CLOSES, NEVER_OPENS, Marked, pairs
from transatlantic.names import Mention, People, Person, Verdict, find_people
from transatlantic.phrases import (
    MARKED,
    PREPOSITIONS,
    PRONOUNS,
    SKIPPED,
    TIMES,
    clause_subject,
    holds_clause,
    phrase_right,
    s_verb,
    verb,
)

ADDRESSED = words("addressed")

Kind = Literal["full", "fragment", "indirect"]

FROM_CONTEXT = "speaker from context"
SINGULAR = frozenset(("he", "she"))
WORKS = re.compile(
    r"\b(titled|entitled|book|novel|film|movie|song|album|series|show|play|poem|essay|documentary|podcast|memoir|painting|"
    r"headline|headlined|article|report|paper|study|pamphlet|musical|opera|hit|single|anthem|brochure|exhibition)\b[^.?!]{0,20}$",
    re.I,
)


@dataclass(frozen=True)
class Quote(Span):
    """Words that a text attributes to somebody: ``source[start:end] == text``, marks included.

    speaker: who, as printed; for a pronoun the nearest earlier printed name of the person; None where the text does
    not tell. cue: the verb as printed, or *according to*; None where there is none. kind: full (could stand alone),
    fragment (needs the narrator's words) or indirect (a reported clause without marks). speaker_printed: the words
    beside the cue, a pronoun as it stands; speaker_span: their offsets. flags: never closes, never opens, goes on in
    the next paragraph, speaker from context.
    """

    speaker: str | None
    cue: str | None
    kind: Kind
    speaker_printed: str | None = None
    speaker_span: tuple[int, int] | None = None
    flags: tuple[str, ...] = ()


def find_quotes(text: str, gazetteer: Iterable[Verdict] | None = None) -> list[Quote]:
    """Find what is quoted in a news text, and who says it.

    text: any text. gazetteer: verdicts on names, see ``names.load_gazetteer``; None for the kit's own.
    Returns the quotes in order, without overlap; without a gazetteer, an article of one's own has those of its
    ``quotes.csv``. Raises SheetError where that cannot be used.

    How a pronoun is resolved: *he* and *she* mean the person who speaks or is the subject of the latest sentence that
    names one whose first name or title allows it; two who come into question side by side leave it open (None). *they*
    and *it* mean the latest speaker that is a group or an organisation, else None.
    """
    people = find_people(text, gazetteer)
    found = _Reader(text, people).quotes()
    corrected = corrections.quoted_spans(text) if gazetteer is None else None
    return found if corrected is None else _corrected(text, corrected, found)


def _corrected(text: str, rows: list[tuple[corrections.Row, int, int]], found: list[Quote]) -> list[Quote]:
    """The quotes of a sheet; what the finder knows of a quote that is in both stays."""
    told = {(quote.start, quote.end): quote for quote in found}
    quotes = []
    for row, start, end in rows:
        speaker, cue, kind = row["speaker"] or None, row["cue"] or None, row["kind"]
        if kind not in get_args(Kind):
            raise corrections.SheetError(f"{row.place}: {kind!r} is no kind: write {', '.join(get_args(Kind))}.")
        if quotes and start < quotes[-1].end:
            raise corrections.SheetError(f"{row.place}: this quote overlaps with the one before: take one out.")
        same = told.get((start, end))
        if same is None:
            quotes.append(Quote(start, end, text[start:end], speaker, cue, kind, speaker))
        elif (same.speaker, same.cue, same.kind) == (speaker, cue, kind):
            quotes.append(same)
        else:
            printed = same.speaker_printed if speaker else None
            span = same.speaker_span if speaker else None
            quotes.append(
                replace(same, speaker=speaker, cue=cue, kind=kind, speaker_printed=printed, speaker_span=span)
            )
    return quotes


class _Reader:
    """Reads one text: its quotes in marks, then sentence by sentence who says them."""

    def __init__(self, text: str, people: People) -> None:
        self.text = text
        self.people: list[Person] = list(people.people)
        named = [(m, i) for i, person in enumerate(people.people) for m in person.mentions]
        named += [(m, -1) for m in people.unresolved]
        named.sort(key=lambda item: item[0].start)
        self.mentions: list[tuple[Mention, int]] = named
        self.starts = [m.start for m, _ in named]
        self.by_variant = {name: i for i, person in enumerate(people.people) for name in person.variants}
        self.found: list[Quote] = []
        self.last: Speaker | None = None
        self.focus: list[Speaker | None] = []
        self.sentence_start = 0
        self.told: Cue | None = None

    def quotes(self) -> list[Quote]:
        parts = paragraphs(self.text)
        before: list[Quote] = []
        pending: list[int] = []
        leading: Speaker | None = None
        for place, part in enumerate(parts):
            following = parts[place + 1] if place + 1 < len(parts) else None
            lines = narrated(self.text, part, pairs(self.text, part, following))
            here: list[Quote] = []
            self.focus = self.focus[-4:]
            named = self._leading(lines)
            self.told = None
            for line in lines:
                here += self._sentence(line, here)
            here.sort(key=lambda quote: quote.start)
            first = len(self.found)
            self.found += here
            self._carry(first, before, pending, leading, named)
            bare = bool(here) and all(len(line.tokens) == len(line.marked) for line in lines)
            if bare and all(quote.speaker_printed is None for quote in here):
                pending += range(first, len(self.found))
            else:
                pending = []
                spoken = here[-1] if here and here[-1].speaker else None
                leading = named or (self._said(spoken) if spoken else None)
            before = here
        return self.found

    # A quote that stands alone in its paragraph.
    def _carry(
        self, first: int, before: list[Quote], pending: list[int], leading: Speaker | None, named: Speaker | None
    ) -> None:
        here = self.found[first:]
        if before and here and GOES_ON in before[-1].flags and here[0].speaker is None and before[-1].speaker_printed:
            self._give(range(first, first + 1), before[-1])
        elif (
            before
            and here
            and GOES_ON in before[-1].flags
            and before[-1].speaker_printed is None
            and here[0].speaker_printed
        ):
            for i in range(first - 1, -1, -1):
                if GOES_ON not in self.found[i].flags or self.found[i].speaker_printed:
                    break
                self._give(range(i, i + 1), here[0])
        if pending and leading and here and here[0].speaker_printed and pending[-1] == first - 1:
            speaker = self._same(leading, here[0])
            if speaker:
                for i in pending:
                    self.found[i] = replace(
                        self.found[i],
                        speaker=leading.name,
                        speaker_printed=leading.printed,
                        speaker_span=leading.span,
                        flags=(*self.found[i].flags, FROM_CONTEXT),
                    )
                if here[0].speaker_printed.lower() in SINGULAR:
                    for i in range(first, len(self.found)):
                        if self.found[i].speaker_printed == here[0].speaker_printed:
                            self.found[i] = replace(self.found[i], speaker=leading.name)

    def _said(self, quote: Quote) -> Speaker | None:
        """The speaker of a quote that ends a paragraph, who may go on in the next."""
        if quote.speaker is None or quote.speaker_span is None:
            return None
        return Speaker(quote.speaker, quote.speaker_span, quote.speaker, self.by_variant.get(quote.speaker))

    def _same(self, leading: Speaker, quote: Quote) -> bool:
        """Whether a quote goes on with the speaker whom an earlier line names."""
        if leading.name is None or quote.speaker is None:
            return False
        if leading.person is not None:
            return quote.speaker in self.people[leading.person].variants
        return quote.speaker == leading.name

    def _give(self, places: Iterable[int], other: Quote) -> None:
        for i in places:
            self.found[i] = replace(
                self.found[i],
                speaker=other.speaker,
                cue=other.cue,
                speaker_printed=other.speaker_printed,
                speaker_span=other.speaker_span,
            )

    def _leading(self, lines: list[Line]) -> Speaker | None:
        """The person with whom a paragraph's last sentence without a quote begins."""
        plain = [line for line in lines if not line.marked]
        if not plain or lines[-1].marked:
            return None
        return self._subject_person(plain[-1])

    def _subject_person(self, line: Line) -> Speaker | None:
        first, last = line.tokens[0].start, line.tokens[-1].end
        for k in range(bisect_left(self.starts, first), len(self.starts)):
            mention, person = self.mentions[k]
            if mention.start >= last:
                return None
            between = [word for word in line.tokens if word.start < mention.start]
            if any(verb(word) or word.low in PREPOSITIONS - {"of"} for word in between[-6:]) and not any(
                word.text == "," for word in between
            ):
                return None
            after = next((word for word in line.tokens if word.start >= mention.end), None)
            if after is not None and after.low == "'s":
                continue
            return Speaker(mention.text, (mention.start, mention.end), mention.text, person if person >= 0 else None)
        return None

    # One sentence.
    def _sentence(self, line: Line, here: list[Quote]) -> list[Quote]:
        tokens = line.tokens
        self.sentence_start = tokens[0].start
        spoken = find_cues(line)
        for cue in spoken:
            if cue.subject:
                cue.speaker = self._speaker(tokens, cue)
        found = []
        used: set[int] = set()
        marked_before = [quote for quote in here if quote.kind != "indirect"]
        previous = next(iter(reversed(marked_before or here)), None)
        for i, marked in line.marked.items():
            cue = self._cue_of(tokens, line, i, spoken)
            if self._work(tokens, i, marked, cue):
                continue
            if cue is not None:
                used.add(id(cue))
            quote = self._quote(tokens, line, i, marked, cue, previous)
            found.append(quote)
            previous = quote
            if cue is not None and cue.speaker is not None:
                self.last = cue.speaker
        for cue in spoken:
            found += self._indirect(tokens, line, cue, spoken, spent=id(cue) in used)
        self._remember(line, spoken)
        if len(tokens) > len(line.marked):
            reporting = [
                cue for cue in spoken if cue.speaker and cue.kind != "with_marks" and not cue.negated and not cue.unreal
            ]
            self.told = reporting[-1] if reporting else None
        return found

    def _cue_of(self, tokens: list[Word], line: Line, i: int, spoken: list[Cue]) -> Cue | None:
        """The cue of the quote at ``i``: right behind it, else the nearest before it, else behind a later comma."""
        later = [cue for cue in spoken if cue.first > i and not any(i < q < cue.first for q in line.marked)]
        k = i + 1
        while k < len(tokens) and (tokens[k].text in ",—–-" or tokens[k].low in SKIPPED):
            k += 1
        before = [cue for cue in spoken if cue.last < i and not cue.inverted]
        for cue in later[:1]:
            if before and opens_clause(tokens, cue) and self._reaches(tokens, before[-1], i):
                break  # described it as “…”, Smith told them that …
            if not cue.elided and cue.left <= k and (cue.inverted or cue.subject):
                return cue
            if cue.kind == "according" and cue.first <= k:
                return cue
        earlier = before
        if earlier and earlier[-1].kind != "plain" and not self._reaches(tokens, earlier[-1], i):
            earlier = [cue for cue in earlier if cue.kind == "plain"]
        for cue in reversed(earlier):
            if cue.kind == "according" and any(other.last < i and other is not cue for other in earlier):
                continue
            far = i - cue.last > REACH or any(tokens[m].low == "that" for m in range(cue.last, i))
            if far and (cue.kind == "with_marks" or cue.unreal) and any(c.kind != "with_marks" for c in earlier):
                continue
            return cue
        for cue in later:
            if cue.kind in ("plain", "with_that", "according") and (
                (cue.left and tokens[cue.left - 1].text == ",") or cue.inverted
            ):
                return cue
        # Split by its attribution: ... he said, ... with nothing but marks between.
        inverted = [cue for cue in spoken if cue.last < i and cue.inverted]
        return inverted[-1] if inverted else None

    def _reaches(self, tokens: list[Word], cue: Cue, i: int) -> bool:
        """Whether a verb that needs marks or *that* has the quote at ``i`` in its reach."""
        between = [word.low for word in tokens[cue.last + 1 : i]]
        reach = REACH if between[:1] == ["to"] else 2 * REACH  # agreed to ...: soon the narrator's own words
        return cue.kind == "according" or len(between) < reach or bool({"that", "whether", ":", ","} & set(between))

    def _work(self, tokens: list[Word], i: int, marked: Marked, cue: Cue | None) -> bool:
        """Whether the marks stand around the title of a work: *the novel “The Long Winter”*."""
        inner = marked.inner.strip().rstrip(",")
        inside = tokenize(inner)
        if not inside or inside[-1].text in ("!", ".", "?") or marked.flags:
            return False
        named = [word for word in inside if (word.text[0].isalpha() and len(word.text) > 3) or word is inside[0]]
        if not all(word.capital or word.text[0].isdigit() for word in named):
            return False
        before = self.text[max(0, marked.start - 60) : marked.start]
        if WORKS.search(before):
            return True
        beside = cue is not None and (cue.left == i + 1 or cue.right in (i, i - 1))
        return len(named) > 1 and not beside and all(word.capital for word in named[1:])

    def _quote(
        self, tokens: list[Word], line: Line, i: int, marked: Marked, cue: Cue | None, previous: Quote | None
    ) -> Quote:
        kind = self._kind(tokens, line, i, marked, cue)
        quote = Quote(
            marked.start, marked.end, self.text[marked.start : marked.end], None, None, kind, flags=marked.flags
        )
        if cue is not None:
            quote = replace(quote, cue=cue.text)
            return self._spoken_by(quote, cue.speaker)
        alone = len(tokens) == len(line.marked)
        if (
            kind == "full"
            and i == 0
            and (previous is None or previous.speaker_printed is None)
            and self.told is not None
        ):
            return self._spoken_by(replace(quote, cue=self.told.text), self.told.speaker)
        if previous is not None and previous.speaker_printed and kind == "full" and (alone or i == 0):
            return replace(
                quote,
                speaker=previous.speaker,
                cue=previous.cue,
                speaker_printed=previous.speaker_printed,
                speaker_span=previous.speaker_span,
            )
        if kind == "full" and i and tokens[i - 1].text == ":":
            subject = self._subject_person(line)
            if subject is None and (span := clause_subject(tokens, 0, i - 1)):
                subject = self._printed(tokens, span)
            return self._spoken_by(quote, subject)
        return quote

    def _spoken_by(self, quote: Quote, speaker: Speaker | None) -> Quote:
        if speaker is None:
            return quote
        return replace(quote, speaker=speaker.name, speaker_printed=speaker.printed, speaker_span=speaker.span)

    def _kind(self, tokens: list[Word], line: Line, i: int, marked: Marked, cue: Cue | None) -> Kind:
        inner = marked.inner.strip().strip("‘’'\"“”")
        body = inner.lstrip("([…. ")
        last = inner.rstrip(")]’'”\"").rstrip()[-1:]
        after = tokens[i + 1].text if i + 1 < len(tokens) else ""
        ended = last in ".?!…,—–-" or NEVER_CLOSES in marked.flags or GOES_ON in marked.flags
        before = tokens[i - 1].text if i else ""
        opens_line = i == 0 or before in ":," or before == MARKED
        if body[:1].isupper() or body[:1].isdigit() or not body[:1].isalpha():
            if (opens_line and (ended or after in ("", ",", "."))) or NEVER_OPENS in marked.flags:
                return "full"
            return "full" if holds_clause(inner) else "fragment"
        split = any(q < i for q in line.marked) and before == "," and cue is not None
        if split and ended:
            return "full"
        if (
            before == "that"
            or before == ","
            or before == ":"
            or (i and cue is not None and cue.last == i - 1)
            or i == 0
        ):
            return "full" if holds_clause(inner) else "fragment"
        return "fragment"

    # Reported clauses.
    def _indirect(self, tokens: list[Word], line: Line, cue: Cue, spoken: list[Cue], *, spent: bool) -> list[Quote]:
        if cue.kind == "with_marks" or cue.negated or cue.unreal:
            return []
        if not cue.passive and cue.speaker is None:
            return []
        span = self._behind(tokens, cue, spoken, spent=spent) or (
            None if spent else self._ahead(tokens, line, cue, spoken)
        )
        if span is None or any(span[0] <= q < span[1] for q in line.marked):
            return []
        start, stop = span
        while stop > start and not tokens[stop - 1].text[0].isalnum() and tokens[stop - 1].text not in ")%":
            if tokens[stop - 1].text == "." and not ends_sentence(tokens, stop - 1) and stop < len(tokens):
                break
            stop -= 1
        if stop - start < 2:
            return []
        begin, end = tokens[start].start, tokens[stop - 1].end
        quote = Quote(begin, end, self.text[begin:end], None, cue.text, "indirect")
        return [self._spoken_by(quote, cue.speaker)]

    def _behind(self, tokens: list[Word], cue: Cue, spoken: list[Cue], *, spent: bool) -> tuple[int, int] | None:
        """The tokens of the clause behind a cue: *said that ...*, *said ...*, *According to X, ...*.

        spent: the cue already has words in marks before it, so that only *that* opens another clause.
        """
        stop = self._clause_end(tokens, cue, spoken)
        k = cue.right
        if cue.kind == "according":
            if cue.first > 1 or k >= len(tokens):
                return None
            comma = next((m for m in range(k, min(k + 25, len(tokens))) if tokens[m].text == ","), None)
            return None if comma is None else (comma + 1, stop)
        if cue.inverted:
            return None
        for m in range(k, min(k + 14, stop)):
            low = tokens[m].low
            if low == "that":
                return m + 1, stop
            if m == k and low in ("whether", "if", "why", "how", "what", "where", "when", "who"):
                return m, stop
            if low in ("whether", "if", "why") and cue.text.lower() in ADDRESSED:
                return m, stop
            if not tokens[m].text[0].isalnum() or (verb(tokens[m]) and m > k):
                break
        if cue.kind != "plain" or spent or k >= stop:
            return None
        if cue.text.lower() in ADDRESSED and cue.text.lower()[:4] != "warn":
            k = phrase_right(tokens, k) if tokens[k].low not in ("him", "her", "them", "me", "us", "it") else k + 1
        while k < stop and (
            tokens[k].low in TIMES
            or (
                tokens[k].low in ("on", "last", "this")
                and k + 1 < stop
                and tokens[k + 1].low in TIMES | {"week", "month", "year"}
            )
            or tokens[k].low in ("week", "month", "year", "later", "earlier", "also")
        ):
            k += 1
        if k >= stop or not tokens[k].text[0].isalnum():
            return None
        first = tokens[k]
        if first.low in PREPOSITIONS - {"without", "within", "despite", "under"} or first.low in (
            "nothing",
            "goodbye",
            "so",
            "no",
            "yes",
        ):
            return None
        if not any(verb(tokens[m]) or s_verb(tokens, m) for m in range(k + 1, stop)):
            return None
        return k, stop

    def _clause_end(self, tokens: list[Word], cue: Cue, spoken: list[Cue]) -> int:
        stop = len(tokens)
        for m in range(cue.right, len(tokens)):
            if tokens[m].text == ";":
                stop = m
                break
        for other in spoken:
            if other.first > cue.last:
                left = other.left if not other.elided else other.first
                before = tokens[left - 1].low if left else ""
                parted = before in (",", "and", "but", "while") or before in SKIPPED
                inside = before == "that"
                if other.kind == "according" or (parted and not inside):
                    while left > 0 and (
                        tokens[left - 1].text == ","
                        or tokens[left - 1].low in ("and", "but", "while", "before", "then")
                    ):
                        left -= 1
                    stop = min(stop, left)
        return stop

    def _ahead(self, tokens: list[Word], line: Line, cue: Cue, spoken: list[Cue]) -> tuple[int, int] | None:
        """The tokens of the clause before a cue: *..., Smith said.*, *..., according to X*."""
        if cue.kind not in ("plain", "according") or cue.elided or cue.left < 2:
            return None
        comma = cue.left - 1
        if tokens[comma].text != "," and cue.kind != "according":
            return None
        start = 0
        for other in spoken:
            if other.right <= comma:
                return None
        for q in line.marked:
            if q < comma:
                start = q + 1
        if not any(verb(tokens[m]) or s_verb(tokens, m) for m in range(start, comma)):
            return None
        return start, comma if tokens[comma].text == "," else cue.left

    # Speakers.
    def _speaker(self, tokens: list[Word], cue: Cue) -> Speaker | None:
        assert cue.subject is not None
        return self._printed(tokens, cue.subject)

    def _printed(self, tokens: list[Word], span: tuple[int, int]) -> Speaker | None:
        """The speaker in a noun phrase: the name without its title, else the role up to its head noun, or a pronoun."""
        first, stop = span
        while stop > first and tokens[stop - 1].low in ("'s", "."):
            if tokens[stop - 1].text == "." and len(tokens[stop - 2].text) <= 3:
                break
            stop -= 1
        if stop <= first:
            return None
        start, end = tokens[first].start, tokens[stop - 1].end
        printed = self.text[start:end]
        if stop - first == 1 and tokens[first].low in PRONOUNS:
            return self._pronoun(tokens[first])
        inside = [
            (mention, person)
            for mention, person in self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
            if mention.end <= end
        ]
        if inside:
            mention, person = inside[-1]
            joined = len(inside) > 1 and any(word.low == "and" for word in tokens[first:stop])
            if mention.end == end and not joined and self._heads(tokens, first, mention):
                return Speaker(
                    mention.text, (mention.start, mention.end), mention.text, person if person >= 0 else None
                )
        return Speaker(printed, (start, end), printed)

    def _heads(self, tokens: list[Word], first: int, mention: Mention) -> bool:
        """Whether a name at a phrase's end is its head and no part of a role (*a spokesman for Smith*)."""
        k = next((i for i in range(first, len(tokens)) if tokens[i].start >= mention.start), first)
        k -= 1
        while k >= first and (tokens[k].capital or tokens[k].low in words("titles") or tokens[k].text == "."):
            k -= 1
        if k < first or tokens[k].low not in PREPOSITIONS:
            return True
        return tokens[k].low == "of" and k > first and tokens[k - 1].low in words("titles")

    def _pronoun(self, word: Word) -> Speaker:
        span = (word.start, word.end)
        low = word.low
        if low in SINGULAR:
            return self._resolved(word, span, low)
        if low in ("they", "it") and self.last is not None and self.last.person is None and self.last.name:
            plural = self.last.name.lower().endswith("s") or " and " in self.last.name
            if plural == (low == "they") or (low == "it" and self.last.name[0].isupper()):
                return Speaker(word.text, span, self.last.name)
        return Speaker(word.text, span, None)

    def _resolved(self, word: Word, span: tuple[int, int], low: str) -> Speaker:
        candidates = [*self.focus, self._same_sentence(word)]
        for focus in reversed([c for c in candidates if c is not None]):
            if focus.person is None:
                if focus.name and not focus.name.lower().split()[-1].endswith("s"):
                    return Speaker(word.text, span, focus.name)
                continue
            if self.people[focus.person].pronoun in (None, low):
                if any(self.people[rival].pronoun in (None, low) for rival in focus.rivals):
                    return Speaker(word.text, span, None)
                return Speaker(word.text, span, self._nearest(focus.person, word.start), focus.person)
        return Speaker(word.text, span, None)

    def _same_sentence(self, word: Word) -> Speaker | None:
        """The first person named before a pronoun in its own sentence."""
        for k in range(bisect_left(self.starts, self.sentence_start), bisect_left(self.starts, word.start)):
            mention, person = self.mentions[k]
            if person >= 0 and self.people[person].pronoun in (None, word.low):
                return Speaker(mention.text, (mention.start, mention.end), mention.text, person)
        return None

    def _nearest(self, person: int, before: int) -> str:
        """The nearest earlier mention of a person, as printed."""
        mentions = self.people[person].mentions
        return mentions[max(0, bisect_left(mentions, before, key=lambda mention: mention.start) - 1)].text

    def _remember(self, line: Line, spoken: list[Cue]) -> None:
        """Who a following pronoun may mean: the speaker of this sentence, else its subject."""
        for cue in spoken:
            if cue.speaker is not None and (cue.speaker.person is not None or cue.speaker.name):
                self.focus.append(cue.speaker)
                self.last = cue.speaker
                return
        subject = self._subject_person(line)
        if subject is not None:
            self.focus.append(replace(subject, rivals=self._joined(line, subject)))
            return
        outside = self._outside(line)
        if outside is not None:
            self.focus.append(outside)

    def _joined(self, line: Line, subject: Speaker) -> tuple[int, ...]:
        """Others whom the sentence names beside its subject: *Smith and Jones*, *Smith flew in with Jones*."""
        last = line.tokens[-1].end
        found = []
        for k in range(bisect_left(self.starts, subject.span[1]), bisect_left(self.starts, last)):
            mention, person = self.mentions[k]
            between = [word.low for word in line.tokens if subject.span[1] <= word.start < mention.start]
            if person >= 0 and person != subject.person and {"and", "with", "alongside", "met"} & set(between):
                found.append(person)
        return tuple(found)

    def _outside(self, line: Line) -> Speaker | None:
        """The only person named outside the marks of a sentence, whatever the place."""
        first, last = line.tokens[0].start, line.tokens[-1].end
        spans = [(m.start, m.end) for m in line.marked.values()]
        named = {
            person: mention
            for mention, person in self.mentions[bisect_left(self.starts, first) : bisect_left(self.starts, last)]
            if person >= 0 and not any(s <= mention.start < e for s, e in spans)
        }
        if len(named) != 1:
            return None
        person, mention = next(iter(named.items()))
        return Speaker(mention.text, (mention.start, mention.end), mention.text, person)
