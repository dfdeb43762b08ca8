"""Contract rows become series: one row a unit, period and indicator. Sum first, divide once."""

from collections.abc import Mapping, Sequence

import polars as pl

from analysis.contract import ELEMENTS
from analysis.indicators.definition import Indicator

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
    "status": pl.String,
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "simulated": pl.Boolean,
}
"""The series table. `date` is the middle of the period; `se` is in the value's unit, empty where none is known;
`status` is shown, flagged (below `rank_below`), withheld (below `suppress_below` or too few people)."""


def survey_rows(survey: pl.DataFrame) -> pl.DataFrame:
    """Survey waves with the sum of the nine NRR (mean answer per element) and the index's sampling error.

    The index is 25/9 x the sum of NRR (PermenPANRB 14/2017, weight exactly 1/9); the error is that of a mean
    of the respondents' own indices, before any design effect.
    """
    n = pl.col("respondents")
    mean = pl.col("sum_index") / n
    spread = ((pl.col("sum_index_squares") - n * mean**2) / (n - 1)).clip(0)
    nrr = [pl.col(f"total_{u}") / pl.col(f"answered_{u}") for u in ELEMENTS]
    answered = pl.all_horizontal(pl.col(f"answered_{u}") > 0 for u in ELEMENTS)
    return survey.with_columns(
        nrr_sum=pl.when(answered).then(pl.sum_horizontal(nrr)),
        elements=pl.lit(len(ELEMENTS)),
        index_se=pl.when(n > 1).then((spread / n).sqrt()),
    )


def attendance_rows(attendance: pl.DataFrame) -> pl.DataFrame:
    """Unit-months with the first and last day of their month."""
    return attendance.with_columns(first_day=pl.col("month"), last_day=pl.col("month").dt.month_end())


def too_few(indicator: Indicator) -> pl.Expr:
    """Whether the base or the number of people behind a value is too small to show it."""
    return (pl.col("base") < indicator.suppress_below) | (pl.col("people") < FEWEST_PEOPLE)


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
    se = pl.col("index_se") if indicator.formula == "survey-index" else pl.lit(None, pl.Float64)
    return (
        rows.filter(pl.col(indicator.numerator).is_not_null() & (pl.col(indicator.denominator) > 0))
        .with_columns(
            indicator=pl.lit(indicator.code),
            numerator=pl.col(indicator.numerator).cast(pl.Float64),
            denominator=pl.col(indicator.denominator).cast(pl.Float64),
            base=pl.col(indicator.base).cast(pl.Int64),
            people=pl.col(indicator.people).cast(pl.Int64),
            se=se,
            date=pl.col("first_day") + (pl.col("last_day") - pl.col("first_day")) / 2,
        )
        .with_columns(status=status(indicator))
        .with_columns(
            value=pl.when(pl.col("status") != "withheld").then(
                indicator.times * pl.col("numerator") / pl.col("denominator")
            )
        )
        .select(pl.col(name).cast(kind) for name, kind in SERIES.items())
    )


def unit_series(tables: Mapping[str, pl.DataFrame], indicators: Sequence[Indicator]) -> pl.DataFrame:
    """Every indicator of every unit, sorted by unit, indicator and date (columns: SERIES)."""
    prepared = {"survey": survey_rows(tables["survey"]), "attendance": attendance_rows(tables["attendance"])}
    frames = [ratio(prepared[indicator.source], indicator) for indicator in indicators]
    return pl.concat([pl.DataFrame(schema=SERIES), *frames]).sort("unit", "indicator", "date", "file", "row")
