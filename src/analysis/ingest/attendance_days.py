"""Attendance layout "days": one row an employee-day, in a csv or a sheet, summed to unit-months at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from analysis.ingest.attendance_cells import FIELDS, ROUNDED, as_text, cell_readers, code_part
from analysis.ingest.attendance_rows import Placed, Split, below, split_rows, text_frame
from analysis.ingest.attendance_sum import sum_days, with_schedule
from analysis.ingest.cell import Row
from analysis.ingest.elements import merged_header
from analysis.ingest.findings import Finding, as_problems, flagged, refused, twice, typed
from analysis.ingest.header import Header, header_row, read_header
from analysis.ingest.month_gaps import missing_months
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.ingest.workbook import Book, Sheet
from analysis.problems import Problem

LAYOUT = "days"
HEADERS = "attendance-days"
_FEWEST = 3


@dataclass(frozen=True)
class Examined:
    """Rows read one by one: data apart from the rest, typed, with every finding."""

    split: Split
    frame: pl.DataFrame
    findings: tuple[Finding, ...]


def read(file: str, rows: Sequence[Row], simulated: bool, system: str, reference: Reference) -> FileResult:
    """Unit-months of the good rows, and every problem of the others; nothing of an employee is kept."""
    return _read(FileResult(file, "attendance", LAYOUT, simulated), None, rows, system, reference)


def days_sheet(book: Book) -> Sheet | None:
    """The sheet with a header of employee-days: an employee, a day, and hours or a code."""
    for sheet in book.sheets:
        at = header_row(sheet.rows, HEADERS, _FEWEST)
        found = set(read_header("", None, sheet.rows, at, HEADERS, ()).columns) if at is not None else set()
        if {"employee", "day"} <= found and found & {"clock_in", "code"}:
            return sheet
    return None


def read_sheet(file: str, book: Book, system: str, reference: Reference) -> FileResult:
    """As `read`, of the workbook's sheet of employee-days, whose cells are typed."""
    result = FileResult(file, "attendance", LAYOUT, book.simulated)
    sheet = days_sheet(book)
    if sheet is None:
        return replace(result, problems=(Problem("attendance-columns-missing", file),))
    return _read(result, sheet, sheet.rows, system, reference)


def find_header(
    result: FileResult, sheet: str | None, rows: Sequence[Row], system: str, reference: Reference
) -> tuple[FileResult, Header | None]:
    """The header of employee-days, or the result with what its lines or its system lack."""
    problems: list[Problem] = []
    if system not in reference.codes:
        values = {"system": system, "known": ", ".join(sorted(reference.codes))}
        problems.append(Problem("no-code-table", result.path, sheet, values=values))
    at = header_row(rows, HEADERS, _FEWEST)
    if at is None:
        problems.append(Problem("attendance-columns-missing", result.path, sheet))
        return replace(result, problems=tuple(problems)), None
    header = read_header(result.path, sheet, rows, at, HEADERS, ("employee", "unit", "day"))
    problems += header.problems
    if not {"clock_in", "code"} & set(header.columns):
        problems.append(Problem("column-missing", result.path, sheet, row=at + 1, values={"column": "Kode"}))
    return replace(result, problems=tuple(problems)), None if problems else header


def _read(
    result: FileResult, sheet: Sheet | None, rows: Sequence[Row], system: str, reference: Reference
) -> FileResult:
    name = sheet.name if sheet else None
    result, header = find_header(result, name, rows, system, reference)
    if header is None:
        return result
    broken: list[Finding] = []
    if sheet:
        merged = merged_header(result.path, sheet, header.row)
        if merged:
            return replace(result, problems=tuple(merged))
        rows, broken = as_text(rows, header)
    width = len(rows[header.row])
    found = examine(below(rows, header), width, header, reference.codes[system], reference, broken=broken)
    bad = refused(found.findings)
    good = found.frame.filter(~pl.col("row").is_in(list(bad)))
    table = sum_days(good, result, name, system) if good.height else None
    gaps = missing_months(result.path, name, found.frame, header.columns["day"], reference)
    return closed(result, name, header, found.findings, gaps, (found.split.rows_read, table))


def closed(
    result: FileResult,
    sheet: str | None,
    header: Header,
    findings: Sequence[Finding],
    gaps: Sequence[Problem],
    sums: tuple[int, pl.DataFrame | None],
) -> FileResult:
    """The result with its problems in row order, then months left out; `sums` are rows read and the table."""
    problems = [*as_problems(result.path, sheet, findings, header.columns), *gaps]
    read, table = sums
    if not read:
        problems.append(Problem("no-rows", result.path, sheet))
    kept = read - len(refused(findings))
    return replace(result, rows_read=read, rows_good=kept, problems=tuple(problems), table=table)


def examine(
    rows: Sequence[Placed],
    width: int,
    header: Header,
    codes: pl.DataFrame,
    reference: Reference,
    *,
    last: int = -1,
    broken: Sequence[Finding] = (),
) -> Examined:
    """Rows below a header, read cell by cell. `broken` cells have a fault already and are not told as empty."""
    split = split_rows(rows, width, header.columns["day"], last)
    text = text_frame(split.data, header, FIELDS)
    frame, findings = _typed(text, codes, reference)
    findings += broken
    unread = refused(one for one in findings if one.field in ("clock_in", "clock_out", "code"))
    faults = {(one.row, one.field) for one in broken}
    empty = [one for one in _empty(text) if (one.row, one.field) not in faults]
    findings += [*split.findings, *empty, *_at_odds(frame, header, unread)]
    return Examined(split, frame, tuple(findings))


def _typed(
    text: pl.DataFrame, codes: pl.DataFrame, reference: Reference
) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows with unit, day, hours and what the code says, each read by distinct value; and what is wrong."""
    readers = cell_readers(codes, reference)
    parts = (("kind", pl.String), ("code_minutes", pl.Float64), ("early", pl.Boolean))
    columns: dict[str, pl.Series] = {}
    findings: list[Finding] = []
    for field, dtype in (
        ("unit", pl.String),
        ("day", pl.Date),
        ("clock_in", pl.Time),
        ("clock_out", pl.Time),
    ):
        columns[field], wrong = typed(text, field, readers[field], dtype)
        findings += wrong
    for part, dtype in parts:
        columns[part], wrong = typed(text, "code", code_part(readers["code"], part), dtype)
        findings += wrong if part == "kind" else []
    frame = text.select("row", "employee").with_columns(**columns)
    return with_schedule(frame, reference), findings


def _empty(text: pl.DataFrame) -> list[Finding]:
    """Rows without an employee, a unit or a day, and employee numbers that a spreadsheet has rounded."""
    return flagged(
        text,
        (pl.col("employee").is_null(), "employee", "employee-empty"),
        (pl.col("employee").str.contains(ROUNDED), "employee", "employee-rounded"),
        (pl.col("unit").is_null(), "unit", "unit-empty"),
        (pl.col("day").is_null(), "day", "day-empty"),
    )


def _at_odds(frame: pl.DataFrame, header: Header, unread: set[int]) -> list[Finding]:
    """Rows at odds with themselves or with another row of the file; `unread` rows have a wrong clock or code."""
    here = pl.col("clock_in").is_not_null() | pl.col("clock_out").is_not_null()
    read = ~pl.col("row").is_in(list(unread))
    silent = read & ~here & pl.col("kind").is_null() & pl.col("start").is_not_null()
    place = "code" if "code" in header.columns else "clock_in"
    return flagged(
        frame,
        (pl.col("clock_out") < pl.col("clock_in"), "clock_out", "out-before-in"),
        ((pl.col("kind") == "unexcused") & here, "code", "absent-with-clock"),
        (silent, place, "day-without-record"),
        (twice("employee", "day"), "day", "employee-day-twice"),
    )
