"""Noise as it will be estimated before a trial: standard errors that are told spread as in trials, and cost power."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.effects.design import Design as Choices
from analysis.trial.assignment import draw
from analysis.trial.basis import Own, of_drawings
from analysis.trial.design import Design
from analysis.trial.estimated import estimates
from analysis.trial.noise import Noise
from analysis.trial.power import Errors
from analysis.trial.simulation import World, made, trial
from tests.trial.test_power import city

DESIGN = Design(3, 3, 0.2)
NOISE = Noise(1.0, 0.5, 0.3)
TRIALS = 150


def test_told_errors_spread_as_in_trials() -> None:
    """Each trial estimates the noise from its own months before; what it tells is held against what was foreseen."""
    found, cluster = city()
    world = World(found, cluster, NOISE, np.zeros((0, 0)))
    arms = draw(found, DESIGN, 1, 1)
    own = Own(None, tuple(found), cluster, NOISE, np.zeros((0, 0)), 1, Choices(), None)
    told, _ = of_drawings(own, DESIGN, (arms,))
    rng = np.random.default_rng(2)
    seen = np.array([trial(DESIGN, world, arms, 0.0, made(world, rng)).se for _ in range(TRIALS)])
    share, weight = np.array([one[0] for one in told.told]), np.array([one[2] for one in told.told])
    middle = float(share @ weight)
    foreseen = float(np.sqrt(((share - middle) ** 2) @ weight))
    spread = seen.std() / told.mean[0]
    assert weight.sum() == pytest.approx(1.0)
    assert foreseen == pytest.approx(spread, rel=0.35)
    assert spread > 0.05
    assert seen.mean() / told.mean[0] == pytest.approx(middle, abs=4 * spread / np.sqrt(TRIALS) + 0.02)


def test_doubt_of_the_noise_costs_power() -> None:
    sure = Errors(np.array([0.3]), np.array([0.4]), np.array([29.0]))
    unsure = replace(sure, told=((1.0, 1.0, 2 / 3), (0.8, 0.8, 1 / 6), (1.25, 1.25, 1 / 6)))
    assert sure.chance(sure.smallest[0]) == pytest.approx(0.8)
    assert unsure.chance(unsure.smallest[0]) == pytest.approx(0.8)
    assert unsure.smallest[0] > 1.01 * sure.smallest[0]
    assert unsure.smallest[1] / sure.smallest[1] == pytest.approx(unsure.smallest[0] / sure.smallest[0])


def test_a_noise_that_nothing_tells_of_is_taken_as_it_is() -> None:
    """A past in which hardly anybody measured anything tells no memory, and no shared part."""
    found, cluster = city()
    past = np.full((len(cluster), 24), np.nan)
    past[:, ::12] = 1.0
    (only,) = estimates(NOISE, found, cluster, past, 1)
    assert (only.noise, only.weight, only.scale) == (NOISE, 1.0, 1.0)
