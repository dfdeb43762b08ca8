"""Sums in contract form, whatever source they are of: each with where it came from, in one order always."""

from functools import cache

import polars as pl

from analysis.contract import TABLES
from analysis.ingest.result import FileResult


def with_origin(rows: pl.DataFrame, result: FileResult, sheet: str | None, **more: str) -> pl.DataFrame:
    """The rows (the contract's columns and `row`) with their origin and `more`; columns that a layout does not tell are empty."""
    untold, columns, order = _wanted(str(result.source), tuple(rows.columns))
    return (
        rows.lazy()
        .with_columns(untold)
        .with_columns(
            file=pl.lit(result.path),
            sheet=pl.lit(sheet, pl.String),
            layout=pl.lit(result.layout),
            simulated=pl.lit(result.simulated),
            **{name: pl.lit(value) for name, value in more.items()},
        )
        .select(columns)
        .sort(order, nulls_last=True)
        .collect()
    )


@cache
def _wanted(source: str, there: tuple[str, ...]) -> tuple[list[pl.Expr], list[pl.Expr], list[str]]:
    """Columns that are not there, all columns of the contract in its types, and by which names rows are sorted.

    Made once: files are thousands, and of most of them a row or two is left.
    """
    schema = TABLES[source].create_empty().schema
    plain = [name for name, kind in schema.items() if not kind.is_nested()]
    return (
        [pl.lit(None).alias(name) for name in schema if name not in there],
        [pl.col(name).cast(kind) for name, kind in schema.items()],
        ["unit", "row", *plain],
    )
