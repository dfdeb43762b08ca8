"""The information in a likelihood at its highest point, by differences."""

from collections.abc import Callable

import numpy as np

from analysis.effects.noise import Array

STEP = 1e-3
"""For numbers whose likelihood bends over about one: rounding leaves eight digits, and so does the difference."""


def information(log_likelihood: Callable[[Array], float], size: int) -> Array:
    """Minus the second derivatives at zero, (size, size), by central differences.

    The caller moves the highest point to zero and measures each number in units over which the likelihood bends.
    """
    middle = log_likelihood(np.zeros(size))
    steps = STEP * np.eye(size)
    found = np.empty((size, size))
    for i in range(size):
        found[i, i] = log_likelihood(steps[i]) - 2 * middle + log_likelihood(-steps[i])
        for j in range(i):
            one, other = steps[i] + steps[j], steps[i] - steps[j]
            corners = log_likelihood(one) + log_likelihood(-one)
            corners = corners - log_likelihood(other) - log_likelihood(-other)
            found[i, j] = found[j, i] = corners / 4
    return -found / STEP**2
