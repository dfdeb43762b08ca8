"""Counts with a changing exposure: how often the interval of the ratio of totals holds the truth."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from analysis.calibration.configuration import ERRORS, block, holds, shape
from analysis.calibration.row import LEAST_COVERAGE, TRUTHS, Job, Row, Truth, clustered
from analysis.calibration.worlds import AFTER, autoregressive, chance, path
from analysis.effects.counts import log_ratio
from analysis.effects.its import model
from analysis.effects.mixture import Mixture, stack
from analysis.effects.noise import Array, noise
from analysis.effects.scale import forward

MEANS = (3, 10, 40)
RATIOS = (0.8, 1.0, 1.25)
LATENT = 0.3
BEFORE = 24
INTAKE = 1.45
TOGETHER = 100
"""Series that share their exposure are fitted at once."""

EXPOSURES = ("varies", "intake")
"""Exposure within 20 % of its mean at random; the same, and 45 % more of it from the event on."""


def jobs(series: int) -> list[Job]:
    """Every mean, ratio and kind of exposure."""
    return [
        partial(_counts, mean, ratio, kind, truth, series)
        for kind in EXPOSURES
        for mean in MEANS
        for ratio in RATIOS
        for truth in TRUTHS
        if truth == "constant" or ratio != 1.0
    ]


def _counts(mean: int, ratio: float, kind: str, truth: Truth, series: int) -> Iterator[Row]:
    hits = [_batch(mean, ratio, kind, truth, k) for k in range(max(series // TOGETHER, 1))]
    values: dict[str, float | str] = {"mean": mean, "ratio": ratio, "exposure": kind}
    yield Row(
        "counts", f"counts-{kind}", truth, "coverage", *clustered(np.stack(hits)), LEAST_COVERAGE, values
    )


def _batch(mean: int, ratio: float, kind: str, truth: Truth, k: int) -> Array:
    """1 where the interval holds log(total with / total without), series by series."""
    random = chance("counts", mean, ratio, kind, k)
    periods = BEFORE + AFTER
    exposure = random.uniform(0.8, 1.2, periods)
    if kind == "intake":
        exposure[BEFORE:] *= INTAKE
    latent = LATENT * autoregressive(random, TOGETHER, periods, 0.4)
    effect = np.zeros(periods)
    effect[BEFORE:] = path(truth, float(np.log(ratio)))
    rate = mean * exposure * np.exp(latent - LATENT**2 / 2 + effect)
    after = exposure[BEFORE:]
    true = float(np.log((after * np.exp(effect[BEFORE:])).sum() / after.sum()))
    return holds(_found(random.poisson(rate).astype(float), exposure), true)


def _found(counts: Array, exposure: Array) -> Mixture:
    lever = np.sqrt(exposure / exposure.mean())
    made = block(forward(counts, "count"), np.tile(lever, (len(counts), 1)))
    return stack([log_ratio(model(made, shape(), {}, noise(ERRORS)), "mean")])
