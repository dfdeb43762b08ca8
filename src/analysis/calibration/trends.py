"""What units gain when they teach each other how steep trends are: size, power and width."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from analysis.calibration.configuration import ERRORS, MEAN, STEP, holds, in_panels, widths
from analysis.calibration.row import Job, Row, clustered, mean_of
from analysis.calibration.worlds import (
    AFTER,
    TREND,
    UNITS,
    ar,
    chance,
    panels,
    path,
    with_effect,
)
from analysis.effects.noise import Array, Errors

SLOPE_SD = 0.01
EFFECT = 1.5
BEFORE = 24
LIMITS = {"step": (2.7, 0.65), "quarters": (3.0, 0.50)}
"""Widest mean width and least power, by the form of the effect."""

MOST_FALSE = 0.06
FORMS = {"step": STEP, "quarters": MEAN}


def jobs(series: int) -> list[Job]:
    """Both forms under the package's errors and, told beside, under AR(1) alone."""
    errors: tuple[Errors, ...] = (ERRORS, "ar1")
    return [partial(_pooled, form, one, series) for one in errors for form in FORMS]


def units(series: int) -> tuple[Array, Array]:
    """Noise of whole panels of units, and each unit's own slope."""
    count, random = len(panels(series)) * UNITS, chance("slopes")
    return ar(0.4)(random, count, BEFORE + AFTER), TREND + SLOPE_SD * random.standard_normal(count)


def _pooled(form: str, errors: Errors, series: int) -> Iterator[Row]:
    noise, slope = units(series)
    ours = errors == ERRORS
    widest, weakest = LIMITS[form]
    values: dict[str, float | str] = {"form": form, "errors": errors, "effect": EFFECT}

    def judged(effect: Array):
        return in_panels(
            with_effect(noise, effect, slope), share_slopes=True, effects=FORMS[form], errors=errors
        )

    for truth in ("constant", "fading"):
        # A single step says by its name that the effect stays: on one that fades it is told and not judged.
        limited = ours and (truth == "constant" or form == "quarters")
        null, real = judged(path(truth, 0.0 if truth == "constant" else None)), judged(path(truth, EFFECT))
        true_mean = float(path(truth, 0.0 if truth == "constant" else None).mean())
        size = clustered((1 - holds(null, true_mean)).reshape(-1, UNITS))
        sure = clustered((real.below(0.0) <= 0.025).astype(float).reshape(-1, UNITS))
        yield Row("slopes", "size", truth, "rate", *size, MOST_FALSE if limited else None, values)
        yield Row("slopes", "power", truth, "power", *sure, weakest if limited else None, values)
        width = mean_of(np.asarray(widths(null)))
        yield Row("slopes", "width", truth, "width", *width, widest if limited else None, values)
