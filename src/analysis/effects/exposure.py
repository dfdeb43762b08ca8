"""What units with more exposure gained beyond units with less: one slope a period, within comparison groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.effects.columns import Shape, columns
from analysis.effects.deviations import without_common
from analysis.effects.its import Model, model, own_others
from analysis.effects.noise import Array, Mask, Noise
from analysis.effects.refusal import saturated
from analysis.effects.series import Block, two_way


@dataclass(frozen=True)
class Exposed:
    """Units with their exposure (S,) and comparison group, a label a unit; who has no exposure is in none of it."""

    block: Block
    dose: Array
    groups: tuple[str, ...]

    @property
    def label(self) -> Array:
        """The number of each unit's group, (S,)."""
        return np.unique(self.groups, return_inverse=True)[1].astype(float)

    def centred(self) -> Array:
        """Exposure less the weighted mean of its group, (S,)."""
        made = self.dose.astype(float)
        for one in np.unique(self.label):
            at = self.label == one
            made[at] -= np.average(self.dose[at], weights=self.block.weight[at])
        return made


def slope_series(exposed: Exposed, name: str) -> Block:
    """The slope of value on exposure at every time, with what each group shares in time taken out, as one series.

    The coefficient of exposure in a regression with a level for each unit, and each group and time, is a contrast of
    this series. A time at which no group has units of different exposure is a gap.
    """
    block = exposed.block
    times = len(block.times)
    products, size, known = np.zeros(times), np.zeros(times), np.zeros(times)
    for one in np.unique(exposed.label):
        at = exposed.label == one
        lever, values = _lever(block.only(at), exposed.dose[at])
        products += (lever * values).sum(0)
        size += (lever * exposed.dose[at][:, None]).sum(0)
        if block.sampling is not None:
            known += (lever**2 * np.where(np.isnan(block.values[at]), 0.0, block.sampling[at])).sum(0)
    there = size > 1e-12 * max(float(size.max()), np.finfo(float).tiny)
    size = np.where(there, size, 1.0)
    return Block(
        (name,),
        block.times,
        np.where(there, products / size, np.nan)[None],
        None if block.sampling is None else (known / size**2)[None],
        np.ones(1),
    )


def _lever(group: Block, dose: Array) -> tuple[Array, Array]:
    """Weight times centred exposure (S, n) and values without level of unit and time, 0 where there is no value."""
    present = ~np.isnan(group.values)
    weight = present * group.weight[:, None]
    unit, time = two_way(group)
    values = np.where(present, group.values - unit[:, None] - time, 0.0)
    mean = (weight * dose[:, None]).sum(0) / np.maximum(weight.sum(0), np.finfo(float).tiny)
    return weight * (dose[:, None] - mean), values


def slope_columns(exposed: Exposed, others: Mapping[str, Array]) -> dict[str, Array]:
    """Further columns (S, n) as the slope series sees them, (1, n) each.

    One that is the same for all units stays as it is, since units of more exposure may answer it differently; of
    one that differs its own slope on exposure is what moves the series.
    """
    made: dict[str, Array] = {}
    for name, each in others.items():
        if np.ptp(each, axis=0).max() <= 1e-12 * max(float(np.abs(each).max()), 1e-300):
            made[name] = each[:1]
            continue
        block = exposed.block
        column = Block(
            block.units, block.times, np.where(np.isnan(block.values), np.nan, each), None, block.weight
        )
        slope = np.nan_to_num(slope_series(Exposed(column, exposed.dose, exposed.groups), name).values)
        if np.abs(slope).max() > 1e-9 * np.abs(each).max():
            made[name] = slope
    return made


@dataclass(frozen=True)
class Units:
    """Units by themselves without what their group shares: what exposure leaves unexplained is judged by them.

    `kept` (S,): those with periods enough for the model, in whose order `found` is.
    """

    exposed: Exposed
    kept: Mask
    found: Model

    def unexplained(self, estimand: str, dose: Array) -> float:
        """Variance that unit effects add to the slope on `dose` (S,): tau^2 sum (w d)^2 / (sum w d^2)^2.

        tau^2 is the variance of unit effects around their regression on exposure.
        """
        each = self.found.estimate(estimand)
        one = Exposed(self.exposed.block, dose, self.exposed.groups)
        centred, weight = one.centred(), one.block.weight
        told = np.isfinite(each.mean) & (each.se > 0)
        label, own = one.label[self.kept][told], centred[self.kept][told]
        groups = (label[:, None] == np.unique(label)) * 1.0
        tau2 = between(each.mean[told], each.se[told], np.column_stack([groups, own]))
        return tau2 * float(((weight * centred) ** 2).sum() / (weight * centred**2).sum() ** 2)


def units_apart(exposed: Exposed, shape: Shape, others: Mapping[str, Array], grid: Noise) -> Units | None:
    """The primary model of every unit less what its group shares; units teach each other how noise looks.

    None where no unit has periods enough for the model.
    """
    block = without_common(exposed.block, exposed.groups)
    kept = np.zeros(len(block.units), dtype=bool)
    for k, row in enumerate(block.values):
        there = ~np.isnan(row)
        if not there.any():
            continue
        made = columns(block.times[there], shape, own_others(block, others, k))
        kept[k] = not saturated(made) and not made.dependent()
    if not kept.any():
        return None
    own = {name: each[kept] for name, each in others.items()}
    return Units(exposed, kept, model(block.only(kept), shape, own, grid, share_noise=True))


def between(estimates: Array, errors: Array, columns: Array) -> float:
    """Variance of effects around a regression (n, p), at which the weighted squares equal n - p, or 0.

    Paule and Mandel, J. Res. NBS 87 (1982) 377-385; Newton from below as the weighted squares are convex and fall
    (DerSimonian and Kacker, Contemp. Clin. Trials 28 (2007) 105-114).
    """
    freedom = len(estimates) - int(np.linalg.matrix_rank(columns))
    tau2 = 0.0
    for _ in range(200):
        weight = 1 / (errors**2 + tau2)
        root = np.sqrt(weight)
        fitted = columns @ np.linalg.lstsq(columns * root[:, None], estimates * root, rcond=None)[0]
        squares = (estimates - fitted) ** 2
        excess = float(weight @ squares) - freedom
        step = excess / float(weight**2 @ squares) if excess > 0 else 0.0
        tau2 += step
        if step <= 1e-12 * tau2:
            break
    return tau2


def pre_trends(exposed: Exposed, start: float) -> Array:
    """Each unit's straight line before the event, less what its group shares, (S,); NaN with fewer than three values."""
    block = without_common(exposed.block, exposed.groups)
    made = np.full(len(block.units), np.nan)
    for k, row in enumerate(block.values):
        kept = ~np.isnan(row) & (block.times < start)
        if kept.sum() > 2:
            made[k] = np.polyfit(block.times[kept] - start, row[kept], 1)[0]
    return made


def chosen(block: Block, dose: Array, groups: Sequence[str]) -> Exposed:
    """Units whose exposure is known."""
    told = np.isfinite(dose)
    return Exposed(
        block.only(told),
        dose[told],
        tuple(one for one, kept in zip(groups, told.tolist(), strict=True) if kept),
    )
