"""Trials of the next edition's design, made with its own list: the power that was promised, and how often level A holds the truth."""

from collections.abc import Iterator
from functools import cache, partial

import numpy as np

from analysis.calibration.row import NOMINAL, TRUTHS, Job, Row, share
from analysis.calibration.row import Truth as Path
from analysis.calibration.scoring import CITY
from analysis.calibration.worlds import chance, path
from analysis.city.place import load_city
from analysis.decision.plan import read_plan
from analysis.effects.design import Design as Choices
from analysis.effects.noise import Array, Index
from analysis.paths import Root, find_checkout
from analysis.trial.assignment import Cluster, clusters, draw
from analysis.trial.basis import Own, of_design
from analysis.trial.design import Design
from analysis.trial.gaps import DRAWS
from analysis.trial.noise import Noise
from analysis.trial.power import ERROR, Errors
from analysis.trial.simulation import World, made, trial

NOISES = (Noise(1.0, 0.2, 0.0), Noise(1.0, 0.4, 0.2), Noise(1.0, 0.6, 0.4))
"""Noise of one unit-month: its memory, and how much of it the units of a kecamatan or an agency share."""

SEED = 1
SURE = 2.0
"""Standard errors of the simulation by which power may differ from what was promised."""


def jobs(series: int) -> list[Job]:
    """A trial for every three series of the other rows: 1,000 in the long form."""
    return [partial(_trials, noise, max(series // 3, 2)) for noise in NOISES]


@cache
def shipped() -> tuple[tuple[Cluster, ...], Design]:
    """What the shipped city would draw, and the design that its plan chose."""
    root = Root(find_checkout())
    usual = read_plan(root.base / CITY).next_edition
    return clusters(load_city(root)), Design(usual.waves, usual.months_apart, usual.hold_out_percent / 100)


def promised(found: tuple[Cluster, ...], design: Design, cluster: Index, noise: Noise) -> Errors:
    """What next-year promises of a design: over many drawings, where the effect may fade."""
    own = Own(None, found, cluster, noise, np.zeros((0, 0)), 1, Choices(), None)
    return of_design(own, design, SEED)[0]


def _trials(noise: Noise, count: int) -> Iterator[Row]:
    """The smallest effect that is promised to be found, constant and fading, and nothing at all."""
    found, design = shipped()
    cluster = np.repeat(np.arange(len(found)), [len(one.units) for one in found])
    told = promised(found, design, cluster, noise)
    size = told.smallest[0] * noise.sd
    world = World(found, cluster, noise, np.zeros((0, 0)))
    values = {"rho": noise.rho, "shared": 100 * noise.shared}
    for truth in TRUTHS:
        hits, holds = simulated(design, world, truth, size, count)
        reached, error, n = share(hits)
        promise = told.chance(size / noise.sd)
        doubt = 100 * told.doubt(size / noise.sd)
        with_promise = values | {"promised": 100 * promise, "lists": DRAWS, "doubt": doubt}
        by_chance = SURE * float(np.sqrt(promise * (1 - promise) / n))
        yield Row("trial", "power", truth, "power", reached, error, n, None, with_promise)
        yield Row("trial", "gap", truth, "rate", abs(reached - promise), error, n, by_chance, values)
        yield Row("trial", "held", truth, "coverage", *share(holds), NOMINAL, values)
    hits, _ = simulated(design, world, "constant", 0.0, count)
    yield Row("trial", "false", "constant", "rate", *share(hits), ERROR, values)


def simulated(design: Design, world: World, truth: Path, size: float, count: int) -> tuple[Array, Array]:
    """Of so many trials, each with noise of its own: which found an effect, and whose interval held it.

    They take the lists that the promise is a mean over in turn, so that chance among lists does not stand between both.
    """
    effect = np.zeros(1) if size == 0 else path(truth, size)
    hits, holds = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    for k in range(count):
        random = chance("trial", truth, size > 0, world.noise.rho, k)
        arms = draw(world.clusters, design, SEED, 1 + k % DRAWS)
        one = trial(design, world, arms, effect, made(world, random))
        hits[k] = one.low > 0 or one.high < 0
        holds[k] = one.low <= size <= one.high
    return hits, holds
