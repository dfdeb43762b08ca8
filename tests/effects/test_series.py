"""Levels, means and slopes over units beside regressions with a dummy for every unit and time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.noise import Array
from analysis.effects.series import Block, along, apart, together, two_way
from tests.effects.oracle_models import levels


def block(values: Array, weight: Array | None = None, sampling: Array | None = None) -> Block:
    units, n = values.shape
    names = tuple(f"u{k}" for k in range(units))
    return Block(names, np.arange(float(n)), values, sampling, np.ones(units) if weight is None else weight)


def gappy(rng: np.random.Generator, share: float) -> Array:
    values = rng.normal(size=(5, 9)).cumsum(1) + 10 * rng.normal(size=(5, 1))
    gaps = rng.random((5, 9)) < share
    gaps[0] = False
    gaps[:, 4] = False
    return np.where(gaps, np.nan, values)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.2, 0.6]), st.sampled_from([1e-9, 1.0, 1e9]))
def test_levels_equal_a_regression_on_dummies(seed: int, share: float, size: float) -> None:
    rng = np.random.default_rng(seed)
    values, weight = gappy(rng, share), rng.uniform(0.1, 5, 5)
    unit, time = two_way(block(size * values, weight))
    told_unit, told_time = levels(values, weight)
    assert time / size == pytest.approx(told_time, abs=1e-8)
    assert unit / size == pytest.approx(told_unit, abs=1e-8)


def test_panels_that_barely_overlap_have_levels_too() -> None:
    values = np.random.default_rng(1).normal(size=(8, 30)).cumsum(1)
    for s in range(8):
        values[s, : 3 * s] = values[s, 3 * s + 9 :] = np.nan
    _, time = two_way(block(values))
    assert time == pytest.approx(levels(values, np.ones(8))[1], abs=1e-9)


def test_without_gaps_levels_are_plain_means_and_one_series_is_the_weighted_mean() -> None:
    rng = np.random.default_rng(2)
    values, weight = rng.normal(size=(4, 6)), np.array([1.0, 2, 3, 4])
    unit, time = two_way(block(values))
    assert unit == pytest.approx(values.mean(1))
    assert time == pytest.approx(values.mean(0) - values.mean())
    sampling = rng.uniform(1, 2, (4, 6))
    one = together(block(values, weight, sampling), "*")
    assert one.units == ("*",)
    assert one.values[0] == pytest.approx(weight @ values / 10)
    assert one.sampling is not None
    assert one.sampling[0] == pytest.approx((weight / 10) ** 2 @ sampling)


def test_a_unit_that_is_absent_moves_no_mean() -> None:
    time = np.array([0.0, 1, 4, 2])
    values = np.array([[10.0], [20.0], [90.0]]) + time
    values[2, 1] = values[0, 3] = np.nan
    assert together(block(values), "*").values[0] == pytest.approx(40 + time)
    nobody = values.copy()
    nobody[:, 2] = np.nan
    assert np.isnan(together(block(nobody), "*").values[0]).tolist() == [False, False, True, False]


def test_what_all_share_drops_out_of_each() -> None:
    rng = np.random.default_rng(3)
    values = gappy(rng, 0.2)
    shock = 100 * rng.normal(size=9)
    before, after = apart(block(values)).values, apart(block(values + shock)).values
    # The mean of the shock stays: it belongs to no time, and an intercept takes it.
    assert after - shock.mean() == pytest.approx(before, nan_ok=True)
    full = apart(block(np.nan_to_num(values))).values
    assert full.mean(0) == pytest.approx(np.full(9, full.mean()), abs=1e-9)


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_a_contrast_along_the_dose_is_the_regression_with_dummies(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, dose = rng.normal(size=(6, 8)).cumsum(1), rng.normal(size=6)
    found = along(block(values), dose, "dose").values[0]
    rows = [
        np.concatenate([np.eye(6)[s], np.eye(8)[t], [dose[s] * (t >= 5)]]) for s in range(6) for t in range(8)
    ]
    told = np.linalg.lstsq(np.array(rows), values.ravel(), rcond=None)[0][-1]
    assert found[5:].mean() - found[:5].mean() == pytest.approx(told, abs=1e-9)


def test_a_slope_over_units_is_exact_where_the_dose_explains_all() -> None:
    dose, slope = np.array([0.0, 1, 2, 5]), np.array([0.5, -1, 2, 0])
    values = 7 + np.array([[1.0], [2], [3], [9]]) + np.arange(4.0) + dose[:, None] * slope
    found = along(block(values, sampling=np.ones((4, 4))), dose, "dose")
    assert found.values[0] - found.values[0, 0] == pytest.approx(slope - slope[0])
    assert found.sampling is not None
    assert found.sampling[0] == pytest.approx(np.full(4, 1 / ((dose - 2) ** 2).sum()))


def test_parts_of_a_block_keep_what_belongs_to_them() -> None:
    values = np.arange(6.0).reshape(2, 3)
    whole = Block(("a", "b"), np.arange(3.0), values, 2 * values, np.array([1.0, 2]), 3 * values)
    one = whole.only([False, True]).between(np.array([True, False, True]))
    assert one.sampling is not None
    assert one.lever is not None
    assert (one.units, one.times.tolist(), one.weight.tolist()) == (("b",), [0, 2], [2])
    assert (one.values.tolist(), one.sampling.tolist(), one.lever.tolist()) == (
        [[3, 5]],
        [[6, 10]],
        [[9, 15]],
    )
