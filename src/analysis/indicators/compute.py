"""Contract rows become series: one row a unit, period and indicator. Sum first, divide once."""

from collections.abc import Mapping, Sequence

import polars as pl

from analysis.indicators.definition import Indicator
from analysis.indicators.prepare import prepared

FEWEST_PEOPLE = 5
"""A figure about fewer people than this is withheld in every edition."""

SERIES = {
    "unit": pl.String,
    "indicator": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "date": pl.Date,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "base": pl.Int64,
    "people": pl.Int64,
    "value": pl.Float64,
    "se": pl.Float64,
    "values": pl.List(pl.Int64),
    "segment": pl.String,
    "status": pl.String,
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "simulated": pl.Boolean,
}
"""The series table. `date` is the middle of the period; `se` is in the value's unit, empty where none is known;
`values` are what a median is of, so that a group's is exact; `segment` names the instrument where an indicator declares
one: the series breaks where it changes. `status` is shown, flagged (below `rank_below`), withheld (below
`suppress_below` or too few people)."""


def too_few(indicator: Indicator) -> pl.Expr:
    """Whether the base or the number of people behind a value is too small to show it."""
    few = pl.col("base") < indicator.suppress_below
    return few | (pl.col("people") < FEWEST_PEOPLE) if indicator.people else few


def small_count(indicator: Indicator) -> pl.Expr:
    """Whether the numerator is a count so small that it points at somebody; zero does not."""
    return (pl.col("numerator") > 0) & (pl.col("numerator") < indicator.suppress_numerator_below)


def status(indicator: Indicator) -> pl.Expr:
    """Shown, flagged or withheld, by the base, the people and the count behind a value."""
    few = too_few(indicator) | small_count(indicator)
    flagged = pl.col("base") < indicator.rank_below
    return (
        pl.when(few).then(pl.lit("withheld")).when(flagged).then(pl.lit("flagged")).otherwise(pl.lit("shown"))
    )


def ratio(rows: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    """One indicator's series from prepared rows; too small a base leaves the value empty, never zero."""
    kept = rows.filter(pl.lit(True), *(pl.col(name) == wanted for name, wanted in indicator.where.items()))
    median = indicator.formula == "median"
    values = pl.col(indicator.numerator) if median else pl.lit(None, pl.List(pl.Int64))
    number = pl.col(indicator.numerator).list.len() if median else pl.col(indicator.numerator)
    told = kept.with_columns(
        indicator=pl.lit(indicator.code),
        values=values,
        segment=segment(indicator),
        numerator=number.cast(pl.Float64),
        denominator=(number if median else pl.col(indicator.denominator)).cast(pl.Float64),
        base=(number if median else pl.col(indicator.base)).cast(pl.Int64),
        people=(pl.col(indicator.people) if indicator.people else pl.lit(None)).cast(pl.Int64),
        date=pl.col("first_day") + (pl.col("last_day") - pl.col("first_day")) / 2,
    ).filter(pl.col("numerator").is_not_null() & (pl.col("denominator") > 0))
    told = told.with_columns(
        se=_median_error("values")
        if median
        else pl.col(indicator.se)
        if indicator.se
        else pl.lit(None, pl.Float64),
        level=pl.col("values").list.median() if median else pl.col("numerator") / pl.col("denominator"),
        status=status(indicator),
    )
    return told.with_columns(
        value=pl.when(pl.col("status") != "withheld").then(indicator.times * pl.col("level"))
    ).select(pl.col(name).cast(kind) for name, kind in SERIES.items())


def segment(indicator: Indicator) -> pl.Expr:
    """The instrument behind a row as one text; empty where the indicator declares none or the row says nothing."""
    if not indicator.segment:
        return pl.lit(None, pl.String)
    known = pl.any_horizontal(pl.col(name).is_not_null() for name in indicator.segment)
    said = pl.concat_str([pl.col(name).fill_null("?") for name in indicator.segment], separator=" | ")
    return pl.when(known).then(said)


def _median_error(name: str) -> pl.Expr:
    """The standard error of a median from the order statistics that hold 95 % of it; empty below six values.

    Half the distance between the values of rank n/2 -+ 0.98 sqrt(n) over 1.96 (David, Nagaraja, Order Statistics, 7.1).
    """
    n = pl.col(name).list.len().cast(pl.Float64)
    reach = 0.98 * n.sqrt()
    low = (n / 2 - reach).floor().clip(0).cast(pl.Int64)
    high = (n / 2 + reach).ceil().cast(pl.Int64)
    last = (n - 1).cast(pl.Int64)
    ends = [pl.col(name).list.get(at, null_on_oob=True) for at in (low, pl.min_horizontal(high, last))]
    return pl.when(n >= 6).then((ends[1] - ends[0]) / (2 * 1.96))


def unit_series(tables: Mapping[str, pl.DataFrame], indicators: Sequence[Indicator]) -> pl.DataFrame:
    """Every indicator of every unit, sorted by unit, indicator and date (columns: SERIES)."""
    rows = prepared(tables)
    frames = [ratio(with_denominator(rows, one), one) for one in indicators if one.source in rows]
    return pl.concat([pl.DataFrame(schema=SERIES), *frames]).sort("unit", "indicator", "date", "file", "row")


def with_denominator(rows: Mapping[str, pl.DataFrame], indicator: Indicator) -> pl.DataFrame:
    """The source's rows with a denominator of another source in the same unit and month, where one is declared."""
    mine = rows[indicator.source]
    if indicator.denominator_source is None:
        return mine
    other = rows[indicator.denominator_source].select("unit", "month", indicator.denominator)
    return mine.drop(indicator.denominator, strict=False).join(other, on=["unit", "month"], how="left")
