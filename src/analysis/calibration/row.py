"""A row of the calibration: what was reached, the limit it had to keep, and how far chance may have moved it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import Literal

import numpy as np
from scipy.special import betaincinv

from analysis.effects.noise import Array, Mask

Figure = Literal["coverage", "width", "rate", "power", "loss"]
State = Literal["met", "short", "told", "not-available"]
Truth = Literal["constant", "fading"]
TRUTHS: tuple[Truth, ...] = ("constant", "fading")

NOMINAL = 0.95
LEAST_COVERAGE = 0.93


@dataclass(frozen=True)
class Row:
    """One figure. `name` and `values` say what was done, `truth` whether the made effect stays or fades.

    `limit` None: told without a limit. `reached` None: the package cannot do it yet. `error`: the standard error of
    `reached` by the number of made series `n`. `width`: mean width of the intervals, in SD of one period's noise.
    `bound`: how bad the figure may still be by chance; where there is one, it has to keep the limit itself.
    """

    chapter: str
    name: str
    truth: Truth
    figure: Figure
    reached: float | None
    error: float = 0.0
    n: int = 0
    limit: float | None = None
    values: Mapping[str, float | str] = field(default_factory=dict)
    width: float | None = None
    bound: float | None = None

    @property
    def least(self) -> bool:
        """Whether the limit is a floor; for widths and false alarms it is a ceiling."""
        return self.figure in ("coverage", "power")

    @property
    def state(self) -> State:
        """Whether the figure, or its bound, keeps the limit; chance is told beside it and excuses nothing."""
        if self.reached is None:
            return "not-available"
        if self.limit is None:
            return "told"
        return (
            "met" if self._keeps(self.reached if self.bound is None else self.bound, self.limit) else "short"
        )

    @property
    def within_chance(self) -> bool:
        """Whether a figure that falls short is less than two standard errors from its limit, or only its bound misses it."""
        if self.reached is None or self.limit is None:
            return False
        if self.bound is not None and self._keeps(self.reached, self.limit):
            return True
        return abs(self.reached - self.limit) <= 2 * self.error

    def _keeps(self, reached: float, limit: float) -> bool:
        return reached >= limit if self.least else reached <= limit


Job = Callable[[], Iterable[Row]]
"""Work that gives rows; jobs are independent of each other and of their order."""


def share(hits: Mask | Array) -> tuple[float, float, int]:
    """A share with its binomial standard error and its number of trials."""
    reached, n = float(np.mean(hits)), int(np.size(hits))
    return reached, sqrt(reached * (1 - reached) / n), n


def bound(hits: Mask | Array, *, least: bool) -> float:
    """The end of the one-sided 95 % interval of a share by Clopper and Pearson (Biometrika 26 (1934) 404-413).

    The upper end, or with `least` the lower one.
    """
    n, found = int(np.size(hits)), int(np.sum(hits))
    if least:
        return float(betaincinv(found, n - found + 1, 1 - NOMINAL)) if found else 0.0
    return float(betaincinv(found + 1, n - found, NOMINAL)) if found < n else 1.0


def clustered(hits: Mask | Array) -> tuple[float, float, int]:
    """A share over panels (P, S) whose series are judged together: its error comes from the panels' spread."""
    each = np.mean(hits, axis=1)
    error = float(np.std(each, ddof=1) / sqrt(len(each))) if len(each) > 1 else share(hits)[1]
    return float(each.mean()), error, int(np.size(hits))


def mean_of(values: Array) -> tuple[float, float, int]:
    """A mean with its standard error."""
    n = len(values)
    return float(values.mean()), float(values.std(ddof=1) / sqrt(n)) if n > 1 else 0.0, n
