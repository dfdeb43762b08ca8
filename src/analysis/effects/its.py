"""Interrupted time series of many units: the primary model, with gaps, known variances and pooled knowledge."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.effects.columns import Columns, Shape, columns
from analysis.effects.gls import Fit, SlopePrior, VariancePrior, Whitened, solve, whiten
from analysis.effects.known import fit_known
from analysis.effects.mixture import Mixture, contrast, posterior_weight, stack
from analysis.effects.noise import Array, Index, Noise, covariances
from analysis.effects.pooling import (
    FEWEST_UNITS,
    noise_weights,
    slope_prior,
    slopes,
    variance_prior,
)
from analysis.effects.series import Block

Others = Mapping[str, Array]


@dataclass(frozen=True)
class Part:
    """Series with values at the same times and equal columns: their rows in the block, values, known variances.

    `matrix` (n, p): the columns as the regression has them, times the lever where there is one.
    """

    rows: Index
    times: Array
    columns: Columns
    matrix: Array
    grid: Noise
    values: Array
    sampling: Array | None
    lever: Array | None

    def sums(self, estimand: str) -> Array:
        """Weights of the coefficients, (p,); NaN where these times cannot tell the estimand."""
        found = self.columns.estimands.get(estimand)
        return np.full(len(self.columns.names), np.nan) if found is None else found

    def fit(self, slope: SlopePrior | None, variance: VariancePrior | None) -> Fit:
        """The fit with whatever is known before."""
        if self.sampling is not None:
            return fit_known(self.values, self.sampling, self.matrix, self.covariance, slope)
        return solve(self.whitened, slope, variance)

    @cached_property
    def whitened(self) -> Whitened:
        """The series without the noise's covariances; fits with another prior start from here again."""
        return whiten(self.values, self.matrix, self.covariance)

    @property
    def covariance(self) -> Array:
        """Covariances of the grid at these times, (G, n, n); made anew each time, since a hundred of them are large."""
        return covariances(self.grid, self.times)


@dataclass(frozen=True)
class Model:
    """A fitted block: estimates by estimand for every series in the block's order, and what was learned on the way.

    `mean`, `covariance`: first two posterior moments of the coefficients of each part, for sums of several.
    """

    parts: tuple[Part, ...]
    fits: tuple[Fit, ...]
    weight: Array
    order: Index

    @cached_property
    def weights(self) -> tuple[Array, ...]:
        """Weight of each point of the grid after the data, (S, G), of every part."""
        return tuple(posterior_weight(each, self.weight) for each in self.fits)

    def estimands(self) -> tuple[str, ...]:
        """Names in their order; a series whose own times lack one has no estimate of it."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.columns.estimands))

    def estimate(self, estimand: str) -> Mixture:
        """The estimates of every series, in the block's order; NaN where a series' own times lack the estimand."""
        found = [
            contrast(each, weight, part.sums(estimand))
            for part, each, weight in zip(self.parts, self.fits, self.weights, strict=True)
        ]
        return stack(found).only(self.order)

    def moments(self, names: tuple[str, ...]) -> tuple[Array, Array]:
        """Mean (S, m) and covariance (S, m, m) of some estimands together, without the tails of Student's t, as `se` is."""
        means, covariances_ = [], []
        for part, each, weight in zip(self.parts, self.fits, self.weights, strict=True):
            sums = np.stack([part.sums(name) for name in names])
            at = each.coefficients @ sums.T
            mean = (weight[..., None] * at).sum(1)
            inside = (sums @ each.spread @ sums.T) * each.variance[..., None, None]
            off = at - mean[:, None]
            inside = inside + off[..., :, None] * off[..., None, :]
            means.append(mean)
            covariances_.append((weight[..., None, None] * inside).sum(1))
        return np.concatenate(means)[self.order], np.concatenate(covariances_)[self.order]


def model(
    block: Block,
    shape: Shape,
    others: Others,
    grid: Noise,
    *,
    share_noise: bool = False,
    share_slopes: bool = False,
) -> Model:
    """The primary model of every series of a block. `others`: further columns by name, (n,) or (S, n) each.

    `share_noise`: units teach each other how noise looks and how large it is; `share_slopes`: and how steep a trend
    is. Both need FEWEST_UNITS units and are silently without effect below, where there is no crowd to learn from;
    a series of a whole city is never fitted with either.
    """
    parts = tuple(parts_of(block, shape, others, grid))
    fits = [part.fit(None, None) for part in parts]
    weight, variance = grid.weight, None
    crowd = len(block.units) >= FEWEST_UNITS
    if share_noise and crowd:
        weight = noise_weights(fits, grid.weight)
        if block.sampling is None:
            variance = variance_prior(fits, weight)
            fits = [part.fit(None, variance) for part in parts]
            weight = noise_weights(fits, grid.weight)
    trend = parts[0].columns.trend
    if share_slopes and crowd and trend is not None:
        found = slopes(fits, weight, trend)
        fits = [
            part.fit(slope_prior(found, each, weight, trend), variance)
            for part, each in zip(parts, fits, strict=True)
        ]
        weight = noise_weights(fits, grid.weight) if share_noise else weight
    order = np.argsort(np.concatenate([part.rows for part in parts]), kind="stable")
    return Model(parts, tuple(fits), weight, order)


def own_others(block: Block, others: Others, k: int) -> dict[str, Array]:
    """The further columns of one series at its own times; one that is zero there, but not for all series, is left out."""
    kept = ~np.isnan(block.values[k])
    wide = {name: np.broadcast_to(column, block.values.shape) for name, column in others.items()}
    return {
        name: column[k, kept]
        for name, column in wide.items()
        if column[k, kept].any() or not np.where(np.isnan(block.values), 0.0, column).any()
    }


def parts_of(block: Block, shape: Shape, others: Others, grid: Noise) -> Iterator[Part]:
    """Series that share their times and every column are fitted as one."""
    size = block.values.shape
    own = {name: np.broadcast_to(column, size) for name, column in others.items()}
    lever = np.ones(size) if block.lever is None else block.lever
    present = ~np.isnan(block.values)
    told = np.concatenate([np.where(present, each, 0.0) for each in (present, lever, *own.values())], axis=1)
    _, first, which = np.unique(told, axis=0, return_index=True, return_inverse=True)
    for k, one in enumerate(first):
        rows, kept = np.flatnonzero(which.ravel() == k), present[one]
        times = block.times[kept]
        made = columns(times, shape, own_others(block, others, int(one)))
        sampling = None if block.sampling is None else block.sampling[rows][:, kept]
        matrix = made.matrix * lever[one, kept][:, None]
        levers = None if block.lever is None else lever[one, kept]
        yield Part(rows, times, made, matrix, grid, block.values[rows][:, kept], sampling, levers)
