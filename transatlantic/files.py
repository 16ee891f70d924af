"""Write a file whole or not at all."""

from __future__ import annotations

import errno
import glob
import os
import secrets
from pathlib import Path

# A file system that cannot write a folder out, or a folder that may be entered and not listed.
NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EACCES)


class FileError(ValueError):
    """A file that cannot be written; the message is one sentence with the remedy."""


def replace_whole(path: Path, content: bytes) -> None:
    """Write a file atomically: at any moment it holds either the old content or the new one.

    Once it returns, the new content outlives a power cut. path: the file; its folder is made where missing.
    Raises OSError where the folder or the file cannot be written.
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
    _sync(path.parent)


def sweep(path: Path) -> None:
    """Remove the halves of a file that killed writers left; only for who is alone in writing it."""
    for half in path.parent.glob(f".{glob.escape(path.name)}.{'[0-9a-f]' * 8}"):
        half.unlink(missing_ok=True)


def set_aside(path: Path, why: str) -> Path:
    """Rename ``name.ipynb`` to the first free ``name.WHY-N.ipynb`` and return that; OSError where it cannot be."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.stem}.{why}-{number}{path.suffix}")):
        number += 1
    return path.rename(aside)


def _sync(folder: Path) -> None:
    """Write the folder out, so that the new name outlives a power cut; Windows opens no folder and needs none of it."""
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in NO_SYNC:
            raise


def write_whole(path: Path, content: str) -> None:
    """Write a UTF-8 text as ``replace_whole`` does, its line ends kept.

    Raises FileError, one sentence with the remedy, where it cannot be written or is not valid Unicode.
    """
    try:
        replace_whole(path, content.encode("utf-8"))
    except UnicodeEncodeError:
        raise FileError(f"{path} is not written: the text holds half a character; type that place again.") from None
    except OSError as error:
        raise FileError(refusal(path, error)) from None


def refusal(path: Path, error: OSError) -> str:
    """One sentence on why a file cannot be written, with the remedy."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    remedy = "make room on the disk and try again" if full else "make the folder writable or work in another one"
    return f"{path} cannot be written ({error.strerror}): {remedy}."
