"""Who says it: the verbs of speaking in a sentence, each with the phrase that is its subject."""

from __future__ import annotations

from dataclasses import dataclass

from transatlantic.article import Paragraph
from transatlantic.lexicon import Word, bases, cues, ends_sentence, tokenize, words
from transatlantic.marks import Marked
from transatlantic.phrases import (
    AUXILIARIES,
    DETERMINERS,
    MARKED,
    PREPOSITIONS,
    PRONOUNS,
    SKIPPED,
    behind_apposition,
    clause_subject,
    phrase_left,
    phrase_right,
    verb,
)

BE = words("be")
NEGATIONS = words("negations")
NOUNS = words("nouns")
PASSIVE = words("passive")
PLURALS = words("plurals")
UNREAL = words("unreal")
BASES = bases() & cues().keys()

# How many words may stand between a verb that needs marks (called, described) and its quote.
REACH = 8

LONGEST = 400


@dataclass
class Line:
    """A sentence of the narrator's words; ``marked`` gives for an index the quote that stands there."""

    tokens: list[Word]
    marked: dict[int, Marked]


def narrated(text: str, part: Paragraph, marks: list[Marked]) -> list[Line]:
    """The sentences of a paragraph, each marked quote standing as one token in them.

    marks: the quotes of ``marks.pairs`` for this paragraph. A sentence of more than ``LONGEST`` tokens is cut:
    it is a list or no prose, and the time must keep in step with the length.
    """
    tokens: list[Word] = []
    places: dict[int, Marked] = {}
    at = part.start
    for quote in marks:
        tokens += tokenize(text, at, quote.start)
        places[len(tokens)] = quote
        tokens.append(Word(quote.start, quote.end, MARKED, MARKED))
        at = quote.end
    tokens += tokenize(text, at, part.end)
    lines = []
    start = 0
    for i in range(len(tokens)):
        if i + 1 == len(tokens) or i - start >= LONGEST or _breaks(tokens, places, i):
            piece = range(start, i + 1)
            lines.append(Line([tokens[j] for j in piece], {j - start: places[j] for j in piece if j in places}))
            start = i + 1
    return lines


def _breaks(tokens: list[Word], places: dict[int, Marked], i: int) -> bool:
    then = tokens[i + 1]
    begins = then.capital or then.text == MARKED or then.text[0].isdigit()
    if i in places:
        last = places[i].inner.rstrip().rstrip("’'”")[-1:]
        if not begins or last not in (".", "?", "!", "…"):
            return False
        return then.text == MARKED or not _attributes(tokens, i + 1, short=last in (".", "…"))
    return begins and ends_sentence(tokens, i)


def _attributes(tokens: list[Word], i: int, *, short: bool) -> bool:
    """Whether the words behind a quote that ends with a stop are its attribution: *Smith asked*."""
    for j in range(i, min(i + 9, len(tokens))):
        word = tokens[j]
        if word.text == MARKED or word.text in ".?!:;" or word.low in AUXILIARIES or word.low in ("that", "but"):
            return False
        if j > i and not word.capital and word.low in cues():
            after = tokens[j + 1] if j + 1 < len(tokens) else None
            if not short:
                return after is None or after.low != "that"
            return after is None or after.text == "."
    return False


@dataclass
class Cue:
    """A verb of speaking in a sentence: where, which list, who (the tokens of the subject), and how it stands."""

    first: int
    last: int
    kind: str
    text: str
    subject: tuple[int, int] | None = None
    elided: bool = False
    inverted: bool = False
    negated: bool = False
    unreal: bool = False
    passive: bool = False
    speaker: Speaker | None = None

    @property
    def left(self) -> int:
        """The index where the attribution begins."""
        return min(self.first, self.subject[0]) if self.subject else self.first

    @property
    def right(self) -> int:
        """The index behind the attribution."""
        return max(self.last, self.subject[1] - 1 if self.subject else self.last) + 1


@dataclass(frozen=True)
class Speaker:
    """The speaker as printed, and resolved; ``rivals`` are others whom a pronoun could mean as well."""

    printed: str
    span: tuple[int, int]
    name: str | None
    person: int | None = None
    rivals: tuple[int, ...] = ()


def find_cues(line: Line) -> list[Cue]:
    """The verbs of speaking of a sentence, and *according to*, in order, each with its subject where it has one."""
    tokens = line.tokens
    forms = cues()
    found: list[Cue] = []
    for i, word in enumerate(tokens):
        if word.low == "according" and i + 1 < len(tokens) and tokens[i + 1].low == "to":
            stop = phrase_right(tokens, i + 2)
            if stop > i + 2:
                found.append(Cue(i, i + 1, "according", f"{word.text} {tokens[i + 1].text}", (i + 2, stop)))
            continue
        kind = forms.get(word.low)
        if kind is None or (word.capital and not (i == 0 and word.low in ("said", "says"))):
            continue
        cue = Cue(i, i, kind, word.text)
        if (
            word.low in PASSIVE
            and i
            and tokens[i - 1].low in BE
            and i + 1 < len(tokens)
            and tokens[i + 1].low == "that"
        ):
            cue.passive = True  # were told that: nobody is named
            found.append(cue)
        elif _is_verb(tokens, i, line) and _subject(tokens, cue, found):
            found.append(cue)
    return found


def opens_clause(tokens: list[Word], cue: Cue) -> bool:
    """Whether a cue has a clause with *that* of its own behind it, before any comma."""
    for word in tokens[cue.right : cue.right + REACH]:
        if word.low == "that":
            return True
        if not word.text[0].isalnum():
            return False
    return False


def _is_verb(tokens: list[Word], i: int, line: Line) -> bool:
    """Whether a form from the list is an active verb here, and neither a noun nor a passive."""
    low = tokens[i].low
    after = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if after == "by" and not low.endswith("ing"):
        return False
    j = i - 1
    while j >= 0 and (tokens[j].low in SKIPPED or tokens[j].low.endswith("ly")):
        j -= 1
    if j < 0:
        return low in ("said", "says")
    before = tokens[j].low
    if before in BE and not low.endswith("ing"):
        return False
    if low.endswith("ing"):
        return before not in DETERMINERS or before in ("that", "all", "both")
    if low in BASES:
        # Without a tagger the base form of a verb is told from a noun by a plural subject, an auxiliary or *to*.
        plural = (before.endswith("s") and before != "'s") or before in PLURALS
        return plural or before in AUXILIARIES or before == "to"
    if low in NOUNS and tokens[j].text.islower() and before not in PRONOUNS | DETERMINERS:
        phrase = tokens[max(0, j - 3) : j]
        if not any(word.capital or word.low in DETERMINERS for word in phrase):
            return False  # peace talks, without a determiner
    if low in NOUNS and (
        before in DETERMINERS | PREPOSITIONS or before == "'s" or before.endswith(("al", "ic", "ous"))
    ):
        return False
    return before not in ("the", "a", "an", "its", "their")


def _subject(tokens: list[Word], cue: Cue, earlier: list[Cue]) -> bool:
    """Find who is the subject of a cue; False where the form turns out to be no cue."""
    i = cue.first
    window = [word.low for word in tokens[max(0, i - 4) : i]]
    recent = window[-4:]
    cue.negated = any(low in NEGATIONS or low.endswith("n't") for low in recent) or (
        i > 1 and list(window[-2:]) == ["no", "one"]
    )
    j = i - 1
    infinitive = False
    while j >= 0:
        low = tokens[j].low
        if low in UNREAL:
            cue.unreal = True
        if low == "to":
            infinitive = True
            j -= 1
            # went on to say, wants to say: the subject stands before the governing verb
            while j >= 0 and (
                verb(tokens[j]) or tokens[j].low in ("on", "want", "wants", "wanted", "used", "going", "able")
            ):
                if tokens[j].low not in ("went", "on", "goes", "going", "continued", "continues"):
                    cue.unreal = True
                j -= 1
            continue
        if (
            low in SKIPPED
            or (low.endswith("ly") and not tokens[j].capital)
            or low in AUXILIARIES
            or low in ("not", "never")
        ):
            j -= 1
            continue
        break
    if cue.text.lower().endswith("ing") and not infinitive and not (i and tokens[i - 1].low in AUXILIARIES):
        cue.elided = True
        _inherit(tokens, cue, earlier, j)
        return True
    before = tokens[j] if j >= 0 else None
    if before is None or before.text == MARKED or (before.text in ",—–-" and j > 0 and tokens[j - 1].text == MARKED):
        stop = phrase_right(tokens, i + 1, inverted=True)
        if stop > i + 1 and (cue.text.lower() not in ("told", "tells")):
            cue.subject, cue.inverted = (i + 1, stop), True
            return True
        if before is None:
            return False
        cue.elided = True
        _inherit(tokens, cue, earlier, j)
        return True
    if before.low in ("and", "but", "or", "then"):
        cue.elided = True
        _inherit(tokens, cue, earlier, j)
        return True
    if before.low in ("who", "which", "that") and j > 0:
        k = j - 1
        if tokens[k].text == ",":
            k -= 1
        cue.subject = phrase_left(tokens, k)
        return cue.subject is not None
    if before.text in (",", ")", "—", "–"):
        told = any(verb(word) for word in tokens[:j])
        if told and before.text == "," and phrase_right(tokens, i + 1) > i + 1 and _inverts(tokens, i):
            cue.subject, cue.inverted = (i + 1, phrase_right(tokens, i + 1)), True
            return True
        cue.subject = behind_apposition(tokens, j)
        if cue.subject is None and before.text == "," and _inverts(tokens, i):
            stop = phrase_right(tokens, i + 1)
            cue.subject, cue.inverted = ((i + 1, stop), True) if stop > i + 1 else (None, False)
        if cue.subject is None:
            cue.elided = True
            _inherit(tokens, cue, earlier, j)
        return True
    cue.subject = phrase_left(tokens, j)
    if cue.subject is None:
        cue.elided = True
        _inherit(tokens, cue, earlier, j)
    return True


def _inverts(tokens: list[Word], i: int) -> bool:
    """Whether *clause, said Smith* stands here: the verb behind a comma, a phrase behind it, then a stop or a comma."""
    if tokens[i].low not in (
        "said",
        "says",
        "wrote",
        "writes",
        "added",
        "explained",
        "argued",
        "warned",
        "insisted",
        "recalled",
        "noted",
    ):
        return False
    then = tokens[i + 1]
    return then.capital or then.low in DETERMINERS - {"that", "this"} or then.low in words("titles")


def _inherit(tokens: list[Word], cue: Cue, earlier: list[Cue], j: int) -> None:
    """A cue without a subject of its own has that of the cue before, else of the clause before."""
    for before in reversed(earlier):
        if before.subject and before.kind not in ("according", "with_marks"):
            if cue.text.lower().endswith("ing"):
                cue.subject = before.subject
                return
            # The subject of a nearer clause goes first: ... said X, but she left and added
            nearer = clause_subject(tokens, before.right, j)
            cue.subject = nearer or before.subject
            return
    cue.subject = clause_subject(tokens, 0, j)
