"""Generalised least squares where part of the variance is known, as the sampling variance of a survey mean is."""

import numpy as np

from analysis.effects.gls import NORMAL, Fit, SlopePrior, centred, residual_scale
from analysis.effects.noise import Array
from analysis.effects.sweep import inverses

POINTS = 24
"""Points of the noise variance, beside each point of rho and walk."""

_REACH = 20.0
_LEAST_SHARE = 0.02


def fit_known(
    values: Array,
    sampling: Array,
    design: Array,
    covariance: Array,
    slope: SlopePrior | None = None,
) -> Fit:
    """Every series (S, n) with its own sampling variances (S, n) added to the noise's diagonal.

    The noise variance is a further dimension of the grid, uniform in log(noise + mean sampling variance): a prior
    that stays proper when the sampling variance explains all, and becomes 1/variance when it explains nothing
    (Gelman, Bayesian Analysis 1 (2006) 515-534, on priors of that kind). Components are normal.
    """
    norm = np.sqrt((design**2).sum(0))
    columns = design / norm
    scaled = covariance * residual_scale(columns, covariance)[:, None, None]
    left_over, start = centred(values, columns)
    parts = [
        _one(series, known, columns, scaled, _at(slope, k, norm, start))
        for k, (series, known) in enumerate(zip(left_over, sampling, strict=True))
    ]
    likelihood, coefficients, spread = (np.stack(each) for each in zip(*parts, strict=True))
    return Fit(
        likelihood,
        (coefficients + start[:, None]) / norm,
        spread / np.outer(norm, norm),
        np.ones_like(likelihood),
        np.full(len(values), NORMAL),
        POINTS,
    )


def _at(slope: SlopePrior | None, k: int, norm: Array, start: Array) -> tuple[int, float, float] | None:
    if slope is None:
        return None
    size = float(norm[slope.column])
    mean = float(slope.mean[k]) * size - float(start[k, slope.column])
    return slope.column, mean, float(slope.variance[k]) * size**2


def _noise_variances(series: Array, known: Array, columns: Array) -> Array:
    n, p = columns.shape
    seen = float(series @ series) / max(n - p, 1)
    base = max(float(known.mean()), seen * _LEAST_SHARE)
    noise = np.exp(np.linspace(np.log(base), np.log(base + _REACH * seen), POINTS)) - base
    # The first is zero but for rounding, which sampling variances near zero would make large.
    return np.maximum(noise, 0.0)


def _one(
    series: Array, known: Array, columns: Array, covariance: Array, slope: tuple[int, float, float] | None
) -> tuple[Array, Array, Array]:
    """Log likelihood (G H,), coefficients (G H, p) and their covariance (G H, p, p) of one series.

    With D the sampling variances and U, l the eigenvectors and values of D^-1/2 C D^-1/2, the covariance s C + D
    is diagonal in the coordinates U' D^-1/2 for every noise variance s at once.
    """
    root = np.sqrt(known)
    values, vectors = np.linalg.eigh(covariance / np.outer(root, root))
    turned = np.swapaxes(vectors, 1, 2)
    design, seen = turned @ (columns / root[:, None]), turned @ (series / root)
    noise = _noise_variances(series, known, columns)
    variance = 1 + noise[None, :, None] * np.maximum(values, 0)[:, None, :]
    weight = 1 / variance
    p = columns.shape[1]
    products = (design[..., :, None] * design[..., None, :]).reshape(*design.shape[:2], p * p)
    information = (weight @ products).reshape(*weight.shape[:2], p, p)
    projected = weight @ (design * seen[..., None])
    total = (weight @ (seen**2)[..., None])[..., 0]
    if slope is not None:
        column, mean, spread = slope
        information[..., column, column] += 1 / spread
        projected[..., column] += mean / spread
        total = total + mean**2 / spread
    covariances, logged = inverses(information)
    coefficients = (covariances @ projected[..., None])[..., 0]
    left = total - (projected * coefficients).sum(-1)
    determinants = np.log(variance).sum(-1) + logged
    likelihood = -0.5 * (determinants + left)
    points = likelihood.size
    return likelihood.ravel(), coefficients.reshape(points, p), covariances.reshape(points, p, p)
