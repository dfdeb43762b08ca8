"""Rules between two cells of a row that dirt breaks: what to write, and the code that a check should say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analysis.simulate.document import Value


@dataclass(frozen=True)
class Rule:
    """The rule of a source between fields: the first is spoilt; `wrong` gives what to write, or None where it cannot be."""

    source: str
    fields: tuple[str, ...]
    code: str
    wrong: Callable[[tuple[Value, ...]], Value]


def _above(values: tuple[Value, ...]) -> Value:
    """One more than the second value."""
    return values[1] + 1 if isinstance(values[1], int) and values[0] is not None else None


def _before(values: tuple[Value, ...]) -> Value:
    """Three weeks before the day of the second value, where both stand."""
    first, second = values[0], values[1]
    if first is None or not isinstance(second, date):
        return None
    day = second.date() if isinstance(second, datetime) else second
    return day - timedelta(days=21)


RULES: Mapping[str, Rule] = {
    "on-time-above-completed": Rule("services", ("on_time", "completed"), "on-time-above-completed", _above),
    "finished-before-entered": Rule("services", ("finished", "entered"), "finished-before-entered", _before),
    "closed-before-received": Rule("complaints", ("closed", "received"), "closed-before-received", _before),
    "answered-before-sent": Rule("dispositions", ("answered", "sent"), "answered-before-sent", _before),
    "verified-before-made": Rule("commitments", ("verified_on", "made"), "verified-before-made", _before),
    "published-before-measured": Rule(
        "scores", ("published", "measured_to"), "published-before-measured", _before
    ),
    "findings-in-time-above-due": Rule(
        "visits", ("findings_in_time", "findings_due"), "findings-in-time-above-due", _above
    ),
    "term-ends-before-it-begins": Rule(
        "heads", ("valid_to", "valid_from"), "term-ends-before-it-begins", _before
    ),
}
"""By kind of fault."""
