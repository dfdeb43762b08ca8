"""The contract on frames: published numbers, what must not matter, and what must."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from analysis.effects.design import Design
from analysis.effects.estimate import estimate, estimate_city
from analysis.effects.output import EFFECTS
from analysis.effects.panel import AGGREGATE, panel_from
from analysis.effects.verdict import UsualBars
from tests.effects.panels import effects, frame, months, number, quarters, row

FIGURES = ("estimate", "se", "low", "high", "p_positive")


def same(one: pl.DataFrame, other: pl.DataFrame, times: float = 1.0) -> None:
    """Row for row the same, but for the unit of the outcome."""
    keys = ["estimator", "level", "unit", "estimand", "status", "reason"]
    assert one.select(keys).rows() == other.select(keys).rows()
    for name in FIGURES:
        size = times if name != "p_positive" else 1.0
        a, b = (each[name].fill_null(0.0).to_numpy() for each in (one, other))
        assert b == pytest.approx(size * a, rel=2e-6, abs=2e-7 * abs(size)), name


def test_autocorrelation_cuts_the_published_effect_of_proposition_99(checkout: Path) -> None:
    """California's cigarette sales; Linden, Stata Journal 15 (2015) 480-500, found -20.1 with Newey-West errors."""
    file = checkout.parent / "shared" / "cases" / "prop99_california.csv"
    if not file.is_file():
        pytest.skip("the reference cases are not beside this checkout")
    raw = pl.read_csv(file)
    year, sales = raw.columns[0], raw.columns[-1]
    rows = raw.select(unit=pl.lit("California"), period=pl.col(year).cast(pl.String), value=pl.col(sales))
    found = effects(rows, treated_from="1989", effect=("step", "slope"), slope_origin=0, errors="ar1")
    told = {"step": (-6.3, -12.1, -0.6), "mean": (-17.5, -29.8, -5.0)}
    for estimand, numbers in told.items():
        one = row(found, estimand)
        assert [one[name] for name in ("estimate", "low", "high")] == pytest.approx(numbers, abs=0.2)
    assert (number(found, "n_pre"), number(found, "n_post")) == (19, 12)


BASE: Mapping[str, object] = {"mid": 0.5, "effect": ("mean", "quarters", "step")}


def test_rows_may_come_in_any_order_and_runs_agree() -> None:
    rows = frame(8, without=lambda u, k: u < 2 and k == 5 + u)
    first = effects(rows, **BASE)
    assert first.equals(effects(rows, **BASE))
    same(first, effects(rows.sample(fraction=1.0, shuffle=True, seed=3), **BASE))
    assert dict(first.schema) == dict(EFFECTS)


def test_other_names_of_units_leave_their_figures() -> None:
    rows = frame(9)
    renamed = rows.with_columns(unit=pl.col("unit").str.replace("U", "Kelurahan "))
    one = effects(rows, **BASE).with_columns(unit=pl.col("unit").str.replace("U", "Kelurahan "))
    same(one, effects(renamed, **BASE))


@pytest.mark.parametrize("shift", [1e3, -1e6])
def test_a_constant_on_every_value_leaves_effects_alone(shift: float) -> None:
    rows = frame(8, without=lambda u, k: u < 2 and k == 5 + u)
    same(effects(rows, **BASE), effects(rows.with_columns(value=pl.col("value") + shift), **BASE))


@pytest.mark.parametrize("times", [10.0, 1e-9, 1e9])
def test_values_in_another_unit_give_estimates_in_that_unit(times: float) -> None:
    rows = frame(8, without=lambda u, k: u < 2 and k == 5 + u)
    keys = {"effect": ("mean", "step")}
    same(effects(rows, **keys), effects(rows.with_columns(value=pl.col("value") * times), **keys), times)


def test_two_indicators_are_two_runs() -> None:
    one, two = frame(3, seed=1), frame(4, months(30), seed=2)
    parts = [each.with_columns(indicator=pl.lit(name)) for each, name in ((one, "a"), (two, "b"))]
    found = effects(pl.concat(parts), **BASE)
    for name, part in zip("ab", parts, strict=True):
        same(effects(part, **BASE), found.filter(pl.col("indicator") == name))


KINDS: Mapping[str, tuple[list[str], str]] = {
    "month": (months(36), "2024-01"),
    "quarter": (quarters(20), "2021-Q1"),
    "year": ([str(1995 + k) for k in range(24)], "2010"),
    "integer": ([str(5 * k - 40) for k in range(24)], "35"),
}
SCALES: Mapping[str, object] = {
    "identity": lambda u, k, e: 80 + e,
    "log": lambda u, k, e: float(np.exp(0.1 * e)),
    "logit": lambda u, k, e: float(1 / (1 + np.exp(-e))),
    "count": lambda u, k, e: float(max(0, round(30 + u + 5 * e))),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("estimator", ["its", "donor-mean", "synthetic-control", "dose"])
def test_every_estimator_scale_and_kind_of_period_runs(estimator: str, scale: str, kind: str) -> None:
    periods, date = KINDS[kind]
    rows = frame(9, periods, value=SCALES[scale], donor=lambda u, k: u > 2, dose=lambda u, k: float(u))  # pyright: ignore[reportArgumentType]
    found = effects(rows, treated_from=date, scale=scale, estimators=(estimator,), refuse="none")
    assert found.height
    done = found.filter(pl.col("status") == "estimated")
    # A dose of three units is too few to judge what exposure leaves unexplained.
    assert done.height or estimator == "dose"
    for name in ("estimate", "low", "high"):
        assert done[name].is_finite().all(), done
    assert (done["low"] <= done["high"]).all()
    assert found.filter(pl.col("status") == "refused")["reason"].is_not_null().all()


def test_rows_of_the_aggregate_are_used_as_given() -> None:
    own = frame(1, seed=9, value=lambda u, k, e: 50 + e).with_columns(unit=pl.lit(AGGREGATE))
    found = effects(pl.concat([own, frame(3)]), **BASE)
    same(effects(own, **BASE), found.filter(pl.col("unit") == AGGREGATE))
    assert set(found["unit"]) == {AGGREGATE, "U00", "U01", "U02"}


def test_the_city_is_the_mean_of_its_units_or_weighted_by_n() -> None:
    rows = frame(3, n=lambda u, k: [30.0, 60.0, 210.0][u])
    values = rows["value"].to_numpy().reshape(3, 36)
    for weights, share in (("equal", [1 / 3] * 3), ("n", [0.1, 0.2, 0.7])):
        mean = pl.DataFrame({"unit": ["*"] * 36, "period": months(36), "value": np.array(share) @ values})
        found = effects(rows, weights=weights, **BASE).filter(pl.col("level") == "city")
        same(effects(mean, **BASE), found)


def test_one_unit_is_the_city_and_has_no_rows_of_its_own() -> None:
    found = effects(frame(1))
    assert set(found["level"]) == {"city"}


def test_known_errors_widen_and_their_design_effect_does_too() -> None:
    plain = frame(1, value=lambda u, k, e: 0.1 * e)
    told = plain.with_columns(se=pl.lit(2.0))

    def width(rows: pl.DataFrame, **keys: object) -> float:
        found = effects(rows, **keys)
        return number(found, "high") - number(found, "low")

    one, more = width(told, design_effect=1.0), width(told, design_effect=4.0)
    assert one > 5 * width(plain)
    assert more == pytest.approx(2 * one, rel=0.02)


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        ({"transition": ("2024-01", "2024-02")}, lambda k: k not in (24, 25)),
        ({"anticipation": 2}, lambda k: not 22 <= k < 24),
        ({"horizon": 6}, lambda k: k < 30),
    ],
)
def test_what_a_design_leaves_out_might_as_well_have_no_rows(keys: dict[str, object], kept: object) -> None:
    assert callable(kept)
    rows = frame(4)
    place = {period: k for k, period in enumerate(months(36))}
    fewer = rows.filter([bool(kept(place[period])) for period in rows["period"].to_list()])
    same(effects(fewer, **BASE), effects(rows, **{**BASE, **keys}))


def test_staggered_units_are_fitted_by_their_own_dates_and_the_city_says_why_not() -> None:
    rows = frame(6, treated_from=lambda u, k: "2023-07" if u < 3 else "2024-01")
    found = effects(rows, pooling="none")
    assert row(found)["reason"] == "dates-differ"
    alone = effects(rows.filter(pl.col("unit") == "U00").drop("treated_from"), treated_from="2023-07")
    assert [row(found, unit="U00")[name] for name in FIGURES] == pytest.approx(
        [row(alone)[name] for name in FIGURES], rel=1e-6
    )
    assert number(found, "n_pre", unit="U00") == 18


def test_the_horizon_of_staggered_units_ends_their_series() -> None:
    rows = frame(6, treated_from=lambda u, k: "2023-06" if u < 3 else "2023-10")
    found = effects(rows, pooling="none", horizon=12)
    alone = effects(
        rows.filter(pl.col("unit") == "U00").drop("treated_from"), treated_from="2023-06", horizon=12
    )
    assert number(found, unit="U00") == pytest.approx(number(alone))


def test_the_anticipation_of_staggered_units_leaves_out_their_own_periods() -> None:
    rows = frame(6, treated_from=lambda u, k: "2023-06" if u < 3 else "2023-10")
    found = effects(rows, pooling="none", anticipation=3)
    assert number(found, "n_pre", unit="U00") == 14


def test_refusals_are_lifted_by_the_design() -> None:
    short = frame(2, months(14, 2023))
    assert row(effects(short, treated_from="2023-12"))["reason"] == "few-before"
    assert row(effects(short, treated_from="2023-12", refuse="none"))["status"] == "estimated"


@pytest.mark.parametrize(("before", "note"), [(17, True), (18, False)])
def test_a_series_of_less_than_a_year_and_a_half_has_no_trend_and_says_so(before: int, note: bool) -> None:
    found = effects(frame(1, months(before + 12, 2023)), treated_from=months(30, 2023)[before])
    assert ("level-model" in str(row(found)["note"])) == note
    assert ("trend" in found["estimand"].to_list()) != note


def test_a_lower_level_is_a_shorter_interval_around_the_same_estimate() -> None:
    wide, narrow = effects(frame(1)), effects(frame(1), level=0.9)
    assert number(wide) == number(narrow)
    assert number(wide, "low") < number(narrow, "low") < number(narrow, "high") < number(wide, "high")


def jump(u: int, k: int, e: float) -> float:
    return 0.3 * e + 4.0 * (k >= 24)


@pytest.mark.parametrize(
    ("direction", "code"), [("up", "improved-after"), ("down", "worse"), ("neutral", None)]
)
def test_a_direction_decides_the_verdict_and_neutral_has_none(direction: str, code: str | None) -> None:
    found = effects(frame(3, value=jump), direction=direction, mid=1.0)
    assert row(found)["verdict"] == code
    assert (found.filter(pl.col("estimand") == "deviation")["verdict"].is_null().all()) == (code is None)
    assert found.filter(pl.col("level") == "unit", pl.col("estimand") == "mean")["verdict"].is_null().all()


@pytest.mark.parametrize(("after", "judged"), [(9, False), (10, True)])
def test_a_year_is_judged_from_ten_months(after: int, judged: bool) -> None:
    found = effects(frame(1, months(24 + after), value=jump), mid=1.0)
    assert (row(found)["verdict"] is not None) == judged


@pytest.mark.parametrize(("slopes", "both"), [("none", "effects"), ("slopes", "both")])
def test_pooled_effects_are_drawn_to_zero_and_nothing_else_moves(slopes: str, both: str) -> None:
    alone, pooled = effects(frame(9), pooling=slopes), effects(frame(9), pooling=both)
    one, other = (each.filter(pl.col("estimand") == "deviation") for each in (alone, pooled))
    assert (other["estimate"].abs() < 0.9 * one["estimate"].abs()).all()
    assert one["se"].to_list() == other["se"].to_list()
    city = pl.col("level") == "city"
    same(alone.filter(city), pooled.filter(city))


def test_pooled_slopes_shorten_the_intervals_of_units() -> None:
    widths = [
        float((found["high"] - found["low"]).mean())  # pyright: ignore[reportArgumentType]
        for found in (
            effects(frame(9), pooling=pooling).filter(pl.col("level") == "unit", pl.col("estimand") == "mean")
            for pooling in ("none", "slopes")
        )
    ]
    assert widths[1] < 0.8 * widths[0]


def test_the_bars_of_a_plan_are_those_that_judge() -> None:
    rows = frame(4, value=lambda u, k, e: float(10 + e + 0.9 * (k >= 24)))
    panel = panel_from(rows)
    design = Design(treated_from="2024-01", mid=0.1)
    usual = estimate(panel, design).effects["verdict"][0]
    strict = estimate(panel, design, UsualBars(improved_above_zero=1.0, worse_below_zero=1.0)).effects[
        "verdict"
    ][0]
    assert usual == "improved-after"
    assert strict == "insufficient"


@pytest.mark.parametrize("keys", [{}, {"estimators": ("its", "dose")}, {"errors": "newey-west"}])
def test_the_city_by_itself_has_the_numbers_that_it_has_beside_its_units(keys: Mapping[str, object]) -> None:
    rows = frame(6, months(40), value=jump, dose=lambda u, k: u / 5)
    panel = panel_from(rows)
    design = Design.model_validate({"treated_from": "2024-01", "mid": 1.0, **keys})
    found = estimate_city(panel, design)
    assert found.height
    assert found.equals(estimate(panel, design).effects.filter(pl.col("level") == "city"))
