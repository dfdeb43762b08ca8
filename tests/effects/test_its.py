"""The primary model of many series: gaps, levers and pooled knowledge beside one series at a time."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.effects.columns import Shape, columns
from analysis.effects.gls import fit
from analysis.effects.its import Model, model
from analysis.effects.mixture import contrast, posterior_weight
from analysis.effects.noise import Array, covariances, noise
from analysis.effects.series import Block
from tests.effects.oracle_models import ar1

GRID = noise("ar1+rw")
TIMES = np.arange(36.0)
SHAPE = Shape(since=24, effects=("mean",), horizon=12)


def block(values: Array, sampling: Array | None = None, lever: Array | None = None) -> Block:
    names = tuple(f"u{k:02d}" for k in range(len(values)))
    return Block(names, TIMES, values, sampling, np.ones(len(values)), lever)


def gappy(seed: int, units: int) -> Array:
    rng = np.random.default_rng(seed)
    values = ar1(rng, units, 36, 0.4)
    return np.where(rng.random(values.shape) < 0.1, np.nan, values)


def interval(found: Model, k: int, estimand: str = "mean") -> tuple[float, float, float]:
    one = found.estimate(estimand).only([k])
    return float(one.mean[0]), float(one.quantile(0.025)[0]), float(one.quantile(0.975)[0])


@pytest.mark.parametrize("known", [False, True])
def test_units_with_gaps_and_columns_of_their_own_are_fitted_as_if_alone(known: bool) -> None:
    values = gappy(1, 6)
    values[3] = np.where(np.isnan(values[2]), np.nan, values[3])
    sampling = np.full(values.shape, 0.3) if known else None
    rain = np.random.default_rng(2).normal(size=values.shape)
    rain[3] = rain[2]
    whole = model(block(values, sampling), SHAPE, {"rain": rain}, GRID)
    for k in range(6):
        kept = ~np.isnan(values[k])
        one = block(values[k : k + 1], None if sampling is None else sampling[k : k + 1]).between(kept)
        alone = model(one, SHAPE, {"rain": rain[k, kept]}, GRID)
        for estimand in whole.estimands():
            assert interval(whole, k, estimand) == pytest.approx(interval(alone, 0, estimand), rel=1e-7)


def test_one_series_is_least_squares_over_the_grid() -> None:
    y = ar1(np.random.default_rng(3), 1, 36, 0.4)
    made = columns(TIMES, SHAPE, {})
    found = fit(y, made.matrix, covariances(GRID, TIMES))
    told = contrast(found, posterior_weight(found, GRID.weight), made.estimands["mean"])
    assert interval(model(block(y), SHAPE, {}, GRID), 0)[0] == pytest.approx(told.mean[0])


def test_a_lever_multiplies_every_column() -> None:
    rng = np.random.default_rng(4)
    lever = rng.uniform(0.5, 2, (1, 36))
    y = ar1(rng, 1, 36, 0.0)
    made = columns(TIMES, SHAPE, {})
    found = fit(y, made.matrix * lever[0][:, None], covariances(noise("iid"), TIMES))
    told = float(found.coefficients[0, 0] @ made.estimands["mean"])
    assert interval(model(block(y, lever=lever), SHAPE, {}, noise("iid")), 0)[0] == pytest.approx(told)


def test_fewer_than_eight_units_learn_nothing_from_each_other() -> None:
    values = gappy(5, 7)
    alone = model(block(values), SHAPE, {}, GRID)
    pooled = model(block(values), SHAPE, {}, GRID, share_noise=True, share_slopes=True)
    assert interval(pooled, 2) == interval(alone, 2)


def test_pooling_shortens_intervals_and_never_forces_a_unit_that_differs() -> None:
    rng = np.random.default_rng(6)
    values = ar1(rng, 40, 36, 0.4)
    values[0] += 1.0 * TIMES
    alone = model(block(values), SHAPE, {}, GRID)
    noise_only = model(block(values), SHAPE, {}, GRID, share_noise=True)
    both = model(block(values[1:]), SHAPE, {}, GRID, share_noise=True, share_slopes=True)

    def width(found: Model, units: slice) -> float:
        one = found.estimate("mean")
        return float((one.quantile(0.975) - one.quantile(0.025))[units].mean())

    assert width(noise_only, slice(1, None)) < 0.97 * width(alone, slice(1, None))
    assert width(both, slice(None)) < 0.8 * width(noise_only, slice(1, None))
    assert noise_only.estimate("trend").mean[0] == pytest.approx(1.0, abs=0.15)


def test_units_of_different_gaps_share_what_they_know() -> None:
    values = gappy(7, 12)
    values[3, 30:33] = np.nan
    found = model(block(values), SHAPE, {}, GRID, share_noise=True, share_slopes=True)
    third = found.estimate("quarter:3").mean
    assert np.isnan(third).tolist() == [k == 3 for k in range(12)]
    assert np.isfinite(found.estimate("mean").quantile(0.975)).all()


def test_moments_are_those_of_draws_from_the_mixture() -> None:
    y = ar1(np.random.default_rng(8), 2, 36, 0.5)
    found = model(block(y), SHAPE, {}, GRID)
    mean, covariance = found.moments(("quarter:1", "quarter:4", "mean"))
    for name, k in (("quarter:1", 0), ("quarter:4", 1), ("mean", 2)):
        one = found.estimate(name)
        assert mean[:, k] == pytest.approx(one.mean)
        assert np.sqrt(covariance[:, k, k]) == pytest.approx(one.se)
    shape = replace(SHAPE, effects=("step",))
    step = model(block(y), shape, {}, GRID)
    mean, covariance = step.moments(("step", "mean"))
    assert covariance[:, 0, 1] == pytest.approx(covariance[:, 0, 0])


@pytest.mark.parametrize("walk", [0.0, 0.09])
def test_intervals_hold_the_truth_about_as_often_as_they_say(walk: float) -> None:
    y = ar1(np.random.default_rng(9), 300, 36, 0.4 if walk == 0 else 0.0, walk) + 0.02 * TIMES
    one = model(block(y), SHAPE, {}, GRID).estimate("mean")
    covered = ((one.quantile(0.025) < 0) & (one.quantile(0.975) > 0)).mean()
    # The share of 300 has a standard error of .015.
    assert covered > 0.90
    assert covered < 0.995
