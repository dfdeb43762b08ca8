"""The verdict rule at every edge, in both directions, and beside the table written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.effects.mixture import Mixture
from analysis.effects.verdict import Level, Posterior, UsualBars, places, posterior, verdict

BARS = UsualBars()


def told(above: float, beyond: float, low: float, high: float) -> Posterior:
    return Posterior(above, beyond, 1 - above, low, high)


@pytest.mark.parametrize(
    ("level", "of", "code"),
    [
        ("A", told(0.975, 0.80, 0.1, 5), "improved"),
        ("B", told(0.975, 0.80, 0.1, 5), "improved"),
        ("C", told(0.975, 0.80, 0.1, 5), "improved-after"),
        ("D", told(0.999, 0.99, 0.1, 5), "insufficient"),
        ("C", None, "insufficient"),
        ("C", told(0.974, 0.95, 0.1, 5), "insufficient"),
        ("C", told(0.99, 0.79, 0.1, 5), "insufficient"),
        ("C", told(0.99, 0.10, 0.1, 0.9), "no-meaningful-change"),
        ("C", told(0.5, 0.01, -0.99, 0.99), "no-meaningful-change"),
        ("C", told(0.5, 0.01, -1.0, 0.9), "insufficient"),
        ("C", told(0.5, 0.01, -0.9, 1.0), "insufficient"),
        ("B", told(0.025, 0.0, -3, -0.1), "worse"),
        ("B", told(0.026, 0.0, -3, 0.1), "insufficient"),
        ("C", told(0.01, 0.0, -0.5, -0.1), "worse"),
    ],
)
def test_the_table_and_its_edges(level: Level, of: Posterior | None, code: str) -> None:
    assert verdict(level, of, 1.0, BARS) == code


@given(st.floats(-3, 3), st.floats(0.05, 3), st.sampled_from([0.3, 1.0]))
def test_a_normal_estimate_is_judged_as_the_table_says(at: float, se: float, smallest: float) -> None:
    made = Mixture(np.ones((1, 1)), np.full((1, 1), at), np.full((1, 1), se), np.array([1e9]))
    rng = np.random.default_rng(0)
    draws = at + se * rng.normal(size=20_000)
    found = posterior(made, 1, smallest, BARS)
    assert found.above_zero == pytest.approx((draws > 0).mean(), abs=0.015)
    assert found.above_smallest == pytest.approx((draws > smallest).mean(), abs=0.015)
    assert (found.low, found.high) == pytest.approx(np.quantile(draws, [0.05, 0.95]).tolist(), abs=0.05 * se)


@given(st.floats(-3, 3), st.floats(0.05, 3))
def test_less_is_better_mirrors_more_is_better(at: float, se: float) -> None:
    def made(where: float) -> Mixture:
        return Mixture(
            np.array([[0.6, 0.4]]), np.array([[where, where]]), np.array([[se, 2 * se]]), np.array([20.0])
        )

    up, down = posterior(made(at), 1, 0.7, BARS), posterior(made(-at), -1, 0.7, BARS)
    for name in ("above_zero", "above_smallest", "below_zero", "low", "high"):
        assert getattr(up, name) == pytest.approx(getattr(down, name), abs=1e-7)


def test_only_units_that_may_be_listed_are_placed() -> None:
    positive, listed = np.array([0.99, 0.99, 0.01, 0.5]), np.array([True, False, True, True])
    assert places(positive, listed, 1) == ["above-city", "not-separable", "below-city", "above-city"]
    assert places(positive, listed, -1)[:3] == ["below-city", "not-separable", "above-city"]
