"""Days and periods as offices write them."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.cell import Wrong
from analysis.ingest.dates import Period, day, period

MAY = Period(date(2025, 5, 1), date(2025, 5, 31))
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "cell",
    [
        *("17 Mei 2025", "17/05/2025", "17-05-2025", "17.05.2025", "2025-05-17", "2025-05-17 00:00:00"),
        *("Sabtu, 17 Mei 2025", "17 May 2025", 45794.0, date(2025, 5, 17), datetime(2025, 5, 17, 8)),
    ],
)
def test_a_day_is_read(cell: Any) -> None:
    assert day(cell) == date(2025, 5, 17)


@given(DAYS)
def test_a_day_survives_every_way_it_is_written(value: date) -> None:
    serial = float((value - date(1899, 12, 30)).days)
    words = f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    assert {day(serial), day(words), day(f"{value:%d/%m/%Y}"), day(f"{value:%Y-%m-%d}"), day(value)} == {
        value
    }


@pytest.mark.parametrize("text", ["29 Februari 2025", "29/02/2025", "2025-02-29", "29-2-2025"])
def test_29_february_2025_is_refused_by_name(text: str) -> None:
    assert day(text) == Wrong("no-such-day", {"written": text, "month": "02/2025", "last": "28"})


def test_month_before_day_is_refused_and_never_swapped() -> None:
    assert day("05/19/2025") == Wrong("no-such-month", {"written": "05/19/2025", "month": "19"})


@pytest.mark.parametrize("cell", ["17 Mei 25", "1 Jan 1970", "besok", "SITI", 3.5, 12.0, "17/05/25", "32"])
def test_what_is_no_day_is_refused(cell: Any) -> None:
    assert isinstance(day(cell), Wrong)


@pytest.mark.parametrize("cell", [None, "", " - "])
def test_nothing_is_nothing(cell: Any) -> None:
    assert day(cell) is None
    assert period(cell) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("TW II 2025", "2025-04-01", "2025-06-30"),
        ("Triwulan II Tahun 2025", "2025-04-01", "2025-06-30"),
        ("TW-II 2025", "2025-04-01", "2025-06-30"),
        ("Triwulan ke-2 2025", "2025-04-01", "2025-06-30"),
        ("Semester I 2025", "2025-01-01", "2025-06-30"),
        ("Smt. II Tahun 2024", "2024-07-01", "2024-12-31"),
        ("Februari 2024", "2024-02-01", "2024-02-29"),
        ("Tahun 2025", "2025-01-01", "2025-12-31"),
        ("2 Mei 2025 s.d. 30 Mei 2025", "2025-05-02", "2025-05-30"),
        ("2 - 30 Mei 2025", "2025-05-02", "2025-05-30"),
        ("2 Mei – 30 Juni 2025", "2025-05-02", "2025-06-30"),
        ("02/05/2025 s/d 30/05/2025", "2025-05-02", "2025-05-30"),
        ("2025-05-02 sampai dengan 2025-05-30", "2025-05-02", "2025-05-30"),
        ("April-Juni 2025", "2025-04-01", "2025-06-30"),
        ("November 2024 - Januari 2025", "2024-11-01", "2025-01-31"),
        ("17 Mei 2025", "2025-05-17", "2025-05-17"),
    ],
)
def test_a_period_is_read(text: str, first: str, last: str) -> None:
    assert period(text) == Period(date.fromisoformat(first), date.fromisoformat(last))


def test_the_year_may_stand_apart() -> None:
    assert period("Mei", 2025) == period("Bulan Mei", 2025) == MAY
    assert period("TW II") == Wrong("period-without-year")


def test_a_month_that_a_spreadsheet_made_a_date_is_the_month() -> None:
    assert period(date(2025, 5, 1)) == period(45778.0) == MAY
    assert period(2025.0) == Period(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TW V 2025", "not-a-period"),
        ("Semester III 2025", "not-a-period"),
        ("29 Februari s.d. 3 Maret 2025", "no-such-day"),
        ("30 Mei - 2 Mei 2025", "period-ends-before-it-begins"),
        ("Mei 1025", "implausible-year"),
        ("SITI RAHASIA", "not-a-period"),
    ],
)
def test_what_is_no_period_is_refused_with_its_reason(text: str, code: str) -> None:
    found = period(text)
    assert isinstance(found, Wrong)
    assert found.code == code
    assert "SITI" not in str(found.values)


@given(DAYS, DAYS)
def test_a_range_survives_the_way_it_is_written(one: date, other: date) -> None:
    first, last = sorted((one, other))
    written = " s.d. ".join(f"{end.day} {MONTHS[end.month - 1]} {end.year}" for end in (first, last))
    assert period(written) == Period(first, last)


@given(st.one_of(st.text(max_size=30), st.floats()))
def test_any_cell_gives_a_period_nothing_or_a_reason(cell: Any) -> None:
    assert isinstance(period(cell), (Period, Wrong, type(None)))
    assert isinstance(day(cell), (date, Wrong, type(None)))
