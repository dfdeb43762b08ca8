"""Attendance layout "recap": a workbook with one row an employee-month, summed to unit-months at once."""

from dataclasses import replace

from analysis.ingest import attendance_simpeg
from analysis.ingest.attendance_month import Cells, Line, close_recap, month_cell
from analysis.ingest.attendance_rows import below, split_rows
from analysis.ingest.cell import is_missing, plain_text
from analysis.ingest.elements import merged_header
from analysis.ingest.findings import Finding
from analysis.ingest.header import Header, header_row, read_header
from analysis.ingest.names import resolve
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.ingest.workbook import Book, Sheet
from analysis.problems import Problem

LAYOUT = "recap"
HEADERS = "attendance-recap"
EXCUSED = ("izin", "sakit", "cuti", "tugas_belajar", "tugas_kedinasan", "dinas_luar", "dispensasi")
"""Columns of absence with a reason; an empty one counts no day."""

ROLL_CALLS = ("morning_rollcall", "afternoon_rollcall")
_REQUIRED = ("employee", "month", "unit", "scheduled", "present", "unexcused")
_FEWEST = 5


def recap_sheet(book: Book) -> tuple[Sheet, int] | None:
    """The sheet with a recap's header, in either form, and the 0-based row of it."""
    found = attendance_simpeg.find_sheet(book)
    if found:
        return found.sheet, found.header.row
    for sheet in book.sheets:
        at = header_row(sheet.rows, HEADERS, _FEWEST)
        if at is not None:
            return sheet, at
    return None


def read(file: str, book: Book, system: str, reference: Reference) -> FileResult:
    """Unit-months of the good rows, and every problem of the others; nothing of an employee is kept."""
    simpeg = attendance_simpeg.find_sheet(book)
    if simpeg:
        return attendance_simpeg.read(file, book, simpeg, system, reference)
    result = FileResult(file, "attendance", LAYOUT, book.simulated)
    found = recap_sheet(book)
    if found is None:
        return replace(result, problems=(Problem("attendance-columns-missing", file),))
    sheet, at = found
    merged = merged_header(file, sheet, at)
    header = read_header(file, sheet.name, sheet.rows, at, HEADERS, _REQUIRED)
    problems = merged or list(header.problems)
    if problems:
        return replace(result, problems=tuple(problems))
    return _read_rows(result, sheet, header, system, reference)


def _read_rows(
    result: FileResult, sheet: Sheet, header: Header, system: str, reference: Reference
) -> FileResult:
    split = split_rows(below(sheet.rows, header), len(sheet.rows[header.row]), header.columns["month"])
    findings: list[Finding] = list(split.findings)
    lines = [_line(Cells(at + 1, row, header.columns, findings), reference) for at, row in split.data]
    return close_recap(result, sheet.name, split, lines, findings, header.columns, system, reference)


def _line(one: Cells, reference: Reference) -> Line:
    """The row's values; whatever cannot be read is among the findings."""
    unit = one.kept("unit", resolve(reference.names, one.cell("unit")))
    day = one.kept("month", month_cell(one.cell("month"), one.cell("year")))
    number = one.cell("employee")
    employee = one.kept("employee", None if is_missing(number) else plain_text(number))
    scheduled, present = one.days("scheduled"), one.days("present")
    excused = sum(one.days(field, required=False) or 0 for field in EXCUSED)
    unexcused = one.days("unexcused", required=False) or 0
    rollcall = one.missed(ROLL_CALLS, scheduled)
    ceremony = one.missed(("ceremony",), scheduled)
    return Line(one.row, employee, unit, day, scheduled, present, excused, unexcused, *rollcall, *ceremony)
