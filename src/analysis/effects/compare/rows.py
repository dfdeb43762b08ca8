"""Rows of comparison methods: the estimands of the primary model, without verdicts, and what each fit says besides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from analysis.effects.compare.method import Method
from analysis.effects.compare.model import compared
from analysis.effects.finding import count, estimands, fits, noted, once, refused_whole, told_of
from analysis.effects.its import own_others
from analysis.effects.noise import Array
from analysis.effects.refusal import FEWEST_RESPONDENTS_ALONE, Sides
from analysis.effects.rows import Row, Sheet, Told, check
from analysis.effects.series import Block
from analysis.effects.subject import Subject
from analysis.effects.unit_rows import times_of_date

SE_UNUSED = "se-unused"
"""The note of a row whose panel tells sampling errors: comparison methods have no place for them."""


@dataclass(frozen=True)
class Asked:
    """Who asks for rows: the estimator's name, `city` or `unit`, and the method."""

    estimator: str
    level: str
    method: Method


def local_level_rows(subject: Subject) -> Sheet:
    """Rows of the local level model, whatever errors the design names."""
    return compared_rows(subject, "local-level", Method("local-level"))


def compared_rows(subject: Subject, estimator: str, method: Method) -> Sheet:
    """Rows of the city, then of each treated unit, fitted by itself.

    There are no deviations: they are what units tell of each other under the primary model, with its pooled noise and
    its shrinkage, and under the same name another method would pass for it. Evidence stays at level C.
    """
    city = Asked(estimator, "city", method)
    if subject.start is None and not np.isnan(subject.since).all():
        told = told_of(subject, estimator, "city", subject.city.units[0], Sides(0, 0), "C")
        sheet = Sheet([told.refused("mean", "dates-differ")])
    else:
        sheet = series_rows(subject, subject.city, 0, subject.city_others, city)
    for own, k in _units(subject):
        sheet.add(series_rows(own, own.units, k, own.others, replace(city, level="unit")))
    return sheet


def series_rows(subject: Subject, block: Block, k: int, others: Mapping[str, Array], asked: Asked) -> Sheet:
    """Everything that a method tells of one series of a block: estimates or a refusal, and checks without a limit."""
    start, method = subject.start, asked.method
    counted = count(block.times, block.values[k], start)
    told = told_of(subject, asked.estimator, asked.level, block.units[k], counted, "C")
    reason = refused_whole(subject, block, k, others, start)
    few = subject.limits and asked.level == "unit" and subject.respondents[k] < FEWEST_RESPONDENTS_ALONE
    if reason or few:
        return Sheet([told.refused("mean", reason or "pooled-only")])
    told = replace(told, note=method.note if block.sampling is None else f"{method.note}; {SE_UNUSED}")
    one = block.only(np.arange(len(block.units)) == k)
    # A column that is zero at this unit's times, as an event before it began, tells nothing of it.
    telling = own_others(block, others, k)
    own = {name: each[[k]] for name, each in others.items() if name in telling}
    sheet = Sheet()
    for effects in fits(subject, start):
        shape = subject.shape(start, counted.before, effects)
        found = compared(one, shape, own, method)
        noting = noted(told, shape, subject)
        refused = found.reasons[0]
        sheet.effects += (
            [noting.refused("mean", refused)]
            if refused
            else estimands(subject, found.model, [noting], effects, judged=False)
        )
        sheet.checks += _said(told, found.said[0], "+".join(effects) or None)
    sheet.effects = once(sheet.effects)
    return sheet


def _units(subject: Subject) -> Iterator[tuple[Subject, int]]:
    """Each treated unit with the subject at its own date; without any date all of them; one unit alone is the city."""
    if len(subject.units.units) < 2:
        return
    dated = ~np.isnan(subject.since)
    for k, since in enumerate(subject.since.tolist()):
        if not dated.any():
            yield subject, k
        elif dated[k]:
            yield replace(times_of_date(subject, since), start=since), k


def _said(told: Told, said: Mapping[str, float], at: str | None) -> list[Row]:
    return [check(told, name, at=at, value=value) for name, value in said.items()]
