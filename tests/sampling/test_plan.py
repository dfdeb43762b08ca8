"""A month's plan: reasons, the same bytes for the same seed, and a published plan that nobody changed."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analysis.city.place import City, load_city
from analysis.city.settings import VisitPoints, VisitSetting
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.sampling.plan import COLUMNS, FOLDER, VisitPlan, make_plan, read_plans
from analysis.sampling.risk import Known, months_before, points, reasons

MONTH = date(2026, 12, 1)
UNITS = tuple(
    Known(
        f"u{k:02}", f"Unit {k}", "a" if k < 9 else "b", f"p{k % 3}", k % 4 == 0, overdue=k % 3, missing=k % 2
    )
    for k in range(20)
)


@pytest.fixture(scope="module")
def city(checkout: Path) -> City:
    return load_city(Root(checkout))


def plan(city: City, seed: int = 5, visits: int = 6) -> VisitPlan:
    how = VisitSetting(a_month=visits)
    return make_plan(UNITS, MONTH, seed, how, city.calendar, simulated=True)


def test_reasons_are_those_that_are_declared() -> None:
    one = Known("u", "U", "a", "p", False, overdue=1, last_visit=date(2025, 11, 30))
    assert reasons(one, MONTH, 12) == ("overdue", "unvisited")
    recent = Known("u", "U", "a", "p", False, below_city=2, missing=1, last_visit=date(2025, 12, 1))
    assert reasons(recent, MONTH, 12) == ("below_city", "missing")
    assert points(("overdue", "missing"), VisitPoints(overdue=5, missing=3)) == 8
    assert months_before(date(2026, 1, 1), 13) == date(2024, 12, 1)


def test_the_same_seed_gives_the_same_bytes_and_days_of_work(city: City) -> None:
    one = plan(city)
    assert one.rows().write_csv() == plan(city).rows().write_csv()
    assert one.rows().write_csv() != plan(city, seed=6).rows().write_csv()
    rows = one.rows()
    assert dict(rows.schema) == COLUMNS
    assert rows["chance_percent"].sum() == pytest.approx(600)
    drawn = rows.filter(pl.col("visit").is_not_null()).sort("visit")
    assert drawn.height == 6
    assert drawn["day"].is_sorted()
    six = {unit.code: unit.six_day for unit in UNITS}
    assert all(
        city.calendar.is_working_day(day, six[unit]) for unit, day in drawn.select("unit", "day").iter_rows()
    )


def publish(city: City, folder: Path, *, old: str = "", new: str = "") -> Path:
    (folder / FOLDER).mkdir()
    told = plan(city).rows().write_csv()
    assert old in told
    (folder / FOLDER / "2026-12.csv").write_text(told.replace(old, new, 1) if old else told, "utf-8")
    return folder


def test_a_published_plan_is_read_back(city: City, tmp_path: Path) -> None:
    assert read_plans(tmp_path).is_empty()
    assert read_plans(publish(city, tmp_path)).equals(plan(city).rows())


def test_a_plan_that_was_changed_is_found(city: City, tmp_path: Path) -> None:
    rows = plan(city).rows()
    taken = rows.filter(pl.col("visit").is_not_null()).row(0, named=True)
    publish(city, tmp_path, old=f"{taken['visit']},{taken['day']}", new=",")
    with pytest.raises(RetretError) as told:
        read_plans(tmp_path)
    assert told.value.code == "visits-plan-changed"
    assert told.value.values["unit"] == taken["unit"]


def test_a_plan_of_another_month_or_with_two_seeds_is_found(city: City, tmp_path: Path) -> None:
    publish(city, tmp_path, old="2026-12,u00", new="2026-11,u00")
    with pytest.raises(RetretError) as told:
        read_plans(tmp_path)
    assert told.value.code == "visits-plan-one"
