"""Donor mean: the city less the mean of cities that were never treated, as one series with the primary model."""

from collections.abc import Mapping

import numpy as np

from analysis.effects.columns import columns
from analysis.effects.compare.method import method_of
from analysis.effects.compare.rows import Asked, series_rows
from analysis.effects.finding import count, fits, grid_for, told_of
from analysis.effects.gap import (
    Donors,
    add_notes,
    beside,
    from_mean,
    from_mix,
    gap_columns,
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
    mean of the other donors, whatever weights the city's own gap has. A comparison method is fitted to the same gap, has
    no placebos and stays at level C.
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
    others = gap_columns(subject.city_others, subject.donor_others, _share(worked, weights))
    method = method_of(subject.design, subject.kind)
    if method is None:
        sheet.effects += city_rows(worked, gap, others, NAME, "C")
    else:
        sheet.add(series_rows(worked, gap, 0, others, Asked(NAME, "city", method)))
    notes = [] if subject.design.donor_weights else donors.notes
    if method is None and sheet.effects[0]["status"] == "estimated":
        found = _space(worked, gap, donors, others)
        level, told_why = evidence(found, alone(subject))
        if level == "B":
            sheet.effects = city_rows(worked, gap, others, NAME, level)
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


def _share(subject: Subject, weights: Mapping[str, float]) -> Array:
    """The weight of every donor of the subject, (J,), 0 for who is left out."""
    assert subject.donors is not None
    return np.array([weights.get(name, 0.0) for name in subject.donors.units])


def _space(subject: Subject, gap: Block, donors: Donors, others: Mapping[str, Array]) -> Space:
    """The mean of the city's gap and of each donor's, by one model of all; none learns from another."""
    start = subject.start
    assert start is not None and subject.donors is not None
    counted = count(gap.times, gap.values[0], start)
    shape = subject.shape(start, counted.before, fits(subject, start)[0])
    gaps, told = [gap], [others]
    for k, name in enumerate(donors.block.units if donors.count > 1 else ()):
        rest = donors.others(k)
        one = from_mean(donors.block.only(np.arange(donors.count) == k), rest)
        place = subject.donors.units.index(name)
        own = {key: each[[place]] for key, each in subject.donor_others.items()}
        share = _share(subject, dict.fromkeys(rest.units, 1 / len(rest.units)))
        columns_ = gap_columns(own, subject.donor_others, share)
        kept = ~np.isnan(one.values[0])
        made = columns(one.times[kept], shape, {key: each[0, kept] for key, each in columns_.items()})
        if not saturated(made) and not made.dependent():
            gaps.append(one)
            told.append(columns_)
    block = beside(gaps)
    together = {key: np.concatenate([each[key] for each in told]) for key in others}
    return space(block.units[1:], model(block, shape, together, grid_for(subject)).estimate("mean"))
