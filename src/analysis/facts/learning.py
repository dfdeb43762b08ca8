"""What more could be known before deciding: each study's price, its time, the doubt it leaves, and what it is worth."""

from collections.abc import Mapping
from typing import Any

from analysis.decision.choice import Choice
from analysis.decision.loss import unit_normal_loss
from analysis.decision.options import Study
from analysis.decision.outcome import Outcome
from analysis.decision.part import as_fact
from analysis.decision.plan import Plan
from analysis.decision.posterior import UNBIASED, Evidence, beliefs
from analysis.decision.preposterior import discounted, gain, left_after, worth_by_rule
from analysis.decision.price import believed

Row = dict[str, Any]


def studies(plan: Plan, seen: Evidence) -> list[Row]:
    """Every study of the plan with what it costs, when its result comes, what may be claimed then, and the doubt it leaves."""
    keep = ("code", "level", "extra_cost", "months_to_result", "option")
    return [
        {
            **{key: getattr(study, key) for key in keep},
            "source": as_fact(study.source),
            "doubts": _doubts(plan, seen, study),
        }
        for study in plan.study
    ]


def _doubts(plan: Plan, seen: Evidence, study: Study) -> list[Row]:
    """The standard deviation of the effect of each outcome with a prior, today and after a study, in its unit."""
    rows: list[Row] = []
    for one in plan.outcome:
        now = believed(plan, one, seen)
        if now is not None:
            rows.append({"indicator": one.indicator, "now": now.sd, "after": _left(plan, one, seen, study)})
    return rows


def _left(plan: Plan, outcome: Outcome, seen: Evidence, study: Study) -> float:
    return float(beliefs(plan, [outcome], seen, after=study).covariance[0, 0]) ** 0.5


def information(plan: Plan, asked: Choice, seen: Evidence) -> Row | None:
    """What perfect information and each study are worth in rupiah; None without values.

    `by_rule`: what one decision by the locked rule gains from the study, beside `edition`, what the best decision gains.
    """
    now, late = asked.benefit, asked.late
    if now is None or late is None:
        return None
    annual = next(one for one in asked.options if one.code == "annual").net(now)
    perfect = gain(asked.options, now.mean, now.sd)
    rows: list[Mapping[str, object]] = []
    for one, study in zip(asked.worths, plan.study, strict=True):
        left, unbiased = left_after(plan, seen, study), study.level in UNBIASED
        by_rule = worth_by_rule(plan.rule, asked.options, now, late, left, unbiased=unbiased)
        figures = ("edition", "total", "editions", "extra_cost", "waiting", "forgone", "net")
        told = {key: getattr(one, key) for key in figures}
        rows.append({"code": one.code, **told, "level": study.level, "sd_left": left, "by_rule": by_rule})
    return {
        "perfect": perfect,
        "perfect_total": perfect * discounted(plan),
        "perfect_annual_or_stop": annual.sd * unit_normal_loss(abs(annual.mean) / annual.sd),
        "studies": rows,
    }
