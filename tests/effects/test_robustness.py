"""The curve of specifications: each is the plain fit on other columns, periods or units."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from analysis.effects.interrupted import interrupted
from analysis.effects.its import model
from analysis.effects.lunar import lunar_difference
from analysis.effects.noise import noise
from analysis.effects.plug_in import city_shape, likeliest, plug_in
from analysis.effects.recombine import made_of_units, recombined
from analysis.effects.robustness import curve, robustness_rows
from analysis.effects.series import Block
from tests.effects.checked import SINCE, frame, month, noisy, subject


def lifted(seed: int, size: int = 6, by: float = 3.0) -> np.ndarray:
    values = 0.5 * noisy(np.random.default_rng(seed), (size, 36))
    values[:, SINCE:] += by
    return values


def test_each_choice_is_the_plain_fit_under_that_choice() -> None:
    values = lifted(21)
    values[3, 5] = np.nan
    told = subject(values)
    found = curve(told, {"heads": {"u01", "u02"}})
    assert found is not None
    names = [one.name for one in found.others]
    assert names == [
        "no-trend",
        "ar1",
        "window-dropped",
        "transition-earlier",
        "transition-later",
        "hijri-difference",
        "fixed-composition",
        "without-heads",
    ]
    by_name = {one.name: one for one in found.others}
    times, shape = told.units.times, city_shape(told)

    def slow(series: np.ndarray, keep: np.ndarray, **changed: object) -> float:
        block = Block(("c",), times[keep], series[keep][None], None, np.ones(1))
        errors = changed.pop("errors", "ar1+rw")
        fitted = model(block, replace(shape, **changed), {}, noise(errors)).estimate("mean")  # type: ignore[arg-type]
        return float(likeliest(fitted).mean[0])

    city, whole = told.city.values[0], np.ones(36, dtype=bool)
    assert found.primary.estimate == pytest.approx(slow(city, whole))
    assert by_name["no-trend"].estimate == pytest.approx(slow(city, whole, trend=False))
    assert by_name["ar1"].estimate == pytest.approx(slow(city, whole, errors="ar1"))
    window = ~np.isin(np.arange(36), [21, 22, 23])
    assert by_name["window-dropped"].estimate == pytest.approx(slow(city, window))
    assert by_name["transition-later"].estimate == pytest.approx(slow(city, np.arange(36) != SINCE))
    complete = values[[0, 1, 2, 4, 5]].mean(0)
    assert by_name["fixed-composition"].estimate == pytest.approx(slow(complete, whole))
    alone = {one.name: one.estimate for one in found.without}
    assert alone["u03"] == pytest.approx(slow(complete, whole))
    assert found.agreement == 1.0
    assert found.changing == ()


def test_years_apart_need_no_trend_and_no_season() -> None:
    t = np.arange(36.0)
    values = (0.3 * t + 4 * np.sin(2 * np.pi * t / 12) + np.where(t >= SINCE, 2.0, 0.0))[None].repeat(2, 0)
    told = subject(values + 0.01 * noisy(np.random.default_rng(22), (2, 36)))
    found = curve(told)
    assert found is not None
    difference = next(one for one in found.others if one.name == "hijri-difference")
    assert difference.estimate == pytest.approx(2.0, abs=0.05)


def test_pairs_of_a_fast_with_no_fast_are_left_out() -> None:
    told = subject(lifted(23))
    found = lunar_difference(told)
    assert found is not None
    kept = {month(int(at) - 2023 * 12) for at in found.block.times}
    # Ramadan: 12 March - 9 April 2024, 1 - 29 March 2025: March fasts in both, more of it in 2025.
    assert "2024-01" in kept
    assert "2025-06" in kept
    assert "2023-06" not in kept
    assert lunar_difference(replace(told, kind="quarter")) is None


def test_one_unit_that_carries_the_result_is_named() -> None:
    values = 0.3 * noisy(np.random.default_rng(24), (6, 36))
    values[2, SINCE:] += 30
    told = subject(values, mid=1.0)
    found = curve(told)
    assert found is not None
    assert found.changing == ("u02",)
    rows = {(row["check"], row["at"]): row for row in robustness_rows(told)}
    assert rows["single-unit", None]["passed"] is False
    assert rows["single-unit", None]["note"] == "u02"
    assert ("specification", "leave-out-least:u02") in rows


def test_signs_that_differ_too_often_do_not_pass() -> None:
    # A rise and a fall at the date: with the trend the sign is one, without it the other.
    t = np.arange(36.0)
    values = 0.5 * t + 0.3 * noisy(np.random.default_rng(25), (3, 36)) - np.where(t >= SINCE, 2.0, 0.0)
    told = subject(values, errors="iid")
    found = curve(told)
    assert found is not None
    signs = {one.name: np.sign(one.estimate) for one in found.others}
    assert signs["no-trend"] == 1
    assert found.primary.estimate < 0
    share = np.mean([sign == -1 for sign in signs.values()])
    assert found.agreement == pytest.approx(share)
    agreement = next(row for row in robustness_rows(told) if row["check"] == "agreement")
    assert agreement["passed"] is bool(share >= 0.8)


@pytest.mark.parametrize("scale", ["identity", "log", "logit", "count"])
def test_all_units_together_are_the_city_again(scale: str) -> None:
    rng = np.random.default_rng(26)
    values = {
        "identity": lifted(26),
        "log": np.exp(lifted(26)),
        "logit": 1 / (1 + np.exp(-lifted(26))),
        "count": rng.poisson(np.exp(0.3 * lifted(26)) * 30).astype(float),
    }[scale]
    told = subject(values, scale=scale)
    assert made_of_units(told)
    one = recombined(told, np.arange(6) == 2)
    np.testing.assert_allclose(one.values[0], told.units.values[2], rtol=1e-9)


def test_exposures_of_a_total_come_close_to_those_of_its_units() -> None:
    rng = np.random.default_rng(27)
    exposure = rng.uniform(80, 120, (4, 36)) * np.array([1, 2, 3, 4])[:, None]
    counts = rng.poisson(exposure / 2).astype(float)
    panel = frame(counts)
    at = {(f"u{u:02d}", month(t)): exposure[u, t] for u in range(4) for t in range(36)}
    known = [at[unit, period] for unit, period in panel.select("unit", "period").iter_rows()]
    told = subject(counts, panel.with_columns(exposure=pl.Series(known)), scale="count")
    own = recombined(told, np.ones(4, dtype=bool)).lever
    assert own is not None
    assert told.city.lever is not None
    np.testing.assert_allclose(own**2, told.city.lever**2, rtol=0.03)


def test_a_city_of_its_own_is_told_apart_from_its_units() -> None:
    values = lifted(28)
    panel = frame(values)
    whole = panel.filter(pl.col("unit") == "u00").with_columns(unit=pl.lit("*"), value=pl.col("value") * 2)
    told = subject(values, pl.concat([panel, whole]))
    assert not made_of_units(told)
    notes = [row["note"] for row in robustness_rows(told) if str(row["at"]).startswith("leave-out")]
    assert notes
    assert all(note.endswith("of-units") for note in notes)


def test_what_the_data_cannot_carry_is_no_specification() -> None:
    told = subject(noisy(np.random.default_rng(29), (1, 36)))
    found = curve(told)
    assert found is not None
    assert found.without == ()
    short = subject(noisy(np.random.default_rng(30), (2, 36)), treated_from=month(1), refuse="none")
    assert curve(short) is None or np.isfinite(curve(short).primary.estimate)  # type: ignore[union-attr]
    constant = replace(city_shape(told), since=int(told.units.times[-1]) + 5)
    assert plug_in(told, told.city, {}, constant) is None
    assert interrupted(told).effects
