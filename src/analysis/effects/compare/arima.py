"""Regression with ARIMA errors by exact maximum likelihood, gaps and seasonal orders included."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.linalg import solve_triangular, toeplitz

from analysis.effects.compare.maximum import Family
from analysis.effects.compare.method import Method
from analysis.effects.noise import Array, Index

FEW, MANY = (0.0, 0.6, -0.6), (0.0, 0.4, -0.4, 0.8, -0.8)
"""Where partial autocorrelations start, by how many there are."""

MOST_STARTS = 27


@dataclass(frozen=True)
class Polynomials:
    """Coefficients by part, lag by lag: p, q and their seasonal ones."""

    ar: Array
    ma: Array
    seasonal_ar: Array
    seasonal_ma: Array

    def named(self) -> dict[str, float]:
        """Each coefficient by name: `ar:1`, `ma:1`, `seasonal-ar:1`, `seasonal-ma:1`."""
        parts = {
            "ar": self.ar,
            "ma": self.ma,
            "seasonal-ar": self.seasonal_ar,
            "seasonal-ma": self.seasonal_ma,
        }
        return {
            f"{name}:{k}": float(each) for name, part in parts.items() for k, each in enumerate(part, start=1)
        }


def arima(method: Method, at: Index) -> Family:
    """ARIMA errors of values at places (n,) of a regular grid: (1-B)^d (1-B^s)^D of them is a stationary ARMA.

    Numbers are inverse hyperbolic tangents of partial autocorrelations (Monahan, Biometrika 71 (1984) 403-404), so that
    every one of them is stationary and invertible. What differencing takes away is diffuse; a constant is then held by
    it and is dropped, and regressors are differenced with the values.
    """
    length = int(at.max()) + 1
    differencing = _differencing(method)
    lost = len(differencing) - 1
    if length <= lost:
        raise np.linalg.LinAlgError("shorter than what is differenced")
    summing = _summing(differencing, length)[at]

    def covariance(place: Array) -> Array:
        made = polynomials(method, place)
        ar = _product(-made.ar, -made.seasonal_ar, method.season)
        ma = _product(made.ma, made.seasonal_ma, method.season)
        inner = toeplitz(autocovariances(ar, ma, length - lost))
        return summing[:, lost:] @ inner @ summing[:, lost:].T

    return Family(covariance, summing[:, :lost], starts(method))


def autocovariances(ar: Array, ma: Array, length: int) -> Array:
    """Autocovariances (length,) of a stationary ARMA with unit innovations from its polynomials, lowest power first.

    The first ones solve the equations of Brockwell and Davis, Time Series: Theory and Methods (2nd ed. 1991), 3.3.8; the
    others follow by recursion, 3.3.9. Raises LinAlgError where a root is at one.
    """
    size = max(len(ar), len(ma))
    padded = np.zeros(size)
    padded[: len(ma)] = ma
    weights = solve_triangular(
        toeplitz(np.append(ar, np.zeros(size - len(ar))), np.zeros(size)), padded, lower=True
    )
    rows, lags = np.arange(size)[:, None], np.arange(len(ar))[None, :]
    equations = np.zeros((size, size))
    np.add.at(equations, (rows, np.abs(rows - lags)), ar[None, :])
    right = [padded[k:] @ weights[: size - k] for k in range(size)]
    found = np.zeros(max(length, size))
    found[:size] = np.linalg.solve(equations, right)
    back = -ar[:0:-1]
    for k in range(size, length):
        found[k] = back @ found[k - len(back) : k]
    return found[:length]


def polynomials(method: Method, place: Array) -> Polynomials:
    """The coefficients at one place of the search."""
    sizes = _sizes(method)
    ar, ma, seasonal_ar, seasonal_ma = np.split(np.tanh(place), np.cumsum(sizes)[:-1])
    return Polynomials(_stable(ar), -_stable(ma), _stable(seasonal_ar), -_stable(seasonal_ma))


def starts(method: Method) -> Array:
    """Beginnings of the search, (m, q): combinations of values, or where these are too many one or all away from zero."""
    size = sum(_sizes(method))
    every = [product(values, repeat=size) for values in (MANY, FEW) if len(values) ** size <= MOST_STARTS]
    made = list(every[0]) if every else [(0.0,) * size, *_extremes(size)]
    return np.arctanh(np.array(made, dtype=np.float64).reshape(len(made), size))


def _extremes(size: int) -> Iterator[tuple[float, ...]]:
    for value in FEW[1:]:
        yield (value,) * size
        for k in range(size):
            yield tuple(value if j == k else 0.0 for j in range(size))


def _sizes(method: Method) -> tuple[int, int, int, int]:
    p, _, q = method.order
    seasonal_p, _, seasonal_q = method.seasonal_order
    return p, q, seasonal_p, seasonal_q


def _stable(partial: Array) -> Array:
    """Autoregressive coefficients of partial autocorrelations (Durbin and Levinson)."""
    found = np.empty(0)
    for each in partial:
        found = np.append(found - each * found[::-1], each)
    return found


def _product(plain: Array, seasonal: Array, season: int) -> Array:
    """A polynomial in the lag times a seasonal one, lowest power first; each begins with one."""
    spaced = np.zeros(len(seasonal) * season + 1)
    spaced[0] = 1.0
    spaced[season::season] = seasonal
    return np.convolve(np.append(1.0, plain), spaced)


def _differencing(method: Method) -> Array:
    """(1-B)^d (1-B^s)^D, lowest power first."""
    made = np.ones(1)
    for _ in range(method.order[1]):
        made = np.convolve(made, [1.0, -1.0])
    for _ in range(method.seasonal_order[1]):
        made = np.convolve(made, [1.0, *[0.0] * (method.season - 1), -1.0])
    return made


def _summing(differencing: Array, length: int) -> Array:
    """A series (length,) from its first values and its differences: (length, length), the inverse of differencing."""
    lost = len(differencing) - 1
    forward = np.eye(length)
    for row in range(lost, length):
        forward[row, row - lost : row + 1] = differencing[::-1]
    return np.asarray(np.linalg.inv(forward), dtype=np.float64)
