"""The city's effects: what is left out of a panel, one design for all, and pages that agree with the files."""

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis.cli import main
from analysis.effects.design import Design, read_design
from analysis.facts.panel import at_ceiling, judged
from analysis.indicators.definition import by_code
from analysis.paths import Root
from analysis.publish.effect_files import design_text


@pytest.fixture(scope="module")
def folder(built: Root) -> Path:
    return built.processed / "effects"


def facts(root: Root, name: str) -> dict[str, Any]:
    return json.loads((root.facts / "leadership" / f"{name}.json").read_text("utf-8"))


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_every_judged_measure_has_a_direction_or_is_neutral_and_a_change_that_matters() -> None:
    assert {"skm-index", "late-minutes", "on-time-service"} <= {one.code for one in judged()}
    assert all(one.smallest_change_that_matters for one in judged())
    assert not any(one.hides_by_value for one in judged())


def test_a_panel_leaves_out_the_retreat_and_what_may_still_change(built: Root, folder: Path) -> None:
    panel = pl.read_csv(folder / "late-minutes.panel.csv")
    assert "2025-05" not in panel["period"].to_list()
    last = facts(built, "effects")["data_until"]
    assert last == "2026-10-31"
    # Attendance is usual within 45 days: October and half of September may still change.
    assert panel["period"].max() == "2026-08"
    assert panel.group_by("unit", "period").len()["len"].max() == 1


def test_waves_stand_in_the_quarter_of_their_middle(folder: Path) -> None:
    panel = pl.read_csv(folder / "skm-index.panel.csv")
    assert panel["period"].str.contains(r"^20\d\d-Q[1-4]$").all()
    assert "2025-Q2" in read_design(folder / "skm-index.design.toml").transition


def test_the_command_gives_the_figures_of_the_build(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "skm-index.effects.csv"
    command = [
        "estimate",
        str(folder / "skm-index.panel.csv"),
        "--design",
        str(folder / "skm-index.design.toml"),
    ]
    assert main([*command, "--out", str(out)]) == 0
    for name in ("skm-index.effects.csv", "skm-index.effects.weights.csv", "skm-index.effects.checks.csv"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_pages_tell_the_figures_of_the_file(built: Root, folder: Path) -> None:
    effect = next(one for one in facts(built, "decision")["outcomes"] if one["code"] == "skm-index")["effect"]
    row = next(one for one in rows(folder / "skm-index.effects.csv") if one["level"] == "city")
    assert row["estimand"] == "mean"
    for key in ("estimate", "low", "high"):
        assert f"{effect[key]:.6g}" == f"{float(row[key]):.6g}"
    told = next(reason["id"] for reason in facts(built, "decision")["reasons"] if "IKM" in reason["id"])
    assert f"{effect['estimate']:+.1f}".replace(".", ",") in told


def test_a_unit_page_tells_every_deviation_or_why_there_is_none(built: Root, folder: Path) -> None:
    for unit in ("OPD.DISHUB", "35.73.05.1002", "PKM.DINOYO"):
        told = {one["code"]: one for one in facts(built, unit)["deviations"]}
        for code, one in told.items():
            row = next(
                each
                for each in rows(folder / f"{code}.effects.csv")
                if each["unit"] == unit and each["estimand"] == "deviation"
            )
            assert one["status"] == row["status"]
            assert one["reason"] or one["verdict"] in ("above-city", "below-city", "not-separable")
    assert facts(built, "35.73")["deviations"] == []


def test_small_units_are_told_pooled_or_not_at_all(folder: Path) -> None:
    for file in folder.glob("*.effects.csv"):
        for row in rows(file):
            if row["reason"] == "pooled-only":
                assert row["estimand"] == "mean"
                assert not row["estimate"]


def test_a_design_is_read_as_it_was_written(tmp_path: Path) -> None:
    asked = Design(
        treated_from="2025-06",
        transition=("2025-05",),
        horizon=12,
        regressors=("event-a",),
        mid=0.5,
        calendar="id",
    )
    file = tmp_path / "design.toml"
    file.write_text(design_text(asked), "utf-8")
    assert read_design(file) == asked


def test_what_was_nearly_perfect_before_is_not_judged() -> None:
    share = by_code()["on-time-service"]
    rows = pl.DataFrame(
        {"period": ["2025-03", "2025-04", "2025-06"], "donor": 0, "n": 50.0, "value": [96.0, 97.0, 40.0]}
    )
    asked = Design(treated_from="2025-06")
    assert at_ceiling(share, rows, asked)
    assert not at_ceiling(share, rows.with_columns(value=pl.lit(90.0)), asked)
    assert not at_ceiling(by_code()["late-share"], rows, asked)
