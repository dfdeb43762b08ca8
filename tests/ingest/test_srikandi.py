"""A layout not met before, the dispositions export of the national e-office (Srikandi): new spellings are enough."""

from datetime import date
from pathlib import Path

from analysis.city.place import City
from tests.ingest.builders import checked, errors

EXPORT = (
    "No;Perihal;Asal Naskah;Tujuan Naskah;Tanggal Naskah Dikirim;Batas Penyelesaian;Tanggal Naskah Ditindaklanjuti;Riwayat Teruskan\n"
    "1;rahasia;Kelurahan Lowokwaru;Kelurahan Merjosari;02/06/2025 08:00;04/06/2025 16:00;03/06/2025 09:30;0\n"
    "2;rahasia;Kelurahan Lowokwaru;Kelurahan Merjosari;10/06/2025 08:00;12/06/2025 16:00;13/06/2025 08:00;2\n"
)


def test_the_export_is_read_by_its_spellings(raw: Path, city: City) -> None:
    file = raw / "disposisi" / "srikandi" / "naskah.csv"
    file.parent.mkdir(parents=True)
    file.write_text(EXPORT, "utf-8")
    found = checked(raw, city)
    assert errors(found) == []
    (row,) = found.tables["dispositions"].rows(named=True)
    assert (row["month"], row["received"], row["judged"], row["in_time"]) == (date(2025, 6, 1), 2, 2, 1)
    assert (row["hours"], row["forwarded_often"]) == ([25, 72], 1)
