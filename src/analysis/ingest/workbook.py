"""A workbook as typed cells with their addresses, and all that a spreadsheet hides from the eye."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

import python_calamine as calamine

from analysis.ingest.cell import Cell, Row, Wrong
from analysis.ingest.container import repack, unpack
from analysis.ingest.sheet_xml import Marks, read_marks, sheet_parts
from analysis.problems import Problem

SIMULATED_SHEET = "SIMULASI"
"""The sheet that marks a workbook as simulated."""


LISTS = "_daftar"
"""The sheet of choices in our own templates: hidden on purpose."""


class Area(NamedTuple):
    """A merged range, 0-based, both corners inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet from A1 on: `rows[13][3]` is D14. Rows and columns are 0-based."""

    name: str
    rows: list[Row]
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Book:
    """A workbook that could be opened."""

    sheets: tuple[Sheet, ...]
    simulated: bool = False

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, whatever its capitals and spaces."""
        wanted = _sheet_key(name)
        return next((sheet for sheet in self.sheets if _sheet_key(sheet.name) == wanted), None)


def open_workbook(content: bytes) -> Book | Wrong:
    """The workbook in these bytes, or the one reason why it cannot be opened."""
    parts = unpack(content)
    if isinstance(parts, Wrong):
        return parts
    try:
        names = sheet_parts(parts)
        marks = {name: read_marks(parts[part]) for name, part in names.items() if part in parts}
    except ParseError:
        return Wrong("truncated-workbook")
    if any(mark.too_large for mark in marks.values()):
        return Wrong("sheet-too-large")
    try:
        with calamine.load_workbook(repack(parts)) as book:
            sheets = tuple(
                _read_sheet(book, meta, marks) for meta in book.sheets_metadata if _has_cells(meta)
            )
    except (calamine.CalamineError, OSError):
        return Wrong("truncated-workbook")
    marker = _sheet_key(SIMULATED_SHEET)
    data = tuple(sheet for sheet in sheets if _sheet_key(sheet.name) != marker)
    return Book(data, simulated=len(data) < len(sheets))


def hidden_notes(file: str, book: Book) -> list[Problem]:
    """Notes on hidden sheets, rows and columns: what they hold is read like any other cell."""
    notes: list[Problem] = []
    for sheet in book.sheets:
        counts: Mapping[str, int] = {
            "hidden-sheet": int(sheet.hidden),
            "hidden-rows": len(sheet.hidden_rows),
            "hidden-columns": len(sheet.hidden_columns),
        }
        for code, count in counts.items():
            if count and sheet.rows and sheet.name != LISTS:
                notes.append(Problem(code, file, sheet.name, values={"count": str(count)}, severity="note"))
    return notes


def _read_sheet(
    book: calamine.CalamineWorkbook, meta: calamine.SheetMetadata, marks: Mapping[str, Marks]
) -> Sheet:
    table = book.get_sheet_by_name(meta.name)
    mark = marks.get(meta.name, Marks({}))
    rows: list[Row] = [[_typed(value) for value in row] for row in table.to_python(skip_empty_area=False)]
    for (row, column), wrong in mark.broken.items():
        rows.extend([] for _ in range(row + 1 - len(rows)))
        line = list(rows[row])
        line.extend([None] * (column + 1 - len(line)))
        line[column] = wrong
        rows[row] = line
    merged = tuple(Area(*start, *end) for start, end in table.merged_cell_ranges or ())
    hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    return Sheet(meta.name, rows, merged, hidden, mark.hidden_rows, mark.hidden_columns)


def _typed(value: object) -> Cell:
    """calamine's cell: empty text is an empty cell, true and false are text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return float(value)
    if value == "" or not isinstance(value, (str, float, date, datetime, time, timedelta)):
        return None
    return value


def _has_cells(meta: calamine.SheetMetadata) -> bool:
    return meta.typ == calamine.SheetTypeEnum.WorkSheet


def _sheet_key(name: str) -> str:
    return "".join(name.casefold().replace("_", " ").split())
