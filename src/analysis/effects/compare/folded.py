"""The folded normal: how large the error of a normal estimate is at most, when its bias is known only to be so large."""

from math import exp, pi, sqrt, tanh

from scipy.special import ndtr, ndtri

_MOST_TURNS, _CLOSE = 50, 1e-15


def folded_quantile(bias: float, level: float) -> float:
    """The quantile of |N(bias, 1)| at a level from 0.5 on; bias >= 0.

    Newton from the quantile of one tail alone, which lies below: the distribution is concave from there on, so that no
    step goes too far.
    """
    at = bias + float(ndtri(level))
    for _ in range(_MOST_TURNS):
        missing = level - float(ndtr(at - bias) - ndtr(-at - bias))
        step = missing / (_density(at - bias) + _density(at + bias))
        at += step
        if step <= _CLOSE * at:
            break
    return at


def folded_slope(bias: float, quantile: float) -> float:
    """How fast the quantile grows with the bias: the difference of two normal densities over their sum."""
    return tanh(bias * quantile)


def _density(at: float) -> float:
    return exp(-0.5 * at * at) / sqrt(2 * pi)
