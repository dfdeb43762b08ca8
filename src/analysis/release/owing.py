"""Who owes what: every unit's missing periods by source, with whom to ask, from the facts of a release."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.sources.declaration import by_name

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Owed:
    """The periods of one source that never came of one unit: how many, the days of the first and of the last, its owner."""

    unit: str
    name: str
    source: str
    owner: str
    periods: int
    first: tuple[date, date]
    last: tuple[date, date]


def owed(units: Mapping[str, Facts]) -> list[Owed]:
    """What every unit owes, whoever owes most first; what nobody owes has no row. `units`: facts by code."""
    rows = [row for facts in units.values() for row in _of_unit(facts)]
    return sorted(rows, key=lambda one: (-one.periods, one.name, one.source))


def _of_unit(facts: Facts) -> Iterator[Owed]:
    about = facts["unit"]
    for source, spans in facts["missing"].items():
        days = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans]
        owner = by_name()[source].owner
        yield Owed(about["code"], about["name"], source, owner, len(days), days[0], days[-1])
