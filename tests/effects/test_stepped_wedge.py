"""Stepped wedge: the closed form of Hussey and Hughes (2007) equals generalised least squares for any design."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.stepped_wedge import effect_variance, hussey_hughes_variance


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10**6),
    units=st.integers(2, 12),
    periods=st.integers(2, 9),
    noise=st.floats(0.1, 5),
    between=st.floats(0, 5),
)
def test_the_closed_form_is_that_of_a_unit_random_effect(
    seed: int, units: int, periods: int, noise: float, between: float
) -> None:
    treated = (np.random.default_rng(seed).random((units, periods)) < 0.5).astype(np.float64)
    covariance = noise * np.eye(periods) + between
    closed, fitted = hussey_hughes_variance(treated, noise, between), effect_variance(treated, covariance)
    if np.isfinite(fitted):
        assert closed == pytest.approx(fitted, rel=1e-9)


def test_a_classical_wedge_to_twelve_digits() -> None:
    wedge = np.tril(np.ones((4, 5)), 0)[:, ::-1].cumsum(1).clip(0, 1)
    covariance = 0.7 * np.eye(5) + 0.3
    assert hussey_hughes_variance(wedge, 0.7, 0.3) == pytest.approx(
        effect_variance(wedge, covariance), rel=1e-12
    )


def test_one_date_for_all_tells_nothing() -> None:
    together = np.tile([0.0, 0, 1, 1], (6, 1))
    assert effect_variance(together, np.eye(4) + 0.3) == float("inf")
    assert hussey_hughes_variance(together, 1.0, 0.3) == float("inf")
