"""retret estimate with its own estimators: what is written, and every bad input as one message without a file."""

import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from analysis.cli import main
from analysis.effects.output import CHECKS, EFFECTS, WEIGHTS
from tests.effects.panels import frame, months

DESIGN = 'treated_from = "2024-01"\nmid = 0.5\n'
ASKED = ["estimate", "panel.csv", "--design", "design.toml", "--out", "effects.csv", "--lang", "en"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a good panel and design, and the command run inside it."""
    frame(3, rain=lambda u, k: float(k % 5), twice=lambda u, k: 2.0 * (k % 5)).write_csv(
        tmp_path / "panel.csv"
    )
    (tmp_path / "design.toml").write_text(DESIGN, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_effects_weights_and_checks_are_written_and_runs_agree(desk: Path) -> None:
    assert main([*ASKED, "--report", "report.html"]) == 0
    assert names(desk) - {"panel.csv", "design.toml"} == {
        "effects.csv",
        "effects.weights.csv",
        "effects.checks.csv",
        "report.html",
    }
    for name, schema in (("effects", EFFECTS), ("effects.weights", WEIGHTS), ("effects.checks", CHECKS)):
        assert (desk / f"{name}.csv").read_text("utf-8").splitlines()[0] == ",".join(schema)
    found = pl.read_csv(desk / "effects.csv")
    assert found.row(0, named=True)["level"] == "city"
    assert found.row(0, named=True)["estimand"] == "mean"
    assert found.row(0, named=True)["verdict"] in (
        "improved-after", "worse", "no-meaningful-change", "insufficient"
    )  # fmt: skip
    units = found.filter(pl.col("level") == "unit")
    assert set(units["estimand"]) == {"mean", "deviation", "trend"}
    assert units.filter(pl.col("estimand") == "mean")["verdict"].is_null().all()
    assert set(units.filter(pl.col("estimand") == "deviation")["verdict"]) <= {
        "above-city", "below-city", "not-separable"
    }  # fmt: skip
    before = {file.name: file.read_bytes() for file in desk.iterdir()}
    assert main([*ASKED, "--report", "report.html"]) == 0
    assert {file.name: file.read_bytes() for file in desk.iterdir()} == before


def test_a_parquet_panel_gives_what_its_csv_gives(desk: Path) -> None:
    assert main(ASKED) == 0
    told = (desk / "effects.csv").read_bytes()
    pl.read_csv(desk / "panel.csv").write_parquet(desk / "panel.parquet")
    assert main(["estimate", "panel.parquet", *ASKED[2:]]) == 0
    assert (desk / "effects.csv").read_bytes() == told


def constant(u: int, k: int, e: float) -> float:
    return 7.0


def bad() -> list[tuple[str, pl.DataFrame, str, list[str]]]:
    """What is wrong, the panel, the design, and what the message must name."""
    good, donors = frame(3), frame(3, donor=lambda u, k: 1)
    doses = frame(1, dose=lambda u, k: 1.0)
    pair = frame(3, rain=lambda u, k: float(k % 5), twice=lambda u, k: 2.0 * (k % 5))
    late = frame(2, late=lambda u, k: float(k >= 24))
    return [
        ("constant", frame(2, value=constant), DESIGN, ["*", "value"]),
        ("twin", pl.concat([good, good.head(1)]), DESIGN, ["U00", "2022-01"]),
        ("donors", donors, DESIGN, ["donor"]),
        ("no-post", good, 'treated_from = "2025-01"', ["2025-01"]),
        ("no-pre", good, 'treated_from = "2022-01"', ["2022-01"]),
        ("no-post-left", good, DESIGN + f"transition = {months(36)[24:]}", ["2024-01"]),
        ("outside", good, 'treated_from = "2031-01"', ["2031-01"]),
        ("another-kind", good, 'treated_from = "2024-Q1"', ["2024-Q1"]),
        ("no-dose", doses.drop("dose"), DESIGN + 'estimators = ["dose"]', ["dose"]),
        ("no-donor", good, DESIGN + 'estimators = ["donor-mean"]', ["donor"]),
        ("collinear", pair, DESIGN + 'regressors = ["rain", "twice"]', ["rain", "twice"]),
        ("as-the-step", late, DESIGN + 'regressors = ["late"]\neffect = ["step"]', ["late", "step"]),
        ("no-regressor", good, DESIGN + 'regressors = ["snow"]', ["snow"]),
        ("key", good, DESIGN + "horizzon = 3", ["horizzon", "horizon"]),
        ("log", good, DESIGN + 'scale = "log"', ["log"]),
        ("logit", frame(2, value=constant), DESIGN + 'scale = "logit"', ["logit"]),
        ("count", good, DESIGN + 'scale = "count"', ["count"]),
        ("se", frame(2, se=lambda u, k: 0.0), DESIGN, ["se"]),
        ("n", frame(2, n=lambda u, k: 0.0), DESIGN, ["n"]),
        ("no-season", frame(2, [str(k) for k in range(30)]), 'treated_from = 20\nseasonal = "dummies"', ["seasonal"]),
        ("no-calendar", frame(2, [str(k) for k in range(30)]), 'treated_from = 20\ncalendar = "id"', ["calendar"]),
    ]  # fmt: skip


@pytest.mark.parametrize(("panel", "design", "named"), [each[1:] for each in bad()], ids=[each[0] for each in bad()])  # fmt: skip
def test_bad_input_is_one_message_exit_1_and_no_file(
    desk: Path, capsys: pytest.CaptureFixture[str], panel: pl.DataFrame, design: str, named: list[str]
) -> None:
    panel.write_csv(desk / "panel.csv")
    (desk / "design.toml").write_text(design, "utf-8")
    before = names(desk)
    assert main([*ASKED, "--report", "report.html"]) == 1
    # A line of progress says that estimation had begun; it is no message.
    said = [line for line in capsys.readouterr().err.strip().splitlines() if not line.endswith("…")]
    assert len(said) == 1, said
    assert all(word in said[0] for word in named)
    assert not re.search(r"Traceback|Error:", said[0])
    assert names(desk) == before


def test_a_dose_of_one_unit_is_refused_or_told_and_never_a_traceback(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame(1, dose=lambda u, k: 1.0).write_csv(desk / "panel.csv")
    (desk / "design.toml").write_text(DESIGN + 'estimators = ["dose"]', "utf-8")
    code = main(ASKED)
    assert code in (0, 1)
    if code == 0:
        assert set(pl.read_csv(desk / "effects.csv")["status"]) == {"refused"}
    else:
        assert "dose" in capsys.readouterr().err
        assert "effects.csv" not in names(desk)


def test_a_refusal_is_a_row_with_a_reason_that_is_told_in_words(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame(2, months(14, 2023)).write_csv(desk / "panel.csv")
    (desk / "design.toml").write_text('treated_from = "2023-12"', "utf-8")
    assert main(ASKED) == 0
    found = pl.read_csv(desk / "effects.csv")
    assert set(found["status"]) == {"refused"}
    assert set(found["reason"]) == {"few-before"}
    assert found["estimate"].is_null().all()
    assert "12 months" in capsys.readouterr().out


def test_estimators_bring_no_heavy_library_with_them() -> None:
    asked = "import sys; import analysis.effects.estimate; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "numpy" in loaded
    assert loaded.isdisjoint({"statsmodels", "sklearn", "jax", "matplotlib", "pandas", "pysyncon"})
