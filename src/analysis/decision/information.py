"""What information is worth before a choice among options, when the world is in one of a few states."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_CLOSE = 1e-9


def expected(payoffs: ArrayLike, prior: ArrayLike) -> Floats:
    """The expected payoff of each option, (options,): `payoffs` (options, states) weighted by `prior` (states,).

    A ValueError where sizes do not agree, a payoff is no number, or the prior is no distribution.
    """
    made, chances = np.asarray(payoffs, dtype=np.float64), np.asarray(prior, dtype=np.float64)
    if made.ndim != 2 or not made.size or chances.shape != made.shape[1:] or not np.isfinite(made).all():
        raise ValueError("payoffs are finite numbers (options, states), the prior one a state")
    if not (np.all(chances >= 0) and abs(chances.sum() - 1) < _CLOSE):
        raise ValueError("a prior is not below 0 and sums to 1")
    return made @ chances


def perfect(payoffs: ArrayLike, prior: ArrayLike) -> float:
    """EVPI: what the best option in every state gains over the one best on the whole, at least 0, in payoffs' unit."""
    best = float(expected(payoffs, prior).max())
    known = float(np.asarray(payoffs, dtype=np.float64).max(axis=0) @ np.asarray(prior, dtype=np.float64))
    return max(known - best, 0.0)


def sample(payoffs: ArrayLike, prior: ArrayLike, likelihood: ArrayLike) -> float:
    """EVSI: what the best option after each signal gains over the one best without, from 0 to EVPI.

    `likelihood` (states, signals): the chance of each signal in a state, rows sum to 1. Pre-posterior analysis (Raiffa
    and Schlaifer, Applied Statistical Decision Theory, 1961, chapter 4).
    """
    best = float(expected(payoffs, prior).max())
    chances, told = np.asarray(prior, dtype=np.float64), np.asarray(likelihood, dtype=np.float64)
    if told.ndim != 2 or len(told) != len(chances):
        raise ValueError("the likelihood is one row a state")
    if not (np.all(told >= 0) and np.all(np.abs(told.sum(axis=1) - 1) < _CLOSE)):
        raise ValueError("a likelihood is not below 0 and each state's row sums to 1")
    after = np.asarray(payoffs, dtype=np.float64) @ (chances[:, None] * told)
    return max(float(after.max(axis=0).sum()) - best, 0.0)
