"""A root of its own with the shipped city and small deliveries, some of them with personal data and live formulas."""

import shutil
from pathlib import Path

import pytest

from analysis.paths import Root
from tests.ingest.builders import Book, raw_book, recap_book

PERSON = "SITI AMINAH BINTI SALEH"
NUMBER = "198501012010011999"
LIVE = ('=HYPERLINK("http://example.invalid","x")', "@SUM(A1:A9)", "+1", "-1", "=1+1")


@pytest.fixture
def office(tmp_path: Path, checkout: Path) -> Root:
    """Kelurahan Merjosari in order but for a gap, Kelurahan Lowokwaru with a survey and services to mend."""
    shutil.copytree(checkout / "data" / "cities", tmp_path / "data" / "cities")
    raw = tmp_path / "data" / "raw"
    raw_book().write(raw / "skm" / "kelurahan" / "merjosari" / "skm-tw2.xlsx")
    recap_book(months=(3,)).write(raw / "presensi" / "rekap-bulanan" / "merjosari" / "maret.xlsx")
    recap_book(months=(5,)).write(raw / "presensi" / "rekap-bulanan" / "merjosari" / "mei.xlsx")
    spoilt = raw_book("Kelurahan Lowokwaru").put("Data_Survei_Mentah", "H7", 44)
    for row, text in enumerate((PERSON, NUMBER, *LIVE), start=3):
        spoilt.put("Data_Survei_Mentah", f"O{row}", text)
    spoilt.put("Data_Survei_Mentah", "G4", PERSON)
    spoilt.write(raw / "skm" / "kelurahan" / "lowokwaru" / "skm-tw2.xlsx")
    _services().write(raw / "layanan" / "kelurahan" / "lowokwaru" / "layanan.xlsx")
    return Root(tmp_path)


def _services() -> Book:
    head = ["Nama Pemohon", "Unit Kerja", "Kanal", "Bulan", "Permohonan Masuk", "Selesai", "Tepat Waktu"]
    rows = [
        [LIVE[0], "Kelurahan Lowokwaru", "Loket", "Mei 2025", 50, 50, 60],
        [PERSON, "Kelurahan Lowokwaru", PERSON, "Juni 2025", LIVE[0], 40, "1.2OO"],
        [NUMBER, "Kelurahan Lowokwaru", "Daring", "Juni 2025", 50, LIVE[1], 30],
    ]
    return Book({"=layanan 'x' 2025": [head, *rows]})
