"""The catalogue: both languages, the same values, and no text without a reader."""

import re
import shutil
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from analysis import messages
from analysis.messages import LANGS, catalogue, language, text
from analysis.problems import Problem, RetretError, column_letter


def fields(template: str) -> set[str]:
    """The values of a template; one that is written per language ends in that language."""
    return {re.sub("_(id|en)$", "", name) for _, name, _, _ in Formatter().parse(template) if name}


def test_every_message_has_both_languages_and_the_same_values() -> None:
    for code, texts in catalogue().items():
        assert set(texts) == set(LANGS), code
        assert fields(texts["id"]) == fields(texts["en"]), code


def test_every_literal_code_in_the_sources_exists(checkout: Path) -> None:
    calls = re.compile(r"\b(?:text|RetretError)\(\s*\"([a-z0-9-]+)\"")
    for file in (checkout / "src").rglob("*.py"):
        for code in calls.findall(file.read_text("utf-8")):
            assert code in catalogue(), f"{file.name}: {code}"


def test_a_text_read_alone_is_that_of_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    for code, texts in catalogue().items():
        assert messages._alone(code) == texts, code
    tricky = '[a]\nid = """satu\n[b]\ndua"""\nen = "one"\n[c]\nid = "3"\nen = "3"\n'
    monkeypatch.setattr(messages, "_contents", lambda: {"tricky.toml": tricky})
    monkeypatch.setattr(messages, "_parsed", lambda name: tomllib.loads(tricky))
    assert messages._alone("a") == {"id": "satu\n[b]\ndua", "en": "one"}
    assert messages._alone("c") == {"id": "3", "en": "3"}


def test_files_that_changed_since_they_were_read_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue()
    folder = tmp_path / "catalogue"
    shutil.copytree(Path(messages.__file__).with_name("catalogue"), folder)
    monkeypatch.setattr(messages, "__file__", str(tmp_path / "messages.py"))
    assert not messages.edited()
    first = min(folder.glob("*.toml"))
    content = first.read_bytes()
    first.write_bytes(content + b"# another\n")
    assert messages.edited()
    first.write_bytes(content)
    assert not messages.edited()


def test_an_unknown_language_is_wrong_use() -> None:
    with pytest.raises(RetretError) as stopped:
        language("jv")
    assert stopped.value.exit_code == 2
    assert "jv" in text(stopped.value.code, "id", **stopped.value.values)


def test_column_letters() -> None:
    assert [column_letter(k) for k in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_problems_are_records() -> None:
    assert Problem("x", "f.xlsx") == Problem("x", "f.xlsx", values={})
