"""The worst units are picked by their last months, and nothing happens: who still finds an improvement?"""

from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy.special import stdtr

from analysis.calibration.configuration import ERRORS, block, shape
from analysis.calibration.row import TRUTHS, Job, Row, Truth, share
from analysis.calibration.worlds import AFTER, UNITS, autoregressive, chance, path, with_effect
from analysis.effects.its import model
from analysis.effects.noise import Array, noise
from analysis.effects.series import together

BEFORE = 24
PICKED, WINDOW = 20, 3
MOST_FALSE = 0.06
LEVEL_SD = 1.0
"""Units differ in level for good by as much as one period's noise: the worst are not all worst by chance."""

SURE, STRICT = 0.975, 0.95
"""An improvement is found where the 95 % interval lies above the truth; told beside: the one-sided test at 5 %."""


def jobs(series: int) -> list[Job]:
    """One draw for every three series of the other rows."""
    return [partial(_draws, max(series // 3, 1), truth) for truth in TRUTHS]


def _worst(k: int) -> Array:
    """Noise of the units that stood lowest in the last months before, (PICKED, n)."""
    random = chance("selection", k)
    made = autoregressive(random, UNITS, BEFORE + AFTER, 0.4) + LEVEL_SD * random.standard_normal((UNITS, 1))
    return made[np.argsort(made[:, BEFORE - WINDOW : BEFORE].mean(1))[:PICKED]]


def _draws(count: int, truth: Truth) -> Iterator[Row]:
    """Fading: the improvement that is claimed beyond the true mean, as false as one claimed where nothing is."""
    effect = path(truth, sd=PICKED**-0.5)
    made = [with_effect(_worst(k), effect) for k in range(count)]
    whole = np.stack([together(block(one), "*").values[0] for one in made])
    mean = float(effect.mean())
    near = float(effect[:WINDOW].mean())
    dropped, kept = _sure(whole, mean, drop=True), _sure(whole, mean, drop=False)
    naive = np.array([_naive(one, near) for one in made])
    yield Row("selection", "dropped", truth, "rate", *share(dropped >= SURE), MOST_FALSE)
    yield Row("selection", "dropped-strict", truth, "rate", *share(dropped >= STRICT))
    yield Row("selection", "kept", truth, "rate", *share(kept >= SURE))
    yield Row("selection", "naive", truth, "rate", *share(naive >= SURE))


def _sure(whole: Array, truth: float, *, drop: bool) -> Array:
    """P(effect > truth) by the model; `drop`: without the months by which units were picked."""
    every = block(whole)
    used = every.between((every.times < -WINDOW) | (every.times >= 0)) if drop else every
    found = model(used, shape(), {}, noise(ERRORS)).estimate("mean")
    return 1 - found.below(truth)


def _naive(values: Array, truth: float) -> float:
    """One-sided confidence of a paired t test of three months after against three months before, over the picked units."""
    after = values[:, BEFORE : BEFORE + WINDOW].mean(1)
    gain = after - values[:, BEFORE - WINDOW : BEFORE].mean(1) - truth
    t = gain.mean() / (gain.std(ddof=1) / np.sqrt(len(gain)))
    return float(stdtr(len(gain) - 1, t))
