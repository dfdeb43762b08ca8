"""The page of effects as facts: every judged indicator with what was estimated, refused, and checked."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from analysis.calibration.measured import cells
from analysis.calibration.results import stored_results
from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.panel import panel_from
from analysis.facts.compared import Estimating, compared
from analysis.facts.effect_checks import placebo_facts
from analysis.facts.effects import Effects, Judged, effect_facts
from analysis.facts.joint import Joint
from analysis.facts.panel import at_ceiling
from analysis.facts.unit import SCHEMA, retreat_facts

Row = dict[str, Any]


def other_methods(joint: Joint, asked: Effects, estimating: Estimating = estimate) -> Mapping[str, Row]:
    """What other methods say of the outcomes that the plan decides by, by indicator; no answer is needed for it.

    Nothing where the measure has no room left to improve, where units went in turns (others judge one date), and where the
    city has no value yet.
    """
    stored = stored_results()
    measured = {} if stored is None else cells(stored)
    planned = {outcome.indicator for outcome in joint.plan.outcome} if joint.went.waves is None else ()
    return {
        code: compared(
            panel_from(one.rows, one.design.regressors), one.design, one.working.told, measured, estimating
        )
        for code, one in asked.judged.items()
        if code in planned and not at_ceiling(one.indicator, one.working) and _of_the_city(one)
    }


def effects_facts(joint: Joint, found: Effects, methods: Mapping[str, Row]) -> Row:
    """One entry an indicator, in page order; `outcome` says whether the plan decides by it, `placebo` holds what is
    told of it where the plan names it as out of leaders' reach, `compared` what other methods say of an outcome."""
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
                "compared": methods.get(code),
            }
            for code, one in found.judged.items()
        ],
    }


def _of_the_city(one: Judged) -> bool:
    """Whether any unit of the city has a value."""
    own = one.rows.filter(pl.col("donor") == 0).get_column("value")
    return own.null_count() < len(own)
