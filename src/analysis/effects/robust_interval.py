"""Intervals of shrunken effects whose average coverage holds whatever the effects are distributed like.

Armstrong, Kolesar, Plagborg-Moller, "Robust empirical Bayes confidence intervals", Econometrica 90 (2022) 2567-2602.
A shrunken estimate is biased; only the second moment of the bias over the units is known (and perhaps its kurtosis),
so the critical value is the one that suffices under the worst distribution with these moments.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from analysis.effects.crossing import cross
from analysis.effects.shrinkage import checked

Floats = NDArray[np.float64]

ROOT_2PI = math.sqrt(2 * math.pi)
SPOTS = 64
ZOOMS = 4


@dataclass(frozen=True)
class RobustIntervals:
    """Each unit's interval is centre +- half_width; centre = mu + shrink (estimate - mu).

    `tau2` and `kurtosis` are the moments of effects around mu that were used, after truncation.
    """

    centre: Floats
    half_width: Floats
    shrink: Floats
    mu: float
    tau2: float
    kurtosis: float


def robust_intervals(
    estimates: ArrayLike,
    ses: ArrayLike,
    *,
    mu: float | None = None,
    level: float = 0.95,
    kurtosis: float | None = math.inf,
) -> RobustIntervals:
    """Shrunken estimates with intervals that hold for `level` of the units on average, by their sampling errors.

    Shrinks toward `mu` or else the mean weighted by precision. `kurtosis`: a bound on that of the effects around
    mu; inf assumes nothing; None estimates it, for intervals that are narrower and lean on the fourth moment.
    """
    y, s = checked(estimates, ses, fewest=2)
    weights = 1 / s**2
    centre = float(weights @ y / weights.sum()) if mu is None else mu
    tau2 = _second_moment(y - centre, s, estimated=mu is None)
    bound = _kurtosis(y - centre, s, tau2) if kurtosis is None else kurtosis
    shrink = tau2 / (tau2 + s**2)
    # The bias (1 - w)(mu - theta) in units of the sampling error w s has the second moment s^2/tau2.
    distinct, back = np.unique(s, return_inverse=True)
    critical = critical_values(distinct**2 / tau2, level, bound)[back]
    return RobustIntervals(centre + shrink * (y - centre), critical * shrink * s, shrink, centre, tau2, bound)


def critical_value(m2: float, level: float = 0.95, kurtosis: float = math.inf) -> float:
    """The least c with P(|Z + b| > c) <= 1 - level for every bias b with E b^2 = m2 and E b^4 <= kurtosis m2^2."""
    return float(critical_values(np.array([m2]), level, kurtosis)[0])


def critical_values(m2: ArrayLike, level: float = 0.95, kurtosis: float = math.inf) -> Floats:
    """`critical_value` of each second moment in m2, all solved together."""
    moments = np.asarray(m2, dtype=np.float64)
    if not (0 < level < 1 and kurtosis >= 1 and np.all((moments >= 0) & np.isfinite(moments))):
        raise ValueError("needs a level inside (0, 1), a kurtosis of 1 or more and finite second moments")
    allowed = 1 - level
    low = np.full(moments.shape, -float(ndtri(allowed / 2)))
    # Chebyshev: P(|Z + b| > c) <= (1 + m2)/c^2.
    high = np.sqrt((1 + moments) / allowed)

    def shortfall(c: Floats, own: Floats) -> Floats:
        # In logarithms the error falls nearly straight; beyond what a double can hold it is nothing.
        return math.log(allowed) - np.log(np.maximum(worst_error(own, c, kurtosis), 1e-300))

    return cross(shortfall, low, high, moments)


def worst_error(m2: Floats, c: Floats, kurtosis: float = math.inf) -> Floats:
    """The largest P(|Z + b| > c) over distributions of the bias b with E b^2 = m2 and E b^4 <= kurtosis m2^2.

    In t = b^2 the error r(t) is convex, then concave: without a bound on kurtosis its least concave majorant is
    the line from 0 that touches it at t0, and the worst t is 0 or t0 (Proposition 1 there).
    """
    if kurtosis == 1:
        return _error(m2, c)
    touch = _touch(c)
    far = np.maximum(m2, touch)
    share = np.divide(m2, far, out=np.ones_like(far), where=far > 0)
    error = (1 - share) * _error(np.zeros_like(m2), c) + share * _error(far, c)
    # Those two points have the kurtosis t0/m2; where it is more than allowed the bound binds.
    binds = (m2 > 0) & (m2 < touch / kurtosis)
    if np.any(binds):
        error[binds] = _worst_of_two(m2[binds], c[binds], touch[binds], kurtosis)
    return error


def _worst_of_two(m2: Floats, c: Floats, touch: Floats, kurtosis: float) -> Floats:
    """The worst of all distributions of t on two points with mean m2 and variance (kurtosis - 1) m2^2.

    Two points are enough (their Proposition B.1 with the dual of one tangent point). They are m2 - d and
    m2 + variance/d, so that one number d is searched: on a grid, then ever closer around its best point.
    """
    variance = (kurtosis - 1) * m2**2
    low, high = np.log(variance / (touch - m2)), np.log(m2)
    best = np.zeros_like(m2)
    for _ in range(ZOOMS):
        step = (high - low) / (SPOTS - 1)
        d = np.exp(low[:, None] + step[:, None] * np.arange(SPOTS))
        near, far = np.maximum(m2[:, None] - d, 0.0), m2[:, None] + variance[:, None] / d
        share = d / (far - near)
        error = (1 - share) * _error(near, c[:, None]) + share * _error(far, c[:, None])
        spot = error.argmax(axis=1)
        best = np.maximum(best, error.max(axis=1))
        middle = low + step * spot
        low, high = np.maximum(middle - step, low), np.minimum(middle + step, high)
    return best


def _error(t: Floats, c: Floats) -> Floats:
    """r(t): the probability that Z + b is outside +-c, for b^2 = t."""
    b = np.sqrt(t)
    return ndtr(-c - b) + ndtr(b - c)


def _touch(c: Floats) -> Floats:
    """t0, where the line from (0, r(0)) touches r; 0 where r is concave throughout, c^2 <= 3."""
    touch = np.zeros_like(c)
    curved = c**2 > 3
    if not np.any(curved):
        return touch
    x = c[curved]
    nothing = _error(np.zeros_like(x), x)

    def overshoot(b: Floats, x: Floats, nothing: Floats) -> Floats:
        slope = (np.exp(-((b - x) ** 2) / 2) - np.exp(-((b + x) ** 2) / 2)) / ROOT_2PI
        return _error(b**2, x) - nothing - b * slope / 2

    # A slip of t0 moves the error by its square only, so that seven digits are enough.
    reach = np.sqrt(x**2 - 3), math.sqrt(2) * x + 1
    touch[curved] = cross(overshoot, *reach, x, nothing, tolerance=1e-7) ** 2
    return touch


def _second_moment(away: Floats, s: Floats, *, estimated: bool) -> float:
    """The variance of effects around mu, weighted by precision, never below what their section 4.2 allows (PMT).

    Where mu is estimated too the squares are too small; DerSimonian & Laird's divisor mends that.
    """
    w = 1 / s**2
    lost = 1 if estimated else 0
    spread = w.sum() - lost * (w @ w) / w.sum()
    moment = float((w @ away**2 - (len(s) - lost)) / spread)
    least = 2 * float((w**2 @ s**4) / (w.sum() * (w @ s**2)))
    return max(moment, least)


def _kurtosis(away: Floats, s: Floats, tau2: float) -> float:
    """Fourth moment of effects around mu over tau2^2, truncated in the same way."""
    w = 1 / s**2
    fourth = float(w @ (away**4 - 6 * s**2 * away**2 + 3 * s**4) / w.sum())
    least = 32 * float((w**2 @ s**8) / (w.sum() * (w @ s**4)))
    return max(fourth / tau2**2, 1 + least / tau2**2)
