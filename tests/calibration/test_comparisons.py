"""Other methods on made series: they are the published ones, on the very series of ours, and as often right as stored."""

from math import sqrt

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS
from threadpoolctl import threadpool_limits

from analysis.calibration import beside, comparisons
from analysis.calibration.configuration import shape
from analysis.calibration.coverage import usual
from analysis.calibration.measured import OURS, cells, nearest
from analysis.calibration.results import Results, stored_results
from analysis.calibration.row import Row
from analysis.calibration.worlds import AFTER, path, times, with_effect
from analysis.effects.columns import columns

BEFORE, RHO = 24, 0.4
SERIES = 300
FEW = 24
SURE = 4.0
"""Standard errors by which a share of so few series may miss that of many: one false alarm in 30,000."""

PUBLISHED = {
    "least-squares": {},
    "newey-west-3": {"cov_kwds": {"maxlags": 3}},
    "newey-west-3-small": {"cov_kwds": {"maxlags": 3, "use_correction": True}},
    "newey-west-6-small": {"cov_kwds": {"maxlags": 6, "use_correction": True}},
}


def coverage(name: str, method: str, reached: float, pairs: int = 0, rho: float = RHO) -> Row:
    values = {"before": BEFORE, "pairs": pairs, "rho": rho}
    own = {"who": "city"} if name == "cells" else {"method": method}
    return Row(name, "cell", "constant", "coverage", reached, 0.01, 300, values={**values, **own})


@pytest.mark.parametrize("name", PUBLISHED)
def test_least_squares_and_newey_west_are_those_of_statsmodels(name: str) -> None:
    at = times(BEFORE + AFTER)
    made = columns(at, shape(1), {})
    values = with_effect(usual(RHO, BEFORE, 4), path("fading"))
    found = comparisons.METHODS[name].fit(values, at, shape(1))
    for k, one in enumerate(values):
        kind = {"cov_type": "HAC", "use_t": True, **PUBLISHED[name]} if PUBLISHED[name] else {}
        published = OLS(one, made.matrix).fit(**kind).t_test(made.estimands["mean"]).conf_int()[0]
        np.testing.assert_allclose([found.low[k], found.high[k]], published, rtol=1e-8)


def test_everyone_is_asked_about_the_same_first_series() -> None:
    assert usual(RHO, BEFORE, 5).tolist() == usual(RHO, BEFORE, 50)[:5].tolist()
    few, many = (beside.intervals("constant", count, ("least-squares",)) for count in (5, 50))
    assert few["least-squares"].tolist() == many["least-squares"][:5].tolist()


@pytest.mark.repeats
@pytest.mark.parametrize("name", comparisons.METHODS)
def test_a_short_run_reaches_what_is_stored_within_the_error_of_the_simulation(name: str) -> None:
    stored = stored_results()
    assert stored is not None
    slow = comparisons.METHODS[name].slow
    for one in ((24, 0, RHO),) if slow else ((24, 0, 0.6), (36, 2, 0.2)):
        with threadpool_limits(1, "blas"):
            (row,) = comparisons.cell(name, one, FEW if slow else SERIES)
        told = cells(stored)[name][one]
        assert row.reached is not None
        assert told.reached is not None
        error = sqrt(told.reached * (1 - told.reached) * (1 / row.n + 1 / told.n))
        assert abs(row.reached - told.reached) <= SURE * error
        assert row.width == pytest.approx(told.width, rel=0.3 if slow else 0.1)


@pytest.mark.repeats
def test_least_squares_and_newey_west_are_found_out_and_ours_is_not() -> None:
    found = {
        row.values["method"]: row.reached
        for job in beside.jobs(3 * SERIES)[:1]
        for row in job()
        if row.reached is not None
    }
    error = sqrt(0.05 * 0.95 / SERIES)
    assert found["least-squares"] < 0.95 - SURE * error
    assert found["newey-west-3"] < 0.95 - SURE * error
    assert found[OURS] > 0.93 - SURE * error


def test_every_fast_method_is_in_every_cell_and_slow_ones_where_a_city_looks_them_up() -> None:
    asked = [(job.args[0], job.args[1]) for job in comparisons.jobs(36)]
    for name, method in comparisons.METHODS.items():
        mine = {cell for which, cell in asked if which == name}
        assert len(mine) == (len(comparisons.SLOW_CELLS) if method.slow else 12)
        assert {pairs for _, pairs, _ in mine} == {0, 1, 2}


def test_a_city_is_told_the_cells_with_its_season_that_are_nearest() -> None:
    rows = (
        coverage("cells", OURS, 0.96),
        *(coverage("comparisons", "arima", share, 1, rho) for share, rho in ((0.9, 0.2), (0.8, 0.6))),
    )
    found = cells(Results("2026-11-24", "abc", 300, 1.0, rows, {}))
    assert list(found) == [OURS, "arima"]
    told = nearest(found, "arima", 30, 1)
    assert told is not None
    assert (told.mean, told.least, told.most, told.before, told.n) == (pytest.approx(0.85), 0.8, 0.9, 24, 300)
    assert nearest(found, "arima", 30, 0) is None
    assert nearest(found, "did", 30, 1) is None
    ours = nearest(found, OURS, 12, 0)
    assert ours is not None
    assert ours.least == ours.most == 0.96
