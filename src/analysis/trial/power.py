"""How small an effect a design can tell: standard errors by generalised least squares, and chances from them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from analysis.effects.noise import Array, Index
from analysis.trial.design import (
    Design,
    Shape,
    contrasts,
    dealt,
    exposure,
    fading,
    folded,
    months,
)
from analysis.trial.gaps import expected
from analysis.trial.noise import Noise
from analysis.trial.precision import Precision, told, variances

ERROR, POWER = 0.05, 0.80
SURELY = 20.0
"""So many standard errors are found whatever the degrees of freedom."""


@dataclass(frozen=True)
class Group:
    """Who is drawn: `cluster` (S,) numbers the clusters of units; `arms`: one drawing of arms (K,) a row."""

    cluster: Index
    arms: tuple[Index, ...]

    @property
    def size(self) -> int:
        """How many are drawn, those of which nothing is measured among them."""
        return len(self.arms[0])


def alone(design: Design, units: int) -> Group:
    """So many units that are each drawn alone, dealt as equally as can be."""
    return Group(np.arange(units), (dealt(design, units),))


@dataclass(frozen=True)
class Errors:
    """Standard errors (D,) of a design's drawings, in units of one unit-month's SD: `mean` of the mean effect of twelve
    months, `last` of months 10-12; infinite where a drawing tells nothing. `df` (D,): of the t quantiles. `told`: how much
    larger they are told where noise is estimated, of the mean and of months 10-12, each with its weight."""

    mean: Array
    last: Array
    df: Array
    told: tuple[tuple[float, float, float], ...] = ((1.0, 1.0, 1.0),)

    @property
    def smallest(self) -> tuple[float, float]:
        """The effects, of the mean and of months 10-12, that are found with the usual power over all drawings; infinite
        where too many drawings tell nothing."""
        return self._found(self.mean, 0), self._found(self.last, 1)

    def chance(self, effect: float) -> float:
        """Power (0-1) to find this mean effect of twelve months, in SD, on either side, over all drawings."""
        return float(self._each(self.mean, 0, effect).mean())

    def doubt(self, effect: float) -> float:
        """Standard error of `chance` (0-1), since it is a mean over so many drawings of all that might be made."""
        each = self._each(self.mean, 0, effect)
        return float(each.std() / np.sqrt(len(each)))

    def _each(self, sizes: Array, which: int, effect: float) -> Array:
        """Power (D,) of each drawing, over all that may be told of its standard error."""
        far = abs(effect) / sizes
        return np.sum([one[2] * _power(far, self.df, one[which]) for one in self.told], axis=0)

    def _found(self, sizes: Array, which: int) -> float:
        told = sizes[np.isfinite(sizes)]
        most = float(told.max(initial=0.0)) * SURELY
        if not len(told) or self._each(sizes, which, most).mean() <= POWER:
            return float("inf")
        # Slow to import, and answers that are remembered never come here.
        from scipy.optimize import root_scalar

        found = root_scalar(
            lambda effect: self._each(sizes, which, effect).mean() - POWER, bracket=(0.0, most)
        )
        return float(found.root)


def _power(far: Array, df: Array, told: float = 1.0) -> Array:
    """The chance that an effect so many standard errors from zero is found, by shifted t quantiles: 80 % where it is the
    sum of the t of the error and the t of the power. `told`: the standard error that is told, beside the true one."""
    bar = told * stdtrit(df, 1 - ERROR / 2)
    return np.asarray(stdtr(df, far - bar) + stdtr(df, -bar - far), dtype=np.float64)


def errors(
    design: Design,
    group: Group,
    noise: Noise,
    shape: Shape | None = None,
    *,
    length: int = 1,
    partly: bool = False,
    df: float | None = None,
    precisions: Sequence[Precision] = (),
) -> Errors:
    """Standard errors of a design, one a drawing.

    `shape`: unless told the effect may fade. Levels of units and months are fixed; noise is AR(1), partly shared within
    clusters. `length`: months a period; `partly`: the month of the retreat itself is left to a column of its own; `df`: of
    the t quantiles, clusters that tell anything less two unless told. `precisions`: of units with their gaps, taken in turn
    with the drawings; no gaps unless told. With one unit a cluster and without a shared part this is the model of Hussey
    and Hughes, Contemp. Clin. Trials 28 (2007) 182-191, with AR(1) noise in the place of independent noise.
    """
    shape = shape or fading(length)
    asked = contrasts(shape, partly=partly)
    each = precisions or expected(np.zeros((0, 0)), group.cluster, group.size, noise, length)
    found: list[tuple[float, float, float]] = []
    for k in range(max(len(group.arms), len(each))):
        arms, weight = group.arms[k % len(group.arms)], each[k % len(each)]
        # Who is drawn into one arm has the same columns.
        kinds, kind = np.unique(arms, return_inverse=True)
        columns = folded(exposure(design.starts(kinds), months(), shape, partly=partly), length)[kind]
        information, whole = told(weight, columns)
        mean, last = variances(information, whole, (asked["mean"], asked["last"]))
        found.append((mean, last, weight.free if df is None else df))
    mean, last, free = np.array(found).T
    return Errors(np.sqrt(mean), np.sqrt(last), free)


def table(designs: Sequence[Design], units: int, noise: Noise, shape: Shape) -> list[tuple[Design, Errors]]:
    """Each design with its standard errors for so many units that are drawn alone, by normal quantiles."""
    return [(one, errors(one, alone(one, units), noise, shape, df=float("inf"))) for one in designs]
