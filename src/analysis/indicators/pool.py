"""Series of a group or the whole city, from the series of its units."""

from collections.abc import Iterable, Sequence

import polars as pl

from analysis.indicators.compute import SERIES, status, too_few
from analysis.indicators.definition import Indicator


def pool(
    series: pl.DataFrame,
    members: Iterable[str],
    code: str,
    indicator: Indicator,
    until: object = None,
) -> pl.DataFrame:
    """One indicator of a group as rows of SERIES whose unit is the group's code; `until` is the last day of any data, by
    default that of these rows.

    Where people stand behind the figures, units with too few of them or too small a base stay outside, so that they
    cannot be found by subtraction; where none do, the smallest units are what the group is for. Units
    withheld for a small count take part, but where just one of them does, the group's period is withheld too.
    """
    rows = series.filter(pl.col("unit").is_in(list(members)) & (pl.col("indicator") == indicator.code))
    if indicator.people:
        rows = rows.filter(~too_few(indicator))
    guarded = indicator.people is not None or indicator.hides_by_value
    last = series.get_column("last_day").max() if until is None else until
    pooled = pool_waves(rows, last) if indicator.in_waves else pool_months(rows, indicator)
    return (
        pooled.with_columns(
            unit=pl.lit(code),
            indicator=pl.lit(indicator.code),
            file=pl.lit(None, pl.String),
            sheet=pl.lit(None, pl.String),
            row=pl.lit(None, pl.Int64),
            date=pl.col("first_day") + (pl.col("last_day") - pl.col("first_day")) / 2,
        )
        .with_columns(
            status=pl.when((pl.col("withheld_units") == 1) & pl.lit(guarded))
            .then(pl.lit("withheld"))
            .otherwise(status(indicator))
        )
        .with_columns(value=pl.when(pl.col("status") != "withheld").then(pl.col("value")))
        .select(pl.col(name).cast(kind) for name, kind in SERIES.items())
        .sort("date")
    )


def pool_months(rows: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    """Months of a group: numerators and denominators are summed over units, then divided once; a median is that of all values.

    Periods of different instruments are never pooled into one (`segment`).
    """
    median = indicator.formula == "median"
    every = pl.col("values").explode()
    level = every.median() if median else pl.col("numerator").sum() / pl.col("denominator").sum()
    return (
        rows.sort("first_day", "unit")
        .group_by("first_day", "last_day", "segment", maintain_order=True)
        .agg(
            pl.col("numerator", "denominator", "base", "people").sum(),
            value=indicator.times * level,
            values=every if median else pl.lit(None, pl.List(pl.Int64)),
            se=pl.lit(None, pl.Float64),
            withheld_units=(pl.col("status") == "withheld").sum(),
            simulated=pl.col("simulated").any(),
        )
    )


def pool_waves(rows: pl.DataFrame, until: object) -> pl.DataFrame:
    """Quarters of a group: the mean over units of their waves in the quarter, each unit's own level removed first.

    Units survey at different intervals, so a plain mean would move with who was surveyed. The level of a
    unit is its mean over all its waves of one instrument: a unit that changed its instrument tells nothing of the change; the group's level is the mean of these levels. `numerator` is the sum
    of the adjusted unit values and `denominator` the number of units; `se` takes units as independent. A
    quarter that ends after `until`, the last day of any data, is not whole yet and left out.
    """
    levels = rows.group_by("unit", "segment", maintain_order=True).agg(level=pl.col("value").mean())
    grand = levels.get_column("level").mean()
    adjusted = (
        rows.join(levels, on=["unit", "segment"], nulls_equal=True)
        .with_columns(quarter=pl.col("date").dt.truncate("1q"))
        .group_by("unit", "quarter", maintain_order=True)
        .agg(
            value=(pl.col("value") - pl.col("level")).mean() + pl.lit(grand, pl.Float64),
            variance=(pl.col("se") ** 2).sum() / pl.len() ** 2,
            base=pl.col("base").sum(),
            people=pl.col("people").sum(),
            simulated=pl.col("simulated").any(),
        )
    )
    return (
        adjusted.group_by("quarter", maintain_order=True)
        .agg(
            numerator=pl.col("value").sum(),
            denominator=pl.len().cast(pl.Float64),
            base=pl.col("base").sum(),
            people=pl.col("people").sum(),
            value=pl.col("value").mean(),
            se=pl.when(pl.col("variance").null_count() == 0).then(pl.col("variance").sum().sqrt() / pl.len()),
            simulated=pl.col("simulated").any(),
            withheld_units=pl.lit(0),
            values=pl.lit(None, pl.List(pl.Int64)),
            segment=pl.lit(None, pl.String),
        )
        .with_columns(
            first_day=pl.col("quarter"), last_day=pl.col("quarter").dt.offset_by("3mo").dt.offset_by("-1d")
        )
        .filter(pl.col("last_day") <= pl.lit(until))
    )


def group_series(
    series: pl.DataFrame, groups: Sequence[tuple[str, Sequence[str]]], indicators: Sequence[Indicator]
) -> pl.DataFrame:
    """Every indicator of every (code, members) group, as rows of SERIES."""
    # Hundreds of groups and indicators: each looks through its own indicator's rows only, and where it has none at nothing.
    own = {str(code): rows for (code,), rows in series.partition_by("indicator", as_dict=True).items()}
    until = series.get_column("last_day").max()
    frames = [
        pool(own[one.code], members, code, one, until)
        for code, members in groups
        for one in indicators
        if one.code in own
    ]
    return pl.concat([pl.DataFrame(schema=SERIES), *frames])
