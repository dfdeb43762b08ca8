"""Fingerprints of files by their content; what the file system says of a file stands for it only where that is safe."""

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from analysis.whole import whole

COARSE = 2_000_000_000
"""Nanoseconds: clocks of file systems may step by two seconds, so a file that is younger may have changed unseen."""

Result = TypeVar("Result")
Prints = dict[str, str]
"""Fingerprints by path below a folder, with "/"."""

_MEANINGS: dict[str, Any] = {}
"""What this process worked out from content, by kind and fingerprint: another root with the same content need not work it out again."""


class Seen:
    """What was seen of files before, kept in one file; a damaged or missing one only means that all is read again.

    A file is not read again while its size, times and inode are those of the last reading, both of its times lie well before
    that reading, and the clock has not gone back since.
    """

    def __init__(self, file: Path, now: Callable[[], int] = time.time_ns) -> None:
        self.file, self.now = file, now
        told = _loaded(file)
        told = told if told.get("form") == _form() else {}
        self._files: dict[str, list[Any]] = told.get("files", {})
        self._meanings: dict[str, Any] = told.get("meanings", {})
        self._once: dict[object, Any] = {}
        self._changed = False

    def of(self, file: Path) -> str | None:
        """The SHA-256 of a file's content; None where there is no file."""
        try:
            state = file.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        key, at = str(file), self.now()
        told = [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
        former = self._files.get(key)
        if former is not None and former[:4] == told and _safe(former[4], at, *told[1:3]):
            return str(former[5])
        mark = content_mark(file)
        self._files[key] = [*told, at, mark]
        self._changed = True
        return mark

    def below(self, folder: Path, keep: Callable[[str], bool] = lambda _: True) -> Prints:
        """The fingerprints of all files below a folder whose path is to be kept; hidden ones left out."""
        found: Prints = {}
        for name in walk(folder):
            mark = self.of(folder / name) if keep(name) else None
            if mark is not None:
                found[name] = mark
        return found

    def meaning(self, mark: str, kind: str, read: Callable[[], Any]) -> Any:
        """What was once worked out from content with this fingerprint: plain JSON, by kind; else `read` works it out."""
        key = f"{kind}:{mark}"
        if key not in self._meanings:
            if key not in _MEANINGS:
                _MEANINGS[key] = read()
            self._meanings[key] = _MEANINGS[key]
            self._changed = True
        return self._meanings[key]

    def once(self, what: Hashable, work: Callable[[], Result]) -> Result:
        """What was worked out before in this run, from files that do not count if they change while it runs."""
        if what not in self._once:
            self._once[what] = work()
        return self._once[what]

    def save(self) -> None:
        """What was seen is kept for the next run, whole."""
        if self._changed:
            there = {key: told for key, told in self._files.items() if Path(key).exists()}
            told = {"form": _form(), "files": there, "meanings": self._meanings}
            with whole(self.file) as aside:
                aside.write_text(json.dumps(told), "utf-8")
            self._changed = False


@cache
def _form() -> str:
    """A mark of Python and of this package's code of fingerprints: what others worked out is forgotten."""
    own = (content_mark(file) for file in sorted(Path(__file__).parent.glob("*.py")))
    return together((sys.version.split()[0], *own))


def _loaded(file: Path) -> Mapping[str, Any]:
    try:
        told = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _safe(read_at: int, now: int, *times: int) -> bool:
    return now >= read_at and all(when < read_at - COARSE for when in times)


def walk(folder: Path) -> list[str]:
    """Every file below a folder as a path with "/", sorted; hidden files and folders and caches left out."""
    found: list[str] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "__pycache__"]
        base = Path(place).relative_to(folder).as_posix()
        found += (name if base == "." else f"{base}/{name}" for name in names if not name.startswith("."))
    return sorted(found)


def content_mark(file: Path) -> str:
    """The SHA-256 of a file's content."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def mark(content: object) -> str:
    """The SHA-256 of a text, or of anything else as JSON with sorted keys."""
    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def together(marks: Iterable[str]) -> str:
    """One fingerprint of several, in their order."""
    return mark("\n".join(marks))
