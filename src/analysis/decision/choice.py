"""What the locked rule is applied to: beliefs of benefits, harms and studies, computed from the plan and the evidence."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.decision.options import Scenario
from analysis.decision.outcome import Outcome
from analysis.decision.plan import Plan
from analysis.decision.posterior import Evidence, Normal, beliefs, bias_variance
from analysis.decision.preposterior import Worth, worth
from analysis.decision.value import Priced, priced, weights
from analysis.effects.verdict import Level

LEVELS: tuple[Level, ...] = ("A", "B", "C", "D")


@dataclass(frozen=True)
class Harm:
    """How probable it is that a veto outcome got worse at all, and by more than what matters; by its own estimate."""

    indicator: str
    level: Level
    below: float
    beyond: float


@dataclass(frozen=True)
class Choice:
    """All that the rule looks at. Without any value in rupiah, `benefit` and `late` are None and there are no worths.

    `level`: the weakest level of the valued outcomes, D where one of them has no estimate. `late`: the value of the last three
    months; `late_seen`: they were estimated.
    """

    level: Level
    benefit: Normal | None
    late: Normal | None
    late_seen: bool
    options: tuple[Priced, ...]
    harms: tuple[Harm, ...]
    worths: tuple[Worth, ...]


def choice(
    plan: Plan, seen: Evidence, smallest: Mapping[str, float], scenario: Scenario | None = None
) -> Choice:
    """What the rule is applied to, at the cost that decides or at another; `smallest`: changes that matter by indicator."""
    options = priced(plan, scenario or plan.cost.decides)
    found = harms(plan, seen, smallest)
    valued = plan.valued
    if not valued:
        return Choice("D", None, None, False, options, found, ())
    rupiah = weights(plan, valued)
    late = beliefs(plan, valued, seen, late=True).of(rupiah)
    now = beliefs(plan, valued, seen).of(rupiah)
    return Choice(
        level=weakest(valued, seen),
        benefit=now,
        late=late,
        late_seen=all(one.indicator in seen and seen[one.indicator].late is not None for one in valued),
        options=options,
        harms=found,
        worths=tuple(worth(plan, seen, options, now, study) for study in plan.study),
    )


def weakest(outcomes: tuple[Outcome, ...], seen: Evidence) -> Level:
    """The weakest level of some outcomes; D where one has no estimate."""
    told = [
        seen[one.indicator].level if one.indicator in seen and seen[one.indicator].effect is not None else "D"
        for one in outcomes
    ]
    return LEVELS[max(LEVELS.index(level) for level in told)]


def harms(plan: Plan, seen: Evidence, smallest: Mapping[str, float]) -> tuple[Harm, ...]:
    """Every veto outcome that has an estimate. No prior enters: one that expects good would have to be overcome by harm."""
    shaken = {one.indicator: bias_variance(one, seen) for one in plan.outcome}
    found: list[Harm] = []
    for code in plan.veto_outcomes:
        one = seen.get(code)
        if one is None or one.effect is None:
            continue
        sd = (one.effect.sd**2 + shaken.get(code, 0.0)) ** 0.5
        effect = Normal(one.effect.mean, sd)
        found.append(Harm(code, one.level, 1 - effect.above(0), 1 - effect.above(-smallest[code])))
    return tuple(found)
