"""Units of one kind side by side: each with its interval, and ranks only as far as intervals allow."""

from collections.abc import Sequence
from math import ceil, floor, sqrt

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


def t95(freedom: int) -> float:
    """The two-sided 95 % quantile of Student's t with at least one degree of freedom."""
    return T95[freedom - 1] if freedom <= len(T95) else Z95


def latest_year(series: pl.DataFrame) -> pl.DataFrame:
    """The rows of the last twelve months of a table, counted from its own last day."""
    last = series.get_column("last_day").max()
    return (
        series.filter(pl.col("date") > pl.lit(last).dt.offset_by(f"-{MONTHS}mo")) if series.height else series
    )


def compare(series: pl.DataFrame, indicator: Indicator, design_effect: float) -> pl.DataFrame:
    """Each unit's level over the last twelve months with a 95 % interval and its rank interval.

    Takes the series of one indicator and one comparison group. Survey waves are weighted by respondents and
    their sampling variance is multiplied by `design_effect`; monthly ratios get the interval of a mean of months,
    taken as independent, from six months on; a median is that of all values, between two of them. Returns unit, value, low, high, periods, rank_low, rank_high, ranked
    (units in the ranking); flagged units are shown unranked, withheld units are absent.
    """
    year = latest_year(series.filter(pl.col("indicator") == indicator.code)).filter(
        pl.col("value").is_not_null()
    )
    rows = [
        _level(unit[0], rows, indicator, design_effect)
        for unit, rows in year.group_by("unit", maintain_order=True)
    ]
    schema = {
        "unit": pl.String,
        "value": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "periods": pl.Int64,
        "rankable": pl.Boolean,
    }
    levels = pl.DataFrame(rows, schema=schema, orient="row").sort("value", "unit")
    return rank(levels, indicator)


def _level(
    unit: object, rows: pl.DataFrame, indicator: Indicator, design_effect: float
) -> tuple[object, ...]:
    values = rows.get_column("value")
    n = rows.height
    rankable = bool((rows.get_column("status") == "shown").all())
    if indicator.formula == "median":
        level, low, high = median_interval(rows.get_column("values").explode().drop_nulls().to_list())
        return unit, level, low, high, n, rankable and low is not None
    if indicator.in_waves:
        weights = rows.get_column("base").cast(pl.Float64) / rows.get_column("base").sum()
        level = float((weights * values).sum())
        known = rows.get_column("se").null_count() == 0
        reach = (
            Z95 * sqrt(design_effect * float(((weights * rows.get_column("se")) ** 2).sum()))
            if known
            else None
        )
    else:
        level = (
            indicator.times
            * float(rows.get_column("numerator").sum())
            / float(rows.get_column("denominator").sum())
        )
        enough = n >= FEWEST_MONTHS
        spread = values.std()
        # Months that are all alike tell no interval.
        reach = t95(n - 1) * spread / sqrt(n) if enough and isinstance(spread, float) and spread else None
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


def rank(levels: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    """Levels with the best and the worst rank that intervals allow: a unit is surely ahead only if they part.

    Rank 1 is the good end; a neutral indicator has no good end and gets no rank.
    """
    if indicator.direction == "neutral":
        empty = pl.lit(None, pl.Int64)
        return levels.drop("rankable").with_columns(rank_low=empty, rank_high=empty, ranked=empty)
    rankable = levels.filter("rankable").select("unit", "low", "high")
    n = rankable.height
    low, high = ("low", "high") if indicator.direction == "up-is-good" else ("high", "low")
    sign = 1 if indicator.direction == "up-is-good" else -1
    ours = rankable.get_column(low).to_list(), rankable.get_column(high).to_list()
    ahead = [sum(sign * worst > sign * best for worst in ours[0]) for best in ours[1]]
    behind = [sum(sign * best < sign * worst for best in ours[1]) for worst in ours[0]]
    ranks = rankable.select("unit").with_columns(
        rank_low=pl.Series([1 + a for a in ahead], dtype=pl.Int64),
        rank_high=pl.Series([n - b for b in behind], dtype=pl.Int64),
        ranked=pl.lit(n, pl.Int64),
    )
    return levels.drop("rankable").join(ranks, on="unit", how="left", maintain_order="left")
