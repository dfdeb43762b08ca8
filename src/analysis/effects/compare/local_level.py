"""A level that wanders and noise around it: the local level model of a regression's errors."""

import numpy as np

from analysis.effects.compare.maximum import Family
from analysis.effects.noise import Array, Index

STARTS = (-4.0, -1.0, 1.0, 4.0)


def local_level(at: Index) -> Family:
    """Errors mu_t + e_t of values at places (n,), mu_t a random walk whose first value may be anything.

    The one number is half the logit of the share of the walk's step in the variance of both (Harvey, Forecasting, Structural
    Time Series Models and the Kalman Filter, 1989, ch. 4). A gap of g places lets the level wander g steps.
    """
    walk = np.minimum(at[:, None], at[None, :]).astype(np.float64)
    same = np.eye(len(at))

    def covariance(place: Array) -> Array:
        share = level_share(float(place[0]))
        return (1 - share) * same + share * walk

    return Family(covariance, np.ones((len(at), 1)), np.array(STARTS)[:, None])


def level_share(place: float) -> float:
    """The level's part of the variance, between 0 and 1, at one place of the search."""
    return float(1 / (1 + np.exp(-2 * place)))
