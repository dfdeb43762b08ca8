"""How each unit differs from its like in what it gained or lost: refitted without what all of them share, and pooled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.effects.columns import Shape
from analysis.effects.its import Model, Others, model
from analysis.effects.multiplicity import bayesian_fdr, benjamini_hochberg
from analysis.effects.noise import Array, Mask, Noise
from analysis.effects.robust_interval import robust_intervals
from analysis.effects.series import Block, apart
from analysis.effects.shrinkage import pool, usual_scale

_SHARED = 1e-9
"""What a column keeps beside its group, relative to itself, when there is nothing but rounding."""


@dataclass(frozen=True)
class Deviations:
    """One entry a unit: the unit's own estimate with its sampling SE, the shrunken estimate with the interval that
    holds on average over units, P(deviation > 0) with the posterior's `mean` and `sd`, and whether the unit may be named at the chosen false discovery rate.
    """

    raw: Array
    se: Array
    estimate: Array
    low: Array
    high: Array
    positive: Array
    mean: Array
    sd: Array
    listed: Mask
    df: Array


def without_common(block: Block, groups: Sequence[str]) -> Block:
    """Each unit less the level of its comparison group at every time."""
    values = np.full_like(block.values, np.nan)
    label = np.asarray(groups)
    for one in dict.fromkeys(groups):
        at = label == one
        values[at] = apart(block.only(at)).values
    return replace(block, values=values)


def columns_apart(block: Block, groups: Sequence[str], others: Others) -> dict[str, Array]:
    """Further columns less what the group shares, (S, n) each; one that all of a group have alike is gone."""
    made: dict[str, Array] = {}
    for name, column in others.items():
        wide = np.where(np.isnan(block.values), np.nan, np.broadcast_to(column, block.values.shape))
        own = without_common(replace(block, values=wide, sampling=None), groups).values
        # Each unit's own level stays in its intercept.
        own = np.nan_to_num(own - np.nanmean(own, axis=1, keepdims=True))
        if np.abs(own).max() > _SHARED * max(float(np.nanmax(np.abs(wide))), 1e-300):
            made[name] = own
    return made


def deviations(
    block: Block,
    groups: Sequence[str],
    shape: Shape,
    others: Others,
    grid: Noise,
    *,
    level: float = 0.95,
    fdr: float = 0.10,
    share_slopes: bool = True,
) -> tuple[Deviations, Model]:
    """Deviations of units from the mean of their group (a label a unit), each group with two units or more.

    Shrunken toward zero by Armstrong, Kolesar and Plagborg-Moller (2022); the posterior is the normal-normal one with
    tau integrated over a half-normal prior. A unit is listed only if both a false discovery rate of two-sided tests
    and the mean posterior error of the list stay within `fdr`.
    """
    found = model(
        without_common(block, groups),
        shape,
        columns_apart(block, groups, others),
        grid,
        share_noise=True,
        share_slopes=share_slopes,
    )
    each = found.estimate("mean")
    raw, se = each.mean, each.se
    below = each.below(0.0)
    # Sums of many weights leave [0, 1] by a rounding.
    two_sided = np.clip(2 * np.minimum(below, 1 - below), 0.0, 1.0)
    pooled = pool(raw, se, tau_scale=usual_scale(se))
    robust = robust_intervals(raw, se, mu=0.0, level=level)
    error = np.clip(np.minimum(pooled.positive, 1 - pooled.positive), 0.0, 1.0)
    listed = benjamini_hochberg(two_sided, fdr) & bayesian_fdr(error, fdr)
    return (
        Deviations(
            raw,
            se,
            robust.centre,
            robust.centre - robust.half_width,
            robust.centre + robust.half_width,
            pooled.positive,
            pooled.mean,
            pooled.sd,
            listed,
            each.df,
        ),
        found,
    )
