"""The decision's facts of a made city, without a build: what pages and briefs are tested on."""

from types import SimpleNamespace
from typing import Any, cast

from analysis.city.place import load_city
from analysis.decision.lock import make_lock
from analysis.decision.plan import Plan
from analysis.decision.state import plan_state
from analysis.facts.effects import Effects
from analysis.facts.joint import Joint
from analysis.facts.plan_state import state_facts
from analysis.facts.value import value_facts
from analysis.paths import Root
from tests.conftest import CHECKOUT
from tests.decision.made import SHIPPED, valued
from tests.facts.test_value import effects

CITY = load_city(Root(CHECKOUT))
MAY = next(one for one in CITY.retreats if one.edition == 1)
FOUND = {"id": "Tidak dapat disimpulkan.", "en": "It cannot be concluded."}


def joint_of(plan: Plan) -> Joint:
    """As much of a joint stage as the value's facts look at."""
    return cast(Joint, SimpleNamespace(city=CITY, plan=plan, retreat=MAY))


def decision_of(plan: Plan = SHIPPED, level: str = "C", found: Effects | None = None) -> dict[str, Any]:
    """The parts of the decision's facts that its page reads."""
    value = value_facts(joint_of(plan), effects(level) if found is None else found)
    return {
        "value": value,
        "found": FOUND,
        "verdict": "insufficient",
        "level": level,
        "waves": 2,
        "promises": None,
    }


def changed_after_lock(at: Any) -> dict[str, Any]:
    """A plan whose bar for an annual agenda was lowered after its lock."""
    lock = make_lock(valued(), (), MAY, None, at)
    lower = valued(rule=SHIPPED.rule.model_copy(update={"p_net_benefit_annual": 0.6}))
    made = decision_of(lower, "B")
    then = {"verdict": "insufficient", "level": "B", "decision": "decide-study", "option": None}
    made["value"]["plan"] = state_facts(plan_state(lower, (lock,), MAY))
    made["value"]["under_lock"] = {"lock_hash": lock.hash, **then, "study": "donors"}
    return made
