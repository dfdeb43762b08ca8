"""The rows of interrupted time series: which stand there, in which order, refused or told."""

import polars as pl
import pytest

from tests.effects.panels import effects, frame, months, quarters, row


def estimands(found: pl.DataFrame, unit: str) -> list[str]:
    return found.filter(pl.col("unit") == unit)["estimand"].to_list()


def test_the_city_then_each_unit_by_itself_and_beside_its_like() -> None:
    found = effects(frame(3), effect=("mean", "quarters", "step"))
    quarter = [f"quarter:{k}" for k in (1, 2, 3, 4)]
    assert estimands(found, "*") == ["mean", *quarter, "trend", "retention", "step"]
    assert set(estimands(found, "U01")) == {"mean", *quarter, "trend", "retention", "step", "deviation"}
    assert found["level"].to_list() == ["city"] * 8 + ["unit"] * (found.height - 8)
    assert found.filter(pl.col("level") == "unit")["verdict"].drop_nulls().is_in(["not-separable", "above-city", "below-city"]).all()  # fmt: skip


def test_without_a_date_there_is_a_regression_and_no_effect() -> None:
    rows = frame(2, rain=lambda u, k: float(k % 5))
    found = effects(rows.with_columns(treated_from=pl.lit(None, pl.String)), regressors=("rain",))
    assert estimands(found, "*") == ["trend", "coef:rain"]
    assert "deviation" not in found["estimand"].to_list()


def test_a_unit_alone_in_its_group_has_nobody_to_differ_from() -> None:
    found = effects(frame(3, group=lambda u, k: "aab"[u]))
    assert row(found, "deviation", "U02")["reason"] == "few-units"
    assert row(found, "deviation", "U00")["status"] == "estimated"
    assert row(found, "mean", "U02")["status"] == "estimated"


def test_a_unit_without_values_is_refused_and_the_others_are_told() -> None:
    rows = frame(3).with_columns(value=pl.when(pl.col("unit") != "U01").then("value"))
    found = effects(rows)
    assert {row(found, name, "U01")["reason"] for name in ("mean", "deviation")} == {"no-before"}
    assert row(found, "mean", "U00")["status"] == "estimated"


def test_one_short_unit_refuses_itself_alone() -> None:
    years = [str(1990 + k) for k in range(20)]
    rows = frame(4, years, without=lambda u, k: u == 1 and k not in (3, 9, 12, 15))
    found = effects(rows, treated_from="2002", effect=("step",))
    assert row(found, "mean", "U01")["reason"] == "too-few-periods"
    assert row(found, "mean", "U02")["status"] == "estimated"


def test_units_of_few_respondents_are_told_as_deviations_alone() -> None:
    found = effects(frame(3, n=lambda u, k: 29.0 if u == 0 else 30.0))
    assert row(found, "mean", "U00")["reason"] == "pooled-only"
    assert row(found, "deviation", "U00")["status"] == "estimated"
    assert row(found, "mean", "U01")["status"] == "estimated"


def test_a_quarter_that_one_unit_never_saw_is_missing_for_it_alone() -> None:
    rows = frame(3, quarters(20), without=lambda u, k: u == 1 and k == 13)
    found = effects(rows, treated_from="2021-Q1", effect=("mean", "quarters"))
    assert "quarter:2" not in estimands(found, "U01")
    assert "quarter:2" in estimands(found, "U02")


@pytest.mark.parametrize(("after", "told"), [(5, "persistence-short"), (12, "ratio-too-wide")])
def test_what_is_left_of_an_effect_is_told_only_where_it_can_be(after: int, told: str) -> None:
    assert row(effects(frame(1, months(24 + after)), effect=("quarters",)), "retention")["reason"] == told


def test_a_clear_effect_that_halves_has_its_retention() -> None:
    path = [8.0, 8, 8, 7, 7, 7, 6, 6, 6, 4, 4, 4]
    rows = frame(1, value=lambda u, k, e: 0.1 * e + (path[k - 24] if k >= 24 else 0))
    one = row(effects(rows, effect=("quarters",), trend=False), "retention")
    assert isinstance(one["estimate"], float)
    assert one["estimate"] == pytest.approx(0.5, abs=0.05)
    assert isinstance(one["low"], float)
    assert isinstance(one["high"], float)
    assert one["low"] < one["estimate"] < one["high"] < one["low"] + 0.2


def test_units_that_are_never_treated_have_no_rows() -> None:
    rows = frame(4, treated_from=lambda u, k: "2024-01" if u < 2 else None)
    assert set(effects(rows)["unit"]) == {"*", "U00", "U01"}
