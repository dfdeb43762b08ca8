"""Effects of each group of units with one date at each time, and their mean, with influence functions for the errors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.effects.noise import Array, Index, Mask


@dataclass(frozen=True)
class Cell:
    """The effect on the units with date `since` at time `at`; `influence` (S,) of each unit, whose squares' sum over S
    squared is its variance. Without units to compare with the effect is NaN."""

    since: float
    at: float
    effect: float
    influence: Array

    @property
    def post(self) -> bool:
        return self.at >= self.since

    @property
    def told(self) -> bool:
        return not np.isnan(self.effect)


def cells(
    values: Array,
    times: Array,
    since: Array,
    *,
    weight: Array | None = None,
    waiting: bool = False,
    anticipation: int = 0,
) -> list[Cell]:
    """ATT(g, t) of Callaway and Sant'Anna, J. Econometrics 225 (2021) 200-230, without covariates, by date and time.

    Values (S, n) at times (n,), dates (S,), inf for never. From the date on the base is the last time before anticipation;
    before it, the time just before (their varying base). Compared with are units never treated, and where `waiting` those
    not yet treated at either time. Units without a value at one of the two times are in neither group. Dates without a
    time before them have no cell.
    """
    heavy = np.ones(len(values)) if weight is None else weight
    made: list[Cell] = []
    for date in np.unique(since[np.isfinite(since)]):
        early = np.flatnonzero(times + anticipation < date)
        if not len(early):
            continue
        for place in range(1, len(times)):
            base = int(early[-1]) if times[place] >= date else place - 1
            reach = max(times[place], times[base]) + anticipation
            others = np.isinf(since) | (waiting & (since > reach) & (since != date))
            change = values[:, place] - values[:, base]
            made.append(_cell(date, float(times[place]), change, since == date, others, heavy))
    return [cell for cell in made if cell.post or cell.told]


def _cell(date: float, at: float, change: Array, own: Mask, others: Mask, weight: Array) -> Cell:
    """The difference of two weighted mean changes; each unit's influence is its departure from its group's mean."""
    seen = ~np.isnan(change)
    size, influence, means = len(change), np.zeros(len(change)), []
    for group, sign in ((own & seen, 1.0), (others & seen, -1.0)):
        share = np.where(group, weight, 0.0)
        total = share.sum()
        if total <= 0:
            return Cell(date, at, np.nan, np.full(size, np.nan))
        share = share / total
        mean = float(share @ np.where(group, change, 0.0))
        means.append(mean)
        influence += sign * size * share * np.where(group, change - mean, 0.0)
    return Cell(date, at, means[0] - means[1], influence)


def overall(found: Sequence[Cell], since: Array, weight: Array | None = None) -> tuple[float, Array]:
    """The mean of the effects from the date on, each weighted by the size of its group, with its influence (S,).

    The doubt about the sizes of the groups is in the influence (their equation 4.6 and corollary 2).
    """
    kept = [cell for cell in found if cell.post and cell.told]
    heavy = np.ones(len(since)) if weight is None else weight * len(weight) / weight.sum()
    members = np.stack([np.where(since == cell.since, heavy, 0.0) for cell in kept])
    sizes = members.mean(1)
    effects = np.array([cell.effect for cell in kept])
    share = sizes / sizes.sum()
    moved = (members - sizes[:, None]) / sizes.sum()
    # Shares sum to one: what one group's size gains, all shares lose.
    shares = moved - share[:, None] * moved.sum(0)
    influence = share @ np.stack([cell.influence for cell in kept]) + effects @ shares
    return float(share @ effects), influence


def error(influence: Array, cluster: Index) -> float:
    """The standard error of an estimate: influences summed by cluster, squared, without a small-sample factor."""
    summed = np.bincount(cluster, weights=influence)
    return float(np.sqrt((summed**2).sum()) / len(influence))
