"""Unit contrasts: whether units that something lasting happened to gained more or less than their like.

A new head, an intake of staff or a flood that came with the event leaves no trace before it. It is told from the event
only by units it did not happen to: here each such thing is a dose of 1 or 0 within comparison groups.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np

from analysis.effects.exposure import Exposed, Units, slope_columns, slope_series, units_apart
from analysis.effects.finding import cannot_carry, count, fits, grid_for, noted, told_of
from analysis.effects.gap import add_notes, on_rates
from analysis.effects.its import model
from analysis.effects.noise import Array
from analysis.effects.refusal import Sides, thin
from analysis.effects.rows import Row, Told
from analysis.effects.subject import Subject

NAME = "contrast"

FEWEST_A_SIDE = 2
"""One unit alone cannot show how far units differ anyway."""


def contrast_rows(subject: Subject, members: Mapping[str, AbstractSet[str]]) -> list[Row]:
    """One row a contrast (level `group`, unit = its name, estimand `mean`): the mean effect of members less others'.

    `members`: names of the units that it happened to, by contrast; every other unit of the subject is one that it did
    not happen to. Groups without units on both sides have no part in it. No verdict, evidence C; what unit effects
    differ by anyway is in the error. A contrast without two units on each side is refused (`few-units`).
    """
    worked, start = on_rates(subject), subject.start
    told = {name: told_of(subject, NAME, "group", name, Sides(0, 0), "C") for name in members}
    if start is None:
        return [one.refused("mean", "dates-differ") for one in told.values()]
    before = int((worked.units.times < start).sum())
    shape = worked.shape(start, before, fits(subject, start)[0])
    whole = Exposed(worked.units, np.zeros(len(worked.units.units)), worked.groups)
    apart = units_apart(whole, shape, worked.others, grid_for(subject))
    if apart is None:
        return [one.refused("mean", "too-few-periods") for one in told.values()]
    rows: list[Row] = []
    for name, those in members.items():
        dose = np.array([float(unit in those) for unit in worked.units.units])
        rows.append(_contrast(worked, told[name], dose, apart))
    return rows


def _contrast(subject: Subject, told: Told, dose: Array, units: Units) -> Row:
    start = subject.start
    assert start is not None
    exposed = Exposed(subject.units, dose, subject.groups)
    sizes = _sides(exposed)
    if min(sizes) < FEWEST_A_SIDE:
        return told.refused("mean", "few-units")
    block = slope_series(exposed, told.unit)
    columns = slope_columns(exposed, subject.others)
    told = replace(told, sides=count(block.times, block.values[0], start))
    reason = thin(
        block.times, block.values[0], start, monthly=subject.monthly, limits=subject.limits
    ) or cannot_carry(subject, block, 0, columns, told.sides.before, start)
    if reason:
        return told.refused("mean", reason)
    shape = subject.shape(start, told.sides.before, fits(subject, start)[0])
    made = model(block, shape, columns, grid_for(subject)).estimate("mean")
    row = noted(told, shape, subject).estimate("mean", made.widened(units.unexplained("mean", dose)))
    return add_notes(row, [f"units={sizes[0]}-{sizes[1]}"])


def _sides(exposed: Exposed) -> tuple[int, int]:
    """Members and others in groups that have both."""
    mixed = np.abs(exposed.centred()) > 0
    return int((mixed & (exposed.dose > 0)).sum()), int((mixed & (exposed.dose == 0)).sum())
