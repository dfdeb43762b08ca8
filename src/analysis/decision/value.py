"""What the retreat is worth by option and cost: value times effect over the horizon, less the cost."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.decision.options import OptionCode, Scenario
from analysis.decision.outcome import Outcome
from analysis.decision.plan import Plan
from analysis.decision.posterior import Normal
from analysis.effects.noise import Array


@dataclass(frozen=True)
class Priced:
    """One option in rupiah: what an edition costs, its share of the benefit of the whole retreat, days away from counters."""

    code: OptionCode
    cost: float
    effect: float
    days_away: float = 0.0

    def net(self, benefit: Normal) -> Normal:
        """The net benefit of an edition."""
        return Normal(self.effect * benefit.mean - self.cost, self.effect * benefit.sd)


def priced(plan: Plan, scenario: Scenario) -> tuple[Priced, ...]:
    """Every option of the plan at one cost: what is paid by its share of the cost, days away by its share of the days."""
    cost = plan.cost
    paid = cost.of(scenario) - cost.of_days_away
    return tuple(
        Priced(
            one.code,
            one.cost_factor * paid + one.away * cost.of_days_away,
            one.effect_factor,
            one.away * cost.person_days_away,
        )
        for one in plan.option
    )


def months_of_effect(plan: Plan) -> float:
    """How many months of the measured mean effect an edition brings over the horizon of benefits.

    The mean over the measured months is what was estimated; beyond them an effect fades by the half-life.
    """
    n, rate = plan.thresholds.horizon_months, 1 / plan.half_life.months
    return n * (1 - 2 ** (-plan.horizon.months * rate)) / (1 - 2 ** (-n * rate))


def weights(plan: Plan, outcomes: Sequence[Outcome]) -> Array:
    """Rupiah of an edition for a mean effect of one, by outcome; outcomes without a value count nothing."""
    months = months_of_effect(plan)
    return np.array([(one.value or 0.0) * one.points * months for one in outcomes])


@dataclass(frozen=True)
class BreakEven:
    """What has to hold of one outcome alone for an edition to pay, by cost in rupiah.

    `per_point_month`: the cost of a point kept better for one month, at the effect believed in and at the smallest that
    matters; None where the effect believed in is not above zero. `effect`: the mean effect that pays at the plan's value.
    """

    indicator: str
    scenario: Scenario
    per_point_month: float | None
    per_point_month_at_smallest: float
    effect: float | None


def break_even(plan: Plan, outcome: Outcome, effect: Normal | None, scenario: Scenario) -> BreakEven:
    """The cost of a point-month and the effect that pays, as if this outcome were all that the retreat moves."""
    cost, months = plan.cost.of(scenario), months_of_effect(plan)
    smallest = outcome.smallest_change_that_matters
    gains = effect is not None and effect.mean > 0
    return BreakEven(
        outcome.indicator,
        scenario,
        cost / (effect.mean * outcome.points * months) if effect is not None and gains else None,
        cost / (smallest * outcome.points * months),
        None if outcome.value is None else cost / (outcome.value * outcome.points * months),
    )
