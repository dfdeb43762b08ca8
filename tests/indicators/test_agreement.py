"""ICC(1) and rwg against slow versions, and what may be said before any unit mean."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.facts.cohesion import cohesion_facts, last_round
from analysis.indicators.agreement import icc1, rwg
from tests import oracle
from tests.effort import examples

SCORES = st.lists(
    st.lists(st.integers(6, 30).map(lambda k: k / 6), min_size=2, max_size=9), min_size=2, max_size=6
)


def pulse(groups: list[list[float]], variance: float | None = 0.5) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "unit": [f"u{k}" for k in range(len(groups))],
            "first_day": [date(2025, 8, 1)] * len(groups),
            "last_day": [date(2025, 8, 9)] * len(groups),
            "respondents": [len(group) for group in groups],
            "items": [6] * len(groups),
            "sum_score": [sum(group) for group in groups],
            "sum_score_squares": [sum(one * one for one in group) for group in groups],
            "item_variance": [variance] * len(groups),
        }
    )


@settings(max_examples=examples(30, 100))
@given(SCORES)
def test_icc_equals_the_slow_analysis_of_variance(groups: list[list[float]]) -> None:
    expected, found = oracle.icc1(groups), icc1(pulse(groups))
    if expected is None or found is None:
        assert expected is None or abs(expected) < 1e6
        return
    assert found == pytest.approx(expected, abs=1e-6)


def test_icc_of_units_that_differ_and_of_units_that_do_not() -> None:
    assert icc1(pulse([[2.0, 2.0, 2.1], [4.0, 4.0, 4.1]])) > 0.99  # type: ignore[operator]
    assert icc1(pulse([[2.0, 4.0], [4.0, 2.0]])) < 0  # type: ignore[operator]
    assert icc1(pulse([[2.0, 4.0]])) is None


def test_rwg_of_agreement_of_evenly_spread_answers_and_of_none() -> None:
    assert rwg(6, 0.0) == 1.0
    assert rwg(6, 2.0) == 0.0
    assert rwg(6, 3.0) == 0.0
    assert rwg(6, None) is None
    assert rwg(1, 0.5) == pytest.approx(0.75)
    assert rwg(6, 1.0) == pytest.approx(6 * 0.5 / (6 * 0.5 + 0.5))


def test_units_of_fewer_than_five_are_in_no_figure() -> None:
    rows = pulse([[3.0] * 4, [3.0, 4.0, 3.5, 4.0, 3.0], [4.0, 4.5, 4.0, 4.5, 5.0]])
    assert cohesion_facts(last_round(rows), ["u0"], pooled=False) is None
    found = cohesion_facts(last_round(rows), ["u1"], pooled=False)
    assert found is not None
    assert found["units"] == 2
    assert found["icc"] == pytest.approx(oracle.icc1([[3.0, 4.0, 3.5, 4.0, 3.0], [4.0, 4.5, 4.0, 4.5, 5.0]]))
