"""What stands beside estimates comes through the public door, and never stands in the way of them."""

from collections import Counter

import numpy as np
import polars as pl
import pytest

from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.messages import catalogue
from tests.effects.checked import frame, month, noisy

MONTHS = month(24)


def test_every_check_of_a_city_is_there_and_has_a_name() -> None:
    panel = frame(noisy(np.random.default_rng(41), (9, 36)))
    found = estimate(panel, Design(treated_from=MONTHS, placebo=("time",), mid=0.5)).checks
    seen = Counter(found["check"].to_list())
    assert seen["placebo-time"] == 14
    assert seen["inflated"] == 10
    assert seen["mde"] == 10
    assert set(seen) >= {"tipping", "smallest-shock", "specification", "agreement", "single-unit", "dip"}
    assert {f"effect-check-{name}" for name in seen} <= set(catalogue())
    numbers = found.select("estimate", "se", "low", "high", "value")
    assert not any(numbers[name].is_nan().any() for name in numbers.columns)


def test_placebo_dates_stand_only_where_they_are_asked_for() -> None:
    panel = frame(noisy(np.random.default_rng(42), (3, 36)))
    assert "placebo-time" not in estimate(panel, Design(treated_from=MONTHS)).checks["check"].to_list()


@pytest.mark.parametrize("size", [1, 2, 9])
def test_a_refused_city_has_power_alone(size: int) -> None:
    panel = frame(noisy(np.random.default_rng(43), (size, 16)))
    made = estimate(panel, Design(treated_from=month(8), placebo=("time",), mid=0.5))
    assert set(made.effects["status"].to_list()) == {"refused"}
    assert "mde" in made.checks["check"].to_list()
    assert set(made.checks["check"].to_list()) <= {"mde", "needed-months", "needed-before", "needed-donors"}


def test_a_regression_without_a_date_has_nothing_beside_it() -> None:
    panel = frame(noisy(np.random.default_rng(44), (3, 36)))
    assert estimate(panel, Design()).checks.is_empty()


def test_checks_change_no_estimate_and_come_out_the_same_twice() -> None:
    panel = frame(noisy(np.random.default_rng(45), (9, 36)))
    plain = estimate(panel, Design(treated_from=MONTHS, mid=0.5))
    asked = [estimate(panel, Design(treated_from=MONTHS, mid=0.5, placebo=("time",))) for _ in range(2)]
    assert asked[0].effects.equals(plain.effects)
    assert asked[0].checks.equals(asked[1].checks)


def test_indicators_do_not_mix() -> None:
    one, two = (frame(noisy(np.random.default_rng(seed), (9, 36))) for seed in (46, 47))
    both = pl.concat([one.with_columns(indicator=pl.lit("a")), two.with_columns(indicator=pl.lit("b"))])
    design = Design(treated_from=MONTHS, placebo=("time",), mid=0.5)
    apart = estimate(two.with_columns(indicator=pl.lit("b")), design).checks
    assert estimate(both, design).checks.filter(pl.col("indicator") == "b").equals(apart)


def test_a_step_is_checked_as_a_step() -> None:
    panel = frame(noisy(np.random.default_rng(48), (3, 36)))
    made = estimate(panel, Design(treated_from=MONTHS, effect=("step",), errors="iid"))
    city = made.effects.filter((pl.col("level") == "city") & (pl.col("estimand") == "mean"))
    primary = made.checks.filter((pl.col("check") == "specification") & (pl.col("at") == "primary"))
    # With one point of the grid the quick fit is the fit itself.
    assert primary["estimate"][0] == pytest.approx(city["estimate"][0])
    assert primary["low"][0] == pytest.approx(city["low"][0])


def test_a_horizon_that_is_fixed_needs_no_later_months() -> None:
    panel = frame(noisy(np.random.default_rng(49), (3, 36)))
    made = estimate(panel, Design(treated_from=MONTHS, horizon=12, mid=0.3)).checks["check"].to_list()
    assert "needed-months" not in made
    assert "needed-before" in made
