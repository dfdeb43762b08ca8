"""Our interval beside common ones on the same series: of 100 such intervals, how many hold the truth."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from analysis.calibration.common import WAYS
from analysis.calibration.comparisons import METHODS
from analysis.calibration.configuration import alone, shape
from analysis.calibration.measured import OURS
from analysis.calibration.row import LEAST_COVERAGE, TRUTHS, Job, Row, Truth, share
from analysis.calibration.worlds import AFTER, ar, chance, path, times, with_effect
from analysis.effects.columns import columns
from analysis.effects.noise import Array

BEFORE, RHO = 24, 0.4
PICTURED = 100
CHOSEN = ("least-squares", "newey-west-3", "prais-winsten")
SLOW = tuple(name for name, asked in METHODS.items() if asked.slow)


def jobs(series: int) -> list[Job]:
    """A third of the series of the other rows: 1,000 in the long form; slow methods on those that are pictured."""
    count = max(series // 3, 2)
    made: list[Job] = [partial(_beside, truth, count, (OURS, *CHOSEN, *WAYS)) for truth in TRUTHS]
    return [*made, partial(_beside, "constant", min(count, PICTURED), SLOW)]


def intervals(truth: Truth, count: int, names: tuple[str, ...]) -> dict[str, Array]:
    """95 % intervals (S, 2) of estimate less truth by method: one holds the truth if it holds zero."""
    effect = path(truth)
    values = with_effect(ar(RHO)(chance("beside"), count, BEFORE + AFTER), effect)
    return {name: _ends(name, values) - effect.mean() for name in names}


def pictured(series: int) -> dict[str, list[list[float]]]:
    """The first intervals of each method, for a picture."""
    count = min(max(series // 3, 2), PICTURED)
    found = intervals("constant", count, (OURS, *CHOSEN, *WAYS, *SLOW))
    return {name: np.round(each, 3).tolist() for name, each in found.items()}


def _ends(name: str, values: Array) -> Array:
    at = times(BEFORE + AFTER)
    if name == OURS:
        found = alone(values)
        return np.stack([found.quantile(0.025), found.quantile(0.975)], 1)
    if name in WAYS:
        made = columns(at, shape(), {})
        return WAYS[name](values, made.matrix, made.estimands["mean"])
    many = METHODS[name].fit(values, at, shape())
    return np.stack([many.low, many.high], 1)


def _beside(truth: Truth, count: int, names: tuple[str, ...]) -> Iterator[Row]:
    for name, each in intervals(truth, count, names).items():
        told = each[~np.isnan(each[:, 0])]
        hit = (told[:, 0] <= 0) & (told[:, 1] >= 0)
        width = float((told[:, 1] - told[:, 0]).mean())
        limit = LEAST_COVERAGE if name == OURS else None
        values = {"method": name}
        yield Row("beside", "interval", truth, "coverage", *share(hit), limit, values, width)
