"""Who surveys how often, in which layout, and when each wave's fieldwork was."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from analysis.city.calendar import month_ends
from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.survey_changes import BEFORE, Change, changes
from analysis.simulate.town import Town

Rhythm = Literal["month", "quarter", "half"]
Layout = Literal["raw", "tabulation", "form", "eskm"]
Gap = Literal["never-sent", "not-yet-sent"]

MONTHLY_UNITS = 3
QUARTERLY_SHARE = 0.6
"""Of the units with a counter that are not monthly: with 95 of 115 units surveying, half of all units."""
NEVER_SENT = 0.03
NOT_YET_SENT = 0.15
MONTHS_OF: dict[Rhythm, int] = {"month": 1, "quarter": 3, "half": 6}
PRINTED_WEIGHTS: tuple[float, ...] = (0.11, 1 / 9, 0.111)
ROMAN = ("I", "II", "III", "IV")
MONTH_NAMES = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


SUFFIX: dict[Layout, str] = {"raw": ".xlsx", "tabulation": ".xlsx", "form": ".csv", "eskm": ".json"}
"""Two layouts are workbooks; a form's export is a csv, and the e-SKM application writes JSON."""


@dataclass(frozen=True)
class Surveyor:
    """How a unit surveys: rhythm, layout, order of U8 and U9, printed weight, how periods are written, size, and the
    one change of mode, vendor or form that it makes, if any."""

    unit: Unit
    rhythm: Rhythm
    layout: Layout
    swapped: bool
    weight: float
    whole_periods: bool
    usual_size: float
    mode: str
    change: Change | None = None


@dataclass(frozen=True)
class Wave:
    """One wave: fieldwork days (both included), respondents, the words for its period, and its file.

    `mode`, `vendor` and `form_version` say how it was run; `jump` is what a change of them adds to the index.
    """

    surveyor: Surveyor
    first_day: date
    last_day: date
    respondents: int
    period: str
    year: int
    path: str
    gap: Gap | None
    mode: str
    vendor: str
    form_version: str
    jump: float

    @property
    def unit(self) -> Unit:
        """The unit surveyed."""
        return self.surveyor.unit


def surveyors(town: Town) -> tuple[Surveyor, ...]:
    """Every unit with a counter, three of them monthly, three fifths of the rest quarterly, the others half-yearly."""
    counters = [unit for unit in town.units if unit.type in town.city.settings.counter_types]
    order = stream(town.seed, "rhythm").permutation(len(counters))
    monthly = min(MONTHLY_UNITS, len(counters) // 4)
    quarterly = round(QUARTERLY_SHARE * (len(counters) - monthly))
    made: list[Surveyor] = []
    for place, k in enumerate(order):
        rhythm: Rhythm = "month" if place < monthly else "quarter" if place < monthly + quarterly else "half"
        made.append(_surveyor(town.seed, counters[int(k)], rhythm, place))
    made.sort(key=lambda one: one.unit.code)
    changing = changes(town, [one.unit.code for one in made if one.layout in ("raw", "tabulation")])
    changed = [replace(one, change=changing.get(one.unit.code)) for one in made]
    return tuple(replace(one, mode=BEFORE["mode"]) if one.change else one for one in changed)


def _layout(unit: Unit, rhythm: Rhythm, place: int) -> Layout:
    """Workbooks mostly, in two layouts; some kelurahan export a form, by quarters, or the e-SKM application's JSON."""
    if unit.type == "kelurahan" and place % 9 == 4 and rhythm == "quarter":
        return "form"
    if unit.type == "kelurahan" and place % 13 == 6:
        return "eskm"
    return "raw" if place % 2 == 0 else "tabulation"


def _surveyor(seed: int, unit: Unit, rhythm: Rhythm, place: int) -> Surveyor:
    size = float(stream(seed, "usual-size", unit.code).lognormal(np.log(62), 0.25))
    layout = _layout(unit, rhythm, place)
    return Surveyor(
        unit=unit,
        rhythm=rhythm,
        layout=layout,
        # Field templates of the raw layout mostly swap U8 and U9; so do some tabulations.
        swapped=place % 4 in (0, 1) or place % 7 == 0,
        weight=PRINTED_WEIGHTS[place // 2 % 3],
        whole_periods=place // 2 % 3 != 1,
        usual_size=size,
        mode="Tautan" if layout in ("form", "eskm") else "Anjungan" if place % 5 == 3 else BEFORE["mode"],
    )


def waves(town: Town) -> tuple[Wave, ...]:
    """Every wave whose fieldwork lies inside the simulated days, gaps included, by unit and day."""
    found = (wave for surveyor in surveyors(town) for wave in _waves_of(town, surveyor))
    return tuple(
        wave for wave in found if town.first_day <= wave.first_day and wave.last_day <= town.last_day
    )


def _waves_of(town: Town, surveyor: Surveyor) -> Iterable[Wave]:
    length = MONTHS_OF[surveyor.rhythm]
    for year in range(town.first_day.year, town.last_day.year + 1):
        for k in range(12 // length):
            yield _wave(town, surveyor, year, k)


def _wave(town: Town, surveyor: Surveyor, year: int, k: int) -> Wave:
    length = MONTHS_OF[surveyor.rhythm]
    first = date(year, length * k + 1, 1)
    last = month_ends(date(year, length * k + length, 1))[1]
    key = f"{year}-{_short(surveyor.rhythm, k)}"
    chance = stream(town.seed, "wave", surveyor.unit.code, key)
    respondents = int(np.clip(surveyor.usual_size * chance.lognormal(0, 0.15), 35, 120))
    begins, ends = _fieldwork(chance, first, last)
    whole = surveyor.layout == "tabulation" and surveyor.whole_periods
    if not whole:
        first, last = begins, ends
    gap: Gap | None = "never-sent" if chance.random() < NEVER_SENT else None
    if gap is None and (town.last_day - last).days < 31 and chance.random() < NOT_YET_SENT:
        gap = "not-yet-sent"
    place = slug(surveyor.unit)
    path = f"skm/{surveyor.unit.type}/{place}/skm-{place}-{key}{SUFFIX[surveyor.layout]}"
    words = _words(surveyor, year, k)
    return Wave(surveyor, first, last, respondents, words, year, path, gap, *_run(surveyor, first))


def _run(surveyor: Surveyor, first: date) -> tuple[str, str, str, float]:
    """Mode, vendor and form version of a wave that begins on this day, and what a change has added by then."""
    run = {**BEFORE, "mode": surveyor.mode}
    changed = surveyor.change is not None and first >= surveyor.change.day
    if surveyor.change and changed:
        run[surveyor.change.what] = surveyor.change.after
    jump = surveyor.change.jump if surveyor.change and changed else 0.0
    return run["mode"], run["vendor"], run["form_version"], jump


def _fieldwork(chance: np.random.Generator, first: date, last: date) -> tuple[date, date]:
    """Two to four weeks inside the period, clear of its first and last days; in a month, most of it."""
    days = (last - first).days
    length = int(chance.integers(12, 26)) if days > 40 else 18
    begins = first + timedelta(days=int(chance.integers(3, days - length - 2)))
    return begins, begins + timedelta(days=length)


def _short(rhythm: Rhythm, k: int) -> str:
    return {"month": f"{k + 1:02}", "quarter": f"tw{k + 1}", "half": f"s{k + 1}"}[rhythm]


def _words(surveyor: Surveyor, year: int, k: int) -> str:
    """The period as an office writes it, without the year."""
    if surveyor.rhythm == "month":
        return MONTH_NAMES[k]
    if surveyor.rhythm == "half":
        return f"Semester {ROMAN[k]}"
    return f"{'TW' if surveyor.usual_size < 62 else 'Triwulan'} {ROMAN[k]}"


def slug(unit: Unit) -> str:
    """The unit's name as folders and files write it."""
    words = "".join(letter if letter.isalnum() else " " for letter in unit.name.lower()).split()
    return "-".join(words)[:48].rstrip("-")


def day_in_words(day: date) -> str:
    """A day as offices write it: 17 Mei 2025."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
