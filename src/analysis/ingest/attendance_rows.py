"""The rows below a header as columns of text, blank rows and footers taken out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from analysis.ingest.cell import Cell, Row, Wrong, is_missing
from analysis.ingest.findings import Finding
from analysis.ingest.footer import begins_like_a_closing
from analysis.ingest.header import Header

DASHES = ("", "-", "--", "–", "—", ".")
Placed = tuple[int, Row]
"""A row with its 0-based place in the sheet."""


@dataclass(frozen=True)
class Split:
    """Data rows with their places; what could not be one is a finding instead. Rows read are both."""

    data: tuple[Placed, ...]
    findings: tuple[Finding, ...]

    @property
    def rows_read(self) -> int:
        """Data rows and refused rows together."""
        return len(self.data) + len(self.findings)


def below(rows: Sequence[Row], header: Header) -> list[Placed]:
    """The rows below a header with their places."""
    return list(enumerate(rows))[header.row + 1 :]


def split_rows(rows: Iterable[Placed], width: int, anchor: int, last: int = -1) -> Split:
    """A row is data when its `anchor` column (0-based) is filled or it does not begin like a footer.

    A footer-like row, or one with more than `width` cells, is refused unless it stands below all data: the data of
    these rows, and `last` (0-based), the last data row known otherwise.
    """
    data: list[Placed] = []
    doubtful: dict[int, str] = {}
    for at, row in rows:
        if len(row) > width and any(not is_missing(cell) for cell in row[width:]):
            doubtful[at] = "row-too-long"
        elif anchor < len(row) and row[anchor] is not None:
            data.append((at, row))
        elif any(not is_missing(cell) for cell in row):
            if any(isinstance(cell, str) and begins_like_a_closing(cell) for cell in row):
                doubtful[at] = "footer-in-data"
            else:
                data.append((at, row))
    long = (at for at, code in doubtful.items() if code == "row-too-long")
    last = max([last, *(at for at, _ in data), *long])
    refused = {at: code for at, code in doubtful.items() if at < last or code == "row-too-long"}
    return Split(tuple(data), tuple(Finding(at + 1, "", Wrong(code)) for at, code in refused.items()))


def text_frame(data: Sequence[Placed], header: Header, fields: Sequence[str]) -> pl.DataFrame:
    """Data rows of text as columns of trimmed text with the spreadsheet `row` of each; dashes are empty."""
    columns: dict[str, list[Cell]] = {}
    for field in fields:
        column = header.columns.get(field)
        columns[field] = (
            [None] * len(data)
            if column is None
            else [row[column] if column < len(row) else None for _, row in data]
        )
    frame = pl.DataFrame(columns, schema=dict.fromkeys(fields, pl.String))
    tidy = pl.col(fields).str.strip_chars()
    frame = frame.with_columns(pl.when(tidy.is_in(DASHES)).then(None).otherwise(tidy).name.keep())
    return frame.with_columns(row=pl.Series([at + 1 for at, _ in data], dtype=pl.Int64))
