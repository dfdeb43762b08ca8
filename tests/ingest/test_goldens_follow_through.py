"""Commitments, visits and programmes: contract rows equal what was computed by hand."""

from datetime import date
from pathlib import Path

import pytest

from tests.ingest.builders import checked, errors, malang
from tests.ingest.goldens import table_of, told_of
from tests.ingest.samples import BY_NAME, DINOYO, MERJOSARI

BOTH = pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
AUGUST, DECEMBER = date(2025, 8, 1), date(2025, 12, 1)
AS_OF = date(2025, 10, 31)


@BOTH
def test_commitments(raw: Path, suffix: str) -> None:
    table = table_of(raw, "commitments-register", suffix).sort("month")
    columns = ("unit", "as_of", "month", "commitments", "due", "done", "verified")
    assert told_of(table, *columns) == [
        (MERJOSARI, AS_OF, AUGUST, 3, 3, 2, 1),
        (MERJOSARI, AS_OF, DECEMBER, 1, 0, 0, 0),
    ]
    # Eleven days early, three days late.
    assert table["delay_days"].to_list() == [[-11, 3], []]
    assert told_of(table, "overdue", "checked", "unchecked", "unproven", "ahead") == [
        (["K-3"], ["K-1"], ["K-2"], [], []),
        ([], [], [], [], ["K-4"]),
    ]


def test_the_later_register_stands_whole(raw: Path) -> None:
    """A commitment that the later register has no more is gone, although the earlier one still has its month."""
    sample = BY_NAME["commitments-register"]
    sample.write(raw)
    later = [row for row in sample.copy() if row[1] != "K-4"]
    for row in later[1:]:
        row[0] = "30/11/2025"
    later[3][6], later[3][7] = "Selesai", "01/11/2025"
    later.append(
        ["30/11/2025", "K-9", "x", "Kelurahan Dinoyo", None, "30/11/2025", "Belum", None, None, None, None]
    )
    path = "komitmen/november.xlsx"
    sample.write(raw.parent / "aside", later)
    (raw.parent / "aside" / "komitmen/register.xlsx").rename(raw / path)
    found = checked(raw, malang())
    assert errors(found) == []
    table = found.tables["commitments"]
    assert table["file"].unique().to_list() == [path]
    assert told_of(table, "unit", "month", "commitments", "due", "done") == [
        (MERJOSARI, AUGUST, 3, 3, 3),
        (DINOYO, date(2025, 11, 1), 1, 1, 0),
    ]


def test_the_day_of_a_register_may_stand_above_the_table(raw: Path) -> None:
    sample = BY_NAME["commitments-register"]
    grid = [["REGISTER KOMITMEN"], ["Keadaan per : 31 Oktober 2025"], [], *[row[1:] for row in sample.grid]]
    sample.write(raw, grid)
    found = checked(raw, malang())
    assert errors(found) == []
    assert found.tables["commitments"]["as_of"].unique().to_list() == [AS_OF]
    assert found.files[0].rows_read == 4


@BOTH
def test_visits(raw: Path, suffix: str) -> None:
    table = table_of(raw, "visits-checklist", suffix)
    columns = (
        *("unit", "visit", "first_day", "manner", "probability", "policy", "head_on_site", "office_empty"),
        *("queue", "findings", "findings_due", "findings_in_time"),
    )
    assert told_of(table, *columns) == [
        (MERJOSARI, "V-2025-1", date(2025, 6, 3), "unannounced", 0.2, 3.5, True, False, 6, 3, 2, 1),
        (DINOYO, "V-2025-2", date(2025, 6, 4), "planned", 0.125, 4.0, False, True, None, 0, 0, 0),
    ]


@BOTH
def test_programmes_with_a_header_of_two_rows_and_numbered_columns(raw: Path, suffix: str) -> None:
    """On track: 41.5 lags 45 by 3.5; 39.5 lags by 5.5 and is not; 45 lags 50 by exactly 5."""
    table = table_of(raw, "programmes-realisation", suffix)
    columns = (
        "unit",
        "level",
        "programmes",
        "on_track",
        "sum_physical",
        "sum_target",
        "sum_budget",
        "budgeted",
    )
    assert sorted(told_of(table, *columns)) == [
        ("OPD.DINKES", "centre", 1, 1, 45.0, 50.0, 95.0, 1),
        ("OPD.DINKES", "city", 2, 1, 81.0, 90.0, 38.2, 1),
    ]
    assert table["month"].unique().to_list() == [date(2025, 6, 1)]
