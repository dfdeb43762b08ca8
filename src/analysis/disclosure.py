"""What may be seen: withheld values leave whole, and the public edition holds less than the leadership's."""

from typing import Literal

import polars as pl

from analysis.problems import RetretError

Edition = Literal["leadership", "public"]
EDITIONS: tuple[Edition, ...] = ("leadership", "public")

COUNTS = ("numerator", "denominator", "base", "people", "value", "se", "values")
ORIGIN = ("file", "sheet", "row")


def edition(name: str) -> Edition:
    """The edition of that name; another name is an error that lists the two."""
    if name not in EDITIONS:
        raise RetretError("unknown-edition", edition=str(name), known=", ".join(EDITIONS))
    return name


def disclose(series: pl.DataFrame, name: Edition) -> pl.DataFrame:
    """The series as an edition may show it: every count of a withheld row is empty, its status says why.

    The public edition also loses where a row came from and how many people stand behind it.
    """
    withheld = pl.col("status") == "withheld"
    shown = series.with_columns(pl.when(~withheld).then(pl.col(column)).alias(column) for column in COUNTS)
    if name == "leadership":
        return shown
    return shown.with_columns(
        *(pl.lit(None, series.schema[column]).alias(column) for column in ORIGIN),
        people=pl.lit(None, pl.Int64),
    )
