"""Two common ways against slow second versions, one series at a time, from their textbooks."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import t

from analysis.calibration import common
from analysis.calibration.configuration import shape
from analysis.calibration.worlds import ar, chance, times, with_effect
from analysis.effects.columns import columns

N = 36
MADE = columns(times(N), shape(), {})
DESIGN, SUMS = MADE.matrix, MADE.estimands["mean"]
VALUES = with_effect(ar(0.5)(chance("common"), 6, N), np.zeros(12))


def fitted(values: np.ndarray, design: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    inverse = np.linalg.inv(design.T @ design)
    found = inverse @ design.T @ values
    return found, values - design @ found, inverse


def ends(at: float, se: float, reach: float) -> tuple[float, float]:
    return at - reach * se, at + reach * se


def iterated(values: np.ndarray) -> tuple[float, float]:
    found, _, inverse = fitted(values, DESIGN)
    left, df = np.zeros(0), N - 1 - DESIGN.shape[1]
    for _ in range(common.ROUNDS):
        raw = values - DESIGN @ found
        rho = sum(raw[1:] * raw[:-1]) / sum(raw[:-1] ** 2)
        found, left, inverse = fitted(values[1:] - rho * values[:-1], DESIGN[1:] - rho * DESIGN[:-1])
    return ends(SUMS @ found, np.sqrt(left @ left / df * SUMS @ inverse @ SUMS), t.ppf(0.975, df))


def weighed(values: np.ndarray, rho: float) -> tuple[np.ndarray, float, np.ndarray, float]:
    """Coefficients, weighted squares, inverse information and log determinant under one rho."""
    covariance = rho ** np.abs(np.subtract.outer(np.arange(N), np.arange(N)))
    precision = np.linalg.inv(covariance)
    inverse = np.linalg.inv(DESIGN.T @ precision @ DESIGN)
    found = inverse @ DESIGN.T @ precision @ values
    left = values - DESIGN @ found
    return found, float(left @ precision @ left), inverse, float(np.linalg.slogdet(covariance)[1])


def restricted(values: np.ndarray) -> tuple[float, float]:
    df = N - DESIGN.shape[1]

    def cost(rho: float) -> float:
        _, squares, inverse, determinant = weighed(values, rho)
        return determinant - float(np.linalg.slogdet(inverse)[1]) + df * float(np.log(squares))

    # The same grid as the fast version's, then a check that the grid is fine enough.
    rho = min(common.RHOS, key=cost)
    near = minimize_scalar(cost, bounds=(rho - 0.02, min(rho + 0.02, 0.999)), method="bounded").x
    assert abs(near - rho) <= 0.0101
    found, squares, inverse, _ = weighed(values, rho)
    return ends(SUMS @ found, np.sqrt(squares / df * SUMS @ inverse @ SUMS), t.ppf(0.975, df))


SLOW = {"iterated": iterated, "restricted": restricted}


@pytest.mark.parametrize("name", common.WAYS)
def test_a_fast_version_equals_the_slow_one(name: str) -> None:
    fast = common.WAYS[name](VALUES, DESIGN, SUMS)
    slow = np.array([SLOW[name](one) for one in VALUES])
    np.testing.assert_allclose(fast, slow, rtol=1e-6)
