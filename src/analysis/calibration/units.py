"""Units beside their like: how many named units are named wrongly, and how often shrunken intervals hold the truth."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.random import Generator

from analysis.calibration.configuration import ERRORS, block, shape
from analysis.calibration.row import LEAST_COVERAGE, TRUTHS, Job, Row, Truth, clustered, mean_of
from analysis.calibration.worlds import AFTER, TREND, UNITS, autoregressive, chance, panels, path, with_effect
from analysis.effects.deviations import Deviations, deviations
from analysis.effects.noise import Array, noise

BEFORE, SLOPE_SD = 24, 0.01
AFFECTED, EFFECT = 20, 3.0
MOST_FALSE, LEAST_POWER = 0.10, 0.75

NAMED: dict[str, tuple[float, float]] = {"up": (EFFECT, EFFECT), "both": (EFFECT, -EFFECT)}
"""Effects of the two halves of the affected units; where they cancel, the others truly do not deviate."""


def _none(random: Generator) -> Array:
    return np.zeros(UNITS)


def _few(random: Generator) -> Array:
    return np.where(np.arange(UNITS) < AFFECTED, 2.0, 0.0)


def _close(random: Generator) -> Array:
    return 0.5 + 0.5 * random.standard_normal(UNITS)


def _wide(random: Generator) -> Array:
    return 0.5 + random.standard_normal(UNITS)


POOLED: dict[str, Callable[[Generator], Array]] = {
    "none": _none,
    "few": _few,
    "close": _close,
    "wide": _wide,
}
"""True effects of the units of one panel: none, a fifth at +2, and normal ones with mean .5 and sd .5 or 1."""


@dataclass(frozen=True)
class Judged:
    """One panel: true deviations (UNITS,) and what the package says of them."""

    truth: Array
    found: Deviations


def jobs(series: int) -> list[Job]:
    """False discoveries need more panels than coverage does: their share is one figure a panel."""
    made: list[Job] = []
    for truth in TRUTHS:
        made += [partial(_named, kind, truth, 3 * len(panels(series))) for kind in NAMED]
        made += [partial(_shrunken, kind, truth, len(panels(series))) for kind in POOLED]
    return made


def judge(key: str, k: int, effects: Callable[[Generator], Array], truth: Truth) -> Judged:
    """A panel of AR(1) .4 with slopes that differ; each unit's effect stays, or fades with the same mean."""
    random = chance(key, k)
    own = autoregressive(random, UNITS, BEFORE + AFTER, 0.4)
    slopes, effect = TREND + SLOPE_SD * random.standard_normal(UNITS), effects(random)
    values = with_effect(own, np.outer(effect, path(truth, 1.0)), slopes)
    found, _ = deviations(block(values), ["all"] * UNITS, shape(), {}, noise(ERRORS))
    return Judged(effect - effect.mean(), found)


def _named(kind: str, truth: Truth, count: int) -> Iterator[Row]:
    first, second = NAMED[kind]
    effect = np.zeros(UNITS)
    effect[: AFFECTED // 2], effect[AFFECTED // 2 : AFFECTED] = first, second
    false, power = np.zeros(count), np.zeros(count)
    for k in range(count):
        one = judge(f"named-{kind}", k, lambda random: effect, truth)
        # Named wrongly: on the other side of the group than the truth, or named without deviating at all.
        right = one.found.listed & (np.sign(one.truth) == np.where(one.found.positive >= 0.5, 1, -1))
        right &= np.abs(one.truth) > 1e-9
        false[k] = (one.found.listed & ~right).sum() / max(one.found.listed.sum(), 1)
        power[k] = right[:AFFECTED].mean()
    yield Row("units", f"fdr-{kind}", truth, "rate", *mean_of(false), MOST_FALSE, {"effect": EFFECT})
    yield Row("units", f"power-{kind}", truth, "power", *mean_of(power), LEAST_POWER, {"effect": EFFECT})


def _shrunken(kind: str, truth: Truth, count: int) -> Iterator[Row]:
    judged = [judge(f"shrunken-{kind}", k, POOLED[kind], truth) for k in range(count)]
    hits = np.stack([(one.found.low <= one.truth) & (one.truth <= one.found.high) for one in judged])
    width = float(np.mean([one.found.high - one.found.low for one in judged]))
    yield Row("units", f"shrunken-{kind}", truth, "coverage", *clustered(hits), LEAST_COVERAGE, width=width)
