"""A series beside its synthetic control: weights, the gap, and the gap as weights see it that never saw it before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from analysis.effects.columns import columns
from analysis.effects.gap import from_mix, root_mean_square
from analysis.effects.noise import Array, Mask
from analysis.effects.series import Block
from analysis.effects.simplex import fit
from analysis.effects.subject import Subject

FOLDS = 4
"""Stretches of the time before the event, each told by weights fitted without it."""


@dataclass(frozen=True)
class Control:
    """Weights by donor, the gap as a block of one series, and the honest gap.

    `honest` differs before the event only. Weights fit noise as well, so that the plain gap is too quiet there and
    would make every interval too short; each stretch is told by the others, as in the debiased synthetic control of
    Chernozhukov, Wuthrich and Zhu (arXiv 1812.10820).
    """

    weights: Mapping[str, float]
    gap: Block
    honest: Block

    def between(self, keep: Mask) -> "Control":
        """Some of the times."""
        return replace(self, gap=self.gap.between(keep), honest=self.honest.between(keep))

    def att(self, start: float) -> float:
        """The plain mean of the gap from the event on."""
        return float(np.nanmean(self.gap.values[0, self.gap.times >= start]))

    def ratio(self, start: float) -> float:
        """Root mean squared gap after the event over that before it (Abadie, J. Econ. Lit. 59 (2021) 391-425)."""
        after = root_mean_square(self.gap.values[0], self.gap.times >= start)
        before = root_mean_square(self.gap.values[0], self.gap.times < start)
        return after / before if before > 0 else np.inf


def with_weights(one: Block, donors: Block, weights: Array) -> Control:
    """The control with weights that were given: they saw nothing, and the gap is honest as it is."""
    gap = from_mix(one, donors, weights)
    return Control(dict(zip(donors.units, weights.tolist(), strict=True)), gap, gap)


def fitted(one: Block, donors: Block, start: float) -> Control:
    """The control with the weights that come closest before the event, by times at which the series has a value."""
    seen = ~np.isnan(one.values[0])
    before = np.flatnonzero(seen & ~np.isnan(donors.values).any(0) & (one.times < start))
    weights = fit(one.values[0, before], donors.values[:, before].T).weights
    gap = from_mix(one, donors, weights)
    honest = gap.values.copy()
    if len(before) >= 2 * FOLDS:
        for stretch in np.array_split(before, FOLDS):
            others = np.setdiff1d(before, stretch)
            mix = fit(one.values[0, others], donors.values[:, others].T).weights
            honest[0, stretch] = one.values[0, stretch] - mix @ donors.values[:, stretch]
    return Control(dict(zip(donors.units, weights.tolist(), strict=True)), gap, replace(gap, values=honest))


def misfit(subject: Subject, size: float) -> bool:
    """Whether a gap of this size before the event is larger than the city's own noise there.

    The noise: standard deviation around the city's straight line, and its season and regressors where the design has
    them. Where too few periods tell it, nothing is called a misfit.
    """
    block = subject.city
    kept = ~np.isnan(block.values[0]) & (block.times < (subject.start or 0))
    shape = replace(subject.shape(None, int(kept.sum()), ()), trend=True)
    made = columns(
        block.times[kept], shape, {name: each[0, kept] for name, each in subject.city_others.items()}
    )
    coefficients, _, rank, _ = np.linalg.lstsq(made.matrix, block.values[0, kept], rcond=None)
    left = block.values[0, kept] - made.matrix @ coefficients
    freedom = len(left) - int(rank)
    return freedom > 0 and size > float(np.sqrt(left @ left / freedom))
