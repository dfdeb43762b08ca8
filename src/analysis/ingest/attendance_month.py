"""One employee-month of a recap: its cells read, and what a recap's rows say together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import polars as pl

from analysis.ingest.attendance_rows import Split
from analysis.ingest.attendance_sum import ASSEMBLIES, sum_months
from analysis.ingest.cell import Cell, Row, Wrong, address, cell_at, is_missing, shown
from analysis.ingest.dates import Period, period
from analysis.ingest.findings import Finding, as_problems, flagged, refused, twice
from analysis.ingest.month_gaps import missing_months
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.ingest.values import whole_number
from analysis.problems import Problem

Kept = TypeVar("Kept")
FARTHEST_FROM_CALENDAR = 3
"""Working days by which a recap may differ from the calendar without being noted."""

_MOST_DAYS = 31
_EMPTY = {"unit": "unit-empty", "month": "period-empty", "employee": "employee-empty"}


@dataclass(frozen=True)
class Line:
    """One employee-month, read; None where a finding says why, or where the layout does not tell."""

    row: int
    employee: str | None
    unit: str | None
    day: date | None
    scheduled: int | None
    present: int | None
    excused: int | None
    unexcused: int | None
    rollcall_missed: int | None = None
    rollcall_base: int | None = None
    ceremony_missed: int | None = None
    ceremony_base: int | None = None


@dataclass(frozen=True)
class Cells:
    """The cells of one row (1-based) by field; whatever cannot be read is added to the findings."""

    row: int
    cells: Row
    columns: Mapping[str, int]
    findings: list[Finding]

    def cell(self, field: str) -> Cell:
        """The cell of a field; empty where the table has no such column."""
        return cell_at(self.cells, self.columns[field]) if field in self.columns else None

    def kept(self, field: str, value: Kept | Wrong | None, *, required: bool = True) -> Kept | None:
        """The value, or None with a finding where it is wrong, or missing though required."""
        if isinstance(value, Wrong) or (value is None and required):
            self.findings.append(Finding(self.row, field, value or Wrong(_EMPTY.get(field, "number-empty"))))
            return None
        return value

    def days(self, field: str, *, required: bool = True) -> int | None:
        """The number of days in the cell of a field."""
        return self.kept(field, days_cell(self.cell(field)), required=required)

    def missed(self, fields: Sequence[str], scheduled: int | None) -> tuple[int | None, int | None]:
        """Times missed over the fields told, and the days scheduled for each of them."""
        told = {field: self.days(field) for field in fields if not is_missing(self.cell(field))}
        counts = {field: count for field, count in told.items() if count is not None}
        if not counts or scheduled is None:
            return None, None
        for field, count in counts.items():
            if count > scheduled:
                values = {"counted": str(count), "scheduled": str(scheduled)}
                self.kept(field, Wrong("more-missed-than-scheduled", values))
        return sum(counts.values()), scheduled * len(counts)


def month_cell(month: Cell, year: Cell) -> date | Wrong | None:
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
        known = 1 <= named <= 12
        return date(number, named, 1) if known else Wrong("no-such-month-number", {"month": shown(month)})
    found = period(month, number if isinstance(number, int) else None)
    if not isinstance(found, Period):
        return found
    one_month = (found.first.year, found.first.month) == (found.last.year, found.last.month)
    return found.first.replace(day=1) if one_month else Wrong("not-one-month")


def days_cell(cell: Cell) -> int | Wrong | None:
    """A number of days that a month can have."""
    value = whole_number(cell)
    if isinstance(value, int) and not 0 <= value <= _MOST_DAYS:
        return Wrong("not-days-of-a-month", {"written": shown(cell)})
    return value


def calendar_days(reference: Reference, unit: str | None, month: date | None) -> int | None:
    """The working days of a unit's month by the city's calendar; None where one of the two is not known."""
    calendar = reference.city.calendar
    if unit is None or month is None or not calendar.first_day <= month <= calendar.last_day:
        return None
    kind = reference.names.types[unit]
    return calendar.working_days(month, kind in calendar.six_day_types)


def close_recap(
    result: FileResult,
    sheet: str,
    split: Split,
    lines: Sequence[Line],
    findings: list[Finding],
    columns: Mapping[str, int],
    system: str,
    reference: Reference,
) -> FileResult:
    """The unit-months of the good rows, with every problem of the others and the notes of the whole."""
    schema = {"row": pl.Int64, "employee": pl.String, "unit": pl.String, "day": pl.Date}
    schema |= dict.fromkeys(("scheduled", "present", "excused", "unexcused", *ASSEMBLIES), pl.Int64)
    frame = pl.DataFrame([vars(line) for line in lines], schema=schema)
    findings += _at_odds(frame)
    bad = refused(findings)
    good = frame.filter(~pl.col("row").is_in(list(bad)))
    problems = as_problems(result.path, sheet, findings, columns)
    # A month that stands above the table has no column; the gap is then told at the row's first cell.
    problems += missing_months(result.path, sheet, frame, columns.get("month", 0), reference)
    if "scheduled" in columns:
        problems += _off_calendar(result.path, sheet, good, columns["scheduled"], reference)
    if not split.rows_read:
        problems.append(Problem("no-rows", result.path, sheet))
    table = sum_months(good, result, sheet, system) if good.height else None
    read, kept = split.rows_read, split.rows_read - len(bad)
    return replace(result, rows_read=read, rows_good=kept, problems=tuple(problems), table=table)


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


def _off_calendar(
    file: str, sheet: str, rows: pl.DataFrame, column: int, reference: Reference
) -> list[Problem]:
    """A note for each unit-month whose stated working days (the most of its rows) are far from the calendar's."""
    notes: list[Problem] = []
    stated = rows.sort("scheduled", "row", descending=[True, False]).group_by("unit", "day").first()
    for unit, month, days, row in stated.sort("row").select("unit", "day", "scheduled", "row").iter_rows():
        known = calendar_days(reference, unit, month)
        if known is not None and abs(days - known) > FARTHEST_FROM_CALENDAR:
            values = {"stated": str(days), "known": str(known), "month": f"{month:%m/%Y}"}
            place = address(row - 1, column)
            notes.append(Problem("working-days-differ", file, sheet, place, row, values, severity="note"))
    return notes
