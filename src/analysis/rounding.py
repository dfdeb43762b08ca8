"""Rounding half up, as the survey regulation and every office rounds; binary floats are read as they print."""

from decimal import ROUND_HALF_UP, Decimal


def half_up(value: float, decimals: int) -> Decimal:
    """The value rounded half away from zero: 91.475 gives 91.48, never 91.47."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
