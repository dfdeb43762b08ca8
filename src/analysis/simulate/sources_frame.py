"""What builders of documents share: paths by sender, working days, years, and parts around a table."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta

import numpy as np

from analysis.city.calendar import month_ends
from analysis.simulate.document import Document
from analysis.simulate.sheets import Cell
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town
from analysis.simulate.waves import day_in_words
from analysis.sources.declaration import by_name

Build = Callable[[Town, Mapping[str, Staff]], Iterable[Document]]


def path_of(source: str, sender: str, name: str) -> str:
    """Where a sender's file lies below the raw folder."""
    return f"{by_name()[source].folder}/{sender}/{name}"


def working_days(town: Town, month: date) -> list[date]:
    """Days of a month on which five-day units work."""
    first, last = month_ends(month)
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    return [day for day in days if town.city.calendar.is_working_day(day)]


def years(town: Town) -> list[int]:
    """The calendar years that the simulation touches."""
    return sorted({month.year for month in town.months})


def at_office(chance: np.random.Generator, day: date) -> datetime:
    """A moment of the day between half past seven and half past three."""
    return datetime.combine(day, time(7, 30)) + timedelta(minutes=int(chance.integers(480)))


def share(percent: float) -> float:
    """Per cent as a chance that is neither sure nor impossible."""
    return float(np.clip(percent / 100, 0.02, 0.98))


def month_end(first: date, months: int) -> date:
    """The last day of the month so many months on."""
    count = 12 * first.year + first.month - 1 + months
    return month_ends(date(count // 12, count % 12 + 1, 1))[1]


def titled(*lines: str) -> tuple[tuple[Cell, ...], ...]:
    """Title lines above a table, with an empty one below them."""
    return (*((line,) for line in lines), (None,))


def signed(day: date, office: str) -> tuple[tuple[Cell, ...], ...]:
    """What stands below a table: place and day, the office, and a number that is nobody's."""
    return ((None,), (f"Malang, {day_in_words(day)}",), (f"Kepala {office}",), ("NIP 99990001",))
