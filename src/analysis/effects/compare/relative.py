"""Bounds under relative magnitudes: after the date, trends part by at most so many times what they did before it."""

from dataclasses import dataclass
from math import inf, log, pi, sqrt

import numpy as np
from scipy.special import log_ndtr

from analysis.effects.crossing import cross
from analysis.effects.noise import Array, Mask

FIRST_STAGE = 0.1
"""Share of the error rate that is spent on the least favourable first stage, as in Rambachan and Roth (2023)."""

_DIRECTIONS, _SCAN, _HALVINGS = 4096, 401, 40
_NOTHING = 1e-9


@dataclass(frozen=True)
class Piece:
    """One polyhedron of the union: this change before the date, with this sign, is the largest.

    The largest standardised violation of its restrictions, at the best of all paths that agree with an effect, is the
    maximum of four linear forms (4, 2) of (estimate less effect, change): the vertices of the dual programme, of which
    those that leave the effect out differ in length alone. `estimate`, `change`: as estimated, with their `covariance`
    (2, 2). `reach`: how far the restrictions let the effect lie from the estimate.
    """

    forms: Array
    estimate: float
    change: float
    covariance: Array
    reach: float


def relative_magnitudes(
    beta: Array, sigma: Array, n_pre: int, n_post: int, target: Array | None, mbar: float, level: float
) -> tuple[float, float]:
    """Ends of the confidence set of target'(effects) when no change of the difference in trends from one period to the
    next is, after the date, larger than `mbar` times the largest one before it.

    `beta` (n_pre + n_post,): event-study coefficients in order of time, without the reference period between both
    parts, where it is zero; `sigma`: their covariance; `target` (n_post,): weights, else the first effect. The set is
    the union, over which change is the largest, of conditional least favourable hybrid tests with restrictions on
    periods after the date only, the first stage at a tenth of the error rate (Rambachan and Roth, Review of Economic
    Studies 90 (2023) 2555-2591, section 4 and footnote 9; Andrews, Roth and Pakes, ibid. 2763-2791). One period before
    is enough. (-inf, inf) where a restriction has no sampling error to be tested by.
    """
    weights = checked_target(beta, sigma, n_pre, n_post, target)
    found = [_ends(piece, 1 - level) for piece in pieces(beta, sigma, n_pre, weights, mbar)]
    return min(low for low, _ in found), max(high for _, high in found)


def checked_target(beta: Array, sigma: Array, n_pre: int, n_post: int, target: Array | None) -> Array:
    """Weights of the effects; a ValueError where sizes do not agree or one side has no period."""
    weights = np.eye(n_post)[0] if target is None and n_post > 0 else np.asarray(target, dtype=np.float64)
    size = n_pre + n_post
    if min(n_pre, n_post) < 1 or beta.shape != (size,) or sigma.shape != (size, size):
        raise ValueError("bounds need coefficients before and after the date, and a covariance of their size")
    if weights.shape != (n_post,) or not weights.any():
        raise ValueError("the target is one weight an effect, not all zero")
    return weights


def pieces(beta: Array, sigma: Array, n_pre: int, weights: Array, mbar: float) -> list[Piece]:
    """Two polyhedra for each change before the date."""
    path = np.insert(np.eye(len(beta)), n_pre, 0.0, axis=0)
    changes = np.diff(path, axis=0)
    whole = np.concatenate([np.zeros(n_pre), weights])
    # An effect at one period carries every change from the date to it.
    carried = np.cumsum(weights[::-1])[::-1]
    return [
        _piece(beta, sigma, whole, carried, changes[n_pre:], sign * changes[k], mbar)
        for k in range(n_pre)
        for sign in (1.0, -1.0)
    ]


def _piece(
    beta: Array, sigma: Array, whole: Array, carried: Array, after: Array, largest: Array, mbar: float
) -> Piece:
    up, down = (_errors(side * after - mbar * largest, sigma) for side in (1.0, -1.0))
    size = np.abs(carried)
    above, below = (
        1 / max(float(size @ np.where(carried * side > 0, up, down)), 1e-300) for side in (1.0, -1.0)
    )
    reach = mbar * float(size.sum())
    both = up + down
    flat = [-2 * mbar / max(float(width), 1e-300) for width in (both.min(), both.max())]
    forms = np.array(
        [[above, -above * reach], [-below, -below * reach], [0.0, flat[0]], [0.0, flat[1]]],
    )
    pair = np.stack([whole, largest])
    estimate, change = (float(each) for each in pair @ beta)
    if min(up.min(), down.min()) <= _NOTHING * max(up.max(), down.max()):
        forms = np.zeros((4, 2))
    return Piece(forms, estimate, change, pair @ sigma @ pair.T, reach)


def _errors(rows: Array, sigma: Array) -> Array:
    return np.sqrt(np.maximum(np.einsum("ti,ij,tj->t", rows, sigma, rows), 0.0))


def _ends(piece: Piece, alpha: float) -> tuple[float, float]:
    """The outermost effects that the test of one polyhedron lets stand; (inf, -inf) where it lets none."""
    if not piece.forms.any():
        return -inf, inf
    first = FIRST_STAGE * alpha
    critical = least_favourable(piece, first)
    second = (alpha - first) / (1 - first)
    allowed = piece.reach * piece.change
    low = piece.estimate - allowed - critical / piece.forms[0, 0]
    high = piece.estimate + allowed - critical / piece.forms[1, 0]
    grid = np.linspace(low, high, _SCAN) if low < high else np.array([])
    kept = np.flatnonzero(accepted(piece, grid, critical, second))
    if not len(kept):
        return inf, -inf
    inside = grid[kept[[0, -1]]]
    outside = grid[np.clip(kept[[0, -1]] + [-1, 1], 0, _SCAN - 1)]
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        stands = accepted(piece, middle, critical, second)
        inside, outside = np.where(stands, middle, inside), np.where(stands, outside, middle)
    return float(inside[0]), float(inside[1])


def least_favourable(piece: Piece, rate: float) -> float:
    """What the largest form exceeds at this rate when every restriction binds.

    In the direction u of the plane the largest form is the radius times h(u), and the squared radius is chi-squared
    with two degrees of freedom: the rate is the mean of exp(-c^2 / 2 h^2) over directions, and nothing is drawn.
    """
    values, vectors = np.linalg.eigh(piece.covariance)
    angles = np.linspace(0, 2 * pi, _DIRECTIONS, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)])
    h = (piece.forms @ (vectors * np.sqrt(np.maximum(values, 0.0))) @ circle).max(0)
    h = h[h > 0]

    def kept(at: Array) -> Array:
        return rate - np.exp(-0.5 * (at[:, None] / h) ** 2).sum(-1) / _DIRECTIONS

    most = np.array([h.max() * sqrt(-2 * log(rate))])
    return float(cross(kept, np.zeros(1), most)[0])


def accepted(piece: Piece, effects: Array, critical: float, alpha: float) -> Mask:
    """Whether the test of one polyhedron lets each effect (n,) stand.

    Given which form is the largest and all that is independent of it, that form is a normal cut off at both sides.
    """
    forms, covariance = piece.forms, piece.forms @ piece.covariance @ piece.forms.T
    z = np.stack([piece.estimate - effects, np.full(len(effects), piece.change)], -1) @ forms.T
    at = z.argmax(-1)
    most = z.max(-1)
    variance = np.diag(covariance)
    there = variance > _NOTHING**2 * variance.max()
    slope = np.where(there, covariance / np.where(there, variance, 1.0), 0.0).T[at]
    with np.errstate(divide="ignore", invalid="ignore"):
        cut = (z - slope * most[:, None]) / (1 - slope)
    low = np.where(slope < 1 - _NOTHING, cut, -inf).max(-1)
    high = np.minimum(np.where(slope > 1 + _NOTHING, cut, inf).min(-1), critical)
    error = np.sqrt(np.where(there, variance, 1.0))[at]
    upper, lower, own = (log_ndtr(-each / error) for each in (high, np.minimum(low, most), most))
    with np.errstate(divide="ignore", invalid="ignore"):
        above = own + np.log1p(-np.exp(np.minimum(upper - own, 0.0)))
        within = lower + np.log1p(-np.exp(np.minimum(upper - lower, 0.0)))
    rejected = (most > critical) | np.where(there[at], above < log(alpha) + within, True)
    return (most <= 0) | ~rejected
