"""Single series for tests of comparison methods, and their regression as the estimators have it."""

import numpy as np

from analysis.effects.columns import Columns, Shape, columns
from analysis.effects.noise import Array

SHAPE = Shape(24, ("mean",), 12)
TIMES = np.arange(36.0)


def made(times: Array = TIMES, shape: Shape = SHAPE) -> Columns:
    """Trend and quarter steps at these times."""
    return columns(times, shape, {})


def noisy(seed: int, series: int = 1, n: int = 36, rho: float = 0.5) -> Array:
    """AR(1) around a trend, (S, n)."""
    found = np.random.default_rng(seed).normal(size=(series, n))
    for t in range(1, n):
        found[:, t] += rho * found[:, t - 1]
    return found + 0.02 * np.arange(n)
