"""Ramadan and Lebaran as shares of a month or quarter, by the government's dates, for panels without a city folder."""

from datetime import date, timedelta

import holidays
import numpy as np

from analysis.city.calendar import EID_NAME
from analysis.effects.noise import Array
from analysis.effects.period import Kind

FAST_DAYS = 30
"""Ramadan has 29 or 30 days; a day's doubt is a twentieth of a month's working days."""

LEBARAN_BEFORE, LEBARAN_AFTER = 3, 7
"""Days around Idul Fitri on which joint leave and travel empty offices."""


def shares(times: Array, kind: Kind) -> dict[str, Array]:
    """Shares of each period's weekdays that lie in Ramadan and around Idul Fitri, (n,) each, 0-1."""
    spans = [_days(int(t), kind) for t in times]
    years = range(spans[0][0].year - 1, spans[-1][1].year + 2)
    eids = [day for day, name in _holidays(years).items() if EID_NAME in name and "Second Day" not in name]
    firsts = sorted({min(day for day in eids if abs((day - other).days) <= 2) for other in eids})
    fast = [(eid - timedelta(days=FAST_DAYS), eid - timedelta(days=1)) for eid in firsts]
    leave = [(eid - timedelta(days=LEBARAN_BEFORE), eid + timedelta(days=LEBARAN_AFTER)) for eid in firsts]
    return {
        name: np.array([_share(span, ranges) for span in spans])
        for name, ranges in (("ramadan-share", fast), ("lebaran-share", leave))
    }


def _holidays(years: range) -> dict[date, str]:
    found = holidays.country_holidays("ID", years=years, categories=("public",), language="en_US")
    return dict(found.items())


def _days(t: int, kind: Kind) -> tuple[date, date]:
    months = 1 if kind == "month" else 3
    first = t * months
    after = first + months
    return date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def _share(span: tuple[date, date], ranges: list[tuple[date, date]]) -> float:
    first, last = span
    week = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    week = [day for day in week if day.weekday() < 5]
    return sum(any(a <= day <= b for a, b in ranges) for day in week) / len(week)
