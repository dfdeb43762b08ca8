"""A file takes its place when its writing ended well; otherwise the old one stays and nothing is left beside it."""

from pathlib import Path

import pytest

from analysis.whole import whole


def test_a_file_takes_its_place_with_its_folders(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "c.txt"
    with whole(file) as aside:
        aside.write_text("new", "utf-8")
        assert not file.exists()
    assert file.read_text("utf-8") == "new"
    assert list(file.parent.iterdir()) == [file]


def test_a_broken_writing_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "c.txt"
    file.write_text("old", "utf-8")
    with pytest.raises(RuntimeError), whole(file) as aside:
        aside.write_text("half", "utf-8")
        raise RuntimeError
    assert file.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]
