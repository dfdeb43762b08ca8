"""Other methods on the very series of the usual worlds: of 100 of their intervals, how many hold the truth.

Each is what `retret estimate` gives when a design asks for it: least squares, Newey-West and Prais-Winsten with t
quantiles of n - p degrees of freedom, ARIMA and local level with normal ones. Columns are the package's own, one step a
quarter. With one level and one slope after the date instead, least squares holds the truth as often, Newey-West one to
four times in 100 more often: every further column takes some of the correlation out of the residuals that it is told by.
Newey-West with a normal quantile, which is what most programs print, holds it one or two times less often than the t
here. ARIMA takes its errors from the curvature of the likelihood; the outer product of its scores, another usual choice,
gives wider intervals on short series. Prais-Winsten keeps the first value, which Cochrane-Orcutt drops.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from analysis.calibration.configuration import shape
from analysis.calibration.coverage import CELLS, RHOS, usual
from analysis.calibration.row import Job, Row, share
from analysis.calibration.worlds import AFTER, path, times, with_effect
from analysis.effects.columns import Shape
from analysis.effects.compare.many import Many, fit_many
from analysis.effects.compare.method import Name
from analysis.effects.noise import Array

Cell = tuple[int, int, float]
"""Months before, harmonic pairs, and the correlation of one month's noise with the next."""


@dataclass(frozen=True)
class Asked:
    """What a design says to get one method. `slow`: series are fitted one after the other."""

    errors: Name | None
    lags: int | None = None
    small_sample: bool = False
    slow: bool = False

    def fit(self, values: Array, at: Array, wanted: Shape) -> Many:
        """Every series (S, n) at times (n,)."""
        errors = "iid" if self.errors is None else self.errors
        return fit_many(values, at, wanted, errors, lags=self.lags, small_sample=self.small_sample)


METHODS: Mapping[str, Asked] = {
    "least-squares": Asked(None),
    "newey-west-3": Asked("newey-west", 3),
    "newey-west-3-small": Asked("newey-west", 3, small_sample=True),
    "newey-west-6-small": Asked("newey-west", 6, small_sample=True),
    "prais-winsten": Asked("prais-winsten"),
    "arima": Asked("arima", slow=True),
    "local-level": Asked("local-level", slow=True),
}
"""Newey-West with three lags, as many as 28 to 61 months get by the usual rule, is what a city's page shows."""

SLOW_CELLS: tuple[Cell, ...] = ((24, 0, 0.4), (24, 1, 0.2), (24, 1, 0.4), (24, 1, 0.6), (36, 2, 0.4))
FEWER = 12


def jobs(series: int) -> list[Job]:
    """Every method in every cell; those that take their time on fewer series, and in some of the cells."""
    cells: list[Cell] = [(before, pairs, rho) for before, pairs in CELLS for rho in RHOS]
    return [
        partial(cell, name, one, max(series // FEWER, 2) if asked.slow else series)
        for one in cells
        for name, asked in METHODS.items()
        if not asked.slow or one in SLOW_CELLS
    ]


def cell(name: str, one: Cell, count: int) -> Iterator[Row]:
    """Coverage and mean width of one method in one cell, among the series that have an interval (`n`).

    The effect is constant; rows of the chapter `beside` with the same columns say that one which fades changes little.
    """
    before, pairs, rho = one
    values = with_effect(usual(rho, before, count), path("constant"))
    found = METHODS[name].fit(values, times(before + AFTER), shape(pairs))
    told = ~np.isnan(found.low)
    low, high = found.low[told], found.high[told]
    said: dict[str, float | str] = {"method": name, "before": before, "pairs": pairs, "rho": rho}
    width = float((high - low).mean())
    held = (low <= 0) & (high >= 0)
    yield Row("comparisons", "cell", "constant", "coverage", *share(held), values=said, width=width)
