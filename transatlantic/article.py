"""The article and its parts, each with character offsets into the untouched text.

Stand-off annotation: the text is never edited. A paragraph, sentence or token is a span
``start, end`` of it, and ``text[start:end]`` gives its words back.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Literal

from transatlantic import ARTICLE_VARIABLE, FOLDER_VARIABLE

DATA = files("transatlantic") / "data" / "article"

# A text of this size is a book, not an article; the lessons and pictures are made for articles.
MAX_BYTES = 5_000_000

CREDIT = re.compile(
    r"(edited|written|reported|reporting|translated|photo|source)\b[^.]{0,60}$|by [A-Z][^.]{0,60}$", re.I
)
# An article of one's own: its name, which is its folder's, and the files of it that are read here.
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
TEXT_FILE = "text.txt"
ABOUT_FILE = "about.json"
TOLD = ("source", "rights", "caveat")

SENTENCE_END = re.compile(r"[.?!…:][\"'”’)\]]*\s*$")


class ArticleError(ValueError):
    """A text that cannot be read; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Span:
    """A stretch of a text: ``source[start:end] == text``; offsets count characters from 0."""

    start: int
    end: int
    text: str


class Sentence(Span):
    """One sentence, without the blanks around it."""


class Token(Span):
    """One token, exactly as it stands in the text (NLTK prints some otherwise: `` for a straight mark)."""


@dataclass(frozen=True)
class Paragraph(Span):
    """A paragraph: running text (body), a heading between paragraphs, or a credit such as *Edited by*."""

    kind: Literal["body", "heading", "credit"] = "body"


@dataclass(frozen=True)
class Provenance:
    """Where a text comes from and what one may do with it.

    ``sha256`` is the checksum of the file's bytes, so that two people can tell whether they read the same text.
    """

    source: str
    sha256: str
    rights: str
    caveat: str


@dataclass(frozen=True)
class Article:
    """A text with its paragraphs and its provenance; ``name`` is the file's name without its ending."""

    name: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    provenance: Provenance


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Divide a text into paragraphs: a line each, or a block of lines where the text is hard-wrapped.

    Returns the paragraphs in order; blank lines belong to none. A short line without a full stop is a
    heading, and a last line such as *Edited by …* a credit.
    """
    found = []
    for block in re.finditer(r"[^\s].*(?:\n[^\S\n]*\S.*)*", text):
        for start, end in _unwrap(block.group(), block.start()):
            words = text[start:end]
            found.append((start, end, words))
    last = len(found) - 1
    return tuple(
        Paragraph(start, end, words, _kind(words, first=i == 0, last=i == last))
        for i, (start, end, words) in enumerate(found)
    )


def _unwrap(block: str, offset: int) -> list[tuple[int, int]]:
    """Spans of the paragraphs in a block without blank lines: lines that were only wrapped stay together.

    A block is wrapped when no line is longer than 100 characters; in it a line goes on in the next one when
    it is nearly as long as the longest and does not end a sentence.
    """
    lines = [(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\n]+", block)]
    longest = max(len(words) for _, _, words in lines)
    spans: list[tuple[int, int]] = []
    wrapped = False
    for start, end, words in lines:
        line_start = start + len(words) - len(words.lstrip())
        line_end = end - (len(words) - len(words.rstrip()))
        if wrapped:
            spans[-1] = (spans[-1][0], offset + line_end)
        else:
            spans.append((offset + line_start, offset + line_end))
        wrapped = longest <= 100 and len(words) >= 0.6 * longest and len(words) > 40 and not SENTENCE_END.search(words)
    return spans


def _kind(words: str, *, first: bool, last: bool) -> Literal["body", "heading", "credit"]:
    if (first or last) and CREDIT.match(words):
        return "credit"
    short = len(words.split()) <= 12
    question = words.endswith("?") and len(words.split()) <= 8 and not re.search(r"[.!?]\s", words)
    if short and (question or not SENTENCE_END.search(words)):
        return "heading"
    return "body"


def own_folder() -> Path | None:
    """The folder of the article that the environment variable ARTICLE names; None where it names none.

    Raises ArticleError as ``article_folder`` does.
    """
    name = os.environ.get(ARTICLE_VARIABLE)
    return article_folder(Path(os.environ.get(FOLDER_VARIABLE) or "work"), name) if name else None


def article_folder(folder: Path, name: str) -> Path:
    """The folder of an article of one's own.

    folder: the learner's. name: the article's slug.
    Raises ArticleError where it is no slug, or no such article is there.
    """
    check_slug(name)
    found = folder / "articles" / name
    if not (found / TEXT_FILE).is_file():
        raise ArticleError(
            f"There is no article {name} in {found.parent}: make it with `transatlantic new-article FILE --slug "
            f"{name}`, or leave {ARTICLE_VARIABLE} empty for the kit's own."
        )
    return found


def check_slug(name: str) -> None:
    """Raises ArticleError where a name is not fit to be an article's folder."""
    if not SLUG.fullmatch(name):
        raise ArticleError(
            f"{name!r} cannot name an article: use up to 40 small letters a to z, digits and hyphens, such as "
            "summit-speech."
        )


def bundled_article() -> Article:
    """The article that comes with the kit, whatever ARTICLE says."""
    raw = (DATA / "nato-talks.txt").read_bytes()
    facts = json.loads((DATA / "provenance.json").read_text(encoding="utf-8"))
    return _article("nato-talks", raw, **facts)


def load_article(path: str | Path | None = None) -> Article:
    r"""Load the article that ARTICLE names, else the bundled one; or any UTF-8 text file.

    path: the file; None for the article.
    Returns an Article whose text is the file's, character for character (line ends become ``\n``,
    a byte-order mark is dropped).
    Raises ArticleError, one sentence with the remedy, for a file that is missing, empty, too large,
    binary or not UTF-8.
    """
    if path is None:
        folder = own_folder()
        return bundled_article() if folder is None else _own(folder)
    raw = read_bytes(path := Path(path))
    return _article(
        path.stem,
        raw,
        source=str(path),
        rights="Your own file: whether you may share it is for you to check.",
        caveat="Loaded as it is; nothing about it has been checked.",
    )


def _own(folder: Path) -> Article:
    file = folder / ABOUT_FILE
    try:
        about = json.loads(read_bytes(file))
        told = {name: about[name] for name in TOLD}
        if not all(isinstance(words, str) and words.strip() for words in told.values()):
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, ArticleError):
            raise
        raise ArticleError(
            f"{file} cannot be used: it must be JSON with the texts {', '.join(TOLD)}, marks and commas as they were."
        ) from None
    raw = read_bytes(folder / TEXT_FILE)
    plain = _article(folder.name, raw, str(folder / TEXT_FILE), told["rights"], told["caveat"])
    return replace(plain, provenance=replace(plain.provenance, source=told["source"]))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises ArticleError for one that is missing, a folder, unreadable, or larger than ``MAX_BYTES``.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ArticleError(f"There is no file {path}: check the name and the folder.") from None
    except IsADirectoryError:
        raise ArticleError(f"{path} is a folder: name one text file in it.") from None
    except OSError as error:
        raise ArticleError(f"{path} cannot be read ({error.strerror}): check its permissions.") from None
    if len(raw) > MAX_BYTES:
        raise ArticleError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB: give one article, not an archive.")
    return raw


def _article(name: str, raw: bytes, source: str, rights: str, caveat: str) -> Article:
    if b"\0" in raw:
        raise ArticleError(f"{source} is not a text file (it holds NUL bytes): save the article as plain text first.")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{source} is not UTF-8 (byte {error.start + 1} does not fit): save it again with the encoding UTF-8."
        ) from None
    if not text.strip():
        raise ArticleError(f"{source} is empty: give a file with the article's text in it.")
    provenance = Provenance(source, hashlib.sha256(raw).hexdigest(), rights, caveat)
    return Article(name, text, paragraphs(text), provenance)
