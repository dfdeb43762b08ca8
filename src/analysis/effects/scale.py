"""Scales on which effects add up, and back: identity, log, logit, and the square root of counts."""

from typing import Literal

import numpy as np

from analysis.effects.noise import Array

Scale = Literal["identity", "log", "logit", "count"]


def forward(values: Array, scale: Scale) -> Array:
    """Values on the working scale; gaps stay gaps. Counts: 2 sqrt(y + 3/8) (Anscombe, Biometrika 35 (1948) 246-254),
    whose Poisson variance is near one from a mean of about three upward."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale == "log":
            return np.log(values)
        if scale == "logit":
            return np.log(values) - np.log1p(-values)
        if scale == "count":
            return 2 * np.sqrt(values + 3 / 8)
    return values


def forward_variance(values: Array, variance: Array, scale: Scale) -> Array:
    """Known variances on the working scale, by the delta method."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale == "log":
            return variance / values**2
        if scale == "logit":
            return variance / (values * (1 - values)) ** 2
        if scale == "count":
            return variance / np.maximum(values + 3 / 8, 3 / 8)
    return variance
