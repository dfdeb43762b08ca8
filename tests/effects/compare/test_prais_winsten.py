"""Prais-Winsten equals a slow version with the whole covariance matrix, over gaps as well."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.compare.prais_winsten import prais_winsten
from analysis.effects.noise import Array, Index
from tests.effects.compare.series_of import made, noisy

AT = np.arange(36)


def slow(values: Array, matrix: Array, at: Index) -> tuple[Array, Array, float]:
    """Coefficients, covariance and rho: full generalised least squares with rho^distance until rho stands still."""
    rho = 0.0
    for _ in range(1000):
        inverse = np.linalg.inv(rho ** np.abs(at[:, None] - at[None, :]))
        spread = np.linalg.inv(matrix.T @ inverse @ matrix)
        found = spread @ matrix.T @ inverse @ values
        left = values - matrix @ found
        total = float(left @ inverse @ left) * (1 - rho**2)
        pairs = [(left[t], left[t - 1]) for t in range(1, len(at)) if at[t] - at[t - 1] == 1]
        following = sum(a * b for a, b in pairs) / sum(b * b for _, b in pairs)
        if abs(following - rho) < 1e-10:
            break
        rho = following
    # The scale of the transformed rows: variance of the shocks times (X' V^-1 X)^-1 (1 - rho^2).
    variance = total / (len(at) - matrix.shape[1])
    return found, variance * spread / (1 - rho**2), rho


@given(st.integers(0, 199), st.sampled_from([(), (5, 6), (1, 17, 18, 19, 30)]))
@settings(max_examples=25, deadline=None)
def test_it_equals_full_generalised_least_squares(seed: int, gone: tuple[int, ...]) -> None:
    kept = ~np.isin(AT, gone)
    matrix, values = made(AT[kept].astype(float)).matrix, noisy(seed, 2, rho=0.3)[:, kept]
    found = prais_winsten(values, matrix, AT[kept])
    for k, one in enumerate(values):
        if found.reasons[k]:
            continue
        coefficients, covariance, rho = slow(one, matrix, AT[kept])
        np.testing.assert_allclose(found.coefficients[k], coefficients, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(found.covariance[k], covariance, rtol=1e-5, atol=1e-8)
        assert found.said[k]["rho"] == pytest.approx(rho, abs=1e-6)
    assert found.df == kept.sum() - matrix.shape[1]


def test_the_first_value_is_kept_and_weighs_less() -> None:
    values = noisy(3)
    matrix = made().matrix
    found = prais_winsten(values, matrix, AT)
    rho = found.said[0]["rho"]
    rows = np.vstack([np.sqrt(1 - rho**2) * matrix[:1], matrix[1:] - rho * matrix[:-1]])
    seen = np.append(np.sqrt(1 - rho**2) * values[0, 0], values[0, 1:] - rho * values[0, :-1])
    left = seen - rows @ found.coefficients[0]
    np.testing.assert_allclose(rows.T @ left, 0, atol=1e-8)
    variance = float(left @ left) / (36 - matrix.shape[1])
    np.testing.assert_allclose(found.covariance[0], variance * np.linalg.inv(rows.T @ rows), rtol=1e-8)


def test_a_series_whose_correlation_runs_away_is_refused_alone() -> None:
    grown = 1.2 ** np.arange(36.0)
    found = prais_winsten(np.stack([grown, noisy(1)[0]]), np.ones((36, 1)), AT)
    assert found.reasons == ("no-solution", None)
    assert np.isnan(found.coefficients[0]).all()
    assert np.isfinite(found.coefficients[1]).all()
