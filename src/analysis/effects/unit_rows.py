"""Rows of units: each by itself, without a verdict, and each as a deviation from its like, with one."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress

import numpy as np

from analysis.effects.deviations import Deviations, deviations
from analysis.effects.finding import (
    count,
    estimands,
    fits,
    good,
    grid_for,
    noted,
    once,
    refused_whole,
    told_of,
)
from analysis.effects.gap import on_rates
from analysis.effects.its import model
from analysis.effects.noise import Index
from analysis.effects.rank_rows import rank_rows
from analysis.effects.refusal import FEWEST_RESPONDENTS_ALONE
from analysis.effects.rows import Row, Sheet, Told, estimates
from analysis.effects.subject import Subject
from analysis.effects.verdict import places


def unit_rows(subject: Subject) -> Sheet:
    """Units are fitted together with those treated on the same date; ranks stand with the checks."""
    dated = subject.since[~np.isnan(subject.since)]
    if not len(dated):
        return _units_of_date(subject, None, np.arange(len(subject.units.units)))
    sheet = Sheet()
    for start in np.unique(dated).tolist():
        own = times_of_date(subject, start)
        sheet.add(_units_of_date(own, start, np.flatnonzero(subject.since == start)))
    return sheet


def times_of_date(subject: Subject, start: float) -> Subject:
    """Without what the design leaves out around one of several dates: anticipation, and what the horizon does not reach."""
    design, times = subject.design, subject.units.times
    kept = (times < start - design.anticipation) | (times >= start)
    if design.horizon is not None:
        kept &= times < start + design.horizon
    others = {name: each[:, kept] for name, each in subject.others.items()}
    return replace(subject, units=subject.units.between(kept), others=others)


def _units_of_date(subject: Subject, start: float | None, chosen: Index) -> Sheet:
    units, sheet = subject.units, Sheet()
    kept: dict[int, Told] = {}
    for k in chosen.tolist():
        counted = count(units.times, units.values[k], start)
        told = told_of(subject, "its", "unit", units.units[k], counted, "C")
        reason = refused_whole(subject, units, k, subject.others, start)
        if reason:
            sheet.effects += [told.refused("mean", reason), told.refused("deviation", reason)]
        else:
            kept[k] = told
    if not kept:
        return sheet
    at, told = np.array(list(kept)), list(kept.values())
    sheet.effects += _alone(subject, start, at, told)
    if start is not None:
        sheet.add(_beside(subject, start, at, told))
    return sheet


def _alone(subject: Subject, start: float | None, at: Index, told: Sequence[Told]) -> list[Row]:
    """Each unit's own estimates; a unit with few respondents a period is told only as a deviation, pooled."""
    block = subject.units.only(np.isin(np.arange(len(subject.units.units)), at))
    others = {name: each[at] for name, each in subject.others.items()}
    pooling = subject.design.pooling
    small = (
        subject.respondents[at] < FEWEST_RESPONDENTS_ALONE
        if subject.limits
        else np.zeros(len(at), dtype=bool)
    )
    rows = [one.refused("mean", "pooled-only") for one in compress(told, small)]
    hidden = {one.unit for one in compress(told, small)}
    for effects in fits(subject, start):
        shape = subject.shape(start, min(one.sides.before for one in told), effects)
        found = model(
            block,
            shape,
            others,
            grid_for(subject),
            share_noise=pooling != "none",
            share_slopes=pooling in ("slopes", "both"),
        )
        notes = [noted(one, shape, subject) for one in told]
        made = estimands(subject, found, notes, effects, judged=False)
        rows += [row for row in made if row["unit"] not in hidden]
    return once(rows)


def _beside(subject: Subject, start: float, at: Index, told: Sequence[Told]) -> Sheet:
    """One row a unit of a group of two or more; a unit alone in its group has nobody to differ from.

    Of counts as differences of log rates: what halves all units alike sets none apart.
    """
    subject = on_rates(subject)
    groups = [subject.groups[k] for k in at]
    company = np.array([groups.count(label) > 1 for label in groups])
    sheet = Sheet([one.refused("deviation", "few-units") for one in compress(told, ~company)])
    if not company.any():
        return sheet
    named, kept = list(compress(told, company)), at[company]
    alike = list(compress(groups, company))
    shape = subject.shape(start, min(one.sides.before for one in told), fits(subject, start)[0])
    made, found = deviations(
        subject.units.only(np.isin(np.arange(len(subject.units.units)), kept)),
        alike,
        shape,
        {name: each[kept] for name, each in subject.others.items()},
        grid_for(subject),
        level=subject.design.level,
        fdr=subject.design.fdr,
        share_slopes=subject.design.pooling in ("slopes", "both"),
    )
    plain = [replace(one, ratio=False) for one in named]
    sheet.effects += _placed(subject, made, estimates(plain, "deviation", found.estimate("mean")))
    sheet.checks += rank_rows(made, named, alike, good(subject), subject.design.level)
    return sheet


def _placed(subject: Subject, made: Deviations, rows: list[Row]) -> list[Row]:
    """The rows with verdicts, and where the design pools effects with the shrunken estimate and its interval."""
    direction = good(subject)
    shrunk = subject.design.pooling in ("effects", "both")
    if direction:
        for row, place in zip(rows, places(made.positive, made.listed, direction), strict=True):
            row["verdict"] = place
    if shrunk:
        for k, row in enumerate(rows):
            row |= {
                "estimate": float(made.estimate[k]),
                "low": float(made.low[k]),
                "high": float(made.high[k]),
                "p_positive": float(made.positive[k]),
            }
    return rows
