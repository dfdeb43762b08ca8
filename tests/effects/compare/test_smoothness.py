"""Smoothness: diff-diff, a general optimiser, straight lines by hand, and no shorter interval anywhere near."""

import numpy as np
import pytest
from diff_diff import honest_did
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize

from analysis.effects.compare.smoothness import extrapolations, half_length, smoothness
from analysis.effects.noise import Array
from tests.effects.compare.test_relative import drawn


@pytest.mark.parametrize(("n_pre", "n_post"), [(2, 1), (3, 4), (6, 5)])
@pytest.mark.parametrize("m", [0.0, 0.01, 0.05, 0.5])
def test_the_interval_is_that_of_diff_diff(n_pre: int, n_post: int, m: float) -> None:
    beta, sigma = drawn(n_pre, n_post, seed=n_pre)
    target = np.arange(1.0, n_post + 1) / n_post
    found = smoothness(beta, sigma, n_pre, n_post, target, m, 0.9)
    theirs = honest_did._compute_optimal_flci(
        beta[:n_pre], beta[n_pre:], sigma, target, n_pre, n_post, m, 0.1
    )
    assert found == pytest.approx(theirs, abs=2e-3 * float(np.sqrt(target @ sigma[n_pre:, n_pre:] @ target)))
    assert found[1] - found[0] <= (theirs[1] - theirs[0]) * (1 + 1e-9)


def worst(weights: Array, n_pre: int, target: Array, m: float) -> float:
    """The largest bias of these weights by a linear programme over all paths whose slope changes by at most m."""
    n = len(weights)
    second = np.diff(np.insert(np.eye(n), n_pre, 0.0, axis=0), 2, axis=0)
    limits = np.full(2 * len(second), m)
    found = linprog(-weights, A_ub=np.vstack([second, -second]), b_ub=limits, bounds=(None, None))
    return float("inf") if found.status == 3 else -found.fun


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 10**6), st.floats(0.01, 1))
def test_biases_are_those_of_a_linear_programme(n_pre: int, n_post: int, seed: int, m: float) -> None:
    _, sigma = drawn(n_pre, n_post, seed)
    rng = np.random.default_rng(seed)
    target, kinks = rng.normal(size=n_post), rng.normal(size=n_pre - 1)
    ways = extrapolations(sigma, n_pre, target)
    weights = ways.start + ways.step @ kinks
    assert weights[n_pre:] == pytest.approx(target)
    assert m * ways.bias(kinks) == pytest.approx(worst(weights, n_pre, target, m), rel=1e-6)
    assert ways.error(kinks) == pytest.approx(np.sqrt(weights @ sigma @ weights))


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 5), st.integers(1, 3), st.integers(0, 10**6), st.floats(0, 0.3))
def test_no_other_estimate_has_a_shorter_interval(n_pre: int, n_post: int, seed: int, m: float) -> None:
    beta, sigma = drawn(n_pre, n_post, seed)
    target = np.random.default_rng(seed).normal(size=n_post)
    low, high = smoothness(beta, sigma, n_pre, n_post, target, m, 0.95)
    ways = extrapolations(sigma, n_pre, target)

    def length(kinks: Array) -> float:
        return half_length(m * ways.bias(kinks), ways.error(kinks), 0.95)

    slow = minimize(
        length, np.zeros(n_pre - 1), method="Nelder-Mead", options={"maxfev": 4000, "xatol": 1e-10}
    )
    assert (high - low) / 2 <= slow.fun * (1 + 1e-9)
    tried = [length(slow.x * share) for share in (0.0, 0.5, 1.5)]
    assert (high - low) / 2 <= min(tried) * (1 + 1e-9)


def test_one_period_before_carries_its_line() -> None:
    beta, sigma = np.array([-0.2, 0.5, 1.0]), np.diag([0.01, 0.02, 0.03])
    low, high = smoothness(beta, sigma, 1, 2, np.array([0.0, 1.0]), 0.0, 0.95)
    assert (low + high) / 2 == pytest.approx(1.0 - 2 * 0.2)
    assert (high - low) / 2 == pytest.approx(1.959963985 * np.sqrt(0.03 + 4 * 0.01))


def test_without_kinks_it_is_least_squares_through_the_origin() -> None:
    beta, sigma = drawn(4, 1, seed=9)
    line = np.array([[-4.0, 0], [-3, 0], [-2, 0], [-1, 0], [1, 1]])
    inverse = np.linalg.inv(sigma)
    covariance = np.linalg.inv(line.T @ inverse @ line)
    effect = (covariance @ line.T @ inverse @ beta)[1]
    low, high = smoothness(beta, sigma, 4, 1, None, 0.0, 0.95)
    assert (low + high) / 2 == pytest.approx(effect)
    assert (high - low) / 2 == pytest.approx(1.959963985 * np.sqrt(covariance[1, 1]))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 10**6), st.floats(0, 1), st.floats(1e-3, 1e3))
def test_it_grows_with_m_and_follows_the_unit(
    n_pre: int, n_post: int, seed: int, m: float, unit: float
) -> None:
    beta, sigma = drawn(n_pre, n_post, seed)
    low, high = smoothness(beta, sigma, n_pre, n_post, None, m, 0.95)
    wider = smoothness(beta, sigma, n_pre, n_post, None, 1.1 * m + 0.01, 0.95)
    assert wider[1] - wider[0] > high - low
    scaled = smoothness(unit * beta, unit**2 * sigma, n_pre, n_post, None, unit * m, 0.95)
    assert scaled == pytest.approx((unit * low, unit * high), rel=1e-5, abs=1e-5 * unit * (high - low))


@pytest.mark.parametrize("m", [0.0, 1e-3, 0.05, 10.0])
def test_a_covariance_of_few_clusters_is_enough(m: float) -> None:
    """Errors that some weights cancel altogether: the interval is then the bias, or a little less of it with error."""
    beta, _ = drawn(5, 3, seed=3)
    scores = np.random.default_rng(4).normal(0, 0.1, (8, 3))
    low, high = smoothness(beta, scores @ scores.T, 5, 3, None, m, 0.95)
    ridged = smoothness(beta, scores @ scores.T + 1e-12 * np.eye(8), 5, 3, None, m, 0.95)
    assert 0 <= high - low <= (ridged[1] - ridged[0]) * (1 + 1e-6)
    assert high - low == pytest.approx(ridged[1] - ridged[0], rel=1e-2, abs=1e-4)
