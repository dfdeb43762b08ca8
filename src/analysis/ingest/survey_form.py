"""Survey layout "form": the export of an online form, one row a respondent, a wave a unit and quarter."""

import polars as pl

from analysis.contract import ELEMENTS
from analysis.ingest.reader import Check, Given, Reader
from analysis.ingest.survey_sums import columns_of, wave_sums

FORM_MODE = "link"
_FEWEST = 1


def prepare(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Rows with the quarter in which they were answered and how many elements they answer."""
    return rows.with_columns(
        quarter=pl.col("answered").dt.date().dt.truncate("1q"),
        given=pl.sum_horizontal(pl.col(u).is_not_null() for u in ELEMENTS),
    )


def summarise(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Survey; a wave's days are those of the first and the last answer of its unit in the quarter."""
    day = pl.col("answered").dt.date()
    wave = ("unit", "quarter")
    people = rows.with_columns(
        first_day=day.min().over(wave),
        last_day=day.max().over(wave),
        mode=pl.col("mode").fill_null(FORM_MODE),
        printed_index=pl.lit(None, pl.Float64),
        population=pl.lit(None, pl.Int64),
    )
    return wave_sums(columns_of(people))


READER = Reader(
    summarise,
    checks=(Check("respondent-without-answers", pl.col("given") < _FEWEST, "u1"),),
    prepare=prepare,
)
