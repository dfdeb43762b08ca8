"""One build at a time in a root: the second waits, and is told who is building."""

import json
import os
import socket
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

Holder = Mapping[str, str]
"""Who holds a lock: process number, machine, and since when."""

PAUSE = 0.1
"""Seconds between two attempts."""


@contextmanager
def alone(file: Path, told: Callable[[Holder], None]) -> Generator[None, None, None]:
    """The block runs while no other process holds this lock; `told` is called once where another does, before waiting.

    The system takes the lock back when its holder ends, however it ends.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as held:
        if not _taken(held):
            told(_holder(file))
            while not _taken(held):
                time.sleep(PAUSE)
        _sign(held)
        try:
            yield
        finally:
            _free(held)


def _holder(file: Path) -> Holder:
    """Who signed the lock; nothing where that cannot be read, as while it is being signed."""
    try:
        told = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        told = {}
    usual = {"pid": "?", "host": "?", "since": "?"}
    return usual | told


def _sign(held: IO[str]) -> None:
    since = time.strftime("%Y-%m-%d %H:%M:%S")
    held.seek(0)
    held.truncate()
    held.write(json.dumps({"pid": str(os.getpid()), "host": socket.gethostname(), "since": since}))
    held.flush()


if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 30
    """The byte that is locked lies behind what is written, so that others can read who signed."""

    def _taken(held: IO[str]) -> bool:
        held.seek(FAR)
        try:
            msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _free(held: IO[str]) -> None:
        held.seek(FAR)
        msvcrt.locking(held.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _taken(held: IO[str]) -> bool:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _free(held: IO[str]) -> None:
        fcntl.flock(held, fcntl.LOCK_UN)
