"""Every limit of length at its edge: one period fewer is refused, and says so."""

import numpy as np
import pytest

from analysis.effects.columns import Shape, columns
from analysis.effects.noise import Array
from analysis.effects.refusal import Reason, Sides, saturated, sides, thin


def series(before: int, after: int, gaps: tuple[int, ...] = ()) -> tuple[Array, Array, float]:
    n = before + after
    values = np.random.default_rng(1).normal(size=n)
    values[list(gaps)] = np.nan
    return np.arange(float(n)), values, float(before)


@pytest.mark.parametrize(
    ("before", "after", "gaps", "told"),
    [
        (12, 3, (), None),
        (11, 3, (), "few-before"),
        (13, 3, (5,), None),
        (12, 3, (5,), "few-before"),
        (12, 2, (), "few-after"),
        (24, 12, (3, 4), None),
        (24, 12, (3, 4, 5), "run-of-gaps"),
        (24, 12, (22, 23, 24), "run-of-gaps"),
        (20, 10, (1, 3, 5, 7, 9, 11), None),
        (20, 10, (1, 3, 5, 7, 9, 11, 13), "gaps"),
        (4, 3, (0, 1, 2, 3), "no-before"),
        (4, 3, (4, 5, 6), "no-after"),
    ],
)
def test_monthly_limits(before: int, after: int, gaps: tuple[int, ...], told: Reason | None) -> None:
    assert thin(*series(before, after, gaps), monthly=True, limits=True) == told


def test_limits_are_lifted_by_the_design_and_are_about_months_alone() -> None:
    for monthly, limits in ((True, False), (False, True)):
        assert thin(*series(2, 1), monthly=monthly, limits=limits) is None
        assert thin(*series(9, 9, (2, 3, 4, 5, 6, 7)), monthly=monthly, limits=limits) is None
        assert thin(*series(0, 3), monthly=monthly, limits=limits) == "no-before"


@pytest.mark.parametrize("level", [0.0, 1e-9, 96.0, -1e9])
def test_a_series_that_never_moves_is_refused_whatever_the_limits(level: float) -> None:
    times, values, since = series(24, 12)
    values[:] = level
    values[3] = np.nan
    assert thin(times, values, since, monthly=True, limits=False) == "constant"
    values[5] = level + max(abs(level), 1e-9) * 1e-6
    assert thin(times, values, since, monthly=True, limits=False) is None


def test_periods_are_counted_on_either_side_of_the_date() -> None:
    times, values, since = series(5, 4, (0, 5, 8))
    assert sides(times, values, since) == Sides(4, 2)


def test_a_model_needs_two_periods_more_than_columns() -> None:
    shape = Shape(since=4, effects=("step",), horizon=3)
    assert saturated(columns(np.arange(4.0), shape, {})) == "too-few-periods"
    assert saturated(columns(np.arange(5.0), shape, {})) is None
