"""Scales: shares by their odds only where they have room, changes told back in the unit they are declared in."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.facts.scales import Working, on_scale, working
from analysis.indicators.definition import by_code

FIRST = "2025-06"


def panel(*values: float) -> pl.DataFrame:
    periods = ["2025-02", "2025-03", "2025-06", "2025-07"][: len(values)]
    return pl.DataFrame(
        {"period": periods, "donor": 0, "n": 50.0, "value": list(values), "se": [1.0] * len(values)}
    )


@pytest.mark.parametrize(
    ("code", "values", "scale"),
    [
        ("late-share", (10.0, 12.0, 9.0, 11.0), "logit"),
        ("late-share", (10.0, 12.0, 0.0, 11.0), "identity"),
        ("late-share", (1.0, 1.0, 1.0, 1.0), "identity"),
        ("on-time-service", (90.0, 95.0, 100.0, 92.0), "identity"),
        ("on-time-service", (99.0, 99.0, 99.0, 99.0), "identity"),
        ("late-minutes", (5.0, 6.0, 4.0, 5.0), "log"),
        ("late-minutes", (5.0, 6.0, 0.0, 5.0), "identity"),
        ("skm-index", (80.0, 81.0, 82.0, 83.0), "identity"),
    ],
)
def test_the_scale_follows_what_is_declared_and_what_the_values_allow(
    code: str, values: tuple[float, ...], scale: str
) -> None:
    assert working(by_code()[code], panel(*values), FIRST).scale == scale


def test_the_base_is_the_mean_before_weighted_by_observations() -> None:
    rows = panel(10.0, 20.0, 90.0, 90.0).with_columns(n=pl.Series([30.0, 10.0, 1.0, 1.0]))
    assert working(by_code()["late-share"], rows, FIRST).base == pytest.approx(12.5)


@given(base=st.floats(2.5, 97.0), code=st.sampled_from(["late-share", "skm-top-box"]))
def test_the_change_that_matters_is_told_back_as_it_was_declared(base: float, code: str) -> None:
    indicator = by_code()[code]
    on = Working("logit", base)
    declared = indicator.smallest_change_that_matters or 0.0
    sign = -1 if indicator.direction == "down-is-good" else 1
    if not 0 < base + sign * declared < 100:
        return
    smallest = on.smallest(indicator)
    assert smallest is not None
    assert smallest > 0
    assert on.told(sign * smallest) == pytest.approx(sign * declared)
    assert on.told(0.0) == pytest.approx(0, abs=1e-9)


def test_ratios_and_points_are_told_back() -> None:
    minutes = by_code()["late-minutes"]
    on = Working("log", 6.0)
    assert on.told(-(on.smallest(minutes) or 0.0)) == pytest.approx(-0.15)
    assert Working("identity", None).told(1.5) == 1.5
    assert Working("identity", None).smallest(by_code()["excused-share"]) is None


def test_only_shares_by_odds_are_divided() -> None:
    rows = panel(10.0, 20.0)
    assert on_scale(rows, "logit")["value"].to_list() == [0.1, 0.2]
    assert on_scale(rows, "logit")["se"].to_list() == [0.01, 0.01]
    assert on_scale(rows, "log").equals(rows)
