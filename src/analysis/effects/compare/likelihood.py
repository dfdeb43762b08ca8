"""Counts by a Poisson or quasi-Poisson likelihood with a log link: estimates are logarithms of ratios of rates."""

import warnings

import numpy as np

from analysis.effects.compare.fits import Fits, none
from analysis.effects.compare.library import statsmodels
from analysis.effects.compare.method import Method
from analysis.effects.gls import NORMAL
from analysis.effects.noise import Array

LEAST_SHARE = 1e-8
"""Of the mean count: a fitted count below it belongs to a coefficient that has no end."""


def counted(values: Array) -> Array:
    """Counts from the scale on which series hold them, 2 root(y + 3/8)."""
    return np.maximum(np.round((values / 2) ** 2 - 3 / 8, 9), 0.0)


def glm(counts: Array, matrix: Array, exposure: Array, method: Method) -> Fits:
    """One series (n,) on a matrix (n, p) with offset log(exposure), by statsmodels; normal quantiles.

    `dispersion` is Pearson's chi square over n - p; quasi-Poisson multiplies the covariance by it (McCullagh and Nelder,
    Generalized Linear Models, 1989, ch. 6). A series without a finite maximum, as when nothing was counted on one side
    of the date, is refused.
    """
    n, p = matrix.shape
    size = np.sqrt((matrix**2).mean(0))
    if not counts.any():
        return none(1, p, "no-solution")
    sm = statsmodels("genmod.generalized_linear_model")
    families = statsmodels("genmod.families")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # What they warn of is looked at below, and refused.
        warnings.simplefilter("ignore")
        model = sm.GLM(counts, matrix / size, family=families.Poisson(), offset=np.log(exposure))
        found = model.fit(maxiter=200, tol=1e-9, tol_criterion="params")
        fitted = np.asarray(found.mu, dtype=np.float64)
        spread = np.asarray(found.cov_params(), dtype=np.float64) / np.outer(size, size)
    coefficients = np.asarray(found.params, dtype=np.float64) / size
    finite = np.isfinite(spread).all() and fitted.min() > LEAST_SHARE * counts.mean()
    if not (found.converged and finite):
        return none(1, p, "no-solution")
    dispersion = float(((counts - fitted) ** 2 / fitted).sum()) / (n - p)
    factor = dispersion if method.name == "quasi-poisson" else 1.0
    return Fits(
        coefficients[None],
        factor * spread[None],
        NORMAL,
        np.ones(p, dtype=bool),
        ({"dispersion": dispersion},),
        (None,),
    )
