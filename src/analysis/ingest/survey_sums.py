"""Respondents become one row a wave: totals by element, spread, and the mix of those who answered."""

import polars as pl

from analysis.contract import ELEMENTS
from analysis.ingest.words import key, meanings

TRAITS: tuple[str, ...] = ("service", "gender", "education", "age")
WAVE: tuple[str, ...] = ("unit", "first_day", "last_day")
ABOUT: tuple[str, ...] = ("printed_index", "population", "mode", "vendor", "form_version")
TOP = 4
_AGE_BAND = 10
_LISTED = ("gender", "education")
OTHER = "other"
"""The stratum of what no list knows, and of services that fewer than FEWEST_OF_SERVICE respondents name."""

FEWEST_OF_SERVICE = 5
"""A service is free text: what a few respondents wrote may be about them."""


def wave_sums(people: pl.DataFrame) -> pl.DataFrame:
    """contract.Survey of respondents with their answers u1..u9 (empty where not given), their WAVE, ABOUT it, and TRAITS.

    `row` is a wave's first row. A respondent's own index is 25 x the mean of the answers given.
    """
    people = people.with_columns(own=25.0 * pl.mean_horizontal(pl.col(ELEMENTS).cast(pl.Float64)))
    waves = people.group_by(WAVE, maintain_order=True).agg(
        row=pl.col("row").min(),
        respondents=pl.len().cast(pl.Int64),
        **{f"total_{u}": pl.col(u).sum().cast(pl.Int64) for u in ELEMENTS},
        **{f"answered_{u}": pl.col(u).count().cast(pl.Int64) for u in ELEMENTS},
        sum_index=pl.col("own").sum(),
        sum_index_squares=(pl.col("own") ** 2).sum(),
        top_answers=pl.sum_horizontal((pl.col(u) == TOP).sum() for u in ELEMENTS).cast(pl.Int64),
        **{name: pl.col(name).drop_nulls().first() for name in ABOUT},
    )
    return waves.join(_mix(people), on=WAVE, how="left", maintain_order="left").with_columns(
        pl.col("mix").fill_null(pl.lit([], _MIX))
    )


_MIX = pl.List(
    pl.Struct({"trait": pl.String, "stratum": pl.String, "respondents": pl.Int64, "sum_index": pl.Float64})
)


def _mix(people: pl.DataFrame) -> pl.DataFrame:
    """How many of each stratum answered, and the sum of their indices; strata are spelled alike."""
    told = [trait for trait in TRAITS if trait in people.columns]
    if not told:
        return people.select(WAVE).unique().with_columns(mix=pl.lit([], _MIX))
    strata = people.select(
        *WAVE, "own", *(_stratum(people.schema[trait], trait).alias(trait) for trait in told)
    )
    long = (
        strata.unpivot(told, index=[*WAVE, "own"], variable_name="trait", value_name="stratum")
        .filter(pl.col("stratum").is_not_null())
        .with_columns(stratum=_without_few())
        .group_by(*WAVE, "trait", "stratum", maintain_order=True)
        .agg(respondents=pl.len().cast(pl.Int64), sum_index=pl.col("own").sum())
        .sort(*WAVE, "trait", "stratum")
    )
    return long.group_by(WAVE, maintain_order=True).agg(
        mix=pl.struct("trait", "stratum", "respondents", "sum_index")
    )


def _stratum(dtype: pl.DataType, trait: str) -> pl.Expr:
    if dtype.is_numeric():
        return (pl.col(trait).cast(pl.Int64) // _AGE_BAND * _AGE_BAND).cast(pl.String)
    known = meanings("traits", trait) if trait in _LISTED else {}
    spelled = pl.col(trait).map_elements(key, return_dtype=pl.String)
    return spelled.replace_strict(known, default=OTHER, return_dtype=pl.String) if known else spelled


def _without_few() -> pl.Expr:
    """The stratum, or OTHER for a service that few respondents of the wave name."""
    few = (pl.col("trait") == "service") & (pl.len().over(*WAVE, "trait", "stratum") < FEWEST_OF_SERVICE)
    return pl.when(few).then(pl.lit(OTHER)).otherwise(pl.col("stratum"))
