"""What a decision loses: net benefits where the truth is known, of options that are repeated and of studies that tell more.

All in costs of one edition, summed over the editions ahead and discounted as the plan says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
from scipy.special import ndtri

from analysis.calibration.scoring import Truth, Valued
from analysis.decision.options import Study
from analysis.decision.posterior import UNBIASED
from analysis.decision.preposterior import MONTHS_BETWEEN_EDITIONS, discounted
from analysis.decision.value import priced as options_of
from analysis.effects.noise import Array, Index

NODES = 41
"""Evenly spaced quantiles that a study's result is taken at."""

After = Callable[[Array], Index]
"""From results of a study, (Z,) in costs of an edition, the option that a rule takes after each of them."""


@dataclass(frozen=True)
class Payoffs:
    """Net benefits of the options of one plan under K truths."""

    plan: Valued
    truths: tuple[Truth, ...]
    own_error: float
    contrast_error: float

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The options, in the order of the plan."""
        return tuple(one.code for one in self.plan.plan.option)

    @cached_property
    def effect(self) -> Array:
        """Each option's share of the benefit, (O,)."""
        return np.array([one.effect_factor for one in self.plan.plan.option])

    @cached_property
    def cost(self) -> Array:
        """Each option's cost, (O,)."""
        made = options_of(self.plan.plan, self.plan.plan.cost.decides)
        return np.array([one.cost for one in made]) / self.plan.cost

    @cached_property
    def benefit(self) -> Array:
        """The benefit of an edition under each truth, (K,)."""
        return np.array([self.plan.benefit(one.effect) for one in self.truths])

    @cached_property
    def net(self) -> Array:
        """Net benefit of one edition by option and truth, (O, K)."""
        return self.effect[:, None] * self.benefit - self.cost[:, None]

    def mean_effect(self, weights: Array) -> float:
        """The mean effect over the mixture, in smallest changes that matter."""
        return float(weights @ np.array([one.effect for one in self.truths]))

    @property
    def ahead(self) -> float:
        """How many editions of today those ahead are worth."""
        return discounted(self.plan.plan)

    def of_option(self, option: int) -> Array:
        """The value of one option repeated, under each truth, (K,)."""
        return self.ahead * self.net[option]

    @property
    def best(self) -> Array:
        """What could be had by one who knows the truth, (K,)."""
        return self.ahead * self.net.max(0)

    def error(self, study: Study) -> float:
        """The standard error of a study's result, in costs of an edition."""
        return self.plan.benefit(self.plan.study_error(study, self.own_error, self.contrast_error))

    def meanwhile(self, study: Study) -> tuple[Array, float]:
        """What is had until a study's result comes, under each truth (K,), and how many editions are left for it."""
        first = ceil(study.months_to_result / MONTHS_BETWEEN_EDITIONS)
        left = discounted(self.plan.plan, first)
        during = self.net[self.codes.index(study.option)] if study.option else np.zeros(len(self.truths))
        return (self.ahead - left) * during - study.extra_cost / self.plan.cost, left

    def of_study(self, study: Study, k: int, after: After) -> float:
        """The expected value of a study under truth k for a rule that takes an option after its result."""
        one = self.truths[k]
        pulled = 0.0 if study.level in UNBIASED else self.plan.benefit(one.pulls[1])
        results = self.benefit[k] + pulled + self.error(study) * quantiles()
        now, left = self.meanwhile(study)
        return float(now[k] + left * self.net[after(results), k].mean())

    def after_belief(self, mean: float, sd: float, study: Study) -> After:
        """The best option where a normal belief is joined with a study's result."""
        own, told = 1 / sd**2, 1 / self.error(study) ** 2

        def best(results: Array) -> Index:
            joined = (own * mean + told * results) / (own + told)
            return np.argmax(self.effect[:, None] * joined - self.cost[:, None], axis=0)

        return best

    def after_mixture(self, weights: Array, study: Study) -> After:
        """The best option where weights of the truths, (K,), are joined with a study's result."""

        def best(results: Array) -> Index:
            apart = (results[:, None] - self.benefit) / self.error(study)
            joined = weights * np.exp(-0.5 * (apart**2 - apart.min(axis=1, keepdims=True) ** 2))
            return np.argmax(self.net @ joined.T, axis=0)

        return best


def quantiles() -> Array:
    """Of a standard normal value, (NODES,)."""
    return ndtri((np.arange(NODES) + 0.5) / NODES)
