"""The locked rule: its order, what each threshold does, and that more evidence of good never argues for stopping."""

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.decision.choice import Choice, Harm, choice, harms
from analysis.decision.posterior import Normal, Seen
from analysis.decision.preposterior import Worth
from analysis.decision.rule import Decision, decide
from analysis.decision.thresholds import RuleThresholds, Thresholds
from analysis.decision.value import Priced
from tests.decision.made import SHIPPED, SMALLEST, seen, valued

BARS = SHIPPED.rule
OPTIONS = (
    Priced("stop", 0, 0),
    Priced("annual", 10, 1),
    Priced("smaller", 5, 0.5),
    Priced("on-site", 3, 0.5),
    Priced("boosters", 2.5, 0.4),
)
GOOD = Choice("B", Normal(12, 1), Normal(2, 1), True, OPTIONS, (), ())
WORSE = Harm("skm-index", "B", 0.999, 0.9)
STUDY = Worth("donors", 5, 10, 2, 1, 0, 0)
ORDER = ["decide-stop-harm", "decide-annual", "decide-stop-loss", "decide-study", "decide-cheaper"]


def says(asked: Choice, bars: RuleThresholds = BARS, vetoes: int = 4) -> Decision:
    return decide(asked, bars, vetoes)


def test_each_step_decides_only_what_the_steps_before_it_left() -> None:
    """From a case in which all steps would speak, taken away one after the other."""
    every = replace(GOOD, harms=(WORSE,), worths=(STUDY,))
    assert says(every) == Decision("decide-stop-harm", 1, "stop", harmed=("skm-index",))
    assert says(replace(every, harms=())) == Decision("decide-annual", 2, "annual")
    losing = replace(every, harms=(), benefit=Normal(9, 1))
    assert says(losing) == Decision("decide-stop-loss", 3, "stop")
    unsure = replace(losing, benefit=Normal(10.1, 3))
    assert says(unsure) == Decision("decide-study", 4, study="donors")
    blind = replace(unsure, worths=(replace(STUDY, total=0.5),))
    assert says(blind) == Decision("decide-cheaper", 5, "boosters")
    dear = replace(blind, options=(*OPTIONS[:2], Priced("boosters", 9, 0.4)))
    assert says(dear) == Decision("decide-stop-no-evidence", 5, "stop")


def test_the_study_worth_most_after_its_cost_is_taken() -> None:
    unsure = replace(GOOD, benefit=Normal(10.1, 3))
    dear = Worth("waves", 50, 100, 2, 95, 0, 4)
    assert says(replace(unsure, worths=(dear, STUDY))).study == "donors"
    assert says(replace(unsure, worths=(replace(dear, forgone=-20.0), STUDY))).study == "waves"


@pytest.mark.parametrize("level", ["C", "D"])
def test_without_a_comparison_neither_annual_nor_harm_can_be_said(level: Any) -> None:
    asked = replace(GOOD, level=level, harms=(replace(WORSE, level=level),))
    told = says(asked)
    assert told.code == "decide-cheaper"
    assert told.warned == ("skm-index",)
    assert told.harmed == ()


def test_at_level_c_it_stops_only_when_the_upper_bound_loses() -> None:
    assert says(replace(GOOD, level="C", benefit=Normal(8.9, 1))).code == "decide-cheaper"
    assert says(replace(GOOD, level="C", benefit=Normal(8.7, 1))).code == "decide-stop-loss"
    assert says(replace(GOOD, level="B", benefit=Normal(9.1, 1))).code == "decide-stop-loss"
    # A prior alone stops nothing.
    assert says(replace(GOOD, level="D", benefit=Normal(1, 0.1))).code == "decide-stop-no-evidence"


def test_an_effect_that_is_gone_in_the_last_months_is_not_annual() -> None:
    assert says(replace(GOOD, late=Normal(0.4, 1))).code == "decide-cheaper"
    assert says(replace(GOOD, late_seen=False)).code == "decide-cheaper"


def test_without_values_the_decision_is_open_but_harm_is_not() -> None:
    bare = replace(GOOD, benefit=None, late=None)
    assert says(bare) == Decision("decide-open", 0)
    assert says(replace(bare, harms=(WORSE,))).code == "decide-stop-harm"
    told = choice(SHIPPED, seen("B"), SMALLEST)
    assert (told.benefit, told.worths) == (None, ())
    assert says(told).code == "decide-open"


def test_more_outcomes_looked_at_need_surer_harm() -> None:
    """1 - .025 / n: .976 is enough for one outcome and not for two."""
    asked = replace(GOOD, harms=(replace(WORSE, below=0.976),))
    assert says(asked, vetoes=1).code == "decide-stop-harm"
    assert says(asked, vetoes=2).code == "decide-annual"
    assert says(replace(GOOD, harms=(replace(WORSE, below=0.9876),)), vetoes=2).code == "decide-stop-harm"


def test_harm_is_judged_by_the_estimate_alone_and_at_c_with_the_bias() -> None:
    evidence = {
        "skm-index": Seen("skm-index", "C", Normal(-3, 0.5), None),
        "on-time-service": Seen("on-time-service", "B", Normal(-4, 1), None),
        "complaint-response": Seen("complaint-response", "D", None, None),
    }
    told = {one.indicator: one for one in harms(SHIPPED, evidence, SMALLEST)}
    assert set(told) == {"skm-index", "on-time-service"}
    assert told["on-time-service"].beyond == pytest.approx(0.9772, abs=1e-4)
    assert told["on-time-service"].below == pytest.approx(0.99997, abs=1e-5)
    assert told["skm-index"].below == pytest.approx(1 - Normal(-3, (0.5**2 + 2.37**2) ** 0.5).above(0))


@given(
    st.sampled_from(["A", "B", "C", "D"]), st.floats(-20, 40), st.floats(0, 20), st.floats(0.2, 10), st.floats(-3, 3)
)  # fmt: skip
def test_more_benefit_never_argues_for_stopping(
    level: Any, mean: float, more: float, sd: float, late: float
) -> None:
    rank = {"decide-stop-loss": 0, "decide-stop-no-evidence": 1, "decide-cheaper": 2, "decide-annual": 3}
    asked = replace(GOOD, level=level, benefit=Normal(mean, sd), late=Normal(late, 1))
    better = replace(asked, benefit=Normal(mean + more, sd))
    assert rank[says(asked).code] <= rank[says(better).code]
    lasting = replace(asked, late=Normal(late + more, 1))
    assert rank[says(asked).code] <= rank[says(lasting).code]


@given(st.floats(0.5, 0.999), st.floats(0.5, 0.999), st.integers(1, 6))
def test_surer_harm_never_takes_a_veto_back(below: float, beyond: float, vetoes: int) -> None:
    asked = replace(GOOD, harms=(Harm("skm-index", "B", below, beyond),))
    surer = replace(GOOD, harms=(Harm("skm-index", "B", (below + 1) / 2, (beyond + 1) / 2),))
    if says(asked, vetoes=vetoes).code == "decide-stop-harm":
        assert says(surer, vetoes=vetoes).code == "decide-stop-harm"


def test_every_threshold_of_the_rule_changes_a_decision() -> None:
    """Each one moved alone turns a case that stands just beside it."""
    edge = replace(GOOD, benefit=Normal(10.9, 1), late=Normal(0.6, 1))
    cases: dict[str, tuple[Choice, float]] = {
        "p_net_benefit_annual": (edge, 0.9),
        "p_late_effect": (edge, 0.9),
        "p_net_benefit_stop": (replace(edge, benefit=Normal(9.3, 1)), 0.3),
        "stop_bound": (replace(edge, level="C", benefit=Normal(8.5, 1)), 0.99),
        "p_harm_beyond_smallest": (replace(edge, harms=(WORSE,)), 0.95),
        "p_harm_error": (replace(edge, harms=(WORSE,)), 0.001),
    }
    for name, (asked, other) in cases.items():
        moved = BARS.model_copy(update={name: other})
        assert says(asked).code != says(asked, moved).code, name
    assert {*cases, "largest_veto_number"} == set(RuleThresholds.model_fields)


def test_every_threshold_is_read_by_code(checkout: Path) -> None:
    """A key that nobody reads would be a promise without a keeper."""
    read: set[str] = set()
    for file in (checkout / "src" / "analysis").rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        read |= {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
        }
    unread = {*Thresholds.model_fields, *RuleThresholds.model_fields} - read
    assert unread == set()


def test_the_whole_way_from_the_plan() -> None:
    plan = valued()
    told = {
        level: says(choice(plan, seen(level, (3.0, 0.4), lasting=(3.0, 0.5)), SMALLEST)) for level in ("B", "C")
    }  # fmt: skip
    assert told["B"].code == "decide-annual"
    assert told["C"].code != "decide-annual"
