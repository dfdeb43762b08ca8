"""Noise as it will be estimated again before a trial: standard errors that are told rest on it, and not on the noise itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.effects.noise import Array, Index
from analysis.trial.assignment import Cluster
from analysis.trial.design import BEFORE
from analysis.trial.gaps import blocks
from analysis.trial.noise import MOST_SHARED, Noise, least_shared, noise_of
from analysis.trial.simulation import World, made

ESTIMATED = 40
"""Made pasts from which the spread of estimates is known to about a tenth."""

AWAY, WEIGHT = float(np.sqrt(3.0)), 1 / 6
"""The outer two of three points that stand for a normal distribution, in standard deviations, and the weight of each."""

LONGEST = 0.97
"""Memory beyond which a year of months tells nothing."""


@dataclass(frozen=True)
class Estimate:
    """A noise that may be found, how likely it is, and the `scale` of variances that a regression then finds beside it."""

    noise: Noise
    weight: float
    scale: float


def estimates(
    noise: Noise, clusters: Sequence[Cluster], cluster: Index, past: Array, length: int
) -> tuple[Estimate, ...]:
    """What may be found of a noise in the months before a trial, with gaps as in the past (S, T), without where none is known.

    Memory and shared part are found by chance too long or too short, and too large or too small, each by what made pasts
    show; a regression fits the size of the noise anew, so that what is told keeps the variance of shocks and of units' own
    part. Together three points each, of which the middle one is common.
    """
    rng = np.random.default_rng(0)
    world = World(clusters, cluster, replace(noise, shared=max(noise.shared, 0.0)), np.zeros((0, 0)), length)
    periods = (BEFORE - 1) // length
    found: list[Noise] = []
    for _ in range(ESTIMATED):
        values = made(world, rng)[:, :periods]
        if past.size:
            values[np.isnan(past)[:, blocks(past.shape[1], length, rng)[:periods]]] = np.nan
        one = noise_of(values, np.arange(periods, dtype=np.float64), cluster)
        found += [] if one is None else [one]
    if len(found) < ESTIMATED / 2:
        return (Estimate(noise, 1.0, 1.0),)
    memory, shared = (float(np.std([getattr(one, name) for one in found])) for name in ("rho", "shared"))
    least = least_shared(cluster)
    outer = [
        replace(noise, rho=float(np.clip(noise.rho + side * memory, 0.0, LONGEST))) for side in (-AWAY, AWAY)
    ] + [
        replace(noise, shared=float(np.clip(noise.shared + side * shared, least, MOST_SHARED)))
        for side in (-AWAY, AWAY)
    ]
    return (
        Estimate(noise, 1 - WEIGHT * len(outer), 1.0),
        *(Estimate(one, WEIGHT, _left(noise) / _left(one)) for one in outer),
    )


def _left(noise: Noise) -> float:
    """What is left of a unit's variance beside its past and its cluster."""
    return (1 - noise.rho**2) * (1 - noise.shared)


def spread(told: Array, base: Array) -> float:
    """By how much standard errors (D,) are larger than others, on the average; 1 where none can be told."""
    known = np.isfinite(told) & np.isfinite(base)
    return float((told[known] / base[known]).mean()) if known.any() else 1.0
