"""Fingerprints: content decides, and what a file system says of a file is trusted only where it cannot mislead."""

import json
import os
from pathlib import Path

import pytest

from analysis.known import prints
from analysis.known.prints import COARSE, Seen, content_mark

SECOND = 1_000_000_000


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 2_000_000_000 * SECOND

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every file whose content was read; what is read once a process of the package's own code was read before."""
    Seen(Path("none"))
    found: list[Path] = []

    def spy(file: Path) -> str:
        found.append(file)
        return content_mark(file)

    monkeypatch.setattr(prints, "content_mark", spy)
    return found


def test_an_old_file_is_read_once_and_a_young_one_until_it_is_old(tmp_path: Path, read: list[Path]) -> None:
    file, clock = tmp_path / "a", Clock()
    file.write_text("one")
    seen = Seen(tmp_path / "seen.json", clock)
    first = seen.of(file)
    assert [seen.of(file), seen.of(file)] == [first, first]
    assert len(read) == 1
    clock.now = file.stat().st_mtime_ns + COARSE // 2
    young = Seen(tmp_path / "other.json", clock)
    assert [young.of(file), young.of(file)] == [first, first]
    assert len(read) == 3


def test_a_change_that_keeps_size_and_mtime_is_seen(tmp_path: Path) -> None:
    file, clock = tmp_path / "a", Clock()
    file.write_text("one")
    os.utime(file, ns=(10**18, 10**18))
    seen = Seen(tmp_path / "seen.json", clock)
    before = seen.of(file)
    file.write_text("two")
    os.utime(file, ns=(10**18, 10**18))
    assert seen.of(file) != before


def test_a_clock_that_goes_back_is_not_trusted(tmp_path: Path, read: list[Path]) -> None:
    file, clock = tmp_path / "a", Clock()
    file.write_text("one")
    seen = Seen(tmp_path / "seen.json", clock)
    seen.of(file)
    clock.now -= SECOND
    seen.of(file)
    assert len(read) == 2


@pytest.mark.parametrize("spoiled", ["", "{", "[]", '{"form": "another"}'])
def test_what_was_seen_survives_and_a_damaged_list_only_means_reading_again(
    tmp_path: Path, read: list[Path], spoiled: str
) -> None:
    file, clock, kept = tmp_path / "a", Clock(), tmp_path / "k" / "seen.json"
    file.write_text("one")
    seen = Seen(kept, clock)
    told = seen.of(file)
    seen.save()
    assert Seen(kept, clock).of(file) == told
    assert len(read) == 1
    kept.write_text(spoiled)
    assert Seen(kept, clock).of(file) == told
    assert len(read) == 2


def test_files_below_a_folder_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b/c.txt", "a.txt", ".hidden", ".git/x", "b/__pycache__/y"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert list(Seen(tmp_path / ".seen").below(tmp_path)) == ["a.txt", "b/c.txt"]
    assert Seen(tmp_path / ".seen").of(tmp_path / "none") is None


def test_what_content_means_is_worked_out_once_a_process_and_kept_for_the_next(tmp_path: Path) -> None:
    told: list[str] = []

    def read() -> str:
        told.append("read")
        return "meaning"

    mark = prints.mark(str(tmp_path))
    roots = [Seen(tmp_path / name / "seen.json") for name in ("one", "two")]
    assert [root.meaning(mark, "py", read) for root in roots] == ["meaning", "meaning"]
    assert told == ["read"]
    assert roots[0].meaning(mark, "toml", read) == "meaning"
    assert told == ["read", "read"]
    roots[1].save()
    kept = json.loads((tmp_path / "two" / "seen.json").read_text("utf-8"))
    assert kept["meanings"] == {f"py:{mark}": "meaning"}
