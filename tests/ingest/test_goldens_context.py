"""Heads, participants, staff, population, moves, budgets and other cities: contract rows computed by hand."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from tests.ingest.builders import checked, errors, malang
from tests.ingest.goldens import table_of, told_of
from tests.ingest.samples import BY_NAME, DINOYO, LOWOKWARU, MERJOSARI

BOTH = pytest.mark.parametrize("suffix", [".xlsx", ".csv"])


@BOTH
def test_heads(raw: Path, suffix: str) -> None:
    table = table_of(raw, "heads-list", suffix)
    assert told_of(table, "unit", "standing", "first_day", "last_day", "as_of") == [
        (MERJOSARI, "definitive", date(2025, 4, 17), None, date(2025, 10, 31)),
        (DINOYO, "plt", date(2025, 1, 1), date(2025, 6, 30), date(2025, 10, 31)),
    ]


def test_the_same_person_in_two_lists_bears_the_same_mark_and_no_plain_hash(raw: Path) -> None:
    """ "99.00.01" and "990001" are one number; the mark is no plain hash of it."""
    BY_NAME["heads-list"].write(raw)
    BY_NAME["participants-list"].write(raw)
    found = checked(raw, malang())
    marks = found.tables["heads"]["person"].to_list()
    assert found.tables["participants"]["person"].to_list() == marks
    assert len(set(marks)) == 2
    for number in ("990001", "99.00.01", "990002"):
        assert sha256(number.encode()).hexdigest()[:16] not in marks


@BOTH
def test_participants(raw: Path, suffix: str) -> None:
    table = table_of(raw, "participants-list", suffix)
    assert told_of(table, "unit", "edition", "role", "days_present") == [
        (MERJOSARI, 2025, "head", 3),
        (DINOYO, 2025, "other", 0),
    ]


@BOTH
def test_staff(raw: Path, suffix: str) -> None:
    table = table_of(raw, "staff-count", suffix)
    assert told_of(table, "unit", "month", "cohort", "number") == [
        (MERJOSARI, date(2025, 7, 1), "PNS", 9),
        (MERJOSARI, date(2025, 7, 1), "PPPK 2025-07", 4),
    ]


@BOTH
def test_population_long_tells_its_origins_apart(raw: Path, suffix: str) -> None:
    table = table_of(raw, "population-long", suffix)
    assert told_of(table, "unit", "year", "origin", "number") == [
        ("35.73.05", 2023, "bps", 164106),
        ("35.73.05", 2023, "dukcapil", 172311),
    ]


@BOTH
def test_population_wide_has_a_row_a_year(raw: Path, suffix: str) -> None:
    table = table_of(raw, "population-wide", suffix)
    assert sorted(told_of(table, "unit", "year", "origin", "number", "row")) == [
        ("35.73.02", 2022, "bps", 94112, 3),
        ("35.73.04", 2022, "bps", 196300, 2),
        ("35.73.04", 2024, "bps", 196860, 2),
    ]


def test_text_with_a_dot_is_thousands_and_a_number_with_a_fraction_is_refused(raw: Path) -> None:
    """Text "1.200" is 1200; the number 1.2 is no number of people, and 1200 is itself."""
    sample = BY_NAME["population-long"]
    grid = [*sample.copy(), ["Kecamatan Klojen", 2023, "BPS", 1.2]]
    grid[1][3], grid[2][3] = "1.200", 1200
    sample.write(raw, grid)
    found = checked(raw, malang(), skip_bad_rows=True)
    assert found.tables["population"]["number"].to_list() == [1200, 1200]
    assert errors(found) == [("not-a-whole-number", "penduduk/panjang.xlsx", "Data", "D4")]


@BOTH
def test_mutations_count_where_people_left_and_where_they_came(raw: Path, suffix: str) -> None:
    table = table_of(raw, "mutations-register", suffix)
    assert told_of(table, "unit", "arrived", "left", "heads") == [
        (MERJOSARI, 0, 2, 1),
        (DINOYO, 1, 0, 1),
        (LOWOKWARU, 1, 0, 0),
    ]
    assert table["month"].unique().to_list() == [date(2025, 4, 1)]


@BOTH
def test_budgets(raw: Path, suffix: str) -> None:
    table = table_of(raw, "budgets-ceiling", suffix).sort("item")
    assert told_of(table, "unit", "year", "item", "planned", "revised", "realised") == [
        ("OPD.DINKES", 2025, "training", 250_000_000, None, None),
        ("OPD.DINKES", 2025, "travel", 1_200_000_000, 600_000_000, 540_000_000),
    ]


@BOTH
def test_comparison(raw: Path, suffix: str) -> None:
    table = table_of(raw, "comparison-long", suffix).sort("month")
    assert told_of(table, "unit", "measure", "month", "value", "respondents") == [
        ("Kota Madiun", "skm-index", date(2025, 5, 1), 88.42, 412),
        ("Kota Madiun", "skm-index", date(2025, 6, 1), 88.5, None),
    ]


def test_another_citys_month_sent_twice_is_named(raw: Path) -> None:
    sample = BY_NAME["comparison-long"]
    sample.write(raw)
    sample.write(raw, suffix=".csv")
    assert {code for code, *_ in errors(checked(raw, malang()))} == {"period-twice"}
