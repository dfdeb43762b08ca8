"""Every series of one unit or group, told by itself: it depends on nothing but its rows, so it can be remembered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analysis.facts.indicator import control_chart, describe, slope_before
from analysis.facts.joint import Joint
from analysis.indicators.definition import indicators

Row = dict[str, Any]
READ = (
    "first_day",
    "last_day",
    "date",
    "value",
    "numerator",
    "denominator",
    "base",
    "status",
    "segment",
)
"""The columns of a series that are told of; those that tell read no other, but for ROUNDED where an edition has it."""

ROUNDED = "step"
"""To what an edition rounds counts; the column is only in editions that do."""


@dataclass(frozen=True)
class Series:
    """All series of one unit or group (`indicator` and READ, oldest first), and the days that part before from after."""

    rows: pl.DataFrame
    announced: date
    last_day: date


Describing = Callable[[Series], Mapping[str, Row]]
"""From all series of a unit to what each says, by indicator: `described`, or what remembers it."""


def described(asked: Series) -> Mapping[str, Row]:
    """What each indicator's series says, also where there is none: state, latest value, chart, slope before, every point."""
    by_code = {
        str(code): rows for (code,), rows in asked.rows.partition_by("indicator", as_dict=True).items()
    }
    found: dict[str, Row] = {}
    for one in indicators():
        rows = by_code.get(one.code, asked.rows.clear())
        chart = control_chart(rows, one, asked.announced)
        slope = slope_before(rows, one, asked.announced)
        found[one.code] = describe(rows, one, chart, slope, asked.last_day)
    return found


def all_described(
    joint: Joint, codes: list[str], describing: Describing = described
) -> Mapping[str, Mapping[str, Row]]:
    """By unit or group what each of its series says, before and after the retreat that its own head went to."""
    read = [*READ, *(name for name in joint.series.columns if name == ROUNDED)]
    rows = joint.series.select("unit", "indicator", *read).sort("unit", "indicator", "date")
    parts = rows.partition_by("unit", as_dict=True, include_key=False)
    nothing = rows.drop("unit").clear()
    found: dict[str, Mapping[str, Row]] = {}
    for code in codes:
        own = joint.retreat_of(code)
        found[code] = describing(Series(parts.get((code,), nothing), own.announced, own.last_day))
    return found
