"""Nothing of a person leaves the door: marked names, numbers and remarks are planted everywhere and looked for."""

import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from analysis.city.place import City
from analysis.ingest.accepted import accept
from analysis.ingest.result import Checked
from analysis.validate import missing_periods
from tests.ingest.builders import (
    Book,
    checked,
    day_rows,
    errors,
    raw_book,
    recap_book,
    tabulation_book,
    told,
    write_csv,
)

NIP = "198501012010019999"
NAME, REMARK = "SITI RAHASIAWATI", "petugasnya QXREMARK sekali"
SECRETS = (NIP, "19850101", "SITI", "RAHASIA", "QXREMARK", "petugasnya")
DATA = "Data_Survei_Mentah"
PLANTS = (NIP, f"{NAME} {REMARK}", float(NIP[:15]))


def everything(found: Checked, folder: Path, logged: str) -> str:
    """All that was returned, made into text, logged, or written to disk."""
    parts = [repr(asdict(problem)) for problem in found.problems] + told(found.problems) + [logged]
    parts += [repr(table.to_dicts()) for table in found.tables.values()]
    for file in found.files:
        parts += [repr(file.problems), repr(file.table.to_dicts()) if file.table is not None else ""]
    parts += [path.read_bytes().decode("latin-1") for path in folder.rglob("*.parquet")]
    return "\n".join(parts)


def assert_no_secret(
    found: Checked, raw: Path, city: City, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    kept = accept(raw.parent / "store", found, raw)
    missing_periods(kept, city)
    out = capsys.readouterr()
    text = everything(kept, raw.parent / "store", caplog.text + out.out + out.err)
    assert [text[max(0, text.find(s) - 60) :][:90] for s in SECRETS if s in text] == []


def test_clean_files_leave_sums_only(raw: Path, city: City, caplog: Any, capsys: Any) -> None:
    caplog.set_level(logging.DEBUG)
    rows = [[f"{NIP[:-1]}{k % 10}", f"{NAME} {k}", *row[2:]] for k, row in enumerate(day_rows())]
    for k, row in enumerate(rows):
        row[0] = f"{NIP[:-2]}{k // 3:02}"
    write_csv(raw / "presensi/e-presensi-a/a.csv", rows)
    book = raw_book()
    for row in book.sheets[DATA][1:]:
        row[3], row[-1] = NAME, REMARK
    book.write(raw / "skm/a.xlsx")
    recap = recap_book(unit="RSUD Kota Malang", months=[5], employees=1).put("Rekap", "A2", NIP)
    recap.write(raw / "presensi/rekap-bulanan/a.xlsx")
    found = checked(raw, city)
    assert (errors(found), found.tables["survey"].height, found.tables["attendance"].height) == ([], 1, 2)
    assert_no_secret(found, raw, city, caplog, capsys)


@pytest.mark.repeats
@pytest.mark.parametrize(("plant", "skip"), list(zip(PLANTS, (True, False, True), strict=True)))
def test_columns_that_slipped_leave_nothing(
    raw: Path, city: City, caplog: Any, capsys: Any, plant: Any, skip: bool
) -> None:
    """The plant stands once in every column of every source, headers and labels included."""
    caplog.set_level(logging.DEBUG)
    for column in range(7):
        rows = day_rows()
        rows[4][column] = plant
        write_csv(raw / f"presensi/e-presensi-a/cell{column}.csv", rows)
        header = ["NIP", "Nama", "Unit Kerja", "Tanggal", "Jam Masuk", "Jam Pulang", "Kode"]
        header[column] = str(plant)
        write_csv(raw / f"presensi/e-presensi-a/head{column}.csv", day_rows(), header=header)
    for sheet, cell in places(raw_book()):
        raw_book().put(sheet, cell, plant).write(raw / f"skm/raw-{sheet}-{cell}.xlsx")
    for sheet, cell in places(tabulation_book()):
        tabulation_book().put(sheet, cell, plant).write(raw / f"skm/tabulation-{cell}.xlsx")
    for sheet, cell in places(recap_book()):
        recap_book().put(sheet, cell, plant).write(raw / f"presensi/rekap-bulanan/{cell}.xlsx")
    found = checked(raw, city, skip_bad_rows=skip)
    assert len(errors(found)) > 30
    assert_no_secret(found, raw, city, caplog, capsys)


def places(book: Book) -> list[tuple[str, str]]:
    """A filled cell of every column of every sheet, below and in the headers, by sheet and address."""
    return [
        (sheet, f"{chr(65 + column)}{row + 1}")
        for sheet, grid in book.sheets.items()
        for row, cells in enumerate(grid[:10])
        for column, value in enumerate(cells)
        if value is not None and row in (0, 2, 3, 5, 8)
    ]


def test_a_correction_of_a_personal_cell_is_not_quoted(raw: Path, city: City, tmp_path: Path) -> None:
    book = raw_book().put(DATA, "D3", NAME)
    book.write(raw / "skm/a.xlsx")
    listed = tmp_path / "corrections.toml"
    listed.write_text(
        f'[[correction]]\nfile = "skm/a.xlsx"\nsheet = "{DATA}"\ncell = "D3"\nold = "{NAME} X"\nnew = "-"\n'
        'reason = "r"\nwho = "w"\ndate = 2025-08-04\n'
    )
    found = checked(raw, city, listed)
    assert [code for code, *_ in errors(found)] == ["correction-does-not-fit"]
    assert NAME not in "".join(told(found.problems))
