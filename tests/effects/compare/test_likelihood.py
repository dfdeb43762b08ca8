"""Counts by their likelihood: the highest point found by hand, dispersion, and what has no highest point."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analysis.effects.compare.likelihood import counted, glm
from analysis.effects.compare.method import Method
from analysis.effects.noise import Array
from analysis.effects.scale import forward
from tests.effects.compare.series_of import made

MATRIX = made().matrix
POISSON, QUASI = Method("poisson"), Method("quasi-poisson")


def counts(seed: int, mean: float = 20.0) -> Array:
    return np.random.default_rng(seed).negative_binomial(5, 5 / (5 + mean), size=36).astype(float)


def exposures(seed: int) -> Array:
    return np.random.default_rng(seed + 1000).uniform(0.5, 2.0, size=36)


@given(st.integers(0, 499))
@settings(max_examples=20, deadline=None)
def test_the_fit_is_the_highest_point_of_the_likelihood_written_out(seed: int) -> None:
    values, exposure = counts(seed), exposures(seed)
    found = glm(values, MATRIX, exposure, POISSON)
    if found.reasons[0]:
        return

    def less(at: Array) -> tuple[float, Array]:
        mean = exposure * np.exp(MATRIX @ at)
        return float((mean - values * np.log(mean)).sum()), MATRIX.T @ (mean - values)

    at = found.coefficients[0]
    np.testing.assert_allclose(less(at)[1] / np.abs(MATRIX).sum(0), 0, atol=1e-6)
    start = np.append(np.log(values.mean()), np.zeros(len(at) - 1))
    assert less(at)[0] <= minimize(less, start, jac=True, method="BFGS").fun + 1e-6
    mean = exposure * np.exp(MATRIX @ at)
    np.testing.assert_allclose(found.covariance[0], np.linalg.inv(MATRIX.T * mean @ MATRIX), rtol=1e-5)


def test_quasi_poisson_widens_by_the_dispersion_and_moves_nothing() -> None:
    plain, quasi = (glm(counts(3), MATRIX, np.ones(36), method) for method in (POISSON, QUASI))
    np.testing.assert_array_equal(plain.coefficients, quasi.coefficients)
    dispersion = quasi.said[0]["dispersion"]
    assert dispersion == plain.said[0]["dispersion"] > 1.5
    np.testing.assert_allclose(quasi.covariance, dispersion * plain.covariance)


def test_a_quarter_in_which_nothing_was_counted_has_no_ratio() -> None:
    empty = counts(4)
    empty[24:27] = 0
    assert glm(empty, MATRIX, np.ones(36), QUASI).reasons == ("no-solution",)
    assert glm(np.zeros(36), MATRIX, np.ones(36), QUASI).reasons == ("no-solution",)


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_counts_come_back_from_the_scale_that_holds_them(values: list[int]) -> None:
    there = forward(np.array(values, dtype=float), "count")
    np.testing.assert_array_equal(counted(there), values)


def test_large_counts_are_as_good_as_their_logarithms() -> None:
    large = np.round(1e8 * np.exp(0.001 * np.random.default_rng(2).normal(size=36)))
    found = glm(large, MATRIX, np.ones(36), QUASI)
    assert found.reasons == (None,)
    plain = np.linalg.lstsq(MATRIX, np.log(large), rcond=None)[0]
    np.testing.assert_allclose(found.coefficients[0], plain, atol=2e-6)


@pytest.mark.parametrize("times", [1e-6, 1e6])
def test_a_unit_of_exposure_moves_the_level_alone(times: float) -> None:
    one, other = (glm(counts(5), MATRIX, size * exposures(5), QUASI) for size in (1.0, times))
    np.testing.assert_allclose(one.coefficients[0, 1:], other.coefficients[0, 1:], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-6)
