"""The worked example of 29 respondents (index 91.475) through every survey layout, and what else a wave tells."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.ingest.skm import survey_index
from tests.ingest.builders import (
    GOLDEN_RESPONDENTS,
    GOLDEN_TOTALS,
    checked,
    errors,
    golden_answers,
    malang,
    raw_book,
    tabulation_book,
)
from tests.ingest.samples import BY_NAME, MERJOSARI, eskm, write_json

FORM = BY_NAME["survey-form"]
OWN = [25 * sum(marks) / 9 for marks in golden_answers()]
LAYOUTS: dict[str, Callable[[Path], object]] = {
    "raw": lambda raw: raw_book().write(raw / "skm/a.xlsx"),
    "tabulation": lambda raw: tabulation_book().write(raw / "skm/a.xlsx"),
    "form": lambda raw: FORM.write(raw, suffix=".csv"),
    "eskm": lambda raw: write_json(raw, eskm()),
}


def wave(raw: Path) -> dict[str, Any]:
    found = checked(raw, malang())
    assert errors(found) == []
    (row,) = found.tables["survey"].to_dicts()
    return row


def mix(row: dict[str, Any], trait: str) -> dict[str, int]:
    return {one["stratum"]: one["respondents"] for one in row["mix"] if one["trait"] == trait}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_worked_example_is_91_475_in_every_layout(raw: Path, layout: str) -> None:
    LAYOUTS[layout](raw)
    row = wave(raw)
    assert (row["layout"], row["unit"], row["respondents"]) == (layout, MERJOSARI, GOLDEN_RESPONDENTS)
    totals = [row[f"total_u{k}"] for k in range(1, 10)]
    answered = [row[f"answered_u{k}"] for k in range(1, 10)]
    assert totals == list(GOLDEN_TOTALS)
    assert answered == [GOLDEN_RESPONDENTS] * 9
    assert survey_index(totals, answered) == pytest.approx(955 / (29 * 9) * 25)
    assert round(survey_index(totals, answered) or 0, 3) == 91.475
    assert row["sum_index"] == pytest.approx(sum(OWN))
    assert row["sum_index_squares"] == pytest.approx(sum(value**2 for value in OWN))
    assert row["top_answers"] == sum(mark == 4 for marks in golden_answers() for mark in marks)


def test_form_waves_are_those_of_a_quarter_and_their_days_those_of_the_answers(raw: Path) -> None:
    grid = FORM.copy()
    grid.append(["03/07/2025 08:00:00", "a@b.c", "X", *grid[1][3:]])
    grid.append(["04/05/2025 08:00:00", "a@b.c", "X", "Kelurahan Dinoyo", *grid[1][4:]])
    FORM.write(raw, grid)
    found = checked(raw, malang())
    assert errors(found) == []
    table = found.tables["survey"].sort("unit", "first_day")
    assert table.select("unit", "first_day", "last_day", "respondents", "mode").rows() == [
        (MERJOSARI, date(2025, 5, 2), date(2025, 5, 21), 29, "link"),
        (MERJOSARI, date(2025, 7, 3), date(2025, 7, 3), 1, "link"),
        ("35.73.05.1004", date(2025, 5, 4), date(2025, 5, 4), 1, "link"),
    ]


def test_a_form_tells_the_mix_of_its_respondents(raw: Path) -> None:
    """Ages 20 to 48, ten of them without a university degree; fourteen men, fifteen women."""
    FORM.write(raw, suffix=".csv")
    row = wave(raw)
    assert mix(row, "gender") == {"male": 14, "female": 15}
    assert mix(row, "education") == {"senior": 10, "bachelor": 19}
    assert mix(row, "age") == {"20": 10, "30": 10, "40": 9}
    assert mix(row, "service") == {"surat pengantar": 29}
    for trait in ("gender", "education", "age", "service"):
        total = sum(one["sum_index"] for one in row["mix"] if one["trait"] == trait)
        assert total == pytest.approx(sum(OWN))


def test_a_service_that_few_name_is_not_kept(raw: Path) -> None:
    grid = FORM.copy()
    grid[1][4] = "Urusan Siti"
    FORM.write(raw, grid)
    assert mix(wave(raw), "service") == {"surat pengantar": 28, "other": 1}


@pytest.mark.parametrize("mark", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_form_in_any_csv_is_the_same(raw: Path, mark: str, encoding: str) -> None:
    grid = FORM.copy()
    for row in grid[1:]:
        row[17] = "Café – baik"
    FORM.write(raw, grid, ".csv", mark=mark, encoding=encoding)
    assert wave(raw)["total_u1"] == GOLDEN_TOTALS[0]


def test_questions_written_out_are_columns_too(raw: Path) -> None:
    grid = FORM.copy()
    grid[0][8:10] = ["Bagaimana kesesuaian persyaratan pelayanan", "Bagaimana kemudahan prosedur pelayanan?"]
    grid[0][15:17] = ["Bagaimana kualitas sarana dan prasarana", "Bagaimana penanganan pengaduan"]
    FORM.write(raw, grid)
    row = wave(raw)
    assert (row["total_u1"], row["total_u8"], row["total_u9"]) == (105, GOLDEN_TOTALS[8], GOLDEN_TOTALS[7])


def test_a_bare_u8_and_u9_are_refused_in_a_form_and_in_json(raw: Path) -> None:
    grid = FORM.copy()
    grid[0][15:17] = ["U8", "U9"]
    FORM.write(raw, grid)
    whole = eskm()
    for person in whole["responden"]:
        person["answers"]["U8"] = person["answers"].pop("pengaduan")
        person["answers"]["U9"] = person["answers"].pop("sarpras")
    write_json(raw, whole)
    codes = [(code, file) for code, file, *_ in errors(checked(raw, malang()))]
    assert codes == [
        ("element-number-only", "skm/eskm.json"),
        ("column-missing", "skm/formulir.xlsx"),
        ("column-missing", "skm/formulir.xlsx"),
    ]


ABOUT = {"mode": "kiosk", "vendor": "PT Survei Contoh", "form_version": "2025-2", "population": 480}


def about(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ABOUT}


def test_mode_vendor_form_and_population_of_a_raw_workbook(raw: Path) -> None:
    book = raw_book().put("Info_Umum", "A7", "Moda Survei").put("Info_Umum", "B7", "Anjungan")
    book.put("Info_Umum", "A8", "Pelaksana Survei").put("Info_Umum", "B8", "PT Survei Contoh")
    book.put("Info_Umum", "A9", "Versi Formulir").put("Info_Umum", "B9", "2025-2").write(raw / "skm/a.xlsx")
    row = wave(raw)
    assert about(row) == ABOUT
    assert mix(row, "gender") == {"male": 15, "female": 14}
    assert mix(row, "education") == {"bachelor": 29}
    assert mix(row, "service") == {"surat pengantar": 29}


def test_mode_vendor_form_and_population_above_a_tabulation(raw: Path) -> None:
    book = tabulation_book()
    for cell, told in (
        ("A3", "Moda Survei : Anjungan"),
        ("A7", "Pelaksana Survei : PT Survei Contoh"),
        ("E4", "Versi Formulir : 2025-2"),
        ("E5", "Jumlah Populasi (N) : 480"),
    ):
        book.put("Pengolahan", cell, told)
    book.write(raw / "skm/a.xlsx")
    assert about(wave(raw)) == ABOUT


def test_mode_vendor_form_and_population_of_json(raw: Path) -> None:
    write_json(raw, eskm(moda="Anjungan", pelaksana="PT Survei Contoh", versi_formulir="2025-2"))
    row = wave(raw)
    assert about(row) == ABOUT
    assert (row["first_day"], row["last_day"]) == (date(2025, 5, 2), date(2025, 5, 30))
    assert mix(row, "age") == {"20": 10, "30": 10, "40": 9}


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"unit": None}, ("json-key-missing", None)),
        ({"mulai": "kemarin"}, ("not-a-date", "mulai")),
        ({"selesai": "2025-05-01"}, ("fieldwork-ends-before-it-begins", "selesai")),
        ({"moda": "pos"}, ("choice-not-known", "moda")),
        ({"populasi": 3573051985010101}, ("not-a-whole-number", "populasi")),
        ({"populasi": 81234567890}, ("value-outside-range", "populasi")),
        ({"pelaksana": "Siti"}, ("not-an-organisation", "pelaksana")),
        ({"responden": "29"}, ("json-key-missing", None)),
        ({"responden": [1]}, ("not-json", "responden")),
        ({"responden": [{"answers": {"U1": 4}}]}, ("json-key-missing", "responden")),
        ({"responden": []}, ("json-key-missing", "responden")),
    ],
)
def test_what_is_wrong_in_json_stands_at_its_key(
    raw: Path, changes: dict[str, Any], wanted: tuple[str, str | None]
) -> None:
    write_json(raw, eskm(**changes))
    found = checked(raw, malang())
    assert [(code, sheet) for code, _, sheet, _ in errors(found)] == [wanted]
    assert found.tables["survey"].is_empty()


def test_a_wrong_answer_in_json_refuses_its_respondent_alone(raw: Path) -> None:
    whole = eskm()
    whole["responden"][4]["answers"]["U3"] = 7
    whole["responden"][6]["answers"] = {"U1": {"x": 1}}
    write_json(raw, whole)
    found = checked(raw, malang(), skip_bad_rows=True)
    assert [(code, place) for code, _, _, place in errors(found)] == [
        ("value-outside-range", "row 5"),
        ("not-json", "row 7"),
    ]
    assert found.tables["survey"]["respondents"].to_list() == [27]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"unit": ' + b"[" * 5000])
def test_what_is_no_json_is_named(raw: Path, content: bytes) -> None:
    (raw / "skm").mkdir()
    (raw / "skm/a.json").write_bytes(content)
    (error,) = errors(checked(raw, malang()))
    assert error[0] in ("empty-file", "not-json")
