"""Penalties: one row a decision becomes counts by unit, month and level."""

import polars as pl

from analysis.ingest.reader import Given, Reader


def summarise(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Penalties; employees are forgotten."""
    levels = {level: (pl.col("level") == level).sum() for level in ("light", "medium", "heavy")}
    return rows.group_by("unit", month=pl.col("decided").dt.month_start()).agg(
        row=pl.col("row").min(), penalties=pl.len(), **levels
    )


READER = Reader(summarise, unique={"": ("employee", "decided", "level")})
