"""Why the verdict is what it is, computed from the data: reasons, doubts, and what would settle it.

At level D these describe; a comparison with the placebo year or with other cities says how ordinary a change
is, never what caused it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.decision.plan import Plan
from analysis.effects.before_after import Moved
from analysis.indicators.definition import Indicator

Pattern = Literal["like-a-year-earlier", "better-than-a-year-earlier", "worse-than-a-year-earlier", "no-data"]


@dataclass(frozen=True)
class Ground:
    """One reason, doubt or remedy: a message code and its values (numbers unrounded; `strength` orders them)."""

    code: str
    values: Mapping[str, object]
    strength: float = 0.0


@dataclass(frozen=True)
class OutcomeSeen:
    """What was seen of one outcome: the change after the retreat and the same a year earlier."""

    indicator: Indicator
    real: Moved
    placebo: Moved

    @property
    def excess(self) -> float | None:
        """The mean change less the placebo year's, in the good direction; None where either is missing."""
        if self.real.mean_change is None or self.placebo.mean_change is None:
            return None
        sign = 1 if self.indicator.direction == "up-is-good" else -1
        return sign * (self.real.mean_change - self.placebo.mean_change)

    @property
    def pattern(self) -> Pattern:
        """How the change compares with the placebo year's, measured by the smallest change that matters."""
        smallest = self.indicator.smallest_change_that_matters
        if self.excess is None or smallest is None:
            return "no-data"
        if abs(self.excess) < smallest:
            return "like-a-year-earlier"
        return "better-than-a-year-earlier" if self.excess > 0 else "worse-than-a-year-earlier"


def reasons(seen: Sequence[OutcomeSeen]) -> tuple[Ground, ...]:
    """What the data show, strongest first: each outcome's change beside the placebo year, then who moved."""
    found = [
        Ground(f"reason-{one.pattern}", {"outcome": one}, 10 + abs(_scaled(one)))
        for one in seen
        if one.pattern != "no-data"
    ]
    found += [Ground("reason-moved", {"outcome": one}, _imbalance(one)) for one in seen if one.real.units]
    found += [Ground("reason-no-data", {"outcome": one}) for one in seen if one.pattern == "no-data"]
    return tuple(sorted(found, key=lambda g: -g.strength))


def _scaled(one: OutcomeSeen) -> float:
    return (one.excess or 0.0) / (one.indicator.smallest_change_that_matters or 1.0)


def _imbalance(one: OutcomeSeen) -> float:
    return abs(one.real.better - one.real.worse) / one.real.units


def doubts(
    seen: Sequence[OutcomeSeen],
    elsewhere: Sequence[float],
    lasting: Sequence[Mapping[str, str]],
    missing_families: Sequence[str],
    unplanned_families: Sequence[str] = (),
    *,
    in_turns: bool = False,
    again: bool = False,
) -> tuple[Ground, ...]:
    """What else could explain it: one date for all, a year's change elsewhere, lasting events, families unseen.

    `elsewhere` holds one-year changes of the survey index in cities without such a retreat; `lasting` the events
    near the retreat that did not end; `unplanned_families` have data but no outcome in the plan. The first doubt names the coincident shock that would undo each change.
    Where units went in turns (`in_turns`) what befalls all of them alike explains nothing; `again`: they had been to an
    earlier edition.
    """
    found = [Ground("doubt-one-date", {"outcomes": tuple(one for one in seen if one.excess is not None)}, 10)]
    if in_turns:
        found, elsewhere, lasting = [Ground("doubt-spread", {}, 10)], (), ()
        found += [Ground("doubt-again", {}, 9)] if again else []
    if elsewhere:
        index = next((one for one in seen if one.indicator.code == "skm-index"), None)
        values = {"low": min(elsewhere), "high": max(elsewhere), "n": len(elsewhere), "outcome": index}
        found.append(Ground("doubt-elsewhere", values, 9))
    if lasting:
        found.append(Ground("doubt-lasting", {"events": tuple(lasting)}, 8))
    if missing_families:
        found.append(Ground("doubt-families", {"families": tuple(missing_families)}, 7))
    if unplanned_families:
        found.append(Ground("doubt-unplanned", {"families": tuple(unplanned_families)}, 6))
    return tuple(found)


def remedies(plan: Plan, post_months: int, donors: int, *, in_turns: bool = False) -> tuple[Ground, ...]:
    """What would settle it: donor cities up to the plan's number, which units that went in turns do not need, months
    still to come, waves next time."""
    limits = plan.thresholds
    found: list[Ground] = []
    if donors < limits.donor_cities_for_placebo and not in_turns:
        found.append(Ground("settle-donors", {"have": donors, "need": limits.donor_cities_for_placebo}))
    if post_months < limits.post_months_for_verdict:
        found.append(Ground("settle-months", {"have": post_months, "need": limits.post_months_for_verdict}))
    design = plan.next_edition
    found.append(Ground("settle-waves", {"waves": design.waves, "months": design.months_apart}))
    return tuple(found)


def next_design(plan: Plan) -> tuple[Ground, ...]:
    """What the next edition must do so that it can be judged, from the plan's design."""
    design = plan.next_edition
    return (
        Ground("next-waves", {"waves": design.waves, "months": design.months_apart}),
        Ground("next-draw", {}),
        Ground("next-hold-out", {"percent": design.hold_out_percent}),
        Ground("next-lock", {"decider": plan.decider}),
    )
