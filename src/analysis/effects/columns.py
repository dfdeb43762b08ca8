"""The columns of a regression in time, and each estimand as a weighted sum of their coefficients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy.linalg import qr

from analysis.effects.noise import Array, Mask

MOST_BLOCKS = 12
"""Steps of one quarter each, or longer where the horizon would make more steps than this."""

INTERCEPT, TREND, STEP, SLOPE, PULSE = "intercept", "trend", "step", "slope", "pulse"


@dataclass(frozen=True)
class Columns:
    """A design matrix (n, p), its names, and estimands by name: (p,) weights of the coefficients, first `mean`."""

    matrix: Array
    names: tuple[str, ...]
    estimands: Mapping[str, Array]

    @property
    def trend(self) -> int | None:
        """The place of the slope before the event; None without one."""
        return self.names.index(TREND) if TREND in self.names else None

    def dependent(self) -> tuple[str, ...]:
        """Names of columns that take part in a linear dependence; empty where every coefficient can be told."""
        scaled = self.matrix / np.maximum(np.sqrt((self.matrix**2).sum(0)), np.finfo(float).tiny)
        upper = np.abs(np.diag(qr(scaled, mode="r", pivoting=True)[0]))
        rank = int((upper > 1e-9 * upper[0]).sum())
        if rank == scaled.shape[1]:
            return ()
        left = np.linalg.svd(scaled)[2][rank:]
        taking_part = np.abs(left).max(0) > 1e-6
        return tuple(name for name, part in zip(self.names, taking_part.tolist(), strict=True) if part)


@dataclass(frozen=True)
class Shape:
    """Which columns a regression has; times are ordinals of periods, `since` the first treated one or None."""

    since: int | None
    effects: tuple[str, ...]
    horizon: int
    trend: bool = True
    season: str = "none"
    pairs: int = 0
    period_length: int = 12
    slope_origin: int = 1


def columns(times: Array, shape: Shape, others: Mapping[str, Array]) -> Columns:
    """The matrix at these times: intercept, trend, season, other regressors, effect.

    Times may lie between whole periods. `others`: further columns by name, each (n,), told as `coef:<name>`.
    """
    origin = times.min() if shape.since is None else float(shape.since)
    found: dict[str, Array] = {INTERCEPT: np.ones(len(times))}
    if shape.trend:
        found[TREND] = times - origin
    found |= _season(times, shape) | dict(others)
    effect = _effect(times, shape)
    found |= effect
    names = tuple(found)
    sums = {
        name: np.array([weights.get(each, 0.0) for each in names])
        for name, weights in _estimands(shape, tuple(effect), times, tuple(others)).items()
    }
    return Columns(np.stack(list(found.values()), 1), names, sums)


def _season(times: Array, shape: Shape) -> dict[str, Array]:
    if shape.season == "dummies":
        place = np.floor(times).astype(int) % shape.period_length
        return {f"season-{k + 1}": (place == k) * 1.0 for k in sorted(set(place.tolist()))[1:]}
    turn = 2 * np.pi * times / shape.period_length
    waves: dict[str, Array] = {}
    for k in range(1, shape.pairs + 1):
        waves[f"sine-{k}"] = np.sin(k * turn)
        # The highest sine of an even season is zero at whole periods and tells nothing.
        waves[f"cosine-{k}"] = np.cos(k * turn)
    return {name: wave for name, wave in waves.items() if np.abs(wave).max() > 1e-9}


def _indicator(where: Mask) -> Array:
    return where.astype(np.float64)


def block_length(shape: Shape) -> int:
    """Periods of one step: a quarter of a season, at least one, and longer where there would be too many."""
    return max(shape.period_length // 4, ceil(shape.horizon / MOST_BLOCKS), 1)


def _blocks(shape: Shape) -> list[tuple[int, int]]:
    length = block_length(shape)
    return [(k, min(k + length, shape.horizon)) for k in range(0, shape.horizon, length)]


def _effect(times: Array, shape: Shape) -> dict[str, Array]:
    if shape.since is None:
        return {}
    after = times - shape.since
    if parametric(shape.effects):
        made: dict[str, Array] = {}
        if STEP in shape.effects:
            made[STEP] = _indicator(after >= 0)
        if SLOPE in shape.effects:
            made[SLOPE] = np.where(after >= 0, after + shape.slope_origin, 0.0)
        if PULSE in shape.effects:
            made[PULSE] = _indicator((after >= 0) & (after < 1))
        return made
    steps = {
        f"quarter:{k}": _indicator((after >= a) & (after < b))
        for k, (a, b) in enumerate(_blocks(shape), start=1)
    }
    return {name: column for name, column in steps.items() if column.any()}


def parametric(effects: Sequence[str]) -> bool:
    """Whether the effect has a form of few numbers; otherwise it has one step a quarter."""
    return any(name in effects for name in (STEP, SLOPE, PULSE))


def _estimands(
    shape: Shape, effect: tuple[str, ...], times: Array, others: tuple[str, ...]
) -> dict[str, dict[str, float]]:
    sums: dict[str, dict[str, float]] = {}
    if shape.since is not None and effect:
        sums["mean"] = _mean(shape, effect, times)
        sums |= {name: {name: 1.0} for name in effect if name != PULSE}
        if PULSE in effect:
            sums["coef:pulse"] = {PULSE: 1.0}
    if shape.trend:
        sums[TREND] = {TREND: 1.0}
        if SLOPE in effect:
            sums["post-trend"] = {TREND: 1.0, SLOPE: 1.0}
    return sums | {f"coef:{name}": {name: 1.0} for name in others}


def _mean(shape: Shape, effect: tuple[str, ...], times: Array) -> dict[str, float]:
    """The mean of the effect's path over the horizon, by months; steps that nobody saw have no part in it."""
    assert shape.since is not None
    if parametric(shape.effects):
        n = shape.horizon
        path = {STEP: 1.0, SLOPE: (n - 1) / 2 + shape.slope_origin, PULSE: 1 / n}
        return {name: path[name] for name in effect}
    lengths = {f"quarter:{k}": b - a for k, (a, b) in enumerate(_blocks(shape), start=1)}
    total = sum(lengths[name] for name in effect)
    return {name: lengths[name] / total for name in effect}
