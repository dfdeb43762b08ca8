"""Complaints: one row a report becomes reports by unit, month of receipt and channel."""

from datetime import timedelta

import polars as pl

from analysis.ingest.reader import Check, Given, Reader

FIRST_RESPONSE_DAYS = 3
"""Days to a first response (KemenPANRB, quoted by Republika, 14 June 2018, and on the pages of lapor.go.id)."""

RESOLVED_WITHIN = {"information": 5, "no-inspection": 14, "inspection": 60}
"""Days to resolve, by class (same sources); complaints without a class are taken as `no-inspection`."""

_OFTEN = 2
_NO_CLASS = "no-inspection"


def prepare(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Rows with their channel, their limit in days, and whole days to the answer and to the closing."""
    channel = "sambat" if given.layout == "sambat" else "lapor"
    limit = pl.col("class").fill_null(_NO_CLASS).replace_strict(RESOLVED_WITHIN, return_dtype=pl.Int64)
    return rows.with_columns(
        channel=pl.col("channel").fill_null(channel),
        limit=limit,
        to_answer=_days("responded"),
        to_close=_days("closed"),
        shut=pl.col("closed").is_not_null(),
    )


def _days(until: str) -> pl.Expr:
    return (pl.col(until).dt.date() - pl.col("received").dt.date()).dt.total_days()


def summarise(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Complaints; what is not yet due by the last moment of the register is not judged."""
    moments = pl.max_horizontal(pl.col("received", "responded", "closed").max())
    last = rows.select(moments.dt.date()).item()
    old_enough = pl.col("received").dt.date() + timedelta(days=FIRST_RESPONSE_DAYS) <= last
    past_limit = pl.col("received").dt.date() + pl.duration(days="limit") <= last
    answerable = old_enough | pl.col("responded").is_not_null()
    judged = past_limit | pl.col("shut")
    return rows.group_by("unit", "channel", month=pl.col("received").dt.date().dt.month_start()).agg(
        row=pl.col("row").min(),
        received=pl.len(),
        answerable=answerable.sum(),
        answered_in_time=(answerable & (pl.col("to_answer") <= FIRST_RESPONSE_DAYS)).sum(),
        judged=judged.sum(),
        resolved_in_time=(pl.col("to_close") <= pl.col("limit")).sum(),
        closed=pl.col("shut").sum(),
        reopened=pl.when(pl.col("reopened").count() > 0).then((pl.col("reopened") > 0).sum()),
        forwarded_known=pl.col("forwards").count(),
        forwarded_often=(pl.col("forwards") >= _OFTEN).sum(),
        days=pl.col("to_close").drop_nulls().sort(),
    )


READER = Reader(
    summarise,
    checks=(
        Check(
            "closed-before-received", pl.col("closed") < pl.col("received"), "closed", ("received", "closed")
        ),
        Check(
            "answered-before-received",
            pl.col("responded") < pl.col("received"),
            "responded",
            ("received", "responded"),
        ),
        Check("closed-without-date", (pl.col("status") == "closed") & pl.col("closed").is_null(), "closed"),
        Check("date-of-open-case", (pl.col("status") == "open") & pl.col("closed").is_not_null(), "status"),
    ),
    prepare=prepare,
)
