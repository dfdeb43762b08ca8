"""Why a unit should be visited sooner: what is declared to count, and by how many points."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analysis.city.calendar import month_ends
from analysis.city.settings import VisitPoints

REASONS = ("overdue", "below_city", "missing", "unvisited")
"""Promises overdue; worse than its like on a judged measure; periods that never came; no visit for long."""


@dataclass(frozen=True)
class Known:
    """What is known of one unit when visits are planned.

    `stratum`: its kind, `place`: the kecamatan or agency it lies in; `overdue` promises, measures on which it is
    `below_city`, `missing` periods, and the day of its last visit, if ever there was one.
    """

    code: str
    name: str
    stratum: str
    place: str
    six_day: bool
    overdue: int = 0
    below_city: int = 0
    missing: int = 0
    last_visit: date | None = None


def reasons(one: Known, month: date, months: int) -> tuple[str, ...]:
    """The declared reasons that hold for a unit; unvisited: not within `months` before the month of the plan."""
    found = {
        "overdue": one.overdue > 0,
        "below_city": one.below_city > 0,
        "missing": one.missing > 0,
        "unvisited": one.last_visit is None or one.last_visit < months_before(month, months),
    }
    return tuple(name for name in REASONS if found[name])


def points(found: tuple[str, ...], worth: VisitPoints) -> int:
    """The points of these reasons together."""
    told: Mapping[str, int] = worth.model_dump()
    return sum(told[name] for name in found)


def months_before(month: date, months: int) -> date:
    """The first day of the month so many months earlier."""
    first, _ = month_ends(month)
    at = 12 * first.year + first.month - 1 - months
    return date(at // 12, at % 12 + 1, 1)
