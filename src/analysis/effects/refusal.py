"""What the data are too thin for: each refusal is a code, and every code has a text that says what would lift it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.effects.columns import Columns
from analysis.effects.noise import Array, Mask

Reason = Literal[
    "no-before",
    "no-after",
    "few-before",
    "few-after",
    "gaps",
    "run-of-gaps",
    "constant",
    "too-few-periods",
    "singular",
    "pooled-only",
    "dates-differ",
    "few-donors",
    "donor-misfit",
    "donor-gaps",
    "dose-thin",
    "dose-trend",
    "few-units",
    "persistence-short",
    "ratio-too-wide",
    "irregular-times",
    "no-solution",
    "no-comparison",
    "no-never-treated",
    "one-cluster",
    "no-reference",
    "collinear",
    "bound-gaps",
    "bound-target",
    "bound-errors",
]

FEWEST_BEFORE, LEVEL_ONLY_BELOW = 12, 18
FEWEST_AFTER, PERSISTENCE_FROM = 3, 6
MOST_MISSING, LONGEST_RUN = 0.20, 2
"""Monthly series only; a run of three empty months ends it."""

FEWEST_RESPONDENTS_SHOWN, FEWEST_RESPONDENTS_ALONE = 10, 30


@dataclass(frozen=True)
class Sides:
    """How many periods with a value a series has before and after the event."""

    before: int
    after: int


def sides(times: Array, values: Array, since: float) -> Sides:
    """Counted over one series, (n,)."""
    present = ~np.isnan(values)
    return Sides(int((present & (times < since)).sum()), int((present & (times >= since)).sum()))


def thin(times: Array, values: Array, since: float, *, monthly: bool, limits: bool) -> Reason | None:
    """Why one series carries no effect at all, or None. `limits`: whether lengths are judged as well."""
    found = sides(times, values, since)
    if not found.before:
        return "no-before"
    if not found.after:
        return "no-after"
    present = values[~np.isnan(values)]
    if np.ptp(present) <= 1e-12 * max(float(np.abs(present).max()), 1e-300):
        return "constant"
    if not (monthly and limits):
        return None
    if found.before < FEWEST_BEFORE:
        return "few-before"
    if found.after < FEWEST_AFTER:
        return "few-after"
    seen = np.flatnonzero(~np.isnan(values))
    # A unit that began late or ended early has no gap there: its periods are counted as they are.
    empty = np.isnan(values[seen[0] : seen[-1] + 1])
    if empty.mean() > MOST_MISSING:
        return "gaps"
    return "run-of-gaps" if _longest(empty) > LONGEST_RUN else None


def saturated(made: Columns) -> Reason | None:
    """Why a regression of these columns leaves nothing to judge noise by, or None."""
    n, p = made.matrix.shape
    return "too-few-periods" if n <= p + 1 else None


def _longest(empty: Mask) -> int:
    longest = run = 0
    for each in empty.tolist():
        run = run + 1 if each else 0
        longest = max(longest, run)
    return longest
