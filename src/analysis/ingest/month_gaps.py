"""Months that a file leaves out between its first and its last month of a unit."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import polars as pl

from analysis.ingest.cell import address
from analysis.ingest.reference import Reference
from analysis.problems import Problem


def months_between(first: date, last: date) -> Iterator[date]:
    """The first days of the months that lie wholly between two months, both left out."""
    month = _next(first)
    while month < last:
        yield month
        month = _next(month)


def missing_months(
    file: str, sheet: str | None, rows: pl.DataFrame, column: int, reference: Reference
) -> list[Problem]:
    """A problem for each month missing inside the span that a file has of a unit, at the row where it goes on.

    `rows` needs row, unit and day; rows refused for another reason count, so that one fault is told once.
    """
    months = (
        rows.filter(pl.col("unit").is_not_null() & pl.col("day").is_not_null())
        .group_by("unit", month=pl.col("day").dt.month_start())
        .agg(pl.col("row").min())
        .sort("unit", "month")
    )
    names = dict(reference.city.units.select("code", "name").iter_rows())
    problems: list[Problem] = []
    for (unit,), own in months.group_by("unit", maintain_order=True):
        for (before, _), (after, row) in pairwise(own.select("month", "row").iter_rows()):
            for month in months_between(before, after):
                values = {"month": f"{month:%m/%Y}", "unit": str(unit), "name": names[unit]}
                problems.append(Problem("month-missing", file, sheet, address(row - 1, column), row, values))
    return problems


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
