"""XmR control charts: limits from a baseline, and the rule by which a point is a signal.

Sources: NIST/SEMATECH e-Handbook of Statistical Methods 6.3.2.2 (individuals chart); rules as in Wheeler,
Understanding Variation, and the Western Electric handbook.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Literal

Side = Literal["up", "down"]
Rule = Literal["beyond-limit", "run-of-8", "two-of-three"]

LIMIT_FACTOR = 3 / 1.128
RANGE_FACTOR = 3.267
FEWEST_BASELINE = 6
TRIAL_BELOW = 12
RUN = 8


@dataclass(frozen=True)
class Signal:
    """A point that ordinary variation does not explain: by which rule, on which side of the mean."""

    rule: Rule
    side: Side


@dataclass(frozen=True)
class Xmr:
    """Mean, natural limits and signals of one series; `trial` when fewer than 12 baseline points made the limits.

    `signals` has one entry a point, None where there is no signal or no value. `low` and `high` are cut at the
    scale's own ends; `range_limit` is the upper limit of the moving range.
    """

    mean: float
    low: float
    high: float
    range_mean: float
    range_limit: float
    baseline: int
    trial: bool
    signals: tuple[Signal | None, ...]


def xmr(
    values: Sequence[float | None],
    baseline: Sequence[bool],
    lowest: float | None = None,
    highest: float | None = None,
) -> Xmr | None:
    """The chart of a series whose limits come from the baseline points, or None below six of them.

    Empty values are skipped: the moving range then spans the gap. Limits are mean +- 3/1.128 mean moving range.
    """
    base = [v for v, b in zip(values, baseline, strict=True) if b and v is not None]
    if len(base) < FEWEST_BASELINE:
        return None
    mean = fmean(base)
    range_mean = fmean(abs(b - a) for a, b in pairwise(base))
    reach = LIMIT_FACTOR * range_mean
    low = mean - reach if lowest is None else max(lowest, mean - reach)
    high = mean + reach if highest is None else min(highest, mean + reach)
    return Xmr(
        mean=mean,
        low=low,
        high=high,
        range_mean=range_mean,
        range_limit=RANGE_FACTOR * range_mean,
        baseline=len(base),
        trial=len(base) < TRIAL_BELOW,
        signals=signals(values, mean, low, high),
    )


def signals(
    values: Sequence[float | None], mean: float, low: float, high: float
) -> tuple[Signal | None, ...]:
    """The first rule that each point meets: beyond a limit, in a run of eight, two of three in the outer third.

    A point exactly on the mean ends a run; a missing point does not.
    """
    at = [k for k, v in enumerate(values) if v is not None]
    present = [v for v in values if v is not None]
    found: list[Signal | None] = [None] * len(values)
    found_by: tuple[tuple[Rule, list[Side | None]], ...] = (
        ("two-of-three", _two_of_three(present, mean, low, high)),
        ("run-of-8", _runs(present, mean)),
        ("beyond-limit", _beyond(present, low, high)),
    )
    for rule, marks in found_by:
        for place, side in zip(at, marks, strict=True):
            if side is not None:
                found[place] = Signal(rule, side)
    return tuple(found)


def _beyond(values: Sequence[float], low: float, high: float) -> list[Side | None]:
    return ["up" if v > high else "down" if v < low else None for v in values]


def _runs(values: Sequence[float], mean: float) -> list[Side | None]:
    marks: list[Side | None] = [None] * len(values)
    start = 0
    for k in range(len(values) + 1):
        if k < len(values) and k > start and _side(values[k], mean) == _side(values[start], mean):
            continue
        side = _side(values[start], mean) if start < len(values) else None
        if side is not None and k - start >= RUN:
            for place in range(start, k):
                marks[place] = side
        start = k
    return marks


def _two_of_three(values: Sequence[float], mean: float, low: float, high: float) -> list[Side | None]:
    """Two of three successive points beyond two thirds of the way to the same limit; both points are marked."""
    marks: list[Side | None] = [None] * len(values)
    edges: tuple[tuple[Side, float, int], ...] = (
        ("up", mean + 2 / 3 * (high - mean), 1),
        ("down", mean - 2 / 3 * (mean - low), -1),
    )
    for side, edge, sign in edges:
        outer = [sign * (v - edge) > 0 for v in values]
        for k in range(len(values) - 2):
            if sum(outer[k : k + 3]) >= 2:
                for j in range(k, k + 3):
                    if outer[j]:
                        marks[j] = side
    return marks


def _side(value: float, mean: float) -> Side | None:
    return "up" if value > mean else "down" if value < mean else None
