"""The one configuration that every row is judged with: the package's own, nothing chosen by row."""

import numpy as np

from analysis.calibration.worlds import AFTER, UNITS, times
from analysis.effects.columns import Shape
from analysis.effects.its import model
from analysis.effects.mixture import Mixture, stack
from analysis.effects.noise import Array, Errors, noise
from analysis.effects.series import Block

ERRORS: Errors = "ar1+rw"
MEAN = ("mean",)
STEP = ("step",)


def shape(pairs: int = 0, effects: tuple[str, ...] = MEAN) -> Shape:
    """Intercept, trend, so many harmonic pairs, and the effect over AFTER periods."""
    return Shape(0, effects, AFTER, season="harmonics" if pairs else "none", pairs=pairs)


def block(values: Array, lever: Array | None = None) -> Block:
    """Series side by side, all of one weight."""
    names = tuple(f"u{k:04d}" for k in range(len(values)))
    return Block(names, times(values.shape[1]), values, None, np.ones(len(values)), lever)


def alone(values: Array, pairs: int = 0) -> Mixture:
    """The mean effect of each series fitted by itself, as a city is."""
    return model(block(values), shape(pairs), {}, noise(ERRORS)).estimate("mean")


def in_panels(
    values: Array,
    pairs: int = 0,
    *,
    share_slopes: bool = False,
    effects: tuple[str, ...] = MEAN,
    errors: Errors = ERRORS,
) -> Mixture:
    """The mean effect of units in panels of UNITS, who teach each other how noise looks and, if asked, slopes."""
    wanted, grid = shape(pairs, effects), noise(errors)
    return stack(
        [
            model(
                block(values[k : k + UNITS]), wanted, {}, grid, share_noise=True, share_slopes=share_slopes
            ).estimate("mean")
            for k in range(0, len(values), UNITS)
        ]
    )


def holds(found: Mixture, truth: float | Array, level: float = 0.95) -> Array:
    """1 where the central interval holds the truth, else 0: its ends are exact quantiles, so that P(below) tells."""
    below = found.below(truth)
    half = (1 - level) / 2
    return ((below >= half) & (below <= 1 - half)).astype(float)


def widths(found: Mixture, level: float = 0.95) -> Array:
    """Widths of the central intervals of the first third of the series: a mean width needs fewer than a coverage."""
    some, half = found.only(range(max(len(found.df) // 3, 1))), (1 - level) / 2
    return some.quantile(1 - half) - some.quantile(half)
