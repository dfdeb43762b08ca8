"""What a series is expected to be in the next quarter, with an interval: stored before it is known, and scored later.

The value of a quarter is the mean of its months, or its one value. Months are a level, a share of Ramadan where it changes,
and AR(1) noise beside a random walk; with x and c the columns and the covariance of the quarter, the prediction at one
point of the noise grid is x'b + c'V^-1 (y - Xb), its variance s^2 (v - c'V^-1 c + d'(X'V^-1 X)^-1 d), d = x - X'V^-1 c (best linear
unbiased prediction: Goldberger, JASA 57 (1962) 369-375). Points are weighted by their likelihood (`effects/noise.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from analysis.effects.gls import fit, residual_scale
from analysis.effects.hijri import shares
from analysis.effects.mixture import Mixture, posterior_weight
from analysis.effects.noise import Array, covariances, noise
from analysis.effects.period import Kind

LEVEL = 0.8
"""Chance that the interval is meant to have."""

FEWEST = 12
"""Values below which nothing is predicted."""

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Forecast:
    """The quarter's value as it is expected: `middle` is the mean, `low` and `high` are the ends of the interval."""

    low: float
    middle: float
    high: float
    values: int


def next_quarter(until: date) -> int:
    """The first quarter of which no day is known yet, counted from year 0."""
    return (until.year * 12 + until.month - 1 + 3) // 3


def month_number(day: date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def series_of(one: Facts) -> tuple[Kind, dict[int, float]] | None:
    """A series of the facts by month or quarter; None where its periods are neither, or too few may be shown."""
    kind: Kind = "quarter" if one["rhythm"] == "quarter" else "month"
    step = 3 if kind == "quarter" else 1
    found: dict[int, float] = {}
    for point in one["series"]:
        first, last = (month_number(date.fromisoformat(point[key])) for key in ("first_day", "last_day"))
        if first % step or last - first != step - 1:
            return None
        if point["value"] is not None:
            found[first // step] = point["value"]
    return (kind, found) if len(found) >= FEWEST else None


def observed(series: tuple[Kind, Mapping[int, float]], quarter: int) -> float | None:
    """The value of a quarter; None where a month of it is missing or withheld."""
    kind, values = series
    wanted = _periods(kind, quarter)
    there = [values[t] for t in wanted if t in values]
    return float(np.mean(there)) if len(there) == len(wanted) else None


def forecast(
    series: tuple[Kind, Mapping[int, float]], quarter: int, lowest: float | None, highest: float | None
) -> Forecast | None:
    """The prediction of a quarter from all that came before it; ends are cut at the scale's own. None for a flat series."""
    kind, values = series
    times = np.array(sorted(values), dtype=np.float64)
    ahead = np.array(_periods(kind, quarter), dtype=np.float64)
    seen = np.array([values[int(t)] for t in times])
    if np.ptp(seen) == 0 or ahead.min() <= times.max():
        return None
    found = predicted(times, seen[None], ahead, _columns(np.concatenate([times, ahead]), kind))
    ends = (float(found.quantile(p)[0]) for p in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    low, high = (float(np.clip(end, _or(lowest, -np.inf), _or(highest, np.inf))) for end in ends)
    return Forecast(low, float(found.mean[0]), high, len(seen))


def _or(end: float | None, otherwise: float) -> float:
    return otherwise if end is None else end


def _periods(kind: Kind, quarter: int) -> Sequence[int]:
    return range(3 * quarter, 3 * quarter + 3) if kind == "month" else (quarter,)


def _columns(times: Array, kind: Kind) -> Array:
    """A level, and Ramadan's share of each month; a quarter nearly always holds a part of it, so it is left out there."""
    level = np.ones_like(times)
    return np.column_stack([level, shares(times, kind)["ramadan-share"]] if kind == "month" else [level])


def predicted(times: Array, seen: Array, ahead: Array, columns: Array) -> Mixture:
    """The mean over the times `ahead` of each of S series (S, n), with columns of both times, below each other."""
    n = len(times)
    grid = noise("ar1+rw")
    if not np.ptp(columns[:n, -1]):
        columns = columns[:, :1]
    whole = covariances(grid, np.concatenate([times, ahead]))
    known, beside = whole[:, :n, :n], whole[:, :n, n:].mean(2)
    design, wanted = columns[:n], columns[n:].mean(0)
    fitted = fit(seen, design, known)
    solved = np.linalg.solve(known, beside[..., None])[..., 0]
    left = seen[:, None] - fitted.coefficients @ design.T
    middle = fitted.coefficients @ wanted + (solved * left).sum(-1)
    own = whole[:, n:, n:].mean((1, 2)) - (solved * beside).sum(1)
    apart = wanted - solved @ design
    # Noise variances of the fit stand on the scale of its residuals; so must the covariance ahead.
    scale = residual_scale(design / np.sqrt((design**2).sum(0)), known)
    spread = scale * own + ((fitted.spread[0] @ apart[..., None])[..., 0] * apart).sum(1)
    weight = posterior_weight(fitted, grid.weight)
    return Mixture(weight, middle, np.sqrt(spread * fitted.variance), fitted.df)
