"""The key of hashes: the user's own, made once, readable by nobody else; where none can be kept, that is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.ingest import person
from analysis.ingest.person import KEY_VARIABLE, key_mark
from analysis.problems import RetretError

forget = vars(person)["_key"].cache_clear


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No key is given, and none is remembered; afterwards the run has its own again."""
    monkeypatch.delenv(KEY_VARIABLE)
    monkeypatch.delenv("APPDATA", raising=False)
    forget()
    yield
    forget()


def test_a_key_is_made_once_and_is_nobody_elses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    mark = key_mark()
    (file,) = (one for one in tmp_path.rglob("*") if one.is_file())
    assert file.stat().st_mode & 0o077 == 0
    assert file.read_text("ascii") not in mark
    forget()
    assert key_mark() == mark
    file.unlink()
    forget()
    assert key_mark() != mark


def test_a_key_that_is_given_needs_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    monkeypatch.setenv(KEY_VARIABLE, "one")
    one = key_mark()
    forget()
    monkeypatch.setenv(KEY_VARIABLE, "two")
    assert key_mark() != one
    assert not list(tmp_path.iterdir())


def test_where_no_key_can_be_kept_the_variable_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    with pytest.raises(RetretError) as stopped:
        key_mark()
    assert stopped.value.code == "no-key-file"
    assert stopped.value.values["variable"] == KEY_VARIABLE


def test_a_user_without_a_home_is_told_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr(Path, "home", none)
    with pytest.raises(RetretError) as stopped:
        key_mark()
    assert stopped.value.code == "no-key-file"
