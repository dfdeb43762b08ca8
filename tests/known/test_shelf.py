"""Kept things: whole or not at all, damaged ones are thrown away and told, old ones cleaned away."""

import os
import time
from pathlib import Path

import pytest

from analysis.known.shelf import Shelf

KEY = "ab" * 32


@pytest.mark.parametrize("content", [b"", b"x", b"two\nlines\n", bytes(range(256))])
def test_what_is_put_is_got(tmp_path: Path, content: bytes) -> None:
    shelf = Shelf(tmp_path)
    assert shelf.get(KEY) is None
    assert shelf.mark(KEY) is None
    shelf.put(KEY, content)
    assert shelf.get(KEY) == content
    assert shelf.holds(KEY)


@pytest.mark.parametrize("place", [0, 64, 65, -1])
def test_a_damaged_thing_is_told_and_gone(tmp_path: Path, place: int) -> None:
    told: list[str] = []
    shelf = Shelf(tmp_path, told.append)
    shelf.put(KEY, b"content")
    (file,) = tmp_path.glob("??/*")
    damaged = bytearray(file.read_bytes())
    damaged[place] ^= 1
    file.write_bytes(damaged)
    assert shelf.get(KEY) is None
    assert told == [KEY]
    assert not shelf.holds(KEY)


def test_nothing_is_written_where_that_was_not_allowed(tmp_path: Path) -> None:
    Shelf(tmp_path, writing=False).put(KEY, b"x")
    assert list(tmp_path.iterdir()) == []


def test_only_what_was_long_of_no_use_is_cleaned(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    other = "cd" * 32
    for key in (KEY, other):
        shelf.put(key, b"x")
        os.utime(tmp_path / key[:2] / key, (0, 0))
    shelf.touch(other)
    assert [name for name, _ in shelf.clean(30)] == [KEY]
    assert not shelf.holds(KEY)
    assert shelf.holds(other)
    assert list(shelf.clean(30, now=time.time() + 31 * 86_400))
