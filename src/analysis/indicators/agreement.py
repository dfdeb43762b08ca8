"""Whether answers of one unit may be averaged: ICC(1) between units and rwg within them."""

import polars as pl

SCALE_POINTS = 5
FEWEST = 5
"""A unit with fewer respondents is in no figure."""


def icc1(pulse: pl.DataFrame) -> float | None:
    """ICC(1) of one round: the share of the variance of respondents' scores that lies between units; at most 1, below 0 possible.

    From one-way analysis of variance with unequal groups: (MSB - MSW) / (MSB + (k - 1) MSW), k = the mean size adjusted
    for unequal groups (Shrout, Fleiss 1979; Bliese 2000). `pulse` are rows of contract.Pulse of one round. None with fewer
    than two units of two respondents, or without any variance.
    """
    rows = pulse.filter(pl.col("respondents") >= 2)
    groups, total = rows.height, float(rows["respondents"].sum())
    if groups < 2:
        return None
    n = rows["respondents"].cast(pl.Float64)
    grand = float(rows["sum_score"].sum()) / total
    between = float((n * (rows["sum_score"] / n - grand) ** 2).sum()) / (groups - 1)
    within = float((rows["sum_score_squares"] - rows["sum_score"] ** 2 / n).sum()) / (total - groups)
    size = (total - float((n**2).sum()) / total) / (groups - 1)
    spread = between + (size - 1) * within
    return None if spread <= 0 else (between - within) / spread


def rwg(items: int, mean_item_variance: float | None) -> float | None:
    """rwg(J) of one unit: agreement on J items against answers spread evenly over five points, 0-1.

    J (1 - v/e) / (J (1 - v/e) + v/e) with e = (A^2 - 1) / 12 = 2 (James, Demaree, Wolf 1984); a variance above that of
    even answers is no agreement, 0.
    """
    if mean_item_variance is None:
        return None
    share = mean_item_variance / ((SCALE_POINTS**2 - 1) / 12)
    agreed = items * (1 - share)
    return 0.0 if share >= 1 else agreed / (agreed + share)
