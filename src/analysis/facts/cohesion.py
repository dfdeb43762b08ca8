"""The last round of the cohesion survey as facts: ICC(1) over all units, and agreement of a unit or a group."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from analysis.indicators.agreement import FEWEST, icc1, rwg

Row = dict[str, Any]


def cohesion_facts(pulse: pl.DataFrame, codes: Sequence[str], *, pooled: bool) -> Row | None:
    """ICC(1) of the city's last half-year with a round, and rwg of one unit or the median over several; None without one.

    Units with fewer than five respondents are left out everywhere.
    """
    rows = pulse.filter(pl.col("respondents") >= FEWEST).with_columns(half=_half())
    if rows.is_empty():
        return None
    last = rows.filter(pl.col("half") == rows["half"].max())
    mine = last.filter(pl.col("unit").is_in(list(codes)))
    if mine.is_empty():
        return None
    first, last_day = min(mine["first_day"].to_list()), max(mine["last_day"].to_list())
    agreed = [rwg(items, v) for items, v in mine.select("items", "item_variance").iter_rows()]
    known = pl.Series([one for one in agreed if one is not None], dtype=pl.Float64)
    return {
        "first_day": first.isoformat(),
        "last_day": last_day.isoformat(),
        "icc": icc1(last),
        "rwg": known.median(),
        "units": last.height,
        "pooled": pooled,
    }


def _half() -> pl.Expr:
    return pl.col("first_day").dt.year() * 2 + (pl.col("first_day").dt.month() > 6).cast(pl.Int32)
