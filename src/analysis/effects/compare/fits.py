"""What a comparison method gives for series that share their times: coefficients, their covariance, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.effects.gls import Fit
from analysis.effects.noise import Array, Mask
from analysis.effects.refusal import Reason

Said = Mapping[str, float]


@dataclass(frozen=True)
class Fits:
    """S series on one matrix: coefficients (S, p), covariance (S, p, p), degrees of freedom of the quantiles.

    `known` (p,): coefficients that the method can tell; the others are zero and stand in no estimand. `said`: other
    numbers of each fit by name; `reasons`: why a series has no fit (its coefficients are then NaN), else None.
    """

    coefficients: Array
    covariance: Array
    df: float
    known: Mask
    said: tuple[Said, ...]
    reasons: tuple[Reason | None, ...]

    def as_fit(self) -> Fit:
        """The same as a fit of the primary model with one point of noise, of which every estimand can be made."""
        one = np.ones((len(self.coefficients), 1))
        df = np.full(len(one), self.df)
        return Fit(0 * one, self.coefficients[:, None], self.covariance[:, None], one, df)


def none(series: int, p: int, reason: Reason) -> Fits:
    """No fit of any series, for one reason."""
    nothing = np.full((series, p), np.nan)
    spread = np.full((series, p, p), np.nan)
    return Fits(nothing, spread, 1.0, np.ones(p, dtype=bool), ({},) * series, (reason,) * series)


def one_by_one(found: list[Fits]) -> Fits:
    """Fits of single series on one matrix as one; what none of them can tell is known of none."""
    return Fits(
        np.concatenate([each.coefficients for each in found]),
        np.concatenate([each.covariance for each in found]),
        found[0].df,
        np.all([each.known for each in found], axis=0),
        tuple(said for each in found for said in each.said),
        tuple(reason for each in found for reason in each.reasons),
    )
