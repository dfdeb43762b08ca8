"""The effect of a retreat whose dates were drawn: estimates as planned, by the design and nothing else (level A)."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from analysis.effects.noise import Array, Index
from analysis.trial.design import Shape, contrasts, exposure, fading, folded
from analysis.trial.noise import Noise, deviations, means
from analysis.trial.power import ERROR
from analysis.trial.precision import Precision, precision, told, variance


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
    """Clusters ready to be regressed: their precision, their means turned by it, and the plain means (K, T)."""

    weight: Precision
    turned: Array
    means: Array
    seen: Seen

    def columns(self, since: Array, shape: Shape) -> Array:
        """Columns (K, T, p) of clusters that are treated from month `since` (K,) on, with one for the month of the retreat."""
        return folded(exposure(since, self.seen.months, shape, partly=True), self.seen.length)


def fitted(seen: Seen) -> Fitted:
    """Clusters' means, weighed by the noise of before; levels are taken out first, or an absent unit would move its cluster."""
    values = deviations(seen.values, seen.times)
    present = ~np.isnan(values)
    covariance = seen.noise.covariance(present.astype(np.float64), seen.cluster, seen.count, seen.times)
    made = means(values, seen.cluster, seen.count)
    weight = precision(covariance)
    return Fitted(weight, weight.turned(np.nan_to_num(made)), made, seen)


def effects(found: Fitted, since: Array, shape: Shape | None = None) -> dict[str, Told]:
    """What contrasts() asks, of the months that were measured, by generalised least squares; t quantiles, clusters less two.

    `shape`: unless told the effect may fade, as far as the periods tell. The size of the noise is what the regression
    leaves over its degrees of freedom.
    """
    shape = shape or fading(found.seen.length)
    columns = found.columns(since, shape)
    information, whole = told(found.weight, columns)
    score = np.einsum("ktp,kt->p", columns, found.turned)
    at = np.linalg.pinv(information, rcond=1e-10, hermitian=True) @ score
    clusters = int((~np.isnan(found.means)).any(1).sum())
    left = float(np.nan_to_num(found.means).ravel() @ found.turned.ravel() - at @ score)
    there = ~np.isnan(found.means)
    df = (
        there.sum() - clusters - (there.any(0).sum() - 1) - np.linalg.matrix_rank(information, hermitian=True)
    )
    size = max(left, 0.0) / max(float(df), 1.0)
    bar = float(t.ppf(1 - ERROR / 2, max(clusters - 2.0, 1.0)))
    rows: dict[str, Told] = {}
    for name, weights in contrasts(shape, whole[:-1] > 0, partly=True).items():
        known = bool(np.isfinite(weights).all())
        se = float(np.sqrt(size * variance(information, whole, weights))) if known else float("nan")
        estimate = float(weights @ at) if np.isfinite(se) else float("nan")
        se = se if np.isfinite(se) else float("nan")
        rows[name] = Told(estimate, se, estimate - bar * se, estimate + bar * se)
    return rows
