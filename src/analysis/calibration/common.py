"""Five common ways to an interval for an interrupted series, short versions of our own, to stand beside ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Likeliest:
    """Each series at its likeliest rho of a fine grid: coefficients (S, p), spread of the sum, weighted squares."""

    rho: Array
    coefficients: Array
    spread: Array
    squares: Array


def restricted(values: Array, design: Array, sums: Array) -> Array:
    """AR(1) by restricted likelihood, rho taken as if it were known; t quantile."""
    n, p = design.shape
    found = _likeliest(values, design, sums, restricted=True)
    se = np.sqrt(found.squares / (n - p) * found.spread)
    return _ends(found.coefficients @ sums, se, float(stdtrit(n - p, 0.975)))


def likelihood(values: Array, design: Array, sums: Array) -> Array:
    """ARIMA(1,0,0) with regressors by exact maximum likelihood; normal quantile.

    Errors from the outer product of the scores, the default of the most used program; those from the expected
    information are shorter still.
    """
    found = _likeliest(values, design, sums, restricted=False)
    scores = _scores(values, design, found)
    covariance = np.linalg.inv(np.swapaxes(scores, 1, 2) @ scores)
    p = design.shape[1]
    se = np.sqrt(np.einsum("i,sij,j->s", sums, covariance[:, :p, :p], sums))
    return _ends(found.coefficients @ sums, se, float(ndtri(0.975)))


def _scores(values: Array, design: Array, found: Likeliest) -> Array:
    """Gradient of each period's log density by coefficients, rho and shock variance, (S, n, p + 2)."""
    n, p = design.shape
    rho, kept = found.rho[:, None], 1 - found.rho[:, None] ** 2
    shock = found.squares[:, None] / n * kept
    left = values - found.coefficients @ design.T
    jump = left[:, 1:] - rho * left[:, :-1]
    made = np.empty((len(values), n, p + 2))
    made[:, 0, :p] = kept / shock * left[:, :1] * design[0]
    made[:, :1, p] = rho * left[:, :1] ** 2 / shock - rho / kept
    made[:, :1, p + 1] = (kept * left[:, :1] ** 2 / shock - 1) / (2 * shock)
    made[:, 1:, :p] = (jump / shock)[..., None] * (design[None, 1:] - rho[..., None] * design[None, :-1])
    made[:, 1:, p] = jump * left[:, :-1] / shock
    made[:, 1:, p + 1] = (jump**2 / shock - 1) / (2 * shock)
    return made


def _likeliest(values: Array, design: Array, sums: Array, *, restricted: bool) -> Likeliest:
    n, p = design.shape
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    size = len(values)
    best = np.full(size, -np.inf)
    kept = Likeliest(np.zeros(size), np.zeros((size, p)), np.zeros(size), np.zeros(size))
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
        best[better], kept.rho[better], kept.squares[better] = height[better], rho, squares[better]
        kept.coefficients[better] = found[better]
        kept.spread[better] = sums @ np.linalg.inv(information) @ sums
    return kept


METHODS: Mapping[str, Method] = {
    "least-squares": least_squares,
    "newey-west": newey_west,
    "iterated": iterated,
    "likelihood": likelihood,
    "restricted": restricted,
}
