"""Slow, obvious second versions of the models: one series, one point of a grid, one inverse at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.linalg import block_diag, null_space

from analysis.effects.noise import Array


@dataclass(frozen=True)
class One:
    """One series at one point: log likelihood but for a constant, coefficients, their covariance, df."""

    likelihood: float
    coefficients: Array
    covariance: Array
    df: float


def leaves_one(design: Array, covariance: Array) -> Array:
    """The covariance in the size at which an unweighted fit leaves residuals of mean variance one."""
    n, p = design.shape
    maker = np.eye(n) - design @ np.linalg.inv(design.T @ design) @ design.T
    return covariance * (n - p) / np.trace(maker @ covariance @ maker)


def with_pseudo(
    y: Array, design: Array, covariance: Array, slope: tuple[int, float, float] | None
) -> tuple[Array, Array, Array]:
    """A prior of one coefficient as one more observation of it."""
    if slope is None:
        return y, design, covariance
    column, mean, variance = slope
    row = np.eye(design.shape[1])[column]
    wide = np.asarray(block_diag(covariance, [[variance]]), dtype=np.float64)
    return np.append(y, mean).astype(np.float64), np.vstack([design, row]), wide


def gls(
    y: Array,
    design: Array,
    covariance: Array,
    slope: tuple[int, float, float] | None = None,
    prior: tuple[float, float] | None = None,
) -> One:
    """Generalised least squares with the noise variance integrated under 1/variance, or an inverse chi-square."""
    y, design, covariance = with_pseudo(y, design, leaves_one(design, covariance), slope)
    inverse = np.linalg.inv(covariance)
    spread = np.linalg.inv(design.T @ inverse @ design)
    b = spread @ design.T @ inverse @ y
    squares = float((y - design @ b) @ inverse @ (y - design @ b))
    df = float(len(y) - design.shape[1])
    if prior is not None:
        squares, df = squares + prior[0] * prior[1], df + prior[0]
    logs = np.linalg.slogdet(covariance)[1] - np.linalg.slogdet(spread)[1]
    return One(
        float(-0.5 * (logs + df * np.log(squares))),
        b,
        np.asarray(spread * squares / df, dtype=np.float64),
        df,
    )


def restricted(y: Array, design: Array, covariance: Array) -> float:
    """Log density of what no coefficient can move, with the noise variance integrated out; but for a constant."""
    free = null_space(design.T)
    inside = free.T @ covariance @ free
    seen = free.T @ y
    squares = float(seen @ np.linalg.solve(inside, seen))
    return float(-0.5 * (np.linalg.slogdet(inside)[1] + len(seen) * np.log(squares)))


def known(
    y: Array,
    sampling: Array,
    design: Array,
    covariance: Array,
    noise: float,
    slope: tuple[int, float, float] | None = None,
) -> One:
    """Generalised least squares under the covariance noise x C + diag(sampling), all of it known."""
    whole = noise * leaves_one(design, covariance) + np.diag(sampling)
    y, design, whole = with_pseudo(y, design, whole, slope)
    inverse = np.linalg.inv(whole)
    spread = np.linalg.inv(design.T @ inverse @ design)
    b = spread @ design.T @ inverse @ y
    squares = float((y - design @ b) @ inverse @ (y - design @ b))
    logs = np.linalg.slogdet(whole)[1] - np.linalg.slogdet(spread)[1]
    return One(float(-0.5 * (logs + squares)), b, np.asarray(spread, dtype=np.float64), np.inf)


def noise_points(y: Array, sampling: Array, design: Array, points: int) -> Array:
    """Noise variances at equal steps of log(noise + base), base the mean sampling variance or a fiftieth of the seen."""
    b = np.linalg.lstsq(design, y, rcond=None)[0]
    seen = float(((y - design @ b) ** 2).sum()) / (design.shape[0] - design.shape[1])
    base = max(float(sampling.mean()), seen / 50)
    step = np.log((base + 20 * seen) / base) / (points - 1)
    return np.array([base * np.exp(k * step) - base for k in range(points)])


def mixture_below(weight: Sequence[float], location: Sequence[float], scale: Sequence[float], df: float) -> Callable[[float], float]:  # fmt: skip
    """The distribution function of a mixture of Student distributions, from scipy's own."""
    return lambda at: float(
        sum(w * stats.t.cdf(at, df, loc=m, scale=s) for w, m, s in zip(weight, location, scale, strict=True))
    )


def quantile(below: Callable[[float], float], level: float, low: float, high: float) -> float:
    """Where a rising function passes a level, by halving."""
    while below(low) > level:
        low -= high - low + 1
    while below(high) < level:
        high += high - low + 1
    for _ in range(70):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < level else (low, middle)
    return (low + high) / 2


def levels(values: Array, weight: Array) -> tuple[Array, Array]:
    """Levels of units and times (these sum to zero) by a regression on dummies of both; NaN is a gap."""
    units, times = values.shape
    rows: list[Array] = []
    seen: list[float] = []
    for s in range(units):
        for t in range(times):
            if not np.isnan(values[s, t]):
                root = float(np.sqrt(weight[s]))
                rows.append(root * np.concatenate([np.eye(units)[s], np.eye(times)[t]]))
                seen.append(root * float(values[s, t]))
    found = np.linalg.lstsq(np.array(rows), np.array(seen), rcond=None)[0]
    unit, time = found[:units], found[units:]
    return unit + time.mean(), time - time.mean()


def ar1(rng: np.random.Generator, series: int, n: int, rho: float, walk: float = 0.0) -> Array:
    """Series (S, n) of AR(1) noise of variance one, plus a random walk of that step variance."""
    shocks = rng.normal(size=(series, n))
    made = shocks.copy()
    for t in range(1, n):
        made[:, t] = rho * made[:, t - 1] + np.sqrt(1 - rho**2) * shocks[:, t]
    return made + np.sqrt(walk) * rng.normal(size=(series, n)).cumsum(1)
