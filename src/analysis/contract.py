"""One schema per source table: what is true of every accepted row, whatever layout it came in."""

import dataframely as dy
import polars as pl

ELEMENTS: tuple[str, ...] = tuple(f"u{k}" for k in range(1, 10))
"""The nine elements of the community satisfaction survey (SKM), in the official order of PermenPANRB 14/2017."""

ORIGIN: tuple[str, ...] = ("file", "sheet", "row", "layout", "simulated")
"""Where a row came from: file under the raw folder, sheet, first spreadsheet row, layout, simulated or real."""


class Survey(dy.Schema):
    """One survey wave of one unit (SKM): fieldwork dates, respondents, and the sum of answers per element.

    `total_u3` is the sum of the 1-4 answers to element 3 and `answered_u3` how many answered it.
    `sum_index` and `sum_index_squares` run over respondents' own index (25 x mean of their answers, 25-100),
    so that the sampling variance needs no respondent rows. No respondent is kept.
    """

    unit = dy.String(nullable=False)
    first_day = dy.Date(nullable=False)
    last_day = dy.Date(nullable=False)
    respondents = dy.Int64(nullable=False, min=1)
    total_u1 = dy.Int64(nullable=False, min=0)
    total_u2 = dy.Int64(nullable=False, min=0)
    total_u3 = dy.Int64(nullable=False, min=0)
    total_u4 = dy.Int64(nullable=False, min=0)
    total_u5 = dy.Int64(nullable=False, min=0)
    total_u6 = dy.Int64(nullable=False, min=0)
    total_u7 = dy.Int64(nullable=False, min=0)
    total_u8 = dy.Int64(nullable=False, min=0)
    total_u9 = dy.Int64(nullable=False, min=0)
    answered_u1 = dy.Int64(nullable=False, min=0)
    answered_u2 = dy.Int64(nullable=False, min=0)
    answered_u3 = dy.Int64(nullable=False, min=0)
    answered_u4 = dy.Int64(nullable=False, min=0)
    answered_u5 = dy.Int64(nullable=False, min=0)
    answered_u6 = dy.Int64(nullable=False, min=0)
    answered_u7 = dy.Int64(nullable=False, min=0)
    answered_u8 = dy.Int64(nullable=False, min=0)
    answered_u9 = dy.Int64(nullable=False, min=0)
    sum_index = dy.Float64(nullable=False)
    sum_index_squares = dy.Float64(nullable=False)
    printed_index = dy.Float64(nullable=True)
    file = dy.String(nullable=False)
    sheet = dy.String(nullable=True)
    row = dy.Int64(nullable=False)
    layout = dy.String(nullable=False)
    simulated = dy.Bool(nullable=False)

    @dy.rule()
    def ends_after_it_begins(cls) -> pl.Expr:
        return pl.col("last_day") >= pl.col("first_day")

    @dy.rule()
    def answers_lie_between_one_and_four(cls) -> pl.Expr:
        return pl.all_horizontal(
            pl.col(f"total_{u}").is_between(pl.col(f"answered_{u}"), 4 * pl.col(f"answered_{u}"))
            for u in ELEMENTS
        )

    @dy.rule()
    def no_more_answers_than_respondents(cls) -> pl.Expr:
        return pl.all_horizontal(pl.col(f"answered_{u}") <= pl.col("respondents") for u in ELEMENTS)


class Attendance(dy.Schema):
    """One unit's attendance in one month, summed over employees at the first step; no employee is kept.

    Counts are employee-days on working days. `timed_days` are present days whose lateness is known (from a
    clock or a code with a range); it, `late_days` and `late_minutes` are empty in layouts without lateness.
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
    def present_and_absent_days_fit_the_schedule(cls) -> pl.Expr:
        absent = pl.col("excused_days") + pl.col("unexcused_days")
        return pl.col("present_days") + absent <= pl.col("scheduled_days")


TABLES: dict[str, type[dy.Schema]] = {"survey": Survey, "attendance": Attendance}
