"""Who leads which unit from when to when: rotations by the city's events, acting heads, and the weeks after a change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from analysis.simulate.chance import stream
from analysis.simulate.levels import levels
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town

ROTATIONS, VACANCIES = "rotation", "vacant"
"""Events of events.csv whose code begins so."""
ROTATED_TYPES = ("dinas", "badan", "kecamatan", "kelurahan", "bagian")
ACTING_MONTHS = 4


@dataclass(frozen=True)
class Term:
    """One head's time in one unit, with the employee number that goes along; `standing` as declared (definitive, plt, plh)."""

    unit: str
    number: str
    standing: str
    first_day: date
    last_day: date | None


def _days(town: Town, code: str) -> list[date]:
    events = town.city.events.filter(pl.col("code").str.starts_with(code)).sort("first_day")
    return [day for day in events["first_day"] if town.first_day < day < town.last_day]


def rotations(town: Town) -> Mapping[date, tuple[str, ...]]:
    """By day of a rotation, the units that get another head; each one's head goes to the next of its type."""
    found: dict[date, tuple[str, ...]] = {}
    for day in _days(town, ROTATIONS):
        moved: list[str] = []
        for kind in ROTATED_TYPES:
            codes = [unit.code for unit in town.of_type(kind)]
            number = round(levels("heads")["rotated_share"] * len(codes))
            order = stream(town.seed, "rotation", day, kind).permutation(len(codes))
            moved += [codes[int(k)] for k in order[:number]] if number > 1 else []
        found[day] = tuple(moved)
    return found


def turnovers(town: Town) -> Mapping[str, tuple[date, ...]]:
    """By unit, the days on which a rotation gave it another head."""
    found: dict[str, tuple[date, ...]] = {}
    for day, codes in rotations(town).items():
        for code in codes:
            found[code] = (*found.get(code, ()), day)
    return found


def settling(days: tuple[date, ...], day: date) -> bool:
    """Whether the head of a unit with these changes has been there for less than two months."""
    span = timedelta(days=int(levels("heads")["turnover_days"]))
    return any(changed <= day < changed + span for changed in days)


def terms(town: Town, staff: Mapping[str, Staff]) -> tuple[Term, ...]:
    """Every term of every head, by unit and day; a head who is rotated keeps the employee number."""
    before = town.first_day - timedelta(days=200)
    now = {code: Term(code, one.numbers[0], "definitive", before, None) for code, one in staff.items()}
    done: list[Term] = []
    kinds = {unit.code: unit.type for unit in town.units}
    for day, codes in rotations(town).items():
        came: dict[str, Term] = {}
        for kind in ROTATED_TYPES:
            ring = [code for code in codes if kinds[code] == kind]
            for code, following in zip(ring, [*ring[1:], *ring[:1]], strict=True):
                came[following] = Term(following, now[code].number, "definitive", day, None)
        done += [_ended(now[code], day) for code in came]
        now |= came
    for code, term in sorted(now.items()):
        done += _acting(town, staff, code, term)
    return tuple(sorted(done, key=lambda one: (one.unit, one.first_day)))


def _acting(town: Town, staff: Mapping[str, Staff], code: str, term: Term) -> list[Term]:
    """The last term of a unit; in a few units it ends at a vacancy, somebody acts, and a new head follows."""
    days = _days(town, VACANCIES)
    chance = stream(town.seed, "acting", code)
    if not days or len(staff[code].numbers) < 3 or chance.random() > levels("heads")["acting_share"]:
        return [term]
    begins, numbers = days[0], staff[code].numbers
    ends = begins + timedelta(days=30 * ACTING_MONTHS)
    standing = "plt" if chance.random() < 0.6 else "plh"
    found = [_ended(term, begins), Term(code, numbers[1], standing, begins, None)]
    if ends < town.last_day:
        found = [found[0], _ended(found[1], ends), Term(code, numbers[2], "definitive", ends, None)]
    return found


def _ended(term: Term, day: date) -> Term:
    return Term(term.unit, term.number, term.standing, term.first_day, day - timedelta(days=1))


def leading(found: tuple[Term, ...], day: date) -> Mapping[str, Term]:
    """The term of each unit on a day."""
    return {
        one.unit: one
        for one in found
        if one.first_day <= day and (one.last_day is None or day <= one.last_day)
    }
