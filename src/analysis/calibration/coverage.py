"""How often intervals hold the truth, and how wide they are beside one who knows the noise: usual worlds and stress."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy.special import ndtri

from analysis.calibration.configuration import alone, holds, in_panels, shape, widths
from analysis.calibration.row import LEAST_COVERAGE, TRUTHS, Job, Row, Truth, clustered, mean_of, share
from analysis.calibration.worlds import (
    AFTER,
    UNITS,
    Maker,
    ar,
    chance,
    drifting,
    fasting,
    heavy,
    louder,
    mixed,
    panels,
    path,
    sagging,
    second_order,
    times,
    with_effect,
)
from analysis.effects.columns import columns
from analysis.effects.noise import Array

CELLS = ((24, 0), (36, 0), (24, 1), (36, 2))
RHOS = (0.2, 0.4, 0.6)
WIDEST = {"city": 1.45, "units": 1.20}
"""Mean width over the oracle's: more than this would be safety bought too dearly."""

STRESS: dict[str, tuple[Maker, float | None]] = {
    "ar": (ar(0.4), LEAST_COVERAGE),
    "mixed": (mixed, LEAST_COVERAGE),
    "heavy": (heavy, LEAST_COVERAGE),
    "second-order": (second_order, None),
    "walk-15": (drifting(0.15), LEAST_COVERAGE),
    "walk-30": (drifting(0.3), LEAST_COVERAGE),
    "sag": (sagging, 0.90),
    "louder": (louder, LEAST_COVERAGE),
    "fasting": (fasting, None),
}
"""Worlds that the model does not describe, with the coverage that it has to keep all the same."""


def jobs(series: int) -> list[Job]:
    """Every cell and every stress, for the city's configuration and for units in panels."""
    made: list[Job] = []
    for who in WIDEST:
        for before, pairs in CELLS:
            made += [partial(cell, who, before, pairs, rho, series) for rho in RHOS]
    for who in WIDEST:
        made += [partial(stress, who, name, series) for name in STRESS]
    return made


def oracle_width(before: int, pairs: int, rho: float, level: float = 0.95) -> float:
    """Width of the interval of one who knows that the noise is AR(1) of variance one with this rho."""
    at = times(before + AFTER)
    made = columns(at, shape(pairs), {})
    covariance = rho ** np.abs(at[:, None] - at[None, :])
    spread = np.linalg.inv(made.matrix.T @ np.linalg.solve(covariance, made.matrix))
    sums = made.estimands["mean"]
    return float(2 * ndtri((1 + level) / 2) * np.sqrt(sums @ spread @ sums))


def cell(who: str, before: int, pairs: int, rho: float, series: int) -> Iterator[Row]:
    """Coverage and width in a usual world, `who` being one city or units in panels."""
    values: dict[str, float | str] = {"who": who, "before": before, "pairs": pairs, "rho": rho}
    oracle = oracle_width(before, pairs, rho)
    noise = usual(rho, before, len(panels(series)) * UNITS)
    for truth in TRUTHS:
        told, found = _measured(who, noise, pairs, truth)
        width, error, n = mean_of(found / oracle)
        yield Row("cells", "cell", truth, "coverage", *told, LEAST_COVERAGE, values, width * oracle)
        yield Row("cells", "cell", truth, "width", width, error, n, WIDEST[who], values)


def stress(who: str, name: str, series: int) -> Iterator[Row]:
    """Coverage in a world that the model does not describe."""
    maker, limit = STRESS[name]
    noise = maker(chance(name, 24), len(panels(series)) * UNITS, 24 + AFTER)
    for truth in TRUTHS:
        told, found = _measured(who, noise, 0, truth)
        yield Row("stress", name, truth, "coverage", *told, limit, {"who": who}, width=float(found.mean()))


def usual(rho: float, before: int, count: int) -> Array:
    """The noise of a cell, (count, before + AFTER): the same first series however many there are, and whoever judges."""
    return ar(rho)(chance(f"cell|{rho}", before), count, before + AFTER)


def _measured(who: str, noise: Array, pairs: int, truth: Truth) -> tuple[tuple[float, float, int], Array]:
    """Coverage with its error and number, and the widths; the same noise whatever the truth and whoever judges."""
    effect = path(truth)
    values = with_effect(noise, effect)
    found = (alone if who == "city" else in_panels)(values, pairs)
    hit = holds(found, float(effect.mean()))
    return (share(hit) if who == "city" else clustered(hit.reshape(-1, UNITS))), widths(found)
