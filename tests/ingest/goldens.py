"""Reading one sample, and its contract rows beside values computed by hand."""

from pathlib import Path
from typing import Any

import polars as pl

from tests.ingest.builders import checked, errors, malang
from tests.ingest.samples import BY_NAME


def table_of(raw: Path, name: str, suffix: str) -> pl.DataFrame:
    """The contract rows of the sample of this name, which has no error."""
    sample = BY_NAME[name]
    sample.write(raw, suffix=suffix)
    found = checked(raw, malang())
    assert errors(found) == []
    (file,) = found.files
    assert (file.source, file.layout) == (sample.source, sample.layout)
    assert file.rows_read == file.rows_good == sample.data_rows
    return found.tables[sample.source]


def told_of(table: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of every row."""
    return table.select(columns).rows()
