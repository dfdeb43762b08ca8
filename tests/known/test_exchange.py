"""Folders that take another's place: at every moment, and after every kill, one whole folder stands there."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.known import exchange

POINTS = ("before-exchange:place", "exchanged:place", "between-renames:place", "after-exchange:place")
PUT = """
import sys
from pathlib import Path
from analysis.known import exchange
if sys.argv[2] == "slow":
    exchange.exchanged = lambda left, right: False
place = Path(sys.argv[1])
exchange.put(exchange.aside(place), place)
"""


def two(tmp_path: Path) -> Path:
    """A place with the old folder, and its whole successor beside it."""
    place = tmp_path / "tempat é" / "place"
    for folder, said in ((place, "old"), (exchange.aside(place), "new")):
        folder.mkdir(parents=True)
        for name in ("a", "b"):
            (folder / name).write_text(said)
    return place


def said(place: Path) -> str:
    (told,) = {file.read_text() for file in place.iterdir()}
    assert len(list(place.iterdir())) == 2
    return told


@pytest.mark.parametrize("way", ["fast", "slow"] if sys.platform.startswith("linux") else ["slow"])
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_point_leaves_one_whole_folder(tmp_path: Path, way: str, point: str) -> None:
    place = two(tmp_path)
    ended = subprocess.run(
        [sys.executable, "-c", PUT, str(place), way], env={"RETRET_DIE_AT": point}, check=False
    )
    passed = {"fast": POINTS[2], "slow": POINTS[1]}[way]
    assert ended.returncode == (0 if point == passed else -signal.SIGKILL)
    if way == "fast":
        said(place)
    exchange.recover(place)
    assert said(place) == ("old" if point.startswith("before") else "new")
    assert [one.name for one in place.parent.iterdir()] == ["place"]


def test_a_first_folder_is_simply_there(tmp_path: Path) -> None:
    place = tmp_path / "place"
    fresh = exchange.aside(place)
    fresh.mkdir()
    (fresh / "a").write_text("new")
    exchange.put(fresh, place)
    assert (place / "a").read_text() == "new"
    assert not exchange.recover(place)


def test_what_the_system_refuses_for_another_reason_is_an_error(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("exchanges names only on Linux")
    with pytest.raises(OSError):
        exchange.exchanged(tmp_path / "none", tmp_path)
