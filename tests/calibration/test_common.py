"""The five common methods against slow second versions, one series at a time, from their textbooks."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import norm, t
from statsmodels.regression.linear_model import OLS
from statsmodels.tsa.arima.model import ARIMA

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


def least_squares(values: np.ndarray) -> tuple[float, float]:
    found, left, inverse = fitted(values, DESIGN)
    df = N - DESIGN.shape[1]
    return ends(SUMS @ found, np.sqrt(left @ left / df * SUMS @ inverse @ SUMS), t.ppf(0.975, df))


def newey_west(values: np.ndarray) -> tuple[float, float]:
    found, left, inverse = fitted(values, DESIGN)
    middle = np.zeros_like(inverse)
    for i in range(N):
        for j in range(N):
            weight = max(1 - abs(i - j) / 4, 0)
            middle += weight * left[i] * left[j] * np.outer(DESIGN[i], DESIGN[j])
    return ends(SUMS @ found, np.sqrt(SUMS @ inverse @ middle @ inverse @ SUMS), norm.ppf(0.975))


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


def likeliest(values: np.ndarray, *, restricted: bool) -> tuple[float, float]:
    df = N - DESIGN.shape[1]

    def cost(rho: float) -> float:
        _, squares, inverse, determinant = weighed(values, rho)
        more = -np.linalg.slogdet(inverse)[1] if restricted else 0.0
        return determinant + more + (df if restricted else N) * np.log(squares)

    # The same grid as the fast version's, then a check that the grid is fine enough.
    rho = min(common.RHOS, key=cost)
    near = minimize_scalar(cost, bounds=(rho - 0.02, min(rho + 0.02, 0.999)), method="bounded").x
    assert abs(near - rho) <= 0.0101
    found, squares, inverse, _ = weighed(values, rho)
    if restricted:
        return ends(SUMS @ found, np.sqrt(squares / df * SUMS @ inverse @ SUMS), t.ppf(0.975, df))
    scores = gradient(values, np.append(found, [rho, squares / N * (1 - rho**2)]))
    spread = np.linalg.inv(scores.T @ scores)[: len(found), : len(found)]
    return ends(SUMS @ found, np.sqrt(SUMS @ spread @ SUMS), norm.ppf(0.975))


def gradient(values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Each period's log density of an AR(1), differentiated numerically by coefficients, rho and shock variance."""

    def densities(place: np.ndarray) -> np.ndarray:
        *coefficients, rho, shock = place
        left = values - DESIGN @ np.array(coefficients)
        means = np.append(0.0, rho * left[:-1])
        sds = np.sqrt(np.append(shock / (1 - rho**2), np.full(N - 1, shock)))
        return norm.logpdf(left, means, sds)

    steps = np.eye(len(at)) * 1e-6
    return np.stack([(densities(at + step) - densities(at - step)) / 2e-6 for step in steps], 1)


SLOW = {
    "least-squares": least_squares,
    "newey-west": newey_west,
    "iterated": iterated,
    "likelihood": lambda values: likeliest(values, restricted=False),
    "restricted": lambda values: likeliest(values, restricted=True),
}


def test_least_squares_and_newey_west_are_those_of_statsmodels() -> None:
    for k, values in enumerate(VALUES):
        fits = {
            "least-squares": OLS(values, DESIGN).fit(),
            "newey-west": OLS(values, DESIGN).fit(cov_type="HAC", cov_kwds={"maxlags": common.LAGS}),
        }
        for name, fitted_ in fits.items():
            published = fitted_.t_test(SUMS).conf_int()[0]
            ours = common.METHODS[name](VALUES[k : k + 1], DESIGN, SUMS)[0]
            np.testing.assert_allclose(ours, published, rtol=1e-8)


def test_arima_is_that_of_statsmodels_up_to_its_optimiser() -> None:
    values = VALUES[:1]
    found = ARIMA(values[0], exog=DESIGN, order=(1, 0, 0), trend="n").fit(method_kwargs={"maxiter": 500})
    p = DESIGN.shape[1]
    at, se = SUMS @ found.params[:p], np.sqrt(SUMS @ found.cov_params()[:p, :p] @ SUMS)
    ours = common.likelihood(values, DESIGN, SUMS)[0]
    np.testing.assert_allclose(ours, ends(at, se, norm.ppf(0.975)), rtol=0.05)


@pytest.mark.parametrize("name", common.METHODS)
def test_a_fast_version_equals_the_slow_one(name: str) -> None:
    fast = common.METHODS[name](VALUES, DESIGN, SUMS)
    slow = np.array([SLOW[name](one) for one in VALUES])
    np.testing.assert_allclose(fast, slow, rtol=1e-6)
