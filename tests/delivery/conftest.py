"""The shipped city, and a raw folder with a few small deliveries of several suppliers."""

from pathlib import Path

import pytest

from analysis.city.place import City
from analysis.delivery.received import Received, receive
from tests.ingest.builders import day_rows, malang, raw_book, recap_book, write_csv


@pytest.fixture(scope="session")
def city() -> City:
    return malang()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A good survey by folder name, one with a bad answer, and attendance of one unit and of many."""
    folder = tmp_path / "raw"
    raw_book().write(folder / "skm" / "kelurahan" / "merjosari" / "skm-tw2.xlsx")
    spoilt = raw_book("Kelurahan Lowokwaru").put("Data_Survei_Mentah", "H7", 44)
    spoilt.write(folder / "skm" / "kelurahan" / "lowokwaru" / "skm-tw2.xlsx")
    others = [[f"{row[0]}9", *row[1:]] for row in day_rows("Kelurahan Dinoyo")]
    rows = [*day_rows("Kelurahan Merjosari"), *others]
    write_csv(folder / "presensi" / "e-presensi-a" / "2025" / "mei.csv", rows)
    recap_book(months=(3, 4)).write(folder / "presensi" / "rekap-bulanan" / "rekap-1.xlsx")
    recap_book(months=(6,)).write(folder / "presensi" / "rekap-bulanan" / "rekap-2.xlsx")
    return folder


def received(raw: Path, city: City) -> Received:
    """The folder, read as one that is not the city's own."""
    return receive(raw, city, raw.parent / "none.toml", own=False)
