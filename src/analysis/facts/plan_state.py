"""How the plan stands to its locks, and what would have been said under the plan that was locked."""

from typing import Any

from analysis.decision.canonical import canonical
from analysis.decision.choice import choice
from analysis.decision.plan import Plan
from analysis.decision.rule import decide
from analysis.decision.state import PlanState
from analysis.facts.decision import decision_facts
from analysis.facts.effects import Effects, effects, questions
from analysis.facts.evidence import evidence, smallest_changes
from analysis.facts.joint import Joint, under
from analysis.facts.question import Answering

Row = dict[str, Any]

ESTIMATED_BY = ("thresholds", "short_events", "contrast", "placebo_outcomes", "retreat_edition")
"""The keys that estimates depend on; where only others differ they need not be made again."""


def state_facts(state: PlanState) -> Row:
    """The state as JSON: its code, the lock it is held against, whether its day is proven, and what was changed."""
    lock = state.lock
    return {
        "code": state.code,
        "plan_hash": state.plan_hash,
        "locked_at": None if lock is None else lock.at.isoformat(),
        "lock_hash": None if lock is None else lock.hash,
        "retreat_first_day": None if lock is None else lock.retreat_first_day.isoformat(),
        "before_retreat": state.before,
        "proven": state.proven,
        "anchor": None if lock is None else lock.anchor,
        "changed": [{"key": one.key, "before": one.before, "after": one.after} for one in state.changed],
    }


def under_lock(joint: Joint, found: Effects, state: PlanState, answering: Answering) -> Row | None:
    """Verdict and decision under the locked plan, where the plan was changed since; None where it was not."""
    if state.code != "plan-state-changed" or state.lock is None:
        return None
    return {"lock_hash": state.lock.hash, **verdict_under(joint, found, state.lock.the_plan(), answering)}


def verdict_under(joint: Joint, found: Effects, plan: Plan, answering: Answering) -> Row:
    """The verdict, its level and the decision of the same data under another plan."""
    other = under(joint, plan)
    again = found if _alike(joint.plan, plan) else effects(questions(other), answering)
    judged = decision_facts(other, again)
    asked = choice(plan, evidence(plan, again), smallest_changes(plan))
    decided = decide(asked, plan.rule, len(plan.veto_outcomes))
    return {
        "verdict": judged["verdict"],
        "level": judged["level"],
        "decision": decided.code,
        "option": decided.option,
        "study": decided.study,
    }


def _alike(one: Plan, other: Plan) -> bool:
    """Whether two plans ask the same of the estimators."""
    left, right = canonical(one), canonical(other)
    return all(left.get(key) == right.get(key) for key in ESTIMATED_BY)
