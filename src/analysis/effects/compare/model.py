"""Series under a comparison method, as a model of which every estimand is told as of the primary one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from analysis.effects.columns import Columns, Shape
from analysis.effects.compare.arima import arima, polynomials
from analysis.effects.compare.fits import Fits, Said, none, one_by_one
from analysis.effects.compare.likelihood import counted, glm
from analysis.effects.compare.local_level import level_share, local_level
from analysis.effects.compare.maximum import Family, Optimum, contrasts, highest, joint_covariance
from analysis.effects.compare.method import Method
from analysis.effects.compare.places import places, regular
from analysis.effects.compare.prais_winsten import prais_winsten
from analysis.effects.compare.regression import newey_west
from analysis.effects.gls import NORMAL, centred
from analysis.effects.its import Model, Part, parts_of
from analysis.effects.noise import Array, Index, noise
from analysis.effects.refusal import Reason
from analysis.effects.series import Block


@dataclass(frozen=True)
class Compared:
    """A model of one point of noise, and in the block's order what else each fit says, and why a series has none."""

    model: Model
    said: tuple[Said, ...]
    reasons: tuple[Reason | None, ...]


def compared(block: Block, shape: Shape, others: Mapping[str, Array], method: Method) -> Compared:
    """Every series of a block by itself under one method; series that share times and columns are fitted at once.

    Known sampling variances are not read: these methods have no place for them.
    """
    parts, found = [], []
    for part in parts_of(block, shape, others, noise("iid")):
        fits = _fits(part, method)
        parts.append(replace(part, columns=_told(part, fits)))
        found.append(fits)
    rows = np.concatenate([part.rows for part in parts])
    order = np.argsort(rows, kind="stable")
    said = [each for fits in found for each in fits.said]
    reasons = [each for fits in found for each in fits.reasons]
    made = Model(tuple(parts), tuple(fits.as_fit() for fits in found), np.ones(1), order)
    return Compared(made, tuple(said[k] for k in order), tuple(reasons[k] for k in order))


def _told(part: Part, fits: Fits) -> Columns:
    """The part's columns with the estimands that the method can tell."""
    kept = {name: sums for name, sums in part.columns.estimands.items() if not sums[~fits.known].any()}
    return replace(part.columns, estimands=kept)


def _fits(part: Part, method: Method) -> Fits:
    if method.name == "poisson" or method.name == "quasi-poisson":
        lever = np.ones(len(part.times)) if part.lever is None else part.lever
        return one_by_one([glm(counted(one), part.columns.matrix, lever**2, method) for one in part.values])
    return _in_units(part, method)


def _in_units(part: Part, method: Method) -> Fits:
    """The fit of what least squares leave, in its own size, on columns of one size: digits are not lost to a level."""
    norm = np.sqrt((part.matrix**2).mean(0))
    columns = part.matrix / norm
    left, start = centred(part.values, columns)
    size = np.sqrt((left**2).mean(1, keepdims=True))
    size = np.where(size > 0, size, 1.0)
    found = _by_name(left / size, columns, places(part.times), method)
    said = tuple(
        {
            name: each * (float(size[k, 0]) ** 2 if name.startswith("variance:") else 1.0)
            for name, each in one.items()
        }
        for k, one in enumerate(found.said)
    )
    return replace(
        found,
        coefficients=np.where(found.known, (found.coefficients * size + start) / norm, 0.0),
        covariance=found.covariance * size[:, :, None] ** 2 / np.outer(norm, norm),
        said=said,
    )


def _by_name(values: Array, matrix: Array, at: Index, method: Method) -> Fits:
    """Of every series (S, n) on one matrix (n, p)."""
    if method.name == "newey-west":
        return newey_west(values, matrix, at, method.lags, small_sample=method.small_sample)
    if method.name == "prais-winsten":
        return prais_winsten(values, matrix, at)
    if not regular(at):
        return none(len(values), matrix.shape[1], "irregular-times")
    try:
        family = local_level(at) if method.name == "local-level" else arima(method, at)
    except np.linalg.LinAlgError:
        return none(len(values), matrix.shape[1], "too-few-periods")
    return one_by_one([_likeliest(one, matrix, family, method) for one in values])


def _likeliest(values: Array, matrix: Array, family: Family, method: Method) -> Fits:
    """Of one series (n,), by maximum likelihood; normal quantiles."""
    p = matrix.shape[1]
    told = contrasts(values, matrix, family)
    if len(told.values) <= told.columns.shape[1] + family.starts.shape[1] + 1:
        return none(1, p, "too-few-periods")
    if np.linalg.matrix_rank(told.columns, tol=1e-9 * np.sqrt(len(values))) < told.columns.shape[1]:
        return none(1, p, "singular")
    top = highest(told, family)
    covariance = None if top is None else joint_covariance(told, family, top)
    if top is None or covariance is None:
        return none(1, p, "no-solution")
    said = _said(top, method)
    return Fits(top.coefficients[None], covariance[None], NORMAL, top.known, (said,), (None,))


def _said(top: Optimum, method: Method) -> Said:
    """Variances by name, and the coefficients of an ARIMA."""
    if method.name == "local-level":
        share = level_share(float(top.place[0]))
        return {"variance:level": share * top.variance, "variance:irregular": (1 - share) * top.variance}
    return polynomials(method, top.place).named() | {"variance:shock": top.variance}
