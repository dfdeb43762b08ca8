"""Synthetic difference in differences: the treated beside the mix of others that moved alike, by times that resemble later ones."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.effects.compare.cohorts import Cohorts, cohorts
from analysis.effects.compare.did import unable
from analysis.effects.compare.double_weights import (
    Fitted,
    as_if,
    noise_level,
    placebos,
    ridge_of,
    weighted,
)
from analysis.effects.compare.placebo_rank import placebo_rank
from analysis.effects.compare.student import student_row
from analysis.effects.finding import told_of
from analysis.effects.gap import FEWEST_DONORS, add_notes, on_rates
from analysis.effects.noise import Array
from analysis.effects.period import period_text
from analysis.effects.refusal import Reason, Sides
from analysis.effects.rows import Row, Sheet, Told
from analysis.effects.series import Block, together
from analysis.effects.subject import Subject

NAME = "synthetic-did"
DRAWS = 200


@dataclass(frozen=True)
class Balanced:
    """The mean path of the treated (n,) and the others without gaps (J, n) at its times; `count`: how many are treated."""

    treated: Array
    count: int
    donors: Array
    names: tuple[str, ...]
    left_out: tuple[str, ...]
    times: Array
    before: int

    @property
    def sides(self) -> Sides:
        return Sides(self.before, len(self.times) - self.before)


def synthetic_did(subject: Subject) -> Sheet:
    """`att` with the placebo error of 200 draws by the design's seed and normal quantiles, for units of one date.

    Compared with are donors and units never treated that have no gap; regressors are not used (note). The table of weights
    holds the units' and, as `period:T`, those of the times before. Placebos of single units stand in the checks alone.
    """
    made = cohorts(subject)
    told = told_of(on_rates(subject), NAME, "city", subject.city.units[0], made.sides, "C")
    told = replace(told, note="without-regressors" if subject.design.regressors else "")
    reason = "dates-differ" if len(made.dates) > 1 else _unable(made)
    if reason:
        return Sheet(effects=[told.refused("att", reason)])
    panel = balanced(made)
    told = replace(told, sides=panel.sides)
    reason = _too_thin(panel, limits=subject.limits)
    left = [f"left-out={','.join(panel.left_out)}"] if panel.left_out else []
    if reason:
        return Sheet(effects=[add_notes(told.refused("att", reason), left)])
    noise = noise_level(panel.donors, panel.before)
    ridge = ridge_of(panel.count, panel.sides.after, noise)
    found = weighted(panel.treated, panel.donors, panel.before, ridge, noise)
    se = _error(panel, ridge, noise, subject.design.seed)
    row = student_row(told, "att", found.effect, se, np.inf, made.size)
    checks = _alone(told, panel, found, ridge, noise) if "space" in subject.design.placebo else []
    return Sheet([add_notes(row, left)], _weights(subject, panel, found), checks)


def _unable(made: Cohorts) -> Reason | None:
    """As for every comparison; the clusters of errors are of no account here."""
    reason = unable(made)
    return None if reason == "one-cluster" else reason


def balanced(made: Cohorts) -> Balanced:
    """Times at which someone treated has a value, and who else has one at all of them.

    A treated unit that is absent for a while moves the mean of the treated by nothing.
    """
    own = np.isfinite(made.since)
    block = Block(made.units, made.times, made.values, None, made.weight).only(own)
    mean = together(block, NAME).values[0]
    seen = ~np.isnan(mean)
    rest = made.values[~own][:, seen]
    whole = ~np.isnan(rest).any(1)
    names = np.array(made.units)[~own]
    times = made.times[seen]
    return Balanced(
        mean[seen],
        int(own.sum()),
        rest[whole],
        tuple(names[whole].tolist()),
        tuple(names[~whole].tolist()),
        times,
        int((times < made.dates[0]).sum()),
    )


def _too_thin(panel: Balanced, *, limits: bool) -> Reason | None:
    """Fewer others than a synthetic control has, or one period before, in which nothing moves."""
    least = FEWEST_DONORS if limits else 2
    if len(panel.donors) < least:
        return "donor-gaps" if len(panel.donors) + len(panel.left_out) >= least else "few-donors"
    return "too-few-periods" if panel.before < 2 else None


def _error(panel: Balanced, ridge: float, noise: float, seed: int) -> float:
    """Standard deviation of placebo effects; 0 where fewer others than treated leave nobody to draw from."""
    if len(panel.donors) <= panel.count:
        return 0.0
    drawn = placebos(panel.donors, panel.before, panel.count, ridge, noise, draws=DRAWS, seed=seed)
    return float(drawn.std())


def _weights(subject: Subject, panel: Balanced, found: Fitted) -> list[Row]:
    periods = [f"period:{period_text(int(t), subject.kind)}" for t in panel.times[: panel.before]]
    shares = [*found.units.tolist(), *found.times.tolist()]
    start = {"estimator": NAME, "indicator": subject.indicator, "unit": subject.city.units[0]}
    return [
        start | {"donor": name, "weight": share, "pre_rmspe": found.pre_rmspe}
        for name, share in zip([*panel.names, *periods], shares, strict=True)
    ]


def _alone(told: Told, panel: Balanced, found: Fitted, ridge: float, noise: float) -> list[Row]:
    """Every unit compared with, as if it alone had been treated; `value` of the first: p of the rank of the size."""
    single = [as_if(panel.donors, (k,), panel.before, ridge, noise).effect for k in range(len(panel.donors))]
    return placebo_rank(told, panel.names, found.effect, single)
