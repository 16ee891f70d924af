"""The small JSON files that the kit keeps beside a notebook: named, versioned, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from transatlantic import files
from transatlantic.files import FileError, write_whole


class StorageError(ValueError):
    """A file that cannot be read or written; the message is one sentence with the remedy."""


def save(path: Path, format_name: str, version: int, content: dict[str, Any]) -> None:
    """Write a file atomically: at any moment it holds either the old content or the new one.

    path: the file; its folder is made where missing. format_name and version: what the file says it is.
    content: JSON values under further keys.
    Raises StorageError where the folder or the file cannot be written.
    """
    page = json.dumps({"format": format_name, "version": version, **content}, ensure_ascii=False, indent=1)
    try:
        write_whole(path, page + "\n")
    except FileError as error:
        raise StorageError(str(error)) from None


def load(
    path: Path, format_name: str, version: int, is_valid: Callable[[dict[str, Any]], bool]
) -> tuple[dict[str, Any] | None, str]:
    """Read a file that ``save`` wrote.

    path, format_name, version: as for ``save``. is_valid: whether the content has the shape that the widget needs.
    Returns the content and "", or None and "" where there is no file. A file that is damaged, or that another
    version wrote, is renamed and never overwritten: then None and one sentence that says where it is now.
    Raises StorageError where the file cannot be read or renamed.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        raise StorageError(f"{path} cannot be read ({error.strerror}): check its permissions.") from None
    except (ValueError, RecursionError):
        return None, set_aside(path, "is damaged")
    if not isinstance(content, dict) or content.get("format") != format_name:
        return None, set_aside(path, "is damaged")
    if content.get("version") != version:
        return None, set_aside(path, "was written by another version of the kit")
    return (content, "") if is_valid(content) else (None, set_aside(path, "is damaged"))


def set_aside(path: Path, what: str) -> str:
    """Rename a file to the first free ``NAME.aside-N``; what: what is the matter with it, in words.

    Returns one sentence that says where it is now. Raises StorageError where it cannot be renamed.
    """
    try:
        aside = files.set_aside(path, "aside")
    except OSError as error:
        raise StorageError(
            f"{path} {what} and cannot be renamed ({error.strerror}): move it elsewhere and try again."
        ) from None
    return f"{path.name} {what}: it is kept as {aside.name}, and a fresh file is begun."
