"""Strategic programmes: one row a programme and month becomes sums by unit, month and level."""

import polars as pl

from analysis.ingest.reader import Check, Given, Reader

LAG_ALLOWED = 5.0
"""Points of physical progress by which a programme may lag its target and still be on track."""

_LARGE_GAP = 40.0


def summarise(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Programmes."""
    return rows.group_by("unit", "month", "level", maintain_order=True).agg(
        row=pl.col("row").min(),
        programmes=pl.len(),
        on_track=(pl.col("physical") >= pl.col("target") - LAG_ALLOWED).sum(),
        sum_physical=pl.col("physical").sum(),
        sum_target=pl.col("target").sum(),
        sum_budget=pl.when(pl.col("budget").count() > 0).then(pl.col("budget").sum()),
        budgeted=pl.col("budget").count(),
    )


READER = Reader(
    summarise,
    checks=(
        Check(
            "spent-far-ahead-of-work",
            pl.col("budget") - pl.col("physical") > _LARGE_GAP,
            "budget",
            ("budget", "physical"),
            "note",
        ),
    ),
    unique={"": ("programme", "unit", "month")},
)
