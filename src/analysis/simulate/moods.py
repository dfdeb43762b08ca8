"""What a day is like in a unit: log-odds of being late, and how often people are away."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.effects import Values
from analysis.simulate.town import Town

USUAL_LATE = -2.38
"""Log-odds that, with the spread between people and units, give about 12 % of days late."""
DRIFT_A_YEAR = -0.03
UNIT_SPREAD = 0.35
MONTH_SPREAD = 0.15
MONDAY, RAMADAN = 0.12, 0.12
LEBARAN_DAYS = (9, 12)
"""Days before and after the first day of Idul Fitri on which leave is taken two and a half times as often."""
LEBARAN_LEAVE = 2.5
BRIDGE_LEAVE = 1.6


@dataclass(frozen=True)
class Moods:
    """Per working day of one unit and month: log-odds of lateness, times leave, times duty, planted change of lateness."""

    late: Values
    leave: Values
    duty: Values
    planted: Values
    at_retreat: npt.NDArray[np.bool_]


def moods(town: Town, unit: Unit, days: list[date]) -> Moods:
    """The moods of a unit's working days in one month, all shocks included; the planted change stands apart."""
    month = days[0].replace(day=1)
    years = town.years(days[0])
    own = float(stream(town.seed, "late-level", unit.code).normal(0.0, UNIT_SPREAD))
    now = float(stream(town.seed, "late-month", unit.code, month).normal(0.0, MONTH_SPREAD))
    base = USUAL_LATE + DRIFT_A_YEAR * years + town.late_tide[month] + own + now
    late = np.array(
        [base + MONDAY * (day.weekday() == 0) + RAMADAN * town.city.calendar.ramadan(day) for day in days]
    )
    leave = np.array([_leave(town, day) for day in days])
    duty = np.ones(len(days))
    for shock in town.shocks_of(unit):
        here = np.array([shock.covers(day) for day in days])
        late = late + shock.late * here
        leave = np.where(here, leave * shock.leave, leave)
        duty = np.where(here, duty * shock.duty, duty)
    first, last = town.retreat or (date.max, date.max)
    at_retreat = np.array([first <= day <= last for day in days])
    return Moods(late, leave, duty, town.gains("late-share", unit, days), at_retreat)


def _leave(town: Town, day: date) -> float:
    """How many times more often leave is taken: around Idul Fitri, and between a holiday and a weekend."""
    since = (day - town.city.calendar.eid(day.year)).days
    if -LEBARAN_DAYS[0] <= since <= LEBARAN_DAYS[1]:
        return LEBARAN_LEAVE
    off = town.city.calendar.holiday_days
    bridges = day - timedelta(days=1) in off or day + timedelta(days=1) in off
    return BRIDGE_LEAVE if bridges else 1.0
