"""The SIMPEG recap, roll calls of the monthly recap, and employee-days in a workbook."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from analysis.ingest import attendance_days, attendance_recap
from analysis.ingest.cell import Wrong
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.ingest.workbook import open_workbook
from tests.ingest.attendance_builders import (
    SHEET_DAYS,
    SIMPEG,
    TTU,
    rollcall_book,
    sheet_of_days,
    simpeg_book,
    two_row_simpeg,
)
from tests.ingest.builders import Book, told, write_csv

COUNTS = ("employees", "scheduled_days", "present_days", "excused_days", "unexcused_days")


def recap(book: Book, tmp_path: Path, reference: Reference, file: str = SIMPEG) -> FileResult:
    opened = open_workbook(book.write(tmp_path / "a.xlsx").read_bytes())
    assert not isinstance(opened, Wrong)
    assert attendance_recap.recap_sheet(opened)
    result = attendance_recap.read(file, opened, file.split("/")[1], reference)
    told(result.problems)
    return result


def only(result: FileResult) -> dict[str, Any]:
    assert result.problems == ()
    assert result.table is not None
    assert result.table.height == 1
    return result.table.row(0, named=True)


def faults(result: FileResult) -> list[tuple[str, str | None]]:
    return [(one.code, one.cell) for one in result.problems]


@pytest.mark.parametrize(
    "book",
    [
        simpeg_book(),
        simpeg_book((["Unit Kerja", ":", "Dishub"], ["Bulan", ": Mei"], ["Tahun", 2025])),
        simpeg_book((["Unit Kerja : Dishub", None, "Bulan:", datetime(2025, 5, 1)],)),
        simpeg_book((), ("Unit Kerja", "Bulan"), ("Dinas Perhubungan", "Mei 2025")),
        simpeg_book((["Bulan : Mei 2025"],), ("OPD",), ("Dinas Perhubungan",)),
        two_row_simpeg(),
    ],
)
def test_unit_and_month_stand_above_the_table_or_in_it(
    tmp_path: Path, reference: Reference, book: Book
) -> None:
    row = only(recap(book, tmp_path, reference))
    days = reference.city.calendar.working_days(date(2025, 5, 1))
    assert (row["unit"], row["month"], row["layout"]) == ("OPD.DISHUB", date(2025, 5, 1), "simpeg")
    # No column of working days: they come from the calendar, and present days are what the total leaves.
    assert [row[name] for name in COUNTS] == [4, 4 * days, 4 * days - 8, 8, 0]
    assert (row["rollcall_missed"], row["rollcall_base"]) == (8, 4 * days)
    assert [row[name] for name in ("ceremony_missed", "ceremony_base", "timed_days", "early_days")] == [
        None
    ] * 4


@pytest.mark.parametrize(
    "book",
    [
        simpeg_book((["Unit Kerja : Dishub"], ["Bulan : Mei 2025"], ["Hari Kerja : 16"])),
        simpeg_book(before=("Hari Kerja",), values=(16,)),
    ],
)
def test_stated_working_days_stand_before_the_calendar(
    tmp_path: Path, reference: Reference, book: Book
) -> None:
    row = only(recap(book, tmp_path, reference))
    assert [row[name] for name in COUNTS] == [4, 64, 56, 8, 0]


def test_a_six_day_unit_has_its_own_working_days(tmp_path: Path, reference: Reference) -> None:
    book = simpeg_book((["Unit Kerja : Puskesmas Dinoyo"], ["Bulan : Mei 2025"]))
    row = only(recap(book, tmp_path, reference))
    assert row["scheduled_days"] == 4 * reference.city.calendar.working_days(date(2025, 5, 1), True)


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        ("J6", 3, ("total-not-the-sum", "J6")),
        ("D6", 2, ("total-not-the-sum", "J6")),
        ("D6", "x", ("not-a-whole-number", "D6")),
        ("D6", 40, ("not-days-of-a-month", "D6")),
        ("K6", 30, ("more-missed-than-scheduled", "K6")),
        ("B6", None, ("employee-empty", "B6")),
        ("A2", "Unit Kerja : Dishubb Kota", ("unit-not-known-near", "A2")),
        ("A3", "Bulan : Semester I 2025", ("not-one-month", "A3")),
        ("A3", "Bulan : Mei", ("period-without-year", "A3")),
    ],
)
def test_a_wrong_cell_of_a_simpeg_recap_is_named(
    tmp_path: Path, reference: Reference, cell: str, value: object, fault: tuple[str, str]
) -> None:
    result = recap(simpeg_book().put("Rekap", cell, value), tmp_path, reference)
    assert faults(result) == [fault]


def test_a_month_outside_the_calendar_is_named(tmp_path: Path, reference: Reference) -> None:
    result = recap(simpeg_book().put("Rekap", "A3", "Bulan : Mei 2045"), tmp_path, reference)
    assert {one.code for one in result.problems} == {"day-outside-calendar", "more-of-the-same"}
    assert result.rows_good == 0


def test_more_days_away_than_the_month_has_are_named(tmp_path: Path, reference: Reference) -> None:
    book = simpeg_book(before=("Hari Kerja",), values=(16,)).put("Rekap", "E6", 17).put("Rekap", "K6", 18)
    assert ("more-days-than-scheduled", "K6") in faults(recap(book, tmp_path, reference))


def test_an_employee_twice_in_a_simpeg_recap_is_named(tmp_path: Path, reference: Reference) -> None:
    book = simpeg_book().put("Rekap", "B6", f"99{1:016}")
    assert {code for code, _ in faults(recap(book, tmp_path, reference))} == {"employee-month-twice"}


def test_a_simpeg_recap_without_unit_or_month_says_so(tmp_path: Path, reference: Reference) -> None:
    found = recap(simpeg_book(()), tmp_path, reference)
    assert [one.values["column"] for one in found.problems] == ["Unit Kerja", "Bulan"]
    assert {one.code for one in found.problems} == {"column-missing"}


def test_a_merged_cell_over_columns_of_a_simpeg_recap_is_named(tmp_path: Path, reference: Reference) -> None:
    book = two_row_simpeg()
    book.looks["Rekap"] = type(book.looks["Rekap"])(merged=("D5:E5",))
    book.put("Rekap", "E5", None)
    assert faults(recap(book, tmp_path, reference)) == [("merged-header", "D5:E5")]


def test_roll_calls_and_ceremonies_are_summed_over_scheduled_days(
    tmp_path: Path, reference: Reference
) -> None:
    row = only(recap(rollcall_book(), tmp_path, reference, TTU))
    assert (row["rollcall_missed"], row["rollcall_base"]) == (9, 2 * 3 * 17)
    assert (row["ceremony_missed"], row["ceremony_base"]) == (3, 3 * 17)


def test_a_recap_tells_only_what_is_filled_in(tmp_path: Path, reference: Reference) -> None:
    row = only(recap(rollcall_book((2, None, "-")), tmp_path, reference, TTU))
    assert (row["rollcall_missed"], row["rollcall_base"]) == (6, 3 * 17)
    assert (row["ceremony_missed"], row["ceremony_base"]) == (None, None)


def test_more_roll_calls_missed_than_working_days_are_named(tmp_path: Path, reference: Reference) -> None:
    result = recap(rollcall_book().put("Rekap", "P3", 18), tmp_path, reference, TTU)
    assert faults(result) == [("more-missed-than-scheduled", "P3")]
    assert (result.rows_read, result.rows_good) == (3, 2)


@pytest.mark.parametrize(("days", "noted"), [(3, False), (4, True)])
def test_working_days_far_from_the_calendar_are_noted_once(
    tmp_path: Path, reference: Reference, days: int, noted: bool
) -> None:
    known = reference.city.calendar.working_days(date(2025, 5, 1))
    book = rollcall_book()
    for row in (2, 3, 4):
        book.put("Rekap", f"E{row}", known + days)
    result = recap(book, tmp_path, reference, TTU)
    assert faults(result) == ([("working-days-differ", "E2")] if noted else [])
    assert all(one.severity == "note" for one in result.problems)
    assert result.rows_good == 3


def days(book: Book, tmp_path: Path, reference: Reference) -> FileResult:
    opened = open_workbook(book.write(tmp_path / "a.xlsx").read_bytes())
    assert not isinstance(opened, Wrong)
    assert attendance_recap.recap_sheet(opened) is None
    assert attendance_days.days_sheet(opened)
    result = attendance_days.read_sheet(SHEET_DAYS, opened, "e-presensi-a", reference)
    told(result.problems)
    return result


def test_employee_days_in_a_workbook_are_those_of_a_csv(tmp_path: Path, reference: Reference) -> None:
    row = only(days(sheet_of_days(), tmp_path, reference))
    assert (row["late_days"], row["late_minutes"], row["timed_days"]) == (2, 30.0, 4)
    assert (row["early_days"], row["out_timed_days"]) == (2, 4)
    assert (row["sheet"], row["row"], row["layout"]) == ("Presensi", 3, "days")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("D3", "19/05/2025"),
        ("D3", 45796),
        ("E3", "07.45"),
        ("E3", 7.75 / 24),
        ("E3", datetime(2025, 5, 19, 7, 45)),
        ("F3", timedelta(hours=15, minutes=30)),
        ("F3", time(15, 30)),
        ("A3", 9912345678),
    ],
)
def test_cells_of_other_types_are_read(
    tmp_path: Path, reference: Reference, cell: str, value: object
) -> None:
    row = only(days(sheet_of_days().put("Presensi", cell, value), tmp_path, reference))
    assert (row["late_minutes"], row["early_days"], row["scheduled_days"]) == (30.0, 2, 4)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("A3", 198501012010011001.0, "employee-rounded"),
        ("D3", 3.5, "not-a-date"),
        ("D3", None, "day-empty"),
        ("E3", 3.5, "not-a-time"),
        ("F3", time(6, 10), "out-before-in"),
        ("G3", "TL9", "unknown-code"),
    ],
)
def test_a_wrong_cell_in_a_sheet_of_days_is_named_once(
    tmp_path: Path, reference: Reference, cell: str, value: object, code: str
) -> None:
    result = days(sheet_of_days().put("Presensi", cell, value), tmp_path, reference)
    assert faults(result) == [(code, cell)]
    assert (result.problems[0].sheet, result.rows_read, result.rows_good) == ("Presensi", 4, 3)


@pytest.mark.parametrize(
    ("day", "left", "early"),
    [
        ("19/05/2025", "16:00", 0),
        ("19/05/2025", "15:59:30", 0),
        ("19/05/2025", "15:59", 1),
        ("23/05/2025", "16:29", 1),  # a Friday: until 16.30
        ("10/03/2025", "15:00", 0),  # Ramadan: until 15.00
        ("10/03/2025", "14:58", 1),
    ],
)
def test_leaving_early_follows_the_schedule(
    tmp_path: Path, reference: Reference, day: str, left: str, early: int
) -> None:
    row = only(csv_of(tmp_path, reference, [["77", "X", "Dishub", day, "07:20", left, "H"]]))
    assert (row["early_days"], row["out_timed_days"]) == (early, 1)


def test_without_a_clock_a_code_tells_of_leaving_early(tmp_path: Path, reference: Reference) -> None:
    codes = ("PSW1", "TL1/PSW2", "H", "DL")
    rows = [["77", "X", "Dishub", f"{19 + k}/05/2025", "", "", code] for k, code in enumerate(codes)]
    rows.append(["77", "X", "Dishub", "26/05/2025", "07:20", "", "H"])
    row = only(csv_of(tmp_path, reference, rows))
    # Beside clock times, H says nothing of the leaving.
    assert (row["early_days"], row["out_timed_days"], row["present_days"]) == (2, 2, 4)
    row = only(csv_of(tmp_path, reference, rows[:4]))
    assert (row["early_days"], row["out_timed_days"]) == (2, 3)


def csv_of(tmp_path: Path, reference: Reference, rows: list[list[str]]) -> FileResult:
    from analysis.ingest.attendance_fast import read_path

    found = read_path(write_csv(tmp_path / "a.csv", rows), "p/e/a.csv", "e-presensi-a", reference)
    assert found is not None
    return found


def test_a_sheet_of_something_else_is_no_sheet_of_days(tmp_path: Path) -> None:
    opened = open_workbook(simpeg_book().write(tmp_path / "a.xlsx").read_bytes())
    assert not isinstance(opened, Wrong)
    assert attendance_days.days_sheet(opened) is None
