"""Every member of a group on one indicator, each told as its own page tells it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.facts.indicator import control_chart, describe
from analysis.indicators.definition import Indicator


def members_told(
    rows: pl.DataFrame, members: Sequence[str], indicator: Indicator, announced: date, last_day: date
) -> Mapping[str, Mapping[str, Any]]:
    """By code what `describe` says of each member's series, in the order of `members`; of one that sent nothing as well."""
    told: dict[str, Mapping[str, Any]] = {}
    for code in members:
        own = rows.filter(pl.col("unit") == code).sort("date")
        told[code] = describe(own, indicator, control_chart(own, indicator, announced), None, last_day)
    return told
