"""Specifications without named units equal the plain estimate on a panel that never had them."""

import numpy as np
import polars as pl
import pytest

from analysis.effects.apart import without
from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.panel import panel_from
from analysis.effects.verdict import UsualBars

DESIGN = Design(treated_from="2025-01", mid=1.0)


def panel(units: int = 6) -> pl.DataFrame:
    rng = np.random.default_rng(21)
    months = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]
    return panel_from(
        pl.DataFrame(
            [
                {
                    "unit": f"u{k}",
                    "period": month,
                    "value": float(rng.normal() + (k == 0) * (month >= "2025-01")),
                }
                for k in range(units)
                for month in months
            ]
        )
    )


def test_a_named_set_is_left_out_and_nobody_or_everybody_is_no_set() -> None:
    whole = panel()
    rows = without(
        whole,
        DESIGN,
        {"moved": {"u0", "u3"}, "nobody": {"u9"}, "everybody": {f"u{k}" for k in range(6)}},
        UsualBars(),
    )
    assert [row["at"] for row in rows] == ["without-moved"]
    left = estimate(whole.filter(~pl.col("unit").is_in(["u0", "u3"])), DESIGN)
    primary = left.checks.filter((pl.col("check") == "specification") & (pl.col("at") == "primary"))
    for key in ("estimate", "low", "high"):
        assert rows[0][key] == pytest.approx(primary[key].item())
