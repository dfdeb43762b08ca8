"""Dose: how the effect grows with exposure that was fixed before the event, as one slope a period."""

from dataclasses import replace

import numpy as np

from analysis.effects.exposure import (
    Exposed,
    Units,
    chosen,
    pre_trends,
    slope_columns,
    slope_series,
    units_apart,
)
from analysis.effects.finding import cannot_carry, count, fits, grid_for, noted, once, told_of
from analysis.effects.gap import add_notes, on_rates
from analysis.effects.its import Model, model
from analysis.effects.refusal import Reason, Sides, thin
from analysis.effects.rows import Row, Sheet, Told, estimates
from analysis.effects.subject import Subject

NAME = "dose"

FEWEST_A_THIRD = 10
STRONGEST_TREND = 0.3
"""Correlation of exposure with trends before the event, beyond which the difference was there already."""


def dose(subject: Subject) -> Sheet:
    """Estimands of the slope on exposure, per unit of exposure, within comparison groups; evidence C.

    A city that sends its most willing units first has a slope without any effect: exposure fixed before the event
    keeps out what followed, not who was chosen. No verdict: the smallest change that matters is one of the outcome,
    not of a slope. The variance of unit effects that exposure does not explain is added.
    """
    sheet, worked, start = Sheet(), on_rates(subject), subject.start
    told = told_of(subject, NAME, "dose", subject.city.units[0], Sides(0, 0), "C")
    if start is None:
        sheet.effects.append(told.refused("mean", "dates-differ"))
        return sheet
    exposed = chosen(worked.units, subject.dose, subject.groups)
    reason = _uneven(exposed, start, limits=subject.limits)
    if reason:
        sheet.effects.append(told.refused("mean", reason))
        return sheet
    others = {name: each[np.isfinite(subject.dose)] for name, each in subject.others.items()}
    missing = len(subject.units.units) - len(exposed.dose)
    block = slope_series(exposed, told.unit)
    told = replace(told, sides=count(block.times, block.values[0], start))
    columns = slope_columns(exposed, others)
    reason = thin(
        block.times, block.values[0], start, monthly=subject.monthly, limits=subject.limits
    ) or cannot_carry(worked, block, 0, columns, told.sides.before, start)
    if reason:
        sheet.effects.append(told.refused("mean", reason))
        return sheet
    for effects in fits(subject, start):
        shape = worked.shape(start, told.sides.before, effects)
        found = model(block, shape, columns, grid_for(subject))
        units = units_apart(exposed, shape, others, grid_for(subject))
        if units is None:
            sheet.effects.append(told.refused("mean", "too-few-periods"))
            continue
        sheet.effects += _rows(noted(told, shape, subject), found, units, effects)
    sheet.effects = once(sheet.effects)
    sheet.effects[0] = add_notes(sheet.effects[0], [f"without-dose={missing}"] if missing else [])
    return sheet


def _rows(told: Told, found: Model, units: Units, effects: tuple[str, ...]) -> list[Row]:
    rows: list[Row] = []
    for name in found.estimands():
        if name.startswith("coef:") or (name.startswith("quarter:") and "quarters" not in effects):
            continue
        extra = units.unexplained(name, units.exposed.dose)
        rows += estimates([told], name, found.estimate(name).widened(extra))
    return rows


def _uneven(exposed: Exposed, start: float, *, limits: bool) -> Reason | None:
    """Why exposure cannot tell a slope; the limits of thirds and of trends are those of the usual refusals.

    The ten units of least exposure must all have less than the ten of most: thirds by rank tell nothing where nearly
    all units share one exposure.
    """
    centred = exposed.centred()
    if not np.any(np.abs(centred) > 1e-12 * max(float(np.abs(exposed.dose).max(initial=0.0)), 1e-300)):
        return "dose-thin"
    if not limits:
        return None
    ordered = np.sort(exposed.dose)
    if len(ordered) < 3 * FEWEST_A_THIRD or ordered[FEWEST_A_THIRD - 1] >= ordered[-FEWEST_A_THIRD]:
        return "dose-thin"
    trends = pre_trends(exposed, start)
    told = np.isfinite(trends)
    if told.sum() > 2 and np.ptp(trends[told]) > 0 and np.ptp(centred[told]) > 0:
        together = float(np.corrcoef(trends[told], centred[told])[0, 1])
        return "dose-trend" if abs(together) > STRONGEST_TREND else None
    return None
