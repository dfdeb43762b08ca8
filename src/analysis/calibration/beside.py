"""Our interval beside five common ones on the same series: of 100 such intervals, how many hold the truth."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from analysis.calibration.common import METHODS
from analysis.calibration.configuration import alone, shape
from analysis.calibration.row import LEAST_COVERAGE, TRUTHS, Job, Row, Truth, share
from analysis.calibration.worlds import AFTER, ar, chance, path, times, with_effect
from analysis.effects.columns import columns
from analysis.effects.noise import Array

BEFORE, RHO = 24, 0.4
OURS = "ours"
PICTURED = 100


def jobs(series: int) -> list[Job]:
    """A third of the series of the other rows: 1,000 in the long form."""
    return [partial(_beside, truth, max(series // 3, 2)) for truth in TRUTHS]


def intervals(truth: Truth, count: int) -> dict[str, Array]:
    """95 % intervals (S, 2) of estimate less truth by method, ours first: one holds the truth if it holds zero."""
    effect = path(truth)
    values = with_effect(ar(RHO)(chance("beside"), count, BEFORE + AFTER), effect)
    made = columns(times(BEFORE + AFTER), shape(), {})
    found = alone(values)
    ends = {OURS: np.stack([found.quantile(0.025), found.quantile(0.975)], 1)}
    ends |= {name: method(values, made.matrix, made.estimands["mean"]) for name, method in METHODS.items()}
    return {name: each - effect.mean() for name, each in ends.items()}


def pictured(series: int) -> dict[str, list[list[float]]]:
    """The first intervals of each method, for a picture."""
    found = intervals("constant", max(series // 3, 2))
    return {name: np.round(each[:PICTURED], 3).tolist() for name, each in found.items()}


def _beside(truth: Truth, count: int) -> Iterator[Row]:
    for name, each in intervals(truth, count).items():
        hit = ((each[:, 0] <= 0) & (each[:, 1] >= 0)).astype(float)
        width = float((each[:, 1] - each[:, 0]).mean())
        limit = LEAST_COVERAGE if name == OURS else None
        yield Row("beside", name, truth, "coverage", *share(hit), limit, width=width)
