"""What was seen in each quarter after the retreat beside what was expected without it, from the estimated changes."""

from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
Facts = Mapping[str, Any]


def counterfactual(about: Facts, effect: Facts | None) -> list[Row]:
    """By quarter: the mean of what was observed, and that less the change, with the ends that its interval gives.

    Empty where nothing was estimated; a quarter of which no period was shown is left out.
    """
    if effect is None or effect["status"] != "estimated":
        return []
    relative = about["change_scale"] == "relative"
    steps = [(each, observed(about["series"], each)) for each in effect["quarters"]]
    return [
        {
            "first_day": each["first_day"],
            "last_day": each["last_day"],
            "observed": seen,
            "without": without(seen, each["estimate"], relative=relative),
            # The more the retreat changed, the further off is what would have been without it.
            "low": min(without(seen, each[end], relative=relative) for end in ("low", "high")),
            "high": max(without(seen, each[end], relative=relative) for end in ("low", "high")),
        }
        for each, seen in steps
        if seen is not None
    ]


def observed(series: Sequence[Facts], span: Facts) -> float | None:
    """The mean of the values of periods whose middle lies in a span; None where none was shown."""
    found = [
        point["value"]
        for point in series
        if point["value"] is not None and span["first_day"] <= point["date"] <= span["last_day"]
    ]
    return sum(found) / len(found) if found else None


def without(seen: float, change: float, *, relative: bool) -> float:
    """A value less a change: its part where changes are relative."""
    return seen / (1 + change) if relative else seen - change
