"""The shortest form of the calibration: figures keep their limits as far as so few series can tell."""

from collections.abc import Iterable
from functools import partial
from math import sqrt

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from analysis.calibration import (
    beside,
    city,
    configuration,
    counting,
    coverage,
    donors,
    selection,
    trends,
    units,
    verdicts,
)
from analysis.calibration.row import Job, Row

SERIES = 200
SURE = 4.0
"""Standard errors by which a figure of so few series may miss its limit: one false alarm in 30,000 rows."""

CLUSTERED = 2.0
"""Units of a panel are judged together: their coverage varies more than that of as many series alone."""

CHOSEN: dict[str, list[Job]] = {
    "cells": [
        partial(coverage.cell, who, before, pairs, 0.4, SERIES)
        for who in ("city", "units")
        for before, pairs in ((24, 0), (36, 2))
    ],
    "stress": [
        partial(coverage.stress, who, name, SERIES)
        for who in ("city", "units")
        for name in ("mixed", "heavy", "walk-30", "sag", "louder")
    ],
    "beside": beside.jobs(SERIES)[:2],
    "shock": city.jobs(SERIES)[1:3],
    "slopes": trends.jobs(SERIES)[:2],
    "verdict": verdicts.jobs(SERIES),
    "donors": donors.jobs(100),
    "units": units.jobs(SERIES),
    "selection": selection.jobs(2 * SERIES),
    "counts": counting.jobs(SERIES)[::6],
}


def missed(row: Row) -> float:
    """By how many standard errors at the limit a row misses it; below zero where it keeps it."""
    assert row.reached is not None
    assert row.limit is not None
    by = row.limit - row.reached if row.least else row.reached - row.limit
    if row.figure == "width" and row.chapter == "cells":
        return by / row.error
    if row.figure == "width":
        return by / max(row.error, 0.02)
    # At the limit, not at the figure: a share of zero has no error of its own.
    return by / (CLUSTERED * sqrt(row.limit * (1 - row.limit) / row.n))


def rows(jobs: Iterable[Job]) -> list[Row]:
    with threadpool_limits(1, "blas"):
        return [row for job in jobs for row in job()]


@pytest.mark.repeats
@pytest.mark.parametrize("chapter", CHOSEN)
def test_figures_keep_their_limits_within_the_error_of_the_simulation(chapter: str) -> None:
    found = rows(CHOSEN[chapter])
    judged = [row for row in found if row.limit is not None and row.reached is not None]
    assert judged
    assert {row.chapter for row in found} == {chapter}
    assert [row for row in judged if missed(row) > SURE] == []


@pytest.mark.repeats
def test_an_interval_that_ignores_correlation_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configuration, "ERRORS", "iid")
    found = rows([partial(coverage.cell, "city", 24, 0, 0.6, SERIES)])
    assert all(missed(row) > SURE for row in found if row.figure == "coverage")


@pytest.mark.repeats
def test_the_clustered_regression_calls_shocks_effects_and_ours_does_not() -> None:
    found = {(row.name, row.truth): row for row in rows(city.jobs(300)[2:3])}
    ours, theirs = found["ours", "constant"].reached, found["clustered", "constant"].reached
    assert ours is not None
    assert theirs is not None
    assert theirs > ours + 0.25


def test_holding_the_truth_by_probability_is_holding_it_by_the_printed_ends() -> None:
    values = np.random.default_rng(1).standard_normal((40, 36))
    found = configuration.alone(values)
    low, high = found.quantile(0.025), found.quantile(0.975)
    for truth in (-1.5, 0.0, 0.7):
        assert configuration.holds(found, truth).tolist() == ((low <= truth) & (truth <= high)).tolist()
