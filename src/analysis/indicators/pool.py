"""Series of a group or the whole city, from the series of its units."""

from collections.abc import Iterable, Sequence

import polars as pl

from analysis.indicators.compute import SERIES, status, too_few
from analysis.indicators.definition import Indicator

Groups = Sequence[tuple[str, Iterable[str]]]
"""Codes of groups with the codes of their members; a unit may be in several."""


def group_series(series: pl.DataFrame, groups: Groups, indicators: Sequence[Indicator]) -> pl.DataFrame:
    """Every indicator of every (code, members) group, as rows of SERIES by indicator, group and date."""
    own = {str(code): rows for (code,), rows in series.partition_by("indicator", as_dict=True).items()}
    until = series.get_column("last_day").max()
    frames = [pooled(own[one.code], groups, one, until) for one in indicators if one.code in own]
    return pl.concat([pl.DataFrame(schema=SERIES), *frames])


def pool(series: pl.DataFrame, members: Iterable[str], code: str, indicator: Indicator) -> pl.DataFrame:
    """One indicator of one group, as `pooled` has it for several; the last day of any data is that of these rows."""
    rows = series.filter(pl.col("indicator") == indicator.code)
    return pooled(rows, [(code, members)], indicator, series.get_column("last_day").max())


def pooled(rows: pl.DataFrame, groups: Groups, indicator: Indicator, until: object) -> pl.DataFrame:
    """One indicator's rows of all groups as rows of SERIES whose unit is the group's code; `until` is the last day of any data.

    Where people stand behind the figures, units with too few of them or too small a base stay outside, so that they
    cannot be found by subtraction; where none do, the smallest units are what the group is for. Units
    withheld for a small count take part, but where just one of them does, the group's period is withheld too.
    """
    taking_part = rows.filter(~too_few(indicator)) if indicator.people else rows
    guarded = indicator.people is not None or indicator.hides_by_value
    told = _members(groups).join(taking_part, on="unit", maintain_order="left_right")
    sums = pool_waves(told, until) if indicator.in_waves else pool_months(told, indicator)
    return (
        sums.with_columns(
            unit=pl.col("group"),
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
        .sort("at", "date")
        .select(pl.col(name).cast(kind) for name, kind in SERIES.items())
    )


def _members(groups: Groups) -> pl.DataFrame:
    """One row a group and member: the group's place in the list (`at`), its code (`group`), and the unit."""
    rows = [(at, code, unit) for at, (code, members) in enumerate(groups) for unit in members]
    return pl.DataFrame(rows, schema={"at": pl.Int64, "group": pl.String, "unit": pl.String}, orient="row")


def pool_months(rows: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    """Months of groups: numerators and denominators are summed over units, then divided once; a median is that of all values.

    Periods of different instruments are never pooled into one (`segment`).
    """
    median = indicator.formula == "median"
    every = pl.col("values").explode()
    level = every.median() if median else pl.col("numerator").sum() / pl.col("denominator").sum()
    return (
        rows.sort("at", "first_day", "unit")
        .group_by("at", "group", "first_day", "last_day", "segment", maintain_order=True)
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
    """Quarters of groups: the mean over units of their waves in the quarter, each unit's own level removed first.

    Units survey at different intervals, so a plain mean would move with who was surveyed. The level of a
    unit is its mean over all its waves of one instrument: a unit that changed its instrument tells nothing of the change; the group's level is the mean of these levels. `numerator` is the sum
    of the adjusted unit values and `denominator` the number of units; `se` takes units as independent. A
    quarter that ends after `until`, the last day of any data, is not whole yet and left out.
    """
    levels = rows.group_by("at", "unit", "segment", maintain_order=True).agg(level=pl.col("value").mean())
    grand = levels.group_by("at", maintain_order=True).agg(grand=pl.col("level").mean())
    adjusted = (
        rows.join(levels, on=["at", "unit", "segment"], nulls_equal=True, maintain_order="left")
        .join(grand, on="at", maintain_order="left")
        .with_columns(quarter=pl.col("date").dt.truncate("1q"))
        .group_by("at", "group", "unit", "quarter", maintain_order=True)
        .agg(
            value=(pl.col("value") - pl.col("level")).mean() + pl.col("grand").first(),
            variance=(pl.col("se") ** 2).sum() / pl.len() ** 2,
            base=pl.col("base").sum(),
            people=pl.col("people").sum(),
            simulated=pl.col("simulated").any(),
        )
    )
    return (
        adjusted.group_by("at", "group", "quarter", maintain_order=True)
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
