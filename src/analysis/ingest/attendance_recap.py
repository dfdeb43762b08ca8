"""Attendance layout "recap": a workbook with one row an employee-month, summed to unit-months at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import polars as pl

from analysis.ingest.attendance_rows import split_rows
from analysis.ingest.attendance_sum import sum_months
from analysis.ingest.cell import Cell, Row, Wrong, cell_at, is_missing, plain_text, shown
from analysis.ingest.dates import Period, period
from analysis.ingest.elements import merged_header
from analysis.ingest.findings import Finding, as_problems, flagged, refused, twice
from analysis.ingest.header import Header, header_row, read_header
from analysis.ingest.month_gaps import missing_months
from analysis.ingest.names import resolve
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.ingest.values import whole_number
from analysis.ingest.workbook import Book, Sheet
from analysis.problems import Problem

Kept = TypeVar("Kept")
LAYOUT = "recap"
HEADERS = "attendance-recap"
EXCUSED = ("izin", "sakit", "cuti", "tugas_belajar", "tugas_kedinasan", "dinas_luar", "dispensasi")
"""Columns of absence with a reason; an empty one counts no day."""

_REQUIRED = ("employee", "month", "unit", "scheduled", "present", "unexcused")
_FEWEST = 5
_MOST_DAYS = 31


@dataclass(frozen=True)
class _Line:
    """One employee-month, read; None where a finding says why."""

    row: int
    employee: str | None
    unit: str | None
    day: date | None
    scheduled: int | None
    present: int | None
    excused: int | None
    unexcused: int | None


def recap_sheet(book: Book) -> tuple[Sheet, int] | None:
    """The sheet with a recap's header and the 0-based row of it."""
    for sheet in book.sheets:
        at = header_row(sheet.rows, HEADERS, _FEWEST)
        if at is not None:
            return sheet, at
    return None


def read(file: str, book: Book, system: str, reference: Reference) -> FileResult:
    """Unit-months of the good rows, and every problem of the others; nothing of an employee is kept."""
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
    split = split_rows(sheet.rows, header, "month")
    findings = list(split.findings)
    lines = [_line(at + 1, sheet.rows[at], header.columns, reference, findings) for at in split.data]
    schema = {"row": pl.Int64, "employee": pl.String, "unit": pl.String, "day": pl.Date}
    schema |= dict.fromkeys(("scheduled", "present", "excused", "unexcused"), pl.Int64)
    frame = pl.DataFrame([vars(line) for line in lines], schema=schema)
    findings += _at_odds(frame)
    bad = refused(findings)
    problems = as_problems(result.path, sheet.name, findings, header.columns)
    problems += missing_months(result.path, sheet.name, frame, header.columns["month"], reference)
    if not split.rows_read:
        problems.append(Problem("no-rows", result.path, sheet.name))
    good = frame.filter(~pl.col("row").is_in(list(bad)))
    table = sum_months(good, result, sheet.name, system) if good.height else None
    read, kept = split.rows_read, split.rows_read - len(bad)
    return replace(result, rows_read=read, rows_good=kept, problems=tuple(problems), table=table)


def _line(
    row: int, cells: Row, columns: Mapping[str, int], reference: Reference, findings: list[Finding]
) -> _Line:
    """The row's values; whatever cannot be read is added to the findings."""

    def cell(field: str) -> Cell:
        return cell_at(cells, columns[field]) if field in columns else None

    def kept(field: str, value: Kept | Wrong | None, required: bool = True) -> Kept | None:
        if isinstance(value, Wrong) or (value is None and required):
            findings.append(Finding(row, field, value or Wrong(f"{_EMPTY.get(field, 'number')}-empty")))
            return None
        return value

    unit = kept("unit", resolve(reference.names, cell("unit")))
    day = kept("month", _month(cell("month"), cell("year")))
    employee = kept("employee", None if is_missing(cell("employee")) else plain_text(cell("employee")))
    scheduled, present = (kept(field, _days(cell(field))) for field in ("scheduled", "present"))
    away = [kept(field, _days(cell(field)), required=False) for field in (*EXCUSED, "unexcused")]
    *excused, unexcused = (days or 0 for days in away)
    return _Line(row, employee, unit, day, scheduled, present, sum(excused), unexcused)


_EMPTY = {"unit": "unit", "month": "period", "employee": "employee"}


def _month(month: Cell, year: Cell) -> date | Wrong | None:
    """The first of the month that a month cell and a year cell name together."""
    if isinstance(month, Wrong) or is_missing(month):
        return month if isinstance(month, Wrong) else None
    number = whole_number(year)
    named = int(month) if isinstance(month, float) else None
    if isinstance(month, str) and month.strip().isdigit() and len(month.strip()) <= 2:
        named = int(month)
    if named is not None:
        if not isinstance(number, int) or not 2000 <= number <= 2099:
            return Wrong("period-without-year")
        return (
            date(number, named, 1)
            if 1 <= named <= 12
            else Wrong("no-such-month-number", {"month": shown(month)})
        )
    found = period(month, number if isinstance(number, int) else None)
    if not isinstance(found, Period):
        return found
    one_month = (found.first.year, found.first.month) == (found.last.year, found.last.month)
    return found.first.replace(day=1) if one_month else Wrong("not-one-month")


def _days(cell: Cell) -> int | Wrong | None:
    value = whole_number(cell)
    if isinstance(value, int) and not 0 <= value <= _MOST_DAYS:
        return Wrong("not-days-of-a-month", {"written": shown(cell)})
    return value


def _at_odds(frame: pl.DataFrame) -> list[Finding]:
    """Rows that count more days than there were, and employees with two rows in a month."""
    counted = pl.col("present") + pl.col("excused") + pl.col("unexcused")
    too_many = [
        Finding(
            row, "scheduled", Wrong("more-days-than-scheduled", {"counted": str(n), "scheduled": str(of)})
        )
        for row, n, of in frame.with_columns(n=counted)
        .filter(pl.col("n") > pl.col("scheduled"))
        .select("row", "n", "scheduled")
        .iter_rows()
    ]
    return [*too_many, *flagged(frame, (twice("employee", "day"), "month", "employee-month-twice"))]
