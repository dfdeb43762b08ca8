"""Employee-days become unit-months: who was scheduled, present, late and away; then employees are forgotten."""

import polars as pl

from analysis.ingest.origin import with_origin
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult

ASSEMBLIES = ("rollcall_missed", "rollcall_base", "ceremony_missed", "ceremony_base")
_MINUTE = 60_000_000_000
"""Nanoseconds; a clock time is stored in them."""


def with_schedule(frame: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The rows with `start` and `end` of the unit's hours that day; both empty on a day on which it does not work."""
    six = [kind in reference.city.settings.six_day_types for kind in reference.city.units["type"]]
    units = pl.DataFrame({"unit": reference.city.units["code"], "six_day": six})
    hours = reference.city.calendar.days.select("day", "six_day", "start", "end")
    joined = frame.join(units, on="unit", how="left", maintain_order="left")
    return joined.join(hours, on=["day", "six_day"], how="left", maintain_order="left")


def sum_days(rows: pl.DataFrame, result: FileResult, sheet: str | None, system: str) -> pl.DataFrame:
    """One row a unit and month (contract.Attendance), over working days only.

    `rows` are good employee-days with their schedule. Minutes late are whole minutes from the schedule's start to the
    clock, else those of a late code; in a file without any clock time a code that says "on time" counts as timed.
    Somebody left early by a whole minute or more before the schedule's end, else by a code that says so; in a file
    without any clock time every code that tells of the arrival tells of the leaving as well.
    """
    present = pl.coalesce(pl.col("kind").is_in(["present", "late", "early"]), pl.lit(True))
    by_clock = ((pl.col("clock_in").cast(pl.Int64) - pl.col("start").cast(pl.Int64)) // _MINUTE).clip(0)
    codes_only = rows["clock_in"].null_count() == rows.height
    told = (pl.col("kind") == "late") | pl.lit(codes_only)
    minutes = pl.coalesce(by_clock.cast(pl.Float64), pl.when(told).then(pl.col("code_minutes")))
    days = rows.filter(pl.col("start").is_not_null() & (pl.col("kind").is_null() | (pl.col("kind") != "off")))
    days = days.with_columns(present=present, month=pl.col("day").dt.month_start())
    none = pl.lit(codes_only and rows["clock_out"].null_count() == rows.height)
    ahead = (pl.col("end").cast(pl.Int64) - pl.col("clock_out").cast(pl.Int64)) // _MINUTE > 0
    by_code = pl.when(pl.col("early") | (none & pl.col("code_minutes").is_not_null())).then("early")
    days = days.with_columns(
        minutes=pl.when("present").then(minutes), left=pl.when("present").then(pl.coalesce(ahead, by_code))
    )
    sums = days.group_by("unit", "month").agg(
        employees=pl.col("employee").n_unique(),
        scheduled_days=pl.len(),
        present_days=pl.col("present").sum(),
        timed_days=pl.col("minutes").count(),
        late_days=(pl.col("minutes") > 0).sum(),
        late_minutes=pl.col("minutes").sum(),
        excused_days=(pl.col("kind") == "excused").sum(),
        unexcused_days=(pl.col("kind") == "unexcused").sum(),
        early_days=pl.col("left").sum(),
        out_timed_days=pl.col("left").count(),
        row=pl.col("row").min(),
    )
    return with_origin(sums, result, sheet, system=system)


def sum_months(rows: pl.DataFrame, result: FileResult, sheet: str, system: str) -> pl.DataFrame:
    """One row a unit and month (contract.Attendance) from good employee-months; lateness is not known here."""
    sums = rows.group_by("unit", month=pl.col("day")).agg(
        employees=pl.col("employee").n_unique(),
        scheduled_days=pl.col("scheduled").sum(),
        present_days=pl.col("present").sum(),
        excused_days=pl.col("excused").sum(),
        unexcused_days=pl.col("unexcused").sum(),
        **{name: pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()) for name in ASSEMBLIES},
        row=pl.col("row").min(),
    )
    return with_origin(sums, result, sheet, system=system)
