"""Where rising functions cross 0, many at once, for critical values that have no closed form."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_TURNS = 200


def cross(rising: Callable[[Floats], Floats], low: Floats, high: Floats, tolerance: float = 1e-12) -> Floats:
    """For each element the point between low and high where `rising` passes 0, within a relative `tolerance`.

    Inverse quadratic steps where they are safe, else bisection (Chandrupatla, Advances in Engineering Software 28,
    1997). Where the function is above 0 at low already, low is the answer; at high it must not be below 0.
    """
    at_low, at_high = rising(low), rising(high)
    settled = at_low >= 0
    here, there, at_here, at_there = (
        high,
        low,
        np.where(settled, 0.0, at_high),
        np.where(settled, -1.0, at_low),
    )
    part = np.full(low.shape, 0.5)
    for _ in range(MOST_TURNS):
        point = here + part * (there - here)
        value = rising(point)
        same = np.sign(value) == np.sign(at_here)
        third, at_third = np.where(same, here, there), np.where(same, at_here, at_there)
        there, at_there = np.where(same, there, here), np.where(same, at_there, at_here)
        here, at_here = point, value
        best = np.where(np.abs(at_here) < np.abs(at_there), here, there)
        # Relative to the width that is left, the step that is still worth taking.
        least = tolerance * np.abs(best) / np.maximum(np.abs(there - here), 1e-300)
        if np.all(settled | (least > 0.5) | (value == 0)):
            break
        part = np.clip(_step(here, there, third, at_here, at_there, at_third), np.minimum(least, 0.5), None)
        part = np.minimum(part, np.maximum(1 - least, 0.5))
    best = np.where(np.abs(at_here) < np.abs(at_there), here, there)
    return np.where(settled, low, best)


def _step(x1: Floats, x2: Floats, x3: Floats, f1: Floats, f2: Floats, f3: Floats) -> Floats:
    """The part of the way from x1 to x2 at which the inverse parabola through the three points is 0, else half."""
    with np.errstate(divide="ignore", invalid="ignore"):
        where, level = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
        part = f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
        safe = (level**2 < where) & ((1 - level) ** 2 < 1 - where) & np.isfinite(part)
    return np.where(safe, part, 0.5)
