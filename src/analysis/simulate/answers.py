"""What respondents answered: nine answers of 1-4 each, whose expected index is exactly the wave's level."""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from analysis.simulate.chance import stream
from analysis.simulate.effects import Values
from analysis.simulate.levels import levels
from analysis.simulate.town import Town
from analysis.simulate.waves import Wave

Answers = npt.NDArray[np.int64]
"""Respondents x 9, official order of the elements."""

ELEMENT_SPREAD = 0.04
ELEMENTS = np.array([0.02, -0.02, -0.16, 0.36, 0.0, 0.03, 0.07, -0.16, -0.14])
"""Elements differ, in mean answers (1-4): cost (U4) near 4; time (U3), complaints (U8), facilities (U9) lower."""
LIKENESS = 3.4
"""Concentration of respondents around the level; with nine answers each, about 12 index points between people."""
LOWEST, HIGHEST = 0.05, 0.99
"""Mean answers of an element, of 0-1: nobody is all content or all discontent."""
EXACT = 1e-12
MIDDLE_YEARS = 1.75
"""Years after the first month at which the city stands at its declared level."""


def unit_level(town: Town, code: str) -> float:
    """The unit's own level, in index points away from the city's."""
    return float(stream(town.seed, "survey-level", code).normal(0.0, levels("survey")["unit_spread"]))


def unit_drift(town: Town, code: str) -> float:
    """Index points by which the unit rises a year: the city's drift and its own."""
    usual = levels("survey")
    return usual["drift"] + float(stream(town.seed, "survey-drift", code).normal(0.0, usual["unit_drift"]))


def level(town: Town, wave: Wave) -> float:
    """The expected survey index of a wave (25-100): unit, drift, tide, chance, shocks, and what the retreat did."""
    middle = wave.first_day + (wave.last_day - wave.first_day) / 2
    usual, code = levels("survey"), wave.unit.code
    chance = stream(town.seed, "wave-level", code, wave.path)
    value = usual["level"] + unit_level(town, code)
    value += unit_drift(town, code) * (town.years(middle) - MIDDLE_YEARS)
    value += town.survey_tide[middle.replace(day=1)] + float(chance.normal(0.0, usual["wave_spread"]))
    for shock in town.shocks_of(wave.unit):
        value += shock.ikm * _share_between(wave, shock.first_day, shock.last_day)
    return float(np.clip(value + wave.jump + planted(town, wave), 62.0, 96.0))


def planted(town: Town, wave: Wave) -> float:
    """Index points that the retreat adds to a wave: the mean over its days, none of them before it."""
    days = [wave.first_day + timedelta(days=k) for k in range((wave.last_day - wave.first_day).days + 1)]
    return float(town.gains("skm-index", wave.unit, days).mean())


def _share_between(wave: Wave, first: date, last: date) -> float:
    days = (wave.last_day - wave.first_day).days + 1
    shared = (min(wave.last_day, last) - max(wave.first_day, first)).days + 1
    return max(shared, 0) / days


def answers(town: Town, wave: Wave) -> Answers:
    """The answers of a wave. A person leans to one side, an element to another; the mean is the wave's level."""
    chance = stream(town.seed, "answers", wave.unit.code, wave.path)
    middle = (level(town, wave) / 25 - 1) / 3
    own = stream(town.seed, "elements", wave.unit.code).normal(0.0, ELEMENT_SPREAD, 9)
    wanted = element_means(middle, (ELEMENTS + own) / 3)
    people = chance.beta(middle * LIKENESS, (1 - middle) * LIKENESS, wave.respondents)[:, None]
    # Stretch each person's leaning towards 0 or 1 so that its mean over people is the element's.
    lower = people * (wanted / middle)
    higher = 1 - (1 - people) * (1 - wanted) / (1 - middle)
    return 1 + chance.binomial(3, np.where(wanted < middle, lower, higher))


def element_means(middle: float, shifts: Values) -> Values:
    """The mean of each element (0-1), within LOWEST and HIGHEST and apart by `shifts` as far as these let it.

    What the ends take from some elements the others get, so that the mean of all is `middle` as it is (within the ends).
    """
    wanted = np.clip(middle + shifts - shifts.mean(), LOWEST, HIGHEST)
    # Each turn gives what is left to the elements that have room; those that fill up by it are at most all of them.
    for _ in shifts:
        left = middle - float(wanted.mean())
        room = wanted < HIGHEST if left > 0 else wanted > LOWEST
        if abs(left) < EXACT or not room.any():
            break
        wanted = np.clip(wanted + room * left * len(shifts) / room.sum(), LOWEST, HIGHEST)
    return wanted
