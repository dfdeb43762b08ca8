"""What the cells of an employee-day mean: its unit, day, hours and code, each read alone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time

import polars as pl

from analysis.ingest.attendance_codes import Day, read_code
from analysis.ingest.cell import Cell, Row, Wrong, plain_text
from analysis.ingest.dates import day
from analysis.ingest.findings import Finding
from analysis.ingest.header import Header
from analysis.ingest.names import resolve
from analysis.ingest.reference import Reference
from analysis.ingest.values import clock

FIELDS = ("employee", "unit", "day", "clock_in", "clock_out", "code")
ROUNDED = r"^\d[.,]\d+[eE]\+?\d+$"
"""1.98501E+17: what a spreadsheet leaves of an employee number that it took for a number."""

Read = Callable[[str], str | date | time | Day | Wrong | None]


def cell_readers(codes: pl.DataFrame, reference: Reference) -> Mapping[str, Read]:
    """For each field how a cell of text is read, by one system's codes and the city's names and calendar."""
    first, last = reference.city.calendar.first_day, reference.city.calendar.last_day

    def known_day(value: str) -> date | Wrong | None:
        found = day(value)
        if isinstance(found, date) and not first <= found <= last:
            return Wrong("day-outside-calendar", {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"})
        return found

    return {
        "unit": lambda value: resolve(reference.names, value),
        "day": known_day,
        "clock_in": clock,
        "clock_out": clock,
        "code": lambda value: read_code(value, codes),
    }


def code_part(read: Read, part: str) -> Callable[[str], str | float | bool | Wrong | None]:
    """A reader of one part of what a code says: its kind, its minutes late, or whether it tells of leaving early."""

    def one(value: str) -> str | float | bool | Wrong | None:
        found = read(value)
        if not isinstance(found, Day):
            return found if isinstance(found, Wrong) else None
        return {"kind": found.kind, "code_minutes": found.minutes, "early": found.early}[part]

    return one


def as_text(rows: Sequence[Row], header: Header) -> tuple[list[Row], list[Finding]]:
    """Typed rows as rows of text, as a csv would hold them; cells that cannot be read are empty, with a finding."""
    fields = {header.columns[field]: field for field in FIELDS if field in header.columns}
    found: list[Row] = []
    findings: list[Finding] = []
    for at, row in enumerate(rows):
        line: list[Cell] = []
        for column, cell in enumerate(row):
            field = fields.get(column, "") if at > header.row else ""
            text = _text(field, cell)
            if isinstance(text, Wrong) and field:
                findings.append(Finding(at + 1, field, text))
            line.append(text if isinstance(text, str) else None)
        found.append(line)
    return found, findings


def _text(field: str, cell: Cell) -> str | Wrong | None:
    """A cell of a field as text: dates and hours in one form each, whatever the sheet stored them as."""
    if cell is None or isinstance(cell, (str, Wrong)):
        return cell
    read = {"day": day, "clock_in": clock, "clock_out": clock}.get(field)
    value = read(cell) if read else plain_text(cell)
    if isinstance(value, time):
        return f"{value:%H:%M:%S}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value
