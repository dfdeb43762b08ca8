"""Ratios of counts beside draws of the coefficients, and whatever the exposure did."""

import numpy as np
import pytest

from analysis.effects.columns import Shape
from analysis.effects.counts import log_ratio
from analysis.effects.its import model
from analysis.effects.noise import Array, noise
from analysis.effects.scale import forward
from analysis.effects.series import Block

TIMES = np.arange(36.0)
SHAPE = Shape(since=24, effects=("mean",), horizon=12)


def block(counts: Array, exposure: Array | None = None) -> Block:
    units = len(counts)
    lever = None if exposure is None else np.sqrt(exposure / exposure.mean(1, keepdims=True))
    names = tuple(f"u{k}" for k in range(units))
    return Block(names, TIMES, forward(counts, "count"), None, np.ones(units), lever)


@pytest.mark.parametrize("with_exposure", [False, True])
@pytest.mark.parametrize("estimand", ["mean", "quarter:2"])
def test_a_ratio_and_its_error_are_those_of_draws(with_exposure: bool, estimand: str) -> None:
    rng = np.random.default_rng(1)
    exposure = rng.uniform(50, 150, (1, 36)) if with_exposure else None
    counts = rng.poisson(40 * (1 if exposure is None else exposure / 100), (1, 36)).astype(float)
    found = model(block(counts, exposure), SHAPE, {}, noise("iid"))
    part, fitted = found.parts[0], found.fits[0]
    draws = rng.multivariate_normal(
        fitted.coefficients[0, 0], fitted.spread[0, 0] * fitted.variance[0, 0], 100_000
    )
    effect = [name.startswith("quarter:") for name in part.columns.names]
    block_of = part.matrix[:, np.array(effect)]
    after = (block_of[:, 1] if estimand == "quarter:2" else block_of.sum(1)) != 0
    rows = part.matrix[after]
    with_effect, without = draws @ rows.T, draws @ np.where(effect, 0.0, rows).T
    ratio = np.log((with_effect**2 / 4 - 3 / 8).sum(1) / (without**2 / 4 - 3 / 8).sum(1))
    made = log_ratio(found, estimand)
    assert made.mean[0] == pytest.approx(float(ratio.mean()), abs=0.01)
    assert made.se[0] == pytest.approx(float(ratio.std()), rel=0.04)


def test_twice_the_exposure_in_all_periods_changes_nothing() -> None:
    rng = np.random.default_rng(2)
    exposure = rng.uniform(50, 150, (3, 36))
    counts = rng.poisson(0.3 * exposure).astype(float)
    one, other = (
        log_ratio(model(block(counts, k * exposure), SHAPE, {}, noise("ar1+rw")), "mean") for k in (1, 2)
    )
    assert one.mean == pytest.approx(other.mean)
    assert one.quantile(0.975) == pytest.approx(other.quantile(0.975))


def test_twice_the_exposure_after_the_date_leaves_the_ratio_near_where_it_was() -> None:
    after = np.where(TIMES >= 24, 2.0, 1.0)[None]
    counts = np.full((1, 36), 200.0) + np.tile([-6.0, 6, 0], 12)
    plain = log_ratio(model(block(counts), SHAPE, {}, noise("iid")), "mean").mean[0]
    doubled = log_ratio(model(block(counts * after, 100 * after), SHAPE, {}, noise("iid")), "mean").mean[0]
    assert doubled == pytest.approx(plain, abs=0.005)
    blind = log_ratio(model(block(counts * after), SHAPE, {}, noise("iid")), "mean").mean[0]
    assert blind == pytest.approx(np.log(2), abs=0.02)


@pytest.mark.parametrize("ratio", [0.8, 1.25])
def test_a_planted_ratio_is_found(ratio: float) -> None:
    rng = np.random.default_rng(3)
    rate = 30 * np.where(TIMES >= 24, ratio, 1.0)
    counts = rng.poisson(rate, (200, 36)).astype(float)
    found = log_ratio(model(block(counts), SHAPE, {}, noise("ar1+rw")), "mean")
    assert np.median(found.mean) == pytest.approx(np.log(ratio), abs=0.04)
    held = (found.quantile(0.025) < np.log(ratio)) & (found.quantile(0.975) > np.log(ratio))
    assert held.mean() > 0.9


def test_nothing_after_the_date_is_a_ratio_far_below_one_and_no_error() -> None:
    counts = np.random.default_rng(4).poisson(9, (1, 36)).astype(float)
    counts[0, 24:] = 0
    found = log_ratio(model(block(counts), SHAPE, {}, noise("ar1+rw")), "mean")
    assert found.mean[0] < -3
    assert np.isfinite(found.se[0])
