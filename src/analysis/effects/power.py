"""The smallest effect that these data could have shown, and what more would be needed to show one that matters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.effects.columns import Shape, columns
from analysis.effects.finding import grid_for
from analysis.effects.its import Others, model
from analysis.effects.noise import Array
from analysis.effects.reach import (
    USUAL_POWER,
    Needed,
    Shrinking,
    Usual,
    design_variance,
    longer_after,
    longer_before,
    shrinking,
    smallest_effect,
    smallest_of,
    usual_noise,
)
from analysis.effects.refusal import saturated
from analysis.effects.series import Block, apart
from analysis.effects.subject import Subject

MOST_AFTER, MOST_BEFORE, MOST_DONORS = 60, 120, 200
"""What is searched: periods (or waves) after, periods before, donors in all."""

RANK_DONORS = 19
"""With fewer donors no rank among them is rarer than 5 %."""


@dataclass(frozen=True)
class Power:
    """`smallest`: found with 80 % power by the two-sided test of the design's level, in the scale of the effect; None
    where nothing tells the noise. The rest, where a smallest change that matters is given: how many more periods after
    (months, or waves where a survey comes more rarely), periods before, or donors would bring it within reach.
    """

    smallest: float | None
    months_needed: Needed | None = None
    waves_needed: Needed | None = None
    before_needed: Needed | None = None
    donors_needed: Needed | None = None


def power_seen(
    subject: Subject,
    block: Block,
    others: Others,
    shape: Shape,
    smallest_now: float | None = None,
    *,
    slope_known: bool = False,
    donors: bool = False,
) -> Power:
    """The power of series (S, n) of one shape, taken together: their present times, their usual noise.

    `smallest_now`: what a fit found already; without it the design tells. What is needed follows from how the variance
    of the mean effect shrinks with a longer design under the posterior-mean noise. `slope_known`: units teach each
    other the slope, which leaves a design all but without it.
    """
    times = block.times[~np.isnan(block.values).all(0)]
    noise, _ = usual_noise(block, shape, others, grid_for(subject))
    plain = replace(shape, trend=shape.trend and not slope_known)
    variance = design_variance(times, plain, noise)
    if smallest_now is None:
        if not np.isfinite(variance):
            return Power(None)
        df = float(len(times) - columns(times, shape, {}).matrix.shape[1])
        found = smallest_effect(np.array([variance**0.5]), np.array([df]), subject.design.level)
        smallest_now = float(found[0]) / _unit(subject, block)
    mid = subject.design.mid
    if mid is None or not np.isfinite(variance):
        return Power(smallest_now)
    share = mid / smallest_now
    after, before = lengths(subject, times, plain, noise)
    found = told(subject, times, smallest_now, after.needed(share), before.needed(share))
    return replace(found, donors_needed=donors_needed(subject, shape, smallest_now)) if donors else found


def lengths(subject: Subject, times: Array, shape: Shape, noise: Usual) -> tuple[Shrinking, Shrinking]:
    """How longer designs shrink the standard error: more after, more before. A horizon that the design fixes is not
    made longer by more data."""
    step = spacing(times)
    reach = 1 if subject.design.horizon is not None else MOST_AFTER
    after = shrinking(times, shape, noise, longer_after, step, reach)
    if subject.design.horizon is not None:
        after = Shrinking(after.more[:0], after.share[:0], 0)
    return after, shrinking(times, shape, noise, longer_before, step, MOST_BEFORE)


def told(subject: Subject, times: Array, smallest: float, after: Needed, before: Needed) -> Power:
    """Months for a monthly series; waves where a value comes more rarely; neither where none could be tried."""
    if after.more is None and not after.within:
        return Power(smallest, before_needed=before)
    months = subject.kind == "month" and spacing(times) == 1
    return Power(smallest, after if months else None, None if months else after, before)


def spacing(times: Array) -> int:
    """Periods from one value to the next, as a rule."""
    return max(round(float(np.median(np.diff(times)))), 1) if len(times) > 1 else 1


def _unit(subject: Subject, block: Block) -> float:
    """What turns a step of the working scale into the scale that is told: of counts into a log ratio, d log y = 2 dx/x."""
    return float(np.nanmean(block.values)) / 2 if subject.design.scale == "count" else 1.0


def donors_needed(subject: Subject, shape: Shape, smallest_now: float) -> Needed | None:
    """How many more donors like those there are; None without any, since nothing tells what they would share.

    The gap's noise is what the city and the donors do not share, plus each donor's own over their number: only the
    second part becomes smaller.
    """
    donors, mid = subject.donors, subject.design.mid
    if donors is None or mid is None or len(donors.units) < 2:
        return None
    count = len(donors.units)
    told = np.isfinite(donors.values).sum(0) > 0
    gap = replace(subject.city, sampling=None, lever=None).between(told)
    gap = replace(gap, values=gap.values - np.nanmean(donors.values[:, told], axis=0))
    present = ~np.isnan(gap.values[0])
    if not present.any() or saturated(columns(gap.times[present], shape, {})):
        return None
    grid = grid_for(subject)
    both, _ = usual_noise(gap, shape, {}, grid)
    single, _ = usual_noise(
        replace(apart(donors), lever=None), replace(shape, effects=(), since=None), {}, grid
    )
    own = single.variance * count / (count - 1)
    shared = max(both.variance - own / count, 0.0)
    found = model(gap, shape, {}, grid).estimate("mean")
    now = min(float(smallest_of(found, subject.design.level)[0]) / _unit(subject, subject.city), smallest_now)
    if now <= mid:
        return Needed(0, MOST_DONORS)
    aim = both.variance * (mid / now) ** 2
    enough = next((k for k in range(count, MOST_DONORS + 1) if shared + own / k <= aim), None)
    return Needed(None if enough is None else enough - count, MOST_DONORS - count)


def refused_shape(subject: Subject, times: Array, start: float) -> tuple[Shape, Array]:
    """The plainest regression for a series that was refused, and times: one step, and no trend where it is short.

    Where nothing came after the date yet, one season after it is supposed.
    """
    before = int((times < start).sum())
    shape = replace(subject.shape(start, before, ("step",)), season="none", pairs=0)
    season = max(subject.design.season(subject.kind), 3)
    supposed: Array = start + np.arange(season, dtype=np.float64)
    after = times[times >= start]
    whole: Array = times if len(after) else np.concatenate([times, supposed])
    shape = replace(shape, horizon=int(whole.max() - start) + 1)
    if saturated(columns(whole, shape, {})) is not None or columns(whole, shape, {}).dependent():
        shape = replace(shape, trend=False)
    return shape, whole


def power_refused(subject: Subject, block: Block, start: float) -> Power:
    """What one refused series could have shown by the plainest regression, where anything tells its noise."""
    kept = ~np.isnan(block.values[0])
    times, values = block.times[kept], block.values[0, kept]
    if len(times) < FEWEST or np.ptp(values) <= 1e-12 * np.abs(values).max() or not (times < start).any():
        return Power(None)
    shape, whole = refused_shape(subject, times, start)
    null = shape if (times >= start).any() else replace(shape, since=None, effects=(), trend=False)
    if saturated(columns(times, null, {})) is not None or columns(times, null, {}).dependent():
        return Power(None)
    seen = Block(block.units, times, values[None], None, np.ones(1))
    noise, _ = usual_noise(seen, null, {}, grid_for(subject))
    variance = design_variance(whole, shape, noise)
    if not np.isfinite(variance):
        return Power(None)
    df = float(len(times) - len(columns(times, null, {}).names))
    found = smallest_effect(np.array([variance**0.5]), np.array([df]), subject.design.level, USUAL_POWER)
    smallest = float(found[0]) / _unit(subject, seen)
    mid = subject.design.mid
    if mid is None:
        return Power(smallest)
    after, before = lengths(subject, whole, shape, noise)
    return told(subject, whole, smallest, after.needed(mid / smallest), before.needed(mid / smallest))


FEWEST = 4
"""Fewer values than this tell nothing about noise."""


def smallest_of_rows(rows: Sequence[dict[str, float | None]], level: float) -> list[float | None]:
    """The smallest effect from standard errors and degrees of freedom that stand in rows already."""
    se = np.array([np.nan if row["se"] is None else row["se"] for row in rows], dtype=float)
    df = np.array([np.inf if row["df"] is None else row["df"] for row in rows], dtype=float)
    return [None if np.isnan(each) else float(each) for each in smallest_effect(se, df, level)]
