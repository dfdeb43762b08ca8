"""Noise of units before a retreat: its size, its memory, and how much of it the units of one cluster share."""

from dataclasses import dataclass, field, replace

import numpy as np

from analysis.effects.gls import fit, residual_scale
from analysis.effects.noise import Array, Index, Mask, covariances, noise
from analysis.effects.series import Block, two_way
from analysis.effects.shrinkage import moderate

FEWEST_PERIODS = 4
"""A unit with fewer values than this says nothing of memory."""

MOST_SHARED = 0.95
"""A larger shared part would leave units nothing of their own."""


@dataclass(frozen=True)
class Noise:
    """`sd`: of one unit and period; `rho`: correlation of neighbouring periods; `shared`: share of the variance that
    the units of one cluster have in common, below 0 where they differ more than units of different ones; `seen`: share of unit-periods that have a value; `each` (S,): SD of every unit as a share of `sd`, None
    where all are alike."""

    sd: float
    rho: float
    shared: float = 0.0
    seen: float = 1.0
    each: Array | None = field(default=None, compare=False)

    def memory(self, times: Array) -> Array:
        """Correlations of a series at these times, (T, T)."""
        return np.asarray(self.rho ** np.abs(times[:, None] - times[None, :]), dtype=np.float64)

    def sizes(self, count: int) -> Array:
        """SD of each of so many units beside `sd`, (S,)."""
        return np.ones(count) if self.each is None else self.each

    def of(self, kept: Mask) -> "Noise":
        """The noise of some of the units, `kept` (S,)."""
        return self if self.each is None else replace(self, each=self.each[kept])


def deviations(values: Array, times: Array) -> Array:
    """Values (S, T) without levels of units and of times; gaps stay gaps."""
    units = tuple(str(k) for k in range(len(values)))
    unit, time = two_way(Block(units, times, values, None, np.ones(len(values))))
    return values - unit[:, None] - time


def noise_of(values: Array, times: Array, cluster: Index) -> Noise | None:
    """The noise of values (S, T), NaN for gaps, beside levels of units and times; None where hardly any unit is long enough.

    `rho` has the highest restricted likelihood of all units together, each with a variance of its own; `sd` is the root
    of the units' mean variance under it; `each` has these variances drawn to a common one as far as chance explains their
    spread (shrinkage.py), and those that are too short at it; `shared` what two units of a cluster have in common.
    """
    there = ~np.isnan(values)
    most, least = (np.where(there, values, end) for end in (-np.inf, np.inf))
    moves = most.max(1, initial=-np.inf) > least.min(1, initial=np.inf)
    long = (there.sum(1) >= FEWEST_PERIODS) & moves
    if long.sum() < 2:
        return None
    left = deviations(values[long], times)
    grid = noise("ar1")
    likelihood, sizes = np.zeros(len(grid.rho)), np.zeros((len(left), len(grid.rho)))
    patterns, kind = np.unique(~np.isnan(left), axis=0, return_inverse=True)
    for k, at in enumerate(patterns):
        alike = kind.ravel() == k
        level = np.ones((int(at.sum()), 1))
        correlation = covariances(grid, times[at])
        made = fit(left[np.ix_(alike, at)], level, correlation)
        likelihood += made.log_likelihood.sum(0)
        sizes[alike] = made.variance * residual_scale(level, correlation)
    best = int(np.argmax(likelihood))
    shared, kept = _shared(left, cluster[long])
    # A part of what units share is taken out with the times; so much of their variance went with it.
    size = float(sizes[:, best].mean()) / kept
    drawn = moderate(sizes[:, best], there[long].sum(1) - 1).variances
    each = np.ones(len(values))
    each[long] = np.sqrt(drawn / drawn.mean())
    seen = float(there[there.any(1)].mean())
    return Noise(float(np.sqrt(size)), float(grid.rho[best]), shared, seen, each)


def least_shared(cluster: Index) -> float:
    """The least share that is told, below 0: half as far as units of the largest cluster could differ from each other."""
    largest = int(np.bincount(cluster).max())
    return -0.5 / (largest - 1) if largest > 1 else 0.0


def _shared(left: Array, cluster: Index) -> tuple[float, float]:
    """The share of the variance that units of a cluster have in common, and which share of a unit's variance is left without times.

    By moments: products of a unit with itself, with its own cluster, and with others, as far as each differs from the last,
    are held against what both parts of the noise leave of them. Times take out more of large clusters, which they
    are nearer to; without that a share of .4 would be told as .37 where a few clusters hold most units. The share may fall
    below zero by chance: cut there, it would be too large on the average where nothing is shared.
    """
    there = (~np.isnan(left)).astype(np.float64)
    alike, same = cluster[:, None] == cluster[None, :], np.eye(len(left), dtype=bool)
    inside, outside, alone = alike & ~same, ~alike, 1 - 1 / len(left)
    if not inside.any() or not outside.any():
        return 0.0, alone
    pairs, count = there @ there.T, np.maximum(there.sum(0), 1)
    # Of each unit and time, how many of those that times are made of are of its cluster: so much of a shared part they take.
    near = there * (alike @ there) / count
    common = alike * pairs - near @ there.T - there @ near.T + (there * (near.sum(0) / count)) @ there.T
    own = same * pairs - (there / count) @ there.T
    filled = np.nan_to_num(left)

    def apart(products: Array) -> list[float]:
        other = products[outside].sum() / pairs[outside].sum()
        return [float(products[at].sum() / pairs[at].sum() - other) for at in (inside, same)]

    parts = np.array([apart(common), apart(own)]).T
    variances = np.linalg.solve(parts, apart(filled @ filled.T))
    found = float(np.clip(variances[0] / variances.sum(), least_shared(cluster), MOST_SHARED))
    kept = [float(part[same].sum() / pairs[same].sum()) for part in (common, own)]
    return found, found * kept[0] + (1 - found) * kept[1]
