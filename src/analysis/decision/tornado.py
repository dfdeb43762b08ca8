"""How the decision hangs on each figure of the plan: what it does at half and at double, and where it turns."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import exp, inf, log
from typing import Literal

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from scipy.special import expit, logit

from analysis.decision.choice import choice
from analysis.decision.plan import Plan
from analysis.decision.posterior import Evidence
from analysis.decision.rule import Decision, decide
from analysis.decision.thresholds import RuleThresholds

Kind = Literal["positive", "probability", "any"]
FARTHEST, STEPS, HALVINGS = 10.0, 12, 30
MOST_ODDS = 20.0
"""How far a turn is looked for: a tenth to ten times, odds a twentieth to twenty times, six standard deviations."""

PROBABILITIES = (
    "p_net_benefit_annual",
    "p_late_effect",
    "p_net_benefit_stop",
    "p_harm_beyond_smallest",
    "p_harm_error",
    "stop_bound",
)


@dataclass(frozen=True)
class Lever:
    """One figure of the plan: its value, the range it is shown over, and how far it could go at all."""

    key: str
    base: float
    low: float
    high: float
    kind: Kind
    scale: float = 1.0
    least: float = -inf
    most: float = inf


@dataclass(frozen=True)
class Outlook:
    """The decision with the probability of a net benefit; None without values."""

    decision: Decision
    p: float | None

    @property
    def what(self) -> tuple[str, str | None, str | None]:
        """What is decided, without its grounds."""
        return self.decision.code, self.decision.option, self.decision.study


@dataclass(frozen=True)
class Turn:
    """The nearest value of a figure at which the decision becomes another."""

    at: float
    decision: Decision


@dataclass(frozen=True)
class Swing:
    """One figure: the outlook at both ends of its range, and the nearest turns below and above; None where none is."""

    lever: Lever
    low: Outlook
    high: Outlook
    below: Turn | None
    above: Turn | None

    @property
    def reach(self) -> float:
        """By how much the probability of a net benefit differs between the ends."""
        return 0.0 if self.low.p is None or self.high.p is None else abs(self.high.p - self.low.p)


def outlook(plan: Plan, seen: Evidence, smallest: Mapping[str, float]) -> Outlook:
    """What the rule says under a plan, at the cost that decides."""
    asked = choice(plan, seen, smallest)
    decision = decide(asked, plan.rule, len(plan.veto_outcomes))
    if asked.benefit is None or asked.level == "D":
        return Outlook(decision, None)
    annual = next(one for one in asked.options if one.code == "annual")
    return Outlook(decision, annual.net(asked.benefit).above())


def tornado(plan: Plan, seen: Evidence, smallest: Mapping[str, float]) -> tuple[Swing, ...]:
    """Every figure of the plan with what hangs on it, the largest swing first."""
    base = outlook(plan, seen, smallest)

    def at(lever: Lever, value: float) -> Outlook:
        return outlook(with_value(plan, lever.key, value), seen, smallest)

    swings = [
        Swing(
            lever,
            at(lever, lever.low),
            at(lever, lever.high),
            _turn(lever, base, at, -1),
            _turn(lever, base, at, 1),
        )
        for lever in levers(plan)
    ]
    return tuple(sorted(swings, key=lambda one: (-one.reach, one.lever.key)))


def levers(plan: Plan) -> Iterator[Lever]:
    """The thresholds of the rule, priors, values, biases, half-life and cost; half and double unless the plan tells a range."""
    for name in PROBABILITIES:
        base, (least, most) = float(getattr(plan.rule, name)), _bounds(RuleThresholds, name)
        low, high = (float(expit(logit(base) + turn)) for turn in (-log(2), log(2)))
        yield Lever(f"rule.{name}", base, max(low, least), min(high, most), "probability", 1, least, most)
    for prior in plan.prior:
        if prior.indicator in {one.indicator for one in plan.valued}:
            key, low, high = f"prior.{prior.family}", prior.mean / 2, prior.mean * 2
            yield Lever(f"{key}.mean", prior.mean, min(low, high), max(low, high), "any", prior.sd)
            yield _doubled(f"{key}.sd", prior.sd)
    for one in plan.valued:
        for name, base in (("value", one.value), ("bias_sd", one.bias_sd)):
            if base is not None:
                yield _doubled(f"outcome.{one.indicator}.{name}", base)
    life, cost = plan.half_life, plan.cost
    yield Lever("half_life.months", life.months, life.low, life.high, "positive")
    paid = [cost.of(name) - cost.of_days_away for name in cost.scenarios]
    yield Lever("cost.own", cost.of(cost.decides) - cost.of_days_away, min(paid), max(paid), "positive")


def _doubled(key: str, base: float) -> Lever:
    return Lever(key, base, base / 2, base * 2, "positive")


def _bounds(model: type[BaseModel], name: str) -> tuple[float, float]:
    """The ends of what the plan may write there, just inside where an end itself is not allowed."""
    least, most, edge = 0.0, 1.0, 1e-9
    for rule in model.model_fields[name].metadata:
        if isinstance(rule, Gt | Ge):
            end = rule.gt if isinstance(rule, Gt) else rule.ge
            least = float(str(end)) + (edge if isinstance(rule, Gt) else 0.0)
        if isinstance(rule, Lt | Le):
            end = rule.lt if isinstance(rule, Lt) else rule.le
            most = float(str(end)) - (edge if isinstance(rule, Lt) else 0.0)
    return least, most


def with_value(plan: Plan, key: str, value: float) -> Plan:
    """The plan with one figure written otherwise; `cost.own` is then the cost that decides."""
    table, *rest = key.split(".")
    if table == "cost":
        return plan.model_copy(update={"cost": plan.cost.model_copy(update={"own": value, "decides": "own"})})
    part = getattr(plan, table)
    if not isinstance(part, tuple):
        return plan.model_copy(update={table: part.model_copy(update={rest[0]: value})})
    name, field = rest
    named = "family" if table == "prior" else "indicator"
    changed = tuple(
        one.model_copy(update={field: value}) if getattr(one, named) == name else one for one in part
    )
    return plan.model_copy(update={table: changed})


def _turn(lever: Lever, base: Outlook, at: Callable[[Lever, float], Outlook], way: int) -> Turn | None:
    """The nearest value on one side where something else is decided: steps outward, then halving what holds it."""
    inside = 0.0
    for step in range(1, STEPS + 1):
        outside = way * step / STEPS
        value = _moved(lever, outside)
        if value == _moved(lever, inside):
            return None
        if at(lever, value).what != base.what:
            return _halved(lever, base, at, inside, outside)
        inside = outside
    return None


def _halved(
    lever: Lever, base: Outlook, at: Callable[[Lever, float], Outlook], inside: float, outside: float
) -> Turn:
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        if at(lever, _moved(lever, middle)).what == base.what:
            inside = middle
        else:
            outside = middle
    value = _moved(lever, outside)
    return Turn(value, at(lever, value).decision)


def _moved(lever: Lever, share: float) -> float:
    """The figure moved by a share, -1 to 1, of the farthest that is looked at, never beyond what may be written."""
    if lever.kind == "probability":
        found = float(expit(logit(lever.base) + share * log(MOST_ODDS)))
    elif lever.kind == "positive":
        found = lever.base * exp(share * log(FARTHEST))
    else:
        found = lever.base + share * 6 * lever.scale
    return min(max(found, lever.least), lever.most)
