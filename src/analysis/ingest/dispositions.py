"""Dispositions: one row a letter or task becomes counts and hours by receiving unit and month."""

import polars as pl

from analysis.ingest.reader import Check, Given, Reader

_OFTEN = 2


def prepare(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Rows with whole hours from sending to answer."""
    return rows.with_columns(took=(pl.col("answered") - pl.col("sent")).dt.total_hours())


def summarise(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Dispositions of those that crossed from one unit to another; what stays inside a unit is no coordination."""
    last = rows.select(pl.max_horizontal(pl.col("sent", "answered").max())).item()
    judged = pl.col("due").is_not_null() & (pl.col("answered").is_not_null() | (pl.col("due") <= last))
    crossed = rows.filter(pl.col("sender") != pl.col("unit"))
    return crossed.group_by("unit", month=pl.col("sent").dt.date().dt.month_start()).agg(
        row=pl.col("row").min(),
        received=pl.len(),
        answered=pl.col("answered").count(),
        judged=judged.sum(),
        in_time=(judged & (pl.col("answered") <= pl.col("due"))).sum(),
        forwarded_often=(pl.col("forwards") >= _OFTEN).sum(),
        hours=pl.col("took").drop_nulls().sort(),
    )


READER = Reader(
    summarise,
    checks=(
        Check("answered-before-sent", pl.col("answered") < pl.col("sent"), "answered", ("sent", "answered")),
        Check("due-before-sent", pl.col("due") < pl.col("sent"), "due", ("sent", "due")),
    ),
    prepare=prepare,
)
