"""What the decision hangs on: every figure is moved, and it turns exactly where the rule's own arithmetic says."""

import pytest

from analysis.decision.choice import choice
from analysis.decision.tornado import PROBABILITIES, Swing, levers, outlook, tornado, with_value
from tests.decision.made import SHIPPED, SMALLEST, seen, valued

PLAN = valued()


@pytest.fixture(scope="module")
def swings() -> dict[str, Swing]:
    return {one.lever.key: one for one in tornado(PLAN, seen("B"), SMALLEST)}


def test_every_figure_is_there_with_half_and_double(swings: dict[str, Swing]) -> None:
    expected = {f"rule.{name}" for name in PROBABILITIES}
    expected |= {f"prior.{family}.{part}" for family in ("service", "discipline") for part in ("mean", "sd")}
    expected |= {
        f"outcome.{code}.{part}" for code in ("skm-index", "late-minutes") for part in ("value", "bias_sd")
    }
    assert set(swings) == {*expected, "half_life.months", "cost.own"}
    prior = swings["prior.service.sd"].lever
    assert (prior.low, prior.high) == (pytest.approx(0.115), pytest.approx(0.46))
    assert (swings["half_life.months"].lever.low, swings["half_life.months"].lever.high) == (3, 12)
    cost = swings["cost.own"].lever
    assert (cost.low, cost.base, cost.high) == (360e6, 825e6, 825e6)


def test_the_largest_swing_stands_first() -> None:
    reaches = [one.reach for one in tornado(PLAN, seen("C"), SMALLEST)]
    assert reaches == sorted(reaches, reverse=True)


def test_the_threshold_turns_at_the_probability_itself(swings: dict[str, Swing]) -> None:
    p = outlook(PLAN, seen("B"), SMALLEST).p
    turn = swings["rule.p_net_benefit_annual"].below
    assert turn is not None
    assert turn.at == pytest.approx(p, abs=1e-6)
    assert turn.decision.code == "decide-annual"


def test_just_before_and_just_after_a_turn_the_rule_says_different_things(swings: dict[str, Swing]) -> None:
    base = outlook(PLAN, seen("B"), SMALLEST).what
    turns = 0
    for key, one in swings.items():
        for turn in (one.below, one.above):
            if turn is None:
                continue
            turns += 1
            toward = turn.at + (one.lever.base - turn.at) * 1e-4
            assert outlook(with_value(PLAN, key, turn.at), seen("B"), SMALLEST).what != base, key
            assert outlook(with_value(PLAN, key, toward), seen("B"), SMALLEST).what == base, key
    assert turns >= 6


def test_a_cost_that_turns_is_where_the_rule_says_so(swings: dict[str, Swing]) -> None:
    """The cost below which P(NB > 0) reaches the bar, solved by hand, unless something else turns before."""
    asked = choice(PLAN, seen("B"), SMALLEST)
    assert asked.benefit is not None
    annual = asked.benefit.quantile(1 - PLAN.rule.p_net_benefit_annual)
    turn = swings["cost.own"].below
    assert turn is not None
    assert turn.at >= annual - 1
    cheaper = with_value(PLAN, "cost.own", annual - 1e3)
    assert outlook(cheaper, seen("B"), SMALLEST).decision.code == "decide-annual"
    assert (
        outlook(with_value(PLAN, "cost.own", annual + 1e3), seen("B"), SMALLEST).decision.code
        != "decide-annual"
    )


def test_without_values_only_the_rule_and_the_cost_are_left() -> None:
    assert {one.key.split(".")[0] for one in levers(SHIPPED)} == {"rule", "half_life", "cost"}
    assert all(one.low.p is None for one in tornado(SHIPPED, seen("B"), SMALLEST))


def test_no_turn_lies_where_the_plan_could_not_be_written(swings: dict[str, Swing]) -> None:
    for one in swings.values():
        for turn in (one.below, one.above):
            assert turn is None or one.lever.least <= turn.at <= one.lever.most
