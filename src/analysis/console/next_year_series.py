"""The outcome that a trial is planned on, from the files of the last build, and what its balance is told by."""

from pathlib import Path

import numpy as np
import polars as pl

from analysis.city.place import City
from analysis.decision.plan import Plan
from analysis.effects.design import Design as Choices
from analysis.effects.design import read_design
from analysis.effects.panel import read_panel
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.trial.assignment import Cluster, numbered
from analysis.trial.basis import Own, own_of
from analysis.trial.noise import Noise

MONTHS_BEFORE = 12
"""Months before the next retreat over which its balance is told."""


def own_series(
    place: Root, city: City, plan: Plan, clusters: tuple[Cluster, ...], outcome: str | None, rho: float | None
) -> Own:
    """The outcome that was asked for, else the plan's first that was built and is measured by month, else its first.

    No build and no rho is an error that says what to do; an outcome that was not built is one that names those that were.
    """
    folder = place.processed / "effects"
    built = sorted(file.name.removesuffix(".panel.csv") for file in folder.glob("*.panel.csv"))
    if outcome is not None and outcome not in built:
        raise RetretError("next-year-outcome", outcome=outcome, known=", ".join(built) or "-")
    planned = [one.indicator for one in plan.outcome if one.indicator in built]
    asked = [outcome] if outcome is not None else planned
    if not asked:
        return _without(clusters, rho)
    read = [_read(folder, code, clusters, rho) for code in asked]
    return next((one for one in read if one.length == 1), read[0])


def _without(clusters: tuple[Cluster, ...], rho: float | None) -> Own:
    if rho is None:
        raise RetretError("next-year-no-series")
    units = [unit for one in clusters for unit in one.units]
    cluster = numbered(clusters, units)
    return Own(None, clusters, cluster, Noise(1.0, rho), np.zeros((0, 0)), 1, Choices(), None)


def _read(folder: Path, code: str, clusters: tuple[Cluster, ...], rho: float | None) -> Own:
    choices = read_design(folder / f"{code}.design.toml")
    return own_of(code, read_panel(folder / f"{code}.panel.csv", choices.regressors), choices, clusters, rho)


def measures(place: Root, clusters: tuple[Cluster, ...]) -> dict[str, dict[str, float]]:
    """By measure and unit, before the next retreat: how many units a cluster has, and where there is a build the survey
    index and late minutes of the last year, and how many people the last month of attendance counted."""
    found: dict[str, dict[str, float]] = {"units": {unit: 1.0 for one in clusters for unit in one.units}}
    file = place.processed / "series.parquet"
    if not file.is_file():
        return found
    series = pl.read_parquet(file).filter(pl.col("value").is_not_null())
    for name, code in (("index", "skm-index"), ("late", "late-minutes")):
        rows = series.filter(pl.col("indicator") == code)
        recent = rows.filter(
            pl.col("last_day") > pl.col("last_day").max().dt.offset_by(f"-{MONTHS_BEFORE}mo")
        )
        found[name] = dict(recent.group_by("unit").agg(pl.col("value").mean()).iter_rows())
    late = series.filter(pl.col("indicator") == "late-minutes").sort("first_day")
    found["staff"] = dict(
        late.group_by("unit").agg(pl.col("people").last().cast(pl.Float64)).drop_nulls().iter_rows()
    )
    return found


def last_month(own: Own, retreats: tuple[int, ...]) -> int:
    """The last month that is known: of the data, or of the last retreat."""
    return max((0, *retreats, *([] if own.until is None else [own.until])))
