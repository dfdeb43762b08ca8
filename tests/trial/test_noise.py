"""Noise of units before a retreat: what was planted is found again, with gaps, levels and what clusters share."""

import numpy as np
import pytest

from analysis.trial.noise import Noise, deviations, noise_of
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


@pytest.mark.parametrize("shared", [0.0, 0.4])
def test_what_few_large_clusters_share_is_told_as_it_is(shared: float) -> None:
    """Months take more out of large clusters, and a share that is cut at zero is too large on the average."""
    rng = np.random.default_rng(3)
    cluster = np.concatenate([np.repeat(np.arange(5), 15), np.arange(5, 30)])
    found: list[float] = []
    for _ in range(60):
        common, own = autoregressive(rng, 30, 72, 0.0)[cluster], autoregressive(rng, 100, 72, 0.0)
        one = noise_of(np.sqrt(shared) * common + np.sqrt(1 - shared) * own, np.arange(72.0), cluster)
        assert one is not None
        found.append(one.shared)
    error = np.std(found) / np.sqrt(len(found))
    assert np.mean(found) == pytest.approx(shared, abs=3 * error)
    assert error < 0.007, "a share that misses by what months take out would be seen"
    assert (min(found) < 0) == (shared == 0)


def test_too_little_tells_nothing() -> None:
    cluster = np.arange(3)
    assert noise_of(np.full((3, 12), np.nan), np.arange(12.0), cluster) is None
    assert noise_of(np.ones((3, 12)), np.arange(12.0), cluster) is None
    assert noise_of(np.zeros((3, 0)), np.arange(0.0), cluster) is None


def test_units_that_differ_are_told_apart_as_far_as_their_past_tells() -> None:
    rng = np.random.default_rng(5)
    values = rng.standard_normal((60, 24)) * np.repeat([1.0, 3.0], 30)[:, None]
    values[0, 3:] = np.nan
    found = noise_of(values, np.arange(24.0), np.arange(60))
    assert found is not None
    assert found.each is not None
    assert found.sd == pytest.approx(np.sqrt(5.0), rel=0.1)
    assert found.each[0] == 1.0, "too short to be told from the others"
    # Three times as loud; both are drawn to what is common to all.
    assert 2.0 < found.each[30:].mean() / found.each[1:30].mean() < 3.0
    assert found.of(np.arange(60) >= 30).sizes(30) == pytest.approx(found.each[30:])
    alike = noise_of(rng.standard_normal((60, 24)), np.arange(24.0), np.arange(60))
    assert alike is not None
    assert np.ptp(alike.sizes(60)) < 0.25


def test_an_absent_unit_moves_no_month() -> None:
    values = np.array([[1.0, 2, 3], [11, np.nan, 13], [21, 22, 23]])
    assert np.nan_to_num(deviations(values, np.arange(3.0))) == pytest.approx(np.zeros((3, 3)), abs=1e-12)
