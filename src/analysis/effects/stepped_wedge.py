"""Stepped wedge designs: how surely an effect is told when units go in waves and each is its own comparison."""

import numpy as np

from analysis.effects.noise import Array


def hussey_hughes_variance(treated: Array, noise: float, between: float) -> float:
    """Variance of the effect for units (I) by periods (T), 1 where a unit is treated, with period effects.

    `noise`: variance of a unit's period mean given the unit; `between`: variance of unit levels. Hussey and Hughes,
    Contemporary Clinical Trials 28 (2007) 182-191, equation 8. Infinite where nothing tells the effect.
    """
    x = np.asarray(treated, dtype=np.float64)
    units, periods = x.shape
    u, w, v = x.sum(), (x.sum(0) ** 2).sum(), (x.sum(1) ** 2).sum()
    above = units * noise * (noise + periods * between)
    below = (units * u - w) * noise + (u**2 + units * periods * u - periods * w - units * v) * between
    return float(above / below) if below > 0 else float("inf")


def effect_variance(treated: Array, covariance: Array) -> float:
    """The same by generalised least squares with any covariance (T, T) of a unit's periods, units independent.

    Period effects and the effect are fitted: as all units share one covariance, period effects are those of plain means.
    Infinite where the effect is a sum of period effects.
    """
    x = np.asarray(treated, dtype=np.float64)
    apart = x - x.mean(0)
    told = float(np.einsum("it,ti->", apart, np.linalg.solve(covariance, apart.T)))
    whole = float(np.einsum("it,ti->", x, np.linalg.solve(covariance, x.T)))
    return 1 / told if told > 1e-12 * whole else float("inf")
