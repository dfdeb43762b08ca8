"""Least squares with the errors of Newey and West: correlation within a few lags leaves estimates and widens intervals."""

from math import floor

import numpy as np

from analysis.effects.compare.fits import Fits
from analysis.effects.noise import Array, Index


def usual_lags(n: int) -> int:
    """The lags of n values: the whole part of 4 (n/100)^(2/9) (Newey and West, Review of Economic Studies 61 (1994) 631-653)."""
    return floor(4 * (n / 100) ** (2 / 9) + 1e-12)


def newey_west(values: Array, matrix: Array, at: Index, lags: int | None, *, small_sample: bool) -> Fits:
    """Every series (S, n) on one matrix (n, p); t quantiles with n - p (Newey and West, Econometrica 55 (1987) 703-708).

    Bartlett weights 1 - l/(lags + 1). `at` (n,): places in time; a lag is a distance between them, so that the values on
    both sides of a gap are as far apart as they are. `small_sample` multiplies the covariance by n/(n - p).
    """
    n, p = matrix.shape
    reach = (usual_lags(n) if lags is None else lags) + 1
    bread = np.linalg.inv(matrix.T @ matrix)
    coefficients = np.asarray(np.linalg.lstsq(matrix, values.T, rcond=None)[0].T, dtype=np.float64)
    left = values - coefficients @ matrix.T
    kernel = np.maximum(1 - np.abs(at[:, None] - at[None, :]) / reach, 0.0)
    scores = left[:, :, None] * (matrix @ bread)
    factor = n / (n - p) if small_sample else 1.0
    covariance = factor * np.swapaxes(scores, 1, 2) @ kernel @ scores
    known = np.ones(p, dtype=bool)
    said = ({"lags": float(reach - 1)},) * len(values)
    return Fits(coefficients, covariance, float(n - p), known, said, (None,) * len(values))
