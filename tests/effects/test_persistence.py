"""Retention: Fieller's set holds exactly the ratios that a plain test does not reject."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.effects.persistence import retention

number = st.floats(-5, 5).map(lambda x: round(x, 2))
variance = st.floats(0.05, 4).map(lambda x: round(x, 2))


def test_a_clear_early_effect_gives_an_interval() -> None:
    # Independent estimates 2 (se .5) and 4 (se .5), c = 2: 15 g^2 - 16 g + 3 <= 0.
    found = retention(2.0, 4.0, 0.25, 0.25, 0.0, 2.0)
    assert (found.ratio, found.kind) == (0.5, "bounded")
    assert found.low == pytest.approx((8 - math.sqrt(64 - 45)) / 15)
    assert found.high == pytest.approx((8 + math.sqrt(64 - 45)) / 15)
    assert found.width == pytest.approx(2 * math.sqrt(19) / 15)


def test_an_early_effect_that_may_be_nothing_bounds_nothing() -> None:
    hole = retention(3.0, 0.5, 0.25, 0.25, 0.0, 2.0)
    assert (hole.kind, hole.width) == ("unbounded", math.inf)
    assert hole.low < 0 < hole.high
    assert hole.holds(6.0)
    assert not hole.holds(0.0)
    nothing = retention(0.1, 0.1, 0.25, 0.25, 0.0, 2.0)
    assert (nothing.kind, nothing.low, nothing.high) == ("everything", -math.inf, math.inf)
    assert retention(1.0, 0.0, 0.25, 0.25, 0.0, 2.0).ratio is None


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_on_the_edge_the_set_is_a_half_line(sign: float) -> None:
    edge = retention(sign * 3.0, 1.0, 0.25, 0.25, 0.0, 2.0)
    assert edge.kind == "unbounded"
    assert edge.holds(sign * 100.0)
    assert edge.holds(sign * 8 / 6)
    assert not edge.holds(sign * 8 / 6.01)


@settings(max_examples=60)
@given(number, number, variance, variance, st.floats(-0.95, 0.95), st.sampled_from([1.0, 1.96, 3.0]))
def test_the_set_holds_what_a_test_of_the_ratio_does_not_reject(
    late: float, early: float, var_late: float, var_early: float, rho: float, critical: float
) -> None:
    cov = rho * math.sqrt(var_late * var_early)
    found = retention(late, early, var_late, var_early, cov, critical)
    for ratio in [*np.linspace(-12, 12, 49), -1e5, 1e5]:
        error = math.sqrt(var_late - 2 * ratio * cov + ratio**2 * var_early)
        z = abs(late - ratio * early) / error
        if abs(z - critical) > 1e-7:
            assert found.holds(ratio) == (z <= critical)
    assume(early != 0 and found.ratio is not None)
    assert found.holds(late / early)


def test_an_impossible_covariance_is_refused() -> None:
    with pytest.raises(ValueError, match="covariance"):
        retention(1.0, 1.0, 1.0, 1.0, 1.5, 2.0)
