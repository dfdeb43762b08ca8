"""What could have been shown: published figures of one series, simulated power, and searches by brute force."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nct, t

from analysis.effects.columns import Shape, columns
from analysis.effects.gls import NORMAL
from analysis.effects.interrupted import interrupted
from analysis.effects.its import model
from analysis.effects.mixture import Mixture
from analysis.effects.noise import noise
from analysis.effects.plug_in import city_shape
from analysis.effects.power import donors_needed, power_refused, power_seen, spacing
from analysis.effects.power_rows import power_rows
from analysis.effects.reach import (
    Needed,
    Usual,
    design_variance,
    longer_after,
    longer_before,
    shrinking,
    smallest_effect,
    smallest_of,
    tried,
    usual_noise,
)
from analysis.effects.series import Block
from tests.effects.checked import SINCE, frame, month, noisy, subject

KNOWN = {12: (3.81, 1.58), 18: (2.87, 1.46), 24: (2.41, 1.39), 36: (1.97, 1.32), 60: (1.63, 1.26)}
"""Months before: smallest mean effect over twelve months after that a z test of 5 % finds with 80 % power where noise
is known (correlation .4, SD one) and level and slope may change, with the slope before free and known."""


@pytest.mark.parametrize("before", KNOWN)
def test_the_smallest_effect_of_a_known_noise(before: int) -> None:
    found = []
    for trend in (True, False):
        shape = Shape(since=before, effects=("step", "slope"), horizon=12, trend=trend)
        variance = design_variance(np.arange(before + 12.0), shape, Usual(0.4, 0.0, 1.0))
        found.append(float(smallest_effect(np.array([variance**0.5]), np.array([NORMAL]))[0]))
    assert found == pytest.approx(KNOWN[before], rel=0.02)


@given(st.integers(2, 200), st.floats(0.6, 0.99), st.floats(0.3, 0.95))
def test_the_test_has_that_power_at_that_effect(df: int, level: float, power: float) -> None:
    effect = float(smallest_effect(np.array([1.0]), np.array([float(df)]), level, power)[0])
    critical = t(df).ppf((1 + level) / 2)
    assert nct(df, effect).sf(critical) == pytest.approx(power, abs=1e-6)


def test_one_component_is_the_usual_sum_of_two_quantiles() -> None:
    one = Mixture(np.ones((1, 1)), np.array([[3.0]]), np.array([[2.0]]), np.array([20.0]))
    assert smallest_of(one)[0] == pytest.approx(2 * (t(20).ppf(0.975) + t(20).ppf(0.8)), rel=1e-6)
    exact = smallest_effect(np.array([2.0]), np.array([20.0]))[0]
    assert smallest_of(one)[0] == pytest.approx(exact, rel=0.01)


def test_a_variance_by_explicit_inverses() -> None:
    times = np.array([0.0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 14])
    shape = Shape(since=7, effects=("mean",), horizon=8)
    made = columns(times, shape, {})
    apart = np.abs(times[:, None] - times)
    covariance = 0.5**apart + 0.1 * np.minimum(times[:, None], times)
    spread = np.linalg.inv(made.matrix.T @ np.linalg.inv(covariance) @ made.matrix)
    sums = made.estimands["mean"]
    assert design_variance(times, shape, Usual(0.5, 0.1, 4.0)) == pytest.approx(4 * sums @ spread @ sums)
    assert design_variance(times[:3], shape, Usual(0.5, 0.1, 4.0)) == np.inf


def test_usual_noise_is_what_was_simulated() -> None:
    values = 3 * noisy(np.random.default_rng(31), (300, 60))
    block = Block(tuple(map(str, range(300))), np.arange(60.0), values, None, np.ones(300))
    found, each = usual_noise(block, Shape(None, (), 1), {}, noise("ar1"))
    assert found.variance == pytest.approx(9, rel=0.15)
    assert found.rho == pytest.approx(0.4, abs=0.08)
    assert each.shape == (300,)


@pytest.mark.parametrize("longer", [longer_after, longer_before])
def test_what_is_needed_is_the_first_that_is_enough(longer) -> None:
    times, shape, usual = np.arange(24.0), Shape(12, ("step",), 12, trend=False), Usual(0.4, 0.0, 1.0)
    found = shrinking(times, shape, usual, longer, 1, 60)
    for share in (0.95, 0.9, 0.85, 0.3):
        aim = design_variance(times, shape, usual) * share**2
        slow = [k for k in tried(60).tolist() if design_variance(*longer(times, shape, 1, k), usual) <= aim]
        assert found.needed(share) == Needed(slow[0] if slow else None, 60)
    assert found.needed(1.0) == Needed(0, 60)


def test_what_is_tried_covers_every_month_of_a_year_and_the_end() -> None:
    assert tried(60).tolist()[:12] == list(range(1, 13))
    assert tried(60)[-1] == 60
    assert tried(2).tolist() == [1, 2]


def test_half_of_what_was_found_smallest_is_found_where_it_is_planted() -> None:
    # The figure told beside a fit is an effect that the same fit finds in about 80 % of series.
    rng = np.random.default_rng(32)
    shape = Shape(SINCE, ("step",), 12)
    base = noisy(rng, (800, 36))
    block = Block(tuple(map(str, range(800))), np.arange(36.0), base, None, np.ones(800))
    usual = float(np.median(smallest_of(model(block, shape, {}, noise("ar1")).estimate("mean"))))
    lifted = replace(block, values=base + np.where(np.arange(36) >= SINCE, usual, 0.0))
    found = model(lifted, shape, {}, noise("ar1")).estimate("mean")
    assert 0.7 < float((found.below(0.0) < 0.025).mean()) < 0.9


def test_rows_beside_the_city_and_every_unit() -> None:
    values = noisy(np.random.default_rng(33), (9, 36))
    values[1, :14] = np.nan
    values[2, 26:] = np.nan
    told = subject(values, mid=0.5)
    effects = interrupted(told).effects
    rows = power_rows(told, effects)
    mde = {row["unit"]: row for row in rows if row["check"] == "mde"}
    assert set(mde) == {"*", *told.units.units}
    assert (mde["u01"]["note"], mde["u02"]["note"]) == ("few-before", "few-after")
    assert all(row["value"] > 0 for row in mde.values())
    city = effects[0]
    usual = (city["high"] - city["low"]) / 2 + t(city["df"]).ppf(0.8) * city["se"]
    assert mde["*"]["value"] == pytest.approx(usual)
    one = next(row for row in effects if row["unit"] == "u03" and row["estimand"] == "deviation")
    assert mde["u03"]["value"] == pytest.approx(smallest_effect(one["se"], np.array(one["df"])))
    needs = {(row["unit"], row["check"]) for row in rows}
    assert {("*", "needed-months"), ("u03", "needed-months"), ("*", "needed-before")} <= needs
    donors = next(row for row in rows if row["check"] == "needed-donors")
    assert (donors["value"], donors["note"]) == (19.0, "no-donors-seen")


def test_nothing_is_needed_for_what_is_within_reach() -> None:
    told = subject(0.01 * noisy(np.random.default_rng(34), (3, 36)), mid=1.0)
    rows = power_rows(told, interrupted(told).effects)
    assert {row["value"] for row in rows if row["check"] == "needed-months"} == {0.0}
    assert all(row["passed"] for row in rows if row["check"] == "mde")


def test_without_a_change_that_matters_only_the_smallest_is_told() -> None:
    told = subject(noisy(np.random.default_rng(35), (3, 36)))
    assert {row["check"] for row in power_rows(told, interrupted(told).effects)} == {"mde"}


def test_a_refused_series_has_power_as_far_as_its_noise_is_known() -> None:
    values = noisy(np.random.default_rng(36), (1, 36))
    told = subject(values, mid=0.1)
    start = told.start or 0.0
    nothing_after = told.city.between(told.city.times < start)
    found = power_refused(told, nothing_after, start)
    assert found.smallest is not None
    assert 1 < found.smallest < 8
    assert found.months_needed is not None
    flat = replace(told.city, values=np.ones((1, 36)))
    assert power_refused(told, flat, start).smallest is None
    assert power_refused(told, told.city.between(told.city.times < start - 21), start).smallest is None


def test_rare_values_need_waves_and_not_months() -> None:
    values = noisy(np.random.default_rng(37), (2, 36))
    values[:, np.arange(36) % 3 != 0] = np.nan
    told = subject(values, mid=0.2, refuse="none")
    assert spacing(told.units.times[::3]) == 3
    found = power_seen(told, told.city, {}, city_shape(told))
    assert found.months_needed is None
    assert found.waves_needed is not None


def test_more_donors_help_as_far_as_their_own_noise_goes() -> None:
    rng = np.random.default_rng(38)
    shared = 2 * noisy(rng, (1, 36))
    values = np.concatenate([0.1 * noisy(rng, (1, 36)), noisy(rng, (3, 36))]) + shared
    panel = frame(values, donor=[0, 1, 1, 1])
    needs = []
    for mid in (100.0, 0.8, 1e-3):
        told = subject(values, panel, mid=mid, trend=False)
        needs.append(donors_needed(told, city_shape(told), 1e3))
    assert needs[0] == Needed(0, 200)
    assert needs[1] is not None
    assert needs[1].more is not None
    assert 1 <= needs[1].more <= 30
    assert needs[2] is not None
    assert needs[2].more is None
    assert donors_needed(subject(values), city_shape(subject(values)), 1.0) is None
    assert panel.filter(pl.col("donor")).height == 3 * 36
    assert month(0) == "2023-01"
