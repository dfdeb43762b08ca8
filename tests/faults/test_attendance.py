"""Faults of attendance files, each at its exact cell; a bad row is dropped alone."""

from pathlib import Path
from typing import Any

import pytest

from analysis.city.place import City
from tests.ingest.builders import (
    DAY_HEADER,
    RECAP_HEADER,
    Grid,
    Look,
    checked,
    day_rows,
    errors,
    recap_book,
    values_of,
    write_csv,
)

FILE, RECAP = "presensi/e-presensi-a/a.csv", "presensi/rekap-bulanan/a.xlsx"


def spoiled(raw: Path, city: City, rows: Grid, refused: int = 1) -> list[tuple[str, str | None]]:
    """Code and cell of every error; with skipping, all rows but the refused ones are kept."""
    write_csv(raw / FILE, rows)
    strict = checked(raw, city)
    assert strict.tables["attendance"].is_empty()
    (file,) = checked(raw, city, skip_bad_rows=True).files
    assert (file.rows_read, file.rows_good) == (len(rows), len(rows) - refused)
    return [(code, cell) for code, _, _, cell in errors(strict)]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("A", "", "employee-empty"),
        ("A", "1,98501E+17", "employee-rounded"),
        ("C", "", "unit-empty"),
        ("C", "Kel. Merjo Sari", "unit-not-known"),
        ("C", "Dinoyo", "unit-of-many"),
        ("D", "", "day-empty"),
        ("D", "29/02/2025", "no-such-day"),
        ("D", "05/19/2025", "no-such-month"),
        ("D", "kemarin", "not-a-date"),
        ("D", "19/05/2035", "day-outside-calendar"),
        ("E", "7 pagi", "not-a-time"),
        ("F", "06:10", "out-before-in"),
        ("F", "24:10", "not-a-time"),
        ("G", "TL9", "unknown-code"),
        ("G", "TK", "absent-with-clock"),
    ],
)
def test_a_wrong_cell_is_named_and_its_row_dropped_alone(
    raw: Path, city: City, column: str, value: str, code: str
) -> None:
    rows = day_rows()
    rows[4][ord(column) - 65] = value
    assert spoiled(raw, city, rows) == [(code, f"{column}6")]


def test_a_working_day_without_any_record_is_named(raw: Path, city: City) -> None:
    rows = day_rows()
    rows[4][4:] = ["", "-", ""]
    assert spoiled(raw, city, rows) == [("day-without-record", "G6")]


def test_an_employee_day_twice_is_named_at_both_rows(raw: Path, city: City) -> None:
    rows = [*day_rows(), day_rows()[4]]
    assert spoiled(raw, city, rows, refused=2) == [
        ("employee-day-twice", "D6"),
        ("employee-day-twice", "D20"),
    ]


def test_a_footer_amid_the_data_is_named(raw: Path, city: City) -> None:
    rows = day_rows()
    rows.insert(5, ["Jumlah", "", "", "", "5"])
    assert spoiled(raw, city, rows) == [("footer-in-data", "row 7")]


def test_a_row_with_more_columns_than_the_header_is_named(raw: Path, city: City) -> None:
    rows = day_rows()
    rows[4].append("sisa")
    assert spoiled(raw, city, rows) == [("row-too-long", "row 6")]


def test_the_same_wrong_unit_in_many_rows_is_told_once_with_its_count(raw: Path, city: City) -> None:
    rows = day_rows(unit="Kel. Merjo Sari")
    assert spoiled(raw, city, rows, refused=18) == [("unit-not-known", "C2"), ("more-of-the-same", "C3")]
    assert values_of(checked(raw, city), "more-of-the-same")["count"] == "17"


def test_many_faults_of_one_kind_are_counted_after_the_first_twenty(raw: Path, city: City) -> None:
    rows = day_rows(employees=20)
    for k, row in enumerate(rows):
        row[5] = f"05:{k:02}"
    found = spoiled(raw, city, rows, refused=60)
    assert found == [*(("out-before-in", f"F{row}") for row in range(2, 22)), ("more-of-the-same", "F22")]
    assert values_of(checked(raw, city), "more-of-the-same")["count"] == "40"


@pytest.mark.parametrize(
    ("missing", "wanted"),
    [
        (("NIP",), "NIP"),
        (("Unit Kerja",), "Unit Kerja"),
        (("Tanggal",), "Tanggal"),
        (("Jam Masuk", "Kode"), "Kode"),
    ],
)
def test_a_missing_column_is_named(raw: Path, city: City, missing: tuple[str, ...], wanted: str) -> None:
    header = [("" if name in missing else name) for name in DAY_HEADER]
    write_csv(raw / FILE, day_rows(), header=header)
    found = checked(raw, city)
    assert errors(found) == [("column-missing", FILE, None, "row 1")]
    assert found.problems[0].values["column"] == wanted


def test_a_column_twice_is_named(raw: Path, city: City) -> None:
    write_csv(raw / FILE, day_rows(), header=[*DAY_HEADER[:-1], "Tgl"])
    assert errors(checked(raw, city)) == [("column-twice", FILE, None, "G1")]


def test_a_file_without_rows_is_named(raw: Path, city: City) -> None:
    write_csv(raw / FILE, [])
    assert errors(checked(raw, city)) == [("no-rows", FILE, None, None)]


def test_a_month_missing_inside_a_files_own_span_is_named_where_the_file_goes_on(
    raw: Path, city: City
) -> None:
    rows = day_rows(month="04/2025", days=(21, 22)) + day_rows(month="07/2025", days=(1, 2))
    write_csv(raw / FILE, rows)
    found = checked(raw, city)
    assert errors(found) == [("month-missing", FILE, None, "D14")] * 2
    assert [one.values["month"] for one in found.problems] == ["05/2025", "06/2025"]


def test_a_unit_month_twice_names_both_files(raw: Path, city: City) -> None:
    write_csv(raw / FILE, day_rows())
    write_csv(raw / "presensi/e-presensi-b/b.csv", day_rows(unit="35.73.05.1002", days=(26, 27)))
    found = checked(raw, city)
    assert [(code, file) for code, file, _, _ in errors(found)] == [
        ("period-twice", FILE),
        ("period-twice", "presensi/e-presensi-b/b.csv"),
    ]
    assert [one.values["other"] for one in found.problems] == ["presensi/e-presensi-b/b.csv", FILE]


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("A3", "", "employee-empty"),
        ("B3", 13, "no-such-month-number"),
        ("B3", "Semester I", "not-one-month"),
        ("C3", None, "period-without-year"),
        ("D3", "RSUD Kota Malnag", "unit-not-known"),
        ("E3", None, "number-empty"),
        ("E3", "2O", "not-a-whole-number-small"),
        ("E3", 45, "not-days-of-a-month"),
        ("F3", -1, "not-days-of-a-month"),
        ("I3", "sakit", "not-a-whole-number"),
        ("N3", 2.5, "not-a-whole-number"),
    ],
)
def test_a_wrong_recap_cell_is_named(raw: Path, city: City, cell: str, value: Any, code: str) -> None:
    recap_book().put("Rekap", cell, value).write(raw / RECAP)
    found = checked(raw, city)
    place = cell if code != "period-without-year" else "B3"
    assert errors(found) == [(code, RECAP, "Rekap", place)]
    assert found.tables["attendance"].is_empty()
    (kept,) = checked(raw, city, skip_bad_rows=True).files
    assert (kept.rows_read, kept.rows_good) == (12, 11)


def test_more_days_than_scheduled_is_named(raw: Path, city: City) -> None:
    recap_book().put("Rekap", "F3", 20).write(raw / RECAP)
    found = checked(raw, city)
    assert errors(found) == [("more-days-than-scheduled", RECAP, "Rekap", "E3")]
    assert values_of(found, "more-days-than-scheduled") == {"counted": "22", "scheduled": "20"}


def test_an_employee_month_twice_is_named_at_both_rows(raw: Path, city: City) -> None:
    recap_book().put("Rekap", "A4", 1000).write(raw / RECAP)
    assert errors(checked(raw, city)) == [
        ("employee-month-twice", RECAP, "Rekap", "B2"),
        ("employee-month-twice", RECAP, "Rekap", "B4"),
    ]


def test_a_recap_that_leaves_out_a_month_is_named(raw: Path, city: City) -> None:
    recap_book(months=(1, 2, 4)).write(raw / RECAP)
    assert errors(checked(raw, city)) == [("month-missing", RECAP, "Rekap", "B14")]


def test_a_recap_with_a_merged_or_missing_header_is_named(raw: Path, city: City) -> None:
    book = recap_book().put("Rekap", "G1", None)
    book.looks["Rekap"] = Look(merged=("F1:G1",))
    book.write(raw / RECAP)
    assert errors(checked(raw, city)) == [("merged-header", RECAP, "Rekap", "F1:G1")]
    recap_book().put("Rekap", f"{chr(65 + RECAP_HEADER.index('hadir'))}1", "x").write(raw / RECAP)
    found = checked(raw, city)
    assert errors(found) == [("column-missing", RECAP, "Rekap", "row 1")]
    assert found.problems[0].values["column"] == "hadir"
