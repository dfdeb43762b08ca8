"""Which days a row of any source is about."""

import polars as pl


def first_day(columns: list[str]) -> pl.Expr:
    """The first day of a row's period, from the columns that its contract has."""
    if "first_day" in columns:
        return pl.col("first_day")
    if "month" in columns:
        return pl.col("month")
    return pl.date(pl.col("year" if "year" in columns else "edition"), 1, 1)


def last_day(columns: list[str]) -> pl.Expr:
    """The last day of a row's period; an open one ends with the day whose state its list shows."""
    if "last_day" in columns:
        return pl.coalesce("last_day", "as_of") if "as_of" in columns else pl.col("last_day")
    if "month" in columns:
        return pl.col("month").dt.month_end()
    return pl.date(pl.col("year" if "year" in columns else "edition"), 12, 31)


def with_span(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `begins` and `ends`, both days inside."""
    return rows.with_columns(begins=first_day(rows.columns), ends=last_day(rows.columns))
