"""Ranks among units of a kind by how they changed: never one number, always the interval, and a third only if it is sure."""

from collections.abc import Sequence

import numpy as np

from analysis.effects.deviations import Deviations
from analysis.effects.ranks import bands, rank_intervals
from analysis.effects.rows import Row, Told, check

SURE = 0.80
"""A third is named only with this probability; otherwise the band is `not-separable`."""

FEWEST = 3


def rank_rows(
    made: Deviations, told: Sequence[Told], groups: Sequence[str], good: int, level: float
) -> list[Row]:
    """One row `rank` a unit of a group of three or more: low and high rank (1 is best), of `value` units; note: the band.

    Intervals hold together for all units of a group. Nothing is ranked where neither direction is good.
    """
    rows: list[Row] = []
    for name in dict.fromkeys(groups) if good else ():
        at = np.flatnonzero([label == name for label in groups])
        if len(at) < FEWEST:
            continue
        between = rank_intervals(good * made.raw[at], made.se[at], level)
        thirds = bands(good * made.mean[at], made.sd[at], SURE)
        for k, unit in enumerate(at.tolist()):
            ends = {"low": float(between.low[k]), "high": float(between.high[k])}
            rows.append(
                check(told[unit], "rank", at=name or None, value=float(len(at)), note=thirds[k], **ends)
            )
    return rows
