"""The chance of every unit to be visited: a part for all alike, a part by risk, in whole hundredths of a per cent."""

from collections.abc import Sequence
from fractions import Fraction

from analysis.problems import RetretError

CERTAIN = 10_000
"""A chance of one. Chances are whole numbers of this, so that a draw is exact and the same on every machine."""


def chances(points: Sequence[int], visits: int, risk_share: Fraction) -> tuple[int, ...]:
    """Inclusion probabilities in parts of CERTAIN: they add up to `visits` exactly, and none is zero or above one.

    A unit's chance is visits x ((1 - s) / units + s x points / all points), s the share that goes by risk; what lies
    above one is shared out among the others in the same proportion. Rounded by largest remainders, the earlier unit
    first; without any points all go alike.
    """
    if not 1 <= visits <= len(points):
        raise RetretError("visits-number", n=str(visits), most=str(len(points)))
    total = sum(points)
    share = risk_share if total else Fraction(0)
    size = [(1 - share) / len(points) + (share * Fraction(one, total) if total else 0) for one in points]
    exact = _capped(size, visits)
    return _rounded(exact, visits * CERTAIN)


def _capped(size: Sequence[Fraction], visits: int) -> list[Fraction]:
    """Chances in proportion to size, none above one, that add up to the number of visits."""
    sure: set[int] = set()
    while True:
        left = visits - len(sure)
        open_ = sum((one for k, one in enumerate(size) if k not in sure), Fraction(0))
        made = [Fraction(1) if k in sure else left * one / open_ for k, one in enumerate(size)]
        above = {k for k, one in enumerate(made) if one > 1}
        if not above:
            return made
        sure |= above


def _rounded(exact: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """Whole parts of CERTAIN with this total, each at least one and at most CERTAIN."""
    floors = [max(int(one * CERTAIN), 1) for one in exact]
    left = total - sum(floors)
    line = sorted(range(len(exact)), key=lambda k: (floors[k] - exact[k] * CERTAIN, k))
    step = 1 if left > 0 else -1
    order = line if step > 0 else line[::-1]
    while left:
        for k in order:
            if left and 1 <= floors[k] + step <= CERTAIN:
                floors[k] += step
                left -= step
    return tuple(floors)
