"""Cities and units that are simulated for tests of the estimators: AR(1) noise, a shared shock, a planted effect."""

import numpy as np
import polars as pl
from scipy.signal import lfilter

from analysis.effects.noise import Array
from analysis.effects.panel import panel_from

SINCE = "2025-01"


def ar1(rng: np.random.Generator, size: int, periods: int, rho: float = 0.4) -> Array:
    """Noise of standard deviation one, (size, periods)."""
    steps = rng.normal(size=(size, periods + 50))
    return lfilter([1], [1, -rho], steps, axis=1)[:, 50:] * np.sqrt(1 - rho**2)


def cities(
    seed: tuple[int, ...],
    *,
    donors: int = 12,
    before: int = 24,
    after: int = 12,
    effect: float = 0.0,
    shock: float = 0.0,
) -> Array:
    """A city and its donors, (1 + donors, periods): one common shock series, own noise, a step for all, one effect."""
    rng = np.random.default_rng(seed)
    periods = before + after
    made = ar1(rng, donors + 1, periods) + 0.5 * ar1(rng, 1, periods) + 0.02 * np.arange(periods)
    made += rng.normal(size=(donors + 1, 1))
    made[:, before:] += shock
    made[0, before:] += effect
    return made


def months(before: int, after: int) -> list[str]:
    """Months of which `before` lie before SINCE."""
    first = 2025 * 12 - before
    return [f"{k // 12}-{k % 12 + 1:02d}" for k in range(first, first + before + after)]


def rows(values: Array, names: list[str], before: int, **columns: object) -> pl.DataFrame:
    """Rows of a panel, one a unit and month, NaN left out; `columns`: a value, or a list of one a unit."""
    periods = months(before, values.shape[1] - before)
    frames = [
        pl.DataFrame({"unit": name, "period": periods, "value": series}).with_columns(
            **{
                column: pl.lit(told[k] if isinstance(told, list) else told)
                for column, told in columns.items()
            }
        )
        for k, (name, series) in enumerate(zip(names, values, strict=True))
    ]
    return pl.concat(frames, how="vertical_relaxed").filter(pl.col("value").is_not_nan())


def city_panel(values: Array, before: int = 24, extra: pl.DataFrame | None = None) -> pl.DataFrame:
    """The panel of a city and its donors D01, D02, ..."""
    names = ["*"] + [f"D{k:02d}" for k in range(1, len(values))]
    made = rows(values, names, before, donor=[False] + [True] * (len(values) - 1))
    return panel_from(made if extra is None else made.join(extra, ["unit", "period"], how="left"))
