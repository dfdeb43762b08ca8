"""Generalised least squares of clusters that are treated as one: what their months tell beside levels and shared months."""

from dataclasses import dataclass

import numpy as np

from analysis.effects.noise import Array

NOTHING = 1e-9
"""A direction of which this share of its information is left beside levels and months is told by nothing."""


@dataclass(frozen=True)
class Precision:
    """`own` (K, T, T): inverse covariance of each cluster's months with its level taken out; `shared` (T, T): the
    pseudo-inverse of their sum, by which levels of the months are taken out."""

    own: Array
    shared: Array

    def information(self, columns: Array) -> Array:
        """(p, p) of columns (K, T, p) beside a level a cluster and a month."""
        turned = self.own @ columns
        across = turned.sum(0)
        return np.tensordot(columns, turned, ((0, 1), (0, 1))) - across.T @ self.shared @ across

    def turned(self, values: Array) -> Array:
        """Values (K, T), 0 where there is none, turned so that their product with columns is the score."""
        own = np.einsum("kts,ks->kt", self.own, values)
        return own - np.einsum("kts,s->kt", self.own, self.shared @ own.sum(0))


def precision(covariance: Array) -> Precision:
    """From covariances (K, T, T), zero where a cluster has no value in a month; levels are fixed, one a cluster."""
    t = covariance.shape[1]
    there = np.diagonal(covariance, axis1=1, axis2=2) > 0
    both = there[:, :, None] & there[:, None, :]
    inverse = np.linalg.inv(np.where(both, covariance, np.eye(t)))
    inverse = np.where(both, inverse, 0.0)
    sums = inverse.sum(2)
    whole = np.maximum(sums.sum(1), np.finfo(float).tiny)
    own = inverse - sums[:, :, None] * sums[:, None, :] / whole[:, None, None]
    return Precision(own, np.linalg.pinv(own.sum(0), rcond=1e-10, hermitian=True))


def variance(information: Array, whole: Array, weights: Array) -> float:
    """Variance of a weighted sum of coefficients for noise of variance one; infinite where the data cannot tell it.

    `whole` (p,): what the columns would tell beside nothing, by which rounding is known from information.
    """
    used = whole > 0
    if (weights[~used] != 0).any():
        return float("inf")
    size = np.sqrt(whole[used])
    values, vectors = np.linalg.eigh(information[np.ix_(used, used)] / np.outer(size, size))
    turned = vectors.T @ (weights[used] / size)
    nothing = values <= NOTHING
    if (np.abs(turned[nothing]) > 1e-6 * np.abs(turned).max()).any():
        return float("inf")
    return float((turned[~nothing] ** 2 / values[~nothing]).sum())


def told(found: Precision, columns: Array) -> tuple[Array, Array]:
    """Information of the columns, and (p,) what each would tell if levels and months were known."""
    return found.information(columns), (columns * (found.own @ columns)).sum((0, 1))
