"""Numbers and clock times as offices write them."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.cell import Wrong, address, shown
from analysis.ingest.values import clock, number, whole_number


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.200", 1200),
        (1200.0, 1200),
        ("12", 12),
        (" 5 ", 5),
        ("'7", 7),
        ("-", None),
        ("", None),
        (None, None),
    ],
)
def test_a_whole_number_is_read(cell: Any, value: int | None) -> None:
    assert whole_number(cell) == value


def test_text_1_200_is_1200_and_number_1_2_is_1_2() -> None:
    assert (number("1.200"), number(1.2)) == (1200.0, 1.2)
    assert (number("91,47"), number("1.234,5"), number("91.47")) == (91.47, 1234.5, 91.47)
    assert isinstance(whole_number(1.2), Wrong)
    assert isinstance(whole_number("1,2"), Wrong)


def test_a_look_alike_is_refused_with_the_number_it_was_meant_to_be() -> None:
    wrong = whole_number("1.2OO")
    assert isinstance(wrong, Wrong)
    assert (wrong.code, dict(wrong.values)) == (
        "not-a-whole-number-large",
        {"written": "1.2OO", "plain": "1200", "dotted": "1.200"},
    )
    assert whole_number("2O") == Wrong("not-a-whole-number-small", {"written": "2O", "plain": "20"})
    assert whole_number("tiga") == Wrong("not-a-whole-number-small", {"written": "tiga", "plain": "3"})


@pytest.mark.parametrize("cell", ["1.20", "12,", "1.2.3", "Ⅳ", "٣", "1 200", "3.5", datetime(2025, 5, 1)])
def test_what_is_no_whole_number_is_refused(cell: Any) -> None:
    assert isinstance(whole_number(cell), Wrong)


@given(st.integers(0, 10**9))
def test_a_whole_number_survives_the_way_it_is_written(value: int) -> None:
    dotted = f"{value:,}".replace(",", ".")
    assert whole_number(dotted) == whole_number(str(value)) == whole_number(float(value)) == value


@given(st.decimals(0, 10**6, places=2))
def test_a_decimal_comma_survives(value: Any) -> None:
    text = f"{value:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    assert number(text) == pytest.approx(float(value))


@given(st.one_of(st.text(max_size=20), st.floats(), st.none()))
def test_any_cell_gives_a_number_nothing_or_a_reason(cell: Any) -> None:
    for read in (whole_number, number, clock):
        value = read(cell)
        assert value is None or isinstance(value, (int, float, time, Wrong))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("07:30", time(7, 30)),
        ("07.30", time(7, 30)),
        ("7:30:12", time(7, 30, 12)),
        ("07:30 WIB", time(7, 30)),
        (0.3125, time(7, 30)),
        (time(7, 1), time(7, 1)),
        (timedelta(hours=16), time(16)),
        (datetime(2025, 5, 19, 7, 2), time(7, 2)),
        ("-", None),
    ],
)
def test_a_clock_time_is_read(cell: Any, value: time | None) -> None:
    assert clock(cell) == value


@pytest.mark.parametrize("cell", ["25:00", "07:60", "pagi", 1.5, "0730"])
def test_no_time_of_day_is_refused(cell: Any) -> None:
    assert isinstance(clock(cell), Wrong)


@given(st.times())
def test_a_clock_time_survives_the_way_it_is_written(value: time) -> None:
    minute = value.replace(second=0, microsecond=0)
    assert clock(f"{minute:%H:%M}") == clock(f"{minute:%H.%M}") == minute
    assert clock((60 * minute.hour + minute.minute) / 1440) == minute


@pytest.mark.parametrize(
    "text", ["SITI AMINAH", "198501012010011001", "1985 0101 2010", "antre 2 jam", "", "081234567890"]
)
def test_what_may_be_personal_is_never_shown(text: str) -> None:
    assert shown(text) == "…"


def test_short_digits_are_shown() -> None:
    assert [shown(cell) for cell in ("1.2OO", "29/02/2025", 5.0, 3.25)] == [
        "1.2OO",
        "29/02/2025",
        "5",
        "3.25",
    ]


def test_an_address_is_the_spreadsheets() -> None:
    assert (address(13, 3), address(0, 26), address(99, 701)) == ("D14", "AA1", "ZZ100")
