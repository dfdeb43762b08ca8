"""The cohesion survey: one row an employee becomes one row a unit and round; nobody is kept."""

import polars as pl

from analysis.ingest.reader import Given, Reader

TASK = ("task1", "task2", "task3")
SOCIAL = ("social1", "social2", "social3")
ITEMS = (*TASK, *SOCIAL)


def summarise(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Pulse; a round is a calendar half-year, its days those of the first and last answer of the unit."""
    day = pl.col("answered").dt.date()
    half = day.dt.year() * 2 + (day.dt.month() > 6).cast(pl.Int32)
    scored = rows.with_columns(
        day=day,
        half=half,
        score=pl.mean_horizontal(ITEMS),
        task=pl.mean_horizontal(TASK),
        social=pl.mean_horizontal(SOCIAL),
    )
    summed = scored.group_by("unit", "half", maintain_order=True).agg(
        row=pl.col("row").min(),
        first_day=pl.col("day").min(),
        last_day=pl.col("day").max(),
        form_version=pl.col("form_version").drop_nulls().mode().sort().first(),
        respondents=pl.len(),
        sum_score=pl.col("score").sum(),
        sum_score_squares=(pl.col("score") ** 2).sum(),
        sum_task=pl.col("task").sum(),
        sum_social=pl.col("social").sum(),
        # As a list: a horizontal mean adds fractions in whatever order threads come.
        item_variance=pl.concat_list(pl.col(item).var() for item in ITEMS).list.mean(),
    )
    return summed.with_columns(items=pl.lit(len(ITEMS)))


READER = Reader(summarise)
