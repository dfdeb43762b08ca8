"""Placebo dates: plug-in REML by a slow second version, the pooled factor, and what is inflated."""

import numpy as np
import pytest
from scipy.stats import median_abs_deviation, norm, t

from analysis.effects.columns import columns
from analysis.effects.interrupted import interrupted
from analysis.effects.mixture import Mixture
from analysis.effects.noise import noise
from analysis.effects.placebo import (
    inflated,
    inflation,
    placebo_dates,
    placebo_outcomes,
    placebo_rows,
    placebos,
    scores,
    unit_placebos,
)
from analysis.effects.plug_in import city_shape, moved_to
from tests.effects.checked import SINCE, gls_mean, noisy, subject


def test_a_placebo_date_is_the_plain_estimate_at_the_likeliest_noise() -> None:
    rng = np.random.default_rng(1)
    told = subject(noisy(rng, (3, 36)))
    assert told.start is not None
    found = placebos(told, told.units, {}, told.start)
    # 24 months before leave room for 12 + 6 at seven dates.
    assert len(found.dates) == len(placebo_dates(told, told.start)) == 7
    grid, d, unit = noise("ar1+rw"), 3, 1
    date = float(found.dates[d])
    kept = told.units.times < told.start
    times, values = told.units.times[kept], told.units.values[unit, kept]
    made = columns(times, moved_to(city_shape(told), date, int(told.start - date)), {})
    best = (-np.inf, 0.0, 0.0)
    for rho, walk, weight in zip(grid.rho, grid.walk, grid.weight, strict=True):
        lag = np.abs(times[:, None] - times)
        covariance = rho**lag + walk * (np.minimum(times[:, None], times) - times[0])
        inverse = np.linalg.inv(covariance)
        information = made.matrix.T @ inverse @ made.matrix
        left = values - made.matrix @ np.linalg.solve(information, made.matrix.T @ inverse @ values)
        df = len(times) - made.matrix.shape[1]
        restricted = -0.5 * (
            np.linalg.slogdet(covariance)[1]
            + np.linalg.slogdet(information)[1]
            + df * np.log(left @ inverse @ left)
        )
        estimate = gls_mean(times, values, made.matrix, made.estimands["mean"], covariance)
        best = max(best, (restricted + np.log(weight), *estimate))
    assert found.estimate[unit, d] == pytest.approx(best[1], rel=1e-8)
    assert found.se[unit, d] == pytest.approx(best[2], rel=1e-8)
    score = norm.ppf(t(len(times) - made.matrix.shape[1]).cdf(best[1] / best[2]))
    assert found.z[unit, d] == pytest.approx(score, rel=1e-6)


def test_nothing_after_the_real_date_moves_a_placebo() -> None:
    values = noisy(np.random.default_rng(2), (4, 36))
    shocked = values.copy()
    shocked[:, SINCE:] += 50
    one, two = subject(values), subject(shocked)
    found = [placebos(each, each.city, {}, each.start or 0.0) for each in (one, two)]
    np.testing.assert_allclose(found[0].estimate, found[1].estimate)


def test_the_factor_is_the_robust_spread_and_never_below_one() -> None:
    z = np.array([[-3.0, 1.0, np.nan], [2.0, 4.0, -1.0]])
    assert inflation(z) == pytest.approx(median_abs_deviation(z[~np.isnan(z)], scale="normal"), rel=1e-4)
    assert inflation(z / 100) == 1.0
    assert inflation(np.full((2, 2), np.nan)) == 1.0


def test_units_of_a_right_model_need_little_inflation_and_drifting_ones_much() -> None:
    rng = np.random.default_rng(3)
    calm = noisy(rng, (40, 36))
    # Jumps that the model does not know: each unit has one of its own in its second year.
    wild = calm.copy()
    for row, at in zip(wild, rng.integers(14, 20, 40), strict=True):
        row[at:SINCE] += rng.choice([-4, 4])
    factors = []
    for values in (calm, wild):
        told = subject(values)
        found = unit_placebos(told, told.start or 0.0)
        assert found is not None
        factors.append(inflation(found.z))
    assert factors[0] < 1.2
    assert factors[1] > 1.3


def test_rows_widen_deviations_and_only_show_the_city() -> None:
    values = noisy(np.random.default_rng(4), (9, 36))
    told = subject(values, placebo=("time",))
    effects = interrupted(told).effects
    rows = placebo_rows(told, effects)
    dates = [row["at"] for row in rows if row["check"] == "placebo-time" and row["level"] == "city"]
    assert dates == [f"2024-{k:02d}" for k in range(1, 8)]
    assert [row["at"] for row in rows if row["check"] == "placebo-year"] == ["2024-01"]
    factor = next(row["value"] for row in rows if row["check"] == "placebo-lambda")
    wide = {(row["level"], row["unit"]): row for row in rows if row["check"] == "inflated"}
    assert len(wide) == 10
    assert wide["city", "*"]["note"] == "shown-not-applied"
    for row in effects:
        if row["estimand"] == "deviation":
            seen = wide["unit", row["unit"]]
            assert seen["high"] - seen["low"] == pytest.approx(factor * (row["high"] - row["low"]))
            assert seen["note"] is None


def test_an_interval_grows_on_both_sides_of_its_estimate() -> None:
    row = {"estimator": "its", "level": "unit", "unit": "a", "indicator": "", "estimand": "deviation"}
    seen = inflated(row | {"estimate": 1.0, "se": 0.5, "low": 0.0, "high": 3.0}, 2.0)
    assert (seen["low"], seen["high"], seen["se"]) == (-1.0, 5.0, 1.0)


def test_gaps_leave_out_a_date_and_not_the_unit() -> None:
    values = noisy(np.random.default_rng(5), (9, 36))
    values[2, :6] = np.nan
    told = subject(values)
    found = placebos(told, told.units, {}, told.start or 0.0)
    # Six of the first 12 to 18 months are missing: too many for every date.
    assert np.isnan(found.z[2]).all()
    assert not np.isnan(np.delete(found.z, 2, 0)).any()


def test_placebo_outcomes_pass_where_they_hold_zero() -> None:
    row = {
        "estimator": "its",
        "level": "city",
        "unit": "*",
        "estimand": "mean",
        "status": "estimated",
        "se": 1.0,
    }
    rows = [
        row | {"indicator": "rain", "estimate": 0.1, "low": -1.0, "high": 1.2, "p_positive": 0.6},
        row | {"indicator": "price", "estimate": 3.0, "low": 1.0, "high": 5.0, "p_positive": 0.99},
        row | {"indicator": "ikm", "estimate": 3.0, "low": 1.0, "high": 5.0, "p_positive": 0.99},
    ]
    seen = placebo_outcomes(rows, ("rain", "price"))
    assert [(one["indicator"], one["passed"]) for one in seen] == [("rain", True), ("price", False)]
    assert seen[0]["value"] == pytest.approx(0.8)


def test_scores_keep_the_sign_far_out() -> None:
    ones = np.ones((2, 1))
    found = scores(Mixture(ones, np.array([[900.0], [-1e-3]]), ones, np.array([20.0, 20.0])))
    assert found[0] > 8
    assert found[1] == pytest.approx(-1e-3, rel=0.05)
    assert np.isfinite(found).all()
