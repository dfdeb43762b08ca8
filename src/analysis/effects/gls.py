"""Generalised least squares of many series at once, at every point of a noise grid."""

from dataclasses import dataclass

import numpy as np

from analysis.effects.noise import Array
from analysis.effects.sweep import inverses

NORMAL = 1e9
"""Degrees of freedom that are as good as infinite."""


@dataclass(frozen=True)
class SlopePrior:
    """What is known of one coefficient before a series is seen: its column, and mean and variance of shape (S,).

    Where the noise variance is unknown, `variance` is relative to it: the prior stays conjugate while the noise
    variance is integrated.
    """

    column: int
    mean: Array
    variance: Array


@dataclass(frozen=True)
class VariancePrior:
    """A scaled inverse chi-square prior of the noise variance: `df` observations of variance `variance`."""

    df: float
    variance: float


@dataclass(frozen=True)
class Fit:
    """S series at G points of the grid with p coefficients.

    log_likelihood (S, G): restricted likelihood with the noise variance integrated out; coefficients (S, G, p);
    spread (S or 1, G, p, p): covariance of the coefficients for noise variance one; variance (S, G): noise variance
    on the scale of the residuals of an unweighted fit; df (S,): degrees of freedom, NORMAL where the variance is part of
    the grid, which then has `variances` points for each point of the noise.
    """

    log_likelihood: Array
    coefficients: Array
    spread: Array
    variance: Array
    df: Array
    variances: int = 1


@dataclass(frozen=True)
class Whitened:
    """Series and their columns after each covariance is taken out: all that a fit needs, whatever is known before.

    information (1, G, p, p), projected (S, G, p), total (S, G), log_determinant (G,): of columns of length one and of
    what an unweighted fit with coefficients `start` (S, p) leaves; `norm` (p,): lengths of the columns; `least` (S,):
    squares that rounding alone leaves; `df`: periods less columns.
    """

    information: Array
    projected: Array
    total: Array
    log_determinant: Array
    start: Array
    norm: Array
    least: Array
    df: int


def whiten(values: Array, design: Array, covariance: Array) -> Whitened:
    """Every series (S, n) on one design (n, p) under every covariance (G, n, n).

    Covariances are scaled so that an unweighted fit leaves residuals of mean variance one under each of them: noise
    variances can then be compared, and pooled, over the grid.
    """
    n, p = design.shape
    norm = np.sqrt((design**2).sum(0))
    columns = design / norm
    root = np.linalg.cholesky(covariance * residual_scale(columns, covariance)[:, None, None])
    inverse = np.linalg.inv(root)
    left_over, start = centred(values, columns)
    whitened, seen = inverse @ columns, inverse @ left_over.T
    across = np.swapaxes(whitened, 1, 2)
    return Whitened(
        information=(across @ whitened)[None],
        projected=np.moveaxis(across @ seen, 2, 0),
        total=(seen**2).sum(1).T,
        log_determinant=2 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(1),
        start=start,
        norm=norm,
        least=_rounding(values),
        df=n - p,
    )


def solve(found: Whitened, slope: SlopePrior | None = None, prior: VariancePrior | None = None) -> Fit:
    """The fit with whatever is known before: flat coefficients and a noise variance of prior 1/variance, or `prior`.

    Marginal likelihood: Harville, Biometrika 61 (1974) 383-385.
    """
    information, projected, total, df = found.information, found.projected, found.total, float(found.df)
    if slope is not None:
        precision = 1 / (slope.variance * found.norm[slope.column] ** 2)
        mean = slope.mean * found.norm[slope.column] - found.start[:, slope.column]
        information = np.repeat(information, len(total), 0)
        information[:, :, slope.column, slope.column] += precision[:, None]
        projected = projected.copy()
        projected[:, :, slope.column] += (precision * mean)[:, None]
        total = total + (precision * mean**2)[:, None]
        df += 1
    spread, logged = inverses(information)
    coefficients = (spread @ projected[..., None])[..., 0]
    left = np.maximum(total - (projected * coefficients).sum(-1), found.least[:, None])
    if prior is not None:
        left = left + prior.df * prior.variance
        df += prior.df
    determinants = found.log_determinant + logged
    return Fit(
        -0.5 * (determinants + df * np.log(left)),
        (coefficients + found.start[:, None]) / found.norm,
        spread / np.outer(found.norm, found.norm),
        left / df,
        np.full(len(total), df),
    )


def fit(
    values: Array,
    design: Array,
    covariance: Array,
    slope: SlopePrior | None = None,
    prior: VariancePrior | None = None,
) -> Fit:
    """`solve` of `whiten`: every series (S, n) on one design (n, p) under every covariance (G, n, n)."""
    return solve(whiten(values, design, covariance), slope, prior)


def _rounding(values: Array) -> Array:
    """Squares that numbers of this size leave by being rounded, (S,): a perfect fit is no surer than that."""
    size = 8 * np.finfo(float).eps * np.abs(values).max(1)
    return np.maximum(values.shape[1] * size**2, np.finfo(float).tiny)


def centred(values: Array, columns: Array) -> tuple[Array, Array]:
    """What an unweighted fit leaves of every series (S, n), and its coefficients (S, p).

    Fits start from here: a level that is large against the noise would cost them their digits.
    """
    start: Array = np.asarray(np.linalg.lstsq(columns, values.T, rcond=None)[0].T, dtype=np.float64)
    return values - start @ columns.T, start


def residual_scale(columns: Array, covariance: Array) -> Array:
    """Per covariance: degrees of freedom over the trace of the residuals' covariance in an unweighted fit."""
    n, p = columns.shape
    basis = np.linalg.qr(columns)[0]
    kept = ((covariance @ basis) * basis).sum((1, 2))
    return (n - p) / (np.trace(covariance, axis1=1, axis2=2) - kept)
