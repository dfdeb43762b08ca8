"""Field visits: one row a visit, its chance of having been chosen kept beside what was found."""

import polars as pl

from analysis.contract import DIMENSIONS
from analysis.ingest.reader import Check, Given, Reader


def summarise(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Visits; no finding is none, not unknown, since the checklist was filled in."""
    return rows.with_columns(
        first_day=pl.col("visited"),
        last_day=pl.col("visited"),
        probability=pl.col("probability") / 100,
        findings=pl.col("findings").fill_null(0),
        findings_due=pl.col("findings_due").fill_null(0),
        findings_in_time=pl.col("findings_in_time").fill_null(0),
    )


READER = Reader(
    summarise,
    checks=(
        Check(
            "findings-in-time-above-due",
            pl.col("findings_in_time") > pl.col("findings_due"),
            "findings_in_time",
            ("findings_in_time", "findings_due"),
        ),
        Check(
            "findings-due-above-found",
            pl.col("findings_due") > pl.col("findings"),
            "findings_due",
            ("findings_due", "findings"),
        ),
        Check("head-in-an-empty-office", pl.col("head_on_site") & pl.col("office_empty"), "office_empty"),
        Check("chance-of-zero", pl.col("probability") <= 0, "probability"),
        Check(
            "visit-without-scores", pl.all_horizontal(pl.col(DIMENSIONS).is_null()), "policy", severity="note"
        ),
    ),
    unique={"": ("visit",)},
)
