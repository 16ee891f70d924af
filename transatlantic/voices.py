"""Tables of who is named and who speaks, for the report and the lessons."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from transatlantic.names import People, find_people
from transatlantic.quotes import Quote, find_quotes

PEOPLE_COLUMNS = ["person", "spellings", "mentions", "lines", "why they are one"]
QUOTE_COLUMNS = ["start", "end", "quote", "speaker as printed", "speaker", "cue", "kind", "flags"]


def people_table(text: str, people: People | None = None) -> pd.DataFrame:
    """A row for each person, in the order of their first mention, then one for each name assigned to nobody.

    text: any text. people: what ``find_people`` gave for it; None to find them here.
    Returns a frame with ``PEOPLE_COLUMNS``: the fullest name as printed, the spellings with counts, how many mentions,
    the lines (from 1), and for each further spelling the Jaro-Winkler similarity, 0 to 1, and the reason.
    """
    people = find_people(text) if people is None else people
    rows = []
    for person in people.people:
        counts = {name: sum(mention.text == name for mention in person.mentions) for name in person.variants}
        why = [f"{e.variant} and {e.other}: {e.reason} ({e.similarity:.2f}, line {e.line})" for e in person.evidence]
        rows.append(
            (
                person.canonical,
                ", ".join(f"{name} ({count})" for name, count in counts.items()),
                len(person.mentions),
                ", ".join(str(line) for line in dict.fromkeys(mention.line for mention in person.mentions)),
                "; ".join(why) or "one spelling",
            )
        )
    for mention in people.unresolved:
        rows.append((f"{mention.text}?", mention.text, 1, str(mention.line), "the text does not say which person"))
    return pd.DataFrame(rows, columns=PEOPLE_COLUMNS)


def quotes_table(text: str, quotes: list[Quote] | None = None, people: People | None = None) -> pd.DataFrame:
    """A row for each quote in the order of the text.

    text: any text. quotes, people: what ``find_quotes`` and ``find_people`` gave for it; None to find them here.
    Returns a frame with ``QUOTE_COLUMNS``: offsets in characters, the quote, the speaker as printed beside the cue and
    as the person meant (*unknown* where the text does not tell), the cue, the kind and the flags.
    """
    quotes = find_quotes(text) if quotes is None else quotes
    persons = _persons(find_people(text) if people is None else people)
    rows = [
        (
            quote.start,
            quote.end,
            quote.text,
            quote.speaker_printed or "none",
            persons.get(quote.speaker, quote.speaker) or "unknown",
            quote.cue or "none",
            quote.kind,
            ", ".join(quote.flags),
        )
        for quote in quotes
    ]
    return pd.DataFrame(rows, columns=QUOTE_COLUMNS)


def _persons(people: People) -> dict[str | None, str]:
    """The fullest name for each spelling that only one person has."""
    spelt = [(variant, person.canonical) for person in people.people for variant in person.variants]
    shared = Counter(variant for variant, _ in spelt)
    return {variant: canonical for variant, canonical in spelt if shared[variant] == 1}
