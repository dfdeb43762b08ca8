"""Units with little data borrow from all: effects by a normal-normal model, variances by moderation."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, ndtr, polygamma

Floats = NDArray[np.float64]

GRID = 400
"""Points of tau; the posterior is smooth, so that the trapezoid rule is exact to many digits."""
NEGLIGIBLE = 30.0
"""Log density below its maximum beyond which tau is left out of the grid."""
REACH = 10.0
"""The grid of a flat prior ends at this many times the spread of estimates and errors together."""


@dataclass(frozen=True)
class Pooled:
    """Posterior of y_j ~ N(theta_j, se_j^2), theta_j ~ N(mu, tau^2), in the unit of the estimates.

    `mean`, `sd`, `positive` (probability that theta > 0): one a unit. `fixed`, `fixed_se`, `q`: the pooled
    estimate with tau = 0, and Cochran's Q of it.
    """

    mu: float
    mu_sd: float
    tau: float
    mean: Floats
    sd: Floats
    positive: Floats
    fixed: float
    fixed_se: float
    q: float


def pool(
    estimates: ArrayLike, ses: ArrayLike, *, tau_grid: ArrayLike | None = None, tau_scale: float | None = None
) -> Pooled:
    """The normal-normal model with flat mu, tau integrated over a grid (BDA3, section 5.4); exact but for the grid.

    tau has a flat prior on the grid, or a half-normal one of scale `tau_scale`. Without a grid one is laid where
    the posterior is. A flat prior needs three units or more, and below five its upper end still speaks.
    """
    y, s = checked(estimates, ses)
    at = integrate(y, s, tau_grid=tau_grid, tau_scale=tau_scale)
    weight, mean, mu = at.weight, at.weight @ at.centre, float(at.weight @ at.mu)
    fixed, fixed_se, q = common(y, s)
    return Pooled(
        mu=mu,
        mu_sd=math.sqrt(float(weight @ (at.mu_variance + (at.mu - mu) ** 2))),
        tau=float(weight @ at.tau),
        mean=mean,
        sd=np.sqrt(weight @ (at.variance + (at.centre - mean) ** 2)),
        positive=np.minimum(weight @ ndtr(at.centre / np.sqrt(at.variance)), 1.0),
        fixed=fixed,
        fixed_se=fixed_se,
        q=q,
    )


@dataclass(frozen=True)
class AtTau:
    """The normal-normal model at each tau of a grid (G,): its weight after the data, mu with its variance (G,), and each
    unit's mean and variance (G, n). `drawn` (G, n): the share of its way to mu that a unit's estimate is drawn."""

    tau: Floats
    weight: Floats
    mu: Floats
    mu_variance: Floats
    centre: Floats
    variance: Floats
    drawn: Floats


def integrate(
    estimates: ArrayLike, ses: ArrayLike, *, tau_grid: ArrayLike | None = None, tau_scale: float | None = None
) -> AtTau:
    """What `pool` sums over, as normals given tau (BDA3, 5.17 to 5.21)."""
    y, s = checked(estimates, ses)
    tau = _grid(y, s, tau_scale) if tau_grid is None else np.asarray(tau_grid, dtype=np.float64)
    density, mu, mu_var = restricted(y, s, tau, tau_scale)
    weight = np.exp(density - density.max()) * _trapezoid(tau)
    drawn = s**2 / (s**2 + tau[:, None] ** 2)
    return AtTau(
        tau=tau,
        weight=weight / weight.sum(),
        mu=mu,
        mu_variance=mu_var,
        centre=(1 - drawn) * y + drawn * mu[:, None],
        variance=(1 - drawn) * s**2 + drawn**2 * mu_var[:, None],
        drawn=drawn,
    )


def usual_scale(ses: ArrayLike) -> float:
    """A half-normal scale for tau from the errors alone: units differ by about as much as one unit errs."""
    return float(np.sqrt(np.mean(np.asarray(ses, dtype=np.float64) ** 2)))


def paule_mandel(estimates: ArrayLike, ses: ArrayLike) -> float:
    """The variance between units at which Cochran's Q equals its expectation n - 1, or 0 (Paule & Mandel 1982).

    Newton from 0 as in DerSimonian & Kacker (2007): Q is convex and falling, so that no step goes too far.
    """
    y, s = checked(estimates, ses)
    tau2 = 0.0
    for _ in range(200):
        w = 1 / (s**2 + tau2)
        squares = (y - (w @ y) / w.sum()) ** 2
        excess = float(w @ squares) - (len(y) - 1)
        step = excess / float(w**2 @ squares) if excess > 0 else 0.0
        tau2 += step
        if step <= 1e-14 * tau2:
            break
    return tau2


@dataclass(frozen=True)
class Moderated:
    """Variances drawn to a common one: (prior_df prior_variance + df s^2) / (prior_df + df); prior_df may be inf."""

    prior_variance: float
    prior_df: float
    variances: Floats


def moderate(variances: ArrayLike, df: ArrayLike) -> Moderated:
    """Moderated variances of units (Smyth 2004, section 6.2); t statistics with them have prior_df + df.

    `df`: degrees of freedom, one for all or one a unit. Where the logs of variances spread no more than their
    sampling allows, prior_df is inf and all get the pooled variance.
    """
    raw = np.asarray(variances, dtype=np.float64)
    freedom = np.broadcast_to(np.asarray(df, dtype=np.float64), raw.shape)
    if len(raw) < 2 or not (np.all(raw >= 0) and np.all(freedom > 0) and np.any(raw > 0)):
        raise ValueError("moderation needs two variances or more, and degrees of freedom above 0")
    # A variance of 0 has no logarithm; as in limma it counts as a hundred-thousandth of the middle one.
    positive = np.maximum(raw, 1e-5 * (np.median(raw) or raw.max()))
    e = np.log(positive) - digamma(freedom / 2) + np.log(freedom / 2)
    spread = float(np.var(e, ddof=1) - np.mean(polygamma(1, freedom / 2)))
    if spread <= 0:
        pooled = float(freedom @ raw / freedom.sum())
        return Moderated(pooled, math.inf, np.full_like(raw, pooled))
    prior_df = 2 * trigamma_inverse(spread)
    prior = math.exp(float(e.mean() + digamma(prior_df / 2)) - math.log(prior_df / 2))
    return Moderated(prior, prior_df, (prior_df * prior + freedom * raw) / (prior_df + freedom))


def trigamma_inverse(value: float) -> float:
    """The x > 0 with trigamma(x) = value > 0, by Newton on 1/trigamma (Smyth 2004, appendix)."""
    if value > 1e7:
        return 1 / math.sqrt(value)
    if value < 1e-6:
        return 1 / value
    x = 0.5 + 1 / value
    for _ in range(50):
        now = float(polygamma(1, x))
        step = now * (1 - now / value) / float(polygamma(2, x))
        x += step
        if -step < 1e-12 * x:
            break
    return x


def checked(estimates: ArrayLike, ses: ArrayLike, *, fewest: int = 1) -> tuple[Floats, Floats]:
    """Estimates and standard errors as two arrays of one length; a ValueError where they are no such thing."""
    y, s = np.asarray(estimates, dtype=np.float64), np.asarray(ses, dtype=np.float64)
    if y.ndim != 1 or y.shape != s.shape or len(y) < fewest:
        raise ValueError(f"estimates and standard errors must be two lists of one length, {fewest} or more")
    if not (np.all(np.isfinite(y)) and np.all(np.isfinite(s)) and np.all(s > 0)):
        raise ValueError("estimates must be finite, standard errors finite and above 0")
    return y, s


def restricted(
    y: Floats, s: Floats, tau: Floats, scale: float | None = None
) -> tuple[Floats, Floats, Floats]:
    """Log density of tau but for a constant, and mean and variance of mu, at each tau (BDA3, 5.20 and 5.21).

    With a flat prior it is the restricted likelihood; `scale` is that of a half-normal prior.
    """
    variance = s**2 + tau[:, None] ** 2
    mu_var = 1 / (1 / variance).sum(axis=1)
    mu = mu_var * (y / variance).sum(axis=1)
    fit = np.log(variance).sum(axis=1) + ((y - mu[:, None]) ** 2 / variance).sum(axis=1)
    density = 0.5 * (np.log(mu_var) - fit)
    return (density if scale is None else density - 0.5 * (tau / scale) ** 2), mu, mu_var


def _grid(y: Floats, s: Floats, scale: float | None) -> Floats:
    """Points of tau over the part where its posterior is not negligible, found on a coarse grid first."""
    if scale is None and len(y) < 3:
        raise ValueError("a flat prior of tau needs three units or more")
    upper = REACH * float(np.std(y) + np.sqrt(np.mean(s**2)))
    if scale is not None:
        upper = min(upper, REACH * scale) if len(y) > 2 else REACH * scale
    coarse = upper * np.linspace(0, 1, GRID) ** 2
    density = restricted(y, s, coarse, scale)[0]
    there = np.flatnonzero(density >= density.max() - NEGLIGIBLE)
    first, last = max(there[0] - 1, 0), min(there[-1] + 1, GRID - 1)
    return np.linspace(math.sqrt(coarse[first]), math.sqrt(coarse[last]), GRID) ** 2


def _trapezoid(tau: Floats) -> Floats:
    if len(tau) == 1:
        return np.ones(1)
    gaps = np.diff(tau)
    if np.any(gaps <= 0) or tau[0] < 0:
        raise ValueError("the grid of tau must rise from 0 or above")
    return 0.5 * (np.append(gaps, 0) + np.append(0, gaps))


def common(y: Floats, s: Floats) -> tuple[float, float, float]:
    """The estimate that is common to all units, weighted by precision, its standard error, and Cochran's Q."""
    w = 1 / s**2
    mean = float(w @ y / w.sum())
    return mean, float(1 / np.sqrt(w.sum())), float(w @ (y - mean) ** 2)
