"""Synthetic difference in differences: against diff-diff and a general optimiser, and through the public door."""

from contextlib import ExitStack
from unittest.mock import patch

import diff_diff.synthetic_did as library
import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy.optimize import minimize

from analysis.effects.compare.double_weights import (
    Fitted,
    as_if,
    noise_level,
    placebos,
    ridge_of,
    weighted,
)
from analysis.effects.noise import Array
from analysis.effects.simplex import fit
from tests.effects.compare.staged import found, refused, rows
from tests.effects.compare.test_two_way import NEVER

BEFORE, AFTER = 16, 6
DRAWS = 15


def city(others: int = 14, treated: int = 1, *, seed: int = 41, effect: float = 2.0) -> Array:
    """Treated units and then others that load on two common factors, (treated + others, BEFORE + AFTER)."""
    random = np.random.default_rng(seed)
    factors = random.normal(size=(2, BEFORE + AFTER)).cumsum(1)
    size = treated + others
    values = random.normal(size=(size, 2)) @ factors + random.normal(size=(size, BEFORE + AFTER))
    values += 5 * random.normal(size=(size, 1))
    values[:treated, BEFORE:] += effect
    return values


def dates(values: Array, treated: int = 1) -> list[float]:
    return [float(BEFORE)] * treated + [NEVER] * (len(values) - treated)


def fitted(values: Array, treated: int = 1) -> tuple[Fitted, float, float]:
    """The estimate, its ridge and its noise."""
    donors = values[treated:]
    noise = noise_level(donors, BEFORE)
    ridge = ridge_of(treated, AFTER, noise)
    return weighted(values[:treated].mean(0), donors, BEFORE, ridge, noise), ridge, noise


def theirs(values: Array, treated: int, seed: int = 7) -> tuple[Fitted, float]:
    """Effect, weights and placebo error by diff-diff, whose search goes on until weights come to rest: as it is, it stops
    early, and its effects differ from those of the best weights by a few hundredths of their error."""
    table = pd.DataFrame(
        [(u, t, values[u, t], int(u < treated)) for u in range(len(values)) for t in range(values.shape[1])],
        columns=["unit", "time", "value", "treated"],
    )
    patient = {"min_decrease": 1e-12, "max_iter": 10**6, "max_iter_pre_sparsify": 10**4}
    with ExitStack() as stack:
        for name in ("compute_sdid_unit_weights", "compute_time_weights"):
            search = getattr(library, name)
            stack.enter_context(
                patch.object(library, name, lambda *a, search=search, **k: search(*a, **{**k, **patient}))
            )
        told = library.SyntheticDiD(variance_method="placebo", n_bootstrap=DRAWS, seed=seed).fit(
            table,
            outcome="value",
            treatment="treated",
            unit="unit",
            time="time",
            post_periods=list(range(BEFORE, BEFORE + AFTER)),
        )
    units = np.array([told.unit_weights[k] for k in range(treated, len(values))])
    times = np.array([told.time_weights[t] for t in range(BEFORE)])
    return Fitted(float(told.att), units, times, np.nan), float(told.se)


def lost(target: Array, columns: Array, ridge: float, shares: Array) -> float:
    """What weights are to make small: squares around a level, and the ridge."""
    left = target - columns @ shares
    return float(((left - left.mean()) ** 2).sum() + ridge**2 * (shares**2).sum())


@pytest.mark.parametrize(("others", "treated", "seed"), [(14, 1, 41), (20, 4, 42), (9, 2, 43)])
def test_effect_weights_and_placebo_error_are_those_of_diff_diff(
    others: int, treated: int, seed: int
) -> None:
    values = city(others, treated, seed=seed)
    ours, ridge, noise = fitted(values, treated)
    drawn = placebos(values[treated:], BEFORE, treated, ridge, noise, draws=DRAWS, seed=7)
    other, se = theirs(values, treated)
    assert ours.effect == pytest.approx(other.effect, abs=1e-4)
    assert ours.units == pytest.approx(other.units, abs=1e-4)
    assert ours.times == pytest.approx(other.times, abs=1e-4)
    assert drawn.std() == pytest.approx(se, rel=1e-3)


def problems(path: Array, donors: Array, ridge: float, noise: float) -> list[tuple[Array, Array, float]]:
    """What unit weights and time weights fit: target, columns, and the root of their ridge."""
    early, late = donors[:, :BEFORE], donors[:, BEFORE:].mean(1)
    return [
        (path[:BEFORE], early.T, ridge * np.sqrt(BEFORE)),
        (late, early, 1e-6 * noise * np.sqrt(len(donors))),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_no_general_optimiser_finds_better_weights(seed: int) -> None:
    values = city(10, 1, seed=seed)
    ours, ridge, noise = fitted(values)
    treated, donors = values[0], values[1:]
    for (target, columns, size), shares in zip(
        problems(treated, donors, ridge, noise), (ours.units, ours.times), strict=True
    ):
        k = columns.shape[1]
        best = minimize(
            lambda w, target=target, columns=columns, size=size: lost(target, columns, size, w),
            np.full(k, 1 / k),
            bounds=[(0, 1)] * k,
            constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
            method="SLSQP",
            options={"maxiter": 500, "ftol": 1e-14},
        )
        assert shares.sum() == pytest.approx(1)
        assert shares.min() >= 0
        assert lost(target, columns, size, shares) <= best.fun * (1 + 1e-9) + 1e-12


def test_the_effect_is_the_doubly_weighted_difference() -> None:
    values = city()
    ours, _, _ = fitted(values)
    treated, mix = values[0], ours.units @ values[1:]
    change = [path[BEFORE:].mean() - ours.times @ path[:BEFORE] for path in (treated, mix)]
    assert ours.effect == pytest.approx(change[0] - change[1])


def test_a_level_and_a_shock_that_all_share_move_nothing() -> None:
    values = city()
    ours = fitted(values)[0].effect
    moved = values + np.random.default_rng(1).normal(size=values.shape[1]) * (
        np.arange(values.shape[1]) >= BEFORE
    )
    assert fitted(moved)[0].effect == pytest.approx(ours)
    raised = values + np.arange(len(values))[:, None] * 100.0
    assert fitted(raised)[0].effect == pytest.approx(ours, rel=1e-6)


def test_the_door_tells_the_effect_with_weights_that_sum_to_one() -> None:
    values = city()
    told = found(rows(values, dates(values)), "synthetic-did", seed=7)
    row = told.effects.row(0, named=True)
    ours, ridge, noise = fitted(values)
    se = placebos(values[1:], BEFORE, 1, ridge, noise, draws=200, seed=7).std()
    assert (row["estimand"], row["evidence"], row["verdict"]) == ("att", "C", None)
    assert (row["estimate"], row["se"]) == pytest.approx((ours.effect, se))
    assert row["high"] - row["low"] == pytest.approx(2 * 1.959964 * se, rel=1e-6)
    assert (row["df"], row["n_pre"], row["n_post"]) == (float("inf"), BEFORE, AFTER)
    weights = told.weights
    periods = weights["donor"].str.starts_with("period:")
    assert weights.filter(periods)["weight"].sum() == pytest.approx(1)
    assert weights.filter(~periods)["weight"].sum() == pytest.approx(1)
    assert weights.filter(periods)["donor"].to_list() == [f"period:{2000 + t}" for t in range(BEFORE)]
    assert weights.filter(~periods)["donor"].to_list() == [f"u{k:03d}" for k in range(1, 15)]
    left = (values[0] - ours.units @ values[1:])[:BEFORE]
    assert weights["pre_rmspe"][0] == pytest.approx(left.std())


def test_placebos_of_single_units_stand_in_the_checks_alone() -> None:
    values = city()
    frame = rows(values, dates(values)).with_columns(donor=pl.col("treated_from").is_null())
    told = found(frame, "synthetic-did", placebo=("space",))
    assert set(told.effects["unit"]) == {"*"}
    alone = told.checks.filter(pl.col("check") == "placebo-space", pl.col("unit") != "*")
    _, ridge, noise = fitted(values)
    expected = [as_if(values[1:], (k,), BEFORE, ridge, noise).effect for k in range(14)]
    assert alone["estimate"].to_list() == pytest.approx(expected)
    own = told.checks.filter(pl.col("check") == "placebo-space", pl.col("unit") == "*")
    beyond = sum(abs(each) >= abs(own["estimate"][0]) for each in expected)
    assert own["value"][0] == pytest.approx((1 + beyond) / 15)
    assert "placebo-space" not in found(frame, "synthetic-did").checks["check"].to_list()


def test_the_seed_decides_the_draws_and_nothing_else() -> None:
    values = city(20, 3)
    frame = rows(values, dates(values, 3))
    one, other = (found(frame, "synthetic-did", seed=seed).effects for seed in (1, 2))
    assert one["estimate"].equals(other["estimate"])
    assert not one["se"].equals(other["se"])
    assert one.equals(found(frame, "synthetic-did", seed=1).effects)


def test_others_with_gaps_are_left_out_by_name() -> None:
    values = city()
    values[3, 5] = np.nan
    row = found(rows(values, dates(values)), "synthetic-did").effects.row(0, named=True)
    assert row["note"] == "left-out=u003"
    whole = np.delete(values, 3, axis=0)
    assert row["estimate"] == pytest.approx(fitted(whole)[0].effect)


def test_what_cannot_be_estimated_is_refused() -> None:
    values = city(4)
    assert refused(rows(values, dates(values)), "synthetic-did") == "few-donors"
    lifted = found(rows(values, dates(values)), "synthetic-did", refuse="none").effects
    assert lifted["status"].to_list() == ["estimated"]
    gaps = city(6)
    gaps[1:4, 2] = np.nan
    assert refused(rows(gaps, dates(gaps)), "synthetic-did") == "donor-gaps"
    waves = city(8)
    since = [10.0, 12.0, *[NEVER] * 7]
    assert refused(rows(waves, since), "synthetic-did") == "dates-differ"
    late = city(8)[:, BEFORE - 1 :]
    assert refused(rows(late, [1.0, *[NEVER] * 8]), "synthetic-did") == "too-few-periods"


def test_more_treated_than_others_have_an_effect_without_an_interval() -> None:
    values = city(6, 8)
    row = found(rows(values, dates(values, 8)), "synthetic-did").effects.row(0, named=True)
    assert row["estimate"] == pytest.approx(fitted(values, 8)[0].effect)
    assert (row["se"], row["low"]) == (None, None)
    assert row["note"] == "no-interval"


@pytest.mark.parametrize("seed", range(5))
def test_many_units_have_the_weights_that_the_search_of_synthetic_controls_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = city(90, 1, seed=seed) * random.uniform(0.1, 10)
    ours, ridge, _ = fitted(values)
    early, target = values[1:, :BEFORE].T, values[0, :BEFORE]
    tall = np.vstack([early - early.mean(0), ridge * np.sqrt(BEFORE) * np.eye(90)])
    other = fit(np.append(target - target.mean(), np.zeros(90)), tall).weights
    assert ours.units == pytest.approx(other, abs=1e-9)
    assert (ours.units == 0).any()
