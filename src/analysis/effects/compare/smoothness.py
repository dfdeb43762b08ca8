"""Bounds under smoothness: the slope of the difference in trends changes by at most so much from one period to the next."""

from dataclasses import dataclass

import numpy as np

from analysis.effects.compare.folded import folded_quantile, folded_slope
from analysis.effects.compare.relative import checked_target
from analysis.effects.crossing import cross
from analysis.effects.noise import Array

_NOTHING = 1e-9
"""Errors this far below the bias, or the largest error, are none."""


@dataclass(frozen=True)
class Extrapolations:
    """Estimates that carry a straight line from before the date across it, by what kinks before it do to them, (n_pre - 1,).

    `start`, `step`: the weights of all coefficients are start + step @ kinks. `root`, `rest`: their standard error is
    |rest + root @ kinks|. Their largest bias is M times `fixed` plus the sum of |kinks|; `fixed` is what kinks from the
    date on do.
    """

    start: Array
    step: Array
    rest: Array
    root: Array
    fixed: float

    def error(self, kinks: Array) -> float:
        """The standard error."""
        return float(np.linalg.norm(self.rest + self.root @ kinks))

    def bias(self, kinks: Array) -> float:
        """The largest bias, in units of M."""
        return self.fixed + float(np.abs(kinks).sum())

    def best(self, price: float) -> Array:
        """The kinks with the least half variance plus `price` times the sum of their sizes.

        Its dual asks for the point nearest to `rest` at which no column of the root pulls by more than the price: a least
        distance programme, solved by non-negative least squares (Lawson and Hanson, Solving Least Squares Problems,
        1974, chapter 23).
        """
        if price <= 0:
            return np.negative(np.linalg.lstsq(self.root, self.rest)[0], dtype=np.float64)
        # Slow to import, and no other method needs it.
        from scipy.optimize import nnls

        pull = self.root.T @ self.rest
        beyond = np.concatenate([pull, -pull]) - price
        towards = np.concatenate([-self.root, self.root], axis=1)
        shares = nnls(np.vstack([towards, beyond]), np.append(np.zeros(len(self.rest)), 1.0))[0]
        less, more = np.split(shares / (1 - float(beyond @ shares)), 2)
        return more - less


def smoothness(
    beta: Array, sigma: Array, n_pre: int, n_post: int, target: Array | None, m: float, level: float
) -> tuple[float, float]:
    """Ends of the shortest interval of fixed length for target'(effects) when the slope of the difference in trends
    changes by at most `m` from one period to the next.

    Sizes as in `relative_magnitudes`. The interval is an affine estimate plus and minus the quantile of its folded normal
    error at its largest bias; the estimate is the one that makes it shortest (Rambachan and Roth, Review of Economic
    Studies 90 (2023) 2555-2591, section 4.1; Armstrong and Kolesár, Econometrica 86 (2018) 655-683). One period before
    carries a line already; more of them buy a smaller error.
    """
    weights = checked_target(beta, sigma, n_pre, n_post, target)
    scale = float(np.sqrt(np.diag(sigma).max())) or 1.0
    ways = extrapolations(sigma / scale**2, n_pre, weights)
    bound = m / scale
    kinks = _shortest(ways, bound, level)
    centre = float((ways.start + ways.step @ kinks) @ beta)
    half = scale * half_length(bound * ways.bias(kinks), ways.error(kinks), level)
    return centre - half, centre + half


def half_length(bias: float, error: float, level: float) -> float:
    """How far an estimate with this standard error and this largest bias errs at most, at a level."""
    return bias if error <= _NOTHING * bias else error * folded_quantile(bias / error, level)


def extrapolations(sigma: Array, n_pre: int, target: Array) -> Extrapolations:
    """Every estimate whose bias is bounded: a straight line has no part in it.

    A kink k periods before the date moves the coefficient t periods before it by t - k, so that weights are second
    differences of what kinks do; at the date itself both sides do the same.
    """
    n_post = len(target)
    ahead = np.arange(1, n_post + 1)
    after = [float(np.maximum(ahead - k, 0) @ target) for k in range(n_post)]
    second = np.diff(np.eye(n_pre + 2), 2, axis=0)[::-1]
    before = np.concatenate([second[:, 1:n_pre], np.zeros((n_post, n_pre - 1))])
    start = np.concatenate([second[:, 0] * after[0], target])
    values, vectors = np.linalg.eigh(sigma)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))).T
    return Extrapolations(start, before, root @ start, root @ before, float(np.abs(after).sum()))


def _shortest(ways: Extrapolations, m: float, level: float) -> Array:
    """The kinks of the shortest interval: where the price of bias in variance is what both cost in length.

    Length is convex in bias and error together, and both move one way along the price.
    """
    if m == 0 or not ways.root.size:
        return ways.best(0.0)

    def dearer(price: float) -> float:
        kinks = ways.best(price)
        error = ways.error(kinks)
        ratio = m * ways.bias(kinks) / max(error, _NOTHING)
        quantile = folded_quantile(ratio, level)
        slope = folded_slope(ratio, quantile)
        return price * (quantile - ratio * slope) - error * m * slope

    most = float(np.abs(ways.root.T @ ways.rest).max())
    if most == 0 or dearer(most) <= 0:
        return np.zeros(ways.root.shape[1])
    all_of = np.vectorize(dearer, otypes=[float])
    return ways.best(float(cross(all_of, np.zeros(1), np.array([most]))[0]))
