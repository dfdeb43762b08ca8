"""The noise grid: what its points mean, and covariances against a sum written out."""

import numpy as np
import pytest

from analysis.effects.noise import Errors, covariances, noise
from tests.effects.oracle_models import ar1


@pytest.mark.parametrize("errors", ["ar1+rw", "ar1", "iid"])
def test_weights_are_a_distribution_over_the_points(errors: Errors) -> None:
    grid = noise(errors)
    assert grid.rho.shape == grid.walk.shape == grid.weight.shape
    assert grid.weight.sum() == pytest.approx(1)
    assert (grid.weight > 0).all()


def test_each_error_model_holds_what_its_name_says() -> None:
    assert set(zip(noise("iid").rho, noise("iid").walk, strict=True)) == {(0.0, 0.0)}
    assert set(noise("ar1").walk) == {0.0}
    assert np.ptp(noise("ar1").weight) == 0
    both = noise("ar1+rw")
    assert (both.rho.min(), both.rho.max()) == (-0.3, 0.9)
    assert set(both.walk) == {0, 0.01, 0.03, 0.1, 0.3}


def test_a_covariance_is_that_of_the_two_parts_written_out() -> None:
    grid, times = noise("ar1+rw"), np.array([3.0, 4, 6, 11])
    found = covariances(grid, times)
    for g in range(len(grid.rho)):
        for i, a in enumerate(times):
            for j, b in enumerate(times):
                told = grid.rho[g] ** abs(a - b) + grid.walk[g] * (min(a, b) - 3)
                assert found[g, i, j] == pytest.approx(told)
        np.linalg.cholesky(found[g])


def test_simulated_noise_has_that_covariance() -> None:
    rng = np.random.default_rng(1)
    made = ar1(rng, 60_000, 4, 0.6, 0.3)
    grid = noise("ar1+rw")
    at = int(np.flatnonzero((grid.rho == 0.6) & (grid.walk == 0.3))[0])
    told = covariances(grid, np.arange(4.0))[at]
    # The walk starts at the first time; one more step before it moves the level alone.
    assert np.cov(made.T) - 0.3 == pytest.approx(told, abs=0.05)


def test_without_negative_keeps_a_distribution_and_no_negative_rho() -> None:
    grid = noise("ar1+rw").without_negative()
    assert grid.rho.min() >= 0
    assert grid.weight.sum() == pytest.approx(1)
    half = covariances(grid, np.array([0.0, 0.5, 1.5]))
    assert np.isfinite(half).all()
