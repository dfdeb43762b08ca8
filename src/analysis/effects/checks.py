"""Everything that stands beside the estimates of one indicator; none of it is a gate of the verdict."""

from collections.abc import Sequence

from analysis.effects.guard import guard_rows
from analysis.effects.placebo import placebo_rows
from analysis.effects.power_rows import power_rows
from analysis.effects.robustness import robustness_rows
from analysis.effects.rows import Row
from analysis.effects.sensitivity import sensitivity_rows
from analysis.effects.subject import Subject


def checks(subject: Subject, rows: Sequence[Row]) -> list[Row]:
    """`rows`: the estimates and refusals of this indicator. Placebo dates where the design asks for them; sensitivity,
    robustness and the guard where the city has an estimate; power beside every estimate and refusal."""
    own = [row for row in rows if row["indicator"] == subject.indicator]
    made: list[Row] = []
    by_city = [
        row for row in own if (row["estimator"], row["level"], row["estimand"]) == ("its", "city", "mean")
    ]
    if any(row["status"] == "estimated" for row in by_city):
        made += placebo_rows(subject, own) if "time" in subject.design.placebo else []
        made += sensitivity_rows(subject, own)
        made += robustness_rows(subject)
        made += guard_rows(subject)
    return made + power_rows(subject, own)
