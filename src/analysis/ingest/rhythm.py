"""Periods that a unit's own rhythm lets expect and that never came."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low

import polars as pl

RHYTHMS = (1, 3, 6, 12)
"""Months between two surveys: monthly, quarterly, half-yearly, yearly."""


Span = tuple[date, date]


def missing_months(months: list[Span], overdue: date) -> Iterator[Span]:
    """The months that a unit did not send from its first month on, up to the last one overdue (or its own last)."""
    yield from _missing({_index(first) for first, _ in months}, 1, overdue)


def missing_years(years: list[Span], overdue: date) -> Iterator[Span]:
    """The years that a unit did not send from its first year on, up to the last one overdue (or its own last)."""
    yield from _missing({_index(first) // 12 for first, _ in years}, 12, overdue)


def missing_waves(waves: list[Span], overdue: date) -> Iterator[Span]:
    """The quarters (half-years, …) without a survey, by the interval that is usual for this unit.

    A wave counts for the period of its middle day. With fewer than two waves no rhythm is known and nothing is missing.
    """
    middles = sorted(first + (last - first) / 2 for first, last in waves)
    if len(middles) < 2:
        return
    # The lower median: a gap makes an interval longer, nothing makes one shorter.
    usual = median_low((after - before).days for before, after in pairwise(middles)) / 30.44
    length = min(RHYTHMS, key=lambda months: abs(months - usual) / months)
    slots = [_index(day) // length for day in middles]
    # Fieldwork that slid into the next period leaves its own one empty and the next one doubled: not a gap.
    slid = {slot - 1 for slot in slots if slots.count(slot) > 1}
    yield from _missing(set(slots) | slid, length, overdue)


def _missing(slots: set[int], length: int, overdue: date) -> Iterator[tuple[date, date]]:
    latest = max(slots)
    slot = min(slots) + 1
    while True:
        first, last = _first_day(slot * length), _first_day((slot + 1) * length) - timedelta(days=1)
        if slot > latest and last > overdue:
            return
        if slot not in slots:
            yield first, last
        slot += 1


def _index(day: date) -> int:
    return 12 * day.year + day.month - 1


def _first_day(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def periods_by_unit(rows: pl.DataFrame, first: str, last: str) -> dict[str, list[tuple[date, date]]]:
    """Each unit's periods, the earliest first."""
    found: dict[str, list[tuple[date, date]]] = {}
    for unit, begins, ends in rows.sort("unit", first).select("unit", pl.col(first), ends=last).iter_rows():
        found.setdefault(unit, []).append((begins, ends))
    return found


GAPS: dict[str, Callable[[list[Span], date], Iterator[Span]]] = {
    "month": missing_months,
    "own": missing_waves,
    "year": missing_years,
}
"""What a unit owes, by the rhythm of a source; a source without rhythm is owed by nobody in particular."""
