"""Generalised least squares of units whose dates are drawn by clusters: what their months tell beside levels and shared months."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.effects.noise import Array, Index, Mask
from analysis.trial.noise import Noise

NOTHING = 1e-9
"""A direction of which this share of its information is left beside levels and months is told by nothing."""


@dataclass(frozen=True)
class Precision:
    """`own` (K, T, T): what the units of each cluster tell of columns that they share, their own levels taken out; `shared`
    (T, T): the pseudo-inverse of their sum, by which levels of the months are taken out; `clusters`: how many tell anything.
    """

    own: Array
    shared: Array
    clusters: int

    @property
    def free(self) -> float:
        """Degrees of freedom of t quantiles: those clusters less two."""
        return max(self.clusters - 2.0, 1.0)


@dataclass(frozen=True)
class Weights:
    """The precision of units with these gaps, and what turns their values into it.

    `pattern` (G, T, T): inverse covariance of a unit by its gaps, its level taken out, for a variance of one; `kind` (S,):
    the gaps of each unit; `size` (S,): its SD; `across` (K, T, T) and `inner` (K, T, T): what a cluster's units share.
    """

    precision: Precision
    pattern: Array
    kind: Index
    size: Array
    cluster: Index
    across: Array
    inner: Array

    def turned(self, values: Array) -> tuple[Array, float]:
        """Values (S, T), 0 where there is none, turned so that (K, T) times columns is the score; and their total."""
        own = np.einsum("sij,sj->si", self.pattern[self.kind], values / self.size[:, None])
        alone, common = (
            _summed(one, self.cluster, len(self.inner)) for one in (own / self.size[:, None], own)
        )
        drawn = np.einsum("kij,kj->ki", self.inner, common)
        each = alone - np.einsum("kij,kj->ki", self.across, drawn)
        whole = each.sum(0)
        total = (
            (own * values / self.size[:, None]).sum()
            - (common * drawn).sum()
            - whole @ self.precision.shared @ whole
        )
        return each - self.precision.own @ (self.precision.shared @ whole), float(total)


def weights(noise: Noise, present: Mask, cluster: Index, count: int, times: Array) -> Weights:
    """Of units (S, T) that are present or not, in `count` clusters, with noise as it is; levels are fixed, one a unit.

    A cluster's units share a part of their noise: its inverse is that of what is their own, less what is shared
    (Woodbury's identity), so that nothing larger than the months has to be inverted.
    """
    memory, size = noise.memory(times), noise.sizes(len(cluster))
    gaps, kind = np.unique(present, axis=0, return_inverse=True)
    kind = kind.ravel()
    pattern = _alone(memory, gaps) / (1 - noise.shared)
    own, across, common = (
        _summed(pattern[kind] / (size**power)[:, None, None], cluster, count) for power in (2, 1, 0)
    )
    inner = np.zeros_like(own)
    if noise.shared:
        inner = np.asarray(np.linalg.inv(np.linalg.inv(noise.shared * memory) + common), dtype=np.float64)
    own = own - across @ inner @ across
    there = int((np.diagonal(own, axis1=1, axis2=2) > NOTHING).any(1).sum())
    shared = np.linalg.pinv(own.sum(0), rcond=1e-10, hermitian=True)
    return Weights(Precision(own, shared, there), pattern, kind, size, cluster, across, inner)


def _alone(memory: Array, gaps: Mask) -> Array:
    """Inverse covariances (G, T, T) of single units by their gaps, with their level taken out; 0 where nothing is."""
    both = gaps[:, :, None] & gaps[:, None, :]
    inverse = np.where(both, np.linalg.inv(np.where(both, memory, np.eye(len(memory)))), 0.0)
    sums = inverse.sum(2)
    whole = np.maximum(sums.sum(1), np.finfo(float).tiny)
    return inverse - sums[:, :, None] * sums[:, None, :] / whole[:, None, None]


def _summed(each: Array, cluster: Index, count: int) -> Array:
    """Sums of units (S, ...) by cluster."""
    made = np.zeros((count, *each.shape[1:]))
    np.add.at(made, cluster, each)
    return made


def variance(information: Array, whole: Array, weights: Array) -> float:
    """Variance of a weighted sum of coefficients for noise of variance one; infinite where the data cannot tell it.

    `whole` (p,): what the columns would tell beside nothing, by which rounding is known from information.
    """
    return variances(information, whole, (weights,))[0]


def variances(information: Array, whole: Array, asked: Sequence[Array]) -> list[float]:
    """The same of several sums of the same coefficients, whose information is taken apart once."""
    used = whole > 0
    size = np.sqrt(whole[used])
    values, vectors = np.linalg.eigh(information[np.ix_(used, used)] / np.outer(size, size))
    nothing = values <= NOTHING
    found: list[float] = []
    for weights in asked:
        turned = vectors.T @ (weights[used] / size)
        untold = (weights[~used] != 0).any()
        if untold or (np.abs(turned[nothing]) > 1e-6 * np.abs(turned).max(initial=0.0)).any():
            found.append(float("inf"))
        else:
            found.append(float((turned[~nothing] ** 2 / values[~nothing]).sum()))
    return found


def told(found: Precision, columns: Array) -> tuple[Array, Array]:
    """Information (p, p) of columns (K, T, p) beside a level a unit and a month; and (p,) what each would tell if the months
    were known."""
    turned = found.own @ columns
    across = turned.sum(0)
    information = np.tensordot(columns, turned, ((0, 1), (0, 1))) - across.T @ found.shared @ across
    return information, (columns * turned).sum((0, 1))
