"""Where rising functions cross 0, many at once, for critical values that have no closed form."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_TURNS = 200


def cross(
    rising: Callable[..., Floats], low: Floats, high: Floats, *own: Floats, tolerance: float = 1e-12
) -> Floats:
    """For each element the point between low and high where `rising` passes 0, within a relative `tolerance`.

    `own`: arrays that the function needs, one entry an element; it is called with those still searched. Where the
    function is above 0 at low already, low is the answer; at high it must not be below 0.
    """
    # Half a second to import, and few commands need a critical value.
    from scipy.optimize.elementwise import find_root

    limits = {"xatol": 0.0, "xrtol": tolerance, "fatol": 0.0, "frtol": 0.0}
    found = find_root(rising, (low, high), args=own, tolerances=limits, maxiter=MOST_TURNS)
    return np.where(rising(low, *own) >= 0, low, found.x)
