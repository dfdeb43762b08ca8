"""Field visits: who was visited and how, who was not, and what was found, each visit weighted by its chance."""

from datetime import date
from typing import Any

import polars as pl

from analysis.city.units import groups, own_units
from analysis.contract import DIMENSIONS
from analysis.facts.indicator_page import WHOLE, frame, year_before
from analysis.facts.joint import Joint, city_code
from analysis.indicators.definition import by_code
from analysis.indicators.prepare import weighted_visits
from analysis.sampling.plan import read_plans
from analysis.variation.peers import LEVEL, compare
from analysis.variation.weighted import weighted_mean

Row = dict[str, Any]
MANNERS = ("planned", "unannounced")
MEASURES = ("visit-score", "visit-head", "visit-empty", "findings-in-time")
LOWEST, HIGHEST = 0.0, 5.0
"""The scale of the six dimensions of the F-02 form."""

TOLD_TO = 0.0051
"""Chances are drawn in hundredths of a per cent; what differs by more was changed."""


def visits(joint: Joint) -> Row | None:
    """Coverage, scores and findings of the last twelve months; None where no visit ever came."""
    every = joint.tables["visits"]
    if every.is_empty():
        return None
    first = year_before(joint.data_until)
    year = weighted_visits(every).filter(pl.col("first_day") > first)
    units = own_units(joint.city)
    return {
        **frame(joint, "visits"),
        "after": first.isoformat(),
        "level_of_interval": LEVEL,
        "city": coverage(year, units),
        "groups": [
            {"slug": one.slug, "name": {"id": one.name_id, "en": one.name_en}, **coverage(year, one.members)}
            for one in groups(joint.city)
            if one.kind == WHOLE
        ],
        "unvisited": unvisited(every, first, units),
        **drawn(read_plans(joint.city.folder), every, joint.data_until),
        "dimensions": [{"code": name, **_dimension(year, name)} for name in DIMENSIONS],
        "measures": [_measure(joint, code) for code in MEASURES],
        "findings": {
            name: int(year.get_column(name).sum())
            for name in ("findings", "findings_due", "findings_in_time")
        },
    }


def coverage(year: pl.DataFrame, units: list[str] | tuple[str, ...]) -> Row:
    """How many of these units were visited, and by how many visits of each manner."""
    mine = year.filter(pl.col("unit").is_in(list(units)))
    by_manner = dict(mine.group_by("manner").len().iter_rows())
    return {
        "units": len(units),
        "visited": mine.get_column("unit").n_unique(),
        "visits": mine.height,
        **{manner: by_manner.get(manner, 0) for manner in MANNERS},
    }


def unvisited(every: pl.DataFrame, after: date, units: list[str]) -> list[Row]:
    """Units without a visit after a day, the longest unvisited first, each with the day of its last visit if there was one."""
    last = dict(every.group_by("unit").agg(pl.col("first_day").max()).iter_rows())
    waiting = [code for code in units if last.get(code, after) <= after]
    waiting.sort(key=lambda code: (last.get(code, date.min), code))
    return [{"unit": code, "last": last[code].isoformat() if code in last else None} for code in waiting]


def drawn(plans: pl.DataFrame, every: pl.DataFrame, until: date) -> Row:
    """Published plans by month: how many visits were drawn and made, and how many came back with another unit or chance.

    `undone` are visits that were drawn for a month that is over by `until` and are in no list that came.
    """
    asked = plans.filter(pl.col("visit").is_not_null()).with_columns(last=pl.col("day").dt.month_end())
    made = every.select("visit", came="unit", chance=pl.col("probability") * 100)
    both = asked.join(made.unique("visit", keep="first"), on="visit", how="left").with_columns(
        done=pl.col("came").is_not_null(),
        other=(pl.col("came") != pl.col("unit"))
        | ((pl.col("chance") - pl.col("chance_percent")).abs() > TOLD_TO).fill_null(True),
    )
    months = both.group_by("month", maintain_order=True).agg(
        drawn=pl.len(),
        done=pl.col("done").sum(),
        differing=(pl.col("done") & pl.col("other")).sum(),
        over=pl.col("last").max() <= until,
    )
    undone = both.filter(~pl.col("done") & (pl.col("last") <= until)).select("unit", "visit", "day")
    rows = [{**row, "day": row["day"].isoformat()} for row in undone.to_dicts()]
    return {"drawn": months.to_dicts(), "undone": rows}


def _dimension(year: pl.DataFrame, name: str) -> Row:
    """One dimension's weighted mean, kept within its scale."""
    found = weighted_mean(year, name)
    scored = year.get_column(name).drop_nulls().len()
    if found is None:
        return {"value": None, "low": None, "high": None, "visits": scored}
    value, low, high = found
    ends = {
        "low": None if low is None else max(LOWEST, low),
        "high": None if high is None else min(HIGHEST, high),
    }
    return {"value": value, **ends, "visits": scored}


def _measure(joint: Joint, code: str) -> Row:
    """One measure of visits over the last twelve months of the city, as its indicator weights it."""
    indicator = by_code()[code]
    table = compare(
        joint.rows(city_code(joint.city), indicator), indicator, joint.plan.thresholds.design_effect
    )
    level: Row = table.row(0, named=True) if table.height else {}
    return {
        **{key: getattr(indicator, key) for key in ("code", "unit", "decimals", "change_scale")},
        "title": indicator.title.model_dump(),
        "caveat": indicator.caveat.model_dump(),
        **{key: level.get(key) for key in ("value", "low", "high")},
    }
