"""Power by simulation: made series, or months of the city's own, drawn, treated and analysed as the real ones will be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.effects.noise import Array, Index
from analysis.trial.assignment import Cluster, draw
from analysis.trial.design import AFTER, BEFORE, Design, folded, months
from analysis.trial.effect import Seen, Told, effects, fitted
from analysis.trial.gaps import blocks
from analysis.trial.noise import Noise, deviations, noise_of

Source = Literal["made", "own"]


@dataclass(frozen=True)
class Reached:
    """Of many simulated trials: the share that found the effect, and the share whose interval held it."""

    power: float
    coverage: float
    trials: int

    def error(self, share: float) -> float:
        """Standard error of a share by chance alone."""
        return float(np.sqrt(share * (1 - share) / self.trials))


@dataclass(frozen=True)
class World:
    """What trials are made from: clusters and the cluster of each unit, the noise, and units' own past (S, T) for `own`."""

    clusters: Sequence[Cluster]
    cluster: Index
    noise: Noise
    past: Array
    length: int = 1


def simulate(
    design: Design,
    world: World,
    effect: float,
    trials: int,
    *,
    source: Source = "own",
    seed: int = 0,
    advance: Callable[[int, int], None] | None = None,
) -> Reached:
    """Trials of a constant effect, each with a draw of its own; what is told is the mean of twelve months, in which it might fade."""
    rng = np.random.default_rng(seed)
    hits = holds = 0
    for number in range(1, trials + 1):
        arms = draw(world.clusters, design, seed, number)
        found = trial(design, world, arms, effect, _noise(world, source, rng))
        hits += bool(found.low > 0 or found.high < 0)
        holds += bool(found.low <= effect <= found.high)
        if advance is not None:
            advance(number, trials)
    return Reached(hits / trials, holds / trials, trials)


def trial(design: Design, world: World, arms: Index, effect: float | Array, noise: Array) -> Told:
    """One trial: the effect added to noise (S, T), then estimated as planned, its noise fitted before the first date.

    `effect`: of every month, or (M,) of each month since the own date, the last of them from then on.
    """
    starts = design.starts(arms)
    values = noise + _added(starts, np.atleast_1d(effect), world.length)[world.cluster]
    before = (BEFORE - 1) // world.length
    early = noise_of(values[:, :before], np.arange(before, dtype=np.float64), world.cluster)
    seen = Seen(values, 0, world.length, world.cluster, len(world.clusters), early or world.noise)
    return effects(fitted(seen), starts)["mean"]


def _added(starts: Array, effect: Array, length: int) -> Array:
    """The effect on each cluster and period, (K, T)."""
    since = months()[None, :] - starts[:, None]
    place = np.clip(since, 0, len(effect) - 1).astype(np.intp)
    return folded(np.where(since >= 0, effect[place], 0.0)[:, :, None], length)[:, :, 0]


def _noise(world: World, source: Source, rng: np.random.Generator) -> Array:
    return made(world, rng) if source == "made" else _own(world, rng)


def made(world: World, rng: np.random.Generator) -> Array:
    """AR(1) noise (S, T) with the part that clusters share."""
    noise, periods = world.noise, (BEFORE + AFTER) // world.length
    shared = autoregressive(rng, len(world.clusters), periods, noise.rho)[world.cluster]
    own = autoregressive(rng, len(world.cluster), periods, noise.rho)
    size = noise.sd * noise.sizes(len(world.cluster))[:, None]
    return size * (np.sqrt(noise.shared) * shared + np.sqrt(1 - noise.shared) * own)


def autoregressive(rng: np.random.Generator, series: int, periods: int, rho: float) -> Array:
    """Stationary AR(1) series (series, periods) of variance one."""
    shocks = rng.standard_normal((series, periods))
    shocks[:, 1:] *= np.sqrt(1 - rho**2)
    for at in range(1, periods):
        shocks[:, at] += rho * shocks[:, at - 1]
    return shocks


def _own(world: World, rng: np.random.Generator) -> Array:
    """Blocks of the past's own periods, all units at once, so that clusters keep what they share and gaps stay gaps."""
    left = deviations(world.past, np.arange(world.past.shape[1], dtype=np.float64))
    # What fitting a level took out of a unit's past is given back; the shared months took hardly anything.
    count = np.maximum((~np.isnan(left)).sum(1), 2)
    return left[:, blocks(left.shape[1], world.length, rng)] * np.sqrt(count / (count - 1))[:, None]
