"""Synthetic control: the city less the mix of donors that came closest to its path before the event."""

from dataclasses import replace

import numpy as np

from analysis.effects.columns import Shape, columns
from analysis.effects.control import Control, fitted, misfit, with_weights
from analysis.effects.finding import grid_for, judge, told_of
from analysis.effects.gap import (
    FEWEST_DONORS,
    Donors,
    add_notes,
    beside,
    named,
    on_rates,
    root_mean_square,
    weight_rows,
    without_gaps,
)
from analysis.effects.its import model
from analysis.effects.mixture import Mixture
from analysis.effects.placebo_space import alone, evidence, placebo_rows, ratio_rows, space
from analysis.effects.refusal import Reason, Sides, saturated, sides, thin
from analysis.effects.rows import Sheet, Told
from analysis.effects.series import Block
from analysis.effects.subject import Subject

NAME = "synthetic-control"

ROUNDING = 1e-12
"""Gaps of this size, relative to the city's values, are no noise: the control repeats the city."""


def synthetic_control(subject: Subject) -> Sheet:
    """`att`: the plain mean of the gap after the event, by weights on the simplex or those of the design.

    Few donors and a bad fit before the event are refused by the usual limits, but never where the design gives the
    weights. The interval is `_interval`'s; the rank among donors stands apart, in the checks.
    """
    told = told_of(subject, NAME, "city", subject.city.units[0], Sides(0, 0), "C")
    worked, sheet, start = on_rates(subject), Sheet(), subject.start
    if start is None:
        sheet.effects.append(told.refused("att", "dates-differ"))
        return sheet
    donors, given = without_gaps(worked), bool(subject.design.donor_weights)
    notes = [] if given else donors.notes
    told = replace(told, sides=sides(subject.city.times, subject.city.values[0], start))
    reason = _bare(worked.city, start) or (None if given else _too_few(subject, donors))
    if not reason:
        control = (
            with_weights(worked.city, *named(worked)) if given else fitted(worked.city, donors.block, start)
        )
        told = replace(told, sides=sides(subject.city.times, control.gap.values[0], start))
        size = root_mean_square(control.gap.values[0], subject.city.times < start)
        sheet.weights += weight_rows(NAME, subject, control.weights, size)
        reason = _one_sided(told)
        if not reason and subject.limits and not given and misfit(worked, size):
            reason = "donor-misfit"
        if not reason:
            _tell(sheet, subject, told, control, donors)
    if reason:
        sheet.effects.append(told.refused("att", reason))
    sheet.effects[0] = add_notes(sheet.effects[0], notes)
    return sheet


def _bare(city: Block, start: float) -> Reason | None:
    """Nothing before, nothing after, or no variation at all; lengths are no limits of this estimator."""
    return thin(city.times, city.values[0], start, monthly=False, limits=False)


def _one_sided(told: Told) -> Reason | None:
    """Weights that were given may lean on a donor that has no value on one side."""
    return "no-before" if not told.sides.before else "no-after" if not told.sides.after else None


def _too_few(subject: Subject, donors: Donors) -> Reason | None:
    """Too few donors for a control, or none without gaps; where gaps are why, that is the reason."""
    least = FEWEST_DONORS if subject.limits else 1
    if donors.count >= least:
        return None
    return "donor-gaps" if donors.count + len(donors.left_out) >= least else "few-donors"


def _tell(sheet: Sheet, subject: Subject, told: Told, control: Control, donors: Donors) -> None:
    """The row of the city with the evidence that its placebos give, and the placebos where they are asked for."""
    start, worked = subject.start, on_rates(subject)
    assert start is not None
    among = donors.block.units if donors.count > 1 else ()
    placebos = [
        fitted(donors.block.only(np.arange(donors.count) == k), donors.others(k), start)
        for k in range(len(among))
    ]
    seen = ~np.isnan(control.gap.values[0])
    controls = [one.between(seen) for one in (control, *placebos)]
    asked = "space" in subject.design.placebo
    found = _interval(worked, controls, told.sides.before)
    if found is None:
        sheet.effects.append(told.row("att", estimate=controls[0].att(start), note="no-interval"))
    else:
        ranks = space(among, found)
        level, why = evidence(ranks, alone(subject))
        told = replace(told, evidence=level)
        row = told.estimate("att", found, verdict=judge(worked, found.only([0]), told))
        sheet.effects.append(add_notes(row, why))
        sheet.checks += placebo_rows(told, ranks, row) if asked else []
    sheet.checks += ratio_rows(told, among, [one.ratio(start) for one in controls]) if asked else []


def _interval(subject: Subject, controls: list[Control], before: int) -> Mixture | None:
    """The estimates of all controls; None where the time before leaves no noise to judge by, or too few periods.

    The primary noise on each honest gap, with a level and quarter steps but neither trend nor season: a control has
    both of them already. Estimates are moved to the plain mean of the gap, errors stay.
    """
    start = subject.start
    assert start is not None
    full = subject.shape(start, before, ("mean",))
    shape: Shape = replace(full, trend=False, season="none", pairs=0)
    own = controls[0].honest
    quiet = np.ptp(own.values[0, own.times < start]) <= ROUNDING * np.nanmax(np.abs(subject.city.values))
    if quiet or saturated(columns(own.times, shape, {})):
        return None
    found = model(beside([one.honest for one in controls]), shape, {}, grid_for(subject)).estimate("mean")
    plain = np.array([one.att(start) for one in controls])
    return replace(found, location=found.location + (plain - found.mean)[:, None])
