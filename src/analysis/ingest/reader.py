"""A file of a declared source, from its sheets to contract rows: structure, cells, checks, then sums."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePosixPath

import polars as pl

from analysis.ingest.cell import Row, Wrong
from analysis.ingest.findings import Finding, as_problems, refused
from analysis.ingest.origin import with_origin
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.ingest.table import Table, columns_of, read_table
from analysis.ingest.table_header import Place, find_place, header_problems
from analysis.problems import Problem, Severity
from analysis.sources.declaration import Source


@dataclass(frozen=True)
class Check:
    """A rule of rows: where `fails` is true the field's cell is at fault; `shows` are fields whose values are told.

    An error refuses the row; a note does not.
    """

    code: str
    fails: pl.Expr
    field: str
    shows: tuple[str, ...] = ()
    severity: Severity = "error"


@dataclass(frozen=True)
class Given:
    """What a reader may know besides the rows: the city's lookups, the layout, and the last day of the data."""

    reference: Reference
    layout: str
    path: str


@dataclass(frozen=True)
class Reader:
    """How one source becomes contract rows: checks of its rows, and the sums; `summed` keeps `row`, the first one.

    `unique` are fields that no two rows share, by layout ("" for all); `prepare` derives columns that checks need.
    """

    summarise: Callable[[pl.DataFrame, Given], pl.DataFrame]
    checks: tuple[Check, ...] = ()
    unique: Mapping[str, tuple[str, ...]] | None = None
    prepare: Callable[[pl.DataFrame, Given], pl.DataFrame] | None = None


@dataclass(frozen=True)
class Found:
    """A table of a source in a sheet of a file."""

    source: Source
    sheet: str | None
    rows: Sequence[Row]
    place: Place


def best_table(sheets: Mapping[str, Sequence[Row]], candidates: Sequence[Source], path: str) -> Found | None:
    """The table that fits a declaration best, complete ones first; None where nothing looks like any of them."""
    suffix = PurePosixPath(path).suffix.casefold().replace(".xlsm", ".xlsx")
    best: Found | None = None
    for source in candidates:
        for name, rows in sheets.items():
            place = find_place(rows, source, suffix)
            if place is None:
                continue
            if best is None or _fit(place) > _fit(best.place):
                best = Found(source, name or None, rows, place)
    return best


def _fit(place: Place) -> tuple[bool, int]:
    return place.complete, len(place.columns) + len(place.above) - 2 * len(place.lacking)


def read_source(
    path: str, found: Found, reader: Reader, reference: Reference, *, simulated: bool
) -> FileResult:
    """Contract rows of the good rows, and every problem of the others."""
    source, place = found.source, found.place
    result = FileResult(path, source.name, place.layout, simulated)
    wrong = header_problems(path, found.sheet, place, source)
    if wrong:
        return replace(result, problems=tuple(wrong))
    table = read_table(found.rows, place, source, reference)
    given = Given(reference, place.layout, path)
    frame = reader.prepare(table.frame, given) if reader.prepare else table.frame
    return finish(result, found, replace(table, frame=frame), reader, given)


def finish(result: FileResult, found: Found, table: Table, reader: Reader, given: Given) -> FileResult:
    """The result with its problems and the sums of the rows that no error refuses."""
    frame, place = table.frame, table.place
    told = {(one.row, one.field) for one in table.findings}
    errors = [*table.findings, *_checked(frame, reader, "error", told), *_twice(frame, reader, place)]
    notes = _checked(frame, reader, "note", told)
    columns = columns_of(table, found.source)
    problems = as_problems(result.path, found.sheet, errors, columns)
    problems += [
        replace(one, severity="note") for one in as_problems(result.path, found.sheet, notes, columns)
    ]
    bad = refused(errors)
    whole_file = any(row <= place.row + 1 for row in bad)
    good = frame.clear() if whole_file else frame.filter(~pl.col("row").is_in(list(bad)))
    if not table.rows_read:
        problems.append(Problem("no-rows", result.path, found.sheet))
    kept = 0 if whole_file else table.rows_read - len({row for row in bad if row > place.row + 1})
    rows = with_origin(reader.summarise(good, given), result, found.sheet) if good.height else None
    return replace(result, rows_read=table.rows_read, rows_good=kept, problems=tuple(problems), table=rows)


def _checked(
    frame: pl.DataFrame, reader: Reader, severity: Severity, told: Set[tuple[int, str]]
) -> list[Finding]:
    """What the checks of a severity find; a cell that could not be read is `told` already and not judged again."""
    findings: list[Finding] = []
    for check in reader.checks:
        if check.severity != severity:
            continue
        rows = frame.filter(check.fails.fill_null(False)).select("row", *check.shows)
        for row in rows.unique(maintain_order=True).iter_rows(named=True):
            if (row["row"], check.field) in told:
                continue
            values = {name: _told(row[name]) for name in check.shows}
            findings.append(Finding(row["row"], check.field, Wrong(check.code, values)))
    return findings


def _twice(frame: pl.DataFrame, reader: Reader, place: Place) -> list[Finding]:
    """Rows of one file that tell the same thing: each of them, since nobody knows which one is meant."""
    fields = (reader.unique or {}).get(place.layout, (reader.unique or {}).get("", ()))
    if not fields:
        return []
    filled = pl.all_horizontal(pl.col(field).is_not_null() for field in fields[:1])
    again = frame.filter(pl.struct(fields).is_duplicated() & filled)
    return [Finding(row, fields[0], Wrong("row-twice")) for row in again["row"].unique(maintain_order=True)]


def _told(value: object) -> str:
    """A number or a day as a message shows it; anything else is not quoted."""
    if isinstance(value, (date, datetime)):
        return f"{value:%d/%m/%Y}"
    return f"{value:g}" if isinstance(value, (int, float)) else "…"
