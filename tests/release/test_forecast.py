"""Predictions of the next quarter: against a slow second version, against made series, and scored as published."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.effects.noise import noise
from analysis.release.forecast import LEVEL, forecast, next_quarter, observed, predicted
from analysis.release.score import interval_score, predictions, scores
from tests.release.test_seals import manifest

MONTHS = 36
QUARTER = 8106
BEFORE = 3 * QUARTER - MONTHS


def pinball(quantile: float, end: float, came: float) -> float:
    """The loss of a quantile forecast."""
    return (quantile - (came < end)) * (came - end)


@given(st.floats(-1e3, 1e3), st.floats(0, 1e3), st.floats(-3e3, 3e3), st.sampled_from([0.5, 0.8, 0.95]))
def test_the_interval_score_is_the_sum_of_its_ends_losses(
    low: float, width: float, came: float, level: float
) -> None:
    """2/a times the pinball losses at a/2 and 1 - a/2 (Bracher et al., PLoS Comput Biol 17 (2021) e1008618)."""
    a, high = 1 - level, low + width
    losses = pinball(a / 2, low, came) + pinball(1 - a / 2, high, came)
    assert interval_score(low, high, came, level) == pytest.approx(2 / a * losses, abs=1e-6)


def test_the_middle_is_the_conditional_mean_of_a_normal_vector() -> None:
    """With the noise known, prediction and variance follow from the joint normal density with a flat mean."""
    rng = np.random.default_rng(5)
    times, ahead = np.arange(20.0), np.arange(20.0, 23.0)
    seen = rng.normal(10, 2, 20)
    columns = np.ones((23, 1))
    found = predicted(times, seen[None], ahead, columns)
    grid = noise("ar1+rw")
    whole = np.concatenate([times, ahead])
    for at in (0, 17, 40):
        apart = np.abs(whole[:, None] - whole[None, :])
        covariance = grid.rho[at] ** apart + grid.walk[at] * np.minimum(whole[:, None], whole[None, :])
        # A flat mean is a normal one of a variance without end.
        vague = covariance + 1e7
        mean = np.full(3, 1 / 3) @ vague[20:, :20] @ np.linalg.solve(vague[:20, :20], seen)
        assert found.location[0, at] == pytest.approx(mean, abs=1e-4)
        left = vague[20:, 20:] - vague[20:, :20] @ np.linalg.solve(vague[:20, :20], vague[:20, 20:])
        share = left.mean()
        inverse = np.linalg.inv(covariance[:20, :20])
        level = inverse.sum(0) @ seen / inverse.sum()
        variance = (seen - level) @ inverse @ (seen - level) / 19
        assert found.scale[0, at] ** 2 == pytest.approx(share * variance, rel=1e-3)


@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_intervals_hold_the_next_quarter_as_often_as_they_say(rho: float) -> None:
    cities = 1000
    rng = np.random.default_rng(11)
    noises = rng.normal(0, 1, (cities, MONTHS + 43))
    for t in range(1, noises.shape[1]):
        noises[:, t] += rho * noises[:, t - 1]
    series = 50 + noises[:, 40:]
    times, ahead = np.arange(float(MONTHS)), np.arange(MONTHS, MONTHS + 3.0)
    told = predicted(times, series[:, :MONTHS], ahead, np.ones((MONTHS + 3, 1)))
    low, high = (told.quantile(level) for level in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    came = series[:, MONTHS:].mean(1)
    # Three Monte Carlo errors of a share of 0.8 from 1,000 are 0.04.
    assert ((low <= came) & (came <= high)).mean() == pytest.approx(LEVEL, abs=0.04)


def test_ends_stay_on_the_scale_and_a_flat_series_is_not_predicted() -> None:
    values = {BEFORE + t: 99.0 + t % 2 for t in range(MONTHS)}
    told = forecast(("month", values), QUARTER, 0.0, 100.0)
    assert told is not None
    assert told.high <= 100.0
    assert forecast(("month", dict.fromkeys(values, 1.0)), QUARTER, None, None) is None


def test_the_next_quarter_is_wholly_ahead() -> None:
    assert next_quarter(date(2026, 9, 30)) == next_quarter(date(2026, 10, 1)) - 1 == 2026 * 4 + 3
    assert next_quarter(date(2026, 12, 31)) == next_quarter(date(2026, 10, 31)) == 2027 * 4


def page(values: dict[int, float]) -> dict[str, object]:
    """Facts of one monthly indicator, by month since year 0."""
    points = []
    for month, value in values.items():
        first = date(month // 12, month % 12 + 1, 1)
        after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
        last = date.fromordinal(after.toordinal() - 1)
        points.append({"first_day": first.isoformat(), "last_day": last.isoformat(), "value": value})
    return {
        "indicators": [{"code": "x", "rhythm": "month", "lowest": None, "highest": None, "series": points}]
    }


def test_a_quarter_is_scored_once_by_who_predicted_it_first_and_only_when_it_is_over() -> None:
    rng = np.random.default_rng(3)
    until = date(2026, 9, 30)
    start = 2026 * 12 + 9 - MONTHS
    values = {start + t: float(rng.normal()) for t in range(MONTHS)}
    first = predictions({"city": page(values)}, ["x"], until)
    assert (first["first_day"], first["last_day"]) == ("2026-10-01", "2026-12-31")
    second = {**first, "rows": [{**one, "low": -1e9, "high": 1e9} for one in first["rows"]]}
    one = manifest("2026-10", 2, None)
    two = manifest("2026-11", 4, one)
    later = {**values, **{start + MONTHS + t: 100.0 for t in range(3)}}
    earlier = [(two, second), (one, first)]
    assert scores(earlier, {"city": page(later)}, date(2026, 11, 30)) == []
    told = scores(earlier, {"city": page(later)}, date(2026, 12, 31))
    assert [(row["release"], row["observed"], row["inside"]) for row in told] == [("2026-10", 100.0, False)]
    low, high = first["rows"][0]["low"], first["rows"][0]["high"]
    assert told[0]["score"] == pytest.approx(high - low + 10 * (100 - high))
    missing = {month: value for month, value in later.items() if month != start + MONTHS}
    assert scores(earlier, {"city": page(missing)}, date(2026, 12, 31)) == []


def test_a_quarter_is_observed_only_whole() -> None:
    values = {3 * QUARTER: 1.0, 3 * QUARTER + 1: 2.0, 3 * QUARTER + 2: 6.0}
    assert observed(("month", values), QUARTER) == 3.0
    assert observed(("month", {3 * QUARTER: 1.0}), QUARTER) is None
    assert observed(("quarter", {QUARTER: 4.0}), QUARTER) == 4.0
