"""Cities scored through their files: what is simulated holds the truth that it is scored against, and the chain ends in a decision."""

import json
from pathlib import Path

import polars as pl
import pytest

from analysis.calibration.scoring import Truth, scoring
from analysis.city.place import City, load_city
from analysis.console import scored_files
from analysis.simulate.city import simulate
from analysis.simulate.donors import FILE, FOLDER
from analysis.simulate.town import Size
from tests.conftest import small_city
from tests.effort import LONG


def truth(name: str) -> Truth:
    return next(one for one in scoring().truth if one.name == name)


def donors(base: Path, name: str) -> pl.DataFrame:
    root = small_city(base)
    city: City = load_city(root)
    simulate(
        root,
        city,
        scenario=scored_files.scenario(scoring(), truth(name)),
        seed=3,
        size=Size(units=4),
        sources=scored_files.SOURCES,
    )
    raw = root.simulated / "raw"
    assert {one.name for one in raw.iterdir()} == {"skm", FOLDER}
    planted = json.loads((root.simulated / "truth.json").read_text("utf-8"))["planted"]["skm-index"]
    assert planted["city_wide_step"] == truth(name).shock
    assert set(planted["units"].values()) == {truth(name).effect}
    file = raw / FOLDER / "simulasi" / FILE
    return pl.read_csv(file, separator=";", comment_prefix="#", decimal_comma=True)


def test_a_shock_to_the_region_is_in_the_files_of_comparison_cities_and_an_effect_is_not(
    tmp_path: Path,
) -> None:
    nothing, shock, two = (donors(tmp_path / name, name) for name in ("nothing", "shock", "two"))
    assert two.equals(nothing)
    apart = shock["Nilai"] - nothing["Nilai"]
    index = nothing["Indikator"] == "IKM"
    assert set(apart.filter(~index).round(6).to_list()) == {0.0}
    months = nothing.filter(index)["Bulan"].to_list()
    moved = {month for month, by in zip(months, apart.filter(index), strict=True) if by > 0.5}
    assert set(apart.filter(index).round(2).unique().to_list()) == {0.0, 1.0}
    assert "Mei 2025" not in moved
    assert {"Juni 2025", "Juli 2025", "Januari 2026"} <= moved
    assert "Juni 2024" not in moved


@pytest.mark.slow
def test_the_chain_ends_in_a_decision_that_follows_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scored_files, "UNITS", 12 if LONG else 4)
    monkeypatch.setattr(scored_files, "HAPPENS", ("nothing", "shock", "two") if LONG else ("nothing",))
    steps: list[tuple[int, int]] = []
    found = scored_files.through_files(5 if LONG else 1, lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1] == len(steps)
    assert {row.chapter for row in found.rows} == {"files"}
    for row in found.rows:
        assert row.n == (5 if LONG else 1)
        assert row.bound is not None
        if row.name != "annual":
            assert row.reached == 0


def test_a_large_effect_is_decided_annual_where_little_has_to_be_gained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scored_files, "UNITS", 4)
    cheap = scoring().model_copy(update={"break_even": 0.001})
    large = truth("two").model_copy(update={"effect": 5.0})
    assert scored_files.decided(cheap, large, 1) == "annual"
