"""Where the values of a series stand on a regular grid of time: comparison methods count lags in its steps."""

import numpy as np

from analysis.effects.noise import Array, Index

MOST_EMPTY = 0.5
"""A grid that has more empty places than this is no regular series with gaps."""


def places(times: Array) -> Index:
    """Steps since the first time, (n,), in the largest step that meets every time: yearly values are one apart.

    Gaps keep their place. Times between whole periods are a ValueError: no panel has them.
    """
    whole = np.round(times).astype(np.intp)
    if not np.array_equal(whole, times):
        raise ValueError("lags are counted between whole periods")
    since = whole - whole.min()
    step = int(np.gcd.reduce(since))
    return since // step if step else since


def regular(at: Index) -> bool:
    """Whether at least half of the grid's places (n,) have a value."""
    return len(at) >= (1 - MOST_EMPTY) * (int(at.max()) + 1)
