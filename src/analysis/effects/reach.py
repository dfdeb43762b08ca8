"""What a design can tell, before or after data: the variance of its mean effect under a noise, and how it shrinks."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import nctdtrinc, ndtri, stdtrit

from analysis.effects.columns import INTERCEPT, Shape, columns
from analysis.effects.gls import residual_scale
from analysis.effects.its import Model, Others, model
from analysis.effects.mixture import Mixture, posterior_weight
from analysis.effects.noise import Array, Index, Noise, covariances
from analysis.effects.series import Block

USUAL_POWER = 0.8
AS_GOOD_AS_NORMAL = 1e4


@dataclass(frozen=True)
class Usual:
    """The noise of a series at its posterior mean: correlation, walk over AR(1) variance, AR(1) variance."""

    rho: float
    walk: float
    variance: float


@dataclass(frozen=True)
class Needed:
    """How many more are needed; `more` None: not even `within` more would do."""

    more: int | None
    within: int


def smallest_effect(se: Array, df: Array, level: float = 0.95, power: float = USUAL_POWER) -> Array:
    """The effect that a two-sided t test of this level finds with this power; noncentral t, exact but for the tail on
    the wrong side. All of one shape."""
    tail = (1 + level) / 2
    finite = np.minimum(df, AS_GOOD_AS_NORMAL)
    exact = nctdtrinc(finite, 1 - power, stdtrit(finite, tail))
    return np.asarray(se * np.where(df >= AS_GOOD_AS_NORMAL, ndtri(tail) + ndtri(power), exact))


def smallest_of(found: Mixture, level: float = 0.95, power: float = USUAL_POWER) -> Array:
    """The same for mixtures (S,): half their interval, and from the middle up to the quantile of the power."""
    half = (1 - level) / 2
    reach = (found.quantile(1 - half) - found.quantile(half)) / 2
    return reach + found.quantile(power) - found.quantile(0.5)


def usual_noise(block: Block, shape: Shape, others: Others, grid: Noise) -> tuple[Usual, Array]:
    """Posterior mean noise over all series of a block, and the variance (S,) of each.

    Known sampling variances count as noise here: what is asked is how a series varies, whatever it comes from.
    """
    plain = Block(block.units, block.times, block.values, None, block.weight, block.lever)
    found = model(plain, shape, others, grid)
    rho, walk, variance = (
        np.concatenate(each)[found.order] for each in zip(*_moments(found, grid, block), strict=True)
    )
    return Usual(float(rho.mean()), float(walk.mean()), float(variance.mean())), variance


def _moments(found: Model, grid: Noise, block: Block) -> list[tuple[Array, Array, Array]]:
    made: list[tuple[Array, Array, Array]] = []
    for part, each in zip(found.parts, found.fits, strict=True):
        weight = posterior_weight(each, found.weight)
        matrix = part.matrix / np.sqrt((part.matrix**2).sum(0))
        # A fit tells variances on the scale of unweighted residuals; back to that of the AR(1) part.
        times = block.times[~np.isnan(block.values[part.rows[0]])]
        own = each.variance * residual_scale(matrix, covariances(grid, times))
        made.append((weight @ grid.rho, weight @ grid.walk, (weight * own).sum(-1)))
    return made


def design_variance(times: Array, shape: Shape, noise: Usual) -> float:
    """Variance of the mean effect by generalised least squares with the noise known; infinite where it is no estimand."""
    made = columns(times, shape, {})
    if "mean" not in made.estimands or (made.names[0] != INTERCEPT) or len(times) < made.matrix.shape[1]:
        return np.inf
    one = Noise(np.array([noise.rho]), np.array([noise.walk]), np.ones(1))
    root = np.linalg.cholesky(covariances(one, times)[0])
    whitened = np.linalg.solve(root, made.matrix)
    upper = np.linalg.qr(whitened)[1]
    if np.abs(np.diag(upper)).min() <= 1e-9 * np.abs(np.diag(upper)).max():
        return np.inf
    share = np.linalg.solve(upper.T, made.estimands["mean"])
    return float(noise.variance * share @ share)


def longer_after(times: Array, shape: Shape, step: int, more: int) -> tuple[Array, Shape]:
    """So many more periods after, `step` apart; what is judged reaches to the last of them."""
    added = times.max() + step * np.arange(1, more + 1)
    return np.append(times, added), replace(shape, horizon=shape.horizon + step * more)


def longer_before(times: Array, shape: Shape, step: int, more: int) -> tuple[Array, Shape]:
    """So many more periods before the first."""
    return np.append(times.min() - step * np.arange(more, 0, -1), times), shape


Longer = Callable[[Array, Shape, int, int], tuple[Array, Shape]]


@dataclass(frozen=True)
class Shrinking:
    """Standard errors with so many more periods, (K,) each, over the one now; `within`: the most that was tried."""

    more: Index
    share: Array
    within: int

    def needed(self, share: float) -> Needed:
        """The fewest of those tried that bring the standard error down to this share of what it is now."""
        if share >= 1:
            return Needed(0, self.within)
        enough = self.more[self.share <= share * (1 + ROUNDING)]
        return Needed(int(enough[0]) if len(enough) else None, self.within)


ROUNDING = 1e-9


def tried(within: int) -> Index:
    """Numbers of periods that are tried: each up to a year of months, then rarer; answers are rounded up to them."""
    steps = np.concatenate(
        [np.arange(1, 12), np.arange(12, 36, 3), np.arange(36, 60, 6), np.arange(60, within + 1, 12)]
    )
    return np.union1d(steps[steps <= within], [within]).astype(np.intp)


def shrinking(times: Array, shape: Shape, noise: Usual, longer: Longer, step: int, within: int) -> Shrinking:
    """How the standard error of the mean effect shrinks as a design becomes longer on one side."""
    more = tried(within)
    now = design_variance(times, shape, noise)
    later = [design_variance(*longer(times, shape, step, k), noise) for k in more.tolist()]
    return Shrinking(more, np.sqrt(np.array(later) / now), within)
