"""Periods: every kind there and back, one kind a panel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.effects.period import Kind, common_kind, kind_of, ordinal, period_text
from analysis.problems import RetretError

YEARS = st.integers(1000, 2999)


@given(YEARS, st.integers(1, 12), st.integers(1, 4), st.integers(-(10**12), 10**12))
def test_every_kind_comes_back_as_it_was_written(year: int, month: int, quarter: int, number: int) -> None:
    written: dict[Kind, str] = {
        "year": str(year),
        "month": f"{year}-{month:02d}",
        "quarter": f"{year}-Q{quarter}",
        "integer": str(number),
    }
    for kind, told in written.items():
        assert period_text(ordinal(told, kind), kind) == told
        assert kind_of(told) in (kind, "year")


@given(YEARS, st.integers(0, 400))
def test_the_next_period_is_one_further(year: int, steps: int) -> None:
    for kind, first in (("month", f"{year}-01"), ("quarter", f"{year}-Q1"), ("year", str(year))):
        start = ordinal(first, kind)
        later = [period_text(start + step, kind) for step in range(steps)]
        assert later == sorted(later, key=lambda told: (len(told), told))
        assert len(set(later)) == steps


def test_known_places_in_time() -> None:
    assert ordinal("2025-06", "month") == 12 * 2025 + 5
    assert ordinal("2025-Q3", "quarter") == ordinal("2025-q3", "quarter") == 4 * 2025 + 2
    assert ordinal("1989", "year") == 1989
    assert ordinal("-3", "integer") == -3


@pytest.mark.parametrize(
    "written", ["", "2025-13", "2025-6", "2025-Q5", "2025-06-01", "Juni 2025", "1.5", "x"]
)
def test_what_is_no_period(written: str) -> None:
    assert kind_of(written) is None
    with pytest.raises(RetretError, match="period-of-another-kind"):
        ordinal(written, "month")


def test_one_kind_a_panel() -> None:
    assert common_kind(["1970", "2025"]) == "year"
    assert common_kind(["999", "1000"]) == common_kind(["1", "36"]) == "integer"
    assert common_kind(["2025", "2025-01"]) is None
    assert common_kind(["2025-Q1", "2025-01"]) is None
    assert common_kind(["2025-01", "?"]) is None


def test_a_number_like_a_year_is_an_integer_among_integers_and_never_a_month() -> None:
    assert ordinal("1989", "integer") == 1989
    with pytest.raises(RetretError):
        ordinal("12", "year")
    with pytest.raises(RetretError):
        ordinal("2025", "month")
