"""The city's effects: what is left out of a panel, one design for all, and pages that agree with the files."""

import csv
import json
from datetime import date
from math import expm1
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from analysis.cli import main
from analysis.decision.plan import read_plan
from analysis.effects.design import Design, read_design
from analysis.facts.panel import at_ceiling, judged
from analysis.facts.scales import Working
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


def joint(city_folder: Path, months: int, **plan: Any) -> Any:
    """Just enough of a joint stage: every register has so many months of the city before the announcement."""
    first = [date(2024 - k // 12, 12 - k % 12, 1) for k in range(months)]
    known = pl.DataFrame(
        {"first_day": first, "last_day": [day.replace(day=28) for day in first], "value": 1.0},
        schema={"first_day": pl.Date, "last_day": pl.Date, "value": pl.Float64},
    )
    units = pl.DataFrame({"code": ["35.73"], "type": ["kota"], "parent": [None]})
    return SimpleNamespace(
        plan=read_plan(city_folder).model_copy(update=plan),
        city=SimpleNamespace(units=units),
        retreat=SimpleNamespace(announced=date(2025, 5, 5)),
        rows=lambda code, indicator: known,
    )


def test_what_is_judged_matters_and_was_measured_before(city_folder: Path) -> None:
    found = judged(joint(city_folder, 11))
    names = {one.code for one in found}
    assert {"skm-index", "late-minutes", "on-time-service"} <= names
    assert not {"complaint-days", "meetings-head"} & names
    assert all(one.smallest_change_that_matters for one in found)
    assert not any(one.hides_by_value for one in found)
    longer = {one.code for one in judged(joint(city_folder, 12))}
    assert {"complaint-days", "meetings-head"} <= longer - names
    named = {one.code for one in judged(joint(city_folder, 11, placebo_outcomes=("excused-share",)))}
    assert named - names == {"excused-share"}


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
    assert at_ceiling(share, Working("logit", 96.5))
    assert not at_ceiling(share, Working("logit", 90.0))
    assert not at_ceiling(share, Working("identity", None))
    assert not at_ceiling(by_code()["late-share"], Working("logit", 96.5))


def test_shares_are_judged_by_their_odds_and_told_in_points(built: Root, folder: Path) -> None:
    asked = read_design(folder / "late-share.design.toml")
    panel = pl.read_csv(folder / "late-share.panel.csv")
    assert asked.scale == "logit"
    assert panel["value"].is_between(0, 1, closed="none").all()
    before = panel.filter(pl.col("period") < "2025-06").select(
        (pl.col("value") * pl.col("n")).sum() / pl.col("n").sum()
    )
    share = before.item()
    odds = share / (1 - share)
    row = next(one for one in rows(folder / "late-share.effects.csv") if one["level"] == "city")
    after = odds * (1 + expm1(float(row["estimate"])))
    page = next(one for one in facts(built, "effects")["indicators"] if one["code"] == "late-share")
    assert page["effect"]["estimate"] == pytest.approx(100 * (after / (1 + after) - share))


def test_a_page_tells_the_other_choices_of_the_file_and_those_without_named_units(
    built: Root, folder: Path
) -> None:
    page = next(one for one in facts(built, "effects")["indicators"] if one["code"] == "skm-index")
    told = page["effect"]["specifications"]
    filed = [
        one["at"] for one in rows(folder / "skm-index.effects.checks.csv") if one["check"] == "specification"
    ]
    names = [one["name"] for one in told]
    assert names[0] == "primary"
    assert set(filed) <= set(names)
    assert {name for name in names if name.startswith("without-")} == set(names) - set(filed) != set()
    assert page["placebo"] == []
