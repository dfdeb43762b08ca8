"""Employee-days of one unit and month: here, late, away and why."""

from dataclasses import dataclass
from datetime import date, time

import numpy as np
import numpy.typing as npt
import polars as pl

from analysis.city.calendar import month_ends
from analysis.simulate.chance import stream
from analysis.simulate.moods import moods
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town

Ints = npt.NDArray[np.int64]

KINDS = ("H", "LATE", "PSW1", "LAM", "TK", "DL", "DD", "DIK", "S", "I", "C", "CAP", "CM", "TB")
"""What an employee-day can be; LATE becomes a code by its minutes and the system's own table."""
HERE, LATE, EARLY, FORGOT, UNEXCUSED, ON_DUTY = range(6)
DUTY_MIX = np.array([0.010, 0.004, 0.0015])
LEAVE_MIX = np.array([0.008, 0.005, 0.009, 0.001, 0.001, 0.0005])
"""Usual chances of DL, DD, DIK and of S, I, C, CAP, CM, TB on a day: about 4 % together."""
UNEXCUSED_CHANCE = 0.001
EARLY_SHARE, FORGOT_SHARE = 0.004, 0.003
LONGEST_DELAY = 180


@dataclass(frozen=True)
class Days:
    """Employee-days in the order employee, day: indices into the staff, days, what happened, and clock minutes.

    `minutes` is how late an employee came (0 when not late), `came` and `left` are minutes since midnight.
    """

    staff: Staff
    days: tuple[date, ...]
    employee: Ints
    day: Ints
    kind: Ints
    minutes: Ints
    came: Ints
    left: Ints


def unit_days(town: Town, staff: Staff, month: date) -> Days:
    """The employee-days of a unit in a month: every employee who has begun, on each of the unit's working days."""
    hours = _hours(town, staff, month)
    days = hours["day"].to_list()
    people = staff.working(days[0])
    shape = (len(people), len(days))
    chance = stream(town.seed, "days", staff.unit.code, month)
    draw = {name: chance.random(shape) for name in ("away", "why", "late", "odd")}
    delay = np.minimum(1 + np.floor(chance.gamma(1.1, 16.0, shape)), LONGEST_DELAY).astype(np.int64)
    spare = np.floor(chance.gamma(2.0, 6.0, (2, *shape))).astype(np.int64)
    kind = _kinds(town, staff, people, days, draw)
    minutes = np.where(kind == LATE, delay, 0)
    start = _minutes(hours["start"])[None, :]
    came = np.where(kind == LATE, start + delay, start - np.minimum(spare[0], 75))
    left = _minutes(hours["end"])[None, :] + np.where(
        kind == EARLY, -1 - spare[1] % 29, np.minimum(spare[1], 120)
    )
    rows, columns = np.indices(shape)
    flat = [values.ravel().astype(np.int64) for values in (people[rows], columns, kind, minutes, came, left)]
    return Days(staff, tuple(days), *flat)


def _hours(town: Town, staff: Staff, month: date) -> pl.DataFrame:
    six = staff.unit.type in town.city.settings.six_day_types
    return town.city.calendar.schedule_table(*month_ends(month)).filter(pl.col("six_day") == six)


def _minutes(times: pl.Series) -> Ints:
    clock: list[time] = times.to_list()
    return np.array([60 * one.hour + one.minute for one in clock])


def _kinds(
    town: Town,
    staff: Staff,
    people: npt.NDArray[np.intp],
    days: list[date],
    draw: dict[str, npt.NDArray[np.float64]],
) -> Ints:
    """What each employee-day is; the same draws in every scenario, so that only the planted change differs."""
    mood = moods(town, staff.unit, days)
    late = 1 / (1 + np.exp(-(staff.habits[people][:, None] + mood.late[None, :])))
    late = late * (1 + mood.planted[None, :])
    duty = DUTY_MIX.sum() * mood.duty[None, :]
    leave = LEAVE_MIX.sum() * mood.leave[None, :] * staff.absences[people][:, None]
    away = draw["away"]
    kind = np.where(draw["odd"] < EARLY_SHARE, EARLY, HERE)
    kind = np.where(draw["odd"] > 1 - FORGOT_SHARE, FORGOT, kind)
    kind = np.where(draw["late"] < late, LATE, kind)
    kind = np.where(away < UNEXCUSED_CHANCE + duty + leave, _which(draw["why"], LEAVE_MIX, ON_DUTY + 3), kind)
    kind = np.where(away < UNEXCUSED_CHANCE + duty, _which(draw["why"], DUTY_MIX, ON_DUTY), kind)
    kind = np.where(away < UNEXCUSED_CHANCE, UNEXCUSED, kind)
    if town.treated(staff.unit):
        kind[0, mood.at_retreat] = ON_DUTY  # the head is at the retreat
    return kind


def _which(draw: npt.NDArray[np.float64], mix: npt.NDArray[np.float64], first: int) -> Ints:
    return first + np.searchsorted(np.cumsum(mix / mix.sum())[:-1], draw, side="right")
