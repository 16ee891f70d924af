"""``transatlantic new-article``: a file of a teacher's or learner's own becomes an article of the kit."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from string import Template

from transatlantic import corrections
from transatlantic.article import ABOUT_FILE, TEXT_FILE, Article, ArticleError, check_slug, load_article
from transatlantic.names import People, find_people
from transatlantic.own.checking import looks_english, suspicions
from transatlantic.own.extracting import Extracted, extract
from transatlantic.quotes import Quote, find_quotes
from transatlantic.stance.scheme import OWN_TARGETS
from transatlantic.stance.sheet import STANCE
from transatlantic.tokenizing import sentences

DATA = files("transatlantic") / "data" / "own"
README = DATA / "README.txt"

# A constructed web page for whoever has no article of their own at hand.
EXAMPLE = Path(str(DATA / "cable-guard.html"))

RIGHTS = "NOT CLEARED. Write here who holds the rights and what you may do; until then keep the text to yourself."
CAVEAT = "Taken from a file by a program: nothing has been checked against the original yet."


@dataclass(frozen=True)
class Made:
    """An article that was made: its folder, and a line for each thing to check, the counts first."""

    folder: Path
    to_check: tuple[str, ...]


def new_article(file: Path, slug: str, folder: Path) -> Made:
    """Make an article of one's own.

    file: text, a web page or a PDF. slug: the article's name. folder: the learner's; the article comes to be in
    ``articles/SLUG`` in it, whole or not at all.
    Raises ArticleError, one sentence with the remedy, for a bad slug, one that is taken, a file without a readable
    text, or a folder that cannot be written; ResourceError without NLTK's resources.
    """
    check_slug(slug)
    target = folder / "articles" / slug
    if target.exists():
        raise ArticleError(f"There is an article {slug} in {target.parent} already: choose another --slug.")
    found = extract(file)
    half = target.with_name(f".{slug}.{secrets.token_hex(4)}")
    try:
        half.mkdir(parents=True)
        try:
            to_check = _fill(half, found, file, slug)
            half.rename(target)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    except OSError as error:
        raise ArticleError(
            f"The folder {target} cannot be written ({error.strerror}): choose another one with --dir."
        ) from None
    return Made(target, to_check)


def _fill(folder: Path, found: Extracted, file: Path, slug: str) -> tuple[str, ...]:
    text_file = folder / TEXT_FILE
    _write(text_file, found.text)
    article = load_article(text_file)
    divided = sentences(article.text)
    people, quotes = find_people(article.text), find_quotes(article.text)
    pages = {
        ABOUT_FILE: json.dumps(_about(found, article, file), ensure_ascii=False, indent=1) + "\n",
        corrections.SENTENCES: corrections.page_of(corrections.SENTENCES, [[part.text] for part in divided]),
        corrections.NAMES: corrections.page_of(corrections.NAMES, _name_rows(article.text, people), ["times"]),
        corrections.QUOTES: corrections.page_of(
            corrections.QUOTES,
            [
                (quote.speaker or "", quote.text, quote.cue or "", quote.kind, ", ".join(quote.flags))
                for quote in quotes
            ],
            ["look at"],
        ),
        OWN_TARGETS: corrections.page_of(OWN_TARGETS, []),
        STANCE: corrections.page_of(STANCE, [(part.text, "", "", "", "", "") for part in divided]),
        README.name: Template(README.read_text(encoding="utf-8")).substitute(slug=slug),
    }
    for name, page in pages.items():
        _write(folder / name, page)
    return tuple(_to_check(found, article, divided, people, quotes))


def _write(path: Path, page: str) -> None:
    path.write_bytes(page.encode())  # line ends as they are, on Windows too


def _about(found: Extracted, article: Article, file: Path) -> dict[str, str]:
    title = found.title or " ".join(article.paragraphs[0].text.split())[:120]
    return {
        "title": title,
        "language": "en" if looks_english(article.text) else "not English, or too short to tell",
        "author": found.author,
        "publisher": found.publisher,
        "published": found.published,
        "source": f"From the file {file.name}, brought by a reader of the kit; write here where it was taken from.",
        "rights": RIGHTS,
        "caveat": CAVEAT,
        "file": file.name,
        "sha256 of the file": hashlib.sha256(file.read_bytes()).hexdigest(),
        "made": datetime.now(UTC).date().isoformat(),
    }


def _name_rows(text: str, people: People) -> Iterator[tuple[str, str, str, int]]:
    """A row a spelling; one for each line where the letters stand elsewhere too, or for more than one person."""
    named = [(person.canonical, mention) for person in people.people for mention in person.mentions]
    named += [("", mention) for mention in people.unresolved]
    done = set()
    for person, mention in named:
        words = " ".join(mention.text.split())
        same = [(who, other) for who, other in named if " ".join(other.text.split()) == words]
        inside = {(m.start, m.end) for _, m in named if m.text != mention.text and mention.text in m.text}
        places = [
            found.span()
            for found in re.finditer(rf"(?<!\w){re.escape(mention.text)}(?!\w)", text)
            if not any(start <= found.start() and found.end() <= end for start, end in inside)
        ]
        everywhere = len(places) == len(same) and len({who for who, _ in same}) == 1
        key = (person, words, "" if everywhere else str(mention.line))
        if key not in done:
            done.add(key)
            times = len(same) if everywhere else sum(m.line == mention.line and who == person for who, m in same)
            yield *key, times


def _to_check(found: Extracted, article: Article, divided: list, people: People, quotes: list[Quote]) -> Iterator[str]:
    names = len(people.people)
    silent = sum(quote.speaker is None for quote in quotes)
    encoding = f", read as {found.encoding}" if found.encoding not in ("", "utf-8") else ""
    yield (
        f"{found.kind}{encoding}: {len(article.text):,} characters, {len(article.paragraphs)} paragraphs, "
        f"{len(divided)} sentences; people named: {names}; quotes: {len(quotes)}, {silent} of them without a speaker."
    )
    yield from found.changed
    yield from suspicions(article, divided)
    if people.unresolved:
        yield f"Names that several people could have: {len(people.unresolved)} (no person in {corrections.NAMES})."
    flagged = sum(bool(quote.flags) for quote in quotes)
    if flagged:
        yield f"Quotes with a damaged mark, or a speaker from the context: {flagged} (see {corrections.QUOTES})."
    yield f"Rights: not cleared. Fill in source, rights and caveat in {ABOUT_FILE} before you hand the text out."
