"""A regression with a level a period and a random level a unit: the linear mixed model of stepped wedge designs."""

from dataclasses import dataclass

import numpy as np

from analysis.effects.noise import Array, Mask

POINTS = 64
"""Shares of a value's variance that units may differ by, tried before the best is refined between its neighbours."""

MOST = 1 - 1e-9


@dataclass(frozen=True)
class Level:
    """The effect of being treated, its standard error, and the variances within and between units that it stands on."""

    estimate: float
    se: float
    noise: float
    between: float


@dataclass(frozen=True)
class Sums:
    """What a fit needs of the data, whatever the variances: cross products of period columns, treatment and outcome
    (p + 1, p + 1), sums of the same by unit (S, p + 1), values by unit (S,) and weights (S,)."""

    products: Array
    by_unit: Array
    count: Array
    weight: Array

    @property
    def freedom(self) -> float:
        return float(self.count.sum()) - (len(self.products) - 1)

    def weighed(self, ratio: float) -> Array:
        """Cross products weighed by the inverse of (noise / weight) I + between 11', times the noise, at between / noise."""
        pull = ratio * self.weight**2 / (1 + ratio * self.weight * self.count)
        return self.products - self.by_unit.T @ (self.by_unit * pull[:, None])

    def solved(self, ratio: float) -> tuple[Array, float, Array]:
        """Coefficients, weighed squares that they leave, and the inverse of the information but for the noise."""
        whole = self.weighed(ratio)
        inverse = np.asarray(np.linalg.inv(whole[:-1, :-1]), dtype=np.float64)
        at = inverse @ whole[:-1, -1]
        return at, max(float(whole[-1, -1] - at @ whole[:-1, -1]), 0.0), inverse

    def lost(self, share: float) -> float:
        """Minus the restricted log likelihood, but for a constant, where units differ by this share of the variance."""
        ratio = share / (1 - share)
        whole = self.weighed(ratio)
        _, left, _ = self.solved(ratio)
        spread = np.log1p(ratio * self.weight * self.count).sum()
        size = max(left, np.finfo(float).tiny)
        return float(self.freedom * np.log(size) + spread + np.linalg.slogdet(whole[:-1, :-1])[1]) / 2


def sums(values: Array, treated: Mask, weight: Array) -> Sums:
    """From values (S, n), NaN for gaps, and whether each unit is treated at each time."""
    present = ~np.isnan(values)
    # Period levels take up any shift of all values of a period.
    centre = np.nansum(values * weight[:, None], axis=0) / (present * weight[:, None]).sum(0)
    periods = np.broadcast_to(np.eye(values.shape[1]), (*values.shape, values.shape[1]))
    columns = np.concatenate([periods, treated[..., None], (values - centre)[..., None]], axis=2)
    columns = np.where(present[..., None], columns, 0.0)
    products = np.einsum("snp,snq,s->pq", columns, columns, weight, optimize=True)
    return Sums(products, columns.sum(1), present.sum(1).astype(np.float64), weight)


def with_variances(found: Sums, noise: float, between: float) -> Level:
    """Generalised least squares by known variances."""
    at, _, inverse = found.solved(between / noise)
    return Level(float(at[-1]), float(np.sqrt(noise * inverse[-1, -1])), noise, between)


def restricted(found: Sums) -> Level:
    """The same by the variances of highest restricted likelihood (REML); `between` may be zero."""
    # Slow to import, and no other method needs it.
    from scipy.optimize import minimize_scalar

    grid = np.concatenate([[0.0], np.linspace(0, 1, POINTS + 1)[1:-1], [MOST]])
    losses = [found.lost(share) for share in grid]
    best = int(np.argmin(losses))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    refined = minimize_scalar(found.lost, bounds=(low, high), method="bounded", options={"xatol": 1e-12})
    share = float(refined.x) if refined.fun < losses[best] else float(grid[best])
    noise = found.solved(share / (1 - share))[1] / found.freedom
    if noise <= 0:
        return Level(float(found.solved(share / (1 - share))[0][-1]), 0.0, 0.0, 0.0)
    return with_variances(found, noise, noise * share / (1 - share))
