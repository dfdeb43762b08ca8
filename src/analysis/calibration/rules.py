"""Rules that decide: the plan's own, one that knows the mixture, always, never, a naive test and a clustered regression.

Each gives, for N made cities under truth k, the value that its decisions have, (N,), in costs of an edition.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import stdtrit

from analysis.calibration.losses import NODES, Payoffs, quantiles
from analysis.calibration.made_cities import Estimates, Setting
from analysis.calibration.scoring import Scoring, Valued
from analysis.decision.choice import Choice, choice
from analysis.decision.options import Study
from analysis.decision.rule import Decision, decide
from analysis.effects.noise import Array, Mask

RULES = ("ours", "always", "never", "before-after", "clustered", "bayes")
"""Ours first; the last knows what nobody knows, and is what regret is told against."""


def ours(plan: Valued, found: Estimates, setting: Setting, size: float) -> list[tuple[Choice, Decision]]:
    """What the locked rule says of every city, with all that it looked at."""
    code, smallest = plan.outcome.indicator, plan.outcome.smallest_change_that_matters
    told: list[tuple[Choice, Decision]] = []
    for k in range(len(found.level)):
        seen = {code: found.seen(k, setting, code, size / smallest)}
        asked = choice(plan.plan, seen, {code: smallest})
        told.append((asked, decide(asked, plan.plan.rule, len(plan.plan.veto_outcomes))))
    return told


def value_of_ours(told: list[tuple[Choice, Decision]], payoffs: Payoffs, k: int) -> Array:
    """What the locked rule's decisions are worth under truth k, (N,)."""
    studies = {one.code: one for one in payoffs.plan.plan.study}
    values: list[float] = []
    for asked, said in told:
        if said.study is None:
            assert said.option is not None
            values.append(float(payoffs.of_option(payoffs.codes.index(said.option))[k]))
            continue
        assert asked.benefit is not None
        study, cost = studies[said.study], payoffs.plan.cost
        after = payoffs.after_belief(asked.benefit.mean / cost, asked.benefit.sd / cost, study)
        values.append(payoffs.of_study(study, k, after))
    return np.array(values)


def value_of_mask(annual: Mask, payoffs: Payoffs, k: int) -> Array:
    """The worth of deciding annual where the mask says so, else stop."""
    yes, no = (payoffs.of_option(payoffs.codes.index(code))[k] for code in ("annual", "stop"))
    return np.where(annual, yes, no)


def significant(asked: Scoring, found: Estimates, units: int) -> dict[str, Mask]:
    """Where each simple method finds a gain, two-sided."""
    statistic, p = found.t_test.T
    at, se = found.regression.T
    reach = float(stdtrit(units - 1, 1 - asked.significance / 2))
    return {
        "always": np.ones(len(p), dtype=bool),
        "never": np.zeros(len(p), dtype=bool),
        "before-after": (statistic > 0) & (p < asked.significance),
        "clustered": at > reach * se,
    }


@dataclass(frozen=True)
class Knowing:
    """The Bayes-optimal rule on the two estimates: their means under each truth and their covariance are known to it."""

    payoffs: Payoffs
    weights: Array
    means: Array
    covariance: Array
    setting: Setting

    @cached_property
    def studies(self) -> tuple[Study, ...]:
        """Those whose result is the truth and an error; with donors there already, no study of donors."""
        return tuple(
            one
            for one in self.payoffs.plan.plan.study
            if one.level != "C" and (one.code != "donors" or self.setting == "alone")
        )

    def posterior(self, seen: Array) -> Array:
        """Weight of each truth, (N, K), after estimates (N, d)."""
        apart = seen[:, None] - self.means
        distance = np.einsum("nkd,de,nke->nk", apart, np.linalg.inv(self.covariance), apart)
        joined = self.weights * np.exp(-0.5 * (distance - distance.min(axis=1, keepdims=True)))
        return joined / joined.sum(axis=1, keepdims=True)

    def values(self, seen: Array, k: int) -> Array:
        """What its decisions are worth under truth k, (N,)."""
        belief = self.posterior(seen)
        options = self.payoffs.ahead * belief @ self.payoffs.net.T
        expected = [options.max(axis=1), *(self._expected(belief, one) for one in self.studies)]
        taken = np.argmax(np.stack(expected), axis=0)
        values = self.payoffs.ahead * self.payoffs.net[options.argmax(axis=1), k]
        for at, study in enumerate(self.studies, start=1):
            for n in np.flatnonzero(taken == at):
                after = self.payoffs.after_mixture(belief[n], study)
                values[n] = self.payoffs.of_study(study, k, after)
        return values

    def _expected(self, belief: Array, study: Study) -> Array:
        """The expected value of a study for each belief, (N,): the mean over truths and results."""
        now, left = self.payoffs.meanwhile(study)
        net, benefit, error = self.payoffs.net, self.payoffs.benefit, self.payoffs.error(study)
        results = (benefit[:, None] + error * quantiles()).ravel()
        apart = (results[:, None] - benefit) / error
        near = np.exp(-0.5 * (apart**2 - apart.min(axis=1, keepdims=True) ** 2))
        best = np.stack([np.argmax((belief * one) @ net.T, axis=1) for one in near], axis=1)
        chance = np.repeat(belief / NODES, NODES, axis=1)
        of_truth = np.repeat(np.arange(len(benefit)), NODES)
        return belief @ now + left * (chance * net[best, of_truth]).sum(axis=1)


def knowing(
    payoffs: Payoffs, weights: Array, found: list[Estimates], setting: Setting, size: float
) -> Knowing:
    """The rule that knows the mixture: means by truth, and the covariance around them, from the made cities themselves."""
    seen = [what_is_seen(one, setting, size) for one in found]
    apart = np.concatenate([each - each.mean(axis=0) for each in seen])
    means = np.stack([each.mean(axis=0) for each in seen])
    return Knowing(payoffs, weights, means, np.atleast_2d(np.cov(apart.T)), setting)


def what_is_seen(found: Estimates, setting: Setting, size: float) -> Array:
    """The estimates that both rules see, (N, d), in smallest changes that matter."""
    series = [found.own.mean] if setting == "alone" else [found.gap.mean, found.own.mean]
    return np.stack(series, axis=1) / size
