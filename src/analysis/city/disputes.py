"""Disputes: what heads of units contest in figures of theirs, and what was answered, from disputes.csv."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from analysis.city.tables import read_table, stop_at_twins
from analysis.problems import RetretError

DISPUTES = "disputes.csv"
COLUMNS = {
    "unit": pl.String,
    "indicator": pl.String,
    "month": pl.String,
    "claim": pl.String,
    "status": pl.String,
    "answer": pl.String,
}
KEY = ("unit", "indicator", "month")
OPEN = "open"
CORRECTED = "corrected"
SETTLED = (CORRECTED, "explained")
"""A settled dispute led to a correction of the data, or to an explanation of the figure."""

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


def read_disputes(folder: Path) -> pl.DataFrame:
    """COLUMNS of a city folder's disputes, none where there is no such file; a wrong cell stops with file, row and column.

    Whether the unit, the indicator and the month name a figure is checked where figures are (`facts/disputes.py`).
    """
    path = folder / DISPUTES
    if not path.is_file():
        return pl.DataFrame(schema=COLUMNS)
    table = read_table(path, COLUMNS, ("unit", "indicator", "month", "claim", "status"))
    stop_at_twins(path, table, *KEY)
    for row, one in enumerate(table.iter_rows(named=True), start=2):
        _check(row, one)
    return table


def _check(row: int, one: Mapping[str, Any]) -> None:
    if not MONTH.fullmatch(one["month"]):
        raise _wrong(row, "month", one["month"], "2026-11")
    if one["status"] not in (OPEN, *SETTLED):
        raise _wrong(row, "status", one["status"], ", ".join((OPEN, *SETTLED)))
    if one["status"] != OPEN and one["answer"] is None:
        raise RetretError("city-empty", file=DISPUTES, row=str(row), column="answer")


def _wrong(row: int, column: str, value: str, wanted: str) -> RetretError:
    return RetretError("city-cell", file=DISPUTES, row=str(row), column=column, value=value, wanted=wanted)
