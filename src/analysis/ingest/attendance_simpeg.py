"""Attendance layout "simpeg": a recap of absences only, one row an employee, unit and month often in the title."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis.ingest.attendance_month import Cells, Line, calendar_days, close_recap, days_cell, month_cell
from analysis.ingest.attendance_rows import below, split_rows
from analysis.ingest.cell import Cell, Row, Wrong, cell_problem, is_missing, plain_text
from analysis.ingest.elements import merged_header
from analysis.ingest.findings import Finding
from analysis.ingest.header import Header, read_header
from analysis.ingest.names import resolve
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.ingest.words import key, meanings
from analysis.ingest.workbook import Area, Book, Sheet
from analysis.problems import Problem

LAYOUT = "simpeg"
HEADERS = "attendance-simpeg"
EXCUSED = ("cuti", "dinas_luar", "dispensasi", "izin", "sakit")
_ABOVE = ("unit", "month", "year", "scheduled")
"""Fields that may stand above the table, beside their label, instead of in a column."""

_ITS_OWN = {"total", "no_rollcall"}
"""Columns that the other recap form does not have."""

_FEWEST_REASONS = 4
_DEEPEST_HEADER = 30


@dataclass(frozen=True)
class Found:
    """A sheet with this layout: its header over one row or two, and what stands above it (0-based places)."""

    sheet: Sheet
    rows: Sequence[Row]
    header: Header
    top: int
    above: Mapping[str, tuple[int, int, Cell]]


def find_sheet(book: Book) -> Found | None:
    """The first sheet whose header names most reasons of absence and no column of days present."""
    for sheet in book.sheets:
        for at in range(min(len(sheet.rows), _DEEPEST_HEADER)):
            upper, lower = _fields(sheet.rows, at), _fields(sheet.rows, at + 1)
            # The lower of two header rows names no employee; a row below a title row does.
            deep = len(lower - upper) >= _FEWEST_REASONS and "employee" not in lower
            fields = upper | lower if deep else upper
            reasons = fields & {*EXCUSED, "unexcused"}
            if fields & _ITS_OWN and "employee" in fields and len(reasons) >= _FEWEST_REASONS:
                return None if "present" in fields else _found(sheet, at, deep)
    return None


def _fields(rows: Sequence[Row], at: int) -> set[str]:
    known = meanings("columns", HEADERS)
    row = rows[at] if at < len(rows) else ()
    return {known[key(cell)] for cell in row if isinstance(cell, str) and key(cell) in known}


def _found(sheet: Sheet, top: int, deep: bool) -> Found:
    """The sheet with a header of two rows read as one: what stands below a group's title names the column."""
    rows = list(sheet.rows)
    bottom = top + 1 if deep else top
    if deep:
        known = meanings("columns", HEADERS)
        upper, lower = list(rows[top]), list(rows[bottom])
        width = max(len(upper), len(lower))
        upper, lower = ([*row, *[None] * (width - len(row))] for row in (upper, lower))
        rows[bottom] = [
            below if isinstance(below, str) and key(below) in known else above
            for above, below in zip(upper, lower, strict=True)
        ]
    header = read_header("", sheet.name, rows, bottom, HEADERS, ())
    return Found(sheet, rows, header, top, _titles(rows[:top]))


def _titles(rows: Sequence[Row]) -> dict[str, tuple[int, int, Cell]]:
    """The values beside labels above the table: after a colon in the label's cell, else in the next filled cell."""
    known = meanings("columns", HEADERS)
    found: dict[str, tuple[int, int, Cell]] = {}
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            label, _, rest = cell.partition(":") if isinstance(cell, str) else ("", "", "")
            field = known.get(key(label))
            if field not in _ABOVE or field in found:
                continue
            if rest.strip():
                found[field] = at, column, rest.strip()
                continue
            for place in range(column + 1, len(row)):
                value = row[place]
                value = value.strip().removeprefix(":").strip() if isinstance(value, str) else value
                if not is_missing(value):
                    found[field] = at, place, value
                    break
    return found


def read(file: str, book: Book, found: Found, system: str, reference: Reference) -> FileResult:
    """Unit-months of the good rows, and every problem of the others; nothing of an employee is kept."""
    result = FileResult(file, "attendance", LAYOUT, book.simulated)
    sheet, header = found.sheet, found.header
    required = [field for field in ("unit", "month") if field not in found.above]
    again = read_header(
        file, sheet.name, found.rows, header.row, HEADERS, ("employee", *required, "unexcused")
    )
    problems = [*_merged(file, found), *again.problems, *_wrong_titles(file, found, reference)]
    if problems:
        return replace(result, problems=tuple(problems))
    columns = header.columns
    split = split_rows(below(found.rows, header), len(found.rows[header.row]), columns["employee"])
    findings: list[Finding] = list(split.findings)
    above = {field: value for field, (_, _, value) in found.above.items() if field not in columns}
    lines = [_line(Cells(at + 1, row, columns, findings), above, reference) for at, row in split.data]
    return close_recap(result, sheet.name, split, lines, findings, columns, system, reference)


def _merged(file: str, found: Found) -> list[Problem]:
    """Merged cells that hide columns; the title of a group of columns, in the upper of two rows, hides none."""
    two = found.header.row > found.top
    known = meanings("columns", HEADERS)

    def hides(area: Area) -> bool:
        cell = found.sheet.rows[area.top][area.left]
        return not two or area.bottom > found.top or (isinstance(cell, str) and key(cell) in known)

    areas = tuple(area for area in found.sheet.merged if hides(area))
    sheet = replace(found.sheet, merged=areas)
    upper = merged_header(file, sheet, found.top)
    return upper + [one for one in merged_header(file, sheet, found.header.row) if one not in upper]


def _wrong_titles(file: str, found: Found, reference: Reference) -> list[Problem]:
    """A problem for each value above the table that cannot be read."""
    above = {
        field: value for field, (_, _, value) in found.above.items() if field not in found.header.columns
    }
    read = {
        "unit": resolve(reference.names, above.get("unit")),
        "month": month_cell(above.get("month"), above.get("year")),
        "scheduled": days_cell(above.get("scheduled")),
    }
    return [
        cell_problem(file, found.sheet.name, *found.above[field][:2], value)
        for field, value in read.items()
        if isinstance(value, Wrong)
    ]


def _line(one: Cells, above: Mapping[str, Cell], reference: Reference) -> Line:
    """The row's values; whatever cannot be read is among the findings."""

    def cell(field: str) -> Cell:
        return above[field] if field in above else one.cell(field)

    unit = one.kept("unit", resolve(reference.names, cell("unit")))
    day = one.kept("month", month_cell(cell("month"), cell("year")))
    number = one.cell("employee")
    employee = one.kept("employee", None if is_missing(number) else plain_text(number))
    scheduled = _scheduled(one, above, reference, unit, day)
    before = len(one.findings)
    away = {field: one.days(field, required=False) or 0 for field in (*EXCUSED, "unexcused")}
    # Where a part cannot be read, the total is not compared: one fault is told once.
    readable = len(one.findings) == before
    present = _present(one, scheduled, sum(away.values())) if readable else None
    unexcused = away.pop("unexcused")
    rollcall = one.missed(("no_rollcall",), scheduled)
    return Line(one.row, employee, unit, day, scheduled, present, sum(away.values()), unexcused, *rollcall)


def _scheduled(
    one: Cells, above: Mapping[str, Cell], reference: Reference, unit: str | None, month: date | None
) -> int | None:
    """Working days by the row, else by the title, else by the calendar of the unit's type."""
    if "scheduled" in one.columns:
        return one.days("scheduled")
    if "scheduled" in above:
        return one.kept("scheduled", days_cell(above["scheduled"]))
    known = calendar_days(reference, unit, month)
    if known is None and unit and month:
        calendar = reference.city.calendar
        ends = {"first": f"{calendar.first_day:%d/%m/%Y}", "last": f"{calendar.last_day:%d/%m/%Y}"}
        return one.kept("month", Wrong("day-outside-calendar", ends))
    return known


def _present(one: Cells, scheduled: int | None, away: int) -> int | None:
    """Days scheduled less the total away, which must be the sum of its parts and fit the schedule."""
    before = len(one.findings)
    total = one.days("total") if "total" in one.columns else away
    if total is None or scheduled is None or len(one.findings) > before:
        return None
    place = "total" if "total" in one.columns else "unexcused"
    if total != away:
        return one.kept(place, Wrong("total-not-the-sum", {"total": str(total), "sum": str(away)}))
    if total > scheduled:
        values = {"counted": str(total), "scheduled": str(scheduled)}
        return one.kept(place, Wrong("more-days-than-scheduled", values))
    return scheduled - total
