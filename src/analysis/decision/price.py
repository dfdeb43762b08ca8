"""What a point kept better for one month costs, and how that price hangs on each figure of the plan it is reckoned from."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.decision.outcome import Outcome
from analysis.decision.plan import Plan
from analysis.decision.posterior import Evidence, Normal, beliefs
from analysis.decision.tornado import Lever, levers, with_value
from analysis.decision.value import break_even

RECKONED_FROM = ("prior", "outcome", "half_life", "cost")
"""The tables of the plan that the price rests on; thresholds of the rule and values do not enter."""


@dataclass(frozen=True)
class PriceSwing:
    """One figure of the plan, and the price at both ends of its range; None where no effect is left there."""

    lever: Lever
    low: float | None
    high: float | None

    @property
    def reach(self) -> float:
        """By how much the price differs between the ends; a price that ends nowhere reaches farthest."""
        if self.low is None or self.high is None:
            return 0.0 if self.low is self.high else float("inf")
        return abs(self.high - self.low)


def believed(plan: Plan, outcome: Outcome, seen: Evidence, *, late: bool = False) -> Normal | None:
    """What is believed of one outcome after the data, as if it were looked at alone; None without a prior."""
    if plan.prior_of(outcome.indicator) is None:
        return None
    after = beliefs(plan, [outcome], seen, late=late)
    return Normal(float(after.mean[0]), float(after.covariance[0, 0]) ** 0.5)


def price(plan: Plan, outcome: Outcome, seen: Evidence) -> float | None:
    """Rupiah for a point-month at the cost that decides, at the effect believed in; None where that is not above zero."""
    return break_even(plan, outcome, believed(plan, outcome, seen), plan.cost.decides).per_point_month


def price_swings(plan: Plan, code: str, seen: Evidence) -> tuple[PriceSwing, ...]:
    """Every figure that moves the price of one outcome's point-month, the farthest first; no prior, no price."""

    def at(lever: Lever, value: float) -> float | None:
        other = with_value(plan, lever.key, value)
        return price(other, next(one for one in other.outcome if one.indicator == code), seen)

    found = [PriceSwing(lever, at(lever, lever.low), at(lever, lever.high)) for lever in _levers(plan, code)]
    moving = [one for one in found if one.reach > 0]
    return tuple(sorted(moving, key=lambda one: (-one.reach, one.lever.key)))


def _levers(plan: Plan, code: str) -> Iterator[Lever]:
    """The figures that a value of this outcome alone would rest on, whatever that value is."""
    if plan.prior_of(code) is None:
        return
    alone = tuple(
        one.model_copy(update={"value": 1.0 if one.indicator == code else None}) for one in plan.outcome
    )
    for lever in levers(plan.model_copy(update={"outcome": alone})):
        table, *rest = lever.key.split(".")
        if table in RECKONED_FROM and rest[-1] != "value":
            yield lever
