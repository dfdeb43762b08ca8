"""Commitments, field visits and programmes: what is true of every accepted row."""

import dataframely as dy
import polars as pl

from analysis.contract.origin import Origin, UnitMonth

DIMENSIONS: tuple[str, ...] = (
    "policy", "staff", "facilities", "information", "consultation", "innovation",
)  # fmt: skip
"""The six dimensions of the F-02 visit form (PEKPPP), each 0-5."""


class Commitments(UnitMonth):
    """Commitments of one unit that fall due in one month, as the register of `as_of` shows them.

    `due` are those whose day has come by `as_of`; `done` and `verified` of them are done, and done and checked by another
    unit. `delay_days` are calendar days from due day to done, of the done ones; early is negative. By their codes: `overdue`
    are due and not done, `checked` verified, `unchecked` done and not verified, `unproven` of both without evidence, `ahead`
    not due yet.
    """

    as_of = dy.Date(nullable=False)
    commitments = dy.Int64(nullable=False, min=0)
    due = dy.Int64(nullable=False, min=0)
    done = dy.Int64(nullable=False, min=0)
    verified = dy.Int64(nullable=False, min=0)
    delay_days = dy.List(dy.Int64(), nullable=False)
    overdue = dy.List(dy.String(), nullable=False)
    checked = dy.List(dy.String(), nullable=False)
    unchecked = dy.List(dy.String(), nullable=False)
    unproven = dy.List(dy.String(), nullable=False)
    ahead = dy.List(dy.String(), nullable=False)

    @dy.rule()
    def verified_are_done_are_due(cls) -> pl.Expr:
        return (
            (pl.col("verified") <= pl.col("done"))
            & (pl.col("done") <= pl.col("due"))
            & (pl.col("due") <= pl.col("commitments"))
        )


class Visits(Origin):
    """One visit: day, manner, the chance with which this unit was chosen (0-1), scores, and what was found."""

    visit = dy.String(nullable=False)
    first_day = dy.Date(nullable=False)
    last_day = dy.Date(nullable=False)
    manner = dy.String(nullable=False)
    probability = dy.Float64(nullable=True, min=0, max=1)
    policy = dy.Float64(nullable=True, min=0, max=5)
    staff = dy.Float64(nullable=True, min=0, max=5)
    facilities = dy.Float64(nullable=True, min=0, max=5)
    information = dy.Float64(nullable=True, min=0, max=5)
    consultation = dy.Float64(nullable=True, min=0, max=5)
    innovation = dy.Float64(nullable=True, min=0, max=5)
    head_on_site = dy.Bool(nullable=False)
    office_empty = dy.Bool(nullable=False)
    queue = dy.Int64(nullable=True, min=0)
    register_shown = dy.Bool(nullable=True)
    findings = dy.Int64(nullable=False, min=0)
    findings_due = dy.Int64(nullable=False, min=0)
    findings_in_time = dy.Int64(nullable=False, min=0)

    @dy.rule()
    def findings_closed_in_time_were_due(cls) -> pl.Expr:
        return (pl.col("findings_in_time") <= pl.col("findings_due")) & (
            pl.col("findings_due") <= pl.col("findings")
        )


class Programmes(UnitMonth):
    """Strategic programmes of one unit, month and level (centre, province, city).

    Sums over programmes, in per cent of each: physical progress, its target, budget spent; `on_track` are those that lag
    their target by no more than five points.
    """

    level = dy.String(nullable=False)
    programmes = dy.Int64(nullable=False, min=1)
    on_track = dy.Int64(nullable=False, min=0)
    sum_physical = dy.Float64(nullable=False, min=0)
    sum_target = dy.Float64(nullable=False, min=0)
    sum_budget = dy.Float64(nullable=True, min=0)
    budgeted = dy.Int64(nullable=False, min=0)

    @dy.rule()
    def those_on_track_are_programmes(cls) -> pl.Expr:
        return pl.col("on_track") <= pl.col("programmes")
