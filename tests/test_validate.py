"""What only all files together can show, and periods that never came."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analysis.city.place import City
from analysis.ingest.result import Delivery, FileResult
from analysis.problems import RetretError
from analysis.validate import missing_periods, validate
from tests.ingest.builders import (
    Book,
    checked,
    day_rows,
    errors,
    golden_answers,
    notes,
    raw_book,
    read,
    tabulation_book,
    write_csv,
)
from tests.ingest.conftest import city, raw

__all__ = ["city", "raw"]

A, B = "presensi/e-presensi-a/a.csv", "presensi/e-presensi-a/b.csv"


def marked(book: Book) -> Book:
    book.sheets["SIMULASI"] = [["DATA SIMULASI, bukan data"]]
    return book


def test_the_tables_hold_the_contract_and_everything_is_sorted(raw: Path, city: City) -> None:
    write_csv(raw / A, day_rows())
    raw_book().write(raw / "skm/a.xlsx")
    found = checked(raw, city)
    assert (found.problems, found.simulated, len(found.files)) == ((), False, 2)
    assert (found.tables["survey"].height, found.tables["attendance"].height) == (1, 1)


def test_an_empty_folder_is_no_rows(raw: Path, city: City) -> None:
    found = checked(raw, city)
    assert found.tables["survey"].is_empty()
    assert missing_periods(found, city).is_empty()


def test_simulated_and_real_files_never_mix(raw: Path, city: City) -> None:
    marked(raw_book()).write(raw / "skm/a.xlsx")
    assert checked(raw, city).simulated
    raw_book(unit="Kelurahan Dinoyo").write(raw / "skm/b.xlsx")
    with pytest.raises(RetretError) as stop:
        validate(read(raw, city), city)
    assert (stop.value.code, stop.value.exit_code) == ("mixed-simulated", 1)
    assert stop.value.values == {"simulated": "skm/a.xlsx", "real": "skm/b.xlsx"}


def test_a_file_nobody_can_read_is_neither_simulated_nor_real(raw: Path, city: City) -> None:
    marked(raw_book()).write(raw / "skm/a.xlsx")
    (raw / "skm/b.xlsx").write_bytes(b"PK")
    assert checked(raw, city).simulated


def test_waves_that_share_most_of_their_days_are_one_wave_sent_twice(raw: Path, city: City) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    tabulation_book().write(raw / "skm/b.xlsx")
    found = checked(raw, city)
    assert errors(found) == [
        ("periods-overlap", "skm/a.xlsx", "Data_Survei_Mentah", "row 2"),
        ("periods-overlap", "skm/b.xlsx", "Pengolahan", "row 10"),
    ]
    assert found.tables["survey"].is_empty()


def test_waves_that_touch_are_told_and_used(raw: Path, city: City) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    raw_book(first="28 Mei 2025", last="20 Juni 2025", answers=golden_answers(1)).write(raw / "skm/b.xlsx")
    found = checked(raw, city)
    assert notes(found) == [("periods-touch", None)] * 2
    assert found.tables["survey"].height == 2


def test_with_skipping_only_the_clashing_months_are_left_out(raw: Path, city: City) -> None:
    write_csv(raw / A, day_rows() + day_rows(month="06/2025", days=(2, 3)))
    write_csv(raw / B, day_rows())
    assert checked(raw, city).tables["attendance"].is_empty()
    found = checked(raw, city, skip_bad_rows=True)
    assert found.tables["attendance"]["month"].to_list() == [date(2025, 6, 1)]
    assert [code for code, *_ in errors(found)] == ["period-twice"] * 2


def test_a_unit_outside_its_validity_is_refused(raw: Path, city: City) -> None:
    raw_book(period="TW I", year=2019, first="1 Maret 2019", last="20 Maret 2019").write(raw / "skm/a.xlsx")
    assert errors(checked(raw, city)) == [
        ("unit-not-valid-then", "skm/a.xlsx", "Data_Survei_Mentah", "row 2")
    ]


def test_a_row_that_breaks_the_contract_is_a_problem_and_not_a_crash(raw: Path, city: City) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    (file,) = read(raw, city).files
    assert file.table is not None
    broken = FileResult(
        file.path, "survey", "raw", table=file.table.with_columns(total_u1=pl.lit(999, pl.Int64))
    )
    found = validate(Delivery((broken,)), city)
    assert [one.code for one in found.problems] == ["breaks-contract"]
    assert found.problems[0].values == {"rules": "answers_lie_between_one_and_four"}
    assert found.tables["survey"].is_empty()


def gaps(raw: Path, city: City) -> list[tuple[str, str, date, date]]:
    found = checked(raw, city)
    assert errors(found) == []
    return missing_periods(found, city).rows()


def test_months_between_and_after_a_units_own_are_missing_once_overdue(raw: Path, city: City) -> None:
    for month in ("01", "02", "04"):
        write_csv(
            raw / f"presensi/e-presensi-a/{month}.csv", day_rows(month=f"{month}/2025", days=(8, 9, 10))
        )
    write_csv(raw / "presensi/e-presensi-a/x.csv", day_rows(unit="Dishub", month="08/2025", days=(6, 7, 8)))
    # August is the last month of all; June ended 62 days before its end, July 31: not yet overdue (45 days).
    assert [(unit, first) for unit, _, first, _ in gaps(raw, city)] == [
        ("35.73.05.1002", date(2025, 3, 1)),
        ("35.73.05.1002", date(2025, 5, 1)),
        ("35.73.05.1002", date(2025, 6, 1)),
    ]


def test_waves_are_missing_by_the_units_own_rhythm(raw: Path, city: City) -> None:
    for turn, (quarter, year) in enumerate((("I", 2024), ("II", 2024), ("IV", 2024), ("I", 2025))):
        book = tabulation_book(period=f"TW {quarter} {year}", answers=golden_answers()[turn:])
        book.write(raw / f"skm/{year}-{quarter}.xlsx")
    for turn, (half, year) in enumerate((("I", 2024), ("II", 2024), ("II", 2025)), start=4):
        period, answers = f"Semester {half} {year}", golden_answers()[turn:]
        book = tabulation_book(period=period, unit="Kel. Dinoyo", answers=answers)
        book.write(raw / f"skm/d{year}{half}.xlsx")
    assert gaps(raw, city) == [
        ("35.73.05.1002", "survey", date(2024, 7, 1), date(2024, 9, 30)),
        ("35.73.05.1002", "survey", date(2025, 4, 1), date(2025, 6, 30)),
        ("35.73.05.1002", "survey", date(2025, 7, 1), date(2025, 9, 30)),
        ("35.73.05.1004", "survey", date(2025, 1, 1), date(2025, 6, 30)),
    ]


def test_a_wave_that_slid_into_the_next_quarter_is_no_gap(raw: Path, city: City) -> None:
    spans = [
        ("5 Februari", "25 Februari"),
        ("2 Juli", "20 Juli"),
        ("5 Agustus", "25 Agustus"),
        ("5 November", "20 November"),
    ]
    for k, (first, last) in enumerate(spans):
        days = {"first": f"{first} 2024", "last": f"{last} 2024"}
        raw_book(**days, period="", year=2024, answers=golden_answers(k)).write(raw / f"skm/{k}.xlsx")
    assert gaps(raw, city) == []


def test_one_wave_has_no_rhythm(raw: Path, city: City) -> None:
    tabulation_book(period="TW I 2024").write(raw / "skm/a.xlsx")
    tabulation_book(period="TW I 2026", unit="Kel. Dinoyo", answers=golden_answers(1)).write(
        raw / "skm/b.xlsx"
    )
    assert gaps(raw, city) == []


def test_one_broken_row_of_many_is_named_and_the_others_stay(raw: Path, city: City) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    tabulation_book(unit="Kelurahan Dinoyo").write(raw / "skm/b.xlsx")
    one, other = read(raw, city).files
    assert other.table is not None
    broken = FileResult(
        other.path, "survey", "raw", table=other.table.with_columns(total_u1=pl.lit(999, pl.Int64))
    )
    found = validate(Delivery((one, broken)), city)
    assert [(problem.code, problem.file) for problem in found.problems] == [("breaks-contract", "skm/b.xlsx")]
    assert found.tables["survey"]["file"].to_list() == ["skm/a.xlsx"]
