"""Things kept by name, each with the fingerprint of its content: what is damaged is thrown away and never used."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from analysis.whole import whole

LINE = 65
"""A fingerprint stands before the content, in a line of its own."""


class Shelf:
    """A folder of kept things; `damaged` is told the name of one that was thrown away. Not `writing`, it stays as it is."""

    def __init__(
        self, folder: Path, damaged: Callable[[str], None] = lambda _: None, *, writing: bool = True
    ) -> None:
        self.folder, self.damaged, self.writing = folder, damaged, writing

    def get(self, key: str) -> bytes | None:
        """What is kept under a key; None where there is nothing, or nothing whole."""
        file = self._file(key)
        try:
            told, _, content = file.read_bytes().partition(b"\n")
        except OSError:
            return None
        if told.decode("ascii", "replace") != _mark(content):
            self.damaged(key)
            if self.writing:
                file.unlink(missing_ok=True)
            return None
        return content

    def put(self, key: str, content: bytes) -> None:
        """Content kept under a key, whole; what was there before is replaced."""
        if not self.writing:
            return
        with whole(self._file(key)) as aside:
            aside.write_bytes(_mark(content).encode() + b"\n" + content)

    def mark(self, key: str) -> str | None:
        """The fingerprint that a thing had when it was kept; None where there is nothing."""
        try:
            with self._file(key).open("rb") as content:
                return content.readline(LINE).rstrip(b"\n").decode("ascii", "replace")
        except OSError:
            return None

    def holds(self, key: str) -> bool:
        """Whether something is kept under a key; whether it is whole is seen when it is taken."""
        return self._file(key).is_file()

    def touch(self, key: str) -> None:
        """The thing was of use now, so that it is not cleaned away as old."""
        os.utime(self._file(key))

    def clean(self, days: float, now: float | None = None) -> Iterator[tuple[str, int]]:
        """Throw away what was of no use for so many days; name and size of each."""
        oldest = (time.time() if now is None else now) - days * 86_400
        for file in sorted(self.folder.glob("??/*")):
            state = file.stat()
            if state.st_mtime < oldest:
                file.unlink()
                yield file.name, state.st_size

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / key


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
