"""How the plan stands to its locks: unsigned, locked before the retreat or after the data existed, or changed since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from analysis.city.retreat import Retreat
from analysis.decision.canonical import Difference, canonical, differences, fingerprint
from analysis.decision.chain import broken, of_edition
from analysis.decision.lock import Lock
from analysis.decision.plan import Plan

StateCode = Literal[
    "plan-state-unlocked",
    "plan-state-locked-before",
    "plan-state-locked-after",
    "plan-state-changed",
    "plan-state-broken",
]


@dataclass(frozen=True)
class PlanState:
    """What a page must say of the plan behind a verdict.

    `lock` is the one that the plan is held against; `before`: it was made before the retreat began; `proven`: its date is
    held by something outside of this computer; `changed`: what the plan says otherwise, and then a verdict stands
    under both.
    """

    code: StateCode
    plan_hash: str
    lock: Lock | None = None
    before: bool = False
    proven: bool = False
    changed: tuple[Difference, ...] = ()


def plan_state(
    plan: Plan, locks: tuple[Lock, ...], retreat: Retreat, now: datetime | None = None
) -> PlanState:
    """The state of a plan for one edition of the retreat.

    It is held against the last lock before the retreat began; where none is that old, against the first of all: a plan
    that is locked again after its data existed does not become another's equal by that. Pages give no `now`, so that the
    same files give the same page.
    """
    content = canonical(plan)
    mark = fingerprint(content)
    own = of_edition(locks, plan)
    early = [lock for lock in own if lock.at.date() < retreat.first_day]
    lock = early[-1] if early else next(iter(own), None)
    if broken(locks, now):
        return PlanState("plan-state-broken", mark, lock)
    if lock is None:
        return PlanState("plan-state-unlocked", mark)
    told = differences(lock.plan, content)
    code: StateCode = "plan-state-locked-before" if early else "plan-state-locked-after"
    return PlanState(
        "plan-state-changed" if told else code,
        mark,
        lock,
        before=bool(early),
        proven=lock.anchor is not None,
        changed=told,
    )
