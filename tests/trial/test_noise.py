"""Noise of units before a retreat: what was planted is found again, with gaps, levels and what clusters share."""

import numpy as np
import pytest

from analysis.trial.noise import Noise, deviations, means, noise_of
from analysis.trial.simulation import autoregressive


def world(
    rng: np.random.Generator, rho: float, shared: float, periods: int = 24
) -> tuple[np.ndarray, np.ndarray]:
    """A hundred units in clusters of five, with levels of units and months."""
    cluster = np.repeat(np.arange(20), 5)
    common = autoregressive(rng, 20, periods, rho)[cluster]
    own = autoregressive(rng, 100, periods, rho)
    noise = 2.0 * (np.sqrt(shared) * common + np.sqrt(1 - shared) * own)
    return noise + 5 * rng.standard_normal((100, 1)) + 3 * rng.standard_normal(periods), cluster


@pytest.mark.parametrize(("rho", "shared"), [(0.0, 0.0), (0.4, 0.0), (0.4, 0.3), (0.7, 0.2)])
def test_what_was_planted_is_found(rho: float, shared: float) -> None:
    rng = np.random.default_rng(7)
    found: list[Noise] = []
    for _ in range(6):
        values, cluster = world(rng, rho, shared)
        values[rng.random(values.shape) < 0.05] = np.nan
        one = noise_of(values, np.arange(24.0), cluster)
        assert one is not None
        found.append(one)
    assert np.mean([one.sd for one in found]) == pytest.approx(2.0, rel=0.07)
    assert np.mean([one.rho for one in found]) == pytest.approx(rho, abs=0.06)
    assert np.mean([one.shared for one in found]) == pytest.approx(shared, abs=0.06)
    assert np.mean([one.seen for one in found]) == pytest.approx(0.95, abs=0.01)


def test_too_little_tells_nothing() -> None:
    cluster = np.arange(3)
    assert noise_of(np.full((3, 12), np.nan), np.arange(12.0), cluster) is None
    assert noise_of(np.ones((3, 12)), np.arange(12.0), cluster) is None
    assert noise_of(np.zeros((3, 0)), np.arange(0.0), cluster) is None


def test_means_of_those_who_are_present_and_their_variance() -> None:
    values = np.array([[1.0, np.nan], [3.0, 5.0], [np.nan, np.nan]])
    cluster = np.array([0, 0, 1])
    found = means(values, cluster, 3)
    assert found[0].tolist() == [2.0, 5.0]
    assert np.isnan(found[1:]).all()
    covariance = Noise(1.0, 0.5, 0.2).covariance(
        (~np.isnan(values)).astype(float), cluster, 3, np.arange(2.0)
    )
    assert covariance[0] == pytest.approx(np.array([[0.6, 0.5 * 0.6], [0.5 * 0.6, 1.0]]))
    assert not covariance[1:].any()


def test_an_absent_unit_moves_no_month() -> None:
    values = np.array([[1.0, 2, 3], [11, np.nan, 13], [21, 22, 23]])
    assert np.nan_to_num(deviations(values, np.arange(3.0))) == pytest.approx(np.zeros((3, 3)), abs=1e-12)
