"""The verdict rule: from evidence level and probabilities to one code, the same for every outcome."""

from dataclasses import dataclass
from typing import Literal

from analysis.decision.plan import Thresholds

Level = Literal["A", "B", "C", "D"]
Verdict = Literal["improved", "improved-after", "no-meaningful-change", "worse", "insufficient"]


@dataclass(frozen=True)
class Posterior:
    """What an estimator of level A to C says of an effect in the good direction.

    Probabilities that it lies above zero, above the smallest change that matters and below zero; `low` and
    `high` end its central interval of the plan's `no_change_interval`, in the outcome's unit.
    """

    above_zero: float
    above_smallest: float
    below_zero: float
    low: float
    high: float


def verdict(level: Level, posterior: Posterior | None, smallest: float, thresholds: Thresholds) -> Verdict:
    """One outcome's verdict; description alone (level D) carries no probability and stays insufficient.

    `improved` needs level A or B; the same numbers at C are `improved-after`: changed after, not because of.
    """
    if level == "D" or posterior is None:
        return "insufficient"
    surely = posterior.above_zero >= thresholds.improved_above_zero
    matters = posterior.above_smallest >= thresholds.improved_above_smallest
    if surely and matters:
        return "improved" if level in ("A", "B") else "improved-after"
    if posterior.below_zero >= thresholds.worse_below_zero:
        return "worse"
    if -smallest < posterior.low and posterior.high < smallest:
        return "no-meaningful-change"
    return "insufficient"


def joint(verdicts: tuple[Verdict, ...]) -> Verdict:
    """All outcomes together: harm wins, then doubt; improved only when no outcome is worse or in doubt.

    One improved outcome beside others without meaningful change counts as improved; the weaker wording wins.
    """
    for decisive in ("worse", "insufficient"):
        if decisive in verdicts:
            return decisive
    for found in ("improved-after", "improved"):
        if found in verdicts:
            return found
    return "no-meaningful-change"
