"""Newey-West errors equal those of statsmodels, and over gaps a sum written out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from analysis.effects.compare.regression import newey_west, usual_lags
from analysis.effects.noise import Array
from tests.effects.compare.series_of import made, noisy

MATRIX = made().matrix
AT = np.arange(36)


@given(st.integers(0, 99), st.integers(0, 20), st.booleans())
@settings(max_examples=30, deadline=None)
def test_every_series_is_as_statsmodels_fits_it_alone(seed: int, lags: int, small: bool) -> None:
    values = noisy(seed, 3)
    found = newey_west(values, MATRIX, AT, lags, small_sample=small)
    for k, one in enumerate(values):
        told = OLS(one, MATRIX).fit(
            cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": small}, use_t=True
        )
        np.testing.assert_allclose(found.coefficients[k], told.params, rtol=1e-9, atol=1e-11)
        np.testing.assert_allclose(found.covariance[k], told.cov_params(), rtol=1e-8, atol=1e-12)
        assert found.df == told.df_resid


def slow(values: Array, matrix: Array, times: Array, lags: int) -> Array:
    """The covariance with every pair of values by its real distance."""
    left = values - matrix @ np.linalg.solve(matrix.T @ matrix, matrix.T @ values)
    middle = np.zeros((matrix.shape[1],) * 2)
    for i, one in enumerate(times):
        for j, other in enumerate(times):
            weight = max(0.0, 1 - abs(one - other) / (lags + 1))
            middle += weight * left[i] * left[j] * np.outer(matrix[i], matrix[j])
    bread = np.linalg.inv(matrix.T @ matrix)
    return bread @ middle @ bread


def test_a_lag_over_a_gap_is_as_long_as_it_is() -> None:
    kept = ~np.isin(AT, (5, 6, 20, 30))
    matrix, values = made(AT[kept].astype(float)).matrix, noisy(4)[:, kept]
    found = newey_west(values, matrix, AT[kept], 3, small_sample=False)
    np.testing.assert_allclose(found.covariance[0], slow(values[0], matrix, AT[kept], 3), rtol=1e-9)
    closed = newey_west(values, matrix, np.arange(int(kept.sum())), 3, small_sample=False)
    assert not np.allclose(closed.covariance, found.covariance, rtol=1e-3)


@pytest.mark.parametrize(("n", "lags"), [(20, 2), (36, 3), (99, 3), (100, 4), (200, 4), (300, 5)])
def test_the_usual_lags_follow_the_rule(n: int, lags: int) -> None:
    assert usual_lags(n) == lags


def test_lags_that_nobody_asked_for_are_the_usual_ones_and_are_told() -> None:
    values = noisy(7)
    usual = newey_west(values, MATRIX, AT, None, small_sample=True)
    assert usual.said == ({"lags": 3.0},)
    np.testing.assert_array_equal(
        usual.covariance, newey_west(values, MATRIX, AT, 3, small_sample=True).covariance
    )
