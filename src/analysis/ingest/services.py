"""Services: monthly recaps and registers of requests become requests by unit, month and channel."""

from datetime import date

import polars as pl

from analysis.ingest.calendar_days import working_days_between
from analysis.ingest.reader import Check, Given, Reader

_NO_CHANNEL = "counter"


def prepare(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Rows with their channel (the counter where a list has no such column), and the working days that a request took."""
    rows = rows.with_columns(channel=pl.col("channel").fill_null(_NO_CHANNEL))
    days = working_days_between(rows, "entered", "finished", given.reference.city)
    return rows.with_columns(took=days)


def summarise(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Services of either layout."""
    return _of_register(rows) if given.layout == "register" else _of_recap(rows)


def _of_recap(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(promised=pl.col("completed"), working_days=pl.lit(None, pl.List(pl.Int64)))


def _of_register(rows: pl.DataFrame) -> pl.DataFrame:
    """Received by the month of entry, finished by the month of the end; open at the end of a month from both."""
    last = rows.select(pl.max_horizontal(pl.col("entered").max(), pl.col("finished").max())).item()
    entered = rows.with_columns(month=pl.col("entered").dt.date().dt.month_start())
    finished = rows.filter(pl.col("finished").is_not_null()).with_columns(
        month=pl.col("finished").dt.date().dt.month_start(),
        kept=pl.col("took") <= pl.col("promised_days"),
    )
    keys = ("unit", "month", "channel")
    arrived = entered.group_by(keys).agg(received=pl.len(), row=pl.col("row").min())
    ended = finished.group_by(keys).agg(
        completed=pl.len(),
        promised=pl.col("kept").count(),
        on_time=pl.col("kept").sum(),
        working_days=pl.col("took").drop_nulls().sort(),
        row_ended=pl.col("row").min(),
    )
    both = arrived.join(ended, on=keys, how="full", coalesce=True)
    counts = pl.col("received", "completed", "promised", "on_time").fill_null(0)
    both = both.with_columns(
        counts,
        row=pl.coalesce("row", "row_ended"),
        working_days=pl.col("working_days").fill_null(pl.lit([], pl.List(pl.Int64))),
    )
    return _with_backlog(both, rows, last.date() if last else date.max)


def _with_backlog(months: pl.DataFrame, rows: pl.DataFrame, last: date) -> pl.DataFrame:
    """How many requests of the register were open when each month ended; unknown for the month the register stops in."""
    ends = months.select("unit", "channel", "month", end=pl.col("month").dt.month_end())
    open_then = (
        ends.join(rows.select("unit", "channel", "entered", "finished"), on=["unit", "channel"])
        .filter(pl.col("entered").dt.date() <= pl.col("end"))
        .filter(pl.col("finished").is_null() | (pl.col("finished").dt.date() > pl.col("end")))
        .group_by("unit", "channel", "month")
        .agg(backlog=pl.len())
    )
    joined = months.join(open_then, on=["unit", "channel", "month"], how="left")
    known = pl.col("month").dt.month_end() <= last
    return joined.with_columns(backlog=pl.when(known).then(pl.col("backlog").fill_null(0)))


READER = Reader(
    summarise,
    checks=(
        Check(
            "on-time-above-completed",
            pl.col("on_time") > pl.col("completed"),
            "on_time",
            ("on_time", "completed"),
        ),
        Check(
            "finished-before-entered",
            pl.col("finished") < pl.col("entered"),
            "finished",
            ("entered", "finished"),
        ),
    ),
    unique={"recap": ("unit", "month", "channel")},
    prepare=prepare,
)
