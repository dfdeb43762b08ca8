"""How much of an early effect is left later: the ratio of two correlated estimates, with Fieller's set."""

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal["bounded", "unbounded", "everything"]


@dataclass(frozen=True)
class Retention:
    """late/early and the set of ratios that the data do not reject.

    `bounded`: the set is [low, high]. `unbounded`: the early effect may be 0, and the set is everything *outside*
    the open interval (low, high). `everything`: no ratio is rejected, low and high are infinite.
    `ratio` is None where the early estimate is exactly 0.
    """

    ratio: float | None
    low: float
    high: float
    kind: Kind

    @property
    def width(self) -> float:
        """high - low of a bounded set, else infinite."""
        return self.high - self.low if self.kind == "bounded" else math.inf

    def holds(self, ratio: float) -> bool:
        """Whether `ratio` is among those not rejected."""
        if self.kind == "bounded":
            return self.low <= ratio <= self.high
        return self.kind == "everything" or ratio <= self.low or ratio >= self.high


def retention(
    late: float, early: float, var_late: float, var_early: float, cov: float, critical: float
) -> Retention:
    """Every ratio g with |late - g early| <= critical x its standard error (Fieller, JRSS B 16, 1954).

    Squared, that is a g^2 - 2 b g + c <= 0; the sign of a says whether the early effect is told from 0.
    """
    if var_late < 0 or var_early < 0 or cov * cov > var_late * var_early * (1 + 1e-9):
        raise ValueError("the variances and the covariance are those of no pair of estimates")
    squared = critical * critical
    a = early * early - squared * var_early
    b = late * early - squared * cov
    c = late * late - squared * var_late
    ratio = late / early if early else None
    if a > 0:
        # Never below 0 but by rounding: the ratio itself always satisfies the inequality.
        low, high = _roots(a, b, c)
        return Retention(ratio, low, high, "bounded")
    if a < 0 and b * b > a * c:
        low, high = _roots(a, b, c)
        return Retention(ratio, low, high, "unbounded")
    if a == 0 and b:
        edge = c / (2 * b)
        return Retention(ratio, *((-math.inf, edge) if b > 0 else (edge, math.inf)), "unbounded")
    return Retention(ratio, -math.inf, math.inf, "everything")


def _roots(a: float, b: float, c: float) -> tuple[float, float]:
    # The larger root in absolute value first, the other by their product: no cancellation.
    far = b + math.copysign(math.sqrt(max(b * b - a * c, 0.0)), b)
    if far == 0:
        return 0.0, 0.0
    first, second = far / a, c / far
    return min(first, second), max(first, second)
