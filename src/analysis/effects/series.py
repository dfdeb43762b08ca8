"""Series side by side, with their gaps: as they are, as one, and without what all of them share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.effects.noise import Array, Mask


@dataclass(frozen=True)
class Block:
    """Values of S units at n times, (S, n), NaN where there is none; `sampling`: their known variances, or None.

    `weight` (S,): how much each unit counts in their mean. Times are ordinals of periods; they may lie between.
    `lever` (S, n) multiplies every column of a regression (counts: the root of a relative exposure); None is one.
    """

    units: tuple[str, ...]
    times: Array
    values: Array
    sampling: Array | None
    weight: Array
    lever: Array | None = None

    def only(self, keep: Sequence[bool] | Mask) -> "Block":
        """Some of the units."""
        at = np.flatnonzero(np.asarray(keep))
        return Block(
            tuple(self.units[k] for k in at),
            self.times,
            self.values[at],
            None if self.sampling is None else self.sampling[at],
            self.weight[at],
            None if self.lever is None else self.lever[at],
        )

    def between(self, keep: Mask) -> "Block":
        """Some of the times."""
        return replace(
            self,
            times=self.times[keep],
            values=self.values[:, keep],
            sampling=None if self.sampling is None else self.sampling[:, keep],
            lever=None if self.lever is None else self.lever[:, keep],
        )


def two_way(block: Block) -> tuple[Array, Array]:
    """Level of each unit (S,) and of each time (n,) that leave the smallest weighted squares; times sum to zero.

    Where no value is missing these are the plain means. With gaps, a unit that is absent moves no time's level.
    """
    present = ~np.isnan(block.values)
    weight = present * block.weight[:, None]
    share = weight / np.maximum(weight.sum(1, keepdims=True), np.finfo(float).tiny)
    mean = (share * np.where(present, block.values, 0.0)).sum(1)
    left = np.where(present, block.values - mean[:, None], 0.0)
    # The units' levels are solved out; of all solutions the smallest is the one whose times sum to zero.
    equations = np.diag(weight.sum(0)) - weight.T @ share
    time = np.linalg.lstsq(equations, (weight * left).sum(0), rcond=1e-12)[0]
    return mean - share @ time, time


def together(block: Block, name: str) -> Block:
    """The weighted mean of all units as one series; a time at which nobody has a value stays a gap."""
    present = ~np.isnan(block.values)
    unit, time = two_way(block)
    level = float((block.weight * unit).sum() / block.weight.sum())
    values = np.where(present.any(0), level + time, np.nan)
    sampling = None
    if block.sampling is not None:
        share = present * block.weight[:, None]
        share = share / np.maximum(share.sum(0), np.finfo(float).tiny)
        sampling = (share**2 * np.where(present, block.sampling, 0.0)).sum(0)[None]
    return Block((name,), block.times, values[None], sampling, np.ones(1))


def apart(block: Block) -> Block:
    """Each unit without what all of them share in time: the same times' levels taken out."""
    _, time = two_way(block)
    return replace(block, values=block.values - time)


def along(block: Block, dose: Array, name: str) -> Block:
    """The slope over units of value on dose (S,) at each time, as one series: what all share drops out of it.

    The coefficient of dose in a regression with one level a unit and a time is a contrast of that series.
    """
    centred = apart(block)
    unit = np.nanmean(centred.values, axis=1)
    present = ~np.isnan(block.values)
    weight = present * block.weight[:, None]
    mean = (weight * dose[:, None]).sum(0) / np.maximum(weight.sum(0), np.finfo(float).tiny)
    lever = weight * (dose[:, None] - mean)
    size = (lever * dose[:, None]).sum(0)
    values = (lever * np.where(present, centred.values - unit[:, None], 0.0)).sum(0)
    told = size > 0
    sampling = None
    if block.sampling is not None:
        sampling = (lever**2 * np.where(present, block.sampling, 0.0)).sum(0) / np.where(told, size, 1) ** 2
        sampling = sampling[None]
    slope = np.where(told, values / np.where(told, size, 1), np.nan)
    return Block((name,), block.times, slope[None], sampling, np.ones(1))
