"""Verdicts on one city without donors: how often each word is said where it is false."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from scipy.special import ndtri

from analysis.calibration.city import BEFORE, RHO, aggregate, aggregate_sd, panel
from analysis.calibration.configuration import alone
from analysis.calibration.coverage import oracle_width
from analysis.calibration.row import TRUTHS, Job, Row, Truth, share
from analysis.calibration.worlds import path, with_effect
from analysis.effects.mixture import Mixture
from analysis.effects.noise import Array
from analysis.effects.verdict import Posterior, UsualBars, Verdict, verdict

SHOCK = 0.3
SMALLEST = (0.5, 1.0, 2.0, 4.0)
"""The smallest change that matters, in standard errors of one who knows the noise; the worst of them is told."""

COINCIDING = (1.0, 2.0, 4.0)
MOST_IMPROVED, MOST_UNCHANGED = 0.025, 0.05


def jobs(series: int) -> list[Job]:
    """One panel for every three series of the other rows."""
    count = max(series // 3, 1)
    made: list[Job] = [partial(_null, count)]
    made += [partial(_unchanged, truth, count) for truth in TRUTHS]
    return made + [partial(_coinciding, smallest, count) for smallest in COINCIDING]


def oracle_se() -> float:
    """Standard error of the mean effect for one who knows the noise of the aggregate."""
    return oracle_width(BEFORE, 0, RHO) / (2 * float(ndtri(0.975))) * aggregate_sd(SHOCK)


def words(found: Mixture, smallest: float, moved: float = 0.0) -> list[Verdict]:
    """The verdict at level C on each series, had the same effect `moved` been added to it.

    A constant effect moves location and nothing else; the probabilities are those of verdict.posterior.
    """
    bars = UsualBars()
    half = (1 - bars.no_change_interval) / 2
    below, edge = found.below(-moved), found.below(smallest - moved)
    low, high = found.quantile(half) + moved, found.quantile(1 - half) + moved
    told = zip(below.tolist(), edge.tolist(), low.tolist(), high.tolist(), strict=True)
    return [verdict("C", Posterior(1 - b, 1 - e, b, lo, hi), smallest, bars) for b, e, lo, hi in told]


def said(found: Sequence[Verdict], word: Verdict) -> Array:
    """1 where the verdict is that word."""
    return np.array([one == word for one in found], dtype=float)


def _fitted(count: int, effect: Array) -> Mixture:
    noises = (panel("verdict", k, SHOCK) for k in range(count))
    return alone(np.stack([aggregate(with_effect(noise, effect)) for noise in noises]))


def _worst(found: list[list[Verdict]], word: Verdict) -> tuple[float, float, int]:
    return max((share(said(one, word)) for one in found), key=lambda told: told[0])


def _null(count: int) -> Iterator[Row]:
    """Nothing happens: `improved-after` is the strongest word that level C has."""
    null = _fitted(count, path("constant"))
    found = [words(null, smallest * oracle_se()) for smallest in SMALLEST]
    yield Row("verdict", "null", "constant", "rate", *_worst(found, "improved-after"), MOST_IMPROVED)
    yield Row("verdict", "null-worse", "constant", "rate", *_worst(found, "worse"))


def _unchanged(truth: Truth, count: int) -> Iterator[Row]:
    """The effect is as large as the smallest change that matters: `no-meaningful-change` is false."""
    found: list[list[Verdict]] = []
    constant = _fitted(count, path("constant")) if truth == "constant" else None
    for smallest in SMALLEST:
        size = smallest * oracle_se()
        found.append(
            words(constant, size, size) if constant else words(_fitted(count, path(truth, size)), size)
        )
    told = _worst(found, "no-meaningful-change")
    yield Row("verdict", "unchanged", truth, "rate", *told, MOST_UNCHANGED)


def _coinciding(smallest: float, count: int) -> Iterator[Row]:
    """A shock of the smallest change that matters comes with the event, and there is nobody to compare with."""
    size = smallest * oracle_se()
    found = words(_fitted(count, path("constant")), size, size)
    values = {"smallest": smallest}
    yield Row("verdict", "shock", "constant", "rate", *share(said(found, "improved")), MOST_IMPROVED, values)
    yield Row(
        "verdict", "shock-after", "constant", "rate", *share(said(found, "improved-after")), None, values
    )
