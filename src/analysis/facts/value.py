"""What the retreat is worth and what the locked rule says, as codes with numbers; sentences are made elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from analysis.decision.choice import Choice, choice
from analysis.decision.lock import read_locks
from analysis.decision.loss import unit_normal_loss
from analysis.decision.outcome import Outcome
from analysis.decision.plan import Plan
from analysis.decision.posterior import UNBIASED, Evidence, Normal, beliefs
from analysis.decision.preposterior import discounted, gain, left_after, worth_by_rule
from analysis.decision.rule import Decision, decide
from analysis.decision.state import plan_state
from analysis.decision.tornado import Outlook, Swing, Turn, tornado
from analysis.decision.value import break_even, months_of_effect, priced
from analysis.facts.effects import Effects
from analysis.facts.evidence import evidence, planned_choices, smallest_changes
from analysis.facts.joint import Joint
from analysis.facts.plan_state import state_facts, under_lock
from analysis.facts.question import Answering, answer
from analysis.facts.unit import SCHEMA

Row = dict[str, Any]
INTERVAL = 0.90
"""The central interval in which net benefits are told."""


def value_facts(joint: Joint, effects: Effects, answering: Answering = answer) -> Row:
    """The decision with all that it rests on, and where the plan was changed after its lock the decision under that lock.

    Figures are in rupiah, effects in the good direction. `reason`: why no probability is told, else None.
    """
    plan = joint.plan
    seen, smallest = evidence(plan, effects), smallest_changes(plan)
    asked = choice(plan, seen, smallest)
    state = plan_state(plan, read_locks(joint.city.folder), joint.retreat)
    return {
        "schema": SCHEMA,
        "kind": "value",
        "edition": joint.edition,
        "simulated": joint.simulated,
        "proposal": plan.proposal,
        "plan": state_facts(state),
        "under_lock": under_lock(joint, effects, state, answering),
        "decision": decision_row(decide(asked, plan.rule, len(plan.veto_outcomes))),
        "level": asked.level,
        "reason": reason(asked),
        "benefit": _normal(asked.benefit),
        "late": None if asked.late is None else {**asdict(asked.late), "p": _p(asked, asked.late)},
        "late_seen": asked.late_seen,
        "outcomes": [
            {**_outcome(plan, one, seen), "robustness": planned_choices(plan, effects, one.indicator)}
            for one in plan.outcome
        ],
        "harms": [asdict(one) for one in asked.harms],
        "options": _options(plan, asked),
        "information": _information(plan, asked, seen),
        "tornado": [_swing(one) for one in tornado(plan, seen, smallest)],
        "assumptions": _assumptions(plan),
    }


def reason(asked: Choice) -> str | None:
    """Why no probability of a net benefit is told: nothing has a value, or a valued outcome has no estimate."""
    if asked.benefit is None:
        return "no-values"
    return "no-estimate" if asked.level == "D" else None


def decision_row(found: Decision) -> Row:
    """A decision as JSON."""
    return {**asdict(found), "harmed": list(found.harmed), "warned": list(found.warned)}


def _normal(one: Normal | None) -> Row | None:
    if one is None:
        return None
    half = (1 - INTERVAL) / 2
    return {**asdict(one), "low": one.quantile(half), "high": one.quantile(1 - half)}


def _p(asked: Choice, one: Normal) -> float | None:
    return None if reason(asked) else one.above()


def _outcome(plan: Plan, one: Outcome, seen: Evidence) -> Row:
    """One outcome's estimate, what is believed after it, and what would have to hold for it alone to pay."""
    found = seen[one.indicator]
    prior = plan.prior_of(one.indicator)
    after = None if prior is None else beliefs(plan, [one], seen)
    believed = None if after is None else Normal(float(after.mean[0]), float(after.covariance[0, 0]) ** 0.5)
    keep = ("indicator", "value", "value_source", "signed_by", "bias_sd", "bias_source", "points")
    return {
        **{key: getattr(one, key) for key in keep},
        "signed_on": None if one.signed_on is None else one.signed_on.isoformat(),
        "family": one.family,
        "level": found.level,
        "bias_counts": found.effect is not None and found.level not in UNBIASED,
        "estimate": _normal(found.effect),
        "late": _normal(found.late),
        "prior": None if prior is None else {"mean": prior.mean, "sd": prior.sd, "source": prior.source},
        "posterior": _normal(believed),
        "break_even": [asdict(break_even(plan, one, believed, name)) for name in plan.cost.scenarios],
    }


def _options(plan: Plan, asked: Choice) -> list[Row]:
    """The net benefit of every option at every cost; without values its cost alone."""
    rows: list[Row] = []
    for scenario in plan.cost.scenarios:
        for one in priced(plan, scenario):
            net = None if asked.benefit is None else one.net(asked.benefit)
            # To stop is certain: it has neither an interval nor a probability.
            p = None if net is None or one.effect == 0 else _p(asked, net)
            told = {"scenario": scenario, "code": one.code, "cost": one.cost, "effect_factor": one.effect}
            rows.append({**told, "net": _normal(net), "p": p})
    return rows


def _information(plan: Plan, asked: Choice, seen: Evidence) -> Row | None:
    """What perfect information and each study are worth; None without values."""
    now, late = asked.benefit, asked.late
    if now is None or late is None:
        return None
    annual = next(one for one in asked.options if one.code == "annual").net(now)
    perfect = gain(asked.options, now.mean, now.sd)
    studies: list[Row] = []
    for one, study in zip(asked.worths, plan.study, strict=True):
        left, unbiased = left_after(plan, seen, study), study.level in UNBIASED
        by_rule = worth_by_rule(plan.rule, asked.options, now, late, left, unbiased=unbiased)
        studies.append(
            {**asdict(one), "net": one.net, "level": study.level, "sd_left": left, "by_rule": by_rule}
        )
    return {
        "perfect": perfect,
        "perfect_total": perfect * discounted(plan),
        "perfect_annual_or_stop": annual.sd * unit_normal_loss(abs(annual.mean) / annual.sd),
        "studies": studies,
    }


def _swing(one: Swing) -> Row:
    lever = one.lever
    return {
        "key": lever.key,
        "base": lever.base,
        "low": {"at": lever.low, **_outlook(one.low)},
        "high": {"at": lever.high, **_outlook(one.high)},
        "turns_below": _turn(one.below),
        "turns_above": _turn(one.above),
    }


def _outlook(one: Outlook) -> Row:
    return {"p": one.p, "code": one.decision.code, "option": one.decision.option, "study": one.decision.study}


def _turn(one: Turn | None) -> Row | None:
    return None if one is None else {"at": one.at, **decision_row(one.decision)}


def _assumptions(plan: Plan) -> Mapping[str, object]:
    """What the figures rest on besides the data; correlations that the plan does not give are 0."""
    given: Sequence[Row] = [one.model_dump(mode="json") for one in plan.correlation]
    return {
        "months_of_effect": months_of_effect(plan),
        "half_life": plan.half_life.model_dump(),
        "horizon": plan.horizon.model_dump(),
        "correlations": given,
        "other_correlations": 0.0,
        "cost": plan.cost.model_dump(mode="json"),
        "scenario": plan.cost.decides,
        "person_days_away": plan.cost.person_days_away,
        "days_away_priced": plan.cost.away_per_person_day is not None,
        "likelihood": "normal",
    }
