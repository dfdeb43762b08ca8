"""Guard against regression to the mean: where a bad spell chose the units, or called the event, it must not judge it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np

from analysis.effects.columns import Shape
from analysis.effects.finding import good, grid_for
from analysis.effects.its import Others, model
from analysis.effects.mixture import Mixture
from analysis.effects.noise import Array, Mask, Noise
from analysis.effects.plug_in import city_shape, identified
from analysis.effects.recombine import recombined
from analysis.effects.refusal import Sides
from analysis.effects.rows import Row, Told, check
from analysis.effects.series import Block
from analysis.effects.subject import Subject

WINDOW = 3
"""Periods before the date that are looked at when someone is sent, or an event is called."""

FIFTH, FEWEST_TO_PICK_FROM = 5, 20
"""Which part of the units is the worst, and how many there have to be for that to mean anything."""

SURE = 0.95
"""How probable a dip has to be before it is told."""


@dataclass(frozen=True)
class Dip:
    """How far the last periods before lie from the trend of those before them, on the scale of the fit: below zero is
    down. `z`: estimate over its error; `bad`: the probability that they are worse than the trend."""

    estimate: float
    z: float
    bad: float

    @property
    def seen(self) -> bool:
        return self.bad >= SURE


@dataclass(frozen=True)
class Guarded:
    """The mean effect on picked units without the window that picked them (None where too little is left), and whether
    the city itself was in a dip when the event was called."""

    picked: tuple[str, ...]
    estimate: Mixture | None
    dip: Dip | None


def without_window(block: Block, start: float, window: int = WINDOW) -> Block:
    """The block without the last periods before the date; they keep their place in time."""
    return block.between(~_last(block.times, start, window))


def guarded(block: Block, shape: Shape, others: Others, grid: Noise, window: int = WINDOW) -> Mixture:
    """The primary model's mean effect on series that a bad spell may have picked: the spell is left out.

    `others`: columns by name, (S, n) or (1, n).
    """
    assert shape.since is not None
    kept = np.isin(block.times, without_window(block, shape.since, window).times)
    return model(
        block.between(kept), shape, {name: each[:, kept] for name, each in others.items()}, grid
    ).estimate("mean")


def selected(subject: Subject, picked: Collection[str], window: int = WINDOW) -> Guarded:
    """What became of units that were picked by their last periods before, taken together as one series."""
    names = subject.units.units
    kept = np.isin(np.array(names), list(picked))
    chosen = tuple(name for name, k in zip(names, kept, strict=True) if k)
    if subject.start is None or not chosen:
        return Guarded(chosen, None, None)
    block = recombined(subject, kept)
    weight = subject.units.weight[kept]
    others = {
        name: np.average(each[kept], axis=0, weights=weight)[None] for name, each in subject.others.items()
    }
    shape = city_shape(subject)
    left = ~np.isnan(block.values[0]) & np.isin(
        block.times, without_window(block, subject.start, window).times
    )
    own = {name: each[0, left] for name, each in others.items()}
    found = None
    if left.any() and identified(block.times[left], shape, own):
        found = guarded(block, shape, others, grid_for(subject), window)
    return Guarded(chosen, found, dip(subject, window))


def dip(subject: Subject, window: int = WINDOW) -> Dip | None:
    """Whether the city lay below its own trend in the last periods before the date (above it where less is better).

    The same model as ever on the periods before alone, with one step for the window; None where they carry none.
    """
    start = subject.start
    if start is None:
        return None
    seen = (subject.city.times < start) & ~np.isnan(subject.city.values[0])
    before = subject.city.times[seen]
    if len(before) <= window:
        return None
    block = subject.city.between(seen)
    others = {name: each[:, seen] for name, each in subject.city_others.items() if np.ptp(each[0, seen]) > 0}
    shape = replace(city_shape(subject), since=int(before[-window]), effects=("step",), horizon=window)
    if not identified(block.times, shape, {name: each[0] for name, each in others.items()}):
        return None
    found = model(block, shape, others, grid_for(subject)).estimate("mean")
    below = float(found.below(0.0)[0])
    direction = good(subject)
    bad = below if direction > 0 else 1 - below if direction < 0 else max(below, 1 - below)
    middle = float(found.mean[0])
    return Dip(middle, middle / float(found.se[0]), bad)


def worst(subject: Subject, window: int = WINDOW) -> tuple[str, ...]:
    """The fifth of the units that were worst in the last periods before the date; nobody where units are few, or where
    no direction is worse."""
    start, direction = subject.start, good(subject)
    if start is None or not direction:
        return ()
    near = subject.units.values[:, _last(subject.units.times, start, window)]
    told: Mask = np.asarray(~np.isnan(near).all(axis=1))
    if told.sum() < FEWEST_TO_PICK_FROM:
        return ()
    level = direction * np.nanmean(near[told], axis=1)
    names = list(compress(subject.units.units, told))
    return tuple(names[k] for k in np.argsort(level, kind="stable")[: len(names) // FIFTH])


def simple_change(subject: Subject, picked: Collection[str], window: int = WINDOW) -> float:
    """What a look at the picked units alone would tell: their mean in the first periods after the date less that in the
    last before it, on the scale of the fit."""
    start, times = subject.start, subject.units.times
    assert start is not None
    chosen = subject.units.only(np.isin(np.array(subject.units.units), list(picked)))
    after = np.isin(times, times[times >= start][:window])
    return float(
        np.nanmean(chosen.values[:, after]) - np.nanmean(chosen.values[:, _last(times, start, window)])
    )


def _last(times: Array, start: float, window: int) -> Mask:
    before = times[times < start]
    return np.asarray(np.isin(times, before[len(before) - window :]))


def guard_rows(subject: Subject, window: int = WINDOW) -> list[Row]:
    """Whether the event was called in a dip: then part of what follows is a return to the usual. And what became of the
    units that were worst just before, without the periods that made them the worst; `value`: what a simple look tells.
    """
    told = Told(
        "its", "city", subject.city.units[0], subject.indicator, Sides(0, 0), "C", subject.design.level
    )
    rows: list[Row] = []
    found = dip(subject, window)
    if found is not None:
        note = f"worse={found.bad:.3f}"
        values = {"estimate": found.estimate, "value": found.z, "passed": not found.seen}
        rows.append(check(told, "dip", **values, note=note))
    picked = worst(subject, window)
    kept = selected(subject, picked, window).estimate if picked else None
    if kept is not None:
        half = (1 - subject.design.level) / 2
        ends = {"low": float(kept.quantile(half)[0]), "high": float(kept.quantile(1 - half)[0])}
        values = {"estimate": float(kept.mean[0]), "se": float(kept.se[0]), **ends}
        simple = simple_change(subject, picked, window)
        rows.append(check(told, "worst-before", at=f"units={len(picked)}", **values, value=simple))
    return rows
