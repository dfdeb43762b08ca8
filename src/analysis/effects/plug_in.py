"""Quick fits for checks: only the likeliest point of the noise grid, so that many dates and choices can be tried."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from analysis.effects.columns import Shape, columns
from analysis.effects.finding import fits, grid_for, value
from analysis.effects.its import model
from analysis.effects.mixture import Mixture
from analysis.effects.noise import Array, Mask, Noise
from analysis.effects.refusal import saturated
from analysis.effects.series import Block
from analysis.effects.subject import Subject

PLUG_IN = "plug-in"
"""The note of rows that rest on one point of the grid: their intervals are a little short."""


def likeliest(found: Mixture) -> Mixture:
    """Each series at the point of the grid that has the largest weight after the data: one component a series."""
    at = found.weight.argmax(-1)[:, None]
    location, scale = (np.take_along_axis(each, at, -1) for each in (found.location, found.scale))
    return Mixture(np.ones_like(location), location, scale, found.df)


def identified(times: Array, shape: Shape, others: Mapping[str, Array]) -> bool:
    """Whether a regression at these times has a mean effect, leaves noise to judge by, and no dependent columns."""
    made = columns(times, shape, others)
    return "mean" in made.estimands and saturated(made) is None and not made.dependent()


def plug_in(
    subject: Subject,
    block: Block,
    others: Mapping[str, Array],
    shape: Shape,
    grid: Noise | None = None,
    *,
    share_noise: bool = False,
) -> Mixture | None:
    """The mean effect of every series, on the scale that is told; None where not every series can carry it.

    `others`: columns by name, (S, n) or (1, n) at the block's times; those that are the same at all of them are left
    out. `share_noise`: units teach each other how noise looks, as where their deviations are told.
    """
    size = block.values.shape
    present = ~np.isnan(block.values)
    wide = {name: np.broadcast_to(each, size) for name, each in others.items()}
    told = {name: each for name, each in wide.items() if present.any() and np.ptp(each[present]) > 0}
    for k in _patterns(present, told):
        kept = present[k]
        own = {name: each[k, kept] for name, each in told.items()}
        if kept.sum() < 2 or not identified(block.times[kept], shape, own):
            return None
    found = model(block, shape, told, grid or grid_for(subject), share_noise=share_noise)
    return likeliest(value(subject, found, "mean"))


def _patterns(present: Mask, others: Mapping[str, Array]) -> list[int]:
    """One series of each kind that differs in its times or columns."""
    rows = np.concatenate([present, *(np.where(present, each, 0.0) for each in others.values())], axis=1)
    return list({row.tobytes(): k for k, row in enumerate(np.ascontiguousarray(rows))}.values())


def city_shape(subject: Subject) -> Shape:
    """The regression from which the city's own mean is told: the first that the design asks for."""
    assert subject.start is not None
    before = int((~np.isnan(subject.city.values[0]) & (subject.city.times < subject.start)).sum())
    return subject.shape(subject.start, before, fits(subject, subject.start)[0])


def window(block: Block, others: Mapping[str, Array], keep: Mask) -> tuple[Block, dict[str, Array]]:
    """A block and its further columns, (S, n) or (1, n), at some of the times."""
    return block.between(keep), {name: each[:, keep] for name, each in others.items()}


def moved_to(shape: Shape, date: float, horizon: int) -> Shape:
    """The same columns around another date."""
    return replace(shape, since=int(date), horizon=horizon)


def as_told(subject: Subject, block: Block) -> Array:
    """Values whose differences are effects as they are told, (S, n): of counts the log of the rate."""
    if subject.design.scale != "count":
        return block.values
    counts = np.maximum((block.values / 2) ** 2 - 3 / 8, 0.5)
    return np.log(counts) - (0.0 if block.lever is None else 2 * np.log(block.lever))
