"""The slope of a series before the retreat, robust to outliers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import sqrt
from statistics import median

DAYS_A_YEAR = 365.25
FEWEST_POINTS = 6
Z95 = 1.959964


@dataclass(frozen=True)
class Trend:
    """Theil-Sen slope in the value's unit per year with its 95 % interval (Sen 1968), from `points` points."""

    slope: float
    low: float
    high: float
    points: int


def theil_sen(dates: Sequence[date], values: Sequence[float | None]) -> Trend | None:
    """The median of all pairwise slopes, or None below six points; points are taken as independent.

    Interval: ranks of the sorted slopes, Sen, JASA 63 (1968) 1379-1389, without ties.
    """
    pairs = [(d.toordinal() / DAYS_A_YEAR, v) for d, v in zip(dates, values, strict=True) if v is not None]
    n = len(pairs)
    if n < FEWEST_POINTS:
        return None
    slopes = sorted((v2 - v1) / (t2 - t1) for (t1, v1), (t2, v2) in combinations(pairs, 2) if t2 != t1)
    reach = Z95 * sqrt(n * (n - 1) * (2 * n + 5) / 18)
    lower = max(round((len(slopes) - reach) / 2) - 1, 0)
    upper = min(round((len(slopes) + reach) / 2), len(slopes) - 1)
    return Trend(median(slopes), slopes[lower], slopes[upper], n)
