"""Small panels for estimators: units over months or other periods, built by a rule of unit and place."""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.panel import panel_from

Rule = Callable[[int, int], object]


def months(n: int, first: int = 2022) -> list[str]:
    """So many months from January of a year."""
    return [f"{first + k // 12}-{k % 12 + 1:02d}" for k in range(n)]


def quarters(n: int, first: int = 2018) -> list[str]:
    """So many quarters from the first of a year."""
    return [f"{first + k // 4}-Q{k % 4 + 1}" for k in range(n)]


def frame(
    units: int = 3,
    periods: Sequence[str] | None = None,
    *,
    seed: int = 1,
    value: Callable[[int, int, float], float] | None = None,
    without: Callable[[int, int], bool] | None = None,
    **columns: Rule,
) -> pl.DataFrame:
    """Rows of U00, U01 ..: `value` and each further column by unit, place in time (and noise of variance one)."""
    written = months(36) if periods is None else list(periods)
    noise = np.random.default_rng(seed).normal(size=(units, len(written)))
    return pl.DataFrame(
        [
            {
                "unit": f"U{u:02d}",
                "period": period,
                "value": value(u, k, float(noise[u, k])) if value else float(noise[u, k]),
                **{name: rule(u, k) for name, rule in columns.items()},
            }
            for u in range(units)
            for k, period in enumerate(written)
            if not (without and without(u, k))
        ]
    )


def effects(rows: pl.DataFrame, **keys: object) -> pl.DataFrame:
    """The effects of a frame by a design; without a date of its own the retreat is in the third January."""
    regressors = keys.get("regressors", ())
    assert isinstance(regressors, tuple)
    dated = {} if "treated_from" in rows.columns else {"treated_from": "2024-01"}
    design = Design.model_validate({**dated, **keys})
    return estimate(panel_from(rows, regressors), design).effects


def row(found: pl.DataFrame, estimand: str = "mean", unit: str = "*") -> dict[str, object]:
    """The one row of an estimand of a unit."""
    told = found.filter(pl.col("estimand") == estimand, pl.col("unit") == unit)
    assert told.height == 1, told
    return told.row(0, named=True)


def number(found: pl.DataFrame, column: str = "estimate", estimand: str = "mean", unit: str = "*") -> float:
    """One figure of one row."""
    value = row(found, estimand, unit)[column]
    assert isinstance(value, float | int)
    return float(value)
