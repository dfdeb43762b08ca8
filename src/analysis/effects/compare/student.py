"""Rows of estimates that are told by one error and one Student or normal quantile."""

from math import inf

import numpy as np

from analysis.effects.compare.cohorts import ROUNDING
from analysis.effects.gap import add_notes
from analysis.effects.gls import NORMAL
from analysis.effects.mixture import Mixture
from analysis.effects.rows import Row, Told


def student_row(told: Told, estimand: str, estimate: float, se: float, df: float, size: float) -> Row:
    """One row; df `inf` is the normal. An error that is rounding beside values of this size gives no interval.

    A comparison has no verdict, and evidence C whatever it finds: it has no placebos that could raise it.
    """
    if not se > ROUNDING * size:
        return add_notes(told.row(estimand, estimate=estimate), ["no-interval"])
    one = Mixture(
        np.ones((1, 1)),
        np.full((1, 1), estimate),
        np.full((1, 1), se),
        np.array([NORMAL if df == inf else df]),
    )
    return told.estimate(estimand, one)
