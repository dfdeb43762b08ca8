"""Robust intervals: critical values of the authors' own package, a linear programme, and coverage by simulation."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.special import ndtr

from analysis.effects.robust_interval import critical_value, critical_values, robust_intervals, worst_error


@pytest.mark.parametrize(
    ("root_m2", "kurtosis", "level", "published"),
    [
        (5, 3, 0.95, 11.88358367),
        (1, 3, 0.8, 1.8494683),
        (10, 3, 0.95, 24.86172217),
        (2.8, 8, 0.9, 7.0779747158),
    ],
)
def test_critical_values_of_the_authors_package(
    root_m2: float, kurtosis: float, level: float, published: float
) -> None:
    # R package ebci (Kolesar), tests/testthat/test-cv.R, at commit 24504ef.
    assert critical_value(root_m2**2, level, kurtosis) == pytest.approx(published, abs=1e-7)


def worst_by_programme(m2: float, c: float, kurtosis: float) -> float:
    """The worst distribution of t = b^2 on a fine grid, as a linear programme."""
    # Evenly in b up to where the error is all but 1, and the point mass itself.
    t = np.append(np.linspace(0, c + 8, 1500) ** 2, m2)
    error = ndtr(-c - np.sqrt(t)) + ndtr(np.sqrt(t) - c)
    fourth = {} if math.isinf(kurtosis) else {"A_ub": [t**2], "b_ub": [kurtosis * m2**2]}
    return -linprog(-error, A_eq=[np.ones_like(t), t], b_eq=[1, m2], **fourth).fun


@settings(max_examples=12)
@given(st.floats(0.02, 20), st.floats(1.2, 8), st.sampled_from([1.2, 2.0, 3.0, 10.0, math.inf]))
def test_the_worst_error_equals_a_linear_programme(m2: float, c: float, kurtosis: float) -> None:
    found = float(worst_error(np.array([m2]), np.array([c]), kurtosis)[0])
    assert found == pytest.approx(worst_by_programme(m2, c, kurtosis), abs=2e-5)


def test_critical_values_at_the_ends() -> None:
    assert critical_value(0.0) == pytest.approx(1.959964, abs=1e-6)
    # With a kurtosis of 1 the bias has one size: the folded normal's quantile.
    fixed = critical_value(4.0, 0.95, 1.0)
    assert ndtr(-fixed - 2) + ndtr(2 - fixed) == pytest.approx(0.05, abs=1e-10)
    assert critical_value(1.0, 0.95, 1e6) == pytest.approx(critical_value(1.0))
    assert fixed < critical_value(4.0, 0.95, 3.0) < critical_value(4.0)
    # Far out Chebyshev's inequality is nearly met.
    assert critical_value(1e6) == pytest.approx(math.sqrt(1e6 / 0.05), rel=0.01)


def test_many_critical_values_are_those_of_each() -> None:
    m2 = np.array([0.0, 0.01, 0.3, 1.0, 7.0, 60.0, 1e4])
    for kurtosis in (1.5, 3.0, math.inf):
        one_by_one = [critical_value(m, 0.9, kurtosis) for m in m2]
        together = critical_values(m2, 0.9, kurtosis)
        assert together == pytest.approx(one_by_one, rel=1e-10)
        reached = worst_error(m2, together, kurtosis)
        assert reached == pytest.approx(np.full(7, 0.1), abs=1e-9)


def test_the_moments_are_those_of_the_paper() -> None:
    y, s = np.array([3.0, -2.0, 0.5, 4.0, -5.5]), np.array([1.0, 2.0, 1.0, 0.5, 1.0])
    w = [1 / e**2 for e in s]
    told = robust_intervals(y, s, mu=0.0, kurtosis=None)
    second = sum(a * (b * b - e * e) for a, b, e in zip(w, y, s, strict=True)) / sum(w)
    fourth = sum(
        a * (b**4 - 6 * e**2 * b**2 + 3 * e**4) for a, b, e in zip(w, y, s, strict=True)
    ) / sum(w)  # fmt: skip
    least = 32 * sum((a * e**4) ** 2 for a, e in zip(w, s, strict=True)) / sum(w) / sum(
        a * e**4 for a, e in zip(w, s, strict=True)
    )  # fmt: skip
    assert told.tau2 == pytest.approx(second)
    assert told.kurtosis == pytest.approx(max(fourth / second**2, 1 + least / second**2))
    assert told.shrink == pytest.approx(second / (second + s**2))
    assert told.centre == pytest.approx(told.shrink * y)
    for k in range(5):
        c = critical_value(s[k] ** 2 / second, 0.95, told.kurtosis)
        assert told.half_width[k] == pytest.approx(c * told.shrink[k] * s[k])


def test_units_that_do_not_differ_are_shrunken_hard_and_never_wholly() -> None:
    same = robust_intervals([1.0] * 50, [2.0] * 50)
    assert same.mu == pytest.approx(1)
    # Posterior mean truncation: 2 se^2/n.
    assert same.tau2 == pytest.approx(2 * 4 / 50)
    assert np.all(same.half_width > 0)
    assert robust_intervals([1.0, 9.0], [2.0, 2.0], mu=0.0).mu == 0


TRUTHS: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "no effects": lambda _: np.zeros(100),
    "a fifth of the units +2": lambda _: np.repeat([2.0, 0.0], [20, 80]),
    "N(.5, .5)": lambda rng: rng.normal(0.5, 0.5, 100),
    "N(.5, 1)": lambda rng: rng.normal(0.5, 1.0, 100),
}


@pytest.mark.parametrize("truth", TRUTHS)
def test_mean_coverage_of_a_hundred_units(truth: str) -> None:
    """At least 93 % of units, within three Monte Carlo errors of the mean over panels; narrower than unshrunk."""
    rng = np.random.default_rng(20250515)
    covered, width = [], []
    for _ in range(60):
        effect = TRUTHS[truth](rng)
        told = robust_intervals(effect + 0.9 * rng.normal(size=100), np.full(100, 0.9))
        covered.append(np.mean(np.abs(effect - told.centre) <= told.half_width))
        width.append(2 * told.half_width.mean())
    error = np.std(covered) / math.sqrt(60)
    assert np.mean(covered) >= 0.93 - 3 * error
    assert np.mean(width) < 2 * 1.96 * 0.9


@pytest.mark.parametrize("bad", [([1.0], [1.0]), ([1.0, math.nan], [1.0, 1.0]), ([1.0, 2.0], [1.0, 0.0])])
def test_estimates_without_errors_are_refused(bad: tuple[list[float], list[float]]) -> None:
    with pytest.raises(ValueError, match="estimates"):
        robust_intervals(*bad)
