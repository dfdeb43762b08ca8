"""Ramadan and Lebaran by the government's dates: Eid al-Fitr of four years, and shares counted by hand."""

from datetime import date, timedelta

import numpy as np
import pytest

from analysis.effects.hijri import shares
from analysis.effects.period import ordinal

# Joint decrees of three ministers (SKB 3 Menteri) on holidays of these years.
EID = (date(2023, 4, 22), date(2024, 4, 10), date(2025, 3, 31), date(2026, 3, 21))


def weekdays(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]


@pytest.mark.parametrize("eid", EID)
def test_shares_are_those_of_weekdays_around_the_governments_date(eid: date) -> None:
    first = date(eid.year, 1, 1)
    for month in range(1, 7):
        begins = first.replace(month=month)
        days = weekdays(begins, begins.replace(month=month + 1) - timedelta(days=1))
        fast = sum(eid - timedelta(days=30) <= day < eid for day in days) / len(days)
        leave = sum(eid - timedelta(days=3) <= day <= eid + timedelta(days=7) for day in days) / len(days)
        found = shares(np.array([float(ordinal(f"{eid.year}-{month:02d}", "month"))]), "month")
        assert found["ramadan-share"][0] == pytest.approx(fast)
        assert found["lebaran-share"][0] == pytest.approx(leave)


def test_a_quarter_is_its_three_months_and_most_months_have_none() -> None:
    found = shares(
        np.array([float(ordinal("2024-Q2", "quarter")), float(ordinal("2024-Q4", "quarter"))]), "quarter"
    )
    days = weekdays(date(2024, 4, 1), date(2024, 6, 30))
    assert found["ramadan-share"][0] == pytest.approx(
        sum(day < date(2024, 4, 10) for day in days) / len(days)
    )
    assert found["ramadan-share"][1] == found["lebaran-share"][1] == 0


def test_every_year_has_one_ramadan_that_moves_backward() -> None:
    times = np.arange(ordinal("2015-01", "month"), ordinal("2027-01", "month")).astype(float)
    found = shares(times, "month")["ramadan-share"].reshape(12, 12)
    assert found.sum(1) == pytest.approx(np.full(12, 1.0), abs=0.1)
    middle = found @ np.arange(12) / found.sum(1)
    assert (np.diff(middle) < 0).all()
