"""The joint stage: everything that is computed once for the whole city, before any unit's facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from analysis.city.place import City
from analysis.city.retreat import Retreat
from analysis.city.units import Group, groups
from analysis.decision.plan import Plan, read_plan
from analysis.disclosure import Edition, disclose
from analysis.effects.before_after import Window, changes
from analysis.indicators.compute import unit_series
from analysis.indicators.definition import Indicator, by_code, indicators, whole
from analysis.indicators.pool import group_series
from analysis.ingest.result import Checked
from analysis.ingest.rhythm import GAPS
from analysis.problems import RetretError
from analysis.sources.declaration import sources

CITY_TYPE = "kota"


@dataclass(frozen=True)
class Joint:
    """The city's series (units, groups, city) and joint results of one edition, all disclosed."""

    city: City
    plan: Plan
    retreat: Retreat
    edition: Edition
    series: pl.DataFrame
    changed: pl.DataFrame
    placebo: pl.DataFrame
    missing: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    simulated: bool
    data_until: date
    by_series: Mapping[tuple[object, ...], pl.DataFrame]

    def rows(self, code: str, indicator: Indicator) -> pl.DataFrame:
        """One series, oldest first; empty where there is none."""
        return self.by_series.get((code, indicator.code), self.series.clear())


def all_series(checked: Checked, city: City) -> pl.DataFrame:
    """Series of every unit, every group (its slug as unit) and the city (its code), with withheld counts inside."""
    units = unit_series(checked.tables, indicators())
    everyone = city.units.filter(pl.col("type") != CITY_TYPE).get_column("code").to_list()
    members = [(group.slug, group.members) for group in groups(city)] + [(city_code(city), everyone)]
    return pl.concat([units, group_series(units, members, indicators())])


def city_code(city: City) -> str:
    """The code of the city itself."""
    return str(city.units.filter(pl.col("type") == CITY_TYPE).get_column("code").item())


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
    retreat = the_retreat(city, plan)
    window = Window.of(retreat.announced, retreat.last_day)
    shown = disclose(series, edition)
    share, gap = city.calendar.ramadan_share, plan.thresholds.largest_ramadan_gap
    last = shown.get_column("last_day").max()
    assert isinstance(last, date)
    return Joint(
        city=city,
        plan=plan,
        retreat=retreat,
        edition=edition,
        series=shown,
        changed=changes(shown, window, whole(), share, gap),
        placebo=changes(shown, window.a_year_earlier(), whole(), share, gap),
        missing=missing,
        tables=tables,
        simulated=bool(shown.get_column("simulated").any()),
        data_until=last,
        by_series=shown.sort("date").partition_by("unit", "indicator", as_dict=True),
    )


def the_retreat(city: City, plan: Plan) -> Retreat:
    """The edition of the retreat that the plan judges."""
    found = next((r for r in city.retreats if r.edition == plan.retreat_edition), None)
    if found is None:
        raise RetretError("bad-plan", key="retreat_edition", why=str(plan.retreat_edition))
    return found


def came(joint: Joint, codes: list[str]) -> Mapping[str, int]:
    """How many unit-periods came of how many expected, over some units, and that in per cent; of sources that are owed.

    The per cent is rounded down, so that 100 means all of it, on every page alike.
    """
    owed = {one.name for one in sources() if one.rhythm in GAPS}
    told = [code for code, one in by_code().items() if one.source in owed]
    rows = joint.series.filter(pl.col("unit").is_in(codes) & pl.col("indicator").is_in(told))
    source = pl.col("indicator").replace_strict({code: by_code()[code].source for code in told})
    arrived = rows.select("unit", "first_day", source=source).unique().height
    shown = {by_code()[code].source for code in told}
    absent = joint.missing.filter(pl.col("unit").is_in(codes) & pl.col("source").is_in(list(shown))).height
    expected = arrived + absent
    return {"came": arrived, "expected": expected, "percent": 100 * arrived // expected if expected else 0}


def comparison_group(joint: Joint, code: str) -> Group | None:
    """The group of units of its own kind; None for the city and for groups themselves."""
    return next((g for g in groups(joint.city) if g.kind == "type" and code in g.members), None)
