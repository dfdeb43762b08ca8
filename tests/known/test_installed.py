"""The packages that this one rests on: what only another Python or an extra needs does not count, though it is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest

from analysis.known.installed import installed
from analysis.known.prints import Seen


@dataclass(frozen=True)
class Distribution:
    """What is asked of a package that is there."""

    version: str
    requires: list[str] | None = None


THERE: Mapping[str, Distribution] = {
    "retret": Distribution(
        "1", ["first-one>=2", "Second_Two; python_version > '3'", "extra-one; extra == 'more'"]
    ),
    "first-one": Distribution("2", ["old-python ; python_version < '3.10'", "second.two[fast]"]),
    "second-two": Distribution("3"),
    "extra-one": Distribution("4"),
    "old-python": Distribution("5"),
}


def test_what_is_there_for_others_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def distribution(name: str) -> Distribution:
        if name not in THERE:
            raise metadata.PackageNotFoundError(name)
        return THERE[name]

    monkeypatch.setattr(metadata, "distribution", distribution)
    monkeypatch.setattr("analysis.known.prints._MEANINGS", {})
    assert installed(Seen(tmp_path / "seen.json")) == {"first-one": "2", "second-two": "3"}
