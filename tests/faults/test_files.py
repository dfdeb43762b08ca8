"""Whole files that cannot be what they say."""

from pathlib import Path

import pytest

from analysis.city.place import City
from tests.ingest.builders import checked, day_rows, errors, raw_book, recap_book, write_csv

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1024)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("skm/a.xlsx", b"Nomor;Nilai\n1;4\n", "not-a-workbook"),
        ("skm/a.xlsx", b"<html><table></table></html>", "not-a-workbook"),
        ("skm/a.xlsx", ENCRYPTED, "encrypted-workbook"),
        ("skm/a.xlsx", OLE + bytes(2048), "old-workbook"),
        ("skm/a.xlsx", b"PK\x03\x04 cut off", "truncated-workbook"),
        ("skm/a.xlsx", b"", "empty-file"),
        ("skm/a.pdf", b"%PDF-1.7", "file-not-recognised"),
        ("skm/catatan.txt", b"x", "file-not-recognised"),
        ("skm/a.xls", OLE, "file-not-recognised"),
        ("presensi/e-presensi-a/a.csv", b"PK\x03\x04", "not-a-csv"),
        ("presensi/e-presensi-a/a.csv", "NIP;Nama".encode("utf-16"), "not-a-csv"),
        ("presensi/e-presensi-a/a.csv", b"a;b\n\x81\x8d", "unknown-encoding"),
        ("presensi/e-presensi-a/a.csv", b'NIP;Nama\n"1;2\n', "broken-quotes"),
        ("presensi/e-presensi-a/a.csv", b"\r\n \r\n", "empty-file"),
        ("presensi/e-presensi-a/a.csv", b"satu;dua\n1;2\n", "attendance-columns-missing"),
        ("presensi/a.csv", b"NIP;Unit Kerja;Tanggal;Kode\n", "no-system-folder"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    raw: Path, city: City, name: str, content: bytes, code: str
) -> None:
    (raw / name).parent.mkdir(parents=True)
    (raw / name).write_bytes(content)
    assert errors(checked(raw, city)) == [(code, name, None, None)]


def test_a_truncated_workbook_is_named(raw: Path, city: City) -> None:
    path = raw_book().write(raw / "skm/a.xlsx")
    path.write_bytes(path.read_bytes()[:-900])
    assert errors(checked(raw, city)) == [("truncated-workbook", "skm/a.xlsx", None, None)]


def test_a_workbook_under_a_csv_name_is_named(raw: Path, city: City) -> None:
    path = recap_book().write(raw / "presensi/rekap-bulanan/a.xlsx")
    path.rename(path.with_suffix(".csv"))
    assert errors(checked(raw, city)) == [("not-a-csv", "presensi/rekap-bulanan/a.csv", None, None)]


def test_a_workbook_of_no_known_layout_is_named(raw: Path, city: City) -> None:
    book = raw_book()
    book.sheets = {"Sheet1": [["Laporan", "Kegiatan"], ["a", 1]]}
    book.write(raw / "skm/a.xlsx")
    book.write(raw / "presensi/rekap-bulanan/b.xlsx")
    told = {file: code for code, file, *_ in errors(checked(raw, city))}
    assert told["skm/a.xlsx"] == "layout-not-recognised"
    assert told["presensi/rekap-bulanan/b.xlsx"] in ("layout-not-recognised", "attendance-columns-missing")


def test_a_system_without_a_code_table_is_named(raw: Path, city: City) -> None:
    write_csv(raw / "presensi/mesin-baru/a.csv", day_rows())
    found = checked(raw, city)
    assert errors(found) == [("no-code-table", "presensi/mesin-baru/a.csv", None, None)]
    assert found.problems[0].values["system"] == "mesin-baru"


def test_a_recap_outside_a_system_folder_is_named(raw: Path, city: City) -> None:
    recap_book().write(raw / "skm/a.xlsx")
    assert errors(checked(raw, city)) == [("no-system-folder", "skm/a.xlsx", None, None)]


def test_all_problems_of_all_files_come_in_one_run(raw: Path, city: City) -> None:
    raw_book().put("Data_Survei_Mentah", "F2", 5).put("Data_Survei_Mentah", "G3", 0).put(
        "Info_Umum", "B3", "Kel. Merjosarii"
    ).write(raw / "skm/a.xlsx")
    (raw / "skm/b.xlsx").write_bytes(ENCRYPTED)
    rows = day_rows()
    rows[0][3], rows[1][6] = "29/02/2025", "TL9"
    write_csv(raw / "presensi/e-presensi-a/c.csv", rows)
    assert errors(checked(raw, city)) == [
        ("no-such-day", "presensi/e-presensi-a/c.csv", None, "D2"),
        ("unknown-code", "presensi/e-presensi-a/c.csv", None, "G3"),
        ("answer-outside-scale", "skm/a.xlsx", "Data_Survei_Mentah", "F2"),
        ("answer-outside-scale", "skm/a.xlsx", "Data_Survei_Mentah", "G3"),
        ("unit-not-known", "skm/a.xlsx", "Info_Umum", "B3"),
        ("encrypted-workbook", "skm/b.xlsx", None, None),
    ]
