"""The service grade of a survey index (mutu pelayanan, PermenPANRB 14/2017)."""

from decimal import Decimal
from typing import Literal

from analysis.rounding import half_up

Grade = Literal["A", "B", "C", "D"]

BOUNDS: tuple[tuple[Decimal, Grade], ...] = (
    (Decimal("88.31"), "A"),
    (Decimal("76.61"), "B"),
    (Decimal("65.00"), "C"),
)


def grade(index: float) -> Grade:
    """The grade of an index of 25-100, rounded half up to two decimals first: the bands leave gaps otherwise."""
    rounded = half_up(index, 2)
    for bound, letter in BOUNDS:
        if rounded >= bound:
            return letter
    return "D"
