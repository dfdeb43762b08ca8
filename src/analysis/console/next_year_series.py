"""What a trial is planned on: the city's own units and the noise of one outcome before the retreat, from the last build."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from analysis.city.place import City
from analysis.decision.plan import Plan
from analysis.effects.design import Design as Choices
from analysis.effects.design import read_design
from analysis.effects.noise import Array, Index
from analysis.effects.panel import read_panel
from analysis.effects.period import ordinal
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.trial.assignment import Cluster, draw, numbered
from analysis.trial.design import MONTHS_A_QUARTER, Design
from analysis.trial.noise import Noise, noise_of
from analysis.trial.power import DRAWS, Errors, Group, errors
from analysis.trial.randomisation import grid

MONTHS_BEFORE = 12
"""Months before the next retreat over which its balance is told."""


@dataclass(frozen=True)
class Own:
    """One outcome of the city before the retreat: `past` (S, T) on its working scale, by the cluster of each unit.

    Without a build only the clusters are known: `outcome` is None, the noise has SD 1 and the rho that was given.
    `until`: the last month of the data, an ordinal, or None.
    """

    outcome: str | None
    clusters: tuple[Cluster, ...]
    cluster: Index
    noise: Noise
    past: Array
    length: int
    choices: Choices
    until: int | None

    @property
    def smallest(self) -> float | None:
        """The smallest change that matters, in SD of one unit-period; None where it is not known."""
        mid = self.choices.mid
        return None if self.outcome is None or mid is None else mid / self.noise.sd


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
    whole = grid(read_panel(folder / f"{code}.panel.csv", choices.regressors), choices)
    cluster = numbered(clusters, whole.units)
    kind = "month" if whole.length == 1 else "quarter"
    start = min(ordinal(one, kind) for one in (*choices.transition, choices.treated_from or "2999-12") if one)
    past = whole.between(whole.first, start).values
    found = noise_of(past, np.arange(past.shape[1], dtype=np.float64), cluster)
    if found is None:
        raise RetretError("next-year-short", outcome=code)
    if rho is not None:
        found = Noise(found.sd, rho, found.shared, found.seen)
    until = (whole.first + whole.values.shape[1]) * whole.length - 1
    return Own(code, clusters, cluster, found, past, whole.length, choices, until)


def of_design(own: Own, design: Design, seed: int) -> tuple[Errors, Errors]:
    """Standard errors of a design in this city where the effect may fade, and where it is constant, over many drawings."""
    return of_drawings(own, design, tuple(draw(own.clusters, design, seed, k) for k in range(1, DRAWS + 1)))


def of_drawings(own: Own, design: Design, drawings: tuple[Index, ...]) -> tuple[Errors, Errors]:
    """The same over these drawings, such as the one list that was drawn."""
    group = Group(own.cluster, drawings)
    return (
        errors(design, group, own.noise, "quarters", length=own.length, partly=True),
        errors(design, group, own.noise, "constant", length=own.length, partly=True),
    )


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
    return max([*retreats, *([] if own.until is None else [own.until])])


def quarterly(own: Own) -> bool:
    """Whether the outcome is measured by quarter."""
    return own.length == MONTHS_A_QUARTER
