"""Declared corrections: made once, at one cell, only while the cell still reads what they say."""

from pathlib import Path

import pytest

from analysis.city.place import City
from analysis.ingest.corrections import read_corrections
from analysis.problems import RetretError
from tests.ingest.builders import checked, day_rows, errors, raw_book, write_csv

ENTRY = """
[[correction]]
file = "{file}"
{sheet}
cell = "{cell}"
old = {old}
new = {new}
reason = "salah ketik"
who = "Bagian Organisasi"
date = 2025-08-04
"""


def write(folder: Path, file: str, cell: str, old: str, new: str, sheet: str = "") -> Path:
    path = folder / "corrections.toml"
    line = f'sheet = "{sheet}"' if sheet else ""
    path.write_text(ENTRY.format(file=file, sheet=line, cell=cell, old=old, new=new), "utf-8")
    return path


@pytest.mark.parametrize(("old", "new"), [('"44"', '"4"'), ("44", "4"), ("44.0", '" 4 "')])
def test_a_wrong_answer_is_mended_before_it_is_read(
    raw: Path, tmp_path: Path, city: City, old: str, new: str
) -> None:
    raw_book().put("Data_Survei_Mentah", "F3", 44).write(raw / "skm/a.xlsx")
    assert errors(checked(raw, city))
    listed = write(tmp_path, "skm/a.xlsx", "F3", old, new, sheet="Data_Survei_Mentah")
    found = checked(raw, city, listed)
    assert errors(found) == []
    assert found.tables["survey"]["total_u1"].to_list() == [105]


def test_a_broken_cell_can_be_mended(raw: Path, tmp_path: Path, city: City) -> None:
    from tests.ingest.builders import Formula

    raw_book().put("Waktu_Pelaksanaan", "B1", Formula("=1/0", "#REF!")).write(raw / "skm/a.xlsx")
    listed = write(tmp_path, "skm/a.xlsx", "B1", '"#REF!"', '"2 Mei 2025"', sheet="Waktu_Pelaksanaan")
    assert errors(checked(raw, city, listed)) == []


def test_an_empty_cell_can_be_filled(raw: Path, tmp_path: Path, city: City) -> None:
    raw_book(unit="").write(raw / "skm/a.xlsx")
    listed = write(tmp_path, "skm/a.xlsx", "B3", '""', '"35.73.05.1002"', sheet="Info_Umum")
    found = checked(raw, city, listed)
    assert (errors(found), found.tables["survey"]["unit"].to_list()) == ([], ["35.73.05.1002"])


def test_a_csv_cell_is_addressed_as_a_spreadsheet_shows_it(raw: Path, tmp_path: Path, city: City) -> None:
    rows = day_rows()
    rows[1][3] = "32/05/2025"
    write_csv(raw / "presensi/e-presensi-a/a.csv", rows)
    listed = write(tmp_path, "presensi/e-presensi-a/a.csv", "D3", '"32/05/2025"', "2025-05-20")
    found = checked(raw, city, listed)
    assert (errors(found), found.tables["attendance"]["scheduled_days"].to_list()) == ([], [18])


def test_a_correction_that_no_longer_fits_is_an_error_and_its_file_gives_no_rows(
    raw: Path, tmp_path: Path, city: City
) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    listed = write(tmp_path, "skm/a.xlsx", "F3", '"44"', '"4"', sheet="Data_Survei_Mentah")
    for skip in (False, True):
        found = checked(raw, city, listed, skip_bad_rows=skip)
        assert errors(found) == [("correction-does-not-fit", "skm/a.xlsx", "Data_Survei_Mentah", "F3")]
        assert found.tables["survey"].is_empty()


def test_a_correction_without_a_sheet_needs_one_sheet_that_fits(
    raw: Path, tmp_path: Path, city: City
) -> None:
    book = raw_book().put("Info_Umum", "F9", "x").put("Waktu_Pelaksanaan", "F9", "x")
    book.write(raw / "skm/a.xlsx")
    listed = write(tmp_path, "skm/a.xlsx", "F9", '"x"', '"y"')
    assert errors(checked(raw, city, listed)) == [("correction-of-many-sheets", "skm/a.xlsx", None, "F9")]


def test_a_correction_for_no_file_is_an_error(raw: Path, tmp_path: Path, city: City) -> None:
    listed = write(tmp_path, "skm/gone.xlsx", "F3", '"44"', '"4"')
    assert errors(checked(raw, city, listed)) == [("correction-without-file", "corrections.toml", None, None)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[correction]\n", "corrections-not-toml"),
        ('[[correction]]\nfile = "a"\n', "corrections-entry"),
        (ENTRY.format(file="a", sheet="", cell="3F", old="1", new="2"), "corrections-entry"),
        (ENTRY.format(file="a", sheet="why = 1", cell="F3", old="1", new="2"), "corrections-entry"),
    ],
)
def test_a_broken_list_stops_with_its_entry_named(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RetretError) as stop:
        read_corrections(path)
    assert (stop.value.code, stop.value.exit_code) == (code, 1)


def test_no_list_is_no_corrections(tmp_path: Path) -> None:
    assert read_corrections(tmp_path / "none.toml") == {}
