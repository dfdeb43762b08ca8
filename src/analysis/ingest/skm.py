"""The survey index (IKM) from element totals, and what a printed index that differs was computed with."""

from collections.abc import Sequence
from fractions import Fraction

from analysis.rounding import half_up

WEIGHT_BUGS: tuple[Fraction, ...] = (Fraction(11, 100), Fraction(111, 1000))
"""Weights met in real software instead of 1/9; 0.11 understates the index by exactly 1 %."""

_SHOWN_DECIMALS = 2
_TOLERANCE = Fraction(5, 1000)


def nrr_sum(totals: Sequence[int], answered: Sequence[int]) -> Fraction | None:
    """The exact sum of the mean answers (NRR) per element; None when an element has no answer."""
    if not all(answered):
        return None
    return sum((Fraction(total, n) for total, n in zip(totals, answered, strict=True)), Fraction(0))


def survey_index(totals: Sequence[int], answered: Sequence[int]) -> float | None:
    """IKM = 25 x the sum of NRR x 1/9, 25-100 (PermenPANRB 14/2017); None when an element has no answer."""
    nrr = nrr_sum(totals, answered)
    return None if nrr is None else float(25 * nrr / len(totals))


def explains_printed(printed: float, totals: Sequence[int], answered: Sequence[int]) -> Fraction | bool:
    """True when a printed index is the right one; the wrong weight that explains it; False when nothing does."""
    nrr = nrr_sum(totals, answered)
    if nrr is None:
        return True
    stated = Fraction(repr(printed))
    for weight in (Fraction(1, len(totals)), *WEIGHT_BUGS):
        exact = 25 * nrr * weight
        rounded = Fraction(half_up(float(exact), _SHOWN_DECIMALS))
        if min(abs(stated - exact), abs(stated - rounded)) <= _TOLERANCE:
            return True if weight == Fraction(1, len(totals)) else weight
    return False
