"""One monitoring calendar for all waves: visits and measurements fall on the same days for everybody."""

from datetime import date, timedelta
from typing import Literal

from analysis.city.calendar import Calendar, month_ends
from analysis.trial.design import AFTER, BEFORE, MONTHS_A_QUARTER

What = Literal["attendance", "survey", "visit"]
WEDNESDAY, WEEK = 2, 7

Entry = tuple[date, date, What]


def monitoring(first: int, calendar: Calendar) -> list[Entry]:
    """First day, last day and what: attendance every month, visits in the middle of each quarter, surveys in its last
    month, from a year before the first treated month (`first`, an ordinal) to a year from then on, whoever is in which wave.
    """
    found: list[Entry] = []
    for month in range(first - BEFORE, first + AFTER):
        start, end = month_ends(date(month // 12, month % 12 + 1, 1))
        found.append((start, end, "attendance"))
        if month % MONTHS_A_QUARTER == 1:
            day = visit_day(start, calendar)
            found.append((day, day, "visit"))
        if month % MONTHS_A_QUARTER == MONTHS_A_QUARTER - 1:
            found.append((start, end, "survey"))
    return found


def visit_day(month: date, calendar: Calendar) -> date:
    """The second Wednesday of a month; where the calendar knows it as a day off, the next working day."""
    day = month + timedelta(days=(WEDNESDAY - month.weekday()) % WEEK + WEEK)
    while calendar.first_day <= day <= calendar.last_day and not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day
