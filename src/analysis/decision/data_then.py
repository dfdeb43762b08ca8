"""What data a city had accepted at one moment: a fingerprint and the last day, so that a lock can say it."""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.contract import TABLES
from analysis.decision.canonical import fingerprint
from analysis.decision.part import Part
from analysis.validate import data_until


class DataThen(Part):
    """The accepted data of one moment: their fingerprint, their last day, and whether they are simulated."""

    mark: str
    until: date | None
    simulated: bool


def data_then(store: Path, *, simulated: bool) -> DataThen | None:
    """The accepted rows of a store; None where there are none. The order of rows does not matter."""
    read = {name: _rows(store / f"{name}.parquet") for name in sorted(TABLES)}
    tables = {name: rows for name, rows in read.items() if rows is not None and rows.height}
    if not tables:
        return None
    marks = {name: sorted(rows.write_ndjson().splitlines()) for name, rows in tables.items()}
    return DataThen(mark=fingerprint(marks), until=data_until(tables), simulated=simulated)


def _rows(file: Path) -> pl.DataFrame | None:
    return pl.read_parquet(file) if file.is_file() else None
