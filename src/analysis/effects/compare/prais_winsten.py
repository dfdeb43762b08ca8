"""Prais and Winsten's regression: AR(1) errors whose correlation is found from residuals, the first value kept."""

import numpy as np

from analysis.effects.compare.fits import Fits
from analysis.effects.noise import Array, Index
from analysis.effects.refusal import Reason

CLOSE = 1e-8
MOST_ROUNDS = 500
LARGEST = 0.99999
"""A correlation beyond which nothing is left of a first value."""


def prais_winsten(values: Array, matrix: Array, at: Index) -> Fits:
    """Every series (S, n) on one matrix (n, p): rho and coefficients in turn until rho moves by less than 1e-8.

    rho is sum e_t e_(t-1) / sum e_(t-1)^2 over neighbouring places of `at` (n,), residuals of the untransformed series;
    values g places apart have the correlation rho^g. Variance RSS/(n - p), t quantiles with n - p (Prais and Winsten,
    Cowles Commission Discussion Paper 383, 1954). A series whose rho comes to no rest below one is refused.
    """
    n, p = matrix.shape
    size = len(values)
    rho = np.zeros(size)
    coefficients, inverse, squares = _weighted(values, matrix, at, rho)
    moving = np.ones(size, dtype=bool)
    for _ in range(MOST_ROUNDS):
        found = _correlation(values[moving] - coefficients[moving] @ matrix.T, at)
        moved = np.abs(found - rho[moving]) >= CLOSE
        rho[moving] = found
        coefficients[moving], inverse[moving], squares[moving] = _weighted(
            values[moving], matrix, at, np.clip(found, -LARGEST, LARGEST)
        )
        # One that left the bounds has no regression to come back from.
        moving[moving] = moved & (np.abs(found) <= LARGEST)
        if not moving.any():
            break
    lost = moving | (np.abs(rho) > LARGEST)
    reasons: list[Reason | None] = ["no-solution" if each else None for each in lost.tolist()]
    coefficients[lost] = np.nan
    return Fits(
        coefficients,
        inverse * (squares / (n - p))[:, None, None],
        float(n - p),
        np.ones(p, dtype=bool),
        tuple({} if gone else {"rho": each} for each, gone in zip(rho.tolist(), lost.tolist(), strict=True)),
        tuple(reasons),
    )


def _correlation(left: Array, at: Index) -> Array:
    """rho of residuals (S, n) over pairs of neighbouring places; zero where nothing is left, or no pair is."""
    pair = np.diff(at) == 1
    now, before = left[:, 1:][:, pair], left[:, :-1][:, pair]
    size = (before**2).sum(1)
    return (now * before).sum(1) / np.where(size > 0, size, 1.0)


def _weighted(values: Array, matrix: Array, at: Index, rho: Array) -> tuple[Array, Array, Array]:
    """Coefficients (S, p), (X'WX)^-1 (S, p, p) and weighted squares (S,) of series with correlations rho (S,).

    Scaled as the usual transformation is: the first row by root(1 - rho^2), neighbours as e_t - rho e_(t-1).
    """
    memory = rho[:, None] ** np.diff(at)
    fresh = np.sqrt((1 - rho[:, None] ** 2) / (1 - memory**2))
    first = np.sqrt(1 - rho**2)

    def turned(column: Array) -> Array:
        rest = fresh * (column[..., 1:] - memory * column[..., :-1])
        return np.concatenate([first[:, None] * column[..., :1], rest], axis=1)

    columns = np.stack([turned(np.broadcast_to(column, values.shape)) for column in matrix.T], axis=2)
    seen = turned(values)
    across = np.swapaxes(columns, 1, 2)
    inverse: Array = np.asarray(np.linalg.inv(across @ columns), dtype=np.float64)
    coefficients = (inverse @ (across @ seen[..., None]))[..., 0]
    squares = ((seen - (columns @ coefficients[..., None])[..., 0]) ** 2).sum(1)
    return coefficients, inverse, squares
