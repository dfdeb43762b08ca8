"""Five common ways to an interval for an interrupted series, short versions of our own, to stand beside ours."""

from collections.abc import Callable, Mapping

import numpy as np
from scipy.special import ndtri, stdtrit

from analysis.effects.noise import Array

RHOS = np.linspace(-0.98, 0.98, 197)
LAGS = 3
ROUNDS = 8

Method = Callable[[Array, Array, Array], Array]
"""From series (S, n), a design (n, p) and a sum of coefficients (p,): 95 % intervals (S, 2)."""


def _ends(at: Array, se: Array, reach: float) -> Array:
    return np.stack([at - reach * se, at + reach * se], 1)


def _least_squares(values: Array, design: Array) -> tuple[Array, Array]:
    """Coefficients (S, p) and residuals (S, n)."""
    found = values @ np.linalg.pinv(design).T
    return found, values - found @ design.T


def least_squares(values: Array, design: Array, sums: Array) -> Array:
    """Ordinary least squares with a t quantile, as if months knew nothing of each other."""
    n, p = design.shape
    found, left = _least_squares(values, design)
    spread = sums @ np.linalg.inv(design.T @ design) @ sums
    se = np.sqrt((left**2).sum(1) / (n - p) * spread)
    return _ends(found @ sums, se, float(stdtrit(n - p, 0.975)))


def newey_west(values: Array, design: Array, sums: Array) -> Array:
    """Least squares with errors of Newey and West, Econometrica 55 (1987) 703-708, three lags, normal quantile."""
    found, left = _least_squares(values, design)
    scores = left * (design @ np.linalg.inv(design.T @ design) @ sums)
    variance = (scores**2).sum(1)
    for lag in range(1, LAGS + 1):
        variance = variance + 2 * (1 - lag / (LAGS + 1)) * (scores[:, lag:] * scores[:, :-lag]).sum(1)
    return _ends(found @ sums, np.sqrt(np.maximum(variance, 0)), float(ndtri(0.975)))


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
    return _ends(found @ sums, np.sqrt(variance * spread), float(stdtrit(n - 1 - p, 0.975)))


def restricted(values: Array, design: Array, sums: Array) -> Array:
    """AR(1) by restricted likelihood, rho taken as if it were known; t quantile."""
    n, p = design.shape
    at, spread, left = _likeliest(values, design, sums, restricted=True)
    return _ends(at, np.sqrt(left / (n - p) * spread), float(stdtrit(n - p, 0.975)))


def likelihood(values: Array, design: Array, sums: Array) -> Array:
    """ARIMA(1,0,0) with regressors by exact maximum likelihood; normal quantile."""
    at, spread, left = _likeliest(values, design, sums, restricted=False)
    return _ends(at, np.sqrt(left / len(design) * spread), float(ndtri(0.975)))


def _likeliest(values: Array, design: Array, sums: Array, *, restricted: bool) -> tuple[Array, Array, Array]:
    """Estimate, spread and weighted squares of each series at its likeliest rho of a fine grid."""
    n, p = design.shape
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    best = np.full(len(values), -np.inf)
    at, spread, left = np.zeros((3, len(values)))
    for rho in RHOS:
        root = np.linalg.cholesky(rho**apart)
        columns, seen = np.linalg.solve(root, design), np.linalg.solve(root, values.T).T
        found, rest = _least_squares(seen, columns)
        squares = (rest**2).sum(1)
        information = columns.T @ columns
        height = -np.log(np.diag(root)).sum() - (n - p if restricted else n) / 2 * np.log(squares)
        if restricted:
            height = height - np.linalg.slogdet(information)[1] / 2
        better = height > best
        best = np.where(better, height, best)
        at = np.where(better, found @ sums, at)
        spread = np.where(better, sums @ np.linalg.inv(information) @ sums, spread)
        left = np.where(better, squares, left)
    return at, spread, left


METHODS: Mapping[str, Method] = {
    "least-squares": least_squares,
    "newey-west": newey_west,
    "iterated": iterated,
    "likelihood": likelihood,
    "restricted": restricted,
}
