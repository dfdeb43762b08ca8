"""The bench of comparisons runs and compares like with like; no time is asserted."""

import pytest

from tests.bench.comparisons import measure


def test_the_bench_compares_the_same_estimates() -> None:
    found = measure(units=24, periods=20)
    assert [one.name.split(",")[0] for one in found] == ["did", "event-study"] * 2
    for one in found:
        assert one.ratio > 0
        assert one.estimate == pytest.approx(one.their_estimate, rel=1e-6)
