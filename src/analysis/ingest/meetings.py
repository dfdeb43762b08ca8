"""Coordination meetings: one row an invitation becomes counts by unit and month."""

import polars as pl

from analysis.ingest.reader import Given, Reader


def summarise(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Meetings."""
    return rows.group_by("unit", month=pl.col("held").dt.month_start()).agg(
        row=pl.col("row").min(),
        invited=pl.len(),
        head_present=(pl.col("presence") == "head").sum(),
        deputised=(pl.col("presence") == "deputy").sum(),
    )


READER = Reader(summarise, unique={"": ("unit", "held", "meeting")})
