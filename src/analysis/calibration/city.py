"""A city in which all units share shocks: how often nothing is called something, by us and by a clustered regression."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy.special import stdtrit

from analysis.calibration.configuration import alone, block, holds, shape
from analysis.calibration.row import TRUTHS, Job, Row, share
from analysis.calibration.worlds import AFTER, UNITS, autoregressive, chance, path, times, with_effect
from analysis.effects.columns import columns
from analysis.effects.compare.two_way import two_way
from analysis.effects.noise import Array
from analysis.effects.series import together

SHOCKS = (0.0, 0.1, 0.3, 0.5)
"""SD of the shock that all units share, over the SD of one unit's own noise."""

MOST_FALSE = 0.06
BEFORE = 24
RHO = 0.4


def jobs(series: int) -> list[Job]:
    """One panel for every three series of the other rows."""
    return [partial(_shock, shock, max(series // 3, 1)) for shock in SHOCKS]


def panel(key: str, k: int, shock: float) -> Array:
    """Noise of one panel (UNITS, n): each unit's own, and what all of them share."""
    random, periods = chance(key, k), BEFORE + AFTER
    own = autoregressive(random, UNITS, periods, RHO)
    return own + shock * autoregressive(random, 1, periods, RHO)


def aggregate(values: Array) -> Array:
    """The panel as one series, as the package makes it."""
    return together(block(values), "*").values[0]


def clustered_regression(values: Array) -> tuple[float, float]:
    """Estimate and standard error of the mean effect by unit fixed effects with errors clustered by unit.

    With one design for all units the estimate is the mean of the units' own, and its clustered variance the spread
    of those over the number of units.
    """
    made = columns(times(values.shape[1]), shape(), {})
    n, (periods, p) = len(values), made.matrix.shape
    each = values @ np.linalg.pinv(made.matrix).T @ made.estimands["mean"]
    small = (n * periods - 1) / (n * periods - n - p + 1) * n / (n - 1)
    return float(each.mean()), float(np.sqrt(((each - each.mean()) ** 2).sum() * small) / n)


def aggregate_sd(shock: float) -> float:
    """SD of one period's noise of the aggregate."""
    return float(np.sqrt(1 / UNITS + shock**2))


def _shock(shock: float, count: int) -> Iterator[Row]:
    noises = [panel("city", k, shock) for k in range(count)]
    values = {"shock": shock}
    reach = float(stdtrit(UNITS - 1, 0.975))
    for truth in TRUTHS:
        effect = path(truth, sd=aggregate_sd(shock))
        mean = float(effect.mean())
        made = [with_effect(noise, effect) for noise in noises]
        ours = _missed(np.stack([aggregate(one) for one in made]), mean)
        theirs = np.array([abs(at - mean) > reach * se for at, se in map(clustered_regression, made)])
        yield Row("shock", "ours", truth, "rate", *share(ours), MOST_FALSE, values)
        yield Row("shock", "clustered", truth, "rate", *share(theirs), None, values)
        half = np.array([_half_missed(noise, effect) for noise in noises])
        yield Row("shock", "half", truth, "rate", *share(half), None, values)
    # Many noise SD of the average that fade within a quarter are no step any more: told, since it can happen.
    strong = path("fading")
    made = np.stack([aggregate(with_effect(noise, strong)) for noise in noises])
    jump = {**values, "jump": float(strong[0] / aggregate_sd(shock))}
    yield Row("shock", "strong", "fading", "rate", *share(_missed(made, float(strong.mean()))), None, jump)


def _half_missed(noise: Array, effect: Array) -> bool:
    """Whether a regression with unit and period levels, clustered by unit, misses the effect on the half that went."""
    went = np.arange(UNITS) < UNITS // 2
    made = with_effect(noise, np.outer(went, effect))
    since = np.where(went, 0.0, np.inf)
    at, se, df = two_way(made, times(noise.shape[1]), since)
    return abs(at - float(effect.mean())) > float(stdtrit(df, 0.975)) * se


def _missed(series: Array, truth: float) -> Array:
    return 1 - holds(alone(series), truth)
