"""Panels for comparisons: units with dates of their own, levels, a period effect and an effect that may grow."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.noise import Array
from analysis.effects.output import Estimates
from analysis.effects.panel import panel_from

FIRST = 2000


def made(
    since: Sequence[float], periods: int, *, seed: int = 1, gaps: float = 0.0, effect: float = 1.0
) -> Array:
    """Values (S, periods); `since`: place of the first treated period, inf for never; a share `gaps` is missing."""
    random = np.random.default_rng(seed)
    size = len(since)
    values = (
        random.normal(size=(size, periods)) + 3 * random.normal(size=(size, 1)) + random.normal(size=periods)
    )
    event = np.arange(periods) - np.array(since)[:, None]
    values += effect * (event >= 0) * (1 + 0.1 * np.where(np.isfinite(event), event, 0.0))
    return np.where(random.random(values.shape) < gaps, np.nan, values)


def rows(values: Array, since: Sequence[float], **columns: Sequence[Any]) -> pl.DataFrame:
    """Rows of u000, u001, ... in years from 2000 on, with further columns of one entry a unit; NaN has no row."""
    return pl.DataFrame(
        [
            {
                "unit": f"u{u:03d}",
                "period": str(FIRST + t),
                "value": float(values[u, t]),
                "treated_from": None if np.isinf(since[u]) else str(FIRST + int(since[u])),
                **{name: each[u] for name, each in columns.items()},
            }
            for u in range(len(values))
            for t in range(values.shape[1])
            if not np.isnan(values[u, t])
        ],
        infer_schema_length=None,
    )


def found(frame: pl.DataFrame, estimator: str, **keys: Any) -> Estimates:
    """What one comparison finds through the public door."""
    regressors = keys.get("regressors", ())
    return estimate(
        panel_from(frame, regressors), Design.model_validate({"estimators": (estimator,), **keys})
    )


def figures(frame: pl.DataFrame, estimator: str, **keys: Any) -> dict[str, tuple[float, float]]:
    """Estimate and standard error by estimand."""
    effects = found(frame, estimator, **keys).effects.filter(pl.col("status") == "estimated")
    return {row["estimand"]: (row["estimate"], row["se"]) for row in effects.iter_rows(named=True)}


def refused(frame: pl.DataFrame, estimator: str, **keys: Any) -> str:
    """The reason of the one row that is all that a comparison tells."""
    effects = found(frame, estimator, **keys).effects
    assert effects["status"].to_list() == ["refused"], effects
    assert effects["evidence"].to_list() == ["D"]
    return str(effects["reason"][0])


def counties(checkout: Path) -> pl.DataFrame:
    """Minimum wages and teenage employment in 500 counties, as rows of a panel."""
    file = checkout.parent / "shared" / "cases" / "mpdta.csv"
    if not file.is_file():
        pytest.skip("the reference cases are not beside this checkout")
    date = pl.col("first.treat")
    return pl.read_csv(file).select(
        unit=pl.col("countyreal").cast(pl.String),
        period=pl.col("year").cast(pl.String),
        value=pl.col("lemp"),
        treated_from=pl.when(date > 0).then(date.cast(pl.Int64).cast(pl.String)),
    )
