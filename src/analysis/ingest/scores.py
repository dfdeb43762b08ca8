"""External scores: one row a score, with what it measured apart from when it was published."""

import polars as pl

from analysis.ingest.reader import Check, Given, Reader

NO_VERSION = "-"
LARGEST = {"ipp": 5.0, "ombudsman": 100.0, "akip": 100.0}
"""The top of each instrument's scale."""


def prepare(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Rows with their version; a table with years in its header says nothing of days, so its scores are the year's."""
    rows = rows.with_columns(version=pl.col("version").fill_null(NO_VERSION))
    if given.layout == "wide":
        rows = rows.with_columns(
            measured_from=pl.date(pl.col("year"), 1, 1), measured_to=pl.date(pl.col("year"), 12, 31)
        )
    retreats = [one.first_day for one in given.reference.city.retreats]
    older = [(pl.col("measured_to") < day) & (pl.col("published") >= day) for day in retreats]
    return rows.with_columns(older=pl.any_horizontal(*older, pl.lit(False)))


def summarise(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Scores."""
    return rows.rename({"measured_from": "first_day", "measured_to": "last_day"})


_LARGEST = pl.col("instrument").replace_strict(LARGEST, default=None, return_dtype=pl.Float64)
READER = Reader(
    summarise,
    checks=(
        Check(
            "published-before-measured",
            pl.col("published") < pl.col("measured_to"),
            "published",
            ("published", "measured_to"),
        ),
        Check(
            "ends-before-it-begins",
            pl.col("measured_to") < pl.col("measured_from"),
            "measured_to",
            ("measured_from", "measured_to"),
        ),
        Check("score-above-scale", pl.col("score") > _LARGEST, "score", ("score",)),
        Check("measured-before-retreat", pl.col("older"), "published", ("measured_to", "published"), "note"),
    ),
    unique={"": ("unit", "instrument", "version", "measured_from", "measured_to")},
    prepare=prepare,
)
