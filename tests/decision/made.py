"""Plans with values and evidence that the tests of the decision start from."""

from pathlib import Path
from typing import Any

from analysis.decision.plan import Plan, read_plan
from analysis.decision.posterior import Normal, Seen
from analysis.effects.verdict import Level

SHIPPED = read_plan(Path(__file__).parents[2] / "data" / "cities" / "malang")
VALUES = {"skm-index": 2.5e8, "late-minutes": 2e6}
SMALLEST = {"skm-index": 1.0, "late-minutes": 0.15, "on-time-service": 2.0, "complaint-response": 5.0}


def valued(plan: Plan = SHIPPED, **changes: Any) -> Plan:
    """The shipped plan with values in rupiah, and what a test writes otherwise."""
    outcomes = tuple(
        one.model_copy(update={"value": VALUES[one.indicator], "value_source": "a test"})
        for one in plan.outcome
    )
    return plan.model_copy(update={"outcome": outcomes, **changes})


def seen(
    level: Level = "B",
    index: tuple[float, float] = (1.5, 0.6),
    late: tuple[float, float] = (0.12, 0.05),
    lasting: tuple[float, float] | None = (1.2, 1.1),
) -> dict[str, Seen]:
    """Estimates of both outcomes in the good direction, at one level."""
    end = None if lasting is None else Normal(*lasting)
    minutes_end = None if lasting is None else Normal(late[0] / 2, late[1] * 2)
    return {
        "skm-index": Seen("skm-index", level, Normal(*index), end),
        "late-minutes": Seen("late-minutes", level, Normal(*late), minutes_end),
    }
