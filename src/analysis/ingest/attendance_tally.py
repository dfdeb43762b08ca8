"""Employee-days counted into unit-months batch by batch, and which rows a careful reading has to judge."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.city.calendar import Calendar
from analysis.ingest.attendance_codes import Day
from analysis.ingest.attendance_lookup import KINDS, NONE, WRONG, Codes, Meanings
from analysis.ingest.attendance_presence import Presence
from analysis.ingest.reference import Reference

Number = TypeVar("Number", np.int64, np.float64)
Mask = NDArray[np.bool_]
PRESENT, LATE, EARLY, EXCUSED, UNEXCUSED, OFF = range(len(KINDS))
UNTOLD, ON_TIME, LATE_DAY, CODED_ON_TIME, CODED_LATE = range(5)
"""What is known of the arrival; CODED by a code that counts only in a file without any clock time."""

STAYED, LEFT_EARLY, CODED_STAYED = 1, 2, 3
"""What is known of the leaving."""

ARRIVALS, LEAVINGS, STATES = 5, 4, 60
_SECOND = 1_000_000_000
"""Nanoseconds; a time of day is stored in them."""


@dataclass(frozen=True)
class DayTable:
    """The calendar as arrays by day since its first: month number, and hours in seconds by five- or six-day week."""

    months: Codes
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    six_day: Mask
    count: int


@dataclass(frozen=True)
class CodeTable:
    """What codes say, by their place in `Meanings.days`; the last two stand for WRONG and for no code."""

    kinds: Codes
    absent: Codes
    arrival: Codes
    leaving: Codes
    late_minutes: NDArray[np.float64]
    other_minutes: NDArray[np.float64]


@cache
def code_table(days: tuple[Day, ...]) -> CodeTable:
    """The codes met so far: state of an absence, and what is known without a clock time of arrival and leaving."""
    none = [0, 0]
    late = [day.kind == KINDS[LATE] for day in days]
    told = [day.minutes is not None for day in days]
    minutes = [day.minutes or 0.0 for day in days]
    away = {KINDS[EXCUSED]: ARRIVALS * LEAVINGS, KINDS[UNEXCUSED]: 2 * ARRIVALS * LEAVINGS}
    arrivals = [
        ((ON_TIME if is_late else CODED_ON_TIME) + (many > 0)) if tells else UNTOLD
        for is_late, tells, many in zip(late, told, minutes, strict=True)
    ]
    leavings = [
        LEFT_EARLY if day.early else CODED_STAYED if tells else 0
        for day, tells in zip(days, told, strict=True)
    ]
    return CodeTable(
        kinds=np.array([*(KINDS.index(day.kind) for day in days), WRONG, NONE], dtype=np.int32),
        absent=np.array([*(away.get(day.kind, 0) for day in days), *none], dtype=np.int32),
        arrival=np.array([*arrivals, *none], dtype=np.int32),
        leaving=np.array([*leavings, *none], dtype=np.int32),
        late_minutes=np.array(
            [*(m * is_late for m, is_late in zip(minutes, late, strict=True)), *none], float
        ),
        other_minutes=np.array(
            [*(m * (not is_late) for m, is_late in zip(minutes, late, strict=True)), *none], float
        ),
    )


@dataclass
class Tally:
    """Counts by month, unit and state, minutes by month and unit, first rows, and rows for the careful reader."""

    counts: NDArray[np.int64]
    minutes: NDArray[np.float64]
    coded_minutes: NDArray[np.float64]
    first_seen: NDArray[np.int64]
    first_good: NDArray[np.int64]
    presence: Presence
    faulty: list[NDArray[np.int64]] = field(default_factory=list[NDArray[np.int64]])
    rows: int = 0
    last_clean: int = -1
    any_clock_in: bool = False
    any_clock: bool = False
    over: bool = False


@dataclass(frozen=True)
class Cells:
    """The cells of one batch as numbers (attendance_lookup), with the place of its first row."""

    place: int
    employee: Codes
    unit: Codes
    day: Codes
    clock_in: Codes
    clock_out: Codes
    code: Codes


def read_batches(
    batches: Iterator[pl.DataFrame], first: int, meanings: Meanings
) -> Iterator[tuple[Cells, bool]]:
    """Each batch's cells, and whether any of its rows is longer than the header."""
    place = first
    for batch in batches:
        names = ("employee", "unit", "day", "clock_in", "clock_out", "code")
        over = "over" in batch.columns and batch["over"].null_count() < batch.height
        yield Cells(place, *(meanings.of(name, batch) for name in names)), over
        place += batch.height


def calendar_arrays(reference: Reference) -> DayTable:
    """The city's calendar and week of each unit, as arrays."""
    calendar: Calendar = reference.city.calendar
    length = (calendar.last_day - calendar.first_day).days + 1
    days = pl.date_range(calendar.first_day, calendar.last_day, eager=True)
    months = ((days.dt.year() - calendar.first_day.year) * 12 + days.dt.month() - 1).to_numpy()
    starts, ends = (np.full((2, length), NONE, dtype=np.int32) for _ in range(2))
    days = calendar.days.select(
        pl.col("six_day").cast(pl.Int64),
        (pl.col("day") - pl.lit(calendar.first_day)).dt.total_days(),
        pl.col("start", "end").cast(pl.Int64) // _SECOND,
    )
    week, day, start, end = (column.to_numpy() for column in days)
    starts[week, day], ends[week, day] = start, end
    six_types = reference.city.settings.six_day_types
    six_day = np.array([kind in six_types for kind in reference.city.units["type"]])
    return DayTable(months.astype(np.int32), starts.ravel(), ends.ravel(), six_day, int(months[-1]) + 1)


def empty_tally(calendar: DayTable) -> Tally:
    """Nothing counted yet."""
    cells = calendar.count * len(calendar.six_day)
    never = np.iinfo(np.int64).max
    return Tally(
        counts=np.zeros(cells * STATES, dtype=np.int64),
        minutes=np.zeros(cells),
        coded_minutes=np.zeros(cells),
        first_seen=np.full(cells, never),
        first_good=np.full(cells, never),
        presence=Presence(len(calendar.months), calendar.count, len(calendar.six_day)),
    )


def add(tally: Tally, cells: Cells, meanings: Meanings, table: DayTable, left_out: NDArray[np.int64]) -> None:
    """One batch counted; rows that are `left_out`, or that a careful reading must judge, count nowhere."""
    codes, units = code_table(tuple(meanings.days)), len(table.six_day)
    kind = codes.kinds.take(cells.code)
    unplaced = (cells.unit < 0) | (cells.day < 0)
    week = cells.day + np.where(table.six_day, np.int32(len(table.months)), np.int32(0))[cells.unit]
    if unplaced.any():
        week[unplaced] = 0
    start = table.starts.take(week)
    group = table.months.take(cells.day) * np.int32(units) + cells.unit
    faulty = unplaced | (cells.employee < 0) | _at_odds(cells, kind, start >= 0)
    if len(left_out):
        faulty[left_out[_inside(left_out, cells)] - cells.place] = True
    place = np.arange(cells.place, cells.place + len(kind))
    _note(tally, cells, place, faulty)
    _first(tally.first_seen, group, place, ~unplaced)
    tally.presence.add_days(cells.employee, cells.day)
    counted = ~faulty & (start >= 0) & (kind != OFF)
    if not counted.all():
        picked = (getattr(cells, name)[counted] for name in _COLUMNS)
        cells = Cells(cells.place, *picked)
        start, week, group, place = start[counted], week[counted], group[counted], place[counted]
    if len(group):
        _count(tally, cells, codes, (start, table.ends.take(week), group))
        _first(tally.first_good, group, place)
        tally.presence.add_units(cells.employee, table.months.take(cells.day), cells.unit)


def _inside(places: NDArray[np.int64], cells: Cells) -> slice:
    """Which of the sorted places lie in a batch."""
    low, high = np.searchsorted(places, [cells.place, cells.place + len(cells.day)])
    return slice(int(low), int(high))


def _note(tally: Tally, cells: Cells, place: NDArray[np.int64], faulty: Mask) -> None:
    """What the whole file is asked about: its rows, its last clean one, and whether it has clock times."""
    tally.rows += len(place)
    clean = ~faulty
    if faulty.any():
        tally.faulty.append(place[faulty])
    if clean.any():
        tally.last_clean = int(place[len(place) - 1 - int(np.argmax(clean[::-1]))])
    if not tally.any_clock_in:
        tally.any_clock_in = bool(((cells.clock_in >= 0) & clean).any())
        tally.any_clock = (
            tally.any_clock_in or bool(((cells.clock_out >= 0) & clean).any()) or tally.any_clock
        )


_COLUMNS = ("employee", "unit", "day", "clock_in", "clock_out", "code")


def _at_odds(cells: Cells, kind: Codes, working: Mask) -> Mask:
    """Rows with a cell that cannot be read, or at odds with themselves (as attendance_days finds them)."""
    clock_in, clock_out = cells.clock_in, cells.clock_out
    here = (clock_in >= 0) | (clock_out >= 0)
    wrong = (clock_in == WRONG) | (clock_out == WRONG) | (kind == WRONG)
    backwards = (clock_out >= 0) & (clock_out < clock_in)
    return wrong | backwards | ((kind == UNEXCUSED) & here) | (working & ~here & (kind == NONE))


def _first(
    firsts: NDArray[np.int64], group: Codes, place: NDArray[np.int64], mask: Mask | None = None
) -> None:
    """The first place of each group so far."""
    if mask is not None and not mask.all():
        group, place = group[mask], place[mask]
    new = firsts.take(group) > np.int64(place[-1]) if len(group) else np.array([], dtype=np.bool_)
    if new.any():
        # Of several values for one place numpy keeps the last, which is the first row when read backwards.
        firsts[group[new][::-1]] = place[new][::-1]


def _count(tally: Tally, cells: Cells, codes: CodeTable, where: tuple[Codes, Codes, Codes]) -> None:
    """Rows on working days, counted by state; `where` are start, end, and month and unit."""
    start, end, group = where
    clocked, absent = cells.clock_in >= 0, codes.absent.take(cells.code)
    late = np.maximum((cells.clock_in - start) // np.int32(60), 0)
    early = (end - cells.clock_out) // np.int32(60) > 0
    arrival = np.where(clocked, (late > 0) + np.int32(ON_TIME), codes.arrival.take(cells.code))
    leaving = np.where(cells.clock_out >= 0, early + np.int32(STAYED), codes.leaving.take(cells.code))
    # Absent days know neither arrival nor leaving: their states follow those of present days.
    state = np.where(absent > 0, absent, arrival * np.int32(LEAVINGS) + leaving)
    low = int(group.min())
    near = group - np.int32(low)
    _add(tally.counts, low * STATES, np.bincount(near * np.int32(STATES) + state))
    timed = np.flatnonzero(clocked & (absent == 0) & (late > 0))
    _add(tally.minutes, low, _sum(near[timed], late[timed]))
    coded = ~clocked & (absent == 0)
    if coded.any():
        near, code = near[coded], cells.code[coded]
        _add(tally.minutes, low, _sum(near, codes.late_minutes[code]))
        _add(tally.coded_minutes, low, _sum(near, codes.other_minutes[code]))


def _sum(group: Codes, values: NDArray[np.float64] | Codes) -> NDArray[np.float64]:
    return np.bincount(group, values).astype(np.float64)


def _add(total: NDArray[Number], low: int, part: NDArray[Number]) -> None:
    total[low : low + len(part)] += part
