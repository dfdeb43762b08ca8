"""The joint stage: everything that is computed once for the whole city, before any unit's facts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from analysis.city.place import City
from analysis.city.retreat import Retreat
from analysis.city.units import Group, alike, groups, own_units
from analysis.decision.plan import Plan, read_plan
from analysis.disclosure import Edition, disclose
from analysis.effects.before_after import Window, changes
from analysis.facts.cohesion import Round, last_round
from analysis.facts.kept_back import Hiding, hidden_rows, with_kept_back
from analysis.facts.went import Went, read_went
from analysis.indicators.compute import unit_series
from analysis.indicators.definition import Indicator, by_code, indicators, whole
from analysis.indicators.pool import group_series
from analysis.ingest.result import Checked
from analysis.ingest.rhythm import GAPS
from analysis.problems import RetretError
from analysis.sources.declaration import sources

Changes = Mapping[tuple[str, str], Mapping[str, Any]]
"""A change's numbers by unit and indicator."""


@dataclass(frozen=True)
class Joint:
    """The city's series (units, groups, city) and joint results of one edition, all disclosed.

    `alike`: by unit the group of units of its own kind.
    """

    city: City
    plan: Plan
    retreat: Retreat
    went: Went
    edition: Edition
    series: pl.DataFrame
    changed: pl.DataFrame
    placebo: pl.DataFrame
    missing: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    simulated: bool
    data_until: date
    by_change: Changes
    by_placebo: Changes
    arrived: Mapping[str, int]
    owing: Mapping[str, int]
    alike: Mapping[str, Group]

    @cached_property
    def last_round(self) -> Round | None:
        """The last half-year with a round of the cohesion survey; None without one."""
        return last_round(self.tables["pulse"])

    @cached_property
    def missing_of(self) -> Mapping[str, Mapping[str, list[list[str]]]]:
        """By unit and source the first and last day of every period that is owed, oldest first."""
        found: dict[str, dict[str, list[list[str]]]] = {}
        rows = self.missing.sort("unit", "source", "first_day")
        for unit, source, first, last in rows.select("unit", "source", "first_day", "last_day").iter_rows():
            own = found.setdefault(unit, {}).setdefault(source, [])
            own.append([first.isoformat(), last.isoformat()])
        return found

    def retreat_of(self, code: str) -> Retreat:
        """The retreat that a unit's head went to; for groups, the city and who waits the first of the edition."""
        return self.went.of(code)

    def change(self, code: str, indicator: Indicator, *, placebo: bool = False) -> Mapping[str, Any] | None:
        """One series' change over its pairs; None where it has none."""
        return (self.by_placebo if placebo else self.by_change).get((code, indicator.code))

    def rows(self, code: str, indicator: Indicator) -> pl.DataFrame:
        """One series, oldest first; empty where there is none."""
        mine = (pl.col("unit") == code) & (pl.col("indicator") == indicator.code)
        return self.series.filter(mine).sort("date")


def all_series(checked: Checked, city: City, hiding: Hiding = hidden_rows) -> pl.DataFrame:
    """Series of every unit, every group (its slug as unit) and the city (its code), with withheld counts inside.

    `hidden` flags what the public edition withholds besides; `hiding` may know it already.
    """
    units = unit_series(checked.tables, indicators())
    members = [(group.slug, group.members) for group in groups(city)] + [(city_code(city), own_units(city))]
    series = pl.concat([units, group_series(units, members, indicators())])
    return with_kept_back(series, dict(members[:-1]), city_code(city), indicators(), hiding)


def city_code(city: City) -> str:
    """The code of the city itself."""
    return str(city.units.filter(pl.col("parent").is_null()).get_column("code").item())


def join(
    city: City,
    series: pl.DataFrame,
    missing: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    edition: Edition,
) -> Joint:
    """The joint results of one edition from all series; no series at all stops with a reason."""
    if series.is_empty():
        raise RetretError("no-data", exit_code=1)
    plan = read_plan(city.folder)
    went = read_went(city, plan)
    shown = disclose(series, edition)
    last = shown.get_column("last_day").max()
    assert isinstance(last, date)
    real, placebo = _compared(shown, city, plan, went)
    return Joint(
        city=city,
        plan=plan,
        retreat=went.retreats[0],
        went=went,
        edition=edition,
        series=shown,
        changed=real,
        placebo=placebo,
        by_change=_by_series(real),
        by_placebo=_by_series(placebo),
        missing=missing,
        tables=tables,
        simulated=bool(shown.get_column("simulated").any()),
        data_until=last,
        arrived=_counted(shown.select("unit", "indicator", "first_day")),
        owing=_counted(missing.select("unit", "source", "first_day")),
        alike=alike(city),
    )


def under(joint: Joint, plan: Plan) -> Joint:
    """The same data under another plan, such as one that was locked; effects have to be estimated anew."""
    went = read_went(joint.city, plan)
    real, placebo = _compared(joint.series, joint.city, plan, went)
    return replace(
        joint,
        plan=plan,
        retreat=went.retreats[0],
        went=went,
        changed=real,
        placebo=placebo,
        by_change=_by_series(real),
        by_placebo=_by_series(placebo),
    )


def _compared(shown: pl.DataFrame, city: City, plan: Plan, went: Went) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The changes over each unit's own retreat and a year earlier, on months that are alike by the plan's measure."""
    share, gap = city.calendar.ramadan_share, plan.thresholds.largest_ramadan_gap
    own = {code: went.of(code) for code in shown["unit"].unique().to_list()}
    real: list[pl.DataFrame] = []
    placebo: list[pl.DataFrame] = []
    for retreat in went.retreats:
        mine = shown.filter(pl.col("unit").is_in([code for code, one in own.items() if one == retreat]))
        window = Window.of(retreat.announced, retreat.last_day)
        real.append(changes(mine, window, whole(), share, gap))
        placebo.append(changes(mine, window.a_year_earlier(), whole(), share, gap))
    return pl.concat(real), pl.concat(placebo)


def _by_series(changed: pl.DataFrame) -> Changes:
    return {(row.pop("unit"), row.pop("indicator")): row for row in changed.iter_rows(named=True)}


def _counted(rows: pl.DataFrame) -> dict[str, int]:
    """How many periods of sources that are owed and have an indicator stand in the rows, by unit."""
    owed = {one.name for one in sources() if one.rhythm in GAPS}
    named = {code: one.source for code, one in by_code().items() if one.source in owed}
    if "indicator" in rows.columns:
        rows = rows.filter(pl.col("indicator").is_in(list(named))).select(
            "unit", "first_day", source=pl.col("indicator").replace_strict(named, return_dtype=pl.String)
        )
    kept = rows.filter(pl.col("source").is_in(sorted(set(named.values()))))
    return dict(kept.unique().group_by("unit").len().iter_rows())


def came(joint: Joint, codes: list[str]) -> Mapping[str, int]:
    """How many unit-periods came of how many expected, over some units, and that in per cent; of sources that are owed.

    The per cent is rounded down, so that 100 means all of it, on every page alike.
    """
    arrived = sum(joint.arrived.get(code, 0) for code in codes)
    absent = sum(joint.owing.get(code, 0) for code in codes)
    expected = arrived + absent
    return {"came": arrived, "expected": expected, "percent": 100 * arrived // expected if expected else 0}


def comparison_group(joint: Joint, code: str) -> Group | None:
    """The group of units of its own kind; None for the city and for groups themselves."""
    return joint.alike.get(code)
