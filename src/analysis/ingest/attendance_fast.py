"""A csv of employee-days of any size, read in batches: the same result as the careful reader, row by row."""

import csv
import mmap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.ingest.attendance_days import LAYOUT, closed, examine, find_header
from analysis.ingest.attendance_lookup import Meanings, meanings
from analysis.ingest.attendance_source import Head, Source, careful_source, plain_source, read_head
from analysis.ingest.attendance_tally import (
    ARRIVALS,
    CODED_ON_TIME,
    LEAVINGS,
    STATES,
    DayTable,
    Tally,
    add,
    calendar_arrays,
    empty_tally,
    read_batches,
)
from analysis.ingest.findings import Finding, refused
from analysis.ingest.header import Header
from analysis.ingest.month_gaps import missing_months
from analysis.ingest.origin import with_origin
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.problems import Problem

SMALL = 32 * 2**20
"""Bytes up to which the careful reader, which holds every cell, is asked for what polars cannot read."""

MOST_FAULTS = 200_000
"""So many rows at fault are looked at one by one; a file with more of them gives no rows at all."""

_NOWHERE = np.array([], dtype=np.int64)


@dataclass(frozen=True)
class _Job:
    """One file on its way: where it lies, its header, and what its cells are read by."""

    path: Path
    head: Head
    header: Header
    result: FileResult
    system: str
    reference: Reference
    calendar: DayTable


def read_path(path: Path, file: str, system: str, reference: Reference) -> FileResult | None:
    """What attendance_days.read gives for the csv; None where the file is small and needs that reader.

    Rows with a fault, blank rows and footers are read again, cell by cell, and only they.
    """
    head = read_head(path)
    if head is None:
        return None
    result, header = find_header(
        FileResult(file, "attendance", LAYOUT, head.simulated), None, head.rows, system, reference
    )
    if header is None:
        return result if path.stat().st_size > SMALL else None
    job = _Job(path, head, header, result, system, reference, calendar_arrays(reference))
    found = _read_plain(job) if head.plain else None
    if found is not None or path.stat().st_size <= SMALL:
        return found
    return _read_with_care(job)


def _read_plain(job: _Job) -> FileResult | None:
    """The result by polars' reader; None where the file is not what that reader takes it for."""
    try:
        source = plain_source(job.path, job.head, job.header.row, job.header.columns)
        return _read(job, source, trusted=False)
    except pl.exceptions.PolarsError:
        return None


def _read_with_care(job: _Job) -> FileResult:
    """The result by Python's csv reader, a batch at a time: for large files with quotation marks or Windows-1252."""
    for encoding in ("utf-8-sig", "cp1252"):
        source = careful_source(job.path, job.head, job.header.row, job.header.columns, encoding)
        try:
            found = _read(job, source, trusted=True)
        except UnicodeDecodeError:
            continue
        except csv.Error:
            return replace(job.result, problems=(Problem("broken-quotes", job.result.path),))
        if found is not None:
            return found
    return replace(job.result, problems=(Problem("unknown-encoding", job.result.path),))


def _read(job: _Job, source: Source, *, trusted: bool) -> FileResult | None:
    """The result; None when the source is not `trusted` and what it gave may not be what stands in the file."""
    known = meanings(job.reference.codes[job.system], job.reference)
    tally = _tally(job, source, known, _NOWHERE)
    faulty = np.concatenate([_NOWHERE, *tally.faulty])
    # Quotation marks and longer rows are only read right by a csv reader, so that nothing is told of them here.
    if not trusted and (tally.over or known.quoted or (len(faulty) and _has_quotes(job.path))):
        return None
    if len(faulty) > MOST_FAULTS:
        return _too_many(job, tally.rows, len(faulty))
    if tally.presence.twice:
        faulty = np.union1d(faulty, _told_twice(job, source, known))
        if len(faulty) > MOST_FAULTS:
            return _too_many(job, tally.rows, len(faulty))
        tally = _tally(job, source, known, faulty)
    elif tally.over:
        faulty = np.union1d(faulty, _longer(source))
        tally = _tally(job, source, known, faulty)
    return _result(job, source, known, tally, faulty)


def _tally(job: _Job, source: Source, known: Meanings, left_out: NDArray[np.int64]) -> Tally:
    """All batches counted, without the rows `left_out`."""
    tally = empty_tally(job.calendar)
    for cells, over in read_batches(source.batches(), source.first, known):
        add(tally, cells, known, job.calendar, left_out)
        tally.over = tally.over or over
    return tally


def _told_twice(job: _Job, source: Source, known: Meanings) -> NDArray[np.int64]:
    """Places of all rows whose employee and day stand in another row as well."""
    days = len(job.calendar.months)

    def keys() -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        for cells, _ in read_batches(source.batches(), source.first, known):
            both = (cells.employee >= 0) & (cells.day >= 0)
            yield (
                cells.place + np.flatnonzero(both),
                cells.employee[both].astype(np.int64) * days + cells.day[both],
            )

    every = np.sort(np.concatenate([_NOWHERE, *(key for _, key in keys())]))
    twice = np.unique(every[1:][every[1:] == every[:-1]])
    return np.concatenate([_NOWHERE, *(place[np.isin(key, twice)] for place, key in keys())])


def _longer(source: Source) -> NDArray[np.int64]:
    """Places of all rows longer than the header."""
    places, first = [_NOWHERE], source.first
    for batch in source.batches():
        places.append(first + np.flatnonzero(batch["over"].is_not_null().to_numpy()))
        first += batch.height
    return np.concatenate(places)


def _has_quotes(path: Path) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(b'"') >= 0


def _result(
    job: _Job, source: Source, known: Meanings, tally: Tally, faulty: NDArray[np.int64]
) -> FileResult | None:
    """Counts as a table, and the problems of the faulty rows; None when a faulty row turns out to have no fault."""
    path, width = job.result.path, len(job.head.rows[job.header.row])
    findings: tuple[Finding, ...] = ()
    read = tally.rows - len(faulty)
    if len(faulty):
        codes, rows = job.reference.codes[job.system], source.rows(faulty.tolist())
        one = examine(rows, width, job.header, codes, job.reference, last=tally.last_clean)
        findings, read = one.findings, read + one.split.rows_read
        if {at + 1 for at, _ in one.split.data} - refused(findings):
            return None
    gaps = missing_months(
        path, None, _first_days(job, known, tally), job.header.columns["day"], job.reference
    )
    table = _table(job, known, tally)
    return closed(job.result, None, job.header, findings, gaps, (read, table))


def _first_days(job: _Job, known: Meanings, tally: Tally) -> pl.DataFrame:
    """A row for each month of each unit in the file: its first row there, the refused ones too."""
    found = np.flatnonzero(tally.first_seen < np.iinfo(np.int64).max)
    months, units = np.divmod(found, len(known.units))
    return pl.DataFrame(
        {
            "row": tally.first_seen[found] + 1,
            "unit": [known.units[unit] for unit in units],
            "day": [_month(job, int(month)) for month in months],
        },
        schema={"row": pl.Int64, "unit": pl.String, "day": pl.Date},
    )


def _table(job: _Job, known: Meanings, tally: Tally) -> pl.DataFrame | None:
    """The unit-months in contract form; None where no row is good."""
    if tally.last_clean < 0:
        return None
    states = tally.counts.reshape(-1, STATES)
    found = np.flatnonzero(states.any(axis=1))
    months, units = np.divmod(found, len(known.units))
    present = states[found, : ARRIVALS * LEAVINGS].reshape(-1, ARRIVALS, LEAVINGS)
    arrivals, leavings = present.sum(axis=2), present.sum(axis=1)
    # A code that says "on time" counts only where the file has no clock time at all.
    told = slice(1, CODED_ON_TIME) if tally.any_clock_in else slice(1, ARRIVALS)
    late = arrivals[:, 2] + (0 if tally.any_clock_in else arrivals[:, 4])
    minutes = tally.minutes if tally.any_clock_in else tally.minutes + tally.coded_minutes
    sums = pl.DataFrame(
        {
            "unit": [known.units[unit] for unit in units],
            "month": [_month(job, int(month)) for month in months],
            "employees": tally.presence.employees()[found],
            "scheduled_days": states[found].sum(axis=1),
            "present_days": present.sum(axis=(1, 2)),
            "timed_days": arrivals[:, told].sum(axis=1),
            "late_days": late,
            "late_minutes": minutes[found],
            "excused_days": states[found, ARRIVALS * LEAVINGS],
            "unexcused_days": states[found, 2 * ARRIVALS * LEAVINGS],
            "early_days": leavings[:, 2],
            "out_timed_days": leavings[:, 1] + leavings[:, 2] + (0 if tally.any_clock else leavings[:, 3]),
            "row": tally.first_good[found] + 1,
        },
        schema_overrides={"unit": pl.String, "month": pl.Date},
    )
    return with_origin(sums, job.result, None, system=job.system)


def _month(job: _Job, number: int) -> date:
    """The first of a month counted from the calendar's first."""
    first = job.reference.city.calendar.first_day
    return date(first.year + number // 12, number % 12 + 1, 1)


def _too_many(job: _Job, rows: int, faulty: int) -> FileResult:
    problem = Problem("too-many-faults", job.result.path, values={"count": str(faulty)})
    return replace(job.result, rows_read=rows, rows_good=rows - faulty, problems=(problem,))
