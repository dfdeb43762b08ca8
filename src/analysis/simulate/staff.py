"""Who works where: invented names, numbers that no real employee bears, habits of lateness, and intakes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.people import names
from analysis.simulate.town import Town

FIRST_NUMBER = 99990001
"""Eight digits that begin with 9999; a real NIP has eighteen and begins with a birth date."""
SIZES: Mapping[str, tuple[int, int, int]] = {
    "kelurahan": (6, 7, 12),
    "kecamatan": (17, 20, 23),
    "puskesmas": (15, 16, 25),
    "dinas": (15, 18, 35),
    "badan": (14, 18, 26),
    "bagian": (8, 9, 13),
    "setda": (10, 11, 13),
    "sekretariat_dprd": (18, 22, 26),
    "inspektorat": (18, 21, 26),
    "satpol_pp": (26, 30, 35),
    "rsud": (48, 55, 64),
    "bumd": (18, 22, 28),
}
"""Employees at the start: least, most usual, most."""
OTHER_SIZE = (6, 9, 14)
INTAKES: Mapping[str, tuple[float, float, float]] = {
    "dinas": (0.6, 0.15, 0.65),
    "satpol_pp": (1.0, 0.15, 0.3),
    "rsud": (1.0, 0.04, 0.12),
    "puskesmas": (0.4, 0.04, 0.12),
    "badan": (0.3, 0.05, 0.2),
    "kelurahan": (0.12, 0.1, 0.2),
}
"""At each intake of contract staff: chance that a unit gets any, least and largest growth."""
OTHER_INTAKE = (0.1, 0.05, 0.12)
INTAKES_ADD = 1.1
"""What intakes add to a city, about."""
HABIT_SPREAD = 0.8
INTAKE_EVENTS = "pppk"
"""Events of events.csv whose code begins so are days on which contract staff begin."""


@dataclass(frozen=True)
class Staff:
    """One unit's employees, the head first; `starts` are first days of work, `habits` log-odds of being late."""

    unit: Unit
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    starts: npt.NDArray[np.datetime64]
    habits: npt.NDArray[np.float64]
    absences: npt.NDArray[np.float64]

    def working(self, day: date) -> npt.NDArray[np.intp]:
        """Indices of those who have begun by this day."""
        return np.flatnonzero(self.starts <= np.datetime64(day, "D"))


def hire(town: Town) -> dict[str, Staff]:
    """The employees of every unit by code; numbers run on through the city."""
    days = intake_days(town)
    times = _times(town)
    made: dict[str, Staff] = {}
    number = FIRST_NUMBER
    for unit in town.units:
        staff = _staff(town, unit, days, number, times)
        number += len(staff.numbers)
        made[unit.code] = staff
    return made


def _times(town: Town) -> float:
    """How many times its usual size each unit has, so that the city has about as many employees as asked for."""
    if town.size.employees is None:
        return 1.0
    usual = sum(_usual_size(town, unit) for unit in town.units)
    return max(town.size.employees / usual / INTAKES_ADD, 1 / usual)


def _usual_size(town: Town, unit: Unit) -> int:
    least, usual, most = SIZES.get(unit.type, OTHER_SIZE)
    chance = stream(town.seed, "size", unit.code)
    return int(np.clip(round(chance.triangular(least - 0.5, usual, most + 0.5)), least, most))


def intake_days(town: Town) -> list[date]:
    """Days on which contract staff begin, inside the simulation."""
    intakes = town.city.events.filter(pl.col("code").str.starts_with(INTAKE_EVENTS))
    return [day for day in intakes["first_day"].sort() if town.first_day < day <= town.last_day]


def _staff(town: Town, unit: Unit, intakes: list[date], number: int, times: float) -> Staff:
    chance = stream(town.seed, "staff", unit.code)
    size = max(1, round(times * _usual_size(town, unit)))
    starts = [town.first_day] * size
    likely, low, high = INTAKES.get(unit.type, OTHER_INTAKE)
    for day in intakes:
        growth = chance.uniform(low, high) if chance.random() < likely else 0.0
        starts += [day] * round(growth * size)
    total = len(starts)
    called = names(chance, total)
    return Staff(
        unit=unit,
        numbers=tuple(str(number + k) for k in range(total)),
        names=tuple(called),
        starts=np.array(starts, dtype="datetime64[D]"),
        habits=chance.normal(0.0, HABIT_SPREAD, total),
        absences=chance.gamma(1.5, 1 / 1.5, total),
    )
