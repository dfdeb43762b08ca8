"""ARIMA errors: the likelihood of statsmodels, the highest of its tops, and the joint information."""

import numpy as np
import pytest
from statsmodels.tools.numdiff import approx_hess
from statsmodels.tsa.arima_process import arma_acovf
from statsmodels.tsa.statespace.sarimax import SARIMAX

from analysis.effects.columns import Shape, columns
from analysis.effects.compare.arima import arima, autocovariances, polynomials, starts
from analysis.effects.compare.maximum import Family, contrasts, highest, joint_covariance
from analysis.effects.compare.method import Method
from analysis.effects.compare.model import compared
from analysis.effects.its import model
from analysis.effects.noise import Array, noise
from analysis.effects.series import Block
from tests.effects.compare.series_of import SHAPE, TIMES, made, noisy

AT = np.arange(36)
MATRIX = made().matrix
ORDERS = [
    Method("arima", order=(1, 0, 0)),
    Method("arima", order=(0, 0, 2)),
    Method("arima", order=(1, 0, 1)),
    Method("arima", order=(2, 0, 1)),
    Method("arima", order=(1, 0, 0), seasonal_order=(1, 0, 1), season=4),
]


def written(method: Method, place: Array) -> Array:
    """The coefficients as statsmodels takes them."""
    part = polynomials(method, place)
    return np.concatenate([part.ar, part.ma, part.seasonal_ar, part.seasonal_ma])


@pytest.mark.parametrize("length", [2, 36])
@pytest.mark.parametrize("method", ORDERS, ids=lambda method: method.note)
def test_autocovariances_are_those_of_statsmodels(method: Method, length: int) -> None:
    for start in starts(method):
        made = polynomials(method, start)
        ar = np.polymul(np.append(1, -made.ar)[::-1], spaced(-made.seasonal_ar, method.season))[::-1]
        ma = np.polymul(np.append(1, made.ma)[::-1], spaced(made.seasonal_ma, method.season))[::-1]
        expected = arma_acovf(ar, ma, nobs=length)
        np.testing.assert_allclose(
            autocovariances(ar, ma, length), expected, rtol=1e-10, atol=1e-12 * expected[0]
        )


def spaced(coefficients: Array, season: int) -> Array:
    """A seasonal polynomial, highest power first."""
    made = np.zeros(len(coefficients) * season + 1)
    made[-1] = 1.0
    made[-1 - season :: -season] = coefficients
    return made


def sarimax(values: Array, matrix: Array, method: Method) -> SARIMAX:
    order = (*method.seasonal_order, method.season if any(method.seasonal_order) else 0)
    return SARIMAX(values, exog=matrix, order=method.order, seasonal_order=order)


@pytest.mark.parametrize("method", ORDERS, ids=lambda method: method.note)
@pytest.mark.parametrize("gone", [(), (0, 7, 8, 30)])
def test_the_likelihood_is_that_of_statsmodels_with_gaps_too(method: Method, gone: tuple[int, ...]) -> None:
    values, kept = noisy(3)[0], ~np.isin(AT, gone)
    family = arima(method, AT[kept])
    told = contrasts(values[kept], MATRIX[kept], family)
    top = highest(told, family)
    assert top is not None
    gapped = np.where(kept, values, np.nan)
    oracle = sarimax(gapped, MATRIX, method)
    place = np.concatenate([top.coefficients, written(method, top.place), [top.variance]])
    # The filter's first moments are solved by doubling: six digits, near a root at one fewer.
    assert oracle.loglike(place) == pytest.approx(top.log_likelihood, abs=1e-4)


@pytest.mark.parametrize(
    "method",
    [
        Method("arima", order=(0, 1, 1)),
        Method("arima", order=(1, 1, 0)),
        Method("arima", order=(1, 0, 0), seasonal_order=(0, 1, 0), season=4),
    ],
    ids=lambda method: method.note,
)
def test_differenced_errors_are_those_of_differenced_values_and_regressors(method: Method) -> None:
    shape = Shape(24, ("step",), 12)
    matrix, values = columns(TIMES, shape, {}).matrix, noisy(5)[0]
    lag = 1 if method.order[1] else method.season
    family = arima(method, AT)
    told = contrasts(values, matrix, family)
    # The constant is gone; trend and step are left.
    assert told.known.tolist() == [False, True, True]
    plain = Method("arima", order=(method.order[0], 0, method.order[2]))
    x, y = (each[lag:] - each[:-lag] for each in (matrix[:, 1:], values))
    differenced = arima(plain, np.arange(36 - lag))
    once = contrasts(y, x, differenced)
    one, other = highest(told, family), highest(once, differenced)
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(one.coefficients[1:], other.coefficients, rtol=1e-4, atol=1e-5)
    assert one.variance == pytest.approx(other.variance, rel=1e-4)
    covariances = [joint_covariance(told, family, one), joint_covariance(once, differenced, other)]
    assert covariances[0] is not None
    assert covariances[1] is not None
    np.testing.assert_allclose(covariances[0][1:, 1:], covariances[1], rtol=5e-3)
    assert not covariances[0][0].any()


def test_a_gap_in_differenced_values_loses_one_value_and_no_more() -> None:
    method, kept = Method("arima", order=(0, 1, 1)), AT != 12
    family = arima(method, AT[kept])
    values = noisy(8)[0]
    told = contrasts(values[kept], MATRIX[kept], family)
    assert len(told.values) == 34
    gapped = np.where(kept, values, np.nan)
    oracle = sarimax(gapped, MATRIX[:, 1:], method)
    # Up to a constant: what is diffuse has no density of its own.
    heights = []
    for ma in (-0.7, 0.2):
        place = np.arctanh(np.array([-ma]))
        covariance = told.covariance(family, place)
        left = told.values - told.columns @ np.array([0.03, 0.1, -0.2, 0.4, 0.5])
        ours = -0.5 * (
            left @ np.linalg.solve(covariance, left) / 0.9
            + np.linalg.slogdet(covariance)[1]
            + 34 * np.log(0.9)
        )
        heights.append(ours - oracle.loglike(np.array([0.03, 0.1, -0.2, 0.4, 0.5, ma, 0.9])))
    assert heights[0] == pytest.approx(heights[1], abs=1e-3)


@pytest.mark.repeats
def test_many_starts_find_what_one_that_says_it_converged_does_not() -> None:
    """Which series show it depends on the last digits of a machine's arithmetic, so that several are looked at."""
    method, missed = Method("arima", order=(1, 0, 1)), 0
    family = arima(method, AT)
    for seed in (1, 3, 4, 11, 13, 28, 39):
        values = noisy(seed)[0]
        told = contrasts(values, MATRIX, family)
        many = highest(told, family)
        one = highest(told, Family(family.covariance, family.diffuse, family.starts[:1]))
        usual = sarimax(values, MATRIX, method).fit(disp=0)
        assert many is not None
        assert one is not None
        assert many.log_likelihood > max(one.log_likelihood, usual.llf) - 1e-3
        lower = max(one.log_likelihood, usual.llf) < many.log_likelihood - 0.5
        missed += bool(usual.mle_retvals["converged"]) and lower
    assert missed >= 1


@pytest.mark.parametrize("seed", [0, 7, 30])
def test_standard_errors_are_those_of_the_whole_hessian(seed: int) -> None:
    method = Method("arima", order=(1, 0, 0))
    family, values = arima(method, AT), noisy(seed)[0]
    told = contrasts(values, MATRIX, family)
    top = highest(told, family)
    assert top is not None
    ours = joint_covariance(told, family, top)
    assert ours is not None
    place = np.concatenate([top.coefficients, written(method, top.place), [top.variance]])
    hessian = approx_hess(place, sarimax(values, MATRIX, method).loglike, epsilon=1e-4)
    whole = np.linalg.inv(-hessian)
    np.testing.assert_allclose(np.sqrt(np.diag(ours)), np.sqrt(np.diag(whole))[:6], rtol=0.01)


def test_errors_of_no_order_are_least_squares_with_the_likeliest_variance() -> None:
    block = Block(("a",), TIMES, noisy(9), None, np.ones(1))
    found = compared(block, SHAPE, {}, Method("arima", order=(0, 0, 0))).model.estimate("mean")
    plain = model(block, SHAPE, {}, noise("iid")).estimate("mean")
    np.testing.assert_allclose(found.mean, plain.mean, rtol=1e-9)
    np.testing.assert_allclose(found.se, plain.se * np.sqrt((36 - MATRIX.shape[1]) / 36), rtol=1e-5)


def test_a_random_walk_is_least_squares_of_its_steps() -> None:
    shape = Shape(24, ("step",), 12)
    block = Block(("a",), TIMES, noisy(9, rho=1.0), None, np.ones(1))
    found = compared(block, shape, {}, Method("arima", order=(0, 1, 0))).model.estimate("step")
    steps = np.diff(block.values[0])
    # A step in the level is one difference; the mean of the others is the trend.
    others = np.delete(steps, 23)
    assert float(found.mean[0]) == pytest.approx(steps[23] - others.mean(), rel=1e-7)
    assert float(found.se[0]) == pytest.approx(np.sqrt(others.var() * 34 / 35 * (1 + 1 / 34)), rel=1e-5)


@pytest.mark.parametrize("size", [1e-6, 1e7])
def test_the_unit_of_values_and_a_large_level_leave_the_fit(size: float) -> None:
    method = Method("arima", order=(1, 0, 1))

    def fit(values: Array) -> tuple[float, float, float]:
        block = Block(("a",), TIMES, values, None, np.ones(1))
        found = compared(block, SHAPE, {}, method)
        mean = found.model.estimate("mean")
        return float(mean.mean[0]), float(mean.se[0]), found.said[0]["variance:shock"]

    plain, other = fit(noisy(4)), fit(size * (noisy(4) + 1e4))
    np.testing.assert_allclose(other, np.array(plain) * [size, size, size**2], rtol=2e-3)


def test_too_short_and_too_scattered_series_are_refused_with_the_reason() -> None:
    def reason(kept: Array, **keys: object) -> str | None:
        values = np.where(kept, noisy(1), np.nan)
        block = Block(("a",), TIMES, values, None, np.ones(1))
        shape = Shape(24, ("step",), 12, trend=False)
        return compared(block, shape, {}, Method("arima", **keys)).reasons[0]  # pyright: ignore[reportArgumentType]

    assert reason(AT % 5 < 2) == "irregular-times"
    assert reason(AT >= 0) is None
    assert reason((AT >= 20) & (AT < 28), order=(3, 0, 3)) == "too-few-periods"
    assert reason(AT >= 0, seasonal_order=(0, 2, 0), season=18) == "too-few-periods"
