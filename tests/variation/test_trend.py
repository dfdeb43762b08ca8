"""The slope before the retreat equals a published library's and keeps out of short series."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import theilslopes

from analysis.variation.trend import theil_sen

START = date(2023, 5, 16)


@given(st.lists(st.floats(-50, 50).map(lambda x: round(x, 3)), min_size=6, max_size=30, unique=True))
def test_slope_equals_scipy(values: list[float]) -> None:
    days = [START + timedelta(days=30 * k) for k in range(len(values))]
    trend = theil_sen(days, values)
    assert trend is not None
    expected = theilslopes(values, [d.toordinal() / 365.25 for d in days], alpha=0.95)
    assert trend.slope == pytest.approx(expected.slope)
    assert (trend.low, trend.high) == pytest.approx((expected.low_slope, expected.high_slope))


def test_five_points_have_no_slope() -> None:
    days = [START + timedelta(days=30 * k) for k in range(7)]
    assert theil_sen(days, [1.0, 2.0, None, 3.0, None, 4.0, 5.0]) is None
