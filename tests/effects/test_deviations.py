"""Units beside their like: what all share never counts, few are named by chance, and those that differ are."""

import numpy as np
import pytest

from analysis.effects.columns import Shape
from analysis.effects.deviations import Deviations, deviations, without_common
from analysis.effects.noise import Array, noise
from analysis.effects.series import Block
from tests.effects.oracle_models import ar1

TIMES = np.arange(36.0)
SHAPE = Shape(since=24, effects=("mean",), horizon=12)
GRID = noise("ar1+rw")


def block(values: Array) -> Block:
    names = tuple(f"u{k:02d}" for k in range(len(values)))
    return Block(names, TIMES, values, None, np.ones(len(values)))


def made(values: Array, groups: list[str] | None = None) -> Deviations:
    return deviations(block(values), groups or [""] * len(values), SHAPE, {}, GRID)[0]


def test_with_independent_noise_a_deviation_is_the_effect_less_the_mean_effect_of_the_group() -> None:
    y = np.random.default_rng(1).normal(size=(6, 36))
    groups = ["a", "a", "a", "b", "b", "b"]
    found, _ = deviations(block(y), groups, SHAPE, {}, noise("iid"), share_slopes=False)
    x = np.column_stack(
        [np.ones(36), TIMES, *(((k <= TIMES) & (k + 3 > TIMES)) for k in range(24, 36, 3))]
    ).astype(float)
    effect = np.linalg.lstsq(x, y.T, rcond=None)[0][2:].mean(0)
    told = effect - np.repeat([effect[:3].mean(), effect[3:].mean()], 3)
    assert found.raw == pytest.approx(told, abs=1e-9)


def test_a_shock_of_the_whole_group_leaves_every_deviation_as_it_was() -> None:
    rng = np.random.default_rng(2)
    y, groups = ar1(rng, 10, 36, 0.4), ["a"] * 5 + ["b"] * 5
    shock = np.where(TIMES >= 24, 9.0, 0.0) + rng.normal(size=36)
    moved = y + np.repeat([[0.0], [1.0]], 5, 0) * shock
    before, after = made(y, groups), made(moved, groups)
    for name in ("raw", "se", "estimate", "low", "high", "positive"):
        assert getattr(after, name) == pytest.approx(getattr(before, name), abs=1e-6), name


def test_without_common_groups_stand_alone() -> None:
    y = np.random.default_rng(3).normal(size=(5, 36)) + 7 * np.sin(TIMES)
    left = without_common(block(y), ["a", "b", "a", "b", "a"]).values
    for at in ([0, 2, 4], [1, 3]):
        assert left[at].mean(0) == pytest.approx(np.full(36, left[at].mean()), abs=1e-9)


def test_few_are_named_by_chance_and_those_that_differ_are_named() -> None:
    rng = np.random.default_rng(4)
    null = [int(made(ar1(rng, 30, 36, 0.4)).listed.sum()) for _ in range(8)]
    # Any name at all in a tenth of panels: eight with three or more is less likely than 4 %.
    assert sum(each > 0 for each in null) <= 3
    y = ar1(rng, 30, 36, 0.4)
    y[:4, 24:] += 5.0
    found = made(y)
    assert found.listed[:4].all()
    assert (found.positive[:4] > 0.97).all()
    assert found.listed[4:].sum() <= 2


def test_shrunken_estimates_lie_between_zero_and_their_own_and_inside_their_intervals() -> None:
    found = made(ar1(np.random.default_rng(5), 20, 36, 0.4))
    assert (np.abs(found.estimate) <= np.abs(found.raw) + 1e-12).all()
    assert (found.estimate * found.raw >= 0).all()
    assert ((found.low < found.estimate) & (found.estimate < found.high)).all()


def test_units_that_are_all_alike_are_not_separable_and_no_error() -> None:
    found = made(np.tile(np.sin(TIMES), (9, 1)))
    assert not found.listed.any()
    exact = np.tile(np.sin(TIMES), (3, 1))
    exact[1, 24:] += 5
    found = made(exact)
    assert found.raw == pytest.approx(np.array([-5 / 3, 10 / 3, -5 / 3]), abs=1e-6)
    assert np.isfinite(found.low).all()
