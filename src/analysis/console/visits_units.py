"""What the last build knows of every unit when visits are planned: promises, deviations, gaps, the last visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analysis.city.place import City
from analysis.city.units import group_of
from analysis.contract import TABLES
from analysis.known.source import find_source
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.sampling.risk import Known, months_before
from analysis.trial.assignment import clusters
from analysis.view import read_facts

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class LastBuild:
    """What a build left: facts by unit, the promises of the last register and all visits (contract.TABLES)."""

    facts: Mapping[str, Facts]
    commitments: pl.DataFrame
    visits: pl.DataFrame

    @property
    def simulated(self) -> bool:
        """Whether any of it is invented."""
        return any(bool(one["simulated"]) for one in self.facts.values())

    @property
    def until(self) -> date:
        """The last day of the data."""
        return max(date.fromisoformat(one["data_until"]) for one in self.facts.values())

    def promises(self, unit: str) -> pl.DataFrame:
        """A unit's promises by month due, as the last day of the register shows them, oldest first."""
        return self.commitments.filter(pl.col("unit") == unit).sort("month")


def last_build(root: Root, city: City) -> LastBuild:
    """The facts and accepted rows of the last build; without one it stops and names the command."""
    store = find_source(root, city.folder).store
    there = city.units.filter(pl.col("parent").is_not_null() & pl.col("valid_to").is_null())
    facts = {code: read_facts(root, code) for code in there["code"].to_list()}
    register = _stored(store / "commitments.parquet", "commitments")
    newest = register.filter(pl.col("as_of") == pl.col("as_of").max().over("unit", "month"))
    return LastBuild(facts, newest, _stored(store / "visits.parquet", "visits"))


def _stored(file: Any, source: str) -> pl.DataFrame:
    """Accepted rows as this version reads them; of another version they would tell less than the plan needs."""
    if not file.is_file():
        raise RetretError("visits-no-build")
    rows = pl.read_parquet(file)
    if rows.schema != TABLES[source].create_empty().schema:
        raise RetretError("visits-no-build")
    return rows


def known_units(city: City, build: LastBuild, month: date, months: int) -> tuple[Known, ...]:
    """Every unit that exists, in the city's order; gaps count from so many months before the plan's on."""
    since = months_before(month, months)
    places = {unit: one.code for one in clusters(city) for unit in one.units}
    last = dict(build.visits.group_by("unit").agg(pl.col("first_day").max()).iter_rows())
    late = dict(build.commitments.group_by("unit").agg((pl.col("due") - pl.col("done")).sum()).iter_rows())
    rows = city.units.select("code", "name", "type").rows_by_key("code", unique=True)
    found: list[Known] = []
    for code, facts in build.facts.items():
        name, kind = rows[code]
        found.append(
            Known(
                code=code,
                name=name,
                stratum=group_of(city, code).slug,
                place=places.get(code, code),
                six_day=kind in city.settings.six_day_types,
                overdue=int(late.get(code, 0)),
                below_city=sum(one["verdict"] == "below-city" for one in facts["deviations"]),
                missing=_missing(facts, since),
                last_visit=last.get(code),
            )
        )
    return tuple(found)


def _missing(facts: Facts, since: date) -> int:
    """Periods of all sources that ended on or after a day and never came."""
    spans: Sequence[Sequence[str]] = [span for one in facts["missing"].values() for span in one]
    return sum(date.fromisoformat(last) >= since for _, last in spans)
