"""A mean of observations that were chosen with unequal chances, with an interval that treats each unit's as one."""

from math import sqrt

import polars as pl

from analysis.variation.peers import t95

FEWEST_UNITS = 6


def weighted_mean(
    rows: pl.DataFrame, value: str, weight: str = "w", unit: str = "unit"
) -> tuple[float, float | None, float | None] | None:
    """Hajek's weighted mean and its 95 % interval by linearisation over units; None where no row has a value.

    Below six units there is no interval. Units count as drawn with replacement (Saerndal, Swensson, Wretman 1992, Model
    Assisted Survey Sampling, 5.5-5.8), which is careful where a good part of all units was visited.
    """
    known = rows.filter(pl.col(value).is_not_null())
    if known.is_empty():
        return None
    total = float(known.get_column(weight).sum())
    mean = float((known.get_column(weight) * known.get_column(value)).sum()) / total
    parts = (
        known.group_by(unit)
        .agg(part=(pl.col(weight) * (pl.col(value) - mean)).sum() / total)
        .get_column("part")
        .to_list()
    )
    n = len(parts)
    if n < FEWEST_UNITS:
        return mean, None, None
    reach = t95(n - 1) * sqrt(n / (n - 1) * sum(part * part for part in parts))
    return mean, mean - reach, mean + reach
