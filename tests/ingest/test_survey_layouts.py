"""Both survey layouts give the same wave, recognised by what they hold."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.city.place import City
from tests.effort import examples
from tests.ingest.builders import (
    CODE,
    LABELS,
    Look,
    checked,
    errors,
    malang,
    notes,
    raw_book,
    read,
    tabulation_book,
)

SWAPPED = (*LABELS[:7], LABELS[8], LABELS[7])
SCALE = st.one_of(st.integers(1, 4), st.none())


def one(raw: Path, city: City) -> dict[str, object]:
    found = checked(raw, city)
    assert errors(found) == []
    return found.tables["survey"].row(0, named=True)


def test_a_raw_survey_has_its_fieldwork_and_its_origin(raw: Path, city: City) -> None:
    raw_book().write(raw / "skm/x/any-name.xlsx")
    row = one(raw, city)
    assert (row["unit"], row["first_day"], row["last_day"]) == (CODE, date(2025, 5, 2), date(2025, 5, 30))
    assert (row["file"], row["sheet"], row["row"]) == ("skm/x/any-name.xlsx", "Data_Survei_Mentah", 2)
    assert (row["layout"], row["simulated"]) == ("raw", False)


def test_a_tabulation_stands_for_its_whole_period(raw: Path, city: City) -> None:
    tabulation_book(period="Semester I 2025").write(raw / "skm/a.xlsx")
    row = one(raw, city)
    assert (row["first_day"], row["last_day"]) == (date(2025, 1, 1), date(2025, 6, 30))
    assert (row["sheet"], row["row"], row["layout"], row["printed_index"]) == (
        "Pengolahan",
        10,
        "tabulation",
        91.48,
    )


def test_without_days_a_raw_survey_stands_for_its_stated_period(raw: Path, city: City) -> None:
    book = raw_book(period="Triwulan I", year="2025")
    del book.sheets["Waktu_Pelaksanaan"]
    book.write(raw / "skm/a.xlsx")
    row = one(raw, city)
    assert (row["first_day"], row["last_day"]) == (date(2025, 1, 1), date(2025, 3, 31))


@pytest.mark.parametrize("make", [raw_book, tabulation_book])
def test_u8_and_u9_are_told_apart_by_label(raw: Path, city: City, make: object) -> None:
    answers = [[4, 4, 4, 4, 4, 4, 4, 3, 1]] * 12
    assert callable(make)
    make(answers=answers, labels=SWAPPED).write(raw / "skm/a.xlsx")
    row = one(raw, city)
    assert (row["total_u8"], row["total_u9"]) == (12, 36)


def test_one_label_tells_both_u8_and_u9(raw: Path, city: City) -> None:
    answers = [[4, 4, 4, 4, 4, 4, 4, 3, 1]] * 12
    book = raw_book(answers=answers).put("Data_Survei_Mentah", "M1", "U8 (Sarana dan Prasarana)")
    book.put("Data_Survei_Mentah", "N1", "U9").write(raw / "skm/a.xlsx")
    row = one(raw, city)
    assert (row["total_u8"], row["total_u9"]) == (12, 36)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=examples(12, 25)
)
@given(rows=st.lists(st.lists(SCALE, min_size=9, max_size=9).filter(any), min_size=1, max_size=15))
def test_layouts_agree_and_missing_answers_are_not_zero(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[int | None]]
) -> None:
    raw = tmp_path_factory.mktemp("raw")
    answers = [["-" if mark is None else mark for mark in row] for row in rows]
    answers.append([1] * 9)  # so that every mean of the footer exists
    raw_book(answers=answers).write(raw / "skm/a.xlsx")
    tabulation_book(answers=answers, unit="Kelurahan Dinoyo").write(raw / "skm/b.xlsx")
    one, other = (file.table for file in read(raw, malang()).files)
    assert one is not None
    assert other is not None
    sums = [name for name in one.columns if name.startswith(("total_", "answered_", "sum_", "respondents"))]
    assert one.select(sums).equals(other.select(sums))
    for k in range(9):
        given_marks = [row[k] for row in answers if isinstance(row[k], int)]
        assert one[f"answered_u{k + 1}"][0] == len(given_marks)
        assert one[f"total_u{k + 1}"][0] == sum(given_marks)
    own = [25 * sum(m for m in row if m != "-") / sum(m != "-" for m in row) for row in answers]
    assert one["sum_index"][0] == pytest.approx(sum(own))
    assert one["sum_index_squares"][0] == pytest.approx(sum(value**2 for value in own))


def test_footers_signatures_and_rows_numbered_in_advance_are_no_respondents(raw: Path, city: City) -> None:
    book = raw_book()
    for number in range(30, 36):
        book.put("Data_Survei_Mentah", f"A{number + 1}", number)
    book.put("Data_Survei_Mentah", "A38", "Jumlah").put("Data_Survei_Mentah", "F38", 105)
    book.put("Data_Survei_Mentah", "F39", 3.62).put("Data_Survei_Mentah", "K41", "Malang, 30 Mei 2025")
    book.put("Data_Survei_Mentah", "K42", "Lurah Merjosari").write(raw / "skm/a.xlsx")
    assert one(raw, city)["respondents"] == 29


def test_an_unlabelled_row_of_sums_at_the_end_is_a_footer(raw: Path, city: City) -> None:
    book = raw_book()
    book.sheets["Data_Survei_Mentah"].append([None] * 5 + [105, 101, 100, 116, 102, 105, 106, 105, 115])
    book.write(raw / "skm/a.xlsx")
    assert one(raw, city)["respondents"] == 29


def test_hidden_rows_count_and_are_told(raw: Path, city: City) -> None:
    book = raw_book()
    book.looks["Data_Survei_Mentah"] = Look(hidden_rows=(3, 4), hidden_columns=(14,))
    book.write(raw / "skm/a.xlsx")
    found = checked(raw, city)
    assert found.tables["survey"]["respondents"].to_list() == [29]
    assert notes(found) == [("hidden-columns", None), ("hidden-rows", None)]


def test_the_agency_is_the_unit_where_no_lower_one_is_named(raw: Path, city: City) -> None:
    raw_book(unit="-", agency="Dinas Perhubungan").write(raw / "skm/a.xlsx")
    assert one(raw, city)["unit"] == "OPD.DISHUB"


def test_the_label_tells_the_kelurahan_from_the_kecamatan_of_the_same_name(raw: Path, city: City) -> None:
    raw_book(unit="Lowokwaru", agency="Kecamatan Lowokwaru").write(raw / "skm/a.xlsx")
    assert one(raw, city)["unit"] == "35.73.05.1011"


def test_days_outside_the_stated_period_are_used_and_told(raw: Path, city: City) -> None:
    raw_book(period="TW I").write(raw / "skm/a.xlsx")
    found = checked(raw, city)
    assert notes(found) == [("fieldwork-outside-period", "B1")]
    assert found.tables["survey"]["first_day"].to_list() == [date(2025, 5, 2)]


def test_an_element_nobody_answered_is_told(raw: Path, city: City) -> None:
    raw_book(answers=[[4, 3, 4, None, 4, 3, 4, 4, 4]] * 12).write(raw / "skm/a.xlsx")
    found = checked(raw, city)
    assert notes(found) == [("element-without-answers", None)]
    assert found.tables["survey"]["answered_u4"].to_list() == [0]


def test_a_unit_code_stands_before_every_name(raw: Path, city: City) -> None:
    raw_book(unit="Nama lama").put("Info_Umum", "A7", "Kode Unit").put(
        "Info_Umum", "B7", "35.73.05.1004"
    ).write(raw / "skm/a.xlsx")
    assert one(raw, city)["unit"] == "35.73.05.1004"
