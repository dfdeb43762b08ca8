"""Ranks: published critical values, thirds against every order and against draws, and coverage by simulation."""

from itertools import permutations
from math import erf, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.ranks import bands, rank_intervals, third_probabilities, tukey_critical

units = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.1, 2)), min_size=3, max_size=12)


@pytest.mark.parametrize(
    ("n", "point"), [(2, 2.772), (3, 3.314), (5, 3.858), (10, 4.474), (20, 5.012), (100, 6.085)]
)
def test_the_simultaneous_value_is_the_tabled_studentised_range(n: int, point: float) -> None:
    # Upper 5 % points with infinite degrees of freedom (Harter, Annals of Mathematical Statistics 31, 1960).
    assert tukey_critical(n, 0.95) * sqrt(2) == pytest.approx(point, abs=6e-4)


def holds(low: np.ndarray, high: np.ndarray, truth: np.ndarray) -> np.ndarray:
    rank = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
    return (low <= rank) & (rank <= high)


@pytest.mark.repeats
def test_intervals_hold_the_true_ranks_as_often_as_they_say() -> None:
    rng = np.random.default_rng(9)
    # Nearly equal values are the worst case: a rank is wrong as soon as few pairs are parted wrongly. The first
    # unit, much less certain than the others and between them, errs to both sides: it uses up all that is allowed.
    truth, s = np.array([0, 1e-6, -1e-6]), np.array([3.0, 0.2, 0.3])
    alone, together = [], []
    for _ in range(300):
        estimates = rng.normal(truth, s)
        told = rank_intervals(estimates, s, 0.9, family="marginal")
        alone.append(holds(told.low, told.high, truth))
        told = rank_intervals(estimates, s, 0.9)
        together.append(holds(told.low, told.high, truth).all())
    slack = 3 * sqrt(0.9 * 0.1 / 300)
    each = np.mean(alone, axis=0)
    assert np.all(each >= 0.9 - slack)
    assert each[0] <= 0.9 + slack
    assert np.mean(together) >= 0.9 - slack


def test_all_pairs_of_equal_units_are_held_together_exactly() -> None:
    drawn = np.random.default_rng(12).normal(size=(4000, 8))
    widest = (drawn.max(axis=1) - drawn.min(axis=1)) / sqrt(2)
    assert np.mean(widest <= tukey_critical(8, 0.9)) == pytest.approx(0.9, abs=3 * sqrt(0.09 / 4000))


def test_clear_differences_part_and_a_tie_does_not() -> None:
    told = rank_intervals([10.0, 0.0, 0.1, -10.0], [1.0] * 4)
    assert list(zip(told.low, told.high, strict=True)) == [(1, 1), (2, 3), (2, 3), (4, 4)]
    assert bands([10.0, 0.0, -10.0], [1.0] * 3) == ("upper", "middle", "lower")
    assert bands([0.1, 0.0, -0.1], [1.0] * 3) == ("not-separable",) * 3
    assert bands([9.0, 0.0], [1.0, 1.0]) == ("not-separable",) * 2


def test_a_marginal_interval_of_two_units_is_a_plain_test() -> None:
    apart = 1.959964 * sqrt(1 + 4)
    assert list(rank_intervals([apart + 0.001, 0], [1, 2], family="marginal").high) == [1, 2]
    assert list(rank_intervals([apart - 0.001, 0], [1, 2], family="marginal").high) == [2, 2]


@settings(max_examples=20)
@given(units)
def test_more_certainty_never_narrows_and_marginal_is_never_wider(pairs: list[tuple[float, float]]) -> None:
    m, s = [a for a, _ in pairs], [b for _, b in pairs]
    loose, tight = rank_intervals(m, s, 0.8), rank_intervals(m, s, 0.95)
    alone = rank_intervals(m, s, 0.8, family="marginal")
    assert np.all((tight.low <= loose.low) & (loose.high <= tight.high))
    assert np.all((loose.low <= alone.low) & (alone.high <= loose.high))


def test_three_units_equal_the_sum_over_all_orders() -> None:
    m, s = [0.5, 0.0, -0.3], [1.0, 0.7, 0.2]
    x = np.linspace(-9, 9, 3001)
    density = [np.exp(-(((x - a) / b) ** 2) / 2) / b / sqrt(2 * np.pi) for a, b in zip(m, s, strict=True)]
    upto = [np.array([(1 + erf((v - a) / b / sqrt(2))) / 2 for v in x]) for a, b in zip(m, s, strict=True)]
    expected = np.zeros((3, 3))
    for best, middle, last in permutations(range(3)):
        # The middle one at x, the best above, the last below; the three are independent.
        chance = float((density[middle] * (1 - upto[best]) * upto[last]).sum() * (x[1] - x[0]))
        expected[best, 2] += chance
        expected[middle, 1] += chance
        expected[last, 0] += chance
    assert third_probabilities(m, s) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=15)
@given(units)
def test_thirds_equal_drawn_ranks(pairs: list[tuple[float, float]]) -> None:
    m, s = np.array(pairs).T
    n, draws = len(m), 20_000
    drawn = np.random.default_rng(1).normal(m, s, (draws, n))
    rank = n - drawn.argsort(axis=1).argsort(axis=1)
    upper, lower = (rank <= n // 3).mean(axis=0), (rank > n - n // 3).mean(axis=0)
    found = third_probabilities(m, s)
    assert found.sum(axis=1) == pytest.approx(1)
    assert found[:, 2] == pytest.approx(upper, abs=5 * 0.5 / sqrt(draws))
    assert found[:, 0] == pytest.approx(lower, abs=5 * 0.5 / sqrt(draws))


def test_thirds_of_many_units_fill_the_thirds() -> None:
    rng = np.random.default_rng(6)
    m = np.append(rng.normal(0, 5, 99), 40.0)
    found = third_probabilities(m, rng.uniform(0.2, 1.5, 100))
    assert found.sum(axis=0) == pytest.approx([33, 34, 33], abs=1e-9)
    assert found[99] == pytest.approx([0, 0, 1], abs=1e-12)


def test_a_unit_without_error_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        rank_intervals([1.0, 2.0], [0.0, 1.0])
    with pytest.raises(ValueError, match="one half"):
        bands([1.0, 2.0, 3.0], [1.0] * 3, at=0.4)
