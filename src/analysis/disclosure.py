"""What may be seen: withheld values leave whole, and the public edition holds less than the leadership's."""

import polars as pl

from analysis.indicators.definition import by_code
from analysis.paths import EDITIONS, Edition
from analysis.problems import RetretError

COUNTS = ("numerator", "denominator", "base", "people", "value", "se", "values")
ORIGIN = ("file", "sheet", "row")
HIDDEN = "hidden"
"""The column of the series that says what the public edition withholds besides."""

FEWEST_PUBLIC = 10
"""A figure about fewer people than this is withheld in the public edition; its people are told of in groups only."""

STEP = 5
"""The public edition tells counts to the nearest multiple of this."""


def edition(name: str) -> Edition:
    """The edition of that name; another name is an error that lists the two."""
    if name not in EDITIONS:
        raise RetretError("unknown-edition", edition=str(name), known=", ".join(EDITIONS))
    return name


def disclose(series: pl.DataFrame, name: Edition) -> pl.DataFrame:
    """The series as an edition may show it: every count of a withheld row is empty, its status says why.

    The public edition withholds what is `hidden` too, tells values as finely as pages show them and no finer, and loses
    where a row came from and how many people stand behind it; `step` says to what its counts are rounded where they are told.
    """
    if name == "leadership":
        return _without_withheld(series).drop(HIDDEN, strict=False)
    held = series.with_columns(
        status=pl.when(pl.col(HIDDEN)).then(pl.lit("withheld")).otherwise(pl.col("status"))
    )
    digits = pl.col("indicator").replace_strict(
        {code: one.decimals for code, one in by_code().items()}, return_dtype=pl.Int64
    )
    return (
        _without_withheld(held)
        .drop(HIDDEN)
        .with_columns(
            *(pl.lit(None, series.schema[column]).alias(column) for column in ORIGIN),
            people=pl.lit(None, pl.Int64),
            value=(pl.col("value") * 10**digits).round() / 10**digits,
            step=pl.lit(STEP),
        )
    )


def _without_withheld(series: pl.DataFrame) -> pl.DataFrame:
    withheld = pl.col("status") == "withheld"
    return series.with_columns(pl.when(~withheld).then(pl.col(column)).alias(column) for column in COUNTS)


def coarse(count: float | None, step: int | None) -> float | None:
    """A count as an edition tells it: to the nearest multiple of `step`, halves up, but nothing is told as none."""
    if count is None or not step or count <= 0:
        return count
    return type(count)(max(step, step * int(count / step + 0.5)))
