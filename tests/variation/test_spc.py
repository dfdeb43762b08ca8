"""Control charts: published limits, every rule against the slow version, gaps and edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.variation.spc import Signal, xmr
from tests import oracle

# NIST/SEMATECH e-Handbook 6.3.2.2: ten flow rates and their printed limits.
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]

numbers = st.integers(-40, 40).map(float)


def test_limits_of_the_published_flow_rates() -> None:
    chart = xmr(FLOW, [True] * 10)
    assert chart is not None
    assert chart.mean == pytest.approx(50.81)
    assert chart.range_mean == pytest.approx(1.8778, abs=1e-4)
    assert (chart.low, chart.high) == pytest.approx((45.8159, 55.8041), abs=1e-3)
    assert chart.range_limit == pytest.approx(6.135, abs=1e-3)
    assert chart.trial


@given(st.lists(numbers, min_size=12, max_size=40), st.integers(6, 12))
def test_limits_and_signals_equal_the_slow_version(values: list[float], baseline: int) -> None:
    chart = xmr(values, [k < baseline for k in range(len(values))])
    assert chart is not None
    mean, low, high = oracle.xmr(values, baseline)
    assert (chart.mean, chart.low, chart.high) == pytest.approx((mean, low, high))
    for k, found in enumerate(chart.signals):
        expected = oracle.signal(values, k, chart.mean, chart.low, chart.high)
        assert (None if found is None else (found.rule, found.side)) == expected


def test_five_baseline_points_make_no_chart() -> None:
    assert xmr(FLOW, [True] * 5 + [False] * 5) is None


def test_a_missing_point_neither_signals_nor_breaks_a_run() -> None:
    values = [1.0, -1.0] * 6 + [0.5, 0.5, 0.5, 0.5, None, 0.5, 0.5, 0.5, 0.5]
    chart = xmr(values, [True] * 12 + [False] * 9)
    assert chart is not None
    assert chart.signals[16] is None
    assert [s for k, s in enumerate(chart.signals) if k > 11 and k != 16] == [Signal("run-of-8", "up")] * 8


def test_limits_stop_at_the_ends_of_the_scale() -> None:
    chart = xmr([0.0, 30.0] * 6, [True] * 12, lowest=0, highest=40)
    assert chart is not None
    assert (chart.low, chart.high) == (0, 40)


def test_a_constant_series_has_no_signal_until_it_moves() -> None:
    chart = xmr([2.0] * 12 + [2.0, 2.1], [True] * 12 + [False] * 2)
    assert chart is not None
    assert chart.signals[:13] == (None,) * 13
    assert chart.signals[13] == Signal("beyond-limit", "up")
