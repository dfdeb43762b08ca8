"""A file with problems keeps its last accepted rows; files that are gone take theirs with them."""

from pathlib import Path

import polars as pl
import pytest

from analysis.city.place import City
from analysis.ingest.accepted import accept
from analysis.ingest.result import Checked
from tests.ingest.builders import Book, checked, day_rows, raw_book, tabulation_book, told, write_csv

DATA = "Data_Survei_Mentah"


def accepted(raw: Path, city: City, *, skip_bad_rows: bool = False) -> Checked:
    return accept(raw.parent / "store", checked(raw, city, skip_bad_rows=skip_bad_rows), raw)


def simulated(book: Book) -> Book:
    book.sheets["SIMULASI"] = [["DATA SIMULASI"]]
    return book


def test_good_rows_are_stored_and_given_back(raw: Path, city: City) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    write_csv(raw / "presensi/e-presensi-a/b.csv", day_rows())
    found = accepted(raw, city)
    for source in ("survey", "attendance"):
        assert pl.read_parquet(raw.parent / f"store/{source}.parquet").equals(found.tables[source])
    assert not list((raw.parent / "store").rglob(".*"))


def test_a_file_that_went_bad_keeps_its_rows_and_says_so(raw: Path, city: City) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    before = accepted(raw, city)
    raw_book(answers=[[1] * 9] * 12).put(DATA, "F3", 9).write(raw / "skm/a.xlsx")
    after = accepted(raw, city)
    assert after.tables["survey"].equals(before.tables["survey"])
    assert [one.code for one in after.problems] == ["last-accepted-used", "answer-outside-scale"]
    assert any("1 baris" in line for line in told(after.problems))


def test_an_unreadable_file_keeps_its_rows_too(raw: Path, city: City) -> None:
    write_csv(raw / "presensi/e-presensi-a/b.csv", day_rows())
    before = accepted(raw, city)
    (raw / "presensi/e-presensi-a/b.csv").write_bytes(b"\0")
    assert accepted(raw, city).tables["attendance"].equals(before.tables["attendance"])


def test_a_good_new_version_takes_the_place_of_the_old(raw: Path, city: City) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    accepted(raw, city)
    raw_book(answers=[[1] * 9] * 12).write(raw / "skm/a.xlsx")
    assert accepted(raw, city).tables["survey"]["respondents"].to_list() == [12]


def test_a_file_that_is_gone_is_dropped(raw: Path, city: City) -> None:
    path = raw_book().write(raw / "skm/a.xlsx")
    accepted(raw, city)
    path.unlink()
    assert accepted(raw, city).tables["survey"].is_empty()
    assert pl.read_parquet(raw.parent / "store/survey.parquet").is_empty()


def test_old_rows_yield_to_a_new_file_of_the_same_wave(raw: Path, city: City) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    accepted(raw, city)
    (raw / "skm/a.xlsx").write_bytes(b"PK")
    tabulation_book().write(raw / "skm/b.xlsx")
    found = accepted(raw, city)
    assert found.tables["survey"]["file"].to_list() == ["skm/b.xlsx"]


def test_simulated_rows_never_stand_in_for_real_ones(raw: Path, city: City) -> None:
    simulated(raw_book()).write(raw / "skm/a.xlsx")
    assert accepted(raw, city).simulated
    (raw / "skm/a.xlsx").write_bytes(b"PK")
    raw_book(unit="Kelurahan Dinoyo").write(raw / "skm/b.xlsx")
    assert accepted(raw, city).tables["survey"]["simulated"].to_list() == [False]


@pytest.mark.parametrize("content", [b"", b"PAR1 damaged"])
def test_a_damaged_store_is_no_store(raw: Path, city: City, content: bytes) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    accepted(raw, city)
    (raw.parent / "store/survey.parquet").write_bytes(content)
    (raw / "skm/a.xlsx").write_bytes(b"PK")
    assert accepted(raw, city).tables["survey"].is_empty()


def test_with_skipping_the_good_rows_of_today_stand_before_those_of_yesterday(raw: Path, city: City) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    accepted(raw, city)
    raw_book().put(DATA, "F3", 9).write(raw / "skm/a.xlsx")
    assert accepted(raw, city, skip_bad_rows=True).tables["survey"]["respondents"].to_list() == [28]
