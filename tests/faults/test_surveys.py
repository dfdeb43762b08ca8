"""Faults of survey workbooks, each at its exact cell."""

from pathlib import Path
from typing import Any

import pytest

from analysis.city.place import City
from tests.ingest.builders import (
    LABELS,
    Book,
    Formula,
    Look,
    checked,
    errors,
    golden_answers,
    raw_book,
    tabulation_book,
    told,
    values_of,
)

DATA, FILE = "Data_Survei_Mentah", "skm/a.xlsx"


def spoiled(raw: Path, city: City, book: Book) -> list[tuple[str, str | None, str | None]]:
    """Code, sheet and cell of every error of one file, which then gives no rows."""
    book.write(raw / FILE)
    found = checked(raw, city)
    assert found.tables["survey"].is_empty()
    assert {file for _, file, _, _ in errors(found)} == {FILE}
    return [(code, sheet, cell) for code, _, sheet, cell in errors(found)]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (5, "answer-outside-scale"),
        ("5", "answer-outside-scale"),
        (0, "answer-outside-scale"),
        (-1, "answer-outside-scale"),
        (3.5, "not-a-whole-number"),
        ("tiga", "not-a-whole-number-small"),
        ("l", "not-a-whole-number"),
        ("1.2OO", "not-a-whole-number-large"),
        (Formula("=1/0", "#REF!"), "error-cell"),
        (Formula("=2+2"), "uncalculated-formula"),
    ],
)
@pytest.mark.parametrize("layout", ["raw", "tabulation"])
def test_a_wrong_answer_is_named_by_its_cell(
    raw: Path, city: City, layout: str, value: Any, code: str
) -> None:
    book, sheet, cell = (
        (raw_book(), DATA, "H14") if layout == "raw" else (tabulation_book(), "Pengolahan", "D14")
    )
    assert spoiled(raw, city, book.put(sheet, cell, value)) == [(code, sheet, cell)]


def test_text_in_a_number_cell_is_told_with_the_number_meant(raw: Path, city: City) -> None:
    raw_book().put(DATA, "F14", "1.2OO").write(raw / FILE)
    found = checked(raw, city)
    assert told(found.problems)[0] == (
        f'{FILE} › {DATA} › F14: bukan bilangan bulat (tertulis "1.2OO"). Tulis 1200 atau 1.200.'
    )


@pytest.mark.parametrize("day", ["29 Februari 2025", "29/02/2025", "2025-02-29"])
def test_29_february_2025_is_refused_with_the_last_day(raw: Path, city: City, day: str) -> None:
    book = raw_book(first="3 Februari 2025", last=day, period="TW I")
    assert spoiled(raw, city, book) == [("no-such-day", "Waktu_Pelaksanaan", "B2")]
    values = values_of(checked(raw, city), "no-such-day")
    assert (values["written"], values["last"]) == (day, "28")


def test_fieldwork_that_ends_before_it_begins_is_named(raw: Path, city: City) -> None:
    book = raw_book(first="30 Mei 2025", last="2 Mei 2025")
    assert spoiled(raw, city, book) == [("fieldwork-ends-before-it-begins", "Waktu_Pelaksanaan", "B2")]


def test_half_a_fieldwork_is_named(raw: Path, city: City) -> None:
    assert spoiled(raw, city, raw_book(last=None)) == [("day-empty", "Waktu_Pelaksanaan", "B2")]


@pytest.mark.parametrize(
    ("period", "code", "cell"),
    [
        ("TW V 2025", "not-a-period", "C6"),
        ("TW II", "period-without-year", "C6"),
        (None, "period-empty", "C6"),
    ],
)
def test_a_wrong_period_is_named(raw: Path, city: City, period: Any, code: str, cell: str) -> None:
    book = tabulation_book(period=period)
    assert [one[0] for one in spoiled(raw, city, book)] == [code]
    assert spoiled(raw, city, book)[0][1] == "Pengolahan"


def test_a_survey_without_any_time_is_named(raw: Path, city: City) -> None:
    book = tabulation_book()
    book.sheets["Pengolahan"][5] = []
    assert spoiled(raw, city, book) == [("period-missing", "Pengolahan", None)]


@pytest.mark.parametrize(
    ("unit", "code", "near"),
    [
        ("Kec. Lowok Waru", "unit-not-known", "35.73.05"),
        ("Kelurahan Merjosarii", "unit-not-known", "35.73.05.1002"),
        ("Merjo sari", "unit-not-known", "35.73.05.1002"),
    ],
)
def test_an_unknown_unit_is_suggested(raw: Path, city: City, unit: str, code: str, near: str) -> None:
    assert spoiled(raw, city, raw_book(unit=unit)) == [(code, "Info_Umum", "B3")]
    assert values_of(checked(raw, city), code)["near"] == near


def test_a_homonym_is_refused(raw: Path, city: City) -> None:
    assert spoiled(raw, city, tabulation_book(unit="Lowokwaru")) == [("unit-of-many", "Pengolahan", "A4")]


def test_an_empty_or_absent_unit_is_named(raw: Path, city: City) -> None:
    assert spoiled(raw, city, raw_book(unit="", agency="-")) == [("unit-empty", "Info_Umum", "B3")]
    book = tabulation_book()
    book.sheets["Pengolahan"][3] = []
    assert spoiled(raw, city, book) == [("unit-missing", "Pengolahan", None)]


def test_bare_u8_and_u9_are_a_problem_and_never_a_guess(raw: Path, city: City) -> None:
    book = raw_book().put(DATA, "M1", "U8").put(DATA, "N1", "U9")
    assert spoiled(raw, city, book) == [
        ("element-unlabelled", DATA, "M1"),
        ("element-unlabelled", DATA, "N1"),
    ]
    book = tabulation_book().put("Pengolahan", "I9", "U8").put("Pengolahan", "J9", "U9 (Kenyamanan)")
    assert spoiled(raw, city, book) == [
        ("element-unlabelled", "Pengolahan", "I9"),
        ("element-label-unknown", "Pengolahan", "J9"),
    ]


def test_a_missing_and_a_doubled_element_are_named(raw: Path, city: City) -> None:
    assert spoiled(raw, city, raw_book().put(DATA, "H1", "")) == [("element-missing", DATA, "row 1")]
    assert values_of(checked(raw, city), "element-missing")["element"] == "U3"
    labels = (*LABELS[:8], LABELS[7])
    assert spoiled(raw, city, raw_book(labels=labels)) == [("element-twice", DATA, "N1")]


@pytest.mark.parametrize("layout", ["raw", "tabulation"])
def test_a_merged_header_that_hides_a_column_is_named(raw: Path, city: City, layout: str) -> None:
    if layout == "raw":
        book = raw_book().put(DATA, "H1", None)
        book.looks[DATA] = Look(merged=("G1:H1",))
        sheet, area = DATA, "G1:H1"
    else:
        book = tabulation_book().put("Pengolahan", "D9", None)
        book.looks["Pengolahan"] = Look(merged=("A8:A9", "B8:J8", "C9:D9"))
        sheet, area = "Pengolahan", "C9:D9"
    assert spoiled(raw, city, book) == [("merged-header", sheet, area)]
    assert values_of(checked(raw, city), "merged-header")["hidden"] == area[-2]


def test_a_footer_amid_the_data_is_one_problem(raw: Path, city: City) -> None:
    answers: list[list[Any]] = golden_answers()
    book = raw_book(answers=answers)
    book.sheets[DATA].insert(15, ["Jumlah", None, None, None, None, 50, 50, 50, 50, 50, 50, 50, 50, 50])
    assert spoiled(raw, city, book) == [("footer-in-data", DATA, "row 16")]
    found = checked(raw, city, skip_bad_rows=True)
    assert (found.files[0].rows_read, found.tables["survey"]["respondents"].to_list()) == (30, [29])


@pytest.mark.parametrize("number", [None, 30])
def test_sums_taken_for_a_respondent_are_one_problem(raw: Path, city: City, number: int | None) -> None:
    book = tabulation_book()
    sums = [number, 105, 101, 100, 116, 102, 105, 106, 105, 115]
    book.sheets["Pengolahan"].insert(20 if number is None else 38, sums)
    at = 21 if number is None else 39
    assert spoiled(raw, city, book) == [("footer-in-data", "Pengolahan", f"row {at}")]


def test_a_respondent_without_answers_is_named(raw: Path, city: City) -> None:
    book = raw_book()
    book.sheets[DATA][5][5:14] = [None] * 9
    assert spoiled(raw, city, book) == [("respondent-without-answers", DATA, "row 6")]


def test_a_survey_without_respondents_or_without_columns_is_named(raw: Path, city: City) -> None:
    book = raw_book()
    del book.sheets[DATA][1:]
    assert spoiled(raw, city, book) == [("no-respondents", DATA, None)]
    book.sheets[DATA] = [["No", "Nama"], [1, "x"]]
    assert spoiled(raw, city, book) == [("survey-columns-missing", DATA, None)]
    del book.sheets[DATA]
    assert spoiled(raw, city, book) == [("survey-columns-missing", DATA, None)]


def test_the_same_wave_twice_names_both_files(raw: Path, city: City) -> None:
    tabulation_book().write(raw / "skm/a.xlsx")
    tabulation_book(unit="35.73.05.1002").write(raw / "skm/b.xlsx")
    found = checked(raw, city)
    assert errors(found) == [
        ("period-twice", "skm/a.xlsx", "Pengolahan", "row 10"),
        ("period-twice", "skm/b.xlsx", "Pengolahan", "row 10"),
    ]
    assert [one.values["other"] for one in found.problems] == ["skm/b.xlsx", "skm/a.xlsx"]
