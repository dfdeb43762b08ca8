"""A panel laid out for estimation: times, blocks, sampling variances, levers and columns, read off small frames."""

import numpy as np
import polars as pl
import pytest

from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.panel import panel_from
from analysis.effects.period import ordinal
from analysis.effects.refusal import thin
from analysis.effects.subject import Subject, subjects
from tests.effects.panels import frame, months

JANUARY = ordinal("2024-01", "month")


def laid(rows: pl.DataFrame, regressors: tuple[str, ...] = (), **keys: object) -> Subject:
    design = Design.model_validate({"treated_from": "2024-01", "regressors": regressors, **keys})
    (one,) = subjects(panel_from(rows, regressors), design, "month")
    return one


def test_a_row_that_is_absent_and_a_value_that_is_empty_are_gaps_in_their_place() -> None:
    rows = frame(2, without=lambda u, k: u == 0 and k == 3)
    rows = rows.with_columns(
        value=pl.when(pl.col("unit") == "U01", pl.col("period") == "2022-06").then(None).otherwise("value")
    )
    found = laid(rows)
    assert found.units.values.shape == (2, 36)
    assert np.argwhere(np.isnan(found.units.values)).tolist() == [[0, 3], [1, 5]]
    assert not np.isnan(found.city.values).any()


def test_transition_anticipation_and_horizon_leave_times_out_that_keep_their_place() -> None:
    found = laid(frame(2), transition=("2024-01",), anticipation=2, horizon=6)
    assert (found.units.times - JANUARY).tolist() == [*range(-24, -2), *range(1, 6)]
    assert found.horizon(float(JANUARY)) == 6
    assert laid(frame(2), horizon=99).horizon(float(JANUARY)) == 12


def test_standard_errors_become_variances_with_the_design_effect_and_missing_ones_the_usual() -> None:
    rows = frame(2, se=lambda u, k: 0.5 if k else None)
    found = laid(rows, design_effect=2.0).units.sampling
    assert found is not None
    assert found == pytest.approx(np.full((2, 36), 0.5))
    assert laid(frame(2)).units.sampling is None


def test_fewer_than_ten_respondents_hide_a_value_and_the_median_is_told() -> None:
    found = laid(frame(2, n=lambda u, k: 9.0 if u == 0 and k < 4 else 40.0 - 20 * u))
    assert np.isnan(found.units.values).sum(1).tolist() == [4, 0]
    assert found.respondents.tolist() == [40, 20]


def test_exposure_is_a_lever_whose_square_has_mean_one() -> None:
    rows = frame(2, value=lambda u, k, e: float(k), exposure=lambda u, k: 100.0 * (u + 1) * (1 + k % 2))
    lever = laid(rows, scale="count").units.lever
    assert lever is not None
    assert (lever**2).mean(1) == pytest.approx(np.ones(2))
    assert lever[0] == pytest.approx(lever[1])
    city = laid(rows, scale="count").city
    assert ((city.values[0] / 2) ** 2 - 3 / 8) == pytest.approx([2.0 * k for k in range(36)], abs=1e-9)


def test_a_total_of_counts_needs_every_unit() -> None:
    rows = frame(2, value=lambda u, k, e: float(k), without=lambda u, k: u == 0 and k == 3)
    assert np.flatnonzero(np.isnan(laid(rows, scale="count").city.values[0])).tolist() == [3]


def test_columns_of_units_and_of_the_city_stand_at_the_times_that_are_kept() -> None:
    rows = frame(2, rain=lambda u, k: float(k + 10 * u))
    found = laid(rows, ("rain",), transition=("2024-01",))
    assert found.others["rain"][1].tolist() == [k + 10.0 for k in range(36) if k != 24]
    assert found.city_others["rain"][0] == pytest.approx([k + 5.0 for k in range(36) if k != 24])
    calendar = laid(frame(2), calendar="id")
    assert set(calendar.others) == {"ramadan-share", "lebaran-share"}
    assert calendar.others["ramadan-share"].shape == (2, 36)


def test_dates_doses_and_groups_are_those_of_each_unit_in_the_order_of_names() -> None:
    rows = frame(
        3, dose=lambda u, k: 2.0 - u, group=lambda u, k: "ab"[u % 2], treated_from=lambda u, k: ["2024-01", "2024-01", None][u]
    ).reverse()  # fmt: skip
    found = laid(rows, treated_from=None)
    assert found.units.units == ("U00", "U01", "U02")
    assert found.dose.tolist() == [2, 1, 0]
    assert found.groups == ("a", "b", "a")
    assert found.since[:2].tolist() == [JANUARY, JANUARY]
    assert np.isnan(found.since[2])
    assert found.start == JANUARY


@pytest.mark.parametrize(("before", "pairs"), [(23, 0), (24, 1), (35, 1), (36, 2)])
def test_harmonic_pairs_follow_the_periods_before_the_date(before: int, pairs: int) -> None:
    found = laid(frame(1, months(36)), seasonal="harmonics")
    assert found.shape(float(JANUARY), before, ("mean",)).pairs == pairs
    assert (
        laid(frame(1), seasonal="harmonics", harmonics=3).shape(float(JANUARY), before, ("mean",)).pairs == 3
    )


@pytest.mark.parametrize(("before", "refuse", "trend"), [(17, "default", False), (18, "default", True), (12, "none", True)])  # fmt: skip
def test_a_trend_needs_a_year_and_a_half(before: int, refuse: str, trend: bool) -> None:
    assert laid(frame(1), refuse=refuse).shape(float(JANUARY), before, ("mean",)).trend == trend
    assert not laid(frame(1), trend=False).shape(float(JANUARY), 36, ("mean",)).trend


def test_the_city_is_the_mean_of_the_units_that_were_treated() -> None:
    rng = np.random.default_rng(11)
    rows = [
        {
            "unit": f"u{u}",
            "period": f"{2022 + k // 12}-{k % 12 + 1:02}",
            "value": float(10 + u + rng.normal(0, 0.1) + (4 if k >= 24 and u < 3 else 0)),
            "treated_from": "2024-01" if u < 3 else None,
        }
        for u in range(6)
        for k in range(36)
    ]
    found = estimate(panel_from(pl.DataFrame(rows)), Design())
    mean = found.effects.filter((pl.col("level") == "city") & (pl.col("estimand") == "mean"))
    assert mean["estimate"].item() == pytest.approx(4, abs=0.5)


def test_a_unit_that_began_late_has_no_gap_for_it() -> None:
    times, values = np.arange(48.0), np.random.default_rng(12).normal(0, 1, 48)
    values[:20] = np.nan
    assert thin(times, values, 36.0, monthly=True, limits=True) is None
    values[25:28] = np.nan
    assert thin(times, values, 36.0, monthly=True, limits=True) in ("run-of-gaps", "gaps")
