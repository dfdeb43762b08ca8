"""Noise of units before a retreat: its size, its memory, and how much of it the units of one cluster share."""

from dataclasses import dataclass, field, replace

import numpy as np

from analysis.effects.gls import fit, residual_scale
from analysis.effects.noise import Array, Index, Mask, covariances, noise
from analysis.effects.series import Block, two_way
from analysis.effects.shrinkage import moderate

FEWEST_PERIODS = 4
"""A unit with fewer values than this says nothing of memory."""


@dataclass(frozen=True)
class Noise:
    """`sd`: of one unit and period; `rho`: correlation of neighbouring periods; `shared`: share (0-1) of the variance
    that the units of one cluster have in common; `seen`: share of unit-periods that have a value; `each` (S,): SD of every unit as a share of `sd`, None
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
    spread (shrinkage.py), and those that are too short at it; `shared` the mean covariance of two units of a cluster over that variance.
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
    # What units share is taken out with the times; so much of their variance went with it.
    size = float(sizes[:, best].mean()) * len(left) / (len(left) - 1)
    drawn = moderate(sizes[:, best], there[long].sum(1) - 1).variances
    each = np.ones(len(values))
    each[long] = np.sqrt(drawn / drawn.mean())
    seen = float(there[there.any(1)].mean())
    return Noise(float(np.sqrt(size)), float(grid.rho[best]), _shared(left, cluster[long]), seen, each)


def _shared(left: Array, cluster: Index) -> float:
    """Covariance of two units of one cluster beside that of two units of different ones, over a unit's variance."""
    filled = np.nan_to_num(left)
    there = (~np.isnan(left)).astype(np.float64)
    products, counts = filled @ filled.T, there @ there.T
    alike = cluster[:, None] == cluster[None, :]
    apart = ~np.eye(len(left), dtype=bool)
    inside, outside = alike & apart, ~alike
    if not inside.any() or not outside.any():
        return 0.0
    common = products[inside].sum() / counts[inside].sum() - products[outside].sum() / counts[outside].sum()
    own = np.trace(products) / np.trace(counts) - products[outside].sum() / counts[outside].sum()
    return float(np.clip(common / own, 0.0, 0.95))
