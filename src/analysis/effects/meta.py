"""Meta-analysis: one effect out of the estimates of several studies, and each study in the light of all."""

from collections.abc import Mapping
from math import asinh, sqrt

import numpy as np
import polars as pl
from scipy.special import ndtri, stdtrit

from analysis.effects.crossing import cross
from analysis.effects.gls import NORMAL
from analysis.effects.meta_rows import Studies, TauPrior
from analysis.effects.mixture import Mixture
from analysis.effects.noise import Array
from analysis.effects.rows import Row
from analysis.effects.shrinkage import AtTau, common, integrate, restricted

META: Mapping[str, type[pl.DataType]] = {
    "row": pl.String,
    "method": pl.String,
    "study": pl.String,
    "estimate": pl.Float64,
    "se": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "tau2": pl.Float64,
    "q": pl.Float64,
    "prediction_low": pl.Float64,
    "prediction_high": pl.Float64,
    "shrinkage": pl.Float64,
}
"""The columns of a meta-analysis; what a row has no value for stays empty."""

METHODS = ("common", "reml", "reml-hartung-knapp", "eb")
LEVEL = 0.95
"""Of every interval."""

POINTS, FARTHEST = 1001, 10.0
"""Points of tau, and how many scales of a half-normal prior they reach."""


def combine(studies: Studies, prior: TauPrior) -> pl.DataFrame:
    """Pooled rows by each of METHODS, then each study once under `eb` (columns META); every interval at 95 %.

    `common`: one effect, weighted by precision. `reml`: tau^2 of the highest restricted likelihood, normal quantiles.
    `reml-hartung-knapp`: the same mean with the variance of Hartung and Knapp, Statistics in Medicine 20 (2001) 3875-3889,
    and t with k - 1 degrees of freedom. `eb`: mu flat, tau integrated over its prior (Gelman et al., Bayesian Data
    Analysis, 3rd ed., section 5.4); `tau2` is its posterior mean, a study's `estimate` and `se` are its posterior mean and
    standard deviation, and `shrinkage` the posterior mean of se^2 / (se^2 + tau^2): 1 is drawn to the mean altogether.

    The prediction interval is that of the effect in a further study: mu +- t_(k-2) sqrt(tau^2 + se(mu)^2) for both `reml`
    rows, from three studies on (Higgins, Thompson and Spiegelhalter, J. R. Statist. Soc. A 172 (2009) 137-159, section
    4.2), and quantiles of the predictive mixture for `eb`; one common effect has none.
    """
    y, s = studies.estimates, studies.ses
    q = common(y, s)[2]
    rows = [*_by_likelihood(y, s), *_by_integration(studies, prior)]
    whole = [dict.fromkeys(META) | row | ({"q": q} if row["row"] == "pooled" else {}) for row in rows]
    return pl.DataFrame(whole, schema=dict(META), orient="row")


def reml(y: Array, s: Array) -> float:
    """The variance between studies at which the restricted likelihood is highest, or 0.

    Its best point of a grid is bracketed by that point's neighbours, and within them its slope crosses 0.
    """
    # Beyond the range of the estimates the likelihood only falls.
    tau = _grid(s, 2 * float(np.ptp(y)))
    at = int(restricted(y, s, tau)[0].argmax())

    def falling(tau2: Array) -> Array:
        w = 1 / (s**2 + tau2[:, None])
        total = w.sum(1)
        squares = (y - ((w * y).sum(1) / total)[:, None]) ** 2
        return total - (w**2).sum(1) / total - (w**2 * squares).sum(1)

    low, high = (tau[[max(at - 1, 0)]] ** 2, tau[[min(at + 1, len(tau) - 1)]] ** 2)
    return float(cross(falling, low, high)[0])


def _grid(s: Array, upper: float) -> Array:
    """Points of tau from 0: as far apart as one another near 0, growing with tau beyond the smallest error."""
    near = float(s.min())
    return near * np.sinh(np.linspace(0, asinh(upper / near), POINTS if upper > 0 else 1))


def _by_likelihood(y: Array, s: Array) -> list[Row]:
    fixed, fixed_se, _ = common(y, s)
    k, tau2, z = len(y), reml(y, s), float(ndtri((1 + LEVEL) / 2))
    w = 1 / (s**2 + tau2)
    mean, se = float(w @ y / w.sum()), float(1 / np.sqrt(w.sum()))
    knapp = sqrt(float(w @ (y - mean) ** 2 / ((k - 1) * w.sum())))
    t = float(stdtrit(k - 1, (1 + LEVEL) / 2))
    return [
        _pooled("common", fixed, fixed_se, z, tau2=0.0),
        _pooled("reml", mean, se, z, tau2=tau2, **_predicted(mean, se, tau2, k)),
        _pooled("reml-hartung-knapp", mean, knapp, t, tau2=tau2, **_predicted(mean, knapp, tau2, k)),
    ]


def _pooled(method: str, mean: float, se: float, critical: float, **others: float) -> Row:
    ends = {"low": mean - critical * se, "high": mean + critical * se}
    return {"row": "pooled", "method": method, "estimate": mean, "se": se, **ends, **others}


def _predicted(mean: float, se: float, tau2: float, k: int) -> dict[str, float]:
    if k < 3:
        return {}
    half = float(stdtrit(k - 2, (1 + LEVEL) / 2)) * sqrt(tau2 + se**2)
    return {"prediction_low": mean - half, "prediction_high": mean + half}


def _by_integration(studies: Studies, prior: TauPrior) -> list[Row]:
    y, s = studies.estimates, studies.ses
    flat = prior.kind == "flat"
    grid = _grid(s, prior.size if flat else FARTHEST * prior.size)
    at = integrate(y, s, tau_grid=grid, tau_scale=None if flat else prior.size)
    mean = _mixture(at, at.mu, at.mu_variance)
    further = _mixture(at, at.mu, at.mu_variance + at.tau**2)
    each = _mixture(at, at.centre.T, at.variance.T)
    pooled = _told(mean)[0] | {"row": "pooled", "tau2": float(at.weight @ at.tau**2)}
    pooled |= {
        f"prediction_{name}": value for name, value in _told(further)[0].items() if name in ("low", "high")
    }
    drawn = at.weight @ at.drawn
    return [
        pooled,
        *(
            row | {"row": "study", "study": name, "shrinkage": float(share)}
            for row, name, share in zip(_told(each), studies.names, drawn, strict=True)
        ),
    ]


def _mixture(at: AtTau, location: Array, variance: Array) -> Mixture:
    """Normals given tau, weighted by tau's posterior: (G,) of one quantity, or (n, G) of several."""
    location = np.atleast_2d(location)
    weight = np.broadcast_to(at.weight, location.shape)
    return Mixture(weight, location, np.sqrt(np.atleast_2d(variance)), np.full(len(location), NORMAL))


def _told(found: Mixture) -> list[Row]:
    half = (1 - LEVEL) / 2
    columns = {
        "estimate": found.mean,
        "se": found.se,
        "low": found.quantile(half),
        "high": found.quantile(1 - half),
    }
    return [
        {"method": "eb", **{name: float(column[k]) for name, column in columns.items()}}
        for k in range(len(found.mean))
    ]
