"""Many units judged at once: which may be listed when the errors among all that are listed must stay few."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def benjamini_hochberg(p: ArrayLike, q: float) -> Mask:
    """Which of `p` are rejected with a false discovery rate of at most q (Benjamini & Hochberg, JRSS B 57, 1995).

    Step-up: all up to the largest i with p(i) <= q i/m. Holds for independent or positively dependent tests.
    """
    values = _probabilities(p)
    m = len(values)
    return _step_up(values, q * np.arange(1, m + 1) / max(m, 1))


def bonferroni(p: ArrayLike, q: float) -> Mask:
    """Which of `p` are at most q/m: any false rejection at all has a probability of at most q."""
    values = _probabilities(p)
    return values <= q / max(len(values), 1)


def hochberg(p: ArrayLike, q: float) -> Mask:
    """Which of `p` are rejected by Hochberg's step-up (Biometrika 75, 1988): p(i) <= q/(m + 1 - i).

    Like Bonferroni it bounds any false rejection at all, for independent tests, and rejects no fewer.
    """
    values = _probabilities(p)
    return _step_up(values, q / np.arange(len(values), 0, -1))


def bayesian_fdr(error_probability: ArrayLike, q: float) -> Mask:
    """The largest list, best first, whose mean posterior probability of error is at most q (Newton et al. 2004).

    `error_probability`: for each unit, the posterior probability that listing it is wrong. Of equal ones the
    first come first.
    """
    errors = _probabilities(error_probability)
    order = np.argsort(errors, kind="stable")
    # Sums are compared, not means; a hair is allowed so that 3 x .1 fits q = .1 in binary numbers.
    allowed = q * np.arange(1, len(errors) + 1)
    listed = np.cumsum(errors[order]) <= allowed * (1 + 1e-12)
    mask = np.zeros(len(errors), dtype=bool)
    mask[order[listed]] = True
    return mask


def _step_up(values: Floats, thresholds: Floats) -> Mask:
    ordered = np.sort(values)
    passed = np.flatnonzero(ordered <= thresholds)
    if not len(passed):
        return np.zeros(len(values), dtype=bool)
    return values <= ordered[passed[-1]]


def _probabilities(p: ArrayLike) -> Floats:
    values = np.asarray(p, dtype=np.float64)
    if values.ndim != 1 or not np.all((values >= 0) & (values <= 1)):
        raise ValueError("probabilities must be one list of numbers between 0 and 1")
    return values
