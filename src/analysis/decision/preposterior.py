"""What it is worth to know more before deciding, where every option's net benefit is a line in one normal benefit."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from scipy.special import ndtr, ndtri

from analysis.decision.loss import unit_normal_loss
from analysis.decision.options import CHEAPER, OptionCode, Study, StudyCode
from analysis.decision.plan import Plan
from analysis.decision.posterior import Evidence, Normal, beliefs
from analysis.decision.thresholds import RuleThresholds
from analysis.decision.value import Priced, weights
from analysis.effects.noise import Array

MONTHS_BETWEEN_EDITIONS = 12
DRAWS = 4001


def best(options: Sequence[Priced], benefit: float) -> float:
    """The largest expected net benefit."""
    return max(one.effect * benefit - one.cost for one in options)


def gain(options: Sequence[Priced], mean: float, sd: float) -> float:
    """E max over options less max over options of E, for a benefit N(mean, sd^2): what knowing it is worth.

    Each bend of the upper envelope, where the best option changes, adds its change of slope times sd L(distance / sd)
    (Frazier, Powell, Dayanik, INFORMS Journal on Computing 21, 2009). With two options this is s L(|m| / s).
    """
    if sd <= 0:
        return 0.0
    return sum(turn * sd * unit_normal_loss(abs(at - mean) / sd) for at, turn in bends(options))


def bends(options: Sequence[Priced]) -> tuple[tuple[float, float], ...]:
    """Benefits at which the best option changes, from the lowest on, with the change of slope there."""
    hull: list[Priced] = []
    starts: list[float] = []
    for one in sorted(options, key=lambda each: (each.effect, -each.cost)):
        if hull and hull[-1].effect == one.effect:
            # The later of two with the same slope is the cheaper.
            hull.pop()
            if starts:
                starts.pop()
        while hull:
            cross = (one.cost - hull[-1].cost) / (one.effect - hull[-1].effect)
            if starts and cross <= starts[-1]:
                hull.pop()
                starts.pop()
                continue
            starts.append(cross)
            break
        hull.append(one)
    return tuple(
        (at, after.effect - before.effect) for at, before, after in zip(starts, hull, hull[1:], strict=False)
    )


@dataclass(frozen=True)
class Worth:
    """What one study is worth, in rupiah.

    `edition`: for one decision of the best option; `total`: over the editions that its result comes in time for,
    discounted; `forgone`: what is expected to be lost by what is carried out meanwhile; `net`: total less extra cost, loss of
    waiting and forgone.
    """

    code: StudyCode
    edition: float
    total: float
    editions: int
    extra_cost: float
    waiting: float
    forgone: float

    @property
    def net(self) -> float:
        """What is left of its worth after what it costs."""
        return self.total - self.extra_cost - self.waiting - self.forgone


def discounted(plan: Plan, first: int = 0) -> float:
    """How many editions of today the editions ahead are worth, from the `first` on."""
    rate = plan.horizon.discount_a_year
    return sum((1 + rate) ** -k for k in range(first, plan.horizon.editions_ahead))


def left_after(plan: Plan, seen: Evidence, study: Study) -> float:
    """The standard deviation of the benefit that a study would leave."""
    return beliefs(plan, plan.valued, seen, after=study).of(weights(plan, plan.valued)).sd


def worth(plan: Plan, seen: Evidence, options: Sequence[Priced], now: Normal, study: Study) -> Worth:
    """The worth of one study; `now`: the belief of the benefit today."""
    learned = sqrt(max(now.sd**2 - left_after(plan, seen, study) ** 2, 0.0))
    first = ceil(study.months_to_result / MONTHS_BETWEEN_EDITIONS)
    edition = gain(options, now.mean, learned)
    meanwhile = next((one for one in options if one.code == study.option), None)
    return Worth(
        code=study.code,
        edition=edition,
        total=edition * discounted(plan, first),
        editions=max(plan.horizon.editions_ahead - first, 0),
        extra_cost=study.extra_cost,
        waiting=plan.horizon.delay_loss_a_month * study.months_to_result,
        forgone=0.0 if meanwhile is None else best(options, now.mean) - meanwhile.net(now).mean,
    )


def worth_by_rule(
    bars: RuleThresholds,
    options: Sequence[Priced],
    now: Normal,
    late: Normal,
    left: float,
    *,
    unbiased: bool,
) -> float:
    """What a study is worth to one decision that the locked rule takes afterwards; it need not be the best, so it may be
    negative.

    Simulated over evenly spaced quantiles of the posterior mean; `left` is the standard deviation that remains, `unbiased`
    whether the study reaches level A or B. The belief of the late effect is taken to move with that of the mean. Neither a
    veto nor a further study is simulated.
    """
    z = ndtri((np.arange(DRAWS) + 0.5) / DRAWS)
    learned = sqrt(max(1 - (left / now.sd) ** 2, 0.0))
    result = now.mean + now.sd * learned * z
    lasting = ndtr((late.mean + late.sd * learned * z) / (late.sd * left / now.sd))
    by_code: dict[OptionCode, Priced] = {one.code: one for one in options}
    annual = result - by_code["annual"].cost
    p = ndtr(annual / left)
    taken = _cheapest(by_code, result)
    stopped = p <= 1 - bars.stop_bound
    if unbiased:
        sure = (p >= bars.p_net_benefit_annual) & (lasting >= bars.p_late_effect)
        taken = np.where(sure, annual, taken)
        stopped |= p <= bars.p_net_benefit_stop
    return float(np.where(stopped, 0.0, taken).mean()) - best(options, now.mean)


def _cheapest(by_code: dict[OptionCode, Priced], result: Array) -> Array:
    """The net benefit of the cheapest of the small options that is not expected to lose; nothing where all would."""
    taken = np.zeros(len(result))
    small = sorted((by_code[code] for code in CHEAPER if code in by_code), key=lambda one: -one.cost)
    for one in small:
        net = one.effect * result - one.cost
        taken = np.where(net >= 0, net, taken)
    return taken
