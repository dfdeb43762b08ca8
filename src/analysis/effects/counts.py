"""Counts: the effect as a ratio of totals, with and without the event, whatever the exposure did."""

import numpy as np

from analysis.effects.columns import Columns
from analysis.effects.gls import Fit
from analysis.effects.its import Model, Part
from analysis.effects.mixture import Mixture, contrast, posterior_weight, stack
from analysis.effects.noise import Array, Mask


def log_ratio(found: Model, estimand: str) -> Mixture:
    """log(fitted total after / fitted total had nothing happened) for every series, in the block's order.

    On the scale 2 sqrt(y + 3/8) a fitted count is (x b / 2)^2 - 3/8; the ratio of sums over the estimand's periods
    is a smooth function of b, told with its gradient at every point of the noise grid (delta method).
    """
    parts = [
        _one(part, each, posterior_weight(each, found.weight), estimand)
        for part, each in zip(found.parts, found.fits, strict=True)
    ]
    return stack(parts).only(found.order)


def _one(part: Part, fitted: Fit, weight: Array, estimand: str) -> Mixture:
    if estimand not in part.columns.estimands:
        return contrast(fitted, weight, part.sums(estimand))
    after = _periods(part.columns, estimand)
    effect, asked = _effect_columns(part.columns), part.columns.estimands[estimand] != 0
    # A step beside a slope is told by itself: neither total has what else the event did.
    with_effect = np.where(effect & ~asked, 0.0, part.matrix[after])
    without = np.where(effect, 0.0, with_effect)
    actual, actual_gradient = _total(with_effect, fitted.coefficients)
    instead, instead_gradient = _total(without, fitted.coefficients)
    gradient = actual_gradient / actual[..., None] - instead_gradient / instead[..., None]
    reach = np.sqrt(np.einsum("sgi,sgij,sgj->sg", gradient, _full(fitted), gradient) * fitted.variance)
    return Mixture(weight, np.log(actual) - np.log(instead), reach, fitted.df)


def _full(fitted: Fit) -> Array:
    series, points = fitted.log_likelihood.shape
    p = fitted.coefficients.shape[-1]
    return np.broadcast_to(fitted.spread, (series, points, p, p))


def _total(rows: Array, coefficients: Array) -> tuple[Array, Array]:
    """Fitted total (S, G) over rows (m, p) and its gradient (S, G, p); a total is never below a hundredth."""
    root = coefficients @ rows.T
    total = np.maximum((root**2 / 4 - 3 / 8).sum(-1), 0.01)
    return total, (root @ rows) / 2


def _effect_columns(made: Columns) -> Mask:
    effect = made.estimands["mean"] != 0
    return np.asarray(effect)


def _periods(made: Columns, estimand: str) -> Mask:
    """The rows that an estimand is about: those at which one of its columns is not zero."""
    used = made.estimands[estimand] != 0
    return np.asarray((made.matrix[:, used] != 0).any(1))
