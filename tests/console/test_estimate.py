"""retret estimate as a person runs it: what is written, what is printed, and nothing at all where input is wrong."""

import re
from pathlib import Path

import polars as pl
import pytest

from analysis.cli import main
from analysis.console import estimate as console
from analysis.effects.design import Design
from analysis.effects.output import CHECKS, EFFECTS, WEIGHTS, Estimates
from analysis.messages import Lang, text
from analysis.problems import RetretError

PANEL = "unit,period,value,donor\n" + "".join(
    f"{unit},{year},{year - 2000 + place},{int(place == 2)}\n"
    for place, unit in enumerate(("A", "B <b>", "C"))
    for year in range(2010, 2020)
)
DESIGN = 'treated_from = 2015\nestimators = ["its", "synthetic-control"]\n'


def frame(rows: list[dict[str, object]], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row") if rows else pl.DataFrame(schema=schema)


def fake(panel: pl.DataFrame, design: Design) -> Estimates:
    """What an estimation might give: city, units, a refusal, weights and checks."""
    told = {"indicator": "", "status": "estimated", "n_pre": 5, "n_post": 5, "evidence": "C", "df": 8.0}
    sized = {"se": 0.25, "low": -0.5, "high": 3.0, "p_positive": 0.9999}
    rows: list[dict[str, object]] = [
        {
            "estimator": "its",
            "level": "unit",
            "unit": unit,
            "estimand": "mean",
            "estimate": 1.0 + k,
            **told,
            **sized,
        }
        for k, unit in enumerate(panel.filter(~pl.col("donor"))["unit"].unique().sort())
    ]
    city = {"estimator": "its", "level": "city", "unit": "*", **told}
    rows += [
        {**city, "estimand": "retention", "estimate": 0.5, "low": float("-inf"), "high": float("inf")},
        {**city, "estimand": "mean", "estimate": 1.23456789012, "verdict": "improved-after", **sized},
        {
            **city,
            "estimator": "synthetic-control",
            "estimand": "att",
            "status": "refused",
            "reason": "few-donors",
        },
    ]
    weights: list[dict[str, object]] = [
        {"estimator": "synthetic-control", "unit": "*", "donor": "C", "weight": 1.0}
    ]
    checks: list[dict[str, object]] = [
        {
            "estimator": "its",
            "level": "city",
            "unit": "*",
            "check": "placebo-time",
            "at": "2013",
            "passed": True,
        }
    ]
    return Estimates(frame(rows, dict(EFFECTS)), frame(weights, dict(WEIGHTS)), frame(checks, dict(CHECKS)))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a panel and a design, and estimators that are quick."""
    (tmp_path / "panel.csv").write_text(PANEL, "utf-8")
    (tmp_path / "design.toml").write_text(DESIGN, "utf-8")
    monkeypatch.setattr(console, "_estimator", lambda: fake)
    monkeypatch.chdir(tmp_path)
    return tmp_path


ASKED = ["estimate", "panel.csv", "--design", "design.toml", "--out", "effects.csv"]


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_three_files_and_a_table(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASKED, "--lang", "en"]) == 0
    assert names(desk) == {
        "panel.csv",
        "design.toml",
        "effects.csv",
        "effects.weights.csv",
        "effects.checks.csv",
    }
    rows = (desk / "effects.csv").read_text("utf-8").splitlines()
    assert rows[0] == ",".join(EFFECTS)
    assert rows[1].startswith(
        "its,city,*,,mean,1.23456789,0.25,-0.5,3,0.9999,8,5,5,estimated,,C,improved-after,"
    )
    out = capsys.readouterr().out
    assert re.search(r"its +mean +1\.23 +−0\.50 … 3\.00 +> 0\.999 +improved after", out)
    assert text("effect-refused-few-donors", "en") in " ".join(out.split())
    assert "−∞ … ∞" in out
    assert "4 estimates, 1 refusals" in out
    assert "effects.weights.csv" in out


def test_the_same_words_give_the_same_bytes(desk: Path) -> None:
    asked = [*ASKED, "--report", "report.html"]
    assert main(asked) == 0
    first = {file.name: file.read_bytes() for file in desk.iterdir()}
    assert main(asked) == 0
    assert {file.name: file.read_bytes() for file in desk.iterdir()} == first


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_report_is_one_file_that_needs_nothing_else(desk: Path, lang: Lang) -> None:
    assert main([*ASKED, "--report", "report.html", "--lang", lang]) == 0
    page = (desk / "report.html").read_text("utf-8")
    assert f'<html lang="{lang}">' in page
    assert not re.search(r"<script|<link|<img|(?:href|src)=|https?:|@import|url\(", page)
    assert 'name="viewport"' in page
    assert "<svg" in page
    assert page.count("circle") >= 3
    assert text("effect-refused-few-donors", lang) in page
    assert "B &lt;b&gt;" in page
    assert "<b>" not in page
    assert text("effect-check-placebo-time", lang) in page
    for key in Design.model_fields:
        assert f">{key}<" in page
    assert (
        "[&quot;its&quot;, &quot;synthetic-control&quot;]" in page or '["its", "synthetic-control"]' in page
    )


def test_every_key_is_told_without_any_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for lang in ("id", "en"):
        assert main(["estimate", "--explain", "--lang", lang]) == 0
        out = capsys.readouterr().out
        for key in Design.model_fields:
            assert re.search(rf"│ {key} +│", out), key
    assert names(tmp_path) == set()


def test_columns_that_are_not_used_are_one_note(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        PANEL.replace("donor\n", "donor,rain,remark\n")
        .replace(",0\n", ",0,1,x\n")
        .replace(",1\n", ",1,1,y\n")
    )
    (desk / "panel.csv").write_text(text, "utf-8")
    (desk / "design.toml").write_text(DESIGN + 'regressors = ["rain"]\n', "utf-8")
    assert main([*ASKED, "--lang", "en"]) == 0
    notes = [line for line in capsys.readouterr().err.splitlines() if line.startswith("(note)")]
    assert len(notes) == 1
    assert "remark" in notes[0]
    assert "rain" not in notes[0]


@pytest.mark.parametrize(
    ("panel", "design", "named"),
    [
        (PANEL.replace("unit,", "kota,"), DESIGN, ["panel.csv", "unit", "kota"]),
        (PANEL + "A,2012,1,0\n", DESIGN, ["panel.csv", "32", "A", "2012"]),
        (PANEL.replace("A,2012,12", "A,2012,dua belas"), DESIGN, ["panel.csv", "4", "value", "dua belas"]),
        (PANEL.replace("A,2012,12", "A,2012,inf"), DESIGN, ["panel.csv", "4", "value", "inf"]),
        (PANEL.replace("A,2012,12", "A,2012,nan"), DESIGN, ["panel.csv", "4", "value", "nan"]),
        ("unit,period,value,se,n\nA,1,1,1,1\nA,2,1,0,1\n", "", ["panel.csv", "3", "se"]),
        ("unit,period,value,se,n\nA,1,1,1,1\nA,2,1,1,0\n", "", ["panel.csv", "3", "n ="]),
        (re.sub(",0\n", ",1\n", PANEL), DESIGN, ["donor"]),
        (re.sub(",1\n", ",0\n", PANEL), DESIGN, ["estimators", "synthetic-control", "donor"]),
        (PANEL, DESIGN.replace("2015", "2030"), ["treated_from", "2030", "2019"]),
        (PANEL, DESIGN.replace("2015", "2010"), ["treated_from", "2010"]),
        (PANEL, DESIGN + "transition = [2015, 2016, 2017, 2018, 2019]", ["treated_from", "2015"]),
        (PANEL, DESIGN + "horizn = 3", ["design.toml", "horizn", "horizon"]),
        (PANEL, DESIGN + "level = 2", ["design.toml", "level", "2"]),
        (PANEL, DESIGN + "level =", ["design.toml"]),
        ("", DESIGN, ["panel.csv"]),
        (None, DESIGN, ["panel.csv"]),
        (PANEL, None, ["design.toml"]),
    ],
)
def test_wrong_input_is_told_exits_1_and_leaves_every_file_as_it_was(
    desk: Path, capsys: pytest.CaptureFixture[str], panel: str | None, design: str | None, named: list[str]
) -> None:
    for name, content in (("panel.csv", panel), ("design.toml", design)):
        (desk / name).unlink() if content is None else (desk / name).write_text(content, "utf-8")
    before = names(desk)
    for old in (False, True):
        if old:
            (desk / "effects.csv").write_text("an older file", "utf-8")
            before = names(desk)
        for lang in ("id", "en"):
            assert main([*ASKED, "--report", "report.html", "--lang", lang]) == 1
            said = capsys.readouterr().err
            assert len(said.strip().splitlines()) == 1
            assert all(word in said for word in named), said
        assert names(desk) == before
    assert (desk / "effects.csv").read_text("utf-8") == "an older file"


def test_an_error_of_the_estimator_leaves_no_file(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stops(panel: pl.DataFrame, design: Design) -> Estimates:
        raise RetretError("design-no-dose", 1)

    monkeypatch.setattr(console, "_estimator", lambda: stops)
    assert main(ASKED) == 1
    assert "dose" in capsys.readouterr().err
    assert names(desk) == {"panel.csv", "design.toml"}


@pytest.mark.parametrize(
    ("words", "exit_code", "named"),
    [
        (["estimate"], 2, "PANEL.csv"),
        (["estimate", "panel.csv"], 2, "--design"),
        (["estimate", "panel.csv", "--design", "design.toml"], 2, "--out"),
        (["estimate", "panel.csv", "--design", "design.toml", "--out", "panel.csv"], 1, "panel.csv"),
        (["estimate", "panel.csv", "--design", "design.toml", "--out", "."], 1, "."),
        ([*ASKED, "--report", "effects.checks.csv"], 1, "effects.checks.csv"),
        (["estimate", "design.toml", "--design", "design.toml", "--out", "effects.csv"], 1, "design.toml"),
    ],
)
def test_what_is_missing_or_would_be_written_over_is_told(
    desk: Path, capsys: pytest.CaptureFixture[str], words: list[str], exit_code: int, named: str
) -> None:
    assert main(words) == exit_code
    assert named in capsys.readouterr().err
    assert names(desk) == {"panel.csv", "design.toml"}
    assert (desk / "panel.csv").read_text("utf-8") == PANEL


def test_the_help_has_an_example_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", "--help"]) == 0
    assert "Contoh" in capsys.readouterr().out
    assert main(["estimate", "--help", "--lang", "en"]) == 0
    assert "Example" in capsys.readouterr().out
