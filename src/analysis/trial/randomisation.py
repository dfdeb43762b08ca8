"""The randomisation test: is the effect of the list that was drawn larger than those of lists that might have been?"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from analysis.effects.design import Design as Choices
from analysis.effects.noise import Array, Index
from analysis.effects.panel import AGGREGATE, kind_of_panel
from analysis.effects.scale import forward
from analysis.problems import RetretError
from analysis.trial.assignment import draw, numbered
from analysis.trial.design import AFTER, BEFORE, HELD, MONTHS_A_QUARTER
from analysis.trial.effect import Fitted, Seen, effects, fitted
from analysis.trial.noise import noise_of
from analysis.trial.wave_list import WaveList

REDRAWS = 999


@dataclass(frozen=True)
class Grid:
    """Units of a panel by period: values (S, T) on the working scale, NaN for gaps, from period `first` on."""

    units: tuple[str, ...]
    values: Array
    first: int
    length: int

    def between(self, first: int, last: int) -> "Grid":
        """The periods from `first` to before `last`, as far as there are any."""
        low = max(first - self.first, 0)
        high = max(last - self.first, low)
        return Grid(self.units, self.values[:, low:high], self.first + low, self.length)


def grid(panel: pl.DataFrame, choices: Choices) -> Grid:
    """The units of one indicator's panel, months or quarters; donors and the city's own rows are no part of a draw."""
    kind = kind_of_panel(panel)
    if kind not in ("month", "quarter"):
        raise RetretError("next-year-kind", 1, kind=kind)
    own = panel.filter(~pl.col("donor") & (pl.col("unit") != AGGREGATE))
    if own.is_empty() or own["indicator"].n_unique() > 1:
        raise RetretError("next-year-indicators", 1, n=str(own["indicator"].n_unique()))
    first, last = int(own["t"].to_numpy().min()), int(own["t"].to_numpy().max())
    units = tuple(sorted(own["unit"].unique().to_list()))
    place = {unit: k for k, unit in enumerate(units)}
    values = np.full((len(units), last - first + 1), np.nan)
    at = [place[unit] for unit in own["unit"].to_list()]
    values[at, own["t"].to_numpy() - first] = forward(own["value"].cast(pl.Float64).to_numpy(), choices.scale)
    values[~np.isfinite(values)] = np.nan
    return Grid(units, values, first, 1 if kind == "month" else MONTHS_A_QUARTER)


def seen(whole: Grid, cluster: Index, count: int, first: int) -> Seen:
    """The window of a trial whose first whole month of treatment is `first` (an ordinal of months).

    Noise is that of as many periods before the first retreat as there are up to twice the window's; none is an error.
    """
    start = first // whole.length
    before = BEFORE // whole.length
    early = whole.between(start - 2 * before, (first - 1) // whole.length)
    noise = noise_of(early.values, np.arange(early.values.shape[1], dtype=np.float64), cluster)
    inside = whole.between(start - before, start + AFTER // whole.length)
    if noise is None or inside.first + inside.values.shape[1] <= start:
        raise RetretError("next-year-no-months", 1)
    return _with_values(Seen(inside.values, inside.first, inside.length, cluster, count, noise))


def _with_values(found: Seen) -> Seen:
    """Without units that have no value; clusters keep their numbers."""
    kept = np.asarray((~np.isnan(found.values)).any(1))
    noise = found.noise.of(kept)
    return Seen(found.values[kept], found.first, found.length, found.cluster[kept], found.count, noise)


def since(waves: WaveList, arms: Index) -> Array:
    """First treated month of each cluster, (K,), as an ordinal of months; inf for who waits."""
    return np.where(arms == HELD, np.inf, waves.first + waves.design.apart * arms.astype(np.float64))


def prepared(panel: pl.DataFrame, waves: WaveList, choices: Choices) -> Fitted:
    """A panel ready for the estimates and the test of a list; a unit that the list does not hold is an error."""
    whole = grid(panel, choices)
    return fitted(seen(whole, numbered(waves.clusters, whole.units), len(waves.clusters), waves.first))


def randomisation_test(
    panel: pl.DataFrame, wave_list: WaveList, seed: int, draws: int = REDRAWS, choices: Choices | None = None
) -> float:
    """p of no effect on any unit in any month: the share of lists, the true one among them, that show as large an effect.

    Lists are drawn as the published one was, under numbers 1 to `draws` of `seed`; what is compared is the size of the
    constant effect by generalised least squares, whose noise no list can move. Exact whatever the noise is like
    (Fisher's sharp null; Young, Quarterly J. of Economics 134 (2019) 557-598).
    """
    return placed(prepared(panel, wave_list, choices or Choices()), wave_list, seed, draws)


def placed(found: Fitted, waves: WaveList, seed: int, draws: int = REDRAWS) -> float:
    """The same, of a panel that is ready."""
    own = _size(found, since(waves, waves.arms))
    others = [
        _size(found, since(waves, draw(waves.clusters, waves.design, seed, number)))
        for number in range(1, draws + 1)
    ]
    # Lists alike in effect may differ in the last digits.
    return (1 + sum(other >= own * (1 - 1e-9) for other in others)) / (1 + draws)


def _size(found: Fitted, starts: Array) -> float:
    made = effects(found, starts, "constant")["mean"].estimate
    return 0.0 if np.isnan(made) else abs(made)
