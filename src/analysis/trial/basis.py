"""What a trial is planned on: a city's units and the noise of one outcome before the retreat, and what designs tell on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import exp, isfinite

import numpy as np
import polars as pl

from analysis.effects.design import Design as Choices
from analysis.effects.noise import Array, Index
from analysis.effects.period import Kind, ordinal
from analysis.indicators.definition import by_code
from analysis.problems import RetretError
from analysis.trial.assignment import Cluster, draw, numbered
from analysis.trial.design import MONTHS_A_QUARTER, Design, Shape
from analysis.trial.estimated import Estimate, estimates, spread
from analysis.trial.gaps import DRAWS, expected, whole_past
from analysis.trial.noise import Noise, noise_of
from analysis.trial.power import Errors, Group, errors
from analysis.trial.precision import Precision
from analysis.trial.randomisation import grid

FEW = 20
"""Drawings by which it is known how standard errors differ between one noise and another: hardly by drawing."""


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

    @cached_property
    def precisions(self) -> Sequence[Precision]:
        """What units tell in DRAWS trials, with gaps as they had them before."""
        return expected(self.past, self.cluster, len(self.clusters), self.noise, self.length)

    @cached_property
    def likely(self) -> Sequence[tuple[Estimate, Sequence[Precision]]]:
        """What may be found of the noise before a trial, and what units tell then in FEW trials."""
        found = estimates(self.noise, self.clusters, self.cluster, self.past, self.length)
        few = [
            expected(self.past, self.cluster, len(self.clusters), one.noise, self.length, draws=FEW)
            for one in found
        ]
        return tuple(zip(found, few, strict=True))

    @property
    def smallest(self) -> float | None:
        """The smallest change that matters, in SD of one unit-period; None where it is not known."""
        mid = self.choices.mid
        return None if self.outcome is None or mid is None else mid / self.noise.sd


def own_of(
    code: str, panel: pl.DataFrame, choices: Choices, clusters: tuple[Cluster, ...], rho: float | None = None
) -> Own:
    """An outcome's panel before its retreat; too few values to tell its noise are an error that names the outcome."""
    whole = grid(panel, choices)
    cluster = numbered(clusters, whole.units)
    past = whole.between(
        whole.first, _start(panel, choices, "month" if whole.length == 1 else "quarter")
    ).values
    past = whole_past(past)
    found = noise_of(past, np.arange(past.shape[1], dtype=np.float64), cluster)
    if found is None:
        raise RetretError("next-year-short", outcome=code)
    # Nobody plans on units that differ more within a cluster than between clusters: that is chance.
    found = replace(found, rho=found.rho if rho is None else rho, shared=max(found.shared, 0.0))
    until = (whole.first + whole.values.shape[1]) * whole.length - 1
    return Own(code, clusters, cluster, found, past, whole.length, choices, until)


def _start(panel: pl.DataFrame, choices: Choices, kind: Kind) -> int:
    """The first period that the last retreat touched: as the design says, else before the first unit's own date."""
    told = [ordinal(one, kind) for one in (*choices.transition, choices.treated_from) if one]
    dated = panel["treated_from"].drop_nulls().to_list()
    return min([*told, *(int(one) - 1 for one in dated)], default=int(panel["t"].to_numpy().max()) + 1)


def of_design(own: Own, design: Design, seed: int) -> tuple[Errors, Errors]:
    """Standard errors of a design in this city where the effect may fade, and where it is constant, over many drawings."""
    return of_drawings(own, design, tuple(draw(own.clusters, design, seed, k) for k in range(1, DRAWS + 1)))


def of_drawings(own: Own, design: Design, drawings: tuple[Index, ...]) -> tuple[Errors, Errors]:
    """The same over these drawings, such as the one list that was drawn; units have gaps as they had them before."""
    fades, stays = (_errors(own, design, drawings, shape) for shape in (None, "constant"))
    return fades, stays


def _errors(own: Own, design: Design, drawings: tuple[Index, ...], shape: Shape | None) -> Errors:
    """Standard errors as they are, and as they will be told where the noise is found a little larger or smaller."""

    def of(group: Group, noise: Noise, precisions: Sequence[Precision]) -> Errors:
        return errors(design, group, noise, shape, length=own.length, partly=True, precisions=precisions)

    whole = of(Group(own.cluster, drawings), own.noise, own.precisions)
    group = Group(own.cluster, drawings[:FEW])
    few = of(group, own.noise, own.precisions[:FEW])
    told: list[tuple[float, float, float]] = []
    for one, precisions in own.likely:
        found, scale = of(group, one.noise, precisions), one.scale**0.5
        mean, last = (scale * spread(getattr(found, name), getattr(few, name)) for name in ("mean", "last"))
        told.append((mean, last, one.weight))
    return replace(whole, told=tuple(told))


def quarterly(own: Own) -> bool:
    """Whether the outcome is measured by quarter."""
    return own.length == MONTHS_A_QUARTER


def in_own_unit(own: Own, size: float) -> float | None:
    """An effect of so many SD as a change of the outcome in its good direction: points, or a share of the level before.

    None where that depends on the level, and for what is infinite.
    """
    wide = size * own.noise.sd
    if own.outcome is None or not isfinite(wide) or own.choices.scale not in ("identity", "log"):
        return None
    relative = by_code()[own.outcome].change_scale == "relative"
    if own.choices.scale == "identity":
        return None if relative else wide
    if not relative:
        return None
    return 1 - exp(-wide) if own.choices.direction == "down" else exp(wide) - 1
