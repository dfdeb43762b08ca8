"""Trials of next year's waves: the effect as it is planted, the power that next-year itself promises, and both limits in short."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from analysis.calibration import trials
from analysis.calibration.row import Row
from analysis.calibration.worlds import path
from analysis.trial.assignment import draw
from analysis.trial.design import BEFORE, HELD
from analysis.trial.power import Group, errors
from analysis.trial.simulation import World, trial
from tests.effort import LONG

SURE = 4.0
NOISE = trials.NOISES[1]


def city() -> tuple[World, np.ndarray]:
    found, _ = trials.shipped()
    cluster = np.repeat(np.arange(len(found)), [len(one.units) for one in found])
    return World(found, cluster, NOISE, np.zeros((0, 0))), cluster


def test_a_planted_path_is_counted_from_each_ones_own_date() -> None:
    world, cluster = city()
    _, design = trials.shipped()
    arms = draw(world.clusters, design, 1, 0)
    effect = path("fading", 5.0)
    still = np.random.default_rng(1).normal(0, 1e-6, (len(cluster), 24))
    found = trial(design, world, arms, effect, still)
    assert found.estimate == pytest.approx(5.0, abs=1e-4)
    assert trial(design, world, arms, 5.0, still).estimate == pytest.approx(5.0, abs=1e-4)
    assert {BEFORE, BEFORE + design.apart} == set(design.starts(arms)[arms != HELD].tolist())


def test_what_is_promised_is_the_power_over_many_drawings() -> None:
    world, cluster = city()
    found, design = trials.shipped()
    told = trials.promised(found, design, cluster, NOISE)
    assert told.chance(told.smallest[0]) == pytest.approx(0.8, abs=1e-6)
    drawings = tuple(draw(world.clusters, design, trials.SEED, k) for k in range(1, 4))
    few = errors(design, Group(cluster, drawings), NOISE, partly=True)
    assert told.mean[:3] == pytest.approx(few.mean)


@pytest.mark.repeats
def test_drawn_trials_reach_the_power_that_was_promised_and_hold_the_truth() -> None:
    count = 1500 if LONG else 90
    with threadpool_limits(1, "blas"):
        rows = {(row.name, row.truth): row for row in trials._trials(NOISE, count)}
    for (name, _), row in rows.items():
        assert row.reached is not None
        if name == "power":
            assert abs(row.reached - 0.8) <= SURE * (0.8 * 0.2 / count) ** 0.5
        if name == "held":
            assert row.reached >= 0.95 - SURE * (0.95 * 0.05 / count) ** 0.5
        if name == "false":
            assert row.reached <= 0.05 + SURE * (0.05 * 0.95 / count) ** 0.5
    assert len(rows) == 7


@pytest.mark.repeats
def test_noise_that_is_larger_than_planned_misses_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "made", lambda world, random: 3 * made(world, random))
    from analysis.trial.simulation import made

    with threadpool_limits(1, "blas"):
        rows: list[Row] = list(trials._trials(NOISE, 60))
    assert [row.state for row in rows if row.name == "gap"] == ["short", "short"]
