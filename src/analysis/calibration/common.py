"""Two common ways to an interval that `retret estimate` does not offer, short versions to stand beside the others."""

from collections.abc import Callable, Mapping

import numpy as np
from scipy.special import stdtrit

from analysis.effects.noise import Array

RHOS = np.linspace(-0.98, 0.98, 197)
ROUNDS = 8

Way = Callable[[Array, Array, Array], Array]
"""From series (S, n), a design (n, p) and a sum of coefficients (p,): 95 % intervals (S, 2)."""


def _ends(at: Array, se: Array, df: int) -> Array:
    reach = float(stdtrit(df, 0.975))
    return np.stack([at - reach * se, at + reach * se], 1)


def _least_squares(values: Array, design: Array) -> tuple[Array, Array]:
    """Coefficients (S, p) and residuals (S, n)."""
    found = values @ np.linalg.pinv(design).T
    return found, values - found @ design.T


def iterated(values: Array, design: Array, sums: Array) -> Array:
    """Cochrane and Orcutt, JASA 44 (1949) 32-61: rho from residuals, quasi-differences, again; t quantile."""
    n, p = design.shape
    found = _least_squares(values, design)[0]
    spread = np.zeros(len(values))
    variance = np.zeros(len(values))
    for _ in range(ROUNDS):
        left = values - found @ design.T
        rho = (left[:, 1:] * left[:, :-1]).sum(1) / (left[:, :-1] ** 2).sum(1)
        columns = design[None, 1:] - rho[:, None, None] * design[None, :-1]
        seen = values[:, 1:] - rho[:, None] * values[:, :-1]
        inverse = np.linalg.inv(np.swapaxes(columns, 1, 2) @ columns)
        found = (inverse @ (np.swapaxes(columns, 1, 2) @ seen[..., None]))[..., 0]
        variance = ((seen - (columns @ found[..., None])[..., 0]) ** 2).sum(1) / (n - 1 - p)
        spread = np.einsum("i,sij,j->s", sums, inverse, sums)
    return _ends(found @ sums, np.sqrt(variance * spread), n - 1 - p)


def restricted(values: Array, design: Array, sums: Array) -> Array:
    """AR(1) by restricted likelihood, rho the likeliest of a fine grid and taken as if it were known; t quantile."""
    n, p = design.shape
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    best = np.full(len(values), -np.inf)
    at, se = np.zeros(len(values)), np.zeros(len(values))
    for rho in RHOS:
        root = np.linalg.cholesky(rho**apart)
        columns, seen = np.linalg.solve(root, design), np.linalg.solve(root, values.T).T
        found, rest = _least_squares(seen, columns)
        squares = (rest**2).sum(1)
        information = columns.T @ columns
        height = -np.log(np.diag(root)).sum() - (n - p) / 2 * np.log(squares)
        height = height - np.linalg.slogdet(information)[1] / 2
        better = height > best
        best[better], at[better] = height[better], found[better] @ sums
        spread = sums @ np.linalg.inv(information) @ sums
        se[better] = np.sqrt(squares[better] / (n - p) * spread)
    return _ends(at, se, n - p)


WAYS: Mapping[str, Way] = {"iterated": iterated, "restricted": restricted}
