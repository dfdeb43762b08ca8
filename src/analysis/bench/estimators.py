"""Effects of many series by the package's model beside ARIMA by statsmodels, one series at a time, on the same columns.

Ours: AR(1) and random walk integrated over their grid, noise shared between units, exact 95 % quantiles of the mean.
Theirs: ARIMA(1,0,0) by maximum likelihood with its intervals, on a sample. One thread; costs are told for one series.
"""

import sys
import warnings
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

import numpy as np
from threadpoolctl import threadpool_limits

from analysis.bench.asked import Asked, Step, silent
from analysis.bench.cost import Cost
from analysis.bench.inside import measured, tell
from analysis.bench.record import Row, row
from analysis.bench.rounds import in_turns
from analysis.effects.columns import Shape, columns
from analysis.effects.its import model
from analysis.effects.noise import Array, noise
from analysis.effects.series import Block

MONTHS, BEFORE = 36, 24
SHAPE = Shape(since=BEFORE, effects=("mean",), horizon=MONTHS - BEFORE)
SEED, RHO = 2025, 0.4
A_UNIT, SAMPLE = 10, 40
"""Series of ours for each unit asked for, and at most so many of theirs."""

OURS, THEIRS = "estimators", "statsmodels"


def measure(asked: Asked, step: Step = silent) -> tuple[Row, ...]:
    """Both in turns; theirs only where statsmodels is installed. Each row counts its own series."""
    counts = {OURS: A_UNIT * asked.units}
    if find_spec("statsmodels"):
        counts[THEIRS] = min(SAMPLE, A_UNIT * asked.units)
    ways = {way: partial(_cost, way, count) for way, count in counts.items()}
    found = in_turns(ways, asked.rounds, step)
    return tuple(row(way, counts[way], costs) for way, costs in found.items())


def _cost(way: str, count: int) -> Cost:
    return measured("analysis.bench.estimators", way, str(count))[0]


def made(count: int) -> Array:
    """So many series of AR(1) noise of variance 1, the same ones always, whatever their number."""
    shocks = np.random.default_rng(SEED).normal(size=(count, MONTHS)) * np.sqrt(1 - RHO**2)
    values = np.empty_like(shocks)
    values[:, 0] = shocks[:, 0] / np.sqrt(1 - RHO**2)
    for month in range(1, MONTHS):
        values[:, month] = RHO * values[:, month - 1] + shocks[:, month]
    return values


def ours(values: Array) -> tuple[Array, Array, Array]:
    """Means with exact 95 % intervals, one call a hundred series as for one outcome of a city."""
    parts: list[tuple[Array, Array, Array]] = []
    for start in range(0, len(values), 100):
        some = values[start : start + 100]
        names = tuple(map(str, range(len(some))))
        block = Block(names, np.arange(float(MONTHS)), some, None, np.ones(len(some)))
        found = model(block, SHAPE, {}, noise("ar1+rw"), share_noise=True).estimate("mean")
        parts.append((found.mean, found.quantile(0.025), found.quantile(0.975)))
    means, lows, highs = (np.concatenate(each) for each in zip(*parts, strict=True))
    return means, lows, highs


def theirs(values: Array) -> Array:
    """Means of the months after by ARIMA(1,0,0) with the same columns."""
    from statsmodels.tsa.arima.model import ARIMA

    shape = columns(np.arange(float(MONTHS)), SHAPE, {})
    found: list[float] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for series in values:
            fitted = ARIMA(series, exog=shape.matrix, order=(1, 0, 0), trend="n").fit()
            found.append(float(fitted.params[: shape.matrix.shape[1]] @ shape.estimands["mean"]))
            fitted.conf_int()
    return np.array(found)


def work(way: str, count: int) -> Callable[[], int]:
    """One way over so many series, once it was tried on one."""
    values = made(count)
    fit = ours if way == OURS else theirs
    fit(values[:1])
    return lambda: len(fit(values)) and count


if __name__ == "__main__":
    with threadpool_limits(1):
        tell(work(sys.argv[1], int(sys.argv[2])))
