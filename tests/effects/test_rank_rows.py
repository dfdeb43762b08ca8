"""Ranks of units: intervals hold together, a third is named only when it is sure, nothing without a good direction."""

import numpy as np
import polars as pl

from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.panel import panel_from
from tests.effects.panels import months


def ranks(direction: str) -> pl.DataFrame:
    rng = np.random.default_rng(21)
    rows = [
        {
            "unit": f"u{u:02}",
            "group": "a" if u < 12 else "b",
            "period": period,
            "value": float(rng.normal(0, 0.3) + (u / 2 if k >= 24 and u < 12 else 0)),
        }
        for u in range(20)
        for k, period in enumerate(months(36))
    ]
    design = Design(treated_from="2024-01", direction=direction)  # pyright: ignore[reportArgumentType]
    return estimate(panel_from(pl.DataFrame(rows)), design).checks.filter(pl.col("check") == "rank")


def test_planted_orders_are_told_and_none_where_there_is_none() -> None:
    found = ranks("up")
    moved, still = found.filter(pl.col("at") == "a"), found.filter(pl.col("at") == "b")
    assert moved.height == 12 and still.height == 8
    true = {f"u{u:02}": 12 - u for u in range(12)}
    for row in moved.iter_rows(named=True):
        assert row["low"] <= true[row["unit"]] <= row["high"]
    bands = dict(moved.select("unit", "note").iter_rows())
    assert bands["u11"] == "upper" and bands["u00"] == "lower"
    assert (still["note"] == "not-separable").all()


def test_less_is_better_turns_the_order_and_neither_has_none() -> None:
    found = ranks("down")
    best = found.filter((pl.col("at") == "a") & (pl.col("low") == 1))["unit"].to_list()
    assert "u00" in best and "u11" not in best
    assert ranks("neutral").is_empty()
