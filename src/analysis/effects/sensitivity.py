"""How large a break of trend, or a shock of the same month, would undo the city's result.

In the spirit of Rambachan and Roth, Review of Economic Studies 90 (2023) 2555-2591, whose bounds compare with what was
seen before: here the trend of one series may break at the event, by at most Mbar times its largest change of slope from
one year to the next. Neither leaves a trace before the event, so no interval of the model can hold it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf

import numpy as np

from analysis.effects.finding import good
from analysis.effects.noise import Array
from analysis.effects.plug_in import as_told
from analysis.effects.refusal import Sides
from analysis.effects.rows import Row, Told, check
from analysis.effects.subject import Subject

SHORT_BEFORE = 36
"""With fewer months before, the largest change of slope is mostly noise: .86 of a month's noise SD at the middle of
twelve months after, where nothing broke at all (24 months, correlation .4)."""

FEWEST_SHARE = 2 / 3
LEAST_YEAR, OTHER_YEAR = 4, 5
MOSTLY_NOISE = "mostly-noise"


@dataclass(frozen=True)
class Breaks:
    """The largest change of slope seen before, per period, and what it makes of the mean effect (`reach`)."""

    change: float
    reach: float


def year_of(subject: Subject) -> int:
    """Periods of one year; where a season has too few for a slope, windows of five periods."""
    season = subject.design.season(subject.kind)
    return season if season >= LEAST_YEAR else OTHER_YEAR


def largest_change(times: Array, values: Array, year: int) -> float | None:
    """The largest difference of least-squares slopes between two years that follow one another, per period.

    Every pair of neighbouring years is tried, wherever it begins; two whole years keep the same season and cancel it.
    None where no pair has two thirds of its periods.
    """
    found = [
        abs(later - earlier)
        for start in np.arange(times.min(), times.max() - 2 * year + 2)
        if (earlier := _slope(times, values, start, year)) is not None
        and (later := _slope(times, values, start + year, year)) is not None
    ]
    return max(found, default=None)


def _slope(times: Array, values: Array, start: float, year: int) -> float | None:
    inside = (times >= start) & (times < start + year) & ~np.isnan(values)
    if inside.sum() < max(FEWEST_SHARE * year, 3):
        return None
    t, y = times[inside], values[inside]
    return float((t - t.mean()) @ y / ((t - t.mean()) ** 2).sum())


def breaks(subject: Subject) -> Breaks | None:
    """What the city's own past says of breaks; a break that begins in the first period after has grown to
    (horizon + 1) / 2 periods on average."""
    if subject.start is None:
        return None
    before = subject.city.times < subject.start
    if not before.any():
        return None
    values = as_told(subject, subject.city)[0, before]
    change = largest_change(subject.city.times[before], values, year_of(subject))
    if change is None:
        return None
    return Breaks(change, change * (subject.horizon(subject.start) + 1) / 2)


def near_end(low: float, high: float) -> float:
    """The end of an interval that is next to zero, with its sign; 0 where the interval holds zero."""
    return 0.0 if low <= 0 <= high else low if low > 0 else high


def tipping(low: float, high: float, reach: float) -> float:
    """The smallest Mbar at which the widened interval holds zero; 0 where it does already."""
    near = abs(near_end(low, high))
    return near / reach if reach > 0 else inf if near else 0.0


def widened(low: float, high: float, reach: float, mbar: float) -> tuple[float, float]:
    """The interval when the trend may have broken by Mbar times its largest change before."""
    return low - mbar * reach, high + mbar * reach


def undoing_shocks(subject: Subject, estimate: float, low: float, high: float) -> dict[str, float]:
    """Common shocks of the same month, in the scale of the effect, that would explain a result.

    `interval`: just enough for the interval to hold zero; `estimate`: the whole estimate; `mid`: enough to bring the
    estimate down to the smallest change that matters, where it lies beyond.
    """
    found = {"interval": near_end(low, high), "estimate": estimate}
    direction, smallest = good(subject), subject.design.mid
    if smallest is not None and direction and direction * estimate > smallest:
        found["mid"] = estimate - direction * smallest
    return found


def sensitivity_rows(subject: Subject, rows: Sequence[Row]) -> list[Row]:
    """Tipping value, the interval at Mbar 1 and the undoing shocks of the city's mean; none of them is a gate."""
    made: list[Row] = []
    for row in rows:
        if (row["estimator"], row["level"], row["estimand"]) != ("its", "city", "mean") or row["low"] is None:
            continue
        told = Told("its", "city", row["unit"], subject.indicator, Sides(0, 0), "C", subject.design.level)
        low, high = float(row["low"]), float(row["high"])
        seen = breaks(subject)
        if seen is None:
            made.append(check(told, "tipping", note="needs-two-years-before"))
        else:
            note = MOSTLY_NOISE if subject.monthly and row["n_pre"] < SHORT_BEFORE else None
            value = tipping(low, high, seen.reach)
            made.append(check(told, "tipping", estimate=seen.reach, value=value, note=note))
            wide = widened(low, high, seen.reach, 1.0)
            ends = {"estimate": row["estimate"], "low": wide[0], "high": wide[1]}
            made.append(check(told, "interval-at-1", **ends, passed=not wide[0] <= 0 <= wide[1], note=note))
        shocks = undoing_shocks(subject, float(row["estimate"]), low, high)
        made += [
            check(told, "smallest-shock", at=name, value=shock, note=own_unit(subject, shock))
            for name, shock in shocks.items()
        ]
    return made


def own_unit(subject: Subject, shock: float) -> str | None:
    """A shock as readers know the outcome: of logs and counts as a ratio, of shares in percentage points."""
    scale = subject.design.scale
    if scale in ("log", "count"):
        return f"ratio={exp(shock):.4f}"
    if scale == "logit" and subject.start is not None:
        before = subject.city.values[0, subject.city.times < subject.start]
        level = float(np.nanmean(before))
        share = [1 / (1 + exp(-at)) for at in (level, level + shock)]
        return f"points={100 * (share[1] - share[0]):.2f}"
    return None
