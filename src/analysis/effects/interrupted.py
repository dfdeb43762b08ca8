"""Interrupted time series: the city as one series, each unit by itself, and each unit beside its like."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
from scipy.special import stdtrit

from analysis.effects.columns import Shape, parametric
from analysis.effects.counts import log_ratio
from analysis.effects.deviations import deviations
from analysis.effects.its import Model, model
from analysis.effects.mixture import Mixture
from analysis.effects.noise import Array, Noise, noise
from analysis.effects.persistence import retention
from analysis.effects.refusal import (
    ANNUAL_FROM,
    FEWEST_RESPONDENTS_ALONE,
    LEVEL_ONLY_BELOW,
    PERSISTENCE_FROM,
    Reason,
    Sides,
    saturated,
    sides,
    thin,
)
from analysis.effects.rows import Row, Sheet, Told
from analysis.effects.series import Block
from analysis.effects.subject import Subject
from analysis.effects.verdict import Level, UsualBars, places, posterior, verdict
from analysis.problems import RetretError

WIDEST_RETENTION = 1.0
"""A ratio of late to early effect whose interval is wider than this is not told."""


def interrupted(subject: Subject) -> Sheet:
    """Rows of the city, then of each unit: `mean` by itself, `deviation` beside its like."""
    sheet = Sheet()
    sheet.effects += city_rows(subject, subject.city, subject.city_others, "its", "C")
    if len(subject.units.units) > 1:
        sheet.effects += _unit_rows(subject)
    return sheet


def good(subject: Subject) -> int:
    """1 where more is better, -1 where less is, 0 where neither."""
    return {"up": 1, "down": -1, "neutral": 0}[subject.design.direction]


def grid_for(subject: Subject) -> Noise:
    """The noise grid of the design; times between whole periods have no negative correlation."""
    grid = noise(subject.design.errors)
    whole = bool((subject.units.times == np.floor(subject.units.times)).all())
    return grid if whole or subject.design.errors == "iid" else grid.without_negative()


def fits(subject: Subject) -> tuple[tuple[str, ...], ...]:
    """Which effects are fitted together: quarter steps apart from a form of few numbers."""
    asked = subject.design.effect
    made: list[tuple[str, ...]] = []
    if "mean" in asked or "quarters" in asked:
        made.append(tuple(name for name in asked if name in ("mean", "quarters")))
    if parametric(asked):
        made.append(tuple(name for name in asked if name in ("step", "slope", "pulse")))
    return tuple(made)


def city_rows(
    subject: Subject,
    block: Block,
    others: Mapping[str, Array],
    estimator: str,
    evidence: Level,
    level: str = "city",
) -> list[Row]:
    """Everything that is told of one series: refused whole, or each estimand of each fit."""
    start = subject.start
    if start is None and not np.isnan(subject.since).all():
        told = _told(subject, estimator, level, block.units[0], Sides(0, 0), evidence)
        return [told.refused("mean", "dates-differ")]
    counted = (
        Sides(int((~np.isnan(block.values[0])).sum()), 0)
        if start is None
        else sides(block.times, block.values[0], start)
    )
    told = _told(subject, estimator, level, block.units[0], counted, evidence)
    if start is not None:
        reason = thin(block.times, block.values[0], start, monthly=subject.monthly, limits=subject.limits)
        if reason:
            return [told.refused("mean", reason)]
    rows: list[Row] = []
    for effects in fits(subject) if start is not None else ((),):
        shape = subject.shape(start, counted.before, effects)
        found = _checked(model(block, shape, others, grid_for(subject)), told)
        rows += (
            list(_estimands(subject, found, _noted(told, shape, subject), effects, 0))
            if isinstance(found, Model)
            else [found]
        )
    return _once(rows)


def _once(rows: list[Row]) -> list[Row]:
    """The first row of each estimand: what quarter steps say of mean and trend stands before what other forms say."""
    return list({row["estimand"]: row for row in reversed(rows)}.values())[::-1]


def _told(subject: Subject, estimator: str, level: str, unit: str, counted: Sides, evidence: str) -> Told:
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


def _noted(told: Told, shape: Shape, subject: Subject) -> Told:
    left = subject.design.trend and not shape.trend
    return replace(told, note="level-model") if left else told


def _checked(found: Model, told: Told) -> Model | Row:
    """The model, unless its columns cannot be told apart (an error that names them) or leave no noise to judge by."""
    for part in found.parts:
        reason = saturated(part.columns)
        if reason:
            return told.refused("mean", reason)
        dependent = part.columns.dependent()
        if dependent:
            raise RetretError("estimate-singular", 1, names=", ".join(dependent), unit=told.unit)
    return found


def value(subject: Subject, found: Model, estimand: str) -> Mixture:
    """The estimate on the scale that is told: of counts the log of a ratio of totals."""
    effect = estimand in ("mean", "step") or estimand.startswith("quarter:")
    return (
        log_ratio(found, estimand) if subject.design.scale == "count" and effect else found.estimate(estimand)
    )


def _estimands(
    subject: Subject, found: Model, told: Told, effects: tuple[str, ...], k: int, *, judged: bool = True
) -> Iterator[Row]:
    for name in found.estimands():
        if name.startswith("quarter:") and "quarters" not in effects:
            continue
        made = value(subject, found, name)
        yield told.estimate(
            name, made, k, _verdict(subject, made, told) if judged and name == "mean" else None
        )
    if "quarters" in effects:
        yield _retention(found, told, k)


def _verdict(subject: Subject, made: Mixture, told: Told) -> str | None:
    """The code of the rule; none without a smallest change that matters, a good direction, or a year to judge."""
    direction, smallest = good(subject), subject.design.mid
    short = subject.monthly and subject.limits and told.sides.after < ANNUAL_FROM
    if smallest is None or not direction or short:
        return None
    bars = UsualBars()
    level: Level = "C" if told.evidence == "C" else "B" if told.evidence == "B" else "D"
    return verdict(level, posterior(made, direction, smallest, bars), smallest, bars)


def _retention(found: Model, told: Told, k: int) -> Row:
    quarters = [name for name in found.estimands() if name.startswith("quarter:")]
    if len(quarters) < 2 or told.sides.after < PERSISTENCE_FROM:
        return told.refused("retention", "persistence-short")
    mean, covariance = found.moments((quarters[-1], quarters[0]))
    (late, early), spread = mean[k], covariance[k]
    df = float(found.estimate(quarters[0]).df[k])
    critical = float(stdtrit(df, (1 + told.confidence) / 2))
    kept = retention(late, early, spread[0, 0], spread[1, 1], spread[0, 1], critical)
    if kept.kind != "bounded" or kept.width > WIDEST_RETENTION or kept.ratio is None:
        return told.refused("retention", "ratio-too-wide")
    return told.row("retention", estimate=kept.ratio, low=kept.low, high=kept.high, df=df)


def _unit_rows(subject: Subject) -> list[Row]:
    rows: list[Row] = []
    for start in sorted(set(subject.since[~np.isnan(subject.since)].tolist())) or [None]:
        chosen = (
            subject.since == start if start is not None else np.ones(len(subject.units.units), dtype=bool)
        )
        rows += _units_of_date(subject, start, chosen)
    return rows


@dataclass(frozen=True)
class _Chosen:
    """Units of one date that can be fitted: their places among all units, and their block."""

    at: Array
    block: Block
    others: Mapping[str, Array]
    before: int


def _units_of_date(subject: Subject, start: float | None, chosen: Array) -> list[Row]:
    units, rows = subject.units, []
    kept: list[int] = []
    for k in np.flatnonzero(chosen):
        counted = (
            Sides(int((~np.isnan(units.values[k])).sum()), 0)
            if start is None
            else sides(units.times, units.values[k], start)
        )
        told = _told(subject, "its", "unit", units.units[k], counted, "C")
        reason: Reason | None = None
        if start is not None:
            reason = thin(units.times, units.values[k], start, monthly=subject.monthly, limits=subject.limits)
        if reason:
            rows += [told.refused("mean", reason), told.refused("deviation", reason)]
        else:
            kept.append(int(k))
    if kept:
        rows += _fitted_units(subject, start, np.array(kept))
    return rows


def _fitted_units(subject: Subject, start: float | None, at: Array) -> list[Row]:
    mask = np.isin(np.arange(len(subject.units.units)), at)
    block = subject.units.only(mask)
    others = {name: each[mask] for name, each in subject.others.items()}
    counted = [
        Sides(int((~np.isnan(row)).sum()), 0) if start is None else sides(block.times, row, start)
        for row in block.values
    ]
    before = min(each.before for each in counted)
    pooling = subject.design.pooling
    shared = {"share_noise": pooling != "none", "share_slopes": pooling in ("slopes", "both")}
    rows: list[Row] = []
    for effects in fits(subject) if start is not None else ((),):
        shape = subject.shape(start, before, effects)
        found = model(block, shape, others, grid_for(subject), **shared)
        for k, name in enumerate(block.units):
            told = _noted(_told(subject, "its", "unit", name, counted[k], "C"), shape, subject)
            if subject.limits and subject.respondents[at[k]] < FEWEST_RESPONDENTS_ALONE:
                rows.append(told.refused("mean", "pooled-only"))
                continue
            checked = _checked(found, told)
            rows += (
                [checked]
                if not isinstance(checked, Model)
                else list(_estimands(subject, checked, told, effects, k, judged=False))
            )
    by_unit = {name: _once([row for row in rows if row["unit"] == name]) for name in block.units}
    rows = [row for each in by_unit.values() for row in each]
    if start is not None:
        rows += _deviation_rows(subject, start, at, counted)
    return rows


def _deviation_rows(subject: Subject, start: float, at: Array, counted: list[Sides]) -> list[Row]:
    """One row a unit of a group of two or more; a unit alone in its group has nobody to differ from."""
    groups = [subject.groups[k] for k in at]
    company = np.array([groups.count(label) > 1 for label in groups])
    told = [
        _told(subject, "its", "unit", subject.units.units[k], one, "C")
        for k, one in zip(at, counted, strict=True)
    ]
    rows = [each.refused("deviation", "few-units") for each in compress(told, ~company)]
    if not company.any():
        return rows
    mask = np.isin(np.arange(len(subject.units.units)), at[company])
    shape = subject.shape(start, min(each.before for each in counted), ("mean",))
    pooling = subject.design.pooling
    made, found = deviations(
        subject.units.only(mask),
        list(compress(groups, company)),
        shape,
        {name: each[mask] for name, each in subject.others.items()},
        grid_for(subject),
        level=subject.design.level,
        fdr=subject.design.fdr,
        share_slopes=pooling in ("slopes", "both"),
    )
    shrunk = pooling in ("effects", "both")
    direction = good(subject)
    placed = places(made.positive, made.listed, direction) if direction else [None] * len(made.se)
    plain = found.estimate("mean")
    for k, each in enumerate(compress(told, company)):
        each = replace(each, ratio=False)
        row = each.estimate("deviation", plain, k, placed[k])
        if shrunk:
            row |= {
                "estimate": float(made.estimate[k]),
                "low": float(made.low[k]),
                "high": float(made.high[k]),
                "p_positive": float(made.positive[k]),
            }
        rows.append(row)
    return rows
