"""From a fitted model to rows: which fits a design asks for, what may be told of them, and on which scale."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

import numpy as np
from scipy.special import stdtrit

from analysis.effects.columns import PULSE, SLOPE, STEP, Shape, columns, parametric
from analysis.effects.counts import log_ratio
from analysis.effects.gls import NORMAL
from analysis.effects.its import Model, own_others
from analysis.effects.mixture import Mixture
from analysis.effects.noise import Array, Noise, noise
from analysis.effects.persistence import retention
from analysis.effects.refusal import PERSISTENCE_FROM, Reason, Sides, saturated, sides, thin
from analysis.effects.rows import Row, Told, estimates
from analysis.effects.series import Block
from analysis.effects.subject import Subject
from analysis.effects.verdict import Level, posterior, verdict
from analysis.problems import RetretError

WIDEST_RETENTION = 1.0
"""A ratio of late to early effect whose interval is wider than this is not told."""

Effects = tuple[str, ...]


def good(subject: Subject) -> int:
    """1 where more is better, -1 where less is, 0 where neither."""
    return {"up": 1, "down": -1, "neutral": 0}[subject.design.direction]


def grid_for(subject: Subject) -> Noise:
    """The noise grid of the design; times between whole periods have no negative correlation."""
    errors = subject.design.errors
    # What comparison methods do not tell (placebos of synthetic control, for one) stays with the usual noise.
    grid = noise("ar1+rw" if errors in ("newey-west", "prais-winsten", "arima") else errors)
    whole = bool((subject.units.times == np.floor(subject.units.times)).all())
    return grid if whole or subject.design.errors == "iid" else grid.without_negative()


def fits(subject: Subject, start: float | None) -> tuple[Effects, ...]:
    """Which effects are fitted together: quarter steps apart from a form of few numbers; without a date none."""
    asked = subject.design.effect
    if start is None:
        return ((),)
    made: list[Effects] = []
    if "mean" in asked or "quarters" in asked:
        made.append(tuple(name for name in asked if name in ("mean", "quarters")))
    if parametric(asked):
        made.append(tuple(name for name in asked if name in (STEP, SLOPE, PULSE)))
    return tuple(made)


def count(times: Array, values: Array, start: float | None) -> Sides:
    """Periods with a value before and after the date of one series, (n,); without a date all are before."""
    if start is None:
        return Sides(int((~np.isnan(values)).sum()), 0)
    return sides(times, values, start)


def told_of(subject: Subject, estimator: str, level: str, unit: str, counted: Sides, evidence: str) -> Told:
    """What all rows about one unit have in common."""
    return Told(
        estimator,
        level,
        unit,
        subject.indicator,
        counted,
        evidence,
        subject.design.level,
        ratio=subject.design.scale in ("log", "count"),
    )


def noted(told: Told, shape: Shape, subject: Subject) -> Told:
    """With a note where the data were too short for the trend that the design asks for."""
    left = subject.design.trend and not shape.trend
    return replace(told, note="; ".join(filter(None, [told.note, "level-model"]))) if left else told


def refused_whole(
    subject: Subject, block: Block, k: int, others: Mapping[str, Array], start: float | None
) -> Reason | None:
    """Why nothing is told of one series of a block, or None: it is too thin, or too short for what is asked of it."""
    times, values = block.times, block.values[k]
    reason = (
        thin(times, values, start, monthly=subject.monthly, limits=subject.limits)
        if start is not None
        else None
    )
    return reason or cannot_carry(subject, block, k, others, count(times, values, start).before, start)


def cannot_carry(
    subject: Subject, block: Block, k: int, others: Mapping[str, Array], before: int, start: float | None
) -> Reason | None:
    """Why one series has too few periods for the fits that are asked of it, or None.

    Columns that determine one another in the only series there is leave nothing that any data could tell: an error that
    names them. In one of several series they are its own gaps.
    """
    kept = ~np.isnan(block.values[k])
    own = own_others(block, others, k)
    for effects in fits(subject, start):
        made = columns(block.times[kept], subject.shape(start, before, effects), own)
        reason = saturated(made)
        if reason:
            return reason
        dependent = made.dependent()
        if dependent and len(block.units) > 1:
            return "singular"
        if dependent:
            raise RetretError("estimate-singular", 1, names=", ".join(dependent), unit=block.units[k])
    return None


def value(subject: Subject, found: Model, estimand: str) -> Mixture:
    """The estimate on the scale that is told: of counts the log of a ratio of totals, which a log link gives by itself."""
    counted = _rooted(subject) and _of_totals(estimand)
    return log_ratio(found, estimand) if counted else found.estimate(estimand)


def _rooted(subject: Subject) -> bool:
    """Whether estimates stand on the scale 2 sqrt(y + 3/8)."""
    return subject.design.scale == "count" and subject.design.likelihood == "gaussian"


def _of_totals(estimand: str) -> bool:
    """Whether an estimand of counts is a ratio of totals; slopes stay on the scale 2 sqrt(y + 3/8)."""
    return estimand in ("mean", STEP) or estimand.startswith("quarter:")


def estimands(
    subject: Subject, found: Model, told: Sequence[Told], effects: Effects, *, judged: bool
) -> list[Row]:
    """Rows of every estimand of a model, for every series in order; `judged`: whether the mean gets a verdict."""
    rows: list[Row] = []
    for name in found.estimands():
        if name.startswith("quarter:") and "quarters" not in effects:
            continue
        made = value(subject, found, name)
        verdicts = (
            [judge(subject, made.only([k]), one) for k, one in enumerate(told)]
            if judged and name == "mean"
            else None
        )
        plain = _rooted(subject) and not _of_totals(name)
        rows += estimates(
            [replace(one, ratio=False) for one in told] if plain else told, name, made, verdicts
        )
    if "quarters" in effects:
        rows += _retentions(subject, found, told)
    return rows


def judge(subject: Subject, made: Mixture, told: Told) -> str | None:
    """The code of the rule; none without a smallest change that matters, a good direction, or a year to judge."""
    direction, smallest = good(subject), subject.design.mid
    bars = subject.bars
    short = subject.monthly and subject.limits and told.sides.after < bars.post_months_for_verdict
    if smallest is None or not direction or short:
        return None
    level: Level = "C" if told.evidence == "C" else "B" if told.evidence == "B" else "D"
    return verdict(level, posterior(made, direction, smallest, bars), smallest, bars)


def once(rows: Sequence[Row]) -> list[Row]:
    """The first row of each unit's estimand: what quarter steps say of mean and trend stands before other forms."""
    kept: dict[tuple[str, str], Row] = {}
    for row in rows:
        kept.setdefault((row["unit"], row["estimand"]), row)
    return list(kept.values())


def _retentions(subject: Subject, found: Model, told: Sequence[Told]) -> list[Row]:
    """Last quarter over first, of every series in order; nothing is told from less than half a year, or too widely."""
    quarters = [name for name in found.estimands() if name.startswith("quarter:")]
    if len(quarters) < 2:
        return [one.refused("retention", "persistence-short") for one in told]
    mean, covariance = found.moments((quarters[-1], quarters[0]))
    df = found.estimate(quarters[0]).df
    rows: list[Row] = []
    for k, one in enumerate(told):
        short = subject.monthly and one.sides.after < PERSISTENCE_FROM
        rows.append(
            one.refused("retention", "persistence-short")
            if short or np.isnan(mean[k]).any()
            else _retention(one, mean[k], covariance[k], float(df[k]))
        )
    return rows


def _retention(told: Told, mean: Array, covariance: Array, df: float) -> Row:
    late, early = mean
    critical = float(stdtrit(df, (1 + told.confidence) / 2))
    kept = retention(late, early, covariance[0, 0], covariance[1, 1], covariance[0, 1], critical)
    if kept.kind != "bounded" or kept.width > WIDEST_RETENTION or kept.ratio is None:
        return told.refused("retention", "ratio-too-wide")
    return told.row(
        "retention", estimate=kept.ratio, low=kept.low, high=kept.high, df=inf if df >= NORMAL else df
    )
