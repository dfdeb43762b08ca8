"""Synthetic control weights: the mix of donors, no share below 0 and all shares 1, that comes closest to a path.

With the shares summing to 1, y - D w is a mix of the columns y - d_j, so that the best weights are those of the
point nearest to 0 in the hull of these columns. Wolfe's active set (Mathematical Programming 11, 1976) finds it
exactly in finitely many steps: no ridge, no intercept, no step size.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

TOLERANCE = 1e-15
"""What the squared distance may still fall by, relative to the farthest donor's, when the search ends."""


@dataclass(frozen=True)
class Weights:
    """Shares of the donors (J), the root mean squared pre-period gap, and whether other shares fit as well.

    The gap of the pre-period is always unique; where donors are collinear or fit perfectly, the shares are not
    (`unique` is False): then they are those of the search, which begins at the nearest donor and adds, of those
    that bring it closer fastest, the first.
    """

    weights: Floats
    pre_rmspe: float
    unique: bool


def fit(treated: ArrayLike, donors: ArrayLike) -> Weights:
    """Weights w >= 0 with sum 1 that minimise |treated - donors w|^2 (treated: T periods; donors: T x J)."""
    y, d = np.asarray(treated, dtype=np.float64), np.asarray(donors, dtype=np.float64)
    if d.ndim != 2 or y.shape != d.shape[:1] or not d.size:
        raise ValueError(
            "donors must have a row for each period of the treated series and a column for each donor"
        )
    if not (np.all(np.isfinite(y)) and np.all(np.isfinite(d))):
        raise ValueError("a path with gaps has no synthetic control")
    away = d - y[:, None]
    scale = float((away**2).sum(axis=0).max()) or 1.0
    away = away / np.sqrt(scale)
    weights = _nearest(away)
    point = away @ weights
    rmspe = float(np.sqrt(scale * (point @ point) / len(y)))
    return Weights(weights, rmspe, _is_unique(away, point))


def fit_each(donors: ArrayLike) -> tuple[Weights, ...]:
    """Each donor fitted by all others, as placebos; its own share stands as 0 in its weights."""
    d = np.asarray(donors, dtype=np.float64)
    fits: list[Weights] = []
    for j in range(d.shape[1]):
        one = fit(d[:, j], np.delete(d, j, axis=1))
        fits.append(Weights(np.insert(one.weights, j, 0.0), one.pre_rmspe, one.unique))
    return tuple(fits)


def subtract(treated: ArrayLike, donors: ArrayLike, weights: ArrayLike) -> Floats:
    """The gap of every period: the treated series minus the mix of donors."""
    return np.asarray(treated, dtype=np.float64) - np.asarray(donors, dtype=np.float64) @ np.asarray(weights)


def _nearest(away: Floats) -> Floats:
    """Shares of the point nearest to 0 in the hull of the columns of `away`."""
    held = [int(np.argmin((away**2).sum(axis=0)))]
    shares = np.ones(1)
    distance = np.inf
    while True:
        point = away[:, held] @ shares
        now = float(point @ point)
        slopes = away.T @ point
        enters = int(np.argmin(slopes))
        # The distance must fall with every donor that enters; where rounding stops it, the search is over.
        if now - slopes[enters] <= TOLERANCE or enters in held or now >= distance:
            break
        distance = now
        held, shares = _settle(away, [*held, enters], np.append(shares, 0.0))
    weights = np.zeros(away.shape[1])
    weights[held] = shares
    return weights / weights.sum()


def _settle(away: Floats, held: list[int], shares: Floats) -> tuple[list[int], Floats]:
    """Go toward the best shares of the held donors whatever their sign; drop each that reaches 0 on the way."""
    while True:
        best = _affine(away[:, held])
        below = best <= 0
        if not below.any():
            return held, best
        falls = shares[below] - best[below]
        reach = np.divide(shares[below], falls, out=np.zeros_like(falls), where=falls > 0).min()
        shares = shares + reach * (best - shares)
        shares[np.flatnonzero(below)[np.argmin(shares[below])]] = 0.0
        stay = shares > 0
        held, shares = [k for k, kept in zip(held, stay, strict=True) if kept], shares[stay]


def _affine(columns: Floats) -> Floats:
    """Shares that sum to 1, of any sign, of the point nearest to 0 on the plane through the columns."""
    base, others = columns[:, 0], columns[:, 1:] - columns[:, :1]
    rest = np.linalg.lstsq(others, -base, rcond=None)[0]
    return np.append(1 - rest.sum(), rest)


def _is_unique(away: Floats, point: Floats) -> bool:
    """Whether the columns that may carry a share at this point are affinely independent."""
    may = away[:, away.T @ point - point @ point <= 1e-9]
    return int(np.linalg.matrix_rank(np.vstack([may, np.ones(may.shape[1])]), tol=1e-9)) == may.shape[1]
