"""Regressions with one level a unit and one a period, and errors that may go together within clusters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.effects.noise import Array, Index, Mask

ABSORBED = 1e-9
"""A column of which less than this share is left beside the levels is a sum of levels."""


@dataclass(frozen=True)
class Clustered:
    """Coefficients (K,), covariance (K, K) robust to clusters, degrees of freedom G - 1 of the t quantiles.

    `dependent`: places of columns that levels and other columns determine; where there are any, figures are NaN.
    """

    coefficients: Array
    covariance: Array
    df: float
    dependent: tuple[int, ...] = ()

    def sum(self, weights: Array) -> tuple[float, float]:
        """A weighted sum of coefficients and its standard error."""
        return float(weights @ self.coefficients), float(np.sqrt(weights @ self.covariance @ weights))


def levels_out(columns: Array, present: Mask, weight: Array) -> Array:
    """Columns (K, S, n) less the unit and period levels of a regression with weights (S,); 0 where nothing is present.

    Unit levels are solved out and the periods' are found from n equations, exactly, whatever the gaps are.
    """
    columns = np.where(present, columns, 0.0)
    share = present / np.maximum(present.sum(1, keepdims=True), 1)
    columns = np.where(present, columns - (columns * share).sum(2, keepdims=True), 0.0)
    if present.all():
        return columns - (np.einsum("ksn,s->kn", columns, weight) / weight.sum())[:, None]
    heavy = present * weight[:, None]
    equations = np.diag(heavy.sum(0)) - heavy.T @ share
    # Periods of parts of the panel that share no unit have a level each that units take up.
    period = np.einsum("ksn,s->kn", columns, weight) @ np.linalg.pinv(equations, rcond=1e-12, hermitian=True)
    return np.where(present, columns - period[:, None] + (period @ share.T)[..., None], 0.0)


def clustered(values: Array, columns: Array, weight: Array, cluster: Index) -> Clustered:
    """The regression of values (S, n) on columns (K, S, n) beside unit and period levels, NaN where there is no value.

    Covariance (X'X)^-1 (sum of s_g s_g') (X'X)^-1 times G/(G-1) (N-1)/(N-K): scores s_g summed by cluster, K counts
    columns and periods, not units, whose levels lie within clusters (Cameron and Miller, J. Human Resources 50 (2015)
    317-372). Clusters are of whole units; two are the fewest.
    """
    present = ~np.isnan(values)
    left = levels_out(np.concatenate([values[None], columns]), present, weight)
    outcome, made = left[0], left[1:]
    size = np.sqrt(np.einsum("ksn,s->k", np.where(present, columns, 0.0) ** 2, weight))
    norm = np.sqrt(np.einsum("ksn,s->k", made**2, weight))
    gone = norm <= ABSORBED * size
    scaled = made / np.where(gone, 1.0, norm)[:, None, None]
    flat = (scaled * np.sqrt(weight)[:, None]).reshape(len(made), -1)
    products = flat @ flat.T
    dependent = _dependent(products, gone)
    count = int(cluster.max()) + 1
    if dependent:
        nothing = np.full(len(made), np.nan)
        return Clustered(nothing, np.outer(nothing, nothing), count - 1.0, dependent)
    bread = np.linalg.inv(products)
    at = bread @ (flat @ (outcome * np.sqrt(weight)[:, None]).ravel())
    error = outcome - np.einsum("k,ksn->sn", at, scaled)
    scores = np.zeros((count, len(made)))
    np.add.at(scores, cluster, np.einsum("ksn,sn->sk", scaled, error * weight[:, None]))
    n = int(present.sum())
    periods = int(present.any(0).sum())
    small = count / (count - 1) * (n - 1) / max(n - len(made) - periods, 1)
    half = scores @ bread
    return Clustered(at / norm, small * (half.T @ half) / np.outer(norm, norm), count - 1.0)


def _dependent(products: Array, gone: Mask) -> tuple[int, ...]:
    """Columns without anything left beside the levels; else those that take part in a dependence of the others."""
    if gone.any():
        return tuple(np.flatnonzero(gone).tolist())
    sizes, vectors = np.linalg.eigh(products)
    null = vectors[:, sizes <= 1e-10 * sizes.max(initial=0.0)]
    return tuple(np.flatnonzero((np.abs(null) > 1e-6).any(1)).tolist())


def two_way(
    values: Array,
    times: Array,
    treated_from: Array,
    cluster: Sequence[int] | Index | None = None,
    weight: Array | None = None,
) -> tuple[float, float, float]:
    """Estimate, standard error and degrees of freedom of treated times post beside unit and period levels.

    Values (S, n) at times (n,), NaN for gaps; `treated_from` (S,), inf for never; clusters (S,) are units where they
    are not told. NaN where nobody untreated stands beside someone treated.
    """
    s = len(values)
    numbers = np.arange(s) if cluster is None else np.unique(np.asarray(cluster), return_inverse=True)[1]
    column = (times >= treated_from[:, None]).astype(np.float64)
    found = clustered(values, column[None], np.ones(s) if weight is None else weight, numbers.astype(np.intp))
    return float(found.coefficients[0]), float(np.sqrt(found.covariance[0, 0])), found.df
