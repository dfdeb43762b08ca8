"""An estimate as a mixture of Student distributions: one for each point of the noise grid, weighted by the data."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, ndtr, stdtr, stdtrit

from analysis.effects.gls import NORMAL, Fit
from analysis.effects.noise import Array, Index, Mask

_STEPS = 60
_CLOSE = 1e-10


@dataclass(frozen=True)
class Mixture:
    """Estimates of S series: weight, location and scale of each component (S, G), degrees of freedom (S,)."""

    weight: Array
    location: Array
    scale: Array
    df: Array

    @property
    def mean(self) -> Array:
        """Posterior means, (S,)."""
        return (self.weight * self.location).sum(-1)

    @property
    def sd(self) -> Array:
        """Posterior standard deviations, (S,); they carry the doubt about the noise as well."""
        tail = np.where(self.df > 2, self.df / np.maximum(self.df - 2, 1e-9), np.inf)[:, None]
        apart = self.location - self.mean[:, None]
        return np.sqrt((self.weight * (tail * self.scale**2 + apart**2)).sum(-1))

    @property
    def se(self) -> Array:
        """Standard errors, (S,): with one component the usual one of a regression, without the tails of Student's t."""
        apart = self.location - self.mean[:, None]
        return np.sqrt((self.weight * (self.scale**2 + apart**2)).sum(-1))

    def below(self, at: Array | float) -> Array:
        """P(estimate < at) of each series, exact."""
        z = (np.reshape(at, (-1, 1)) - self.location) / self.scale
        # The normal is a hundred times faster than Student's t with as good as infinite degrees of freedom.
        chance = ndtr(z) if (self.df >= NORMAL).all() else stdtr(self.df[:, None], z)
        # Weights sum to one but for rounding.
        return np.minimum((self.weight * chance).sum(-1), 1.0)

    def quantile(self, level: float) -> Array:
        """The exact quantile of each series, by safeguarded Newton steps from a bracket that holds it.

        A series that is there is left alone, so that none depends on the company that it is asked in.
        """
        reach = stdtrit(self.df, level)[:, None]
        ends = self.location + reach * self.scale
        # A quantile of a mixture lies between those of its components.
        low, high = ends.min(-1), ends.max(-1)
        found = np.clip(self.mean + reach[:, 0] * self.se, low, high)
        asked, left = np.arange(len(found)), self
        for _ in range(_STEPS):
            at = found[asked]
            missing = left.below(at) - level
            low, high = np.where(missing < 0, at, low), np.where(missing < 0, high, at)
            step = missing / np.maximum(left._density(at), np.finfo(float).tiny)
            # A series that cannot tell its estimand has no number at all, and nothing waits for it.
            there = ~(np.abs(step) > _CLOSE * (np.abs(at) + left.scale.max(-1)))
            following = at - step
            # A last step of rounding size may leave the bracket; it must not be thrown back to its middle.
            found[asked] = np.where(
                there | ((following > low) & (following < high)), following, (low + high) / 2
            )
            if there.all():
                break
            if there.any():
                asked, left, low, high = asked[~there], left.only(~there), low[~there], high[~there]
        return found

    def _density(self, at: Array) -> Array:
        z = (at[:, None] - self.location) / self.scale
        if (self.df >= NORMAL).all():
            height = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
        else:
            df = self.df[:, None]
            constant = gammaln((df + 1) / 2) - gammaln(df / 2) - 0.5 * np.log(df * np.pi)
            height = np.exp(constant - (df + 1) / 2 * np.log1p(z**2 / df))
        return (self.weight * height / self.scale).sum(-1)

    def widened(self, variance: Array | float) -> "Mixture":
        """The same estimates with a further independent variance in each component's scale."""
        extra = np.broadcast_to(variance, (len(self.weight),))[:, None]
        return Mixture(self.weight, self.location, np.sqrt(self.scale**2 + extra), self.df)

    def only(self, series: Index | Mask | Sequence[int]) -> "Mixture":
        """Some of the series, in the order given."""
        at = np.asarray(series)
        return Mixture(self.weight[at], self.location[at], self.scale[at], self.df[at])


def stack(parts: Sequence[Mixture]) -> Mixture:
    """Series of several fits on one grid, one after the other."""
    return Mixture(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("weight", "location", "scale", "df")
        )
    )


def posterior_weight(fitted: Fit, prior: Array) -> Array:
    """Weight of each point of the grid after the data, (S, G), from prior weights (G,)."""
    with np.errstate(divide="ignore"):
        logged = fitted.log_likelihood + np.log(np.repeat(prior, fitted.variances))
    weight = np.exp(logged - logged.max(-1, keepdims=True))
    return weight / weight.sum(-1, keepdims=True)


def contrast(fitted: Fit, weight: Array, sums: Array) -> Mixture:
    """The estimate of a weighted sum of coefficients (p,) for every series."""
    reach = np.sqrt(((fitted.spread @ sums) @ sums) * fitted.variance)
    return Mixture(weight, fitted.coefficients @ sums, reach, fitted.df)
