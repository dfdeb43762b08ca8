"""The verdict rule: from evidence level and posterior to one code, the same for every outcome."""

from dataclasses import dataclass
from typing import Literal, Protocol

from analysis.effects.mixture import Mixture
from analysis.effects.noise import Array, Mask

Level = Literal["A", "B", "C", "D"]
Verdict = Literal["improved", "improved-after", "no-meaningful-change", "worse", "insufficient"]


class Bars(Protocol):
    """How sure one has to be before a word is used, and after how many months at the earliest."""

    @property
    def improved_above_zero(self) -> float: ...
    @property
    def improved_above_smallest(self) -> float: ...
    @property
    def worse_below_zero(self) -> float: ...
    @property
    def no_change_interval(self) -> float: ...
    @property
    def post_months_for_verdict(self) -> int: ...


@dataclass(frozen=True)
class UsualBars:
    """The bars that hold where no plan sets others."""

    improved_above_zero: float = 0.975
    improved_above_smallest: float = 0.80
    worse_below_zero: float = 0.975
    no_change_interval: float = 0.90
    post_months_for_verdict: int = 10


@dataclass(frozen=True)
class Posterior:
    """What an estimator of level A to C says of an effect in the good direction.

    Probabilities that it lies above zero, above the smallest change that matters and below zero; `low` and
    `high` end its central interval of `no_change_interval`, in the outcome's unit.
    """

    above_zero: float
    above_smallest: float
    below_zero: float
    low: float
    high: float


def posterior(found: Mixture, good: int, smallest: float, bars: Bars) -> Posterior:
    """The posterior of the first series of a mixture; `good` is 1 where more is better and -1 where less is."""
    return posteriors(found.only([0]), good, smallest, bars)[0]


def posteriors(found: Mixture, good: int, smallest: float, bars: Bars) -> list[Posterior]:
    """The posterior of every series of a mixture; `good` is 1 where more is better and -1 where less is."""
    half = (1 - bars.no_change_interval) / 2
    first, last = found.quantile(half), found.quantile(1 - half)
    below, edge = found.below(0.0), found.below(good * smallest)
    low, high = (first, last) if good > 0 else (-last, -first)
    above, beyond = (1 - below, 1 - edge) if good > 0 else (below, edge)
    each = zip(above, beyond, 1 - above, low, high, strict=True)
    return [Posterior(*map(float, one)) for one in each]


def verdict(level: Level, told: Posterior | None, smallest: float, bars: Bars) -> Verdict:
    """One outcome's verdict; description alone (level D) carries no probability and stays insufficient.

    `improved` needs level A or B; the same numbers at C are `improved-after`: changed after, not because of.
    """
    if level == "D" or told is None:
        return "insufficient"
    surely = told.above_zero >= bars.improved_above_zero
    matters = told.above_smallest >= bars.improved_above_smallest
    if surely and matters:
        return "improved" if level in ("A", "B") else "improved-after"
    if told.below_zero >= bars.worse_below_zero:
        return "worse"
    if -smallest < told.low and told.high < smallest:
        return "no-meaningful-change"
    return "insufficient"


Place = Literal["above-city", "below-city", "not-separable"]


def places(positive: Array, listed: Mask, good: int) -> list[Place]:
    """Where each unit stands among its like: `listed` are those that may be named; good is 1 or -1."""
    better = positive >= 0.5 if good > 0 else positive < 0.5
    return [
        "not-separable" if not named else "above-city" if up else "below-city"
        for named, up in zip(listed, better, strict=True)
    ]
