"""A folder that takes another's place in one step, or in two that the next start can finish."""

import ctypes
import errno
import os
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Any

from analysis.known.fault import point

AT_FDCWD, RENAME_EXCHANGE = -100, 2
UNABLE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)
"""What a system says that cannot exchange two names, or not on this file system."""


def aside(folder: Path) -> Path:
    """Where a folder's successor is made: beside it, hidden, on the same file system."""
    return folder.with_name(f".{folder.name}.new")


def put(fresh: Path, place: Path) -> None:
    """A whole folder put in the place of another, which is gone afterwards; at no moment is the place half of one.

    Where the system exchanges two names in one step, readers find the old folder or the new one and never none.
    """
    point(f"before-exchange:{place.name}")
    if not place.exists():
        fresh.rename(place)
    elif exchanged(fresh, place):
        point(f"exchanged:{place.name}")
        shutil.rmtree(fresh, ignore_errors=True)
    else:
        old = _old(place)
        shutil.rmtree(old, ignore_errors=True)
        place.rename(old)
        point(f"between-renames:{place.name}")
        fresh.rename(place)
        shutil.rmtree(old, ignore_errors=True)
    point(f"after-exchange:{place.name}")


def recover(place: Path) -> bool:
    """Whether a folder was brought back that a killed run had taken away; what such a run left beside it is gone.

    A folder is taken away only when its successor is whole, so the successor goes in its place.
    """
    fresh, old = aside(place), _old(place)
    lost = not place.exists() and old.exists()
    if lost:
        (fresh if fresh.exists() else old).rename(place)
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    return lost


def exchanged(left: Path, right: Path) -> bool:
    """Whether two folders exchanged their names in one step; False where the system cannot."""
    call = _renameat2()
    if call is None:
        return False
    if call(AT_FDCWD, os.fsencode(left), AT_FDCWD, os.fsencode(right), RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in UNABLE:
        return False
    raise OSError(number, os.strerror(number), str(right))


@cache
def _renameat2() -> Any:
    """The C library's renameat2; None where there is none."""
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")
