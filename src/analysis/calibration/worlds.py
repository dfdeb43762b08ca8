"""Made series whose truth is known: noise of several kinds, pre-trends, and effects that stay or fade."""

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np
from numpy.random import Generator

from analysis.calibration.row import Truth
from analysis.effects.hijri import shares
from analysis.effects.noise import Array

SEED = 2025
AFTER = 12
UNITS = 100
"""Units of a made panel."""

TREND = 0.02
HALF_LIFE = 6.0
JUMP = 2.0
"""A fading effect starts so high, in SD of one period's noise of the series judged, and halves every HALF_LIFE."""

Maker = Callable[[Generator, int, int], Array]
"""Noise of (series, periods), of which the last AFTER come after the event."""


def chance(*key: str | float) -> Generator:
    """Random numbers that depend on the name of what is made and on nothing else."""
    return np.random.default_rng((SEED, crc32("|".join(map(str, key)).encode())))


def autoregressive(random: Generator, series: int, periods: int, rho: float | Array) -> Array:
    """AR(1) of variance one from its stationary start; `rho` may differ by series."""
    return from_shocks(random.standard_normal((series, periods)), rho)


def from_shocks(shocks: Array, rho: float | Array) -> Array:
    """AR(1) of variance one made from independent shocks of variance one."""
    each = np.broadcast_to(rho, (len(shocks),))
    made = shocks.copy()
    for t in range(1, shocks.shape[1]):
        made[:, t] = each * made[:, t - 1] + np.sqrt(1 - each**2) * shocks[:, t]
    return made


def ar(rho: float) -> Maker:
    """The usual world."""
    return lambda random, series, periods: autoregressive(random, series, periods, rho)


def mixed(random: Generator, series: int, periods: int) -> Array:
    """Every series with a correlation of its own, between 0 and .8."""
    return autoregressive(random, series, periods, random.uniform(0, 0.8, series))


def heavy(random: Generator, series: int, periods: int) -> Array:
    """AR(1) of .4 whose shocks have the tails of Student's t with five degrees of freedom."""
    return from_shocks(random.standard_t(5, (series, periods)) / np.sqrt(5 / 3), 0.4)


def second_order(random: Generator, series: int, periods: int) -> Array:
    """AR(2) of .5 and -.3, which swings; variance one."""
    # Slow to import, and pages that only name this noise never come here.
    from scipy.signal import lfilter

    first, second, settle = 0.5, -0.3, 100
    variance = (1 - second) / ((1 + second) * ((1 - second) ** 2 - first**2))
    shocks = random.standard_normal((series, periods + settle))
    made: Array = np.asarray(lfilter([1.0], [1.0, -first, -second], shocks, axis=1), dtype=np.float64)
    return made[:, settle:] / np.sqrt(variance)


def drifting(step: float) -> Maker:
    """Independent noise of variance one on a random walk of that step."""
    return lambda random, series, periods: (
        random.standard_normal((series, periods))
        + np.cumsum(step * random.standard_normal((series, periods)), axis=1)
    )


def sagging(random: Generator, series: int, periods: int) -> Array:
    """AR(1) of .4 that hung up to one SD below its line before the event, and stands on the line after it."""
    made, before = autoregressive(random, series, periods, 0.4), periods - AFTER
    u = np.linspace(0, 1, before)
    made[:, :before] -= 4 * u * (1 - u)
    return made


def louder(random: Generator, series: int, periods: int) -> Array:
    """AR(1) of .4 whose variance doubles at the event."""
    made = autoregressive(random, series, periods, 0.4)
    made[:, -AFTER:] *= np.sqrt(2)
    return made


def fasting(random: Generator, series: int, periods: int) -> Array:
    """AR(1) of .4, lower by 1.5 SD in a month that is all Ramadan; no column of the model says so."""
    first = 2025 * 12 + 5 - (periods - AFTER)
    share = shares(np.arange(first, first + periods, dtype=float), "month")["ramadan-share"]
    return autoregressive(random, series, periods, 0.4) - 1.5 * share


def fading() -> Array:
    """The path of an effect that fades: JUMP in the first period, half of it HALF_LIFE later."""
    return JUMP * 0.5 ** (np.arange(AFTER) / HALF_LIFE)


def path(truth: Truth, mean: float | None = None, sd: float = 1.0) -> Array:
    """The effect in each period after the event; with `mean` scaled to have that mean, else by the noise's `sd`.

    A constant effect without a mean is zero: adding one moves every estimate and the truth alike.
    """
    if truth == "constant":
        return np.full(AFTER, mean or 0.0)
    return fading() * (sd if mean is None else mean / fading().mean())


def with_effect(noise: Array, effect: Array, slope: float | Array = TREND) -> Array:
    """Noise (S, n) on a straight trend, with an effect (AFTER,) or (S, AFTER) at the end of every series."""
    made = noise + np.multiply.outer(np.broadcast_to(slope, (len(noise),)), times(noise.shape[1]))
    made[:, -AFTER:] += effect
    return made


def times(periods: int) -> Array:
    """Periods counted from the event."""
    return np.arange(-(periods - AFTER), AFTER, dtype=float)


def panels(series: int) -> Sequence[int]:
    """Numbers of the panels that hold so many series; at least one."""
    return range(max(series // UNITS, 1))
