"""The verdict rule at every level, its order, and what joins outcomes."""

from pathlib import Path

import pytest

from analysis.decision.plan import Thresholds
from analysis.decision.rule import Posterior, Verdict, joint, verdict

LIMITS = Thresholds(
    improved_above_zero=0.975, improved_above_smallest=0.8, worse_below_zero=0.975, no_change_interval=0.9,
    post_months_for_verdict=10, horizon_months=12, donor_cities_for_placebo=19, largest_ramadan_gap=0.5, design_effect=1.5, events_near_days=240,
)  # fmt: skip
SURE = Posterior(0.99, 0.9, 0.01, 1.1, 2.4)


@pytest.mark.parametrize(
    ("level", "posterior", "expected"),
    [
        ("A", SURE, "improved"),
        ("B", SURE, "improved"),
        ("C", SURE, "improved-after"),
        ("D", SURE, "insufficient"),
        ("D", None, "insufficient"),
        ("C", None, "insufficient"),
        ("C", Posterior(0.974, 0.9, 0.026, -0.1, 2.4), "insufficient"),
        ("C", Posterior(0.99, 0.79, 0.01, 0.2, 1.8), "insufficient"),
        ("A", Posterior(0.01, 0.0, 0.975, -3, -0.2), "worse"),
        ("A", Posterior(0.6, 0.01, 0.4, -0.6, 0.8), "no-meaningful-change"),
        ("A", Posterior(0.6, 0.01, 0.4, -1.0, 0.8), "insufficient"),
    ],
)
def test_verdict_of_one_outcome(level: str, posterior: Posterior | None, expected: str) -> None:
    assert verdict(level, posterior, 1.0, LIMITS) == expected  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (("improved", "worse"), "worse"),
        (("improved", "insufficient"), "insufficient"),
        (("improved", "no-meaningful-change"), "improved"),
        (("improved", "improved-after"), "improved-after"),
        (("no-meaningful-change", "no-meaningful-change"), "no-meaningful-change"),
    ],
)
def test_outcomes_together(verdicts: tuple[Verdict, ...], expected: Verdict) -> None:
    assert joint(verdicts) == expected


def test_the_shipped_plan_is_a_proposal_that_agrees_with_the_indicators(city_folder: Path) -> None:
    from analysis.decision.plan import read_plan

    plan = read_plan(city_folder)
    assert plan.proposal
    assert plan.locked_on is None
    assert [outcome.indicator for outcome in plan.outcome] == ["skm-index", "late-minutes"]
