"""Known sampling variances beside one inverse at a time, and beside the model without them where they vanish."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.gls import SlopePrior, fit
from analysis.effects.known import POINTS, fit_known
from analysis.effects.mixture import contrast, posterior_weight
from analysis.effects.noise import covariances, noise
from tests.effects import oracle_models as slow

GRID = noise("ar1+rw")
TIMES = np.array([0.0, 3, 6, 9, 12, 15, 18, 21, 27, 30, 33, 36])
X = np.stack([np.ones(12), TIMES - 18, np.where(TIMES >= 21, 1.0, 0.0)], 1)
COVARIANCE = covariances(GRID, TIMES)


@settings(max_examples=6)
@given(st.integers(0, 10_000), st.booleans(), st.sampled_from([1e-4, 0.5, 20.0]))
def test_every_point_equals_one_inverse(seed: int, sloped: bool, size: float) -> None:
    rng = np.random.default_rng(seed)
    y, sampling = rng.normal(size=(2, 12)) + 80, size * rng.uniform(0.5, 3, (2, 12))
    mean, variance = rng.normal(size=2), rng.uniform(0.01, 1, 2)
    found = fit_known(y, sampling, X, COVARIANCE[::9], SlopePrior(1, mean, variance) if sloped else None)
    assert found.variances == POINTS
    for s in range(2):
        points = slow.noise_points(y[s], sampling[s], X, POINTS)
        prior = (1, float(mean[s]), float(variance[s])) if sloped else None
        told = [
            slow.known(y[s], sampling[s], X, c, float(points[h]), prior)
            for c in COVARIANCE[::9]
            for h in range(POINTS)
        ]
        likelihood = np.array([each.likelihood for each in told])
        assert found.log_likelihood[s] - found.log_likelihood[s, 0] == pytest.approx(
            likelihood - likelihood[0], abs=1e-6
        )
        assert found.coefficients[s] == pytest.approx(
            np.array([each.coefficients for each in told]), rel=1e-6
        )
        assert found.spread[s] == pytest.approx(
            np.array([each.covariance for each in told]), rel=1e-6, abs=1e-12
        )


@pytest.mark.parametrize("sampling", [1e-12, 1e-18])
def test_sampling_variances_that_vanish_leave_the_plain_model(sampling: float) -> None:
    y = slow.ar1(np.random.default_rng(3), 4, 12, 0.3)
    step = np.array([0.0, 0, 1])
    with_known = fit_known(y, np.full_like(y, sampling), X, COVARIANCE)
    plain = fit(y, X, COVARIANCE)
    a = contrast(with_known, posterior_weight(with_known, GRID.weight), step)
    b = contrast(plain, posterior_weight(plain, GRID.weight), step)
    width = b.quantile(0.975) - b.quantile(0.025)
    assert (np.abs(a.mean - b.mean) < 0.02 * width).all()
    assert (a.quantile(0.975) - a.quantile(0.025)) / width == pytest.approx(np.ones(4), abs=0.05)


def test_sampling_that_explains_all_gives_weighted_least_squares() -> None:
    rng = np.random.default_rng(4)
    sampling = rng.uniform(50, 400, (1, 12))
    y = rng.normal(size=(1, 12)) * 0.01
    found = fit_known(y, sampling, X, COVARIANCE)
    made = contrast(found, posterior_weight(found, GRID.weight), np.array([0.0, 0, 1]))
    weight = np.diag(1 / sampling[0])
    told = np.sqrt(np.linalg.inv(X.T @ weight @ X)[2, 2])
    assert made.se[0] == pytest.approx(told, rel=1e-3)
    assert made.df[0] >= 1e9


def test_an_uncertain_wave_counts_for_little() -> None:
    y = np.zeros((1, 12))
    y[0, -1] = 50.0
    sure, unsure = np.full((1, 12), 1.0), np.full((1, 12), 1.0)
    unsure[0, -1] = 1e6
    step = np.array([0.0, 0, 1])
    moved = [
        abs(float(contrast(f, posterior_weight(f, GRID.weight), step).mean[0]))
        for f in (fit_known(y, each, X, COVARIANCE) for each in (sure, unsure))
    ]
    assert moved[1] < 0.05 * moved[0]
