"""The last round of the cohesion survey as facts: ICC(1) over all units, and agreement of a unit or a group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

import polars as pl

from analysis.indicators.agreement import FEWEST, icc1, rwg

Row = dict[str, Any]
Answered = tuple[date, date, float | None]
"""First and last day of a unit's round, and its agreement."""


@dataclass(frozen=True)
class Round:
    """The city's last half-year with a round: what each unit answered, and ICC(1) over all of them."""

    units: Mapping[str, Sequence[Answered]]
    rows: int
    icc: float | None


def last_round(pulse: pl.DataFrame) -> Round | None:
    """The last half-year with a round; None without one. Units with fewer than five respondents are left out everywhere."""
    rows = pulse.filter(pl.col("respondents") >= FEWEST).with_columns(half=_half())
    if rows.is_empty():
        return None
    last = rows.filter(pl.col("half") == rows["half"].max())
    units: dict[str, list[Answered]] = {}
    columns = ("unit", "first_day", "last_day", "items", "item_variance")
    for unit, first, last_day, items, variance in last.select(columns).iter_rows():
        units.setdefault(unit, []).append((first, last_day, rwg(items, variance)))
    return Round(units, last.height, icc1(last))


def cohesion_facts(last: Round | None, codes: Sequence[str], *, pooled: bool) -> Row | None:
    """ICC(1) of a round, and rwg of one unit or the median over several; None where none of them took part."""
    mine = [] if last is None else [one for code in codes for one in last.units.get(code, ())]
    if last is None or not mine:
        return None
    agreed = [one for _, _, one in mine if one is not None]
    return {
        "first_day": min(first for first, _, _ in mine).isoformat(),
        "last_day": max(last_day for _, last_day, _ in mine).isoformat(),
        "icc": last.icc,
        "rwg": median(agreed) if agreed else None,
        "units": last.rows,
        "pooled": pooled,
    }


def _half() -> pl.Expr:
    return pl.col("first_day").dt.year() * 2 + (pl.col("first_day").dt.month() > 6).cast(pl.Int32)
