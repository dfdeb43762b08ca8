"""A file that appears whole: written beside its place and renamed into it, or not at all."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Generator[Path, None, None]:
    """Where to write: the file takes its place when the block ends well; otherwise what was there before stays.

    The name of a process is part of it, so that two of them do not write into one another's.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        yield aside
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
