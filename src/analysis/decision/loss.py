"""The unit normal loss: what is expected to be lost by choosing on a mean that a normal doubt surrounds."""

from math import erfc, exp, pi, sqrt


def unit_normal_loss(d: float) -> float:
    """L(d) = phi(d) - d (1 - Phi(d)), d >= 0 standard deviations from the point of indifference.

    s L(|m| / s) is the expected value of perfect information on a net benefit N(m, s^2) (Raiffa and Schlaifer, Applied
    Statistical Decision Theory, 1961).
    """
    density = exp(-0.5 * d * d) / sqrt(2 * pi)
    return density - d * 0.5 * erfc(d / sqrt(2))
