"""Attendance: what is true of every accepted unit-month, whatever layout it came in."""

import dataframely as dy
import polars as pl


class Attendance(dy.Schema):
    """One unit's attendance in one month, summed over employees at the first step; no employee is kept.

    Counts are employee-days on working days. `timed_days` are present days whose lateness is known (from a
    clock or a code with a range); it, `late_days` and `late_minutes` are empty in layouts without lateness.
    `out_timed_days` are present days of which it is known whether somebody left before the schedule's end, and
    `early_days` those on which somebody did. `rollcall_base` are scheduled days for each roll call that a recap
    tells (morning and afternoon count apart), `ceremony_base` those of rows that tell of ceremonies; all six are
    empty in layouts that do not tell.
    """

    unit = dy.String(nullable=False)
    month = dy.Date(nullable=False)
    employees = dy.Int64(nullable=False, min=1)
    scheduled_days = dy.Int64(nullable=False, min=0)
    present_days = dy.Int64(nullable=False, min=0)
    timed_days = dy.Int64(nullable=True, min=0)
    late_days = dy.Int64(nullable=True, min=0)
    late_minutes = dy.Float64(nullable=True, min=0)
    excused_days = dy.Int64(nullable=False, min=0)
    unexcused_days = dy.Int64(nullable=False, min=0)
    early_days = dy.Int64(nullable=True, min=0)
    out_timed_days = dy.Int64(nullable=True, min=0)
    rollcall_missed = dy.Int64(nullable=True, min=0)
    rollcall_base = dy.Int64(nullable=True, min=0)
    ceremony_missed = dy.Int64(nullable=True, min=0)
    ceremony_base = dy.Int64(nullable=True, min=0)
    file = dy.String(nullable=False)
    sheet = dy.String(nullable=True)
    row = dy.Int64(nullable=False)
    layout = dy.String(nullable=False)
    system = dy.String(nullable=False)
    simulated = dy.Bool(nullable=False)

    @dy.rule()
    def is_the_first_of_a_month(cls) -> pl.Expr:
        return pl.col("month").dt.day() == 1

    @dy.rule()
    def late_days_are_timed_days(cls) -> pl.Expr:
        return (pl.col("late_days") <= pl.col("timed_days")).fill_null(True)

    @dy.rule()
    def timed_days_are_present_days(cls) -> pl.Expr:
        return (pl.col("timed_days") <= pl.col("present_days")).fill_null(True)

    @dy.rule()
    def early_days_are_out_timed_days(cls) -> pl.Expr:
        return (pl.col("early_days") <= pl.col("out_timed_days")).fill_null(True)

    @dy.rule()
    def out_timed_days_are_present_days(cls) -> pl.Expr:
        return (pl.col("out_timed_days") <= pl.col("present_days")).fill_null(True)

    @dy.rule()
    def missed_roll_calls_and_ceremonies_fit_their_base(cls) -> pl.Expr:
        rollcall = (pl.col("rollcall_missed") <= pl.col("rollcall_base")).fill_null(True)
        return rollcall & (pl.col("ceremony_missed") <= pl.col("ceremony_base")).fill_null(True)

    @dy.rule()
    def present_and_absent_days_fit_the_schedule(cls) -> pl.Expr:
        absent = pl.col("excused_days") + pl.col("unexcused_days")
        return pl.col("present_days") + absent <= pl.col("scheduled_days")
