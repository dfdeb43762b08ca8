"""Attendance layout "days": a csv with one row an employee-day, summed to unit-months at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from analysis.ingest.attendance_codes import read_code
from analysis.ingest.attendance_rows import split_rows, text_frame
from analysis.ingest.attendance_sum import sum_days, with_schedule
from analysis.ingest.cell import Row, Wrong
from analysis.ingest.dates import day
from analysis.ingest.findings import Finding, as_problems, flagged, refused, twice, typed
from analysis.ingest.header import Header, header_row, read_header
from analysis.ingest.month_gaps import missing_months
from analysis.ingest.names import resolve
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.ingest.values import clock
from analysis.problems import Problem

LAYOUT = "days"
HEADERS = "attendance-days"
FIELDS = ("employee", "unit", "day", "clock_in", "clock_out", "code")
_FEWEST = 3
_ROUNDED = r"^\d[.,]\d+[eE]\+?\d+$"
"""1.98501E+17: what a spreadsheet leaves of an employee number that it took for a number."""


def read(file: str, rows: Sequence[Row], simulated: bool, system: str, reference: Reference) -> FileResult:
    """Unit-months of the good rows, and every problem of the others; nothing of an employee is kept."""
    result = FileResult(file, "attendance", LAYOUT, simulated)
    codes = reference.codes.get(system)
    if codes is None:
        known = ", ".join(sorted(reference.codes))
        values = {"system": system, "known": known}
        result = replace(result, problems=(Problem("no-code-table", file, values=values),))
    at = header_row(rows, HEADERS, _FEWEST)
    if at is None:
        return replace(result, problems=(*result.problems, Problem("attendance-columns-missing", file)))
    header = read_header(file, None, rows, at, HEADERS, ("employee", "unit", "day"))
    problems = list(header.problems)
    if not {"clock_in", "code"} & set(header.columns):
        problems.append(Problem("column-missing", file, row=at + 1, values={"column": "Kode"}))
    if problems or codes is None:
        return replace(result, problems=(*result.problems, *problems))
    return _read_days(result, rows, header, system, codes, reference)


def _read_days(
    result: FileResult,
    rows: Sequence[Row],
    header: Header,
    system: str,
    codes: pl.DataFrame,
    reference: Reference,
) -> FileResult:
    split = split_rows(rows, header, "day")
    text = text_frame(rows, split.data, header, FIELDS)
    frame, findings = _typed(text, codes, reference)
    unread = refused(one for one in findings if one.field in ("clock_in", "clock_out", "code"))
    findings += [*split.findings, *_empty(text), *_at_odds(frame, header, unread)]
    bad = refused(findings)
    problems = as_problems(result.path, None, findings, header.columns)
    problems += missing_months(result.path, None, frame, header.columns["day"], reference)
    if not split.rows_read:
        problems.append(Problem("no-rows", result.path))
    good = frame.filter(~pl.col("row").is_in(list(bad)))
    table = sum_days(good, result, system) if good.height else None
    read, kept = split.rows_read, split.rows_read - len(bad)
    return replace(result, rows_read=read, rows_good=kept, problems=tuple(problems), table=table)


def _typed(
    text: pl.DataFrame, codes: pl.DataFrame, reference: Reference
) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows with unit, day, hours and what the code says, each read by distinct value; and what is wrong."""
    first, last = reference.city.calendar.first_day, reference.city.calendar.last_day

    def known_day(value: str) -> date | Wrong | None:
        found = day(value)
        if isinstance(found, date) and not first <= found <= last:
            return Wrong("day-outside-calendar", {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"})
        return found

    def kind(value: str) -> str | Wrong:
        found = read_code(value, codes)
        return found if isinstance(found, Wrong) else found.kind

    def code_minutes(value: str) -> float | None:
        found = read_code(value, codes)
        return None if isinstance(found, Wrong) else found.minutes

    columns: dict[str, pl.Series] = {}
    findings: list[Finding] = []
    for field, read_cell, dtype in (
        ("unit", lambda value: resolve(reference.names, value), pl.String),
        ("day", known_day, pl.Date),
        ("clock_in", clock, pl.Time),
        ("clock_out", clock, pl.Time),
        ("code", kind, pl.String),
    ):
        columns[field], wrong = typed(text, field, read_cell, dtype)
        findings += wrong
    columns["code_minutes"], _ = typed(text, "code", code_minutes, pl.Float64)
    columns["kind"] = columns.pop("code")
    frame = text.select("row", "employee").with_columns(**columns)
    return with_schedule(frame, reference), findings


def _empty(text: pl.DataFrame) -> list[Finding]:
    """Rows without an employee, a unit or a day, and employee numbers that a spreadsheet has rounded."""
    return flagged(
        text,
        (pl.col("employee").is_null(), "employee", "employee-empty"),
        (pl.col("employee").str.contains(_ROUNDED), "employee", "employee-rounded"),
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
