"""The problems of a delivery as a workbook: what was sent, cell by cell, with the faulty cells coloured and annotated."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from analysis.delivery.account import Account
from analysis.ingest.cell import Cell, Row, Wrong, is_missing, plain_text
from analysis.ingest.csv_text import read_records
from analysis.ingest.workbook import SIMULATED_SHEET, open_workbook
from analysis.messages import Lang, text
from analysis.problems import Problem, RetretError
from analysis.whole import whole

_LAST_ROW = 1_048_575
_LONGEST = 32_000
_WHOLE_SHEET = 5_000
"""A sheet longer than this shows only its header and its rows with problems, at their own row numbers."""

Formats = Mapping[tuple[str, str], Any]
"""Cell formats by colour (plain, error, note) and by what stands in the cell."""


@dataclass(frozen=True)
class Page:
    """One sheet of one file that has something to mend, and the name of its sheet in the workbook."""

    file: str
    sheet: str | None
    name: str
    rows: Sequence[Row]


def write_problems_book(
    target: Path, raw: Path, found: Sequence[Account], lang: Lang, *, simulated: bool
) -> int:
    """The workbook, written beside its place and renamed; returns its sheets of data, and writes nothing where
    nothing must be mended.

    Values of every column stand in it, persons' too: it goes back to who sent them. Text is always written as text, so
    that no formula, link or path of the data is alive in it.
    """
    wrong = [problem for one in found for problem in one.problems]
    bad = {problem.file for problem in wrong if problem.severity == "error"}
    wrong = [problem for problem in wrong if problem.file in bad]
    if not wrong:
        return 0
    pages = list(_pages(raw, sorted(bad)))
    suppliers = {file.path: one.supplier.name for one in found for file in one.files}
    marked = simulated or any(file.simulated for one in found for file in one.files)
    try:
        with (
            whole(target) as aside,
            xlsxwriter.Workbook(aside, {"default_date_format": "dd/mm/yyyy"}) as book,
        ):
            book.set_properties({"created": datetime(2000, 1, 1)})  # the same content, the same bytes
            _list(book, wrong, pages, suppliers, lang)
            if marked:
                book.add_worksheet(SIMULATED_SHEET).write_string(0, 0, text("simulated-line", lang))
            formats = _formats(book)
            for page in pages:
                _page(book, page, [one for one in wrong if _stands_in(one, page)], formats, lang)
    except (OSError, XlsxWriterException) as fault:
        raise RetretError("cannot-write", file=str(target), why=str(fault)) from fault
    return len(pages)


def _pages(raw: Path, files: Sequence[str]) -> Iterator[Page]:
    """The sheets of these files as they stand; one that cannot be opened has none."""
    at = 0
    for file in files:
        for sheet, rows in _sheets(raw / file).items():
            at += 1
            yield Page(file, sheet or None, _sheet_name(at, sheet or Path(file).stem), rows)


def _sheets(path: Path) -> Mapping[str, Sequence[Row]]:
    try:
        content = path.read_bytes()
    except OSError:
        return {}
    if path.suffix.casefold() == ".csv":
        records = read_records(content)
        return {} if isinstance(records, Wrong) else {"": records.rows}
    if path.suffix.casefold() in (".xlsx", ".xlsm"):
        book = open_workbook(content)
        return {} if isinstance(book, Wrong) else {sheet.name: sheet.rows for sheet in book.sheets}
    return {}


def _sheet_name(at: int, name: str) -> str:
    """A number and a name: valid for a spreadsheet, and no other sheet's whatever the capitals."""
    plain = "".join(sign if sign.isalnum() or sign in " _-." else " " for sign in name)
    return f"{at} {plain}"[:31].strip()


def _stands_in(problem: Problem, page: Page) -> bool:
    return problem.file == page.file and problem.sheet == page.sheet


def _place(problem: Problem) -> tuple[int, int] | None:
    """0-based row and column; the first column where only a row is named, None where neither is."""
    cell = problem.cell or ""
    if cell and cell[-1].isdigit():
        row, column = xl_cell_to_rowcol(cell)
        return (row, column) if row <= _LAST_ROW else None
    if problem.row is None or problem.row - 1 > _LAST_ROW:
        return None
    column = xl_cell_to_rowcol(f"{cell}1")[1] if cell else 0
    return problem.row - 1, column


def _list(
    book: Any, wrong: Sequence[Problem], pages: Sequence[Page], suppliers: Mapping[str, str], lang: Lang
) -> None:
    """The first sheet: a line a problem, with a link to its cell in this workbook."""
    sheet = book.add_worksheet(text("book-list", lang))
    bold = book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    heads = ("number", "supplier", "file", "sheet", "cell", "kind", "message", "link")
    for column, (head, width) in enumerate(zip(heads, (6, 28, 44, 20, 10, 10, 70, 14), strict=True)):
        sheet.set_column(column, column, width, wrap)
        sheet.write_string(0, column, text(f"book-{head}", lang), bold)
    for at, problem in enumerate(wrong, start=1):
        kind = text(f"book-{problem.severity}", lang)
        told = text(problem.code, lang, **problem.values)
        place = problem.cell or (str(problem.row) if problem.row else "")
        cells = (suppliers[problem.file], problem.file, problem.sheet or "", place, kind, told)
        sheet.write_number(at, 0, at)
        for column, cell in enumerate(cells, start=1):
            sheet.write_string(at, column, cell[:_LONGEST])
        of_file = [one for one in pages if one.file == problem.file]
        page = next((one for one in of_file if one.sheet == problem.sheet), *of_file[:1] or (None,))
        if page is not None:
            to = xl_rowcol_to_cell(*(_place(problem) or (0, 0)))
            sheet.write_url(at, 7, f"internal:'{page.name}'!{to}", string=text("book-go", lang))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(wrong), len(heads) - 1)


def _page(book: Any, page: Page, wrong: Sequence[Problem], formats: Formats, lang: Lang) -> None:
    """One sheet as it was sent; every cell keeps its address, and long sheets hide the rows without a problem."""
    sheet = book.add_worksheet(page.name)
    notes: dict[tuple[int, int], list[str]] = {}
    errors: set[tuple[int, int]] = set()
    for problem in wrong:
        place = _place(problem)
        if place is not None:
            notes.setdefault(place, []).append(text(problem.code, lang, **problem.values))
            if problem.severity == "error":
                errors.add(place)
    for row in _shown_rows(page, {row for row, _ in notes}):
        for column, cell in enumerate(page.rows[row] if row < len(page.rows) else ()):
            if (row, column) not in notes:
                _write(sheet, row, column, cell, formats["plain", _look(cell)])
    for (row, column), told in notes.items():
        cells = page.rows[row] if row < len(page.rows) else ()
        cell = cells[column] if column < len(cells) else None
        _write(sheet, row, column, cell, formats["error" if (row, column) in errors else "note", _look(cell)])
        sheet.write_comment(row, column, "\n".join(told)[:_LONGEST], {"x_scale": 2, "y_scale": 1.5})
    if len(page.rows) > _WHOLE_SHEET:
        sheet.set_default_row(hide_unused_rows=True)
    sheet.set_column(0, max((len(row) for row in page.rows[:50]), default=1), 16)


def _shown_rows(page: Page, marked: set[int]) -> list[int]:
    if len(page.rows) <= _WHOLE_SHEET:
        return list(range(len(page.rows)))
    head = next((at for at, row in enumerate(page.rows) if sum(not is_missing(cell) for cell in row) > 1), 0)
    return sorted({*range(min(head + 1, len(page.rows))), *marked})


def _formats(book: Any) -> Formats:
    colours: dict[str, dict[str, Any]] = {
        "plain": {},
        "error": {"bg_color": "#F8CBAD", "border": 1},
        "note": {"bg_color": "#FFF2CC"},
    }
    looks: dict[str, dict[str, Any]] = {
        "none": {},
        "day": {"num_format": "dd/mm/yyyy"},
        "moment": {"num_format": "dd/mm/yyyy hh:mm"},
        "time": {"num_format": "hh:mm"},
        "span": {"num_format": "[h]:mm"},
    }
    return {
        (colour, look): book.add_format({**of_colour, **of_look})
        for colour, of_colour in colours.items()
        for look, of_look in looks.items()
    }


def _look(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return "moment" if cell.time() != time() else "day"
    if isinstance(cell, date):
        return "day"
    if isinstance(cell, time):
        return "time"
    return "span" if isinstance(cell, timedelta) else "none"


def _write(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    """A number as a number, a day as a day, everything else as text and never as a formula or a link."""
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(cell, float):
        sheet.write_number(row, column, cell, look)
    elif isinstance(cell, (time, timedelta)) or (isinstance(cell, date) and cell.year >= 1900):
        sheet.write_datetime(row, column, cell, look)
    else:
        sheet.write_string(row, column, plain_text(cell)[:_LONGEST], look)
