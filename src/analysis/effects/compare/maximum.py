"""The highest likelihood of a regression whose noise has a covariance of a few numbers, and what it says of coefficients."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky, null_space, solve_triangular

from analysis.effects.compare.hessian import information
from analysis.effects.noise import Array, Mask

EDGE = 6.0
"""Numbers of a family are searched within this distance of zero; one that ends there is taken as if it were known."""

FEW_STEPS, MANY_STEPS, FINALISTS = 6, 200, 3

ALIKE = 1e-4
"""Log likelihoods that differ by less than this are alike: what lies between them is not told by the data."""

NOWHERE = 1e12
FLAT = 1e-4
"""Information below this, of numbers that the likelihood may bend over about one, is none; rounding makes as much."""


@dataclass(frozen=True)
class Family:
    """How the noise of n values may look.

    `covariance`: from numbers (q,) to (n, n), up to a common variance; it may raise LinAlgError. `diffuse` (n, r): what
    the noise may have any amount of, as the level of a series that is differenced; `starts` (m, q): where searches begin.
    """

    covariance: Callable[[Array], Array]
    diffuse: Array
    starts: Array


@dataclass(frozen=True)
class Optimum:
    """The highest point: log likelihood, numbers of the family (q,), coefficients (p,), common variance.

    `known` (p,): coefficients that what is diffuse does not hold; the others are zero.
    """

    log_likelihood: float
    place: Array
    coefficients: Array
    variance: float
    known: Mask


@dataclass(frozen=True)
class Contrasts:
    """Values (m,) and columns (m, p) without what is diffuse, and the weights (m, n) that leave it out."""

    values: Array
    columns: Array
    weights: Array
    known: Mask

    def covariance(self, family: Family, place: Array) -> Array:
        """Of the contrasts, (m, m)."""
        return self.weights @ family.covariance(place) @ self.weights.T


def contrasts(values: Array, matrix: Array, family: Family) -> Contrasts:
    """Sums of the values (n,) in which diffuse amounts cancel; without gaps their likelihood is that of differences."""
    n = len(values)
    weights = null_space(family.diffuse.T).T if family.diffuse.shape[1] else np.eye(n)
    seen = weights @ matrix
    size = np.sqrt((matrix**2).sum(0))
    known = np.sqrt((seen**2).sum(0)) > 1e-9 * size
    return Contrasts(weights @ values, seen[:, known], weights, np.asarray(known))


def highest(told: Contrasts, family: Family) -> Optimum | None:
    """The highest that searches from every start come to; None where no start has a likelihood.

    Coefficients and variance are solved out. One search is not enough: the likelihood of a short series has several
    tops, and a search that ends on a lower one reports success as well. Each start has a few steps, and those that
    came highest go on to the end.
    """
    if not family.starts.shape[1]:
        return _solved(told, family, family.starts[0])
    begun = [_searched(told, family, start, FEW_STEPS) for start in family.starts]
    begun = sorted((each for each in begun if each is not None), key=lambda each: -each.log_likelihood)
    ended = [_searched(told, family, each.place, MANY_STEPS) for each in begun[:FINALISTS]]
    tops = [each for each in ended if each is not None]
    return _at_edges(told, family, max(tops, key=lambda each: each.log_likelihood)) if tops else None


def _searched(told: Contrasts, family: Family, start: Array, steps: int) -> Optimum | None:
    # Slow to import, and no other method needs it.
    from scipy.optimize import minimize

    found = minimize(
        lambda at: _height(told, family, at),
        start,
        method="L-BFGS-B",
        bounds=[(-EDGE, EDGE)] * len(start),
        options={"maxiter": steps},
    )
    return _solved(told, family, np.asarray(found.x, dtype=np.float64))


def _at_edges(told: Contrasts, family: Family, top: Optimum) -> Optimum:
    """The optimum with each number at the edge that is as likely: a variance of nothing, or a root at one."""
    for k in range(len(top.place)):
        place = top.place.copy()
        place[k] = np.copysign(EDGE, place[k])
        there = _solved(told, family, place)
        if there is not None and there.log_likelihood > top.log_likelihood - ALIKE:
            top = there
    return top


def joint_covariance(told: Contrasts, family: Family, top: Optimum) -> Array | None:
    """Covariance of all coefficients (p, p), zero where not known, from the joint information of coefficients, the
    numbers of the family and the variance; None where the likelihood rises in some direction.

    Coefficients are measured in their standard errors at the optimum, the variance by its logarithm. Numbers at an edge,
    and directions in which the likelihood is flat, are taken as known: coefficients are the same along them.
    """
    free = np.abs(top.place) < EDGE
    root = cholesky(told.covariance(family, top.place) * top.variance, lower=True)
    columns = solve_triangular(root, told.columns, lower=True)
    p, q = columns.shape[1], int(free.sum())
    spread = np.linalg.inv(cholesky(columns.T @ columns, lower=True)).T if p else np.empty((0, 0))
    left = told.values - told.columns @ top.coefficients[top.known]

    def height(away: Array) -> float:
        place = top.place.copy()
        place[free] += away[p : p + q]
        moved = left - told.columns @ (spread @ away[:p])
        return _log_likelihood(told, family, place, moved, top.variance * float(np.exp(away[-1])))

    found = information(height, p + q + 1)
    if not np.isfinite(found).all():
        return None
    bends, directions = np.linalg.eigh(found)
    if bends[0] < -FLAT:
        return None
    told_by, along = bends > FLAT, spread @ directions[:p]
    covariance = np.zeros((len(top.known), len(top.known)))
    covariance[np.ix_(top.known, top.known)] = (along[:, told_by] / bends[told_by]) @ along[:, told_by].T
    return covariance


def _height(told: Contrasts, family: Family, place: Array) -> float:
    """What a search makes small: minus the profile likelihood, and a plateau where there is none."""
    solved = _solved(told, family, place)
    return NOWHERE if solved is None else -solved.log_likelihood


def _solved(told: Contrasts, family: Family, place: Array) -> Optimum | None:
    """Coefficients and variance that are likeliest at one place, None where the covariance is none."""
    try:
        root = cholesky(told.covariance(family, place), lower=True)
    except np.linalg.LinAlgError:
        return None
    turned = solve_triangular(root, np.column_stack([told.columns, told.values]), lower=True)
    columns, seen = turned[:, :-1], turned[:, -1]
    found = np.asarray(np.linalg.lstsq(columns, seen, rcond=None)[0], dtype=np.float64)
    m = len(seen)
    variance = float(((seen - columns @ found) ** 2).sum()) / m
    if variance <= 0:
        return None
    height = -0.5 * m * (np.log(2 * np.pi * variance) + 1) - np.log(np.diag(root)).sum()
    coefficients = np.zeros(len(told.known))
    coefficients[told.known] = found
    return Optimum(float(height), place, coefficients, variance, told.known)


def _log_likelihood(told: Contrasts, family: Family, place: Array, left: Array, variance: float) -> float:
    """Of residuals (m,) under one place and variance; NaN where the covariance is none."""
    try:
        root = cholesky(told.covariance(family, place), lower=True)
    except np.linalg.LinAlgError:
        return float("nan")
    seen = solve_triangular(root, left, lower=True)
    m = len(left)
    total = float(seen @ seen) / variance + 2 * float(np.log(np.diag(root)).sum())
    return -0.5 * (m * np.log(2 * np.pi * variance) + total)
