"""Weighted means: Hajek's formula written out, the interval beside a jackknife, and chances that do not mislead."""

from math import sqrt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.variation.peers import t95
from analysis.variation.weighted import weighted_mean


def visits(values: list[float], weights: list[float], units: list[int]) -> pl.DataFrame:
    return pl.DataFrame({"unit": [f"u{k}" for k in units], "w": weights, "score": values})


def jackknife(rows: pl.DataFrame) -> float:
    """The standard error from leaving out one unit after the other (Wolter 2007, 4.5), the slow way."""
    units = rows["unit"].unique().to_list()
    means: list[float] = []
    for unit in units:
        rest = rows.filter(pl.col("unit") != unit)
        means.append((rest["w"] * rest["score"]).sum() / rest["w"].sum())
    n, middle = len(units), sum(means) / len(means)
    return sqrt((n - 1) / n * sum((one - middle) ** 2 for one in means))


def test_equal_weights_and_one_visit_a_unit_are_a_plain_mean_with_students_interval() -> None:
    values = [3.0, 4.0, 2.0, 5.0, 3.5, 4.5, 1.0]
    rows = visits(values, [2.0] * 7, list(range(7)))
    found = weighted_mean(rows, "score")
    reach = t95(6) * rows["score"].std() / sqrt(7)
    mean = sum(values) / 7
    assert found == pytest.approx((mean, mean - reach, mean + reach))


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(1, 20)), min_size=40, max_size=60))
def test_the_interval_is_near_that_of_a_jackknife(drawn: list[tuple[float, float]]) -> None:
    rows = visits([v for v, _ in drawn], [w for _, w in drawn], [k // 2 for k in range(len(drawn))])
    found = weighted_mean(rows, "score")
    assert found is not None and found[1] is not None and found[2] is not None
    n = rows["unit"].n_unique()
    assert (found[2] - found[1]) / 2 == pytest.approx(t95(n - 1) * jackknife(rows), rel=0.25, abs=1e-9)


def test_units_visited_often_do_not_pull_the_mean() -> None:
    """Ten units of score 2 with a chance of 1/2, ten of score 4 with 1/10: what the chances lead to expect is visited."""
    often, seldom = [2.0] * 5, [4.0]
    rows = visits([*often, *seldom], [2.0] * 5 + [10.0], [0, 1, 2, 3, 4, 5])
    error = sqrt(6 / 5 * (5 * (2 / 20) ** 2 + (10 / 20) ** 2))
    assert weighted_mean(rows, "score") == pytest.approx((3.0, 3.0 - 2.571 * error, 3.0 + 2.571 * error))
    assert rows["score"].mean() == pytest.approx(14 / 6)


def test_five_units_have_a_mean_without_interval_and_no_value_has_none() -> None:
    rows = visits([1.0, 2.0, 3.0, 4.0, 5.0], [1.0] * 5, list(range(5)))
    assert weighted_mean(rows, "score") == (3.0, None, None)
    assert weighted_mean(rows.clear(), "score") is None
