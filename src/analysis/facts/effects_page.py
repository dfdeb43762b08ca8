"""The page of effects as facts: every judged indicator with what was estimated, refused, and checked."""

from typing import Any

from analysis.effects.design import Design
from analysis.facts.effect_checks import placebo_facts
from analysis.facts.effects import Effects, effect_facts
from analysis.facts.joint import Joint
from analysis.facts.unit import SCHEMA, retreat_facts

Row = dict[str, Any]


def effects_facts(joint: Joint, found: Effects) -> Row:
    """One entry an indicator, in page order; `outcome` says whether the plan decides by it, `placebo` holds what is
    told of it where the plan names it as out of leaders' reach."""
    planned = {outcome.indicator for outcome in joint.plan.outcome}
    return {
        "schema": SCHEMA,
        "kind": "effects",
        "edition": joint.edition,
        "simulated": joint.simulated,
        "data_until": joint.data_until.isoformat(),
        "retreat": retreat_facts(joint),
        "level_of_interval": Design().level,
        "indicators": [
            {
                **{
                    key: getattr(one.indicator, key)
                    for key in ("code", "family", "unit", "decimals", "change_scale", "direction")
                },
                "title": one.indicator.title.model_dump(),
                "short": one.indicator.short.model_dump(),
                "smallest": one.indicator.smallest_change_that_matters,
                "outcome": code in planned,
                "placebo": placebo_facts(one.found, joint.plan.placebo_outcomes, one.working.told)
                if code in joint.plan.placebo_outcomes
                else [],
                "effect": effect_facts(found, one.indicator),
            }
            for code, one in found.judged.items()
        ],
    }
