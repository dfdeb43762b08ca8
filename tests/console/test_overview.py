"""What is said where no command is named: every command with its line, in the language asked for, at once."""

import subprocess
import sys

import pytest

from analysis.cli import main
from analysis.cli_app import make_app
from analysis.cli_overview import COMMANDS, asks_for_overview, overview
from analysis.messages import LANGS, Lang, text

HEAVY = ("cyclopts", "rich", "polars", "numpy")


@pytest.mark.parametrize(
    "words", [[], ["--help"], ["-h"], ["--lang", "en"], ["--lang=en", "-h"], ["-h", "--lang", "en"]]
)
def test_it_is_said_where_no_command_is_named(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    lang: Lang = "en" if "en" in "".join(words) else "id"
    assert capsys.readouterr().out == overview(lang) + "\n"


@pytest.mark.parametrize(
    "words", [["build"], ["build", "--help"], ["--version"], ["--lang", "en", "version"], ["help"]]
)
def test_whoever_names_anything_else_gets_that(words: list[str]) -> None:
    assert not asks_for_overview(words)


def test_an_unknown_language_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help", "--lang", "jv"]) == 2
    assert "jv" in capsys.readouterr().err


def test_it_names_every_command_that_there_is() -> None:
    app = make_app("id")
    known = {name for name in app if not name.startswith("-")}
    assert sorted(COMMANDS) == sorted(known)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("columns", ["40", "80", "300"])
def test_lines_fit_the_terminal_and_say_what_a_command_does(
    lang: Lang, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    said = overview(lang)
    assert max(map(len, said.splitlines())) <= min(int(columns), 100)
    whole = " ".join(said.split())
    for name in COMMANDS:
        first = text(f"help-{name}", lang).split("\n\n")[0]
        assert f"{name} {' '.join(first.split())}" in whole


def test_nothing_that_parses_draws_or_computes_is_imported_for_it() -> None:
    code = f"import sys; from analysis.cli import main; main(['--help']); print(*(set({HEAVY}) & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == ""
