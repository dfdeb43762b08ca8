"""Ranks only as far as the data part the units: intervals of ranks, and thirds. Rank 1 is the largest value.

Values are independent normals, either estimates with standard errors (the intervals are then confidence sets) or
posterior means and deviations (then they hold with that posterior probability): the arithmetic is the same.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from analysis.effects.crossing import cross
from analysis.effects.shrinkage import checked

Floats = NDArray[np.float64]
Third = Literal["lower", "middle", "upper", "not-separable"]

REACH = 8.5
"""Standard deviations beyond which a normal holds nothing that a double could show."""
MOST_NODES = 4000
"""Nodes of an integral at most; coarser than the smallest sd only where sds differ by hundreds."""


@dataclass(frozen=True)
class RankIntervals:
    """The lowest and the highest rank that each unit may have, of n; integers from 1 (largest) to n."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]


def rank_intervals(
    mean: ArrayLike,
    sd: ArrayLike,
    level: float = 0.95,
    *,
    family: Literal["marginal", "simultaneous"] = "simultaneous",
) -> RankIntervals:
    """From pairwise differences, as Mogstad, Romano, Shaikh, Wilhelm (Review of Economic Studies 91, 2024).

    A unit's rank is at least 1 + the units surely above it and at most n - the units surely below it. `marginal`:
    each unit's interval alone holds its rank with `level`; for one unit that was named beforehand. `simultaneous`:
    all intervals hold together; for a table that people read from top to bottom. Critical values are exact
    integrals, no draws; the simultaneous one is Tukey's, exact for equal sd and conservative otherwise (Hayter,
    Annals of Statistics 12, 1984), as in Al Mohamad, Goeman, van Zwet (Biometrics 78, 2022).
    """
    m, s = checked(mean, sd)
    n = len(m)
    if family == "simultaneous":
        critical = np.full(n, tukey_critical(n, level))
    else:
        critical = _marginal_critical(s, level)
    above = m[None, :] - m[:, None] > critical[:, None] * np.hypot(s[:, None], s[None, :])
    below = m[:, None] - m[None, :] > critical[:, None] * np.hypot(s[:, None], s[None, :])
    return RankIntervals(1 + above.sum(axis=1), n - below.sum(axis=1))


def tukey_critical(n: int, level: float) -> float:
    """c with probability `level` that no pair of n standard normals differs by more than c sqrt(2).

    The upper point of the studentised range with infinite degrees of freedom, divided by sqrt(2).
    """
    if n < 2:
        return 0.0
    z, weight = _normal(1 / 16)

    def covers(c: Floats) -> Floats:
        inside = ndtr(z) - ndtr(z - c[:, None] * np.sqrt(2))
        return n * (inside ** (n - 1) @ weight) - level

    low, high = _between(n * (n - 1) / 2, level)
    return float(cross(covers, np.full(1, low), np.full(1, high))[0])


def third_probabilities(mean: ArrayLike, sd: ArrayLike) -> Floats:
    """Probability (n x 3) of each unit's rank in the lower, middle and upper third; the middle takes what is over.

    Exact: given a unit's own value, the units above it are a sum of independent trials, integrated over the value.
    """
    m, s = checked(mean, sd)
    n, third = len(m), len(m) // 3
    if not third:
        return np.tile([0.0, 1.0, 0.0], (n, 1))
    nodes, density = _nodes(m, s)
    above = ndtr((m - nodes[:, None]) / s)
    counts = _sums(above)
    upper = (density * _at_most(counts, above, third - 1)).sum(axis=0)
    not_lower = (density * _at_most(counts, above, n - third - 1)).sum(axis=0)
    return np.clip(np.stack([1 - not_lower, not_lower - upper, upper], axis=1), 0.0, 1.0)


def bands(mean: ArrayLike, sd: ArrayLike, at: float = 0.80) -> tuple[Third, ...]:
    """The third of each unit where its probability is at least `at`, else `not-separable`; upper is the largest."""
    if not 0.5 < at <= 1:
        raise ValueError("a band needs a probability above one half")
    names: tuple[Third, ...] = ("lower", "middle", "upper")
    told = third_probabilities(mean, sd)
    if len(told) < 3:
        return tuple("not-separable" for _ in told)
    return tuple(names[int(np.argmax(row))] if row.max() >= at else "not-separable" for row in told)


def _marginal_critical(s: Floats, level: float) -> Floats:
    """For each unit c with probability `level` that none of its differences errs by more than c of its own sd."""
    n = len(s)
    if n < 2:
        return np.zeros(n)
    low, high = _between(n - 1, level)

    def of_unit(j: int) -> float:
        others = np.delete(s, j)
        pair = np.hypot(s[j], others)
        # Given the unit's own error z the differences are independent; they turn over others/s[j] of z.
        z, weight = _normal(min(1.0, others.min() / s[j]) / 4)
        own = s[j] * z[:, None]

        def covers(c: Floats) -> Floats:
            inside = ndtr((own + c * pair) / others) - ndtr((own - c * pair) / others)
            return np.atleast_1d(np.prod(inside, axis=1) @ weight) - level

        return float(cross(covers, np.full(1, low), np.full(1, high), tolerance=1e-9)[0])

    of_sd = {sd: of_unit(j) for sd, j in zip(*np.unique(s, return_index=True), strict=True)}
    return np.array([of_sd[sd] for sd in s])


def _between(pairs: float, level: float) -> tuple[float, float]:
    """The critical value of one difference, and Bonferroni's of so many: that of their maximum is between."""
    return float(-ndtri((1 - level) / 2)), float(-ndtri((1 - level) / 2 / pairs)) + 1e-9


def _normal(step: float) -> tuple[Floats, Floats]:
    """Nodes over a standard normal and their weights; the trapezoid rule is exact to rounding for smooth functions."""
    z = np.linspace(-REACH, REACH, int(min(2 * REACH / step + 2, MOST_NODES)))
    density = np.exp(-(z**2) / 2)
    return z, density / density.sum()


def _nodes(m: Floats, s: Floats) -> tuple[Floats, Floats]:
    """Values over all units' range a quarter of the smallest sd apart, and each unit's weight (nodes x n) on them."""
    first, last = float((m - REACH * s).min()), float((m + REACH * s).max())
    count = int(min(4 * (last - first) / s.min() + 2, MOST_NODES))
    nodes = np.linspace(first, last, count)
    density = np.exp(-(((nodes[:, None] - m) / s) ** 2) / 2)
    return nodes, density / density.sum(axis=0)


def _sums(p: Floats) -> Floats:
    """Probability (nodes x n+1) that 0..n of the independent trials succeed, whose probabilities are p (nodes x n)."""
    counts = np.zeros((len(p), p.shape[1] + 1))
    counts[:, 0] = 1.0
    for k in range(p.shape[1]):
        one = p[:, k : k + 1]
        counts[:, 1:] = counts[:, 1:] * (1 - one) + counts[:, :-1] * one
        counts[:, :1] *= 1 - one
    return counts


def _at_most(counts: Floats, p: Floats, most: int) -> Floats:
    """Probability (nodes x n) that at most `most` of the trials succeed when each in turn is taken out of the sum.

    A trial is divided out of `counts` from the end where it is the likelier, which keeps rounding from growing.
    """
    n = p.shape[1]
    seldom = p <= 0.5
    q = np.where(seldom, p, 0.0)
    one, total = np.zeros_like(p), np.zeros_like(p)
    for k in range(most + 1):
        one = (counts[:, k : k + 1] - q * one) / (1 - q)
        total += one
    q = np.where(seldom, 1.0, p)
    one, beyond = np.zeros_like(p), np.zeros_like(p)
    for k in range(n - 1, most, -1):
        one = (counts[:, k + 1 : k + 2] - (1 - q) * one) / q
        beyond += one
    return np.where(seldom, total, 1 - beyond)
