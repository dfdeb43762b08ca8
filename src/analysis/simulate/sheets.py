"""Workbooks as plain rows, and their writing: the same rows give the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet


@dataclass(frozen=True)
class Formula:
    """A formula with the value that a spreadsheet program stored for it; none where it never ran."""

    text: str
    stored: str = ""

    def __str__(self) -> str:
        """What a reader of the file sees: the stored value, else the formula."""
        return self.stored or self.text


Cell = str | int | float | date | datetime | Formula | None

MARKER_SHEET = "SIMULASI"
WRITTEN = datetime(2026, 11, 1)
"""A fixed creation date; a clock would make every byte differ."""


@dataclass(frozen=True)
class Sheet:
    """One sheet from A1 on: `rows[13][3]` is D14; `merged` are ranges like "B6:J6"."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[str, ...] = ()
    bold_rows: frozenset[int] = field(default_factory=frozenset[int])
    hidden_rows: frozenset[int] = field(default_factory=frozenset[int])


@dataclass(frozen=True)
class _Formats:
    bold: Format
    day: Format
    moment: Format


def with_cell(sheet: Sheet, row: int, column: int, value: Cell) -> Sheet:
    """The sheet with another value at a 0-based place, which must exist."""
    line = (*sheet.rows[row][:column], value, *sheet.rows[row][column + 1 :])
    return replace(sheet, rows=(*sheet.rows[:row], line, *sheet.rows[row + 1 :]))


def write_workbook(path: Path, sheets: Sequence[Sheet], marker: str) -> None:
    """A workbook of these sheets with the marker sheet last; the same input gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"created": WRITTEN, "comments": marker})
        dated, timed = ({"num_format": form} for form in ("dd/mm/yyyy", "dd/mm/yyyy hh:mm"))
        formats = _Formats(book.add_format({"bold": True}), book.add_format(dated), book.add_format(timed))
        for sheet in (*sheets, Sheet(MARKER_SHEET, ((marker,),))):
            page = book.add_worksheet(sheet.name)
            for area in sheet.merged:
                page.merge_range(area, "", formats.bold)
            for row in sorted(sheet.hidden_rows):
                page.set_row(row, None, None, {"hidden": True})
            for row, line in enumerate(sheet.rows):
                heading = formats.bold if row in sheet.bold_rows else None
                for column, cell in enumerate(line):
                    _write_cell(page, row, column, cell, heading, formats)


def _write_cell(
    page: Worksheet, row: int, column: int, cell: Cell, heading: Format | None, formats: _Formats
) -> None:
    if isinstance(cell, str):
        page.write_string(row, column, cell, heading)
    elif isinstance(cell, (int, float)):
        page.write_number(row, column, cell)
    elif isinstance(cell, Formula):
        page.write_formula(row, column, cell.text, None, cell.stored)  # pyright: ignore[reportArgumentType]
    elif isinstance(cell, datetime):
        page.write_datetime(row, column, cell, formats.moment)
    elif isinstance(cell, date):
        page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats.day)
