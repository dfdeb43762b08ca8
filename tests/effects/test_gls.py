"""Least squares of many series at once equal one at a time, statsmodels, and the density of error contrasts."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.gls import SlopePrior, VariancePrior, fit
from analysis.effects.mixture import contrast, posterior_weight
from analysis.effects.noise import Array, covariances, noise
from tests.effects import oracle_models as slow

GRID = noise("ar1+rw")
TIMES = np.array([0.0, 1, 2, 3, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16])
COVARIANCE = covariances(GRID, TIMES)[::6]


def design(rng: np.random.Generator) -> Array:
    """Intercept, trend, a step and a regressor of another size."""
    n = len(TIMES)
    return np.stack([np.ones(n), TIMES, np.where(TIMES >= 9, 1.0, 0.0), 1e3 * rng.normal(size=n)], 1)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.booleans(), st.booleans())
def test_a_batch_equals_one_series_and_point_at_a_time(seed: int, sloped: bool, moderated: bool) -> None:
    rng = np.random.default_rng(seed)
    x, y = design(rng), rng.normal(size=(3, len(TIMES))).cumsum(1) + 4
    mean, variance = rng.normal(size=3), rng.uniform(0.001, 1, 3)
    prior = VariancePrior(5.5, 0.8) if moderated else None
    found = fit(y, x, COVARIANCE, SlopePrior(1, mean, variance) if sloped else None, prior)
    for s in range(3):
        one = [
            slow.gls(
                y[s],
                x,
                c,
                (1, float(mean[s]), float(variance[s])) if sloped else None,
                (5.5, 0.8) if moderated else None,
            )
            for c in COVARIANCE
        ]
        spread = np.broadcast_to(found.spread, (3, *found.spread.shape[1:]))[s]
        for g, each in enumerate(one):
            assert found.coefficients[s, g] == pytest.approx(each.coefficients, rel=1e-6, abs=1e-9)
            assert spread[g] * found.variance[s, g] == pytest.approx(each.covariance, rel=1e-6, abs=1e-12)
        told = np.array([each.likelihood for each in one])
        assert found.log_likelihood[s] - found.log_likelihood[s, 0] == pytest.approx(told - told[0], abs=1e-7)
        assert found.df[s] == one[0].df


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_the_likelihood_is_that_of_what_no_coefficient_moves(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = design(rng), rng.normal(size=(1, len(TIMES)))
    found = fit(y, x, COVARIANCE).log_likelihood[0]
    told = np.array([slow.restricted(y[0], x, slow.leaves_one(x, c)) for c in COVARIANCE])
    assert found - found[0] == pytest.approx(told - told[0], abs=1e-7)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.3, 0.8]))
def test_a_known_rho_gives_what_statsmodels_gives(seed: int, rho: float) -> None:
    rng = np.random.default_rng(seed)
    x, y = design(rng), rng.normal(size=(1, len(TIMES)))
    c = rho ** np.abs(TIMES[:, None] - TIMES)
    found, told = fit(y, x, c[None]), sm.GLS(y[0], x, sigma=c).fit()
    assert found.coefficients[0, 0] == pytest.approx(told.params, rel=1e-7)
    assert np.sqrt(np.diag(found.spread[0, 0]) * found.variance[0, 0]) == pytest.approx(told.bse, rel=1e-7)


def test_independent_noise_gives_the_interval_of_least_squares() -> None:
    rng = np.random.default_rng(1)
    x, y = design(rng), rng.normal(size=(1, len(TIMES)))
    grid = noise("iid")
    found = fit(y, x, covariances(grid, TIMES))
    told = sm.OLS(y[0], x).fit()
    for k, (low, high) in enumerate(told.conf_int(alpha=0.1)):
        one = contrast(found, posterior_weight(found, grid.weight), np.eye(4)[k])
        assert (one.quantile(0.05)[0], one.quantile(0.95)[0]) == pytest.approx((low, high), rel=1e-8)
        assert one.se[0] == pytest.approx(told.bse[k], rel=1e-9)


@pytest.mark.parametrize("sloped", [False, True])
def test_a_multiple_of_a_column_moves_its_coefficient_and_nothing_else(sloped: bool) -> None:
    rng = np.random.default_rng(2)
    x, y = design(rng), rng.normal(size=(2, len(TIMES)))
    prior = SlopePrior(1, np.array([0.1, 0.2]), np.array([0.01, 0.1])) if sloped else None
    before, after = fit(y, x, COVARIANCE, prior), fit(y + 7 * x[:, 2], x, COVARIANCE, prior)
    assert np.abs(after.coefficients - before.coefficients - [0, 0, 7, 0]).max() < 1e-9
    assert after.variance == pytest.approx(before.variance, rel=1e-9)
    assert after.log_likelihood == pytest.approx(before.log_likelihood, abs=1e-8)


@pytest.mark.parametrize("size", [1e-9, 1e9])
def test_a_series_in_another_unit_has_its_coefficients_in_that_unit(size: float) -> None:
    rng = np.random.default_rng(3)
    x, y = design(rng), rng.normal(size=(2, len(TIMES)))
    before, after = fit(y, x, COVARIANCE), fit(size * y, x, COVARIANCE)
    assert after.coefficients == pytest.approx(size * before.coefficients, rel=1e-7, abs=1e-12 * size)
    assert after.variance == pytest.approx(size**2 * before.variance, rel=1e-9)
    moved = after.log_likelihood - before.log_likelihood
    assert moved == pytest.approx(moved[:, :1] + np.zeros_like(moved), abs=1e-8)


def test_a_level_far_above_the_noise_costs_no_digits() -> None:
    rng = np.random.default_rng(4)
    x, y = design(rng), rng.normal(size=(2, len(TIMES)))
    before, after = fit(y, x, COVARIANCE), fit(y + 1e9, x, COVARIANCE)
    assert after.variance == pytest.approx(before.variance, rel=1e-5)
    assert after.coefficients[:, :, 2] == pytest.approx(before.coefficients[:, :, 2], abs=1e-5)


def test_a_perfect_fit_is_no_surer_than_rounding() -> None:
    x = design(np.random.default_rng(5))
    found = fit((3 + 2 * TIMES)[None], x, COVARIANCE)
    error = np.sqrt(found.variance[0])
    assert (error > 1e-16).all()
    assert (error < 1e-12).all()
