"""A notebook's bytes as a notebook, whatever wrote them."""

from __future__ import annotations

import codecs
import json
import warnings
from collections.abc import Collection
from typing import Any

import nbformat
from nbformat import NotebookNode, ValidationError

BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
OLD = ("cp1252", "mac_roman", "latin-1")  # what editors of Windows and macOS write where they do not write UTF-8


class Unreadable(ValueError):
    """A file that holds no whole notebook; the message says what is the matter with it, as the end of a sentence."""


def read(content: bytes, known: Collection[str]) -> tuple[NotebookNode, list[str]]:
    """Read a notebook.

    content: the file's. known: sources of released cells; by those of them that are not ASCII an encoding is told
    from its rivals, so that no letter of an answer is guessed.
    Returns the notebook in nbformat 4.5 and one sentence where it is not in UTF-8. Raises Unreadable.
    """
    if not content.strip():
        raise Unreadable("is empty")
    bom = next((name for mark, name in BOMS.items() if content.startswith(mark)), None)
    encoding, notebook = bom or "utf-8", None
    try:
        notebook = _parsed(content.decode(encoding))
    except UnicodeDecodeError:
        encoding, notebook = _recognised(content, {text for text in known if not text.isascii()})
    said = [f"The notebook is written in {encoding}: it is written in UTF-8."] if encoding != "utf-8" else []
    return notebook, said


def _recognised(content: bytes, known: Collection[str]) -> tuple[str, NotebookNode]:
    """The encoding in which most released texts come out as they were, and the notebook in it."""
    tried = []
    for encoding in OLD:
        try:
            notebook = _parsed(content.decode(encoding))
        except UnicodeDecodeError:
            continue
        score = sum(cell.source in known for cell in notebook.cells)
        tried.append((score, encoding, notebook))
    score, encoding, notebook = max(tried, key=lambda one: one[0])
    if not score:
        raise Unreadable("is not UTF-8")
    return encoding, notebook


def _parsed(text: str) -> NotebookNode:
    try:
        document = json.loads(text)
    except RecursionError:
        raise Unreadable("is no notebook") from None
    except ValueError as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"is damaged: it is no valid JSON{place}") from None
    if "\\ud" in text.lower() and not _is_unicode(document):
        raise Unreadable("is damaged: it holds half a character")
    if not isinstance(document, dict) or document.get("nbformat") != 4 or not isinstance(document.get("cells"), list):
        raise Unreadable("is no notebook of format 4")
    for number, cell in enumerate(document["cells"], 1):
        if not isinstance(cell, dict):
            raise Unreadable(f"is damaged in its cell {number}")
        as_type(cell, cell.get("cell_type"))
        if isinstance(cell["source"], list):
            cell["source"] = "".join(map(str, cell["source"]))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # ids that are missing or there twice are mended here
            notebook = nbformat.from_dict(document)
            minor = document.get("nbformat_minor", 0)
            if minor < 5:
                notebook = nbformat.v4.upgrade(notebook, 4, minor)
            _, notebook = nbformat.validator.normalize(notebook)
            nbformat.validate(notebook)
    except (ValidationError, AttributeError, KeyError, TypeError, ValueError):
        raise Unreadable("is damaged: a cell of it has not the form of a cell") from None
    return notebook


def _is_unicode(document: Any) -> bool:
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def as_type(cell: dict[str, Any], kind: str) -> None:
    """Make a cell one of the kind, code, markdown or raw, its text and its metadata kept."""
    cell["cell_type"] = kind
    cell.setdefault("metadata", {})
    cell.setdefault("source", "")
    if kind == "code":
        cell.setdefault("outputs", [])
        cell.setdefault("execution_count", None)
        cell.pop("attachments", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
