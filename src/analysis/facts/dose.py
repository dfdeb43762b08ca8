"""How much of the retreat reached a group of units: leaders there, and leaders still in post."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

Row = dict[str, Any]
FEWEST_LEADERS = 5
"""A share about fewer leaders would point at somebody, and is not computed."""


def dose_facts(tables: Mapping[str, pl.DataFrame], codes: Sequence[str], year: int) -> Row | None:
    """Of the heads of these units on the retreat's list: the shares who came, stayed all days, and still lead their unit.

    None with fewer than five of them, or without a list. `in_post` is empty where no list of heads came.
    """
    listed = tables["participants"].filter(
        (pl.col("edition") == year) & (pl.col("role") == "head") & pl.col("unit").is_in(list(codes))
    )
    if listed.height < FEWEST_LEADERS:
        return None
    there = listed.filter(pl.col("days_present") > 0)
    longest = int(max(listed["days_present"].to_list()))
    heads = tables["heads"]
    return {
        "leaders": listed.height,
        "present": there.height / listed.height,
        "all_days": listed.filter(pl.col("days_present") == longest).height / listed.height,
        **_in_post(there, heads),
    }


def _in_post(there: pl.DataFrame, heads: pl.DataFrame) -> Row:
    """The share of those who came that lead the same unit on the day whose state the list of heads shows."""
    if heads.is_empty() or there.height < FEWEST_LEADERS:
        return {"in_post": None, "as_of": None}
    now = heads.filter(pl.col("last_day").is_null() | (pl.col("last_day") >= pl.col("as_of")))
    still = there.join(now.select("unit", "person").unique(), on=["unit", "person"], how="semi")
    as_of = max(day for day in heads["as_of"].to_list() if isinstance(day, date))
    return {"in_post": still.height / there.height, "as_of": as_of.isoformat()}
