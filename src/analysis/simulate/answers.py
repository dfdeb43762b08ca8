"""What respondents answered: nine answers of 1-4 each, whose expected index is exactly the wave's level."""

from datetime import date

import numpy as np
import numpy.typing as npt

from analysis.simulate.chance import stream
from analysis.simulate.scenario import shocks
from analysis.simulate.town import Town
from analysis.simulate.waves import Wave

Answers = npt.NDArray[np.int64]
"""Respondents x 9, official order of the elements."""

CITY_LEVEL = 88.0
DRIFT_A_YEAR = 1.0
UNIT_SPREAD = 2.2
WAVE_SPREAD = 0.8
ELEMENT_SPREAD = 0.04
ELEMENTS = np.array([0.02, -0.02, -0.16, 0.36, 0.0, 0.03, 0.07, -0.16, -0.14])
"""Elements differ, in mean answers (1-4): cost (U4) near 4; time (U3), complaints (U8), facilities (U9) lower."""
LIKENESS = 3.4
"""Concentration of respondents around the level; with nine answers each, about 12 index points between people."""
DAYS_A_YEAR = 365.25


def unit_level(town: Town, code: str) -> float:
    """The unit's own level, in index points away from the city's."""
    return float(stream(town.seed, "survey-level", code).normal(0.0, UNIT_SPREAD))


def level(town: Town, wave: Wave) -> float:
    """The expected survey index of a wave (25-100): unit, drift, tide, chance, shocks, and what the retreat did."""
    middle = wave.first_day + (wave.last_day - wave.first_day) / 2
    years = (middle - town.first_day).days / DAYS_A_YEAR
    chance = stream(town.seed, "wave-level", wave.unit.code, wave.path)
    value = CITY_LEVEL + unit_level(town, wave.unit.code) + DRIFT_A_YEAR * (years - 1.75)
    value += town.survey_tide[middle.replace(day=1)] + float(chance.normal(0.0, WAVE_SPREAD))
    for shock in shocks():
        if shock.touches(wave.unit):
            value += shock.ikm * _share_between(wave, shock.first_day, shock.last_day)
    return float(np.clip(value + planted(town, wave), 62.0, 96.0))


def planted(town: Town, wave: Wave) -> float:
    """Index points that the retreat adds to a wave: all of them after it, none before, a share in between."""
    if town.retreat is None or not town.treated(wave.unit):
        return 0.0
    days = (wave.last_day - wave.first_day).days + 1
    after = min(max((wave.last_day - town.retreat[1]).days, 0), days)
    return town.scenario.ikm * after / days


def _share_between(wave: Wave, first: date, last: date) -> float:
    days = (wave.last_day - wave.first_day).days + 1
    shared = (min(wave.last_day, last) - max(wave.first_day, first)).days + 1
    return max(shared, 0) / days


def answers(town: Town, wave: Wave) -> Answers:
    """The answers of a wave. A person leans to one side, an element to another; the mean is the wave's level."""
    chance = stream(town.seed, "answers", wave.unit.code, wave.path)
    middle = (level(town, wave) / 25 - 1) / 3
    own = stream(town.seed, "elements", wave.unit.code).normal(0.0, ELEMENT_SPREAD, 9)
    shifts = ELEMENTS + own
    wanted = np.clip(middle + (shifts - shifts.mean()) / 3, 0.05, 0.99)
    people = chance.beta(middle * LIKENESS, (1 - middle) * LIKENESS, wave.respondents)[:, None]
    # Stretch each person's leaning towards 0 or 1 so that its mean over people is the element's.
    lower = people * (wanted / middle)
    higher = 1 - (1 - people) * (1 - wanted) / (1 - middle)
    return 1 + chance.binomial(3, np.where(wanted < middle, lower, higher))
