"""The city's series made again from other units or other weights."""

from collections.abc import Sequence

import numpy as np

from analysis.effects.noise import Array, Mask
from analysis.effects.scale import forward
from analysis.effects.series import Block, together
from analysis.effects.subject import Subject

SAME = 1e-6


def recombined(subject: Subject, units: Mask, weight: Array | None = None) -> Block:
    """The city as one series of some units (S,), with their own weights or others (S,), on the working scale.

    As the city itself is made: means of values, averages of what logs and logits stand for, totals of counts. The
    exposure of a total is the counts that its units' exposures alone would let expect.
    """
    block = subject.units.only(units)
    weight = block.weight if weight is None else weight[units]
    block = Block(block.units, block.times, block.values, block.sampling, weight, block.lever)
    name = subject.city.units[0]
    if subject.design.scale == "identity":
        return together(block, name)
    if subject.design.scale == "count":
        return _total(block, name)
    present = ~np.isnan(block.values)
    values = _back(np.where(present, block.values, 0.0), subject.design.scale)
    share = present * weight[:, None]
    size = share.sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(size > 0, (share * values).sum(0) / size, np.nan)
    return Block((name,), block.times, forward(mean, subject.design.scale)[None], None, np.ones(1))


def _back(values: Array, scale: str) -> Array:
    return np.exp(values) if scale == "log" else 1 / (1 + np.exp(-values))


def _total(block: Block, name: str) -> Block:
    """Totals where every unit has a value; else a gap."""
    counts = (block.values / 2) ** 2 - 3 / 8
    complete = ~np.isnan(counts).any(0)
    total = np.where(complete, np.nan_to_num(counts).sum(0), np.nan)
    lever = None
    if block.lever is not None:
        usual = np.nanmean(counts / block.lever**2, axis=1)
        expected = (usual[:, None] * block.lever**2).sum(0)
        lever = np.sqrt(expected / expected.mean())[None]
    return Block((name,), block.times, forward(total, "count")[None], None, np.ones(1), lever)


def stacked(series: Sequence[Block], names: Sequence[str]) -> Block:
    """Several series of one unit each as one block at the same times."""
    first = series[0]
    levers = [each.lever for each in series if each.lever is not None]
    known = [each.sampling for each in series if each.sampling is not None]
    return Block(
        tuple(names),
        first.times,
        np.concatenate([each.values for each in series]),
        np.concatenate(known) if len(known) == len(series) else None,
        np.ones(len(series)),
        np.concatenate(levers) if len(levers) == len(series) else None,
    )


def made_of_units(subject: Subject) -> bool:
    """Whether the city's series is that of its units, and not one that the panel brought along."""
    if len(subject.units.units) < 2:
        return False
    own, city = recombined(subject, np.ones(len(subject.units.units), dtype=bool)).values, subject.city.values
    same = np.isnan(own) == np.isnan(city)
    scale = max(float(np.nanmax(np.abs(city))), 1.0) if not np.isnan(city).all() else 1.0
    return bool(same.all() and np.nanmax(np.abs(own - city), initial=0.0) <= SAME * scale)
