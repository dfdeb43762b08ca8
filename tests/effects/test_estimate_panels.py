"""The contract on panels that are not tidy: regressors, calendars, counts, donors, and no noise at all."""

import numpy as np
import polars as pl
import pytest

from tests.effects.panels import effects, frame, months, number, quarters, row


def test_regressors_by_time_and_by_unit_are_told_and_taken_out() -> None:
    rain = np.random.default_rng(5).normal(size=36)
    rows = frame(3, value=lambda u, k, e: 0.1 * e + 3 * rain[k] + 2 * ((k + 3 * u) % 5), rain=lambda u, k: float(rain[k]), own=lambda u, k: float((k + 3 * u) % 5))  # fmt: skip
    found = effects(rows, regressors=("rain", "own"))
    for unit in ("*", "U00", "U02"):
        assert number(found, estimand="coef:rain", unit=unit) == pytest.approx(3, abs=0.15)
    assert number(found, estimand="coef:own", unit="U01") == pytest.approx(2, abs=0.1)
    assert abs(number(found, unit="U01")) < 0.3


def test_a_regressor_that_most_units_have_nothing_of_is_theirs_who_have() -> None:
    rows = frame(4, value=lambda u, k, e: 0.1 * e - 9 * (u == 1 and k == 30), flood=lambda u, k: float(u == 1 and k == 30))  # fmt: skip
    found = effects(rows, regressors=("flood",))
    assert number(found, estimand="coef:flood", unit="U01") == pytest.approx(-9, abs=0.5)
    assert found.filter(pl.col("unit") == "U00", pl.col("estimand") == "coef:flood").is_empty()


def test_gaps_of_units_leave_the_regressors_of_the_city_as_they_are() -> None:
    rain = [5.0 + (k * k) % 7 for k in range(36)]
    value = lambda u, k, e: 0.05 * e + 2 * rain[k]  # noqa: E731
    rows = frame(9, value=value, without=lambda u, k: u < 5 and k in (7, 19, 29), rain=lambda u, k: rain[k])
    found = effects(rows, regressors=("rain",))
    assert number(found, estimand="coef:rain") == pytest.approx(2, abs=0.03)


def test_the_calendar_of_indonesia_takes_out_a_dip_of_ramadan() -> None:
    fast = {"2022-04", "2023-04", "2024-03", "2024-04"}
    periods = months(36)
    rows = frame(1, value=lambda u, k, e: 0.1 * e - 5 * (periods[k] in fast))
    found = effects(rows, calendar="id")
    assert number(found, estimand="coef:ramadan-share") < -2
    plain = effects(rows)
    assert number(found, "high") - number(found, "low") < number(plain, "high") - number(plain, "low")
    assert (
        row(effects(frame(2, quarters(20)), treated_from="2021-Q1", calendar="id"))["status"] == "estimated"
    )


def test_a_step_on_counts_is_the_ratio_of_the_step_alone() -> None:
    rng = np.random.default_rng(1)
    rows = frame(1, value=lambda u, k, e: float(rng.poisson(400 * (1.5 if k >= 24 else 1) * 1.04 ** max(k - 23, 0))))  # fmt: skip
    found = effects(rows, scale="count", effect=("step", "slope"), errors="iid")
    assert number(found, estimand="mean") == pytest.approx(np.log(1.5) + 6.5 * np.log(1.04), abs=0.15)
    assert number(found, estimand="step") == pytest.approx(np.log(1.5), abs=0.15)
    # A slope stays on the scale of roots and is the logarithm of nothing.
    assert [("ratio=" in str(row(found, name)["note"])) for name in ("mean", "step", "slope", "trend")] == [
        True, True, False, False
    ]  # fmt: skip


def test_a_common_ratio_of_counts_sets_no_unit_apart() -> None:
    rng = np.random.default_rng(2)
    mean = np.geomspace(8, 300, 16)
    rows = frame(16, value=lambda u, k, e: float(rng.poisson(mean[u] * (0.7 if k >= 24 else 1))))
    found = effects(rows, scale="count").filter(pl.col("estimand") == "deviation")
    assert (found["verdict"] != "not-separable").sum() <= 2


def test_a_panel_without_noise_is_estimated_as_it_stands() -> None:
    exact = effects(frame(2, value=lambda u, k, e: float(k * (u + 1) + 5 * (k >= 24))), mid=1.0)
    assert number(exact) == pytest.approx(5, abs=1e-6)
    assert number(exact, estimand="trend", unit="U01") == pytest.approx(2, abs=1e-6)


def test_donors_of_another_span_make_no_gaps_in_the_city() -> None:
    donors = frame(6, months(96, 2017), seed=3).with_columns(unit=pl.col("unit") + "d", donor=pl.lit(1))
    found = effects(pl.concat([frame(2).with_columns(donor=pl.lit(0)), donors]))
    assert row(found)["status"] == "estimated"


def test_a_form_of_few_numbers_needs_no_more_years_than_it_has_numbers() -> None:
    rows = frame(2, [str(2000 + k) for k in range(5)])
    found = effects(rows, treated_from="2002", effect=("step",))
    assert row(found, "step", "U00")["status"] == "estimated"
    assert row(found, "deviation", "U00")["status"] == "estimated"
