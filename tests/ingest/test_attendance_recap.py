"""Monthly recaps become unit-months without lateness."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.city.place import City
from tests.ingest.builders import checked, errors, recap_book

FILE = "presensi/rekap-bulanan/a.xlsx"


def rows(raw: Path, city: City) -> list[dict[str, Any]]:
    found = checked(raw, city)
    assert errors(found) == []
    return found.tables["attendance"].rows(named=True)


def test_a_recap_is_summed_by_unit_and_month(raw: Path, city: City) -> None:
    recap_book(unit="RSUD Kota Malang").write(raw / FILE)
    april, may = rows(raw, city)
    assert (april["unit"], april["month"], may["month"]) == ("OPD.RSUD", date(2025, 4, 1), date(2025, 5, 1))
    counts = ("employees", "scheduled_days", "present_days", "excused_days", "unexcused_days")
    assert [april[name] for name in counts] == [6, 120, 108, 12, 0]
    assert [april[name] for name in ("timed_days", "late_days", "late_minutes")] == [None] * 3
    assert (april["sheet"], april["row"], may["row"]) == ("Rekap", 2, 8)
    assert (april["layout"], april["system"]) == ("recap", "rekap-bulanan")


@pytest.mark.parametrize(
    ("month", "year"), [("Mei", 2025), ("5", "2025"), (5, 2025), ("Mei 2025", None), (date(2025, 5, 1), None)]
)
def test_a_month_is_written_in_many_ways(raw: Path, city: City, month: Any, year: Any) -> None:
    recap_book(months=[5], employees=1).put("Rekap", "B2", month).put("Rekap", "C2", year).write(raw / FILE)
    assert [row["month"] for row in rows(raw, city)] == [date(2025, 5, 1)]


def test_an_empty_reason_counts_no_day_and_a_footer_is_not_read(raw: Path, city: City) -> None:
    book = recap_book(months=[5], employees=2).put("Rekap", "I2", "-").put("Rekap", "A5", "Jumlah")
    book.put("Rekap", "F5", 36).write(raw / FILE)
    (row,) = rows(raw, city)
    assert (row["excused_days"], row["present_days"]) == (3, 36)
