"""Working days, Ramadan and Idul Fitri: national holidays and joint leave, with the city's overrides."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise

import holidays
import polars as pl

from analysis.city.schedule import build_days
from analysis.problems import RetretError

MEAN_LUNAR_MONTH = 29.530588
"""Days from new moon to new moon, on average."""

EID_NAME = "Eid al-Fitr"
Range = tuple[date, date]


@dataclass(frozen=True)
class Calendar:
    """Days of the years that calendar.csv gives Ramadan for; a day outside them is an error, never a guess."""

    first_day: date
    last_day: date
    holiday_days: frozenset[date]
    ramadan_ranges: tuple[Range, ...]
    eids: tuple[date, ...]
    six_day_types: frozenset[str]
    days: pl.DataFrame
    """Working days: day, six_day, start, end, ramadan; sorted."""
    _starts: dict[tuple[date, bool], time]

    def _known(self, day: date) -> date:
        if not self.first_day <= day <= self.last_day:
            raise RetretError(
                "outside-calendar", day=str(day), first=str(self.first_day), last=str(self.last_day)
            )
        return day

    def is_working_day(self, day: date, six_day: bool = False) -> bool:
        """Whether five-day (or six-day) units work on this day."""
        return (self._known(day), six_day) in self._starts

    def working_days(self, month: date, six_day: bool = False) -> int:
        """Number of working days in the month of this day."""
        first, last = month_ends(month)
        return self.schedule_table(first, last).filter(pl.col("six_day") == six_day).height

    def ramadan(self, day: date) -> bool:
        """Whether the day lies in Ramadan (government dates)."""
        self._known(day)
        return any(first <= day <= last for first, last in self.ramadan_ranges)

    def ramadan_share(self, month: date) -> float:
        """Share of the month's five-day working days that lie in Ramadan, 0-1."""
        table = self.schedule_table(*month_ends(month)).filter(~pl.col("six_day"))
        return table.filter(pl.col("ramadan")).height / table.height if table.height else 0.0

    def eid(self, year: int) -> date:
        """First day of Idul Fitri in this Gregorian year (government date)."""
        for day in self.eids:
            if day.year == year:
                return day
        raise RetretError(
            "outside-calendar", day=str(year), first=str(self.first_day), last=str(self.last_day)
        )

    def hijri_month_index(self, day: date) -> int:
        """Lunar months since the last Idul Fitri: 0 for Syawal, 11 for Ramadan, give or take a day."""
        last = max(eid for eid in self.eids if eid <= self._known(day))
        return int((day - last).days // MEAN_LUNAR_MONTH)

    def schedule_start(self, day: date, unit_type: str) -> time | None:
        """When units of this type begin on this day; None when they do not work."""
        return self._starts.get((self._known(day), unit_type in self.six_day_types))

    def schedule_table(self, first: date, last: date) -> pl.DataFrame:
        """day, six_day, start, end, ramadan of every working day between two days, both included."""
        self._known(first)
        self._known(last)
        return self.days.filter(pl.col("day").is_between(first, last))


def month_ends(day: date) -> Range:
    """First and last day of the month of a day."""
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return first, after - timedelta(days=1)


def _ranges(table: pl.DataFrame, kind: str) -> tuple[Range, ...]:
    found = table.filter(pl.col("kind") == kind).sort("first_day")
    return tuple(zip(found["first_day"], found["last_day"], strict=True))


def _every_day(ranges: tuple[Range, ...]) -> frozenset[date]:
    return frozenset(
        first + timedelta(days=k) for first, last in ranges for k in range((last - first).days + 1)
    )


def _national(years: range) -> dict[date, str]:
    """Holidays and joint leave; English names, so that Idul Fitri is found whatever the machine speaks."""
    found = holidays.country_holidays(
        "ID", years=years, categories=("public", "government"), language="en_US"
    )
    return dict(found.items())


def _eids(national: dict[date, str], overrides: tuple[Range, ...]) -> tuple[date, ...]:
    """First days of Idul Fitri; an override replaces that of its year."""
    own = {first.year: first for first, _ in overrides}
    for day, name in sorted(national.items()):
        parts = {part.removesuffix(" (estimated)") for part in name.split("; ")}
        if EID_NAME in parts:
            own.setdefault(day.year, day)
    return tuple(sorted(own.values()))


def make_calendar(table: pl.DataFrame, schedules: pl.DataFrame, six_day_types: tuple[str, ...]) -> Calendar:
    """The calendar of the years that have a Ramadan row; a gap between those years is an error."""
    ramadan = _ranges(table, "ramadan")
    if not ramadan:
        raise RetretError("calendar-no-ramadan", year="?")
    for (before, _), (after, _) in pairwise(ramadan):
        if (after - before).days > 13 * MEAN_LUNAR_MONTH:
            raise RetretError("calendar-no-ramadan", year=str(before.year + 1))
    first, last = date(ramadan[0][0].year, 1, 1), date(ramadan[-1][1].year, 12, 31)
    # One year earlier, so that the first days too have an Idul Fitri before them.
    national = _national(range(first.year - 1, last.year + 1))
    off = (
        frozenset(national)
        | _every_day(_ranges(table, "holiday"))
        | _every_day(_ranges(table, "joint-leave"))
    )
    off = frozenset(day for day in off - _every_day(_ranges(table, "working")) if first <= day <= last)
    days = build_days(first, last, off, ramadan, schedules)
    starts = {(day, six): start for day, six, start in days.select("day", "six_day", "start").iter_rows()}
    eids = _eids(national, _ranges(table, "eid"))
    return Calendar(first, last, off, ramadan, eids, frozenset(six_day_types), days, starts)
