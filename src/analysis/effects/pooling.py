"""What units teach each other: how their noise looks, how large it is, and how their slopes differ."""

from dataclasses import dataclass

import numpy as np

from analysis.effects.gls import Fit, SlopePrior, VariancePrior
from analysis.effects.mixture import contrast, posterior_weight
from analysis.effects.noise import Array
from analysis.effects.shrinkage import moderate, paule_mandel

LEAKAGE = 0.1
"""Share of the pooled noise weights that stays with the weights fixed before: no unit is forced into the crowd."""

_ROUNDS = 40
_LEAST = 1e-8
FEWEST_UNITS = 8
"""Below so many units nothing is pooled: there is no crowd to learn from."""


def noise_weights(fits: list[Fit], before: Array) -> Array:
    """Weights (G,) of the noise grid learned from all units by EM, with some leakage to those fixed before."""
    likelihood = np.concatenate([each.log_likelihood for each in fits])
    likelihood = np.exp(likelihood - likelihood.max(1, keepdims=True))
    likelihood = likelihood.reshape(len(likelihood), len(before), -1).sum(2)
    weight = before
    for _ in range(_ROUNDS):
        joint = likelihood * weight
        weight = (joint / joint.sum(1, keepdims=True)).mean(0) * (1 - LEAKAGE) + LEAKAGE * before
    return weight


def variance_prior(fits: list[Fit], weight: Array) -> VariancePrior:
    """How large units' noise variances are and how far they differ, at the likeliest point of the grid.

    Smyth, Statistical Applications in Genetics and Molecular Biology 3 (2004) article 3. Units must share their
    number of degrees of freedom or nearly so: the smallest counts.
    """
    at = int(weight.argmax())
    variances = np.concatenate([each.variance[:, at] for each in fits])
    moderated = moderate(variances, min(float(each.df.min()) for each in fits))
    return VariancePrior(min(moderated.prior_df, MOST_PRIOR_DF), moderated.prior_variance)


MOST_PRIOR_DF = 200.0
"""Units that differ in no visible way still keep a variance of their own, a little."""


@dataclass(frozen=True)
class Slopes:
    """Mean of the units' slopes with its variance, and the variance between units."""

    mean: float
    mean_variance: float
    between: float


def slopes(fits: list[Fit], weight: Array, column: int) -> Slopes:
    """The spread of units' true slopes by Paule and Mandel, J. Res. NBS 87 (1982) 377-385."""
    found = [
        contrast(each, posterior_weight(each, weight), np.eye(each.coefficients.shape[-1])[column])
        for each in fits
    ]
    estimates = np.concatenate([each.mean for each in found])
    errors = np.concatenate([each.sd for each in found])
    between = float(paule_mandel(estimates, errors))
    precision = 1 / (errors**2 + between)
    return Slopes(float((precision * estimates).sum() / precision.sum()), float(1 / precision.sum()), between)


def slope_prior(found: Slopes, one: Fit, weight: Array, column: int) -> SlopePrior:
    """The pooled slope as a prior for the series of one fit, relative to the noise where that is unknown."""
    series = len(one.log_likelihood)
    noise = one.variance[:, int(weight.argmax())] if one.variances == 1 else np.ones(series)
    variance = (found.between + found.mean_variance) / noise
    return SlopePrior(column, np.full(series, found.mean), np.maximum(variance, _LEAST))
