"""Every command as a person runs it, without make: output, exit code, both languages, nothing written by a check."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.paths import Root

UNIT = "35.73.05.1002"


def files(folder: Path) -> set[Path]:
    return {file for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def raw_only(built: Root, tmp_path: Path) -> Root:
    """A root with nothing but data/: the city and its simulated files."""
    shutil.copytree(built.cities, tmp_path / "data" / "cities")
    shutil.copytree(built.simulated, tmp_path / "data" / "simulated")
    return Root(tmp_path)


@pytest.mark.repeats
def test_check_is_clean_on_the_default_city_and_writes_only_what_it_remembers(
    raw_only: Root, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw_only.base)
    before = files(raw_only.base)
    assert main(["check"]) == 0
    assert "Tidak ada yang harus dibetulkan" in capsys.readouterr().out
    new = files(raw_only.base) - before
    assert {file.parent for file in new} == {raw_only.interim / "read-simulated"}


def test_check_names_file_sheet_and_cell_and_exits_1(
    built: Root, raw_only: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was never mended is named; the other files are known."""
    (raw_only.simulated / "corrections.toml").write_text("", "utf-8")
    shutil.copytree(built.interim / "read-simulated", raw_only.interim / "read-simulated")
    assert main(["check", "--root", str(raw_only.base), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    lines = [line for line in out.splitlines() if not line.startswith("(note)")]
    assert any(line.count(" › ") >= 1 and ".xlsx" in line for line in lines)
    assert "The delivery was not changed." in lines[-1]


def test_alike_notes_are_counted_until_all_are_asked_for(
    built: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--root", str(built.base)]) == 0
    short = capsys.readouterr().out
    assert main(["check", "--notes", "--root", str(built.base)]) == 0
    whole = capsys.readouterr().out
    notes = whole.count("(catatan)")
    assert notes > short.count("(catatan)") > 1
    counted = re.search(r"dan (\d+) catatan lain", short)
    assert counted is not None
    assert int(counted[1]) + short.count("(catatan)") - 1 == notes


def test_check_of_a_folder_that_is_not_there_is_wrong_use(
    built: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "no-such-folder", "--root", str(built.base)]) == 2
    assert "no-such-folder" in capsys.readouterr().err


def test_check_of_an_empty_folder_says_what_to_do(
    built: Root, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "README.md").write_text("-", "utf-8")
    assert main(["check", str(tmp_path), "--root", str(built.base)]) == 2
    assert "belum berisi kiriman" in capsys.readouterr().err


def test_show_gives_numerator_denominator_and_origin(built: Root, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", UNIT, "--indicator", "late-share", "--csv", "--root", str(built.base)]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) > 30
    for row in rows:
        if row["value"]:
            assert float(row["value"]) == pytest.approx(
                100 * float(row["numerator"]) / float(row["denominator"])
            )
            assert row["file"].startswith("presensi/")
    assert main(["show", UNIT, "--indicator", "skm-index", "--root", str(built.base)]) == 0
    assert "skm/" in capsys.readouterr().out


def test_show_needs_nothing_but_data(
    raw_only: Root, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw_only.base)
    sent = [folder for folder in (raw_only.simulated / "raw").iterdir() if folder.name != "presensi"]
    for folder in sent:
        shutil.rmtree(folder)
    before = files(raw_only.base)
    assert main(["show", UNIT, "--indicator", "late-share", "--csv"]) == 0
    assert capsys.readouterr().out.count("\n") > 30
    assert files(raw_only.base) == before


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["show", "35.73.05.1020"], "35.73.05.10"),
        (["show", UNIT, "--indicator", "ikm"], "skm-index"),
        (["build", "--unit", "lowokwaru"], "lowokwaru"),
        (["simulate", "--until", "Oktober"], "Oktober"),
    ],
)
def test_a_wrong_word_is_told_with_what_to_write(
    built: Root, capsys: pytest.CaptureFixture[str], words: list[str], named: str
) -> None:
    assert main([*words, "--root", str(built.base)]) == 2
    assert named in capsys.readouterr().err


def test_an_unknown_command_or_language_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chek"]) == 2
    assert main(["version", "--lang", "jv"]) == 2
    assert "jv" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "build", "show", "simulate"])
def test_help_has_an_example_in_both_languages(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert "Contoh" in capsys.readouterr().out
    assert main([command, "--help", "--lang", "en"]) == 0
    assert "Example" in capsys.readouterr().out


def test_a_dry_run_names_pages_and_writes_nothing(built: Root, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(built.base)
    assert main(["build", "--dry-run", "--unit", UNIT, "--root", str(built.base)]) == 0
    out = capsys.readouterr().out
    assert f"{UNIT}.ipynb" in out
    assert files(built.base) == before


def test_simulate_is_not_needed_where_there_are_files(
    built: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = (built.simulated / "truth.json").read_bytes()
    assert main(["simulate", "--if-missing", "--scenario", "null", "--root", str(built.base)]) == 0
    assert (built.simulated / "truth.json").read_bytes() == truth
    assert json.loads(truth)["scenario"] == "effect"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0
    assert "retret 0.1.0" in capsys.readouterr().out


def test_the_installed_command_needs_no_make(built: Root) -> None:
    tool = Path(sys.executable).with_name("retret")
    words = [str(tool), "show", UNIT, "--indicator", "excused-share", "--csv", "--root", str(built.base)]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("indicator,first_day,last_day,value")


def test_no_root_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RETRET_ROOT", raising=False)
    assert main(["check"]) == 2
    assert "data/cities" in capsys.readouterr().err
