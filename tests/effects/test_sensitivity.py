"""Breaks and shocks: slopes by another library, and intervals that just reach zero."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import linregress

from analysis.effects.interrupted import interrupted
from analysis.effects.sensitivity import (
    breaks,
    largest_change,
    near_end,
    sensitivity_rows,
    tipping,
    undoing_shocks,
    widened,
)
from tests.effects.checked import SINCE, frame, noisy, subject

number = st.floats(-50, 50).map(lambda x: round(x, 3))


@pytest.mark.parametrize("months", [24, 31])
def test_the_largest_change_is_that_of_neighbouring_years(months: int) -> None:
    values = noisy(np.random.default_rng(months), (months,))
    times = np.arange(months) + 100.0
    slopes = [linregress(times[k : k + 12], values[k : k + 12]).slope for k in range(months - 11)]
    slow = max(abs(b - a) for a, b in zip(slopes, slopes[12:], strict=False))
    assert largest_change(times, values, 12) == pytest.approx(slow)


def test_seasons_and_a_steady_trend_are_no_break() -> None:
    times = np.arange(48.0)
    assert largest_change(times, 3 * np.sin(2 * np.pi * times / 12) + 0.3 * times, 12) == pytest.approx(
        0, abs=1e-9
    )
    bent = np.where(times < 24, 0.0, 0.5 * (times - 24))
    assert largest_change(times, bent, 12) == pytest.approx(0.5)


def test_gaps_and_short_series_have_no_slope() -> None:
    times, values = np.arange(24.0), np.arange(24.0)
    assert largest_change(times[:23], values[:23], 12) is None or len(times) == 24
    values[:5] = np.nan
    assert largest_change(times, values, 12) is None


def test_noise_alone_breaks_by_what_is_said_of_24_months() -> None:
    # The mean of the largest change times the middle of twelve months: .86 noise SD at a correlation of .4.
    series = noisy(np.random.default_rng(7), (1500, 24))
    seen = [6.5 * (largest_change(np.arange(24.0), row, 12) or 0.0) for row in series]
    assert np.mean(seen) == pytest.approx(0.86, abs=0.06)


@given(number, number, st.floats(0.01, 20))
def test_at_the_tipping_value_the_interval_just_holds_zero(a: float, b: float, reach: float) -> None:
    low, high = min(a, b), max(a, b)
    at = tipping(low, high, reach)
    ends = widened(low, high, reach, at)
    assert ends[0] <= 1e-9
    assert ends[1] >= -1e-9
    if at > 0:
        assert min(abs(ends[0]), abs(ends[1])) == pytest.approx(0, abs=1e-9)
        below = widened(low, high, reach, 0.99 * at)
        assert not below[0] <= 0 <= below[1]
    shock = near_end(low, high)
    assert low - shock <= 1e-12 <= high - shock + 2e-12


def test_without_any_change_before_only_a_shock_undoes() -> None:
    assert tipping(1.0, 2.0, 0.0) == math.inf
    assert tipping(-1.0, 2.0, 0.0) == 0.0


def test_rows_tell_break_and_shocks_in_the_unit_of_the_outcome() -> None:
    values = 0.2 * noisy(np.random.default_rng(8), (6, 36))
    values[:, SINCE:] += 3
    told = subject(values, mid=1.0)
    effects = interrupted(told).effects
    city = effects[0]
    rows = {(row["check"], row["at"]): row for row in sensitivity_rows(told, effects)}
    seen = breaks(told)
    assert seen is not None
    assert seen.reach == pytest.approx(6.5 * seen.change)
    assert rows["tipping", None]["value"] == pytest.approx(city["low"] / seen.reach)
    assert rows["tipping", None]["note"] == "mostly-noise"
    assert rows["interval-at-1", None]["low"] == pytest.approx(city["low"] - seen.reach)
    assert rows["smallest-shock", "interval"]["value"] == city["low"]
    assert rows["smallest-shock", "estimate"]["value"] == city["estimate"]
    assert rows["smallest-shock", "mid"]["value"] == pytest.approx(city["estimate"] - 1)
    down = subject(-values, mid=1.0, direction="down")
    assert undoing_shocks(down, -3.0, -4.0, -2.0) == {"interval": -2.0, "estimate": -3.0, "mid": -2.0}


def test_shares_and_logs_are_told_as_readers_know_them() -> None:
    rng = np.random.default_rng(9)
    shares = 1 / (1 + np.exp(-(0.2 * noisy(rng, (3, 36)) + np.r_[np.zeros(SINCE), np.ones(12)])))
    for scale, values, unit in (("logit", shares, "points="), ("log", shares, "ratio=")):
        told = subject(values, frame(values), scale=scale)
        notes = [
            row["note"]
            for row in sensitivity_rows(told, interrupted(told).effects)
            if row["check"] == "smallest-shock"
        ]
        assert notes
        assert all(note.startswith(unit) for note in notes)


def test_too_little_before_is_told_and_not_guessed() -> None:
    told = subject(noisy(np.random.default_rng(10), (3, 30)), treated_from="2024-07")
    first = sensitivity_rows(told, interrupted(told).effects)[0]
    assert (first["check"], first["value"], first["note"]) == ("tipping", None, "needs-two-years-before")
