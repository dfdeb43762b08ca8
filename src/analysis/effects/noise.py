"""Noise of a series as AR(1) plus a random walk: a grid of both, and the weight that each point starts with."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Index = NDArray[np.intp]
Errors = Literal["ar1+rw", "ar1", "iid"]

RHO = np.round(np.arange(-0.3, 0.91, 0.1), 1)
"""Correlation of neighbouring periods."""

WALK = np.array([0.0, 0.01, 0.03, 0.1, 0.3])
"""Variance of the random walk's step, over the variance of the AR(1) part."""

WALK_WEIGHT = np.array([0.4, 0.15, 0.15, 0.25, 0.05])
RHO_CENTRE, RHO_SPREAD = 0.3, 0.3

RHO_ALONE = np.round(np.arange(-0.3, 0.951, 0.05), 2)
"""Without a random walk a long memory has to fit into rho: the grid reaches further and is flat."""


@dataclass(frozen=True)
class Noise:
    """Points of the grid: rho, walk and weight, each of shape (G,); weights sum to one."""

    rho: Array
    walk: Array
    weight: Array

    def without_negative(self) -> "Noise":
        """The points that have a meaning between whole periods too: a negative rho has none."""
        kept = self.rho >= 0
        return Noise(self.rho[kept], self.walk[kept], self.weight[kept] / self.weight[kept].sum())


def noise(errors: Errors) -> Noise:
    """The grid of an error model with the weights fixed before any data were seen."""
    if errors == "iid":
        return Noise(np.zeros(1), np.zeros(1), np.ones(1))
    if errors == "ar1":
        size = len(RHO_ALONE)
        return Noise(RHO_ALONE, np.zeros(size), np.full(size, 1 / size))
    rho, walk = (each.ravel() for each in np.meshgrid(RHO, WALK, indexing="ij"))
    usual = np.exp(-0.5 * ((RHO - RHO_CENTRE) / RHO_SPREAD) ** 2)
    weight = np.outer(usual, WALK_WEIGHT).ravel()
    return Noise(rho, walk, weight / weight.sum())


def covariances(grid: Noise, times: Array) -> Array:
    """Covariance of a series at these times, (G, n, n), for an AR(1) part of variance one.

    Distances are real: periods left out keep their place. Times that are not whole need a grid without
    negative rho. The random walk starts at the first time; its level there belongs to the intercept.
    """
    apart, place = np.unique(np.abs(times[:, None] - times[None, :]), return_inverse=True)
    since = np.minimum(times[:, None], times[None, :]) - times.min()
    # A power for each distinct distance, not for each pair.
    memory = (grid.rho[:, None] ** apart)[:, place.reshape(since.shape)]
    return memory + grid.walk[:, None, None] * since
