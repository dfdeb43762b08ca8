"""Multiplicity: the published example, and each rule again as its own words say it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.multiplicity import bayesian_fdr, benjamini_hochberg, bonferroni, hochberg

# Benjamini & Hochberg, JRSS B 57 (1995), section 4: thrombolysis after myocardial infarction.
PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip

some_p = st.lists(st.sampled_from([0, 1e-4, 0.001, 0.004, 0.01, 0.02, 0.03, 0.05, 0.3, 1]), max_size=9)


def test_the_published_example_rejects_four_three_and_three() -> None:
    assert list(benjamini_hochberg(PUBLISHED, 0.05)) == [True] * 4 + [False] * 11
    assert list(bonferroni(PUBLISHED, 0.05)) == [True] * 3 + [False] * 12
    assert list(hochberg(PUBLISHED, 0.05)) == [True] * 3 + [False] * 12


def test_the_answer_stands_at_the_place_of_each_p() -> None:
    order = [7, 3, 14, 0, 9, 2, 1, 5, 4, 6, 8, 10, 11, 12, 13]
    told = benjamini_hochberg([PUBLISHED[k] for k in order], 0.05)
    assert {k for k, rejected in zip(order, told, strict=True) if rejected} == {0, 1, 2, 3}


def step_up(p: list[float], q: float, share: str) -> list[bool]:
    """The largest number k of rejections that its own threshold allows; all p up to the k-th go."""
    m = len(p)
    for k in range(m, 0, -1):
        threshold = q * k / m if share == "bh" else q / (m - k + 1)
        if sum(x <= threshold for x in p) >= k:
            cut = sorted(p)[k - 1]
            return [x <= cut for x in p]
    return [False] * m


@settings(max_examples=100)
@given(some_p, st.sampled_from([0.01, 0.05, 0.1]))
def test_step_up_rules_equal_a_search_from_the_longest_list(p: list[float], q: float) -> None:
    assert list(benjamini_hochberg(p, q)) == step_up(p, q, "bh")
    assert list(hochberg(p, q)) == step_up(p, q, "hochberg")
    assert not np.any(bonferroni(p, q) & ~hochberg(p, q))


def test_a_bayesian_list_is_the_longest_whose_mean_error_is_small_enough() -> None:
    # Means of the best 1, 2, 3, 4: .02, .05, .10, .1875.
    assert list(bayesian_fdr([0.45, 0.02, 0.08, 0.20], 0.10)) == [False, True, True, True]
    assert list(bayesian_fdr([0.45, 0.02, 0.08, 0.20], 0.099)) == [False, True, True, False]
    assert not bayesian_fdr([0.45, 0.3], 0.10).any()


@settings(max_examples=60)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=8), st.integers(1, 50))
def test_no_longer_list_has_a_small_enough_mean_error(percent: list[int], most: int) -> None:
    # In whole per cent, so that the second version is exact.
    listed = bayesian_fdr([p / 100 for p in percent], most / 100)
    chosen = [p for p, one in zip(percent, listed, strict=True) if one]
    longest = max((k for k in range(len(percent) + 1) if sum(sorted(percent)[:k]) <= most * k), default=0)
    assert sorted(chosen) == sorted(percent)[:longest]


@pytest.mark.parametrize("bad", [[0.2, float("nan")], [-0.1], [1.2]])
def test_what_is_no_probability_is_refused(bad: list[float]) -> None:
    for rule in (benjamini_hochberg, bonferroni, hochberg, bayesian_fdr):
        with pytest.raises(ValueError, match="probabilities"):
            rule(bad, 0.1)
