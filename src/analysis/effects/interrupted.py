"""Interrupted time series: the city as one series, then each unit by itself and beside its like."""

from collections.abc import Mapping

import numpy as np

from analysis.effects.compare.method import method_of
from analysis.effects.compare.rows import compared_rows
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
    value,
)
from analysis.effects.its import model
from analysis.effects.noise import Array
from analysis.effects.refusal import Sides
from analysis.effects.rows import Row, Sheet
from analysis.effects.series import Block
from analysis.effects.subject import Subject
from analysis.effects.unit_rows import unit_rows
from analysis.effects.verdict import Level

__all__ = ["city_rows", "good", "grid_for", "interrupted", "of_city", "value"]


def interrupted(subject: Subject) -> Sheet:
    """Rows of the city, then of each unit: `mean` by itself, `deviation` beside its like; by the method that the design
    asks for, of which only the primary one judges and tells deviations."""
    sheet = of_city(subject)
    if method_of(subject.design, subject.kind) is None and len(subject.units.units) > 1:
        sheet.add(unit_rows(subject))
    return sheet


def of_city(subject: Subject) -> Sheet:
    """The same without units, which the city's rows need nothing of; methods of comparison come whole."""
    method = method_of(subject.design, subject.kind)
    if method is not None:
        return compared_rows(subject, "its", method)
    return Sheet(city_rows(subject, subject.city, subject.city_others, "its", "C"))


def city_rows(
    subject: Subject,
    block: Block,
    others: Mapping[str, Array],
    estimator: str,
    evidence: Level,
    level: str = "city",
) -> list[Row]:
    """Everything that is told of one series: refused whole, or each estimand of each fit."""
    start, unit = subject.start, block.units[0]
    if start is None and not np.isnan(subject.since).all():
        return [
            told_of(subject, estimator, level, unit, Sides(0, 0), evidence).refused("mean", "dates-differ")
        ]
    counted = count(block.times, block.values[0], start)
    told = told_of(subject, estimator, level, unit, counted, evidence)
    reason = refused_whole(subject, block, 0, others, start)
    if reason:
        return [told.refused("mean", reason)]
    rows: list[Row] = []
    for effects in fits(subject, start):
        shape = subject.shape(start, counted.before, effects)
        found = model(block, shape, others, grid_for(subject))
        rows += estimands(subject, found, [noted(told, shape, subject)], effects, judged=True)
    return once(rows)
