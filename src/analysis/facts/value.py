"""What the retreat is worth and what the locked rule says, as codes with numbers; sentences are made elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from analysis.decision.choice import LEVELS, Choice, choice
from analysis.decision.lock import read_locks
from analysis.decision.outcome import Outcome
from analysis.decision.part import as_fact
from analysis.decision.plan import Plan
from analysis.decision.posterior import UNBIASED, Evidence, Normal
from analysis.decision.price import PriceSwing, believed, price, price_swings
from analysis.decision.rule import Decision, decide
from analysis.decision.state import plan_state
from analysis.decision.tornado import Outlook, Swing, Turn, tornado
from analysis.decision.value import break_even, months_of_effect, priced
from analysis.effects.verdict import Level
from analysis.facts.effects import Effects
from analysis.facts.evidence import evidence, planned_choices, smallest_changes
from analysis.facts.joint import Joint
from analysis.facts.learning import information, studies
from analysis.facts.plan_state import state_facts, under_lock
from analysis.facts.question import Answering, answer

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
    decided = decide(asked, plan.rule, len(plan.veto_outcomes))
    return {
        "proposal": plan.proposal,
        "decider": plan.decider,
        "plan": state_facts(state),
        "under_lock": under_lock(joint, effects, state, answering),
        "decision": decision_row(decided),
        "level": level_of(asked, decided),
        "interval": INTERVAL,
        "rule": plan.rule.model_dump(),
        "vetoes": len(plan.veto_outcomes),
        "reason": reason(asked),
        "benefit": _normal(asked.benefit),
        "late": None if asked.late is None else {**asdict(asked.late), "p": _p(asked, asked.late)},
        "late_seen": asked.late_seen,
        "outcomes": [
            {
                **_outcome(plan, one, seen),
                "smallest": smallest[one.indicator],
                "robustness": planned_choices(plan, effects, one.indicator),
            }
            for one in plan.told
        ],
        "harms": [asdict(one) for one in asked.harms],
        "harms_unseen": [
            code for code in plan.veto_outcomes if code not in {one.indicator for one in asked.harms}
        ],
        "options": _options(plan, asked),
        "studies": studies(plan, seen),
        "information": information(plan, asked, seen),
        "tornado": [_swing(one) for one in tornado(plan, seen, smallest)],
        "assumptions": _assumptions(plan),
    }


def reason(asked: Choice) -> str | None:
    """Why no probability of a net benefit is told: nothing has a value, or a valued outcome has no estimate."""
    if asked.benefit is None:
        return "no-values"
    return "no-estimate" if asked.level == "D" else None


def level_of(asked: Choice, decided: Decision) -> Level:
    """The level of what was decided: that of the harm which ended it, else of the outcomes with a value."""
    harmed = [LEVELS.index(one.level) for one in asked.harms if one.indicator in decided.harmed]
    return LEVELS[max(harmed)] if harmed else asked.level


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
    after, late = believed(plan, one, seen), believed(plan, one, seen, late=True)
    keep = ("indicator", "value", "signed_by", "bias_sd", "points")
    return {
        **{key: getattr(one, key) for key in keep},
        **{key: as_fact(getattr(one, key)) for key in ("source", "value_source", "bias_source")},
        "signed_on": None if one.signed_on is None else one.signed_on.isoformat(),
        "family": one.family,
        "level": found.level,
        "bias_counts": found.effect is not None and found.level not in UNBIASED,
        "estimate": _normal(found.effect),
        "late": _normal(found.late),
        "prior": None
        if prior is None
        else {"mean": prior.mean, "sd": prior.sd, "source": as_fact(prior.source)},
        "p_before": None if prior is None else Normal(prior.mean, prior.sd).above(),
        "posterior": _normal(after),
        "p_above": after.above() if after is not None and found.effect is not None else None,
        "p_beyond": after.above(one.smallest_change_that_matters)
        if after is not None and found.effect is not None
        else None,
        "p_late": late.above() if late is not None and found.late is not None else None,
        "break_even": [asdict(break_even(plan, one, after, name)) for name in plan.cost.scenarios],
        "price": price(plan, one, seen),
        "price_swings": [_price_swing(each) for each in price_swings(plan, one.indicator, seen)],
    }


def _options(plan: Plan, asked: Choice) -> list[Row]:
    """The net benefit of every option at every cost; without values its cost alone."""
    rows: list[Row] = []
    sources = {one.code: as_fact(one.source) for one in plan.option}
    for scenario in plan.cost.scenarios:
        for one in priced(plan, scenario):
            net = None if asked.benefit is None else one.net(asked.benefit)
            # To stop is certain: it has neither an interval nor a probability.
            p = None if net is None or one.effect == 0 else _p(asked, net)
            told = {"scenario": scenario, "code": one.code, "cost": one.cost, "effect_factor": one.effect}
            more = {"days_away": one.days_away, "source": sources[one.code]}
            rows.append({**told, **more, "net": _normal(net), "p": p})
    return rows


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


def _price_swing(one: PriceSwing) -> Row:
    lever = one.lever
    return {
        "key": lever.key,
        "base": lever.base,
        "low": {"at": lever.low, "price": one.low},
        "high": {"at": lever.high, "price": one.high},
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
        "horizon_months": plan.thresholds.horizon_months,
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
