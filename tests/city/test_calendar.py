"""Working days, Ramadan, Idul Fitri and hours against the official lists."""

from datetime import date, time, timedelta

import polars as pl
import pytest

from analysis.city.place import City
from analysis.problems import RetretError


def days(year: int, *month_days: tuple[int, ...]) -> set[date]:
    return {date(year, month, day) for month, *rest in month_days for day in rest}


# National holidays and joint leave, SKB 1017/2024 as amended by 933/2025 (2025) and SKB 1497/2025 (2026).
OFFICIAL = {
    2025: days(
        2025,
        (1, 1, 27, 28, 29),
        (3, 28, 29, 31),
        (4, 1, 2, 3, 4, 7, 18, 20),
        (5, 1, 12, 13, 29, 30),
        (6, 1, 6, 9, 27),
    )
    | days(2025, (8, 17, 18), (9, 5), (12, 25, 26)),
    2026: days(
        2026, (1, 1, 16), (2, 16, 17), (3, 18, 19, 20, 21, 22, 23, 24), (4, 3, 5), (5, 1, 14, 15, 27, 28, 31)
    )
    | days(2026, (6, 1, 16), (8, 17, 25), (12, 24, 25)),
}


@pytest.mark.parametrize("year", [2025, 2026])
def test_holidays_and_joint_leave_are_the_official_ones(malang: City, year: int) -> None:
    assert {day for day in malang.calendar.holiday_days if day.year == year} == OFFICIAL[year]


@pytest.mark.parametrize(
    ("year", "first"),
    [
        (2023, date(2023, 4, 22)),
        (2024, date(2024, 4, 10)),
        (2025, date(2025, 3, 31)),
        (2026, date(2026, 3, 21)),
    ],
)
def test_idul_fitri_follows_the_last_day_of_ramadan(malang: City, year: int, first: date) -> None:
    assert malang.calendar.eid(year) == first
    assert malang.calendar.ramadan(first - timedelta(days=1))
    assert not malang.calendar.ramadan(first)
    assert malang.calendar.hijri_month_index(first) == 0
    assert malang.calendar.hijri_month_index(first - timedelta(days=10)) == 11


def test_only_three_days_of_the_retreat_week_were_working_days(malang: City) -> None:
    week = [date(2025, 5, day) for day in range(12, 19)]
    assert [day.day for day in week if malang.calendar.is_working_day(day)] == [14, 15, 16]
    assert [day.day for day in week if malang.calendar.is_working_day(day, six_day=True)] == [14, 15, 16, 17]


def test_working_days_of_a_month_are_counted(malang: City) -> None:
    assert malang.calendar.working_days(date(2025, 5, 1)) == 17
    assert malang.calendar.working_days(date(2025, 5, 20), six_day=True) == 22


@pytest.mark.parametrize(
    ("day", "kind", "start"),
    [
        (date(2026, 2, 23), "kelurahan", time(8)),
        (date(2026, 2, 27), "kelurahan", time(7, 30)),
        (date(2026, 2, 23), "puskesmas", time(7, 30)),
        (date(2024, 3, 15), "kelurahan", time(8)),
        (date(2025, 5, 19), "kelurahan", time(7, 30)),
        (date(2025, 5, 24), "kelurahan", None),
        (date(2025, 5, 24), "rsud", time(7, 30)),
        (date(2025, 5, 29), "rsud", None),
    ],
)
def test_hours_follow_ramadan_and_unit_type(malang: City, day: date, kind: str, start: time | None) -> None:
    assert malang.calendar.schedule_start(day, kind) == start


def test_the_table_agrees_with_the_single_question(malang: City) -> None:
    table = malang.calendar.schedule_table(date(2025, 3, 1), date(2025, 4, 30))
    for day, six, start, end, ramadan in table.iter_rows():
        assert malang.calendar.schedule_start(day, "rsud" if six else "dinas") == start
        assert end > start
        assert ramadan == malang.calendar.ramadan(day)
    saturdays = table.filter(pl.col("day").dt.weekday() == 6)
    assert saturdays["six_day"].all()


def test_share_of_ramadan(malang: City) -> None:
    assert malang.calendar.ramadan_share(date(2025, 3, 1)) == 1.0
    assert malang.calendar.ramadan_share(date(2025, 5, 1)) == 0.0
    assert malang.calendar.ramadan_share(date(2026, 2, 1)) == 7 / 18


def test_a_day_outside_the_calendar_is_an_error(malang: City) -> None:
    with pytest.raises(RetretError) as stop:
        malang.calendar.is_working_day(date(2031, 1, 2))
    assert stop.value.code == "outside-calendar"
    with pytest.raises(RetretError):
        malang.calendar.eid(2031)
