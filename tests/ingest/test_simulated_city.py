"""A whole simulated city comes through the door: clean once corrected, every planted fault found at its place."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis.city.place import City, load_city
from analysis.ingest.result import Checked
from analysis.paths import Root
from analysis.simulate.city import simulate
from analysis.validate import missing_periods
from tests.conftest import small_city
from tests.ingest.builders import checked, errors, told

UNTIL = date(2024, 12, 1)


def simulated(base: Path, *, dirt: bool) -> tuple[Root, City, dict[str, Any]]:
    root = small_city(base)
    city = load_city(root)
    simulate(root, city, scenario="effect", seed=2025, until=UNTIL, dirt=dirt)
    return root, city, json.loads((root.simulated / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Root, City, dict[str, Any]]:
    return simulated(tmp_path_factory.mktemp("clean"), dirt=False)


@pytest.fixture(scope="module")
def mended(clean: tuple[Root, City, dict[str, Any]]) -> Checked:
    """The clean city as it is read with its corrections."""
    root, city, _ = clean
    return checked(root.simulated / "raw", city, root.simulated / "corrections.toml")


def test_the_default_city_is_clean_once_its_corrections_are_made(
    clean: tuple[Root, City, dict[str, Any]], mended: Checked
) -> None:
    (root, city, truth), found = clean, mended
    assert errors(found) == []
    assert found.simulated
    assert all(file.rows_good == file.rows_read > 0 for file in found.files)
    without = checked(root.simulated / "raw", city)
    assert {file for _, file, _, _ in errors(without)} == {fault["file"] for fault in truth["faults"]}


def test_what_is_missing_was_planted(clean: tuple[Root, City, dict[str, Any]], mended: Checked) -> None:
    _, city, truth = clean
    missing = missing_periods(mended, city)
    planted = {(gap["unit"], gap["first_day"]) for gap in truth["gaps"] if gap["source"] == "attendance"}
    months = missing.filter(pl.col("source") == "attendance")
    assert {(unit, str(first)) for unit, first in months.select("unit", "first_day").iter_rows()} <= planted
    waves = [gap for gap in truth["gaps"] if gap["source"] == "survey"]
    for row in missing.filter(pl.col("source") == "survey").iter_rows(named=True):
        assert any(
            gap["unit"] == row["unit"]
            and gap["first_day"] <= str(row["last_day"])
            and gap["last_day"] >= str(row["first_day"])
            for gap in waves
        )


def test_every_planted_fault_is_found_at_its_place_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root, city, truth = simulated(tmp_path_factory.mktemp("dirty"), dirt=True)
    found = checked(root.simulated / "raw", city, root.simulated / "corrections.toml")
    left = [fault for fault in truth["faults"] if not fault["mended"]]
    assert len(left) >= 10
    by_file: dict[str, list[tuple[str, str | None, str | None]]] = {}
    for one in found.problems:
        by_file.setdefault(one.file, []).append((one.code, one.sheet, one.cell))
    also = {fault["wrong"] for fault in left if fault["kind"] == "sent-twice"}
    told_only = {fault["file"] for fault in left if fault["kind"].startswith("hidden-")}
    planted = {fault["file"] for fault in left}
    assert {file for _, file, *_ in errors(found)} >= planted - told_only
    assert {file for _, file, *_ in errors(found)} <= planted | also
    for fault in left:
        # Where the same fault looks different in different layouts, no code is planned; some codes have kinds (-near, -small).
        told_of = [one for one in by_file[fault["file"]] if one[0].startswith(fault["code"] or "")]
        assert told_of, (fault, by_file[fault["file"]])
        if fault["cell"] and fault["kind"] not in ("footer-as-data", "merged-header"):
            assert (fault["sheet"], fault["cell"]) in [(sheet, cell) for _, sheet, cell in told_of]
    assert told(found.problems)
