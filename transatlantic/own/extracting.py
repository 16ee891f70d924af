"""The running text of a file: plain text in whatever encoding, a web page, or a PDF that holds text."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from transatlantic.article import ArticleError, paragraphs, read_bytes

# What an English text may have been saved in, besides UTF-8: the Windows, Mac and Unicode encodings of Europe.
ENCODINGS = ["utf_16", "utf_16_le", "utf_16_be", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "mac_roman"]
WINDOWS = "cp1252"

# Less than that on a web page is a menu or a notice.
FEW_WORDS = 25

PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.I)
PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of)\s*\d{1,4})?", re.I)
INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
NOT_TEXT = {
    b"PK\x03\x04": "a Word, EPUB or zip file: save the article as plain text, HTML or PDF first",
    b"\xd0\xcf\x11\xe0": "an old Word file: save the article as plain text, HTML or PDF first",
    b"{\\rtf": "a file in rich text format: save the article as plain text first",
    b"\x89PNG": "a picture: type the article off, or have its text recognised (OCR), and save it as plain text",
    b"\xff\xd8\xff": "a picture: type the article off, or have its text recognised (OCR), and save it as plain text",
}


@dataclass(frozen=True)
class Extracted:
    """The text of a file, a line for each paragraph where the file is no plain text, and what it says of itself.

    kind: text, page or PDF. encoding: of plain text, as Python calls it. title, author, published, publisher: what a
    page or a PDF declares, else "". changed: a sentence for each thing that was altered on the way.
    """

    text: str
    kind: str
    encoding: str = ""
    title: str = ""
    author: str = ""
    published: str = ""
    publisher: str = ""
    changed: tuple[str, ...] = ()


def extract(path: Path) -> Extracted:
    """Read the article in a file.

    Raises ArticleError, one sentence with the remedy, for a file that is missing, a folder, empty, too large, binary,
    an encrypted or damaged PDF, a PDF of pictures, or a page without an article.
    """
    raw = read_bytes(path)
    if not raw.strip():
        raise ArticleError(f"{path} is empty: give a file with the article's text in it.")
    if b"%PDF-" in raw[:1024]:
        return _pdf(path, raw)
    for beginning, what in NOT_TEXT.items():
        if raw.startswith(beginning):
            raise ArticleError(f"{path} is {what}.")
    text, encoding = _decoded(path, raw)
    if PAGE.match(text) or path.suffix.lower() in (".html", ".htm", ".xhtml"):
        return _page(path, raw, text)
    return _cleared(Extracted(text, "text", encoding), path)


def _decoded(path: Path, raw: bytes) -> tuple[str, str]:
    """The characters of a text file and the encoding that gave them."""
    try:
        text = raw.decode("utf-8-sig")
        encoding = "utf-8"
    except UnicodeDecodeError:
        found = from_bytes(raw, cp_isolation=ENCODINGS)
        best = found.best()
        if best is None:
            raise ArticleError(
                f"{path} is not a text file, or its encoding cannot be told: open it in an editor and save the "
                "article as plain text, UTF-8."
            ) from None
        encodings = {name for match in found if match.chaos <= best.chaos for name in match.could_be_from_charset}
        # Of encodings that fit equally well, the one that Western Europe's Windows saves.
        encoding = WINDOWS if WINDOWS in encodings else best.encoding
        text = raw.decode(encoding).removeprefix("\ufeff")
    if "\0" in text:
        raise ArticleError(f"{path} is not a text file (it holds NUL bytes): save the article as plain text first.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _page(path: Path, raw: bytes, text: str) -> Extracted:
    # Imported here: it takes a second, and text files do without.
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # our own sentence says what is wrong
    if declared := DECLARED.search(raw[:4096]):
        with suppress(LookupError, UnicodeDecodeError):  # what a page declares is often wrong
            text = raw.decode(declared[1].decode("ascii"))
    found = trafilatura.bare_extraction(text, include_comments=False, include_tables=False, with_metadata=True)
    if found is None or len((found.text or "").split()) < FEW_WORDS:
        raise ArticleError(
            f"{path} is a web page without an article in it: open it in a browser, copy the article into an editor "
            "and save it as plain text."
        )
    page = Extracted(
        found.text,
        "page",
        title=found.title or "",
        author=found.author or "",
        published=found.date or "",
        publisher=found.sitename or found.hostname or "",
        changed=("Menus, captions, tables and comments of the page were left out: compare it with the page.",),
    )
    return _cleared(page, path)


def _pdf(path: Path, raw: bytes) -> Extracted:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError(f"{path} is locked with a password: open it and print it to a new PDF without one.")
        pages = [page.extract_text() or "" for page in reader.pages]
        told = reader.metadata or {}
        title, author = str(told.get("/Title") or ""), str(told.get("/Author") or "")
    except ArticleError:
        raise
    except PyPdfError:
        raise ArticleError(f"{path} is a damaged PDF: open it and print it to a new PDF.") from None
    except Exception as error:  # a damaged PDF may break anything in its reader
        raise ArticleError(f"{path} cannot be read as a PDF ({error}): open it and print it to a new PDF.") from None
    if sum(letter.isalpha() for page in pages for letter in page) < 20 * max(1, len(pages) // 10):
        raise ArticleError(
            f"{path} is a PDF of pictures without text in it: have its text recognised (OCR), or type it off, and save "
            "it as plain text."
        )
    text, changed = _unwrapped(pages)
    return _cleared(Extracted(text, "PDF", title=title, author=author, changed=changed), path)


def _unwrapped(pages: list[str]) -> tuple[str, tuple[str, ...]]:
    """The paragraphs of a PDF's pages, a line each, without page numbers and what stands on most pages."""
    lines = [[line.strip() for line in page.splitlines()] for page in pages]
    often = Counter(line for page in lines for line in {*page[:2], *page[-2:]} if line)
    running = {line for line, count in often.items() if count >= 2 and count > len(pages) / 2}
    edges = [
        [
            line
            for place, line in enumerate(page)
            if line not in running and not (PAGE_NUMBER.fullmatch(line) and (place < 2 or place >= len(page) - 2))
        ]
        for page in lines
    ]
    text = "\n".join("\n".join(page) for page in edges)
    changed = []
    if dropped := sum(map(len, lines)) - sum(map(len, edges)):
        changed.append(f"Page numbers and lines that stand on most pages were left out ({dropped}).")
    joined, count = [], 0
    for part in paragraphs(text):
        words, hyphens = re.subn(r"(?<=[a-z])-\n\s*(?=[a-z])", "", part.text)
        count += hyphens
        joined.append(" ".join(words.split()))
    if count:
        changed.append(f"Words broken at a line's end were joined ({count}): a hyphen that belongs there is lost too.")
    return "\n".join(joined), tuple(changed)


def _cleared(found: Extracted, path: Path) -> Extracted:
    """Without what nobody sees and programs stumble over; plain text keeps its lines."""
    changed = list(found.changed)
    text, invisible = INVISIBLE.subn("", found.text)
    if invisible:
        changed.append(f"Invisible characters, such as soft hyphens, were taken out ({invisible}).")
    ligatures = sum(text.count(mark) for mark in LIGATURES)
    if ligatures:
        text = text.translate(str.maketrans(LIGATURES))
        changed.append(f"Letters printed as one sign (ﬁ) were set apart ({ligatures}).")
    text = text.strip("\n")
    if not any(letter.isalpha() for letter in text):
        raise ArticleError(f"{path} holds no letters: give a file with the article's text in it.")
    title, author = (" ".join(words.split()) for words in (found.title, found.author))
    return Extracted(
        text + "\n", found.kind, found.encoding, title, author, found.published, found.publisher, tuple(changed)
    )
