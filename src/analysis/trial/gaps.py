"""Which unit-periods a trial will have: blocks of the city's own past, all units at once, so that its gaps are met again."""

from collections.abc import Sequence

import numpy as np

from analysis.effects.noise import Array, Index
from analysis.trial.design import AFTER, BEFORE
from analysis.trial.noise import Noise
from analysis.trial.precision import Precision, weights

BLOCK = 6
"""Months of the city's own that stay together."""

DRAWS = 200
"""Drawings of a design, each with gaps of its own, where its standard errors depend on both."""


def blocks(past: int, length: int, rng: np.random.Generator) -> Index:
    """Periods of the past for every period of a trial, in moving blocks (Kuensch, Annals of Statistics 17 (1989) 1217-1241)."""
    periods = (BEFORE + AFTER) // length
    size = min(BLOCK // length, past)
    starts = rng.integers(0, past - size + 1, size=-(-periods // size))
    return np.concatenate([np.arange(start, start + size) for start in starts])[:periods]


def whole_past(past: Array) -> Array:
    """The past (S, T) from its first whole period on: one with fewer than half as many units as usual is where data begin."""
    if not past.size:
        return past
    there = (~np.isnan(past)).mean(0)
    return past[:, int(np.argmax(there >= np.median(there) / 2)) :]


def expected(
    past: Array, cluster: Index, count: int, noise: Noise, length: int, seed: int = 0, draws: int = DRAWS
) -> Sequence[Precision]:
    """Precisions of so many trials with gaps as in the past (S, T); of one without gaps where no past is known."""
    times = np.arange((BEFORE + AFTER) / length)
    if not past.size:
        everyone = np.ones((len(cluster), len(times)), dtype=bool)
        return [weights(noise, everyone, cluster, count, times).precision]
    rng, there = np.random.default_rng(seed), ~np.isnan(past)
    drawn = (there[:, blocks(past.shape[1], length, rng)] for _ in range(draws))
    return [weights(noise, one, cluster, count, times).precision for one in drawn]
