"""Rows of bounds: how far an event study's effect stands when trends may have parted, and by how much they may."""

import numpy as np

from analysis.effects.compare.relative import relative_magnitudes
from analysis.effects.compare.smoothness import smoothness
from analysis.effects.design import Sensitivity
from analysis.effects.noise import Array
from analysis.effects.refusal import Reason
from analysis.effects.rows import Row, Told

_NEGATIVE = 1e-8
"""Eigenvalues this far below zero, against the largest, are no rounding: such a matrix is no covariance."""


def bound_rows(
    told: Told, beta: Array, sigma: Array, n_pre: int, n_post: int, sensitivity: Sensitivity, level: float
) -> list[Row]:
    """One row a bound that the design names, `bound:rm:<Mbar>` and `bound:sd:<M>`, with low and high only.

    `beta` (n_pre + n_post,): coefficients in order of time without the reference, which stands between both parts and at
    which the difference in trends is zero; `sigma`: their covariance. `sensitivity.target`: `event:<k>` is the k-th
    coefficient after the reference, from 0. `level`: of confidence, such as 0.95. What cannot be bounded is a refused row:
    no period before, a target beyond the last period, errors that are no covariance.
    """
    names = [f"bound:rm:{size:g}" for size in sensitivity.relative_magnitudes]
    names += [f"bound:sd:{size:g}" for size in sensitivity.smoothness]
    at = int(sensitivity.target.removeprefix("event:"))
    reason = _reason(beta, sigma, n_pre, n_post, at)
    if reason is not None:
        return [told.refused(name, reason) for name in names]
    target = np.eye(n_post)[at]
    of = (beta, sigma, n_pre, n_post, target)
    found = [relative_magnitudes(*of, size, level) for size in sensitivity.relative_magnitudes]
    found += [smoothness(*of, size, level) for size in sensitivity.smoothness]
    return [
        told.row(name, low=low, high=high)
        if np.isfinite((low, high)).all()
        else told.refused(name, "bound-errors")
        for name, (low, high) in zip(names, found, strict=True)
    ]


def _reason(beta: Array, sigma: Array, n_pre: int, n_post: int, at: int) -> Reason | None:
    if n_pre < 1:
        return "no-before"
    if at >= n_post:
        return "bound-target"
    if not (np.isfinite(beta).all() and np.isfinite(sigma).all()):
        return "bound-errors"
    values = np.linalg.eigvalsh(sigma)
    error = sigma[n_pre + at, n_pre + at]
    return "bound-errors" if error <= 0 or values[0] < -_NEGATIVE * values[-1] else None
