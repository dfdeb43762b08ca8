"""Which periods came: every state on a folder in which each of them is planted."""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.city.place import City
from analysis.contract import TABLES
from analysis.delivery.account import accounts
from analysis.delivery.status import STATUS, status
from analysis.ingest.result import Checked
from analysis.validate import data_until
from tests.delivery.conftest import received
from tests.ingest.builders import recap_book

CODE = "35.73.05.1002"
DINOYO = "35.73.05.1004"


def states(raw: Path, city: City, unit: str, source: str) -> dict[str, str]:
    found = received(raw, city)
    rows = status(found.checked, city, found.readable)
    assert rows.schema == pl.Schema(STATUS)
    rows = rows.filter((pl.col("unit") == unit) & (pl.col("source") == source))
    return {f"{first:%Y-%m}": state for first, state in rows.select("first_day", "status").iter_rows()}


def test_came_missing_and_provisional(raw: Path, city: City) -> None:
    assert states(raw, city, CODE, "attendance") == {
        "2025-03": "came",
        "2025-04": "came",
        "2025-05": "provisional",
        "2025-06": "provisional",
    }
    (raw / "presensi" / "e-presensi-a" / "2025" / "mei.csv").unlink()
    assert states(raw, city, CODE, "attendance")["2025-05"] == "missing"


def test_what_is_young_and_absent_is_not_due(raw: Path, city: City) -> None:
    assert states(raw, city, DINOYO, "attendance") == {"2025-05": "provisional", "2025-06": "not-due"}


def test_a_refused_wave_is_neither_missing_nor_came(raw: Path, city: City) -> None:
    assert list(states(raw, city, "35.73.05.1011", "survey").values()) == ["refused"]


def test_a_refused_month_is_to_be_mended_and_not_missing(raw: Path, city: City) -> None:
    bad = recap_book("Kelurahan Dinoyo", months=(3, 4, 5)).put("Rekap", "F3", "banyak")
    good = recap_book("Kelurahan Dinoyo", months=(1, 2))
    late = recap_book("Kelurahan Dinoyo", months=(6,))
    (raw / "presensi" / "e-presensi-a" / "2025" / "mei.csv").unlink()
    bad.write(raw / "presensi" / "rekap-bulanan" / "dinoyo" / "bad.xlsx")
    good.write(raw / "presensi" / "rekap-bulanan" / "dinoyo" / "good.xlsx")
    late.write(raw / "presensi" / "rekap-bulanan" / "dinoyo" / "late.xlsx")
    found = states(raw, city, DINOYO, "attendance")
    assert [found[f"2025-0{k}"] for k in (2, 3, 4, 5, 6)] == [
        "came",
        "refused",
        "refused",
        "refused",
        "provisional",
    ]
    mine = next(one for one in accounts(received(raw, city), city) if one.supplier.code == DINOYO)
    assert mine.missing.is_empty()
    assert len(mine.errors) == 1


def test_an_empty_check_has_no_state(city: City) -> None:
    empty = Checked({name: schema.create_empty() for name, schema in TABLES.items()})
    assert status(empty, city).is_empty()
    assert data_until(empty.tables) is None


def test_a_budget_of_the_year_does_not_say_until_when_there_are_data(raw: Path, city: City) -> None:
    found = received(raw, city).checked
    assert data_until(found.tables) == date(2025, 6, 30)
    budget = pl.DataFrame(
        {
            **{name: [None] for name in TABLES["budgets"].columns()},
            "unit": [CODE],
            "year": [2026],
        }
    ).cast(dict(TABLES["budgets"].create_empty().schema))
    later = Checked({**found.tables, "budgets": budget})
    assert data_until(later.tables) == date(2025, 6, 30)


def test_missing_periods_are_owed_by_who_sent_the_source_before(raw: Path, city: City) -> None:
    (raw / "presensi" / "e-presensi-a" / "2025" / "mei.csv").unlink()
    by_code = {one.supplier.code: one for one in accounts(received(raw, city), city)}
    assert by_code[CODE].missing["source"].to_list() == ["attendance"]
    assert [len(by_code[code].files) for code in (CODE, "35.73.05.1011")] == [3, 1]
