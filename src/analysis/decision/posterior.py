"""What is believed of the valued outcomes after the data: the plan's sceptical prior times a normal likelihood.

The likelihood of an estimate is taken as normal with its mean and standard deviation. At level C a coincident shock is as
good as part of it: its variance, that of a year's change in comparable cities, is added before anything is said of a benefit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from scipy.special import ndtri

from analysis.decision.options import Study
from analysis.decision.outcome import Outcome
from analysis.decision.plan import Plan
from analysis.effects.noise import Array
from analysis.effects.verdict import Level

UNBIASED: tuple[Level, ...] = ("A", "B")
"""Levels at which a shock of the same month is ruled out by design or by other cities."""

LATE_MONTHS = 3
"""The last months of the horizon by which it is judged whether an effect lasts."""


@dataclass(frozen=True)
class Normal:
    """A normal belief."""

    mean: float
    sd: float

    def above(self, limit: float = 0.0) -> float:
        """P(it lies above the limit)."""
        return 0.5 * erfc((limit - self.mean) / (self.sd * sqrt(2)))

    def quantile(self, p: float) -> float:
        """The value below which it lies with probability p."""
        return self.mean + self.sd * float(ndtri(p))


@dataclass(frozen=True)
class Seen:
    """The estimate of one outcome in the good direction and the unit that it is told in; None where there is none.

    `late`: the same of the last three months of the horizon.
    """

    indicator: str
    level: Level
    effect: Normal | None
    late: Normal | None


Evidence = Mapping[str, Seen]
"""What was seen of each outcome, by indicator."""


@dataclass(frozen=True)
class Beliefs:
    """Joint normal beliefs of k outcomes: means (k,) and covariance (k, k)."""

    mean: Array
    covariance: Array

    def of(self, weights: Array) -> Normal:
        """The belief of a weighted sum."""
        return Normal(float(weights @ self.mean), sqrt(max(float(weights @ self.covariance @ weights), 0.0)))


def beliefs(
    plan: Plan,
    outcomes: Sequence[Outcome],
    seen: Evidence,
    *,
    late: bool = False,
    after: Study | None = None,
) -> Beliefs:
    """The posterior of the mean effects, or with `late` of the last three months; every outcome has a prior.

    With `after` the doubt is what a study would leave; the means are those of today, since its result is not known.
    """
    shrunk = late_share(plan) if late else 1.0
    priors = [plan.prior_of(one.indicator) for one in outcomes]
    told = [one for one in priors if one is not None]
    if len(told) < len(outcomes):
        raise ValueError("an outcome without a prior cannot be valued")
    before = np.diag([1 / (shrunk * one.sd) ** 2 for one in told])
    start = before @ np.array([shrunk * one.mean for one in told])
    own, pull = _likelihood(plan, outcomes, seen, late, None)
    mean = np.linalg.solve(before + own, start + pull)
    if after is not None:
        own, _ = _likelihood(plan, outcomes, seen, late, after)
        own = own + _further(plan, outcomes, after)
    return Beliefs(np.asarray(mean, float), np.asarray(np.linalg.inv(before + own), float))


def _likelihood(
    plan: Plan, outcomes: Sequence[Outcome], seen: Evidence, late: bool, after: Study | None
) -> tuple[Array, Array]:
    """Precision (k, k) of the estimates, and precision times estimate (k,); outcomes without one add nothing."""
    size = len(outcomes)
    precision, pull = np.zeros((size, size)), np.zeros(size)
    found = {
        at: estimate
        for at, one in enumerate(outcomes)
        if (estimate := _estimate(seen.get(one.indicator), late)) is not None
    }
    if not found:
        return precision, pull
    at = np.array(list(found))
    factor, left = (1.0, 1.0) if after is None else (after.se_factor, after.bias_left)
    errors = np.array([factor * one.sd for one in found.values()])
    shocks = np.array([left * bias_variance(outcomes[k], seen) for k in found])
    noise = np.outer(errors, errors) * correlations(plan, [outcomes[k] for k in found]) + np.diag(shocks)
    inverse = np.linalg.inv(noise)
    precision[np.ix_(at, at)] = inverse
    pull[at] = inverse @ np.array([one.mean for one in found.values()])
    return precision, pull


def _estimate(one: Seen | None, late: bool) -> Normal | None:
    return None if one is None else one.late if late else one.effect


def bias_variance(outcome: Outcome, seen: Evidence) -> float:
    """The variance of a coincident shock at the level of an outcome's estimate: nothing at A and B."""
    level = seen[outcome.indicator].level if outcome.indicator in seen else "D"
    return 0.0 if level in UNBIASED else (outcome.bias_sd or 0.0) ** 2


def _further(plan: Plan, outcomes: Sequence[Outcome], study: Study) -> Array:
    """Precision of a further estimate that a study would bring, without bias."""
    size = len(outcomes)
    precision = np.zeros((size, size))
    at = [k for k, one in enumerate(outcomes) if one.indicator in study.standard_error]
    if at:
        errors = np.array([study.standard_error[outcomes[k].indicator] for k in at])
        noise = np.outer(errors, errors) * correlations(plan, [outcomes[k] for k in at])
        precision[np.ix_(at, at)] = np.linalg.inv(noise)
    return precision


def correlations(plan: Plan, outcomes: Sequence[Outcome]) -> Array:
    """Residual correlations of outcomes as the plan gives them, 0 where it gives none."""
    told = {frozenset(one.between): one.value for one in plan.correlation}
    codes = [one.indicator for one in outcomes]
    return np.array(
        [[1.0 if a == b else told.get(frozenset((a, b)), 0.0) for b in codes] for a in codes], dtype=float
    )


def late_share(plan: Plan) -> float:
    """The mean of the last three months of the horizon over that of all of it, where an effect fades by the half-life."""
    n, rate = plan.thresholds.horizon_months, 1 / plan.half_life.months
    left, late = 2 ** (-n * rate), 2 ** (-(n - LATE_MONTHS) * rate)
    return n * (late - left) / (LATE_MONTHS * (1 - left))
