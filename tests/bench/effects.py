"""Effects of 1,200 series against statsmodels on the same series: `python -m tests.bench.effects [series] [sample]`.

Both fit the same columns. Ours: AR(1) and random walk integrated over their grid, noise shared between units, exact
95 % quantiles of the mean. Theirs: ARIMA(1,0,0) by maximum likelihood, one series at a time, on a sample. Processor
time of one process with one thread; the ratio is for the same number of series.
"""

import sys
import time
import warnings
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from analysis.effects.columns import Shape, columns
from analysis.effects.its import model
from analysis.effects.noise import Array, noise
from analysis.effects.series import Block
from tests.effects.oracle_models import ar1

MONTHS, BEFORE = 36, 24
SHAPE = Shape(since=BEFORE, effects=("mean",), horizon=MONTHS - BEFORE)


@dataclass(frozen=True)
class Measured:
    """Processor seconds of ours for all series and of theirs for the sample, with both estimates of the sample."""

    series: int
    sample: int
    ours: float
    theirs: float
    our_means: Array
    their_means: Array

    @property
    def ratio(self) -> float:
        """How many times as long theirs takes for as many series."""
        return self.theirs / self.sample * self.series / self.ours


def ours(values: Array) -> tuple[Array, Array, Array]:
    """Means with exact 95 % intervals, one call a hundred series as for one outcome of a city."""
    parts: list[tuple[Array, Array, Array]] = []
    for start in range(0, len(values), 100):
        some = values[start : start + 100]
        block = Block(
            tuple(map(str, range(len(some)))), np.arange(float(MONTHS)), some, None, np.ones(len(some))
        )
        found = model(block, SHAPE, {}, noise("ar1+rw"), share_noise=True).estimate("mean")
        parts.append((found.mean, found.quantile(0.025), found.quantile(0.975)))
    means, lows, highs = (np.concatenate(each) for each in zip(*parts, strict=True))
    return means, lows, highs


def theirs(values: Array) -> Array:
    """Means of the quarter steps by ARIMA(1,0,0) with the same columns."""
    from statsmodels.tsa.arima.model import ARIMA

    made = columns(np.arange(float(MONTHS)), SHAPE, {})
    found: list[float] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for series in values:
            fitted = ARIMA(series, exog=made.matrix, order=(1, 0, 0), trend="n").fit()
            found.append(float(fitted.params[: made.matrix.shape[1]] @ made.estimands["mean"]))
            fitted.conf_int()
    return np.array(found)


def measure(series: int = 1200, sample: int = 40, seed: int = 2025) -> Measured:
    """Both on the same simulated series, 24 months before and 12 after."""
    values = ar1(np.random.default_rng(seed), series, MONTHS, 0.4)
    with threadpool_limits(1):
        theirs(values[:1])
        before = time.process_time()
        means, _, _ = ours(values)
        between = time.process_time()
        their_means = theirs(values[:sample])
        after = time.process_time()
    return Measured(series, sample, between - before, after - between, means[:sample], their_means)


def main(series: int, sample: int) -> int:
    """The table."""
    found = measure(series, sample)
    print(f"ours    {found.ours:8.2f} s of processor time, {found.series} series")
    print(f"ARIMA   {found.theirs:8.2f} s of processor time, {found.sample} series")
    print(f"ratio   {found.ratio:8.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*(int(each) for each in [*sys.argv[1:], *("1200", "40")[len(sys.argv) - 1 :]])))
