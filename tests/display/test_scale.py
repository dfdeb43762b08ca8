"""Ticks are round and inside; ranges hold every value and stay inside natural bounds."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.display.scale import Scale, extent, new_years, ticks

values = st.floats(-1e4, 1e4, allow_nan=False)


@given(values, st.floats(0.01, 1e4), st.integers(2, 6))
def test_ticks_lie_inside_in_even_steps(low: float, wide: float, about: int) -> None:
    found = ticks(low, low + wide, about)
    assert 1 <= len(found) <= about + 2
    assert low - 1e-6 <= found[0] and found[-1] <= low + wide + 1e-6
    steps = {round(b - a, 6) for a, b in itertools.pairwise(found)}
    assert len(steps) <= 1


@given(st.lists(st.one_of(st.none(), values)))
def test_an_extent_holds_every_value(found: list[float | None]) -> None:
    low, high = extent(found)
    assert low < high
    assert all(low <= value <= high for value in found if value is not None)


def test_an_extent_stays_inside_the_scale() -> None:
    assert extent([99.0, 100.0], 25.0, 100.0)[1] == 100.0
    assert extent([0.0], 0.0, 100.0)[0] == 0.0


def test_a_scale_maps_its_ends() -> None:
    scale = Scale(0, 10, 100, 0)
    assert [scale.at(v) for v in (0, 5, 10)] == [100, 50, 0]


@pytest.mark.parametrize(("first", "years"), [(date(2023, 1, 1), [2023, 2024]), (date(2023, 1, 2), [2024])])
def test_new_years(first: date, years: list[int]) -> None:
    assert [day.year for day in new_years(first, date(2024, 12, 31))] == years
