"""Shrinkage: the eight schools, the model again by brute integration, and moderated variances by slow series."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.shrinkage import moderate, paule_mandel, pool, trigamma_inverse, usual_scale

# Rubin, J. Educational Statistics 6 (1981); Gelman et al., Bayesian Data Analysis, 3rd ed., section 5.5.
SCHOOLS = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0]
ERRORS = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0]

units = st.lists(st.tuples(st.floats(-4, 4), st.floats(0.3, 2)), min_size=3, max_size=6)


def test_the_eight_schools() -> None:
    found = pool(SCHOOLS, ERRORS, tau_grid=np.linspace(0, 60, 601))
    assert (found.fixed, found.fixed_se, found.q) == pytest.approx((7.69, 4.07, 4.71), abs=0.05)
    assert (found.mu, found.mu_sd) == pytest.approx((7.93, 5.17), abs=0.05)
    means = [11.40, 7.89, 6.13, 7.64, 5.13, 6.14, 10.66, 8.46]
    assert found.mean == pytest.approx(means, abs=0.05)
    assert found.sd == pytest.approx([8.34, 6.27, 7.76, 6.54, 6.36, 6.71, 6.78, 7.88], abs=0.05)


def normal(x: float, mean: float, variance: float) -> float:
    return math.exp(-((x - mean) ** 2) / 2 / variance) / math.sqrt(2 * math.pi * variance)


def integrate(y: list[float], s: list[float], scale: float) -> tuple[float, float, float, float]:
    """Mean and sd of the first theta, its chance of being positive, and mean tau: plain sums over mu and tau."""
    total = first = second = positive = taus = 0.0
    for tau in (np.arange(80) + 0.5) * 5 * scale / 80:
        for mu in np.linspace(-12, 12, 241):
            weight = math.exp(-((tau / scale) ** 2) / 2)
            for one, error in zip(y, s, strict=True):
                weight *= normal(one, mu, error**2 + tau**2)
            variance = 1 / (1 / s[0] ** 2 + 1 / tau**2)
            mean = variance * (y[0] / s[0] ** 2 + mu / tau**2)
            total += weight
            first += weight * mean
            second += weight * (variance + mean**2)
            positive += weight * (1 + math.erf(mean / math.sqrt(2 * variance))) / 2
            taus += weight * tau
    mean = first / total
    return mean, math.sqrt(second / total - mean**2), positive / total, taus / total


@settings(max_examples=3)
@given(units)
def test_pooling_equals_plain_sums_over_mu_and_tau(pairs: list[tuple[float, float]]) -> None:
    y, s = [a for a, _ in pairs], [b for _, b in pairs]
    found = pool(y, s, tau_scale=1.0)
    mean, sd, positive, tau = integrate(y, s, 1.0)
    assert (found.mean[0], found.sd[0]) == pytest.approx((mean, sd), abs=2e-3)
    assert (found.positive[0], found.tau) == pytest.approx((positive, tau), abs=5e-3)


def test_a_grid_laid_by_itself_loses_nothing_against_a_fine_long_one() -> None:
    rng = np.random.default_rng(3)
    for n, tau in ((8, 0.0), (100, 0.3), (400, 2.0)):
        s = rng.uniform(0.5, 1.5, n)
        y = rng.normal(0.5, np.hypot(s, tau))
        for scale in (None, usual_scale(s)):
            by_itself = pool(y, s, tau_scale=scale)
            fine = pool(y, s, tau_grid=np.linspace(0, 20, 2001), tau_scale=scale)
            assert by_itself.tau == pytest.approx(fine.tau, abs=2e-3)
            assert by_itself.mean == pytest.approx(fine.mean, abs=2e-3)
            assert by_itself.sd == pytest.approx(fine.sd, abs=2e-3)


def test_two_units_pool_only_with_a_prior() -> None:
    with pytest.raises(ValueError, match="three units"):
        pool([1.0, 2.0], [1.0, 1.0])
    assert pool([1.0, 2.0], [1.0, 1.0], tau_scale=1.0).mu == pytest.approx(1.5)


@pytest.mark.parametrize("bad", [([1.0, math.nan], [1.0, 1.0]), ([1.0], [0.0]), ([1.0, 2.0], [1.0])])
def test_estimates_without_errors_are_refused(bad: tuple[list[float], list[float]]) -> None:
    with pytest.raises(ValueError, match="estimates"):
        pool(*bad, tau_scale=1.0)


def q_of(y: list[float], s: list[float], tau2: float) -> float:
    w = [1 / (e * e + tau2) for e in s]
    mean = sum(a * b for a, b in zip(w, y, strict=True)) / sum(w)
    return sum(a * (b - mean) ** 2 for a, b in zip(w, y, strict=True))


@settings(max_examples=60)
@given(units)
def test_between_variance_is_where_q_meets_its_expectation(pairs: list[tuple[float, float]]) -> None:
    y, s = [a for a, _ in pairs], [b for _, b in pairs]
    low, high = 0.0, 1e4
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if q_of(y, s, middle) > len(y) - 1 else (low, middle)
    assert paule_mandel(y, s) == pytest.approx(high, rel=1e-7, abs=1e-9)


def test_equal_errors_make_the_between_variance_a_difference_of_variances() -> None:
    y = [1.0, 4.0, 2.5, 7.0]
    assert paule_mandel(y, [1.0] * 4) == pytest.approx(np.var(y, ddof=1) - 1)
    assert paule_mandel(y, [9.0] * 4) == 0


def trigamma(x: float) -> float:
    """The series itself, with Euler-Maclaurin for its tail."""
    tail = x + 3000
    return sum(1 / (x + k) ** 2 for k in range(3000)) + 1 / tail + 1 / (2 * tail**2) + 1 / (6 * tail**3)


def digamma(x: float) -> float:
    tail = x + 3000
    return math.log(tail) - 1 / (2 * tail) - 1 / (12 * tail**2) - sum(1 / (x + k) for k in range(3000))


@pytest.mark.parametrize("x", [1e-3, 0.4, 1.0, 5.5, 300.0])
def test_the_inverse_of_trigamma_inverts_its_series(x: float) -> None:
    assert trigamma_inverse(trigamma(x)) == pytest.approx(x, rel=1e-6)


def test_moderation_solves_smyths_two_moment_equations() -> None:
    rng = np.random.default_rng(11)
    df = rng.integers(3, 30, 40)
    raw = rng.chisquare(df) / df * 2.0 * 6 / rng.chisquare(6, 40)
    found = moderate(raw, df)
    e = [math.log(v) - digamma(d / 2) + math.log(d / 2) for v, d in zip(raw, df, strict=True)]
    centre = sum(e) / 40
    spread = sum((one - centre) ** 2 for one in e) / 39 - sum(trigamma(d / 2) for d in df) / 40
    assert trigamma(found.prior_df / 2) == pytest.approx(spread, rel=1e-6)
    half = found.prior_df / 2
    assert math.log(found.prior_variance) == pytest.approx(centre + digamma(half) - math.log(half), abs=1e-8)
    between = (found.prior_df * found.prior_variance + df * raw) / (found.prior_df + df)
    assert found.variances == pytest.approx(between)


def test_moderation_finds_a_prior_that_was_planted_and_tells_when_there_is_no_spread() -> None:
    rng = np.random.default_rng(5)
    n, df = 20_000, 10
    planted = 1.5 * 8 / rng.chisquare(8, n)
    found = moderate(planted * rng.chisquare(df, n) / df, df)
    assert (found.prior_variance, found.prior_df) == pytest.approx((1.5, 8), rel=0.06)
    none = moderate([1.0, 1.1, 0.9, 1.0], [20, 20, 20, 40])
    assert none.prior_df == math.inf
    assert none.variances == pytest.approx([1.0] * 4)


def test_a_variance_of_nothing_does_not_decide_for_all() -> None:
    found = moderate([0.0, 1.0, 1.2, 0.8, 1.1], 12)
    assert 0 < found.variances[0] < found.variances[3]
    with pytest.raises(ValueError, match="moderation"):
        moderate([0.0, 0.0], 12)
