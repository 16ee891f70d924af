"""Write a file whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


class FileError(ValueError):
    """A file that cannot be written; the message is one sentence with the remedy."""


def replace_whole(path: Path, content: bytes) -> None:
    """Write a file atomically: at any moment it holds either the old content or the new one.

    path: the file; its folder is made where missing. Raises OSError where the folder or the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with half.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def write_whole(path: Path, content: str) -> None:
    """Write a UTF-8 text as ``replace_whole`` does, its line ends kept.

    Raises FileError, one sentence with the remedy, where it cannot be written or is not valid Unicode.
    """
    try:
        replace_whole(path, content.encode("utf-8"))
    except UnicodeEncodeError:
        raise FileError(f"{path} is not written: the text holds half a character; type that place again.") from None
    except OSError as error:
        raise FileError(
            f"{path} cannot be written ({error.strerror}): make the folder writable or work in another one."
        ) from None
