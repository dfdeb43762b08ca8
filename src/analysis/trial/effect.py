"""The effect of a retreat whose dates were drawn: estimates as planned, by the design and nothing else (level A)."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from analysis.effects.noise import Array, Index, Mask
from analysis.trial.design import Shape, contrasts, exposure, fading, folded
from analysis.trial.noise import Noise
from analysis.trial.power import ERROR
from analysis.trial.precision import Precision, told, variance, weights


@dataclass(frozen=True)
class Seen:
    """What was measured: values (S, T), NaN for gaps, at periods from `first` (an ordinal) on, each `length` months long.

    `cluster` (S,): numbers of the `count` that were drawn; `noise`: from months before the first date, so that no draw moved it.
    """

    values: Array
    first: int
    length: int
    cluster: Index
    count: int
    noise: Noise

    @property
    def times(self) -> Array:
        return np.arange(self.values.shape[1], dtype=np.float64)

    @property
    def months(self) -> Array:
        """Every month of the periods, as ordinals of months."""
        return self.first * self.length + np.arange(self.values.shape[1] * self.length, dtype=np.float64)


@dataclass(frozen=True)
class Told:
    """One estimate with its standard error and interval; NaN where the data do not tell it yet."""

    estimate: float
    se: float
    low: float
    high: float


@dataclass(frozen=True)
class Fitted:
    """Units ready to be regressed: their precision, their values turned by it (K, T) with their total, and degrees of
    freedom before any effect; `there` (K, T): where a cluster has a value."""

    precision: Precision
    turned: Array
    total: float
    df: int
    there: Mask
    seen: Seen

    def columns(self, since: Array, shape: Shape) -> Array:
        """Columns (K, T, p) of clusters that are treated from month `since` (K,) on, with one for the month of the retreat."""
        return folded(exposure(since, self.seen.months, shape, partly=True), self.seen.length)


def fitted(seen: Seen) -> Fitted:
    """Units weighed by the noise of before, each with a level of its own, so that one that is absent moves no other."""
    present = ~np.isnan(seen.values)
    weight = weights(seen.noise, present, seen.cluster, seen.count, seen.times)
    count = np.maximum(present.sum(1), 1)
    # Levels are out of the precision already; taken from the values too, none of their digits is lost.
    level = np.nansum(seen.values, axis=1) / count
    turned, total = weight.turned(np.nan_to_num(seen.values - level[:, None]))
    there = np.zeros((seen.count, present.shape[1]), dtype=bool)
    np.logical_or.at(there, seen.cluster, present)
    df = present.sum() - present.any(1).sum() - (present.any(0).sum() - 1)
    return Fitted(weight.precision, turned, total, int(df), there, seen)


def effects(found: Fitted, since: Array, shape: Shape | None = None) -> dict[str, Told]:
    """What contrasts() asks, of the months that were measured, by generalised least squares; t quantiles, clusters less two.

    `shape`: unless told the effect may fade, as far as the periods tell. The size of the noise is what the regression
    leaves over its degrees of freedom.
    """
    shape = shape or fading(found.seen.length)
    columns = found.columns(since, shape)
    information, whole = told(found.precision, columns)
    score = np.einsum("ktp,kt->p", columns, found.turned)
    at = np.linalg.pinv(information, rcond=1e-10, hermitian=True) @ score
    df = found.df - np.linalg.matrix_rank(information, hermitian=True)
    size = max(found.total - float(at @ score), 0.0) / max(float(df), 1.0)
    bar = float(stdtrit(found.precision.free, 1 - ERROR / 2))
    rows: dict[str, Told] = {}
    for name, asked in contrasts(shape, whole[:-1] > 0, partly=True).items():
        known = bool(np.isfinite(asked).all())
        se = float(np.sqrt(size * variance(information, whole, asked))) if known else float("nan")
        estimate = float(asked @ at) if np.isfinite(se) else float("nan")
        se = se if np.isfinite(se) else float("nan")
        rows[name] = Told(estimate, se, estimate - bar * se, estimate + bar * se)
    return rows
