"""The value's facts of a built city: no probability without values, and with a lock both verdicts side by side."""

import json
import math
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis.city.place import load_city
from analysis.decision.lock import append_lock, make_lock
from analysis.decision.plan import Plan
from analysis.effects.design import Design
from analysis.effects.output import CHECKS, EFFECTS, WEIGHTS, Estimates
from analysis.facts.effects import Effects, Judged
from analysis.facts.evidence import evidence, planned_choices, smallest_changes
from analysis.facts.joint import Joint, join, under
from analysis.facts.plan_state import verdict_under
from analysis.facts.scales import Working
from analysis.facts.value import value_facts
from analysis.indicators.definition import by_code
from analysis.paths import Root
from analysis.wording import value as words
from tests.decision.made import SHIPPED, valued

ESTIMATE = {"skm-index": (1.5, 0.6), "late-minutes": (-0.14, 0.05)}


def frame(rows: list[dict[str, Any]]) -> Estimates:
    whole = [{name: row.get(name) for name in EFFECTS} for row in rows]
    return Estimates(
        pl.DataFrame(whole, schema=dict(EFFECTS), orient="row"),
        pl.DataFrame(schema=dict(WEIGHTS)),
        pl.DataFrame(schema=dict(CHECKS)),
    )


def judged(code: str, level: str, df: float = math.inf, scale: str | None = None) -> Judged:
    """One outcome as if it had been estimated, on logs where its changes are ratios."""
    estimate, se = ESTIMATE[code]
    relative = by_code()[code].change_scale == "relative"
    on = Working(scale or ("log" if relative else "identity"), 10.0)  # pyright: ignore[reportArgumentType]
    told = {
        "estimator": "its",
        "level": "city",
        "unit": "*",
        "status": "estimated",
        "evidence": level,
        "verdict": "insufficient",
        "n_pre": 24,
        "n_post": 12,
    }
    rows = [
        told | {"estimand": "mean", "estimate": estimate, "se": se, "df": df},
        told | {"estimand": "quarter:4", "estimate": estimate / 2, "se": 2 * se, "df": df},
    ]
    asked = Design(treated_from="2025-06", scale=on.scale, mid=on.smallest(by_code()[code]))
    return Judged(by_code()[code], pl.DataFrame(), asked, on, frame(rows), frozenset(), 0.9)


def effects(level: str = "B", **more: Any) -> Effects:
    return Effects({code: judged(code, level, **more) for code in ESTIMATE})


@pytest.fixture(scope="module")
def joint(built: Root) -> Joint:
    series = pl.read_parquet(built.processed / "series.parquet")
    from analysis.contract import TABLES

    tables = {name: schema.create_empty() for name, schema in TABLES.items()}
    missing = pl.DataFrame(
        schema={"unit": pl.String, "source": pl.String, "first_day": pl.Date, "last_day": pl.Date}
    )
    return join(load_city(built), series, missing, tables, "leadership")


def test_estimates_are_told_in_the_good_direction_and_the_outcome_s_unit() -> None:
    seen = evidence(SHIPPED, effects())
    minutes = seen["late-minutes"].effect
    assert minutes is not None
    assert minutes.mean == pytest.approx(1 - math.exp(-0.14))
    assert minutes.sd == pytest.approx(math.exp(-0.14) * 0.05, rel=0.01)
    index = seen["skm-index"]
    assert index.effect is not None
    assert index.late is not None
    assert (index.effect.mean, index.effect.sd) == (pytest.approx(1.5), pytest.approx(0.6))
    assert (index.late.mean, index.late.sd) == (pytest.approx(0.75), pytest.approx(1.2))
    assert seen["on-time-service"].level == "D"
    assert smallest_changes(SHIPPED)["complaint-response"] == 5.0


def test_other_choices_are_held_against_those_that_the_plan_names() -> None:
    one = judged("skm-index", "C")
    empty = dict.fromkeys(CHECKS)
    made = [
        empty | {"check": "specification", "at": name}
        for name in ("primary", "linear", "ar1", "without:flood")
    ]
    checks = pl.DataFrame(made, schema=dict(CHECKS), orient="row")
    found = replace(one, found=Estimates(one.found.effects, one.found.weights, checks))
    plan = SHIPPED.model_copy(update={"robustness": ("ar1", "no-trend")})
    told = planned_choices(plan, Effects({"skm-index": found}), "skm-index")
    assert told == {"tried": ["ar1"], "not_tried": ["no-trend"], "not_planned": ["linear"]}
    assert planned_choices(plan, Effects({}), "skm-index")["not_tried"] == ["ar1", "no-trend"]


def test_few_degrees_of_freedom_widen_the_belief() -> None:
    seen = evidence(SHIPPED, effects(df=6.0))["skm-index"].effect
    assert seen is not None
    assert seen.sd == pytest.approx(0.6 * math.sqrt(6 / 4))


def test_a_ratio_that_was_estimated_as_a_difference_is_a_share_of_the_level_before() -> None:
    seen = evidence(SHIPPED, Effects({"late-minutes": judged("late-minutes", "C", scale="identity")}))
    found = seen["late-minutes"].effect
    assert found is not None
    assert found.mean == pytest.approx(0.014)


def test_without_values_only_costs_and_break_evens_are_told(joint: Joint) -> None:
    facts = value_facts(joint, effects())
    json.dumps(facts, allow_nan=False)
    assert facts["reason"] == "no-values"
    assert facts["decision"]["code"] == "decide-open"
    assert facts["plan"]["code"] == "plan-state-unlocked"
    assert facts["benefit"] is facts["information"] is facts["under_lock"] is None
    assert all(one["p"] is None and one["net"] is None for one in facts["options"])
    index = facts["outcomes"][0]
    assert [one["scenario"] for one in index["break_even"]] == ["low", "high"]
    assert index["break_even"][0]["effect"] is None
    assert index["bias_counts"] is False
    assert words.decision(facts, "id").startswith("Tidak dapat disimpulkan")
    assert words.cost_of_a_point(index, "en")


def test_with_values_every_figure_is_there_and_agrees(joint: Joint) -> None:
    facts = value_facts(replace(joint, plan=valued()), effects())
    json.dumps(facts, allow_nan=False)
    assert facts["reason"] is None
    annual = [one for one in facts["options"] if one["code"] == "annual"]
    assert [one["scenario"] for one in annual] == ["low", "high"]
    assert annual[0]["p"] > annual[1]["p"]
    assert annual[0]["net"]["mean"] - annual[1]["net"]["mean"] == pytest.approx(825e6 - 360e6)
    stop = next(one for one in facts["options"] if one["code"] == "stop")
    assert (stop["net"]["mean"], stop["net"]["sd"], stop["p"]) == (0, 0, None)
    told = facts["information"]
    assert [one["code"] for one in told["studies"]] == ["donors", "months", "waves", "hold-out"]
    for one in told["studies"]:
        assert one["by_rule"] <= one["edition"] + 1 <= told["perfect"] + 2
    assert facts["tornado"]
    assert words.decision(facts, "en")
    assert all("{" not in one for one in words.turns(facts, "id"))
    same = value_facts(replace(joint, plan=valued()), effects())
    assert same == facts


def test_an_outcome_without_an_estimate_takes_the_probability_away(joint: Joint) -> None:
    some = Effects({"skm-index": judged("skm-index", "B")})
    facts = value_facts(replace(joint, plan=valued()), some)
    assert (facts["level"], facts["reason"]) == ("D", "no-estimate")
    assert all(one["p"] is None for one in facts["options"])
    assert facts["late"]["p"] is None
    assert facts["decision"]["code"] not in ("decide-annual", "decide-stop-loss")


@pytest.fixture
def locked(joint: Joint, tmp_path: Path) -> Callable[[Plan], Joint]:
    """The same city in a folder of its own, with a lock of a plan."""

    def make(plan: Plan) -> Joint:
        folder = tmp_path / "city"
        shutil.copytree(joint.city.folder, folder)
        append_lock(folder, (), make_lock(plan, (), joint.retreat, None, datetime(2026, 11, 2, tzinfo=UTC)))
        return replace(joint, city=replace(joint.city, folder=folder), plan=valued())

    return make


def test_a_lock_of_today_comes_after_the_data_of_may_2025(locked: Callable[[Plan], Joint]) -> None:
    facts = value_facts(locked(valued()), effects())
    assert facts["plan"]["code"] == "plan-state-locked-after"
    assert facts["plan"]["proven"] is False
    assert facts["under_lock"] is None


def test_a_changed_plan_has_the_verdict_of_the_locked_one_beside_it(locked: Callable[[Plan], Joint]) -> None:
    strict = valued(rule=SHIPPED.rule.model_copy(update={"p_net_benefit_annual": 0.6, "p_late_effect": 0.5}))
    joint = locked(strict)

    def never(code: str, asked: object) -> Any:
        raise AssertionError(f"{code} was estimated again though nothing of it was changed")

    facts = value_facts(joint, effects(), never)
    assert facts["plan"]["code"] == "plan-state-changed"
    assert {one["key"] for one in facts["plan"]["changed"]} == {
        "rule.p_net_benefit_annual",
        "rule.p_late_effect",
    }
    beside = facts["under_lock"]
    assert (beside["decision"], beside["verdict"], beside["level"]) == ("decide-annual", "insufficient", "B")
    assert facts["decision"]["code"] != "decide-annual"
    assert beside["lock_hash"] == facts["plan"]["lock_hash"]


def test_another_horizon_is_estimated_again(joint: Joint) -> None:
    shorter = SHIPPED.model_copy(
        update={"thresholds": SHIPPED.thresholds.model_copy(update={"horizon_months": 9})}
    )
    asked: list[str] = []

    def answering(code: str, question: Any) -> Any:
        asked.append(code)
        assert question.design.horizon in (3, 9)
        from analysis.facts.question import Answer, refused

        return Answer(refused(code, "short"))

    found = verdict_under(joint, effects(), shorter, answering)
    assert "skm-index" in asked
    assert (found["verdict"], found["level"], found["decision"]) == ("insufficient", "D", "decide-open")


def test_the_same_data_under_the_same_plan_are_the_same(joint: Joint) -> None:
    again = under(joint, joint.plan)
    assert again.changed.equals(joint.changed)
    assert again.by_placebo == joint.by_placebo
