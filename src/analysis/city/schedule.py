"""Hours of every working day, for five-day and six-day units, in and out of Ramadan."""

from datetime import date

import polars as pl

from analysis.problems import RetretError


def _stop_at_no_hours(days: pl.DataFrame) -> None:
    missing = days.filter(pl.col("start").is_null())
    if not missing.is_empty():
        row = missing.row(0, named=True)
        raise RetretError("no-schedule", day=str(row["day"]), days="6" if row["six_day"] else "5")


def _stop_at_overlap(days: pl.DataFrame) -> None:
    twice = days.filter(pl.struct("day", "six_day").is_duplicated())
    if not twice.is_empty():
        row = twice.row(0, named=True)
        raise RetretError("two-schedules", day=str(row["day"]), days="6" if row["six_day"] else "5")


def build_days(
    first: date,
    last: date,
    off: frozenset[date],
    ramadan: tuple[tuple[date, date], ...],
    schedules: pl.DataFrame,
) -> pl.DataFrame:
    """day, six_day, start, end, ramadan of all working days; a day with no hours, or two, is a RetretError."""
    in_ramadan = pl.any_horizontal(pl.col("day").is_between(a, b) for a, b in ramadan)
    days = (
        pl.DataFrame({"day": pl.date_range(first, last, eager=True)})
        .with_columns(weekday=pl.col("day").dt.weekday(), ramadan=in_ramadan)
        .filter(~pl.col("day").is_in(sorted(off)))
        .join(pl.DataFrame({"six_day": [False, True]}), how="cross")
        .filter(pl.col("weekday") <= pl.when("six_day").then(6).otherwise(5))
        .with_columns(period=pl.when("ramadan").then(pl.lit("ramadan")).otherwise(pl.lit("normal")))
    )
    hours = schedules.with_columns(until=pl.col("valid_to").fill_null(last)).select(
        "period", "six_day", "weekday", "start", "end", "valid_from", "until"
    )
    keys = ["period", "six_day", "weekday"]
    fits = pl.col("day").is_between(pl.col("valid_from"), pl.col("until"))
    found = days.join(hours, on=keys, how="inner").filter(fits).select("day", "six_day", "start", "end")
    _stop_at_overlap(found)
    table = days.join(found, on=["day", "six_day"], how="left").sort("day", "six_day")
    _stop_at_no_hours(table)
    return table.select("day", "six_day", "start", "end", "ramadan")
