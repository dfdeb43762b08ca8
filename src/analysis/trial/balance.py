"""Balance of a draw: how the waves differed before anything happened, as differences in standard deviations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.effects.noise import Array, Index
from analysis.trial.assignment import Cluster
from analysis.trial.design import HELD

LARGE = 0.5
"""A difference from which a draw is told to be uneven; it stays the draw, and a model may take the difference up."""


@dataclass(frozen=True)
class Balance:
    """One measure: its mean in each arm, and how far that lies from the mean of all, in SD between clusters; NaN for none."""

    measure: str
    arms: tuple[int, ...]
    means: tuple[float, ...]
    differences: tuple[float, ...]

    @property
    def largest(self) -> float:
        """The largest difference, whatever its sign; NaN where nothing was measured."""
        told = [abs(one) for one in self.differences if not np.isnan(one)]
        return max(told, default=float("nan"))


def balance(
    clusters: Sequence[Cluster],
    arms: Index,
    measures: Mapping[str, Mapping[str, float]],
    totals: Sequence[str] = (),
) -> list[Balance]:
    """Every measure by arm, waves first and those who wait last; a cluster counts once, as the mean of its units or
    (`totals`) as their sum. Measures are by unit; a cluster without any is left out of that measure."""
    there = sorted(set(arms.tolist()), key=lambda arm: (arm == HELD, arm))
    return [
        _one(name, _of_clusters(clusters, values, total=name in totals), arms, there)
        for name, values in measures.items()
    ]


def _of_clusters(clusters: Sequence[Cluster], values: Mapping[str, float], *, total: bool) -> Array:
    found = [[values[unit] for unit in one.units if unit in values] for one in clusters]
    return np.array([(sum(own) / (1 if total else len(own))) if own else np.nan for own in found])


def _one(name: str, values: Array, arms: Index, there: Sequence[int]) -> Balance:
    told = ~np.isnan(values)
    middle = float(values[told].mean()) if told.any() else float("nan")
    spread = float(values[told].std(ddof=1)) if told.sum() > 1 else float("nan")
    means = [
        float(values[told & (arms == arm)].mean()) if (told & (arms == arm)).any() else float("nan")
        for arm in there
    ]
    apart = [(mean - middle) / spread if spread > 0 else float("nan") for mean in means]
    return Balance(name, tuple(there), tuple(means), tuple(apart))
