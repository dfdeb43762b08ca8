"""Units of one kind side by side: each with its interval, and ranks only as far as intervals allow."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Any

import polars as pl

from analysis.indicators.definition import Indicator

# Two-sided 95 % quantiles of Student's t by degrees of freedom (Fisher and Yates tables); beyond 30 the normal.
# fmt: off
T95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)
# fmt: on
Z95 = 1.960
LEVEL = 0.95
"""The level of every interval made here."""

MONTHS = 12
FEWEST_MONTHS = 6
FEWEST_VALUES = 6
"""Below six values no two of them hold 95 % of their median."""

LEVELS = {
    "unit": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "periods": pl.Int64,
    "rank_low": pl.Int64,
    "rank_high": pl.Int64,
    "ranked": pl.Int64,
}

BESIDE = 3
"""So many units of a large group are shown on each side of one of them; all of them are on the measure's page."""

Row = Mapping[str, Any]
Level = tuple[str, float, float | None, float | None, int, bool]
"""A unit's code, value, low and high end, periods, and whether it may be ranked."""

Groups = Mapping[str, Sequence[str]]
"""Members by group; a unit may be in several."""


def t95(freedom: int) -> float:
    """The two-sided 95 % quantile of Student's t with at least one degree of freedom."""
    return T95[freedom - 1] if freedom <= len(T95) else Z95


def latest_year(series: pl.DataFrame, of: Sequence[str] = ()) -> pl.DataFrame:
    """The rows of the last twelve months of a table, counted from its own last day; `of` columns name tables in it, each with its own."""
    last = pl.col("last_day").max()
    return series.filter(pl.col("date") > (last.over(of) if of else last).dt.offset_by(f"-{MONTHS}mo"))


def compare(series: pl.DataFrame, indicator: Indicator, design_effect: float) -> pl.DataFrame:
    """Each unit's level over the last twelve months with a 95 % interval and its rank interval.

    Takes the series of one indicator and one comparison group. Survey waves are weighted by respondents and
    their sampling variance is multiplied by `design_effect`; monthly ratios get the interval of a mean of months,
    taken as independent, from six months on; a median is that of all values, between two of them. Returns unit, value, low, high, periods, rank_low, rank_high, ranked
    (units in the ranking); flagged units are shown unranked, withheld units are absent.
    """
    everyone = series.get_column("unit").unique().to_list()
    return compare_groups(series, {"": everyone}, indicator, design_effect)[""]


@dataclass(frozen=True)
class Beside:
    """What is told of a comparison on the page of one unit: its own row, those nearest to it, and how many there are.

    Of a unit without a level, and of a group as a whole, `own` is None and all rows are shown.
    """

    own: Row | None
    shown: tuple[Row, ...]
    listed: int


def beside(code: str, series: pl.DataFrame, indicator: Indicator, design_effect: float) -> Beside:
    """What the page of a unit, or of a group by its slug, tells of `compare`."""
    return nearest(code, compare(series, indicator, design_effect))


def nearest(code: str, table: pl.DataFrame) -> Beside:
    """What a unit's page tells of a table of `compare`: so many rows on each side of its own, all where there are no more than that."""
    rows = tuple(table.iter_rows(named=True))
    place = next((place for place, row in enumerate(rows) if row["unit"] == code), None)
    if place is None:
        return Beside(None, rows, len(rows))
    most = 2 * BESIDE + 1
    first = min(max(place - BESIDE, 0), max(len(rows) - most, 0))
    return Beside(rows[place], rows[first : first + most], len(rows))


def compare_groups(
    series: pl.DataFrame, groups: Groups, indicator: Indicator, design_effect: float
) -> dict[str, pl.DataFrame]:
    """Every group's units as `compare` sets them side by side; one without any level has a table without rows."""
    members = [(group, unit) for group, codes in groups.items() for unit in codes]
    of = pl.DataFrame(members, schema={"group": pl.String, "unit": pl.String}, orient="row")
    own = of.join(
        series.filter(pl.col("indicator") == indicator.code), on="unit", maintain_order="left_right"
    )
    year = latest_year(own, ["group"]).filter(pl.col("value").is_not_null())
    found: dict[str, list[Level]] = {group: [] for group in groups}
    for group, *sums in (
        year.group_by("group", "unit", maintain_order=True).agg(**_sums(indicator)).iter_rows()
    ):
        found[group].append(_level(indicator, design_effect, *sums))
    return {group: _table(rows, indicator) for group, rows in found.items()}


def _sums(indicator: Indicator) -> dict[str, pl.Expr]:
    """What is summed of a unit's periods: how many, whether all may be ranked, the values of a median, or the level and
    what its interval needs."""
    share = pl.col("base").cast(pl.Float64) / pl.col("base").sum()
    known = pl.col("se").null_count() == 0
    ratio = indicator.times * pl.col("numerator").sum() / pl.col("denominator").sum()
    values, level, spread = pl.lit(None), ratio, pl.col("value").std()
    if indicator.formula == "median":
        values, spread = pl.col("values").explode().drop_nulls(), pl.lit(None)
    elif indicator.in_waves:
        level = (share * pl.col("value")).sum()
        spread = pl.when(known).then(((share * pl.col("se")) ** 2).sum())
    return {
        "n": pl.len(),
        "rankable": (pl.col("status") == "shown").all(),
        "values": values,
        "level": level,
        "spread": spread,
    }


def _level(
    indicator: Indicator,
    effect: float,
    unit: str,
    n: int,
    rankable: bool,
    values: Sequence[float] | None,
    level: float,
    spread: float | None,
) -> Level:
    """One unit's level; `spread`: of waves the variance of their mean, of months the deviation between them."""
    if values is not None:
        level, low, high = median_interval(values)
        return unit, level, low, high, n, rankable and low is not None
    if spread is None:
        reach = None
    elif indicator.in_waves:
        reach = Z95 * sqrt(effect * spread)
    else:
        # Months that are all alike tell no interval.
        reach = t95(n - 1) * spread / sqrt(n) if n >= FEWEST_MONTHS and spread else None
    if reach is None:
        return unit, level, None, None, n, False
    low = max(indicator.lowest, level - reach)
    high = level + reach if indicator.highest is None else min(indicator.highest, level + reach)
    return unit, level, low, high, n, rankable


def median_interval(values: Sequence[float]) -> tuple[float, float | None, float | None]:
    """The median of at least one value and the two values that hold it in 95 of 100 samples; none below six values.

    Their ranks are n/2 -+ 0.98 sqrt(n), outward (David, Nagaraja 2003, Order Statistics, 7.1).
    """
    ordered = sorted(values)
    n = len(ordered)
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    if n < FEWEST_VALUES:
        return middle, None, None
    reach = 0.98 * sqrt(n)
    low, high = max(floor(n / 2 - reach), 0), min(ceil(n / 2 + reach), n - 1)
    return middle, float(ordered[low]), float(ordered[high])


def _table(levels: Sequence[Level], indicator: Indicator) -> pl.DataFrame:
    """Levels from the lowest to the highest, with the ranks of those that have one."""
    rows = sorted(levels, key=lambda row: (row[1], row[0]))
    ends = {
        unit: (low, high)
        for unit, _, low, high, _, rankable in rows
        if rankable and low is not None and high is not None
    }
    # A neutral indicator has no good end and gives no rank.
    neutral = indicator.direction == "neutral"
    placed = {} if neutral else dict(zip(ends, rank(list(ends.values()), indicator), strict=True))
    none = (None, None)
    told = [(*row[:5], *placed.get(row[0], none), len(ends) if row[0] in placed else None) for row in rows]
    return pl.DataFrame(told, schema=LEVELS, orient="row")


def rank(ends: Sequence[tuple[float, float]], indicator: Indicator) -> list[tuple[int, int]]:
    """The best and the worst rank that intervals allow, from the low and high end of each: a unit is surely ahead only if
    they part. Rank 1 is the good end."""
    good = indicator.direction == "up-is-good"
    worst = [low if good else -high for low, high in ends]
    best = [high if good else -low for low, high in ends]
    worsts, bests, n = sorted(worst), sorted(best), len(ends)
    return [
        (1 + n - bisect_right(worsts, top), n - bisect_left(bests, bottom))
        for bottom, top in zip(worst, best, strict=True)
    ]
