"""Numbers and dates as an Indonesian office writes them."""

from datetime import date

import pytest

from analysis.wording.numbers import day, days, listed, number, period


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "shown"),
    [
        (1234.567, 2, False, "1.234,57"),
        (91.475, 2, False, "91,48"),
        (-0.04, 1, True, "0,0"),
        (-1.25, 1, True, "−1,3"),
        (0.65, 1, True, "+0,7"),
        (12, 0, False, "12"),
    ],
)
def test_numbers_are_rounded_half_up(value: float, decimals: int, signed: bool, shown: str) -> None:
    assert number(value, decimals, signed=signed) == shown


def test_english_numbers() -> None:
    assert number(1234.5, 1, "en") == "1,234.5"


def test_dates() -> None:
    assert day(date(2025, 11, 3)) == "3 November 2025"
    assert days(date(2025, 5, 15), date(2025, 5, 17)) == "15-17 Mei 2025"
    assert days(date(2025, 4, 28), date(2025, 5, 2)) == "28 April 2025 - 2 Mei 2025"
    assert period(date(2025, 2, 1), date(2025, 2, 28)) == "Februari 2025"
    assert period(date(2025, 4, 1), date(2025, 6, 30)) == "triwulan II 2025"
    assert period(date(2025, 6, 2), date(2025, 6, 13)) == "2-13 Juni 2025"


def test_lists() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a dan b"
    assert listed(["a", "b", "c"]) == "a, b, dan c"
    assert listed(["a", "b", "c"], "en") == "a, b and c"
