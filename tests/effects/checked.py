"""Panels and slow second versions for tests of what stands beside an estimate."""

from typing import Any

import numpy as np
import polars as pl

from analysis.effects.design import Design
from analysis.effects.noise import Array
from analysis.effects.panel import panel_from
from analysis.effects.subject import Subject, subjects

SINCE = 24
"""Treated from the 25th month, January 2025."""


def noisy(rng: np.random.Generator, shape: tuple[int, ...], rho: float = 0.4) -> Array:
    """AR(1) of standard deviation one along the last axis."""
    made = rng.normal(size=shape)
    for t in range(1, shape[-1]):
        made[..., t] = rho * made[..., t - 1] + np.sqrt(1 - rho**2) * made[..., t]
    return made


def month(t: int) -> str:
    return f"{2023 + t // 12}-{t % 12 + 1:02d}"


def frame(values: Array, **more: Any) -> pl.DataFrame:
    """A panel of monthly series u00, u01, ...; `more`: further columns, one entry a unit; NaN has no row."""
    rows = [
        {"unit": f"u{u:02d}", "period": month(t), "value": float(values[u, t])}
        | {name: each[u] for name, each in more.items()}
        for u in range(values.shape[0])
        for t in range(values.shape[1])
        if not np.isnan(values[u, t])
    ]
    return panel_from(pl.DataFrame(rows))


def subject(values: Array, panel: pl.DataFrame | None = None, **design: Any) -> Subject:
    """The subject of values (units, months) under a design treated from the 25th month."""
    told = Design(**({"treated_from": month(SINCE)} | design))
    return subjects(frame(values) if panel is None else panel, told, "month")[0]


def gls_mean(
    times: Array, values: Array, matrix: Array, weights: Array, covariance: Array
) -> tuple[float, float]:
    """Estimate and standard error of a weighted sum of coefficients, by the textbook with explicit inverses."""
    inverse = np.linalg.inv(covariance)
    spread = np.linalg.inv(matrix.T @ inverse @ matrix)
    at = spread @ matrix.T @ inverse @ values
    left = values - matrix @ at
    variance = float(left @ inverse @ left) / (len(times) - matrix.shape[1])
    return float(weights @ at), float(np.sqrt(variance * weights @ spread @ weights))
