"""Callaway and Sant'Anna: every group of units by its own date, never compared with who was treated before."""

from dataclasses import replace

import numpy as np

from analysis.effects.compare.cohorts import Cohorts, cohorts
from analysis.effects.compare.did import unable
from analysis.effects.compare.staggered import Cell, cells, error, overall
from analysis.effects.compare.student import student_row
from analysis.effects.finding import told_of
from analysis.effects.gap import on_rates
from analysis.effects.period import period_text
from analysis.effects.refusal import Reason
from analysis.effects.rows import Row, Sheet, Told
from analysis.effects.subject import Subject

NAME = "callaway-santanna"


def callaway_santanna(subject: Subject) -> Sheet:
    """`simple`, the mean weighted by group size, and `att:G:T` of every date and time, periods as the panel writes them.

    Normal quantiles; errors by influence functions clustered by unit or group. Regressors of the design are not used
    (note). Units treated from the first period on are left out (note), and so is what lies beyond a horizon.
    """
    made, early = _without_early(cohorts(subject))
    told = told_of(on_rates(subject), NAME, "city", subject.city.units[0], made.sides, "C")
    told = replace(told, note="; ".join(_notes(subject, made, early)))
    waiting = subject.design.control_group == "not-yet-treated"
    reason = _unable(made, early, waiting=waiting)
    if reason:
        return Sheet(effects=[told.refused("simple", reason)])
    found = cells(
        made.values,
        made.times,
        made.since,
        weight=made.weight,
        waiting=waiting,
        anticipation=subject.design.anticipation,
    )
    last = subject.design.horizon or np.inf
    found = [cell for cell in found if cell.at < cell.since + last]
    return Sheet(effects=_rows(subject, told, made, found))


def _without_early(made: Cohorts) -> tuple[Cohorts, int]:
    """Without units that were treated from the first time on, and how many these are."""
    early = made.since <= made.times.min()
    return made.only(~early), int(early.sum())


def _unable(made: Cohorts, early: int, *, waiting: bool) -> Reason | None:
    if early and not len(made.dates):
        return "no-before"
    if not waiting and not np.isinf(made.since).any():
        return "no-never-treated"
    return unable(made)


def _notes(subject: Subject, made: Cohorts, early: int) -> list[str]:
    few = [each for each in made.notes() if each != "staggered"]
    left = [f"treated-from-the-start={early}"] if early else []
    return [*few, *left, *(["without-regressors"] if subject.design.regressors else [])]


def _rows(subject: Subject, told: Told, made: Cohorts, found: list[Cell]) -> list[Row]:
    if not any(cell.post and cell.told for cell in found):
        return [told.refused("simple", "no-comparison")]
    effect, influence = overall(found, made.since, made.weight)
    rows = [student_row(told, "simple", effect, error(influence, made.cluster), np.inf, made.size)]
    for cell in found:
        written = [period_text(int(each), subject.kind) for each in (cell.since, cell.at)]
        name = f"att:{written[0]}:{written[1]}"
        rows.append(
            student_row(told, name, cell.effect, error(cell.influence, made.cluster), np.inf, made.size)
            if cell.told
            else told.refused(name, "no-comparison")
        )
    return rows
