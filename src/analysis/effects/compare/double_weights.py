"""Weights of units and of times before, and the difference in differences weighted by both, on arrays."""

from dataclasses import dataclass

import numpy as np

from analysis.effects.noise import Array
from analysis.effects.simplex import fit

TIME_RIDGE = 1e-6
"""Of the noise level: so little that it only chooses between time weights that fit alike."""

LARGE_RIDGE = 1e-6
"""Of the squared columns: below this share, equations that are divided by the ridge lose too many digits."""

EXCHANGES, SETTLED = 60, 1e-10


@dataclass(frozen=True)
class Fitted:
    """The effect, weights of the J units compared with and of the times before, each summing to one, and the root mean
    squared gap before the event without its level."""

    effect: float
    units: Array
    times: Array
    pre_rmspe: float


def noise_level(donors: Array, before: int) -> float:
    """Standard deviation of all first differences of units (J, n) in the times before."""
    steps = np.diff(donors[:, :before], axis=1)
    return float(steps.std(ddof=1)) if steps.size > 1 else 0.0


def weighted(treated: Array, donors: Array, before: int, ridge: float, noise: float) -> Fitted:
    """Algorithm 1 of Arkhangelsky, Athey, Hirshberg, Imbens and Wager, American Economic Review 111 (2021) 4088-4118.

    The mean path of the treated (n,) and units (J, n), the first `before` times before the event. `ridge` is their zeta,
    (N_treated T_after)^(1/4) `noise`. Both sets of weights are exact, each beside a level of its own.
    """
    early, late = donors[:, :before], donors[:, before:].mean(1)
    units = _shares(treated[:before], early.T, ridge * np.sqrt(before))
    times = _shares(late, early, TIME_RIDGE * noise * np.sqrt(len(donors)))
    gap = treated - units @ donors
    left = gap[:before] - gap[:before].mean()
    return Fitted(
        float(gap[before:].mean() - times @ gap[:before]), units, times, float(np.sqrt(np.mean(left**2)))
    )


def _shares(target: Array, columns: Array, ridge: float) -> Array:
    """The mix of columns (m, k) closest to a target (m,) but for a level, plus ridge^2 times the squared shares.

    Under a ridge most shares are above zero, and a few exchanges find which; where they do not settle, or the ridge is
    next to nothing, the search of synthetic controls does, to which a ridge is k more rows whose target is zero.
    """
    k = columns.shape[1]
    centred, aim = columns - columns.mean(0), target - target.mean()
    if ridge**2 > LARGE_RIDGE * float((centred**2).sum()):
        found = _exchanged(aim, centred, ridge**2)
        if found is not None:
            return found
    return fit(np.append(aim, np.zeros(k)), np.vstack([centred, ridge * np.eye(k)])).weights


def _exchanged(target: Array, columns: Array, ridge: float) -> Array | None:
    """Shares by exchanging all columns that are on the wrong side at once (Portugal, Judice and Vicente, Mathematics of
    Computation 63 (1994) 625-643), checked against the conditions of the one best mix; None where it does not settle."""
    held = np.ones(columns.shape[1], dtype=bool)
    for _ in range(EXCHANGES):
        shares, price = _of_any_sign(target, columns[:, held], ridge)
        whole = np.zeros(len(held))
        whole[held] = shares
        slack = columns.T @ (columns @ whole - target) + ridge * whole - price
        size = np.abs(slack).max(initial=0.0) + abs(price)
        wrong = (held & (whole < 0)) | (~held & (slack < -SETTLED * size))
        if not wrong.any():
            return whole / whole.sum()
        held = held ^ wrong
        if not held.any():
            return None
    return None


def _of_any_sign(target: Array, columns: Array, ridge: float) -> tuple[Array, float]:
    """The best shares that sum to one, of any sign, and what the sum costs; as many equations as the target has rows."""
    m = len(target)
    both = np.stack([columns.T @ target, np.ones(columns.shape[1])], axis=1)
    inner = np.linalg.solve(columns @ columns.T + ridge * np.eye(m), columns @ both)
    free, pull = ((both - columns.T @ inner) / ridge).T
    price = float((1 - free.sum()) / pull.sum())
    return free + price * pull, price


def ridge_of(treated: int, after: int, noise: float) -> float:
    """Their zeta."""
    return float((treated * after) ** 0.25 * noise)


def placebos(
    donors: Array, before: int, treated: int, ridge: float, noise: float, *, draws: int, seed: int
) -> Array:
    """Effects of `treated` units drawn as if they had been, among the others, (draws,) (their algorithm 4).

    Weights are found again in every draw, with the ridge of the estimate itself as in the authors' code. Draws of the same
    units are the same, and are found once.
    """
    random, known = np.random.default_rng(seed), dict[tuple[int, ...], float]()
    found: list[float] = []
    for _ in range(draws):
        order = random.permutation(len(donors))
        chosen = tuple(np.sort(order[len(donors) - treated :]).tolist())
        if chosen not in known:
            known[chosen] = as_if(donors, chosen, before, ridge, noise).effect
        found.append(known[chosen])
    return np.array(found)


def as_if(donors: Array, chosen: tuple[int, ...], before: int, ridge: float, noise: float) -> Fitted:
    """The estimate of some of the units, had they been treated, among the others."""
    rest = np.delete(donors, chosen, axis=0)
    return weighted(donors[list(chosen)].mean(0), rest, before, ridge, noise)
