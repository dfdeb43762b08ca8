"""Rows of comparison methods: every estimand, no verdict, no deviation, and each unit as if it were alone."""

from collections.abc import Mapping

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm
from scipy.stats import t as student

from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.output import Estimates
from analysis.effects.panel import panel_from
from tests.effects.panels import effects, frame, months, number, row

METHODS: Mapping[str, Mapping[str, object]] = {
    "newey-west": {"errors": "newey-west"},
    "prais-winsten": {"errors": "prais-winsten"},
    "arima": {"errors": "arima", "order": (1, 0, 0)},
    "local-level": {"estimators": ("local-level",)},
    "quasi-poisson": {"likelihood": "quasi-poisson"},
}

SEARCHED = ("arima", "local-level")
"""Methods whose optimum a search with slopes by differences finds: rounding moves it by some 1e-9, more steps or not."""


def rows(units: int = 3, **columns: object) -> pl.DataFrame:
    """Counts around fifty."""
    value = lambda u, k, e: float(max(0, round(50 + 3 * u + 6 * e)))  # noqa: E731
    return frame(units, value=value, **columns)  # pyright: ignore[reportArgumentType]


def whole(panel: pl.DataFrame, **keys: object) -> Estimates:
    dated = {} if "treated_from" in panel.columns else {"treated_from": "2024-01"}
    return estimate(panel_from(panel), Design.model_validate({**dated, **keys}))


@pytest.mark.parametrize("name", METHODS)
def test_every_estimand_is_told_without_verdict_deviation_or_foreign_checks(name: str) -> None:
    keys = {"mid": 0.1, "placebo": ("time",), "effect": ("mean", "quarters", "step", "slope")}
    found = whole(rows(), **METHODS[name], **keys)
    told = found.effects
    city = told.filter(pl.col("level") == "city")["estimand"].to_list()
    assert city == [
        "mean", "quarter:1", "quarter:2", "quarter:3", "quarter:4", "trend", "retention", "step", "slope", "post-trend"
    ]  # fmt: skip
    assert told["verdict"].is_null().all()
    assert set(told["evidence"]) <= {"C", "D"}
    assert "deviation" not in told["estimand"].to_list()
    assert set(told["unit"]) == {"*", "U00", "U01", "U02"}
    assert not set(found.checks["check"]) & {"mde", "placebo-time", "specification", "tipping", "dip", "rank"}
    assert told.filter(pl.col("status") == "estimated")["note"].str.starts_with(name).all()


@pytest.mark.parametrize("name", METHODS)
def test_probabilities_and_ends_are_those_of_one_distribution(name: str) -> None:
    found = effects(rows(1), level=0.9, effect=("step",), **METHODS[name])
    one = found.filter(pl.col("estimand") == "step").row(0, named=True)
    free = one["df"]
    assert free == (33 if name in ("newey-west", "prais-winsten") else np.inf)
    shape = norm if free == np.inf else student(free)
    assert one["p_positive"] == pytest.approx(shape.cdf(one["estimate"] / one["se"]), abs=1e-9)
    assert one["high"] - one["estimate"] == pytest.approx(shape.ppf(0.95) * one["se"], rel=1e-7)
    assert one["low"] + one["high"] == pytest.approx(2 * one["estimate"])


@pytest.mark.parametrize("name", METHODS)
def test_a_unit_is_told_as_if_it_were_the_only_one(name: str) -> None:
    panel = rows(3)
    among, alone = effects(panel, **METHODS[name]), effects(panel.filter(unit="U01"), **METHODS[name])
    for figure in ("estimate", "se", "low", "high", "p_positive"):
        assert number(among, figure, unit="U01") == pytest.approx(number(alone, figure), rel=1e-6)


@pytest.mark.parametrize("name", METHODS)
def test_units_of_several_dates_have_their_own_and_the_city_says_why_it_has_none(name: str) -> None:
    panel = rows(3, treated_from=lambda u, k: ["2023-07", "2024-01", None][u])
    found = effects(panel, horizon=8, **METHODS[name])
    assert row(found)["reason"] == "dates-differ"
    assert "U02" not in found["unit"].to_list()
    one = effects(
        panel.filter(unit="U00").drop("treated_from"), treated_from="2023-07", horizon=8, **METHODS[name]
    )
    near = 1e-6 if name in SEARCHED else 1e-9
    assert number(found, unit="U00") == pytest.approx(number(one), rel=near)
    assert number(found, "n_pre", unit="U00") == 18


@pytest.mark.parametrize("name", METHODS)
def test_without_a_date_there_is_a_regression_alone(name: str) -> None:
    found = effects(rows(2).with_columns(treated_from=pl.lit(None, pl.String)), **METHODS[name])
    assert set(found["estimand"]) == {"trend"}
    assert set(found["unit"]) == {"*", "U00", "U01"}


@pytest.mark.parametrize("name", METHODS)
def test_an_event_before_a_unit_began_is_no_column_of_it(name: str) -> None:
    panel = rows(3, rain=lambda u, k: float(k == 2)).filter(
        (pl.col("unit") != "U01") | (pl.col("period") >= "2022-05")
    )
    found = effects(panel, regressors=("rain",), **METHODS[name])
    late = panel.filter(unit="U01").drop("rain")
    for figure in ("estimate", "low", "high"):
        assert number(found, figure, unit="U01") == pytest.approx(
            number(effects(late, **METHODS[name]), figure), rel=1e-6
        )


def test_refusals_are_those_of_the_primary_model() -> None:
    keys = METHODS["newey-west"]
    assert row(effects(frame(1, months(14, 2023)), treated_from="2023-12", **keys))["reason"] == "few-before"
    few = rows(2, n=lambda u, k: 29.0 if u == 0 else 40.0)
    assert row(effects(few, **keys), unit="U00")["reason"] == "pooled-only"
    short = frame(1, months(28, 2023))
    assert "level-model" in str(row(effects(short, treated_from="2024-05", **keys))["note"])


def test_a_likelihood_without_a_highest_point_refuses_its_series_alone() -> None:
    panel = rows(2).with_columns(
        value=pl.when(pl.col("unit") == "U00", pl.col("period") >= "2024-01").then(0.0).otherwise("value")
    )
    found = effects(panel, **METHODS["quasi-poisson"])
    assert row(found, unit="U00")["reason"] == "no-solution"
    assert row(found, unit="U01")["status"] == "estimated"


def test_counts_of_units_are_summed_with_their_exposure_for_the_city() -> None:
    panel = rows(3, exposure=lambda u, k: 100.0 + 10 * u + k)
    total = (
        panel.group_by("period")
        .agg(pl.col("value", "exposure").sum())
        .with_columns(unit=pl.lit("all"))
        .sort("period")
    )
    keys = METHODS["quasi-poisson"]
    assert number(effects(panel, **keys)) == pytest.approx(number(effects(total, **keys)), rel=1e-9)


def test_the_gap_to_donors_has_the_same_regression() -> None:
    panel = frame(7, donor=lambda u, k: int(u > 0))
    keys: dict[str, object] = {"errors": "newey-west", "lags": 2, "placebo": ("space",)}
    found = whole(panel, estimators=("its", "donor-mean"), mid=0.1, **keys)
    wide = panel.pivot("unit", index="period", values="value", maintain_order=True)
    donors = wide.columns[2:]
    gap = wide.select(unit=pl.lit("gap"), period="period", value=pl.col("U00") - pl.mean_horizontal(donors))
    own = whole(gap, errors="newey-west", lags=2).effects
    told = found.effects.filter(pl.col("estimator") == "donor-mean")
    assert number(told) == pytest.approx(number(own), abs=1e-9)
    assert number(told, "se") == pytest.approx(number(own, "se"), rel=1e-9)
    assert told["verdict"].is_null().all()
    assert set(told["evidence"]) == {"C"}
    assert set(found.checks["check"]) == {"lags"}
    assert found.weights.height == 6


def test_synthetic_control_minds_no_errors() -> None:
    panel = frame(9, donor=lambda u, k: int(u > 0))
    told = [
        whole(panel, estimators=("synthetic-control",), placebo=("space",), errors=errors, seed=1)
        for errors in ("ar1+rw", "newey-west", "arima")
    ]
    assert told[0].effects.equals(told[1].effects)
    assert told[0].effects.equals(told[2].effects)
    assert told[0].weights.equals(told[1].weights)


def test_known_sampling_errors_are_told_to_be_left_out() -> None:
    plain, known = (
        effects(frame(1), errors="newey-west"),
        effects(frame(1, se=lambda u, k: 2.0), errors="newey-west"),
    )
    assert number(plain, "se") == number(known, "se")
    assert "se-unused" in str(row(known)["note"])
    assert "se-unused" not in str(row(plain)["note"])


def test_differencing_tells_no_trend_that_it_took_away() -> None:
    found = effects(frame(1), errors="arima", order=(0, 2, 1), effect=("step",))
    assert set(found["estimand"]) == {"mean", "step"}
    assert (
        "trend" in effects(frame(1), errors="arima", order=(0, 1, 1), effect=("step",))["estimand"].to_list()
    )


def test_a_clear_effect_that_halves_has_its_retention() -> None:
    path = [8.0, 8, 8, 7, 7, 7, 6, 6, 6, 4, 4, 4]
    panel = frame(1, value=lambda u, k, e: 0.1 * e + (path[k - 24] if k >= 24 else 0))
    one = row(effects(panel, effect=("quarters",), trend=False, errors="prais-winsten"), "retention")
    assert isinstance(one["estimate"], float)
    assert one["estimate"] == pytest.approx(0.5, abs=0.05)


def test_runs_agree_and_rows_may_come_in_any_order() -> None:
    panel = rows(3)
    for keys in METHODS.values():
        first = effects(panel, **keys)
        assert first.equals(effects(panel.sample(fraction=1.0, shuffle=True, seed=2), **keys))
