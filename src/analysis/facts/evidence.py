"""What the plan's rule is applied to: each outcome's estimate in the good direction and the unit that it is told in."""

from collections.abc import Mapping
from math import sqrt
from typing import Any

import polars as pl

from analysis.decision.plan import ROBUSTNESS, Plan
from analysis.decision.posterior import LATE_MONTHS, Evidence, Normal, Seen
from analysis.facts.effects import Effects, Judged
from analysis.indicators.definition import by_code

Row = dict[str, Any]


def evidence(plan: Plan, effects: Effects) -> Evidence:
    """Every outcome and veto outcome of the plan; what was refused or never came has level D and no estimate."""
    codes = dict.fromkeys([*(one.indicator for one in plan.outcome), *plan.veto_outcomes])
    return {code: _seen(plan, effects, code) for code in codes}


def smallest_changes(plan: Plan) -> Mapping[str, float]:
    """The smallest change that matters of every outcome and veto outcome, in its own unit."""
    declared = {code: by_code()[code].smallest_change_that_matters for code in plan.veto_outcomes}
    told = {code: size for code, size in declared.items() if size is not None}
    return told | {one.indicator: one.smallest_change_that_matters for one in plan.outcome}


def _seen(plan: Plan, effects: Effects, code: str) -> Seen:
    row = effects.city(code)
    if row is None or row["status"] != "estimated":
        return Seen(code, "D", None, None)
    one = effects.judged[code]
    name = f"quarter:{plan.thresholds.horizon_months // LATE_MONTHS}"
    late = one.of_city.filter(
        (pl.col("estimator") == row["estimator"])
        & (pl.col("estimand") == name)
        & (pl.col("status") == "estimated")
    )
    return Seen(
        code,
        row["evidence"],
        _normal(one, row),
        _normal(one, late.row(0, named=True)) if late.height else None,
    )


def planned_choices(plan: Plan, effects: Effects, code: str) -> Row:
    """Which of the other choices that the plan names were tried on an outcome, and which were not, by the plan's names."""
    one = effects.judged.get(code)
    rows = None if one is None else one.found.checks.filter(pl.col("check") == "specification")
    tried = set() if rows is None else {str(name) for name in rows["at"]}
    return {
        "tried": [name for name in plan.robustness if name in tried],
        "not_tried": [name for name in plan.robustness if name not in tried],
        "not_planned": [name for name in ROBUSTNESS if name in tried and name not in plan.robustness],
    }


def _normal(one: Judged, row: Row) -> Normal:
    """An estimate as a normal belief: its mean as pages tell it, and half of what one standard deviation each way spans.

    The standard deviation is that of Student's t where its degrees of freedom are few.
    """
    df = row["df"]
    sd = row["se"] * (sqrt(df / (df - 2)) if df is not None and 2 < df < float("inf") else 1.0)
    good = -1 if one.indicator.direction == "down-is-good" else 1
    at, low, high = (_told(one, row["estimate"] + step) for step in (0.0, -sd, sd))
    return Normal(good * at, (high - low) / 2)


def _told(one: Judged, change: float) -> float:
    """A change in the indicator's unit; of a ratio that had to be estimated as a difference, as a share of the level before."""
    told, on = one.working.told(change), one.working
    relative = one.indicator.change_scale == "relative" and on.scale == "identity"
    return told / on.base if relative and on.base else told
