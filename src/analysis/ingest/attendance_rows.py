"""The rows below a header as columns of text, blank rows and footers taken out."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from analysis.ingest.cell import Cell, Row, Wrong, is_missing
from analysis.ingest.findings import Finding
from analysis.ingest.footer import begins_like_a_closing
from analysis.ingest.header import Header

_DASHES = ("", "-", "--", "–", "—", ".")


@dataclass(frozen=True)
class Split:
    """0-based places of the data rows; what could not be one is a finding instead. Rows read are both."""

    data: tuple[int, ...]
    findings: tuple[Finding, ...]

    @property
    def rows_read(self) -> int:
        """Data rows and refused rows together."""
        return len(self.data) + len(self.findings)


def split_rows(rows: Sequence[Row], header: Header, anchor: str) -> Split:
    """The rows below the header; a row is data when its `anchor` cell is filled or it does not begin like a footer.

    A footer-like row, or one with more cells than the header, is refused unless it stands below all data.
    """
    width, at_anchor = len(rows[header.row]), header.columns[anchor]
    data: list[int] = []
    doubtful: dict[int, str] = {}
    for at in range(header.row + 1, len(rows)):
        row = rows[at]
        if len(row) > width and any(not is_missing(cell) for cell in row[width:]):
            doubtful[at] = "row-too-long"
        elif at_anchor < len(row) and row[at_anchor] is not None:
            data.append(at)
        elif any(not is_missing(cell) for cell in row):
            if any(isinstance(cell, str) and begins_like_a_closing(cell) for cell in row):
                doubtful[at] = "footer-in-data"
            else:
                data.append(at)
    last = max([*data, *(at for at, code in doubtful.items() if code == "row-too-long")], default=-1)
    refused = {at: code for at, code in doubtful.items() if at < last or code == "row-too-long"}
    return Split(tuple(data), tuple(Finding(at + 1, "", Wrong(code)) for at, code in refused.items()))


def text_frame(
    rows: Sequence[Row], data: Sequence[int], header: Header, fields: Sequence[str]
) -> pl.DataFrame:
    """The data rows of a csv as columns of trimmed text with the spreadsheet `row` of each; dashes are empty."""
    picked = [rows[at] for at in data]
    columns: dict[str, list[Cell]] = {}
    for field in fields:
        column = header.columns.get(field)
        columns[field] = (
            [None] * len(picked)
            if column is None
            else [row[column] if column < len(row) else None for row in picked]
        )
    frame = pl.DataFrame(columns, schema=dict.fromkeys(fields, pl.String))
    tidy = pl.col(fields).str.strip_chars()
    frame = frame.with_columns(pl.when(tidy.is_in(_DASHES)).then(None).otherwise(tidy).name.keep())
    return frame.with_columns(row=pl.Series([at + 1 for at in data], dtype=pl.Int64))
