"""retret meta as a person runs it: what is written and printed, and nothing at all where studies must be mended."""

from pathlib import Path

import polars as pl
import pytest

from analysis.cli import main
from analysis.effects.meta import META

GOOD = "study,estimate,se\nA,28,15\nB,8,10\nC,-3,16\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "studies.csv").write_text(GOOD, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


ASKED = ["meta", "studies.csv", "--out", "meta.csv"]


def test_it_writes_one_file_and_prints_the_pooled_rows(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ASKED, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "Hartung-Knapp" in out
    assert "meta.csv" in out
    assert "3 studies" in out
    written = pl.read_csv(desk / "meta.csv")
    assert written.columns == list(META)
    assert written["row"].to_list() == ["pooled"] * 4 + ["study"] * 3
    first = (desk / "meta.csv").read_bytes()
    assert main(ASKED) == 0
    assert (desk / "meta.csv").read_bytes() == first
    assert "efek bersama" in capsys.readouterr().out
    assert sorted(file.name for file in desk.iterdir()) == ["meta.csv", "studies.csv"]


def test_the_prior_is_that_which_was_asked_for(desk: Path) -> None:
    found: list[float] = []
    for prior in ("flat:60", "half-normal:0.001"):
        assert main([*ASKED, "--tau-prior", prior]) == 0
        found.append(pl.read_csv(desk / "meta.csv").filter(row="pooled", method="eb")["tau2"].item())
    assert found[0] > 1
    assert found[1] < 1e-5


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("study,estimate\nA,1\nB,2\n", ["se", "study, estimate"]),
        ("study,estimate,se,se\nA,1,1,1\nB,2,2,2\n", ["se"]),
        ("", []),
        ("study,estimate,se\n", []),
        ("study,estimate,se\nA,1,1\n", ["A"]),
        ("study,estimate,se\nA,1,1\nB,2,0\n", ["3", "se", "0"]),
        ("study,estimate,se\nA,1,-2\nB,2,1\n", ["2", "se", "-2"]),
        ("study,estimate,se\nA,1,1\nB,2,\n", ["3", "se"]),
        ("study,estimate,se\nA,1,1\n,2,1\n", ["3", "study"]),
        ("study,estimate,se\nA,1,1\nB,two,1\n", ["3", "estimate", "two"]),
        ("study,estimate,se\nA,1,1\nB,inf,1\n", ["3", "estimate", "inf"]),
        ("study,estimate,se\nA,1,nan\nB,2,1\n", ["2", "se", "nan"]),
        ("study,estimate,se\nA,1,1\nB,2,1\nA,3,1\n", ["4", "study", "A"]),
        ("study,estimate,se\nA,1,1\nB,2\n", ["3"]),
    ],
)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_must_be_mended_is_one_line_with_its_place(
    desk: Path, capsys: pytest.CaptureFixture[str], content: str, told: list[str], lang: str
) -> None:
    (desk / "studies.csv").write_text(content, "utf-8")
    assert main([*ASKED, "--lang", lang]) == 1
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    for part in ("studies.csv", *told):
        assert part in lines[0]
    assert [file.name for file in desk.iterdir()] == ["studies.csv"]


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (["meta"], 2, "STUDIES.csv"),
        (["meta", "studies.csv"], 2, "--out"),
        (["meta", "nothing.csv", "--out", "meta.csv"], 1, "nothing.csv"),
        (["meta", "studies.csv", "--out", "studies.csv"], 1, "studies.csv"),
        (["meta", "studies.csv", "--out", "."], 1, "."),
        ([*ASKED, "--tau-prior", "flat"], 2, "flat"),
    ],
)
def test_wrong_use_is_told_and_nothing_is_written(
    desk: Path, capsys: pytest.CaptureFixture[str], argv: list[str], code: int, told: str
) -> None:
    assert main(argv) == code
    assert told in capsys.readouterr().err
    assert (desk / "studies.csv").read_text("utf-8") == GOOD
    assert [file.name for file in desk.iterdir()] == ["studies.csv"]


def test_help_has_an_example_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for lang, word in (("id", "Contoh"), ("en", "Example")):
        assert main(["meta", "--help", "--lang", lang]) == 0
        out = capsys.readouterr().out
        assert word in out
        assert "--tau-prior" in out
