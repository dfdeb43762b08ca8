"""Made cities of units beside donors, many at once: noise, and the estimates that a rule would see under a truth."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import ttest_ind

from analysis.calibration.city import clustered_regression
from analysis.calibration.configuration import ERRORS, block, shape
from analysis.calibration.scoring import Scoring, Truth
from analysis.calibration.worlds import AFTER, autoregressive, chance, times
from analysis.decision.posterior import Normal, Seen
from analysis.effects.columns import columns
from analysis.effects.its import model
from analysis.effects.mixture import Mixture
from analysis.effects.noise import Array, noise
from analysis.effects.placebo_space import Space, evidence
from analysis.effects.verdict import Level

Setting = Literal["donors", "alone"]
SETTINGS: tuple[Setting, ...] = ("donors", "alone")
LATE = "quarter:4"


@dataclass(frozen=True)
class Made:
    """N cities in which nothing happened, in SD of one month's noise of a city.

    `own` (N, n): the city's series; `gap` (N, n): less the mean of its donors; `space_*` (N, J): estimates of donors as if
    treated; `regression` (N, 2): estimate and standard error of a regression of units clustered by unit.
    """

    own: Array
    gap: Array
    space_mean: Array
    space_se: Array
    regression: Array


@dataclass(frozen=True)
class Estimates:
    """What can be seen of N cities under one truth: mean effect and last quarter of both series, evidence, simple tests."""

    gap: Mixture
    gap_late: Mixture
    own: Mixture
    own_late: Mixture
    level: tuple[Level, ...]
    t_test: Array
    regression: Array

    def seen(self, k: int, setting: Setting, indicator: str, size: float) -> Seen:
        """What the rule is applied to, of one city, in units of a smallest change of that size: as facts choose it."""
        contrast = setting == "donors" and self.level[k] == "B"
        mean, late = (self.gap, self.gap_late) if contrast else (self.own, self.own_late)
        level: Level = "B" if contrast else "C"
        return Seen(indicator, level, _normal(mean, k, size), _normal(late, k, size))


def make(asked: Scoring, count: int, key: str = "decision") -> Made:
    """So many cities with their donors; each city's random numbers are its own."""
    own, gap, others, regression = [], [], [], []
    for k in range(count):
        random, n = chance(key, k), asked.months_before + AFTER
        rho = asked.noise_memory
        units = asked.unit_noise * autoregressive(random, asked.units, n, rho)
        shared = np.sqrt(1 - asked.unit_noise**2 / asked.units) * autoregressive(random, 1, n, rho)
        region = asked.region_noise * autoregressive(random, 1, n, rho)
        donors = autoregressive(random, asked.donors, n, rho)
        units = units + shared + region
        city = units.mean(0)
        own.append(city)
        gap.append(city - region[0] - donors.mean(0))
        others.append((donors - donors.mean(0)) * asked.donors / (asked.donors - 1))
        regression.append(clustered_regression(units))
    found = _fit(np.concatenate(others))[0]
    wide = (count, asked.donors)
    return Made(
        np.stack(own),
        np.stack(gap),
        found.mean.reshape(wide),
        found.se.reshape(wide),
        np.array(regression),
    )


def contrast_error(made: Made) -> float:
    """The standard error of the contrast with donors, as printed; the mean over cities."""
    return float(_fit(made.gap)[0].se.mean())


def estimates(made: Made, truth: Truth, size: float) -> Estimates:
    """Every city under one truth; `size`: of a smallest change that matters, in SD of a month's noise."""
    effect, pulls = truth.effects(size), np.array(truth.pulls) * size
    gap, own = made.gap.copy(), made.own.copy()
    gap[:, -AFTER:] += effect + pulls[0]
    own[:, -AFTER:] += effect + pulls[1]
    (contrast, contrast_late), (series, series_late) = _fit(gap), _fit(own)
    moved = np.zeros(own.shape[1])
    moved[-AFTER:] = effect + pulls[1]
    regression = made.regression.copy()
    regression[:, 0] += _estimator(len(moved)) @ moved
    return Estimates(
        contrast,
        contrast_late,
        series,
        series_late,
        _levels(made, contrast, series),
        before_after(own),
        regression,
    )


def before_after(values: Array) -> Array:
    """Statistic and p of the two-sided test of Welch, months after against months before, (N, 2)."""
    test = ttest_ind(values[:, -AFTER:], values[:, :-AFTER], axis=1, equal_var=False)
    statistic, p = (np.asarray(one, dtype=np.float64) for one in tuple(test))
    return np.stack([statistic, p], axis=1)


def _levels(made: Made, contrast: Mixture, series: Mixture) -> tuple[Level, ...]:
    """Evidence by the package's own rule: placebos in space, and the city's own series beside the contrast."""
    names = tuple(f"d{j:02d}" for j in range(1, made.space_mean.shape[1] + 1))
    means, errors = contrast.mean.tolist(), contrast.se.tolist()
    return tuple(
        evidence(Space(names, made.space_mean[k], made.space_se[k], means[k], errors[k]), series.only([k]))[0]
        for k in range(len(means))
    )


def _fit(values: Array) -> tuple[Mixture, Mixture]:
    """The primary model of each series by itself: the mean effect, and that of the last quarter."""
    found = model(block(values), shape(), {}, noise(ERRORS))
    return found.estimate("mean"), found.estimate(LATE)


def _estimator(periods: int) -> Array:
    """Weights of a least squares estimate of the mean effect, (n,)."""
    made = columns(times(periods), shape(), {})
    return made.estimands["mean"] @ np.linalg.pinv(made.matrix)


def _normal(found: Mixture, k: int, size: float) -> Normal:
    """An estimate as a normal belief, with the standard deviation of Student's t, as the facts tell it."""
    one = found.only([k])
    df = float(one.df[0])
    spread = float(one.se[0]) * (df / (df - 2)) ** 0.5
    return Normal(float(one.mean[0]) / size, spread / size)
