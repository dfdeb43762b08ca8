"""Designs of a next retreat: how many waves, how far apart, how many wait; as matrices of exposure by unit and month."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.effects.noise import Array, Index, Mask

BEFORE, AFTER = 12, 12
"""Months before the first unit is treated and from then on: what every design is judged by."""

QUARTERS = 4
MONTHS_A_QUARTER = 3
HELD = -1
"""The arm of those who wait until the end."""

Shape = Literal["constant", "months", "quarters"]


@dataclass(frozen=True)
class Design:
    """`waves` dates, `apart` months from one to the next; `hold_out`: the share (0-1) that is not treated at all."""

    waves: int
    apart: int
    hold_out: float = 0.0

    @property
    def span(self) -> int:
        """Months from the first wave to the last."""
        return self.apart * (self.waves - 1)

    @property
    def drawn(self) -> bool:
        """Whether anything is left to a draw; one date for all tells nothing, whatever the data are."""
        return self.span > 0 or self.hold_out > 0

    def starts(self, arms: Index) -> Array:
        """First treated month of each arm's member, (N,), counted from the first month that is seen; inf for never."""
        return np.where(arms == HELD, np.inf, BEFORE + self.apart * arms.astype(np.float64))


DESIGNS = (
    Design(1, 0),
    Design(2, 1),
    Design(2, 2),
    Design(2, 3),
    Design(2, 6),
    Design(4, 1),
    Design(4, 3),
    Design(1, 0, 0.1),
    Design(2, 3, 0.1),
    Design(1, 0, 0.5),
)
"""What is set side by side, from what tells nothing to half of all units never treated."""


def dealt(design: Design, count: int) -> Index:
    """Arms of so many units that stand alone, as equal as can be: the plainest draw, for figures that need no city."""
    held = round(count * design.hold_out)
    treated = count - held
    return np.concatenate([np.arange(treated) * design.waves // treated, np.full(held, HELD)]).astype(np.intp)


def months() -> Array:
    """The months that are seen, (BEFORE + AFTER,)."""
    return np.arange(BEFORE + AFTER, dtype=np.float64)


def fading(length: int) -> Shape:
    """How an effect may change in data whose periods are so many months long.

    Months of exposure one by one, where months are measured: whatever path an effect takes, its mean is then that of what
    was measured. Steps a quarter would take an effect that falls within the quarter for larger than it is, since the first
    month after the date weighs most where neighbouring months are alike. Quarters tell no months, so they have steps.
    """
    return "months" if length == 1 else "quarters"


def exposure(since: Array, at: Array, shape: Shape, *, partly: bool = False) -> Array:
    """Columns of the effect, (N, T, p), at months `at` (T,) of who is treated from month `since` (N,) on.

    `constant` is one column; `months` one for each month since the own date, `quarters` one for each quarter, the last of
    them open. With `partly` a last column takes up the month before the own date, that of the retreat itself.
    """
    since_then = at[None, :] - since[:, None]
    if shape == "constant":
        made = [since_then >= 0]
    else:
        length = 1 if shape == "months" else MONTHS_A_QUARTER
        step = np.floor(np.where(since_then >= 0, since_then, -1) / length)
        made = [step == k for k in range(AFTER // length - 1)] + [step >= AFTER // length - 1]
    if partly:
        made.append(since_then == -1)
    return np.stack(made, axis=2).astype(np.float64)


def folded(columns: Array, length: int) -> Array:
    """Columns (N, T, p) of months as those of periods so many months long: the mean over a period's months."""
    n, t, p = columns.shape
    return columns.reshape(n, t // length, length, p).mean(2)


def contrasts(shape: Shape, measured: Mask | None = None, *, partly: bool = False) -> dict[str, Array]:
    """What is asked of the coefficients, as weights (p,): the `mean` of twelve months, the `last` three, and each `quarter:k`.

    A quarter is the mean of its steps that were `measured` (p,), all of them unless told, and the mean that of the four
    quarters; NaN where a quarter has none.
    """
    out = np.zeros(1 if partly else 0)
    if shape == "constant":
        one = np.concatenate([np.ones(1), out])
        return {"mean": one, "last": one}
    own = np.repeat(np.eye(QUARTERS), MONTHS_A_QUARTER if shape == "months" else 1, axis=1)
    own = own if measured is None else own * measured
    count = own.sum(1, keepdims=True)
    each = np.where(count > 0, own / np.maximum(count, 1), np.nan)
    quarters = {f"quarter:{k + 1}": np.concatenate([row, out]) for k, row in enumerate(each)}
    return {"mean": np.concatenate([each.mean(0), out]), "last": np.concatenate([each[-1], out]), **quarters}
