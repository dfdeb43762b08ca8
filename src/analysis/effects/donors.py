"""Donor mean: the city less the mean of cities that were never treated, as one series with the primary model."""

import numpy as np

from analysis.effects.columns import columns
from analysis.effects.finding import count, fits, grid_for, told_of
from analysis.effects.gap import (
    Donors,
    add_notes,
    beside,
    from_mean,
    from_mix,
    long_enough,
    named,
    on_rates,
    root_mean_square,
    weight_rows,
)
from analysis.effects.interrupted import city_rows
from analysis.effects.its import model
from analysis.effects.noise import Array
from analysis.effects.placebo_space import Space, alone, evidence, placebo_rows, space
from analysis.effects.refusal import Sides, saturated, thin
from analysis.effects.rows import Sheet
from analysis.effects.series import Block
from analysis.effects.subject import Subject

NAME = "donor-mean"


def donor_mean(subject: Subject) -> Sheet:
    """Rows of the gap, evidence by its placebos; with `donor_weights` these in place of equal ones.

    The gap keeps trend, season and calendar, since cities may differ in each. Placebos are always gaps to the equal
    mean of the other donors, whatever weights the city's own gap has.
    """
    told = told_of(subject, NAME, "city", subject.city.units[0], Sides(0, 0), "C")
    sheet = Sheet()
    if subject.start is None:
        sheet.effects.append(told.refused("mean", "dates-differ"))
        return sheet
    worked = on_rates(subject)
    donors = long_enough(worked, subject.start)
    gap, weights = _gap(worked, donors)
    if gap is None:
        own = thin(
            subject.city.times,
            subject.city.values[0],
            subject.start,
            monthly=subject.monthly,
            limits=subject.limits,
        )
        notes = [] if own else donors.notes
        sheet.effects.append(add_notes(told.refused("mean", own or "donor-gaps"), notes))
        return sheet
    size = root_mean_square(gap.values[0], gap.times < subject.start)
    sheet.weights += weight_rows(NAME, subject, weights, size)
    sheet.effects += city_rows(worked, gap, subject.city_others, NAME, "C")
    notes = [] if subject.design.donor_weights else donors.notes
    if sheet.effects[0]["status"] == "estimated":
        found = _space(worked, gap, donors)
        level, told_why = evidence(found, alone(subject))
        if level == "B":
            sheet.effects = city_rows(worked, gap, subject.city_others, NAME, level)
        if "space" in subject.design.placebo:
            sheet.checks += placebo_rows(told, found, sheet.effects[0])
        notes = [*told_why, *notes]
    sheet.effects[0] = add_notes(sheet.effects[0], notes)
    return sheet


def _gap(subject: Subject, donors: Donors) -> tuple[Block | None, dict[str, float]]:
    """The city's gap with the weight of each donor in it; None where gaps leave no donor."""
    if subject.design.donor_weights:
        chosen, weights = named(subject)
        return from_mix(subject.city, chosen, weights), dict(zip(chosen.units, weights.tolist(), strict=True))
    if not donors.count:
        return None, {}
    return from_mean(subject.city, donors.block), dict.fromkeys(donors.block.units, 1 / donors.count)


def _space(subject: Subject, gap: Block, donors: Donors) -> Space:
    """The mean of the city's gap and of each donor's, by one model of all; none learns from another."""
    start, others = subject.start, subject.city_others
    assert start is not None
    counted = count(gap.times, gap.values[0], start)
    shape = subject.shape(start, counted.before, fits(subject, start)[0])
    gaps = [gap]
    for k in range(donors.count if donors.count > 1 else 0):
        one = from_mean(donors.block.only(np.arange(donors.count) == k), donors.others(k))
        kept = ~np.isnan(one.values[0])
        own: dict[str, Array] = {name: each[0, kept] for name, each in others.items()}
        made = columns(one.times[kept], shape, own)
        if not saturated(made) and not made.dependent():
            gaps.append(one)
    block = beside(gaps)
    return space(block.units[1:], model(block, shape, others, grid_for(subject)).estimate("mean"))
