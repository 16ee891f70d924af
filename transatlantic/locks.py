"""One process at a time in a file that the kit keeps, on Linux, macOS and Windows."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:
    import msvcrt

    def _try(descriptor: int) -> None:
        # It locks the first byte, which an empty file need not have.
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:

    def _try(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


LOCK_SECONDS = 5.0
# Windows says EACCES or EDEADLK, the others EAGAIN.
TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


class Busy(Exception):
    """Another process has held the file for longer than LOCK_SECONDS."""


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a file while it is read and written; a killed process lets go of it.

    path: the file; its folder is made where missing. What is locked is an empty file beside it, ``.NAME.lock``: the
    file itself is replaced by every act, and Windows cannot lock a folder.
    Raises Busy, and OSError where there can be no lock file beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _wait(descriptor)
        yield
    finally:
        os.close(descriptor)  # lets go of the lock, too


def _wait(descriptor: int) -> None:
    end = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            _try(descriptor)
            return
        except OSError as error:
            if error.errno not in TAKEN:  # a network folder without locks; every act still reads the file anew
                return
        if time.monotonic() > end:
            raise Busy
        time.sleep(0.01)
