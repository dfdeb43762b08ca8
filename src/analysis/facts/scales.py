"""On which scale the changes of an indicator are estimated, and back to the unit that they are told in."""

from dataclasses import dataclass
from math import expm1, log, log1p

import polars as pl
from scipy.special import expit, logit

from analysis.effects.scale import Scale
from analysis.indicators.definition import Indicator

PERCENT = 100.0


@dataclass(frozen=True)
class Working:
    """A scale with the city's mean before the retreat on the indicator's own: changes of shares are told from there.

    `base` is None where no value came before; then nothing is estimated either.
    """

    scale: Scale
    base: float | None

    def told(self, change: float) -> float:
        """A change of the working scale in the indicator's unit: points, or for ratios the share by which it changed.

        Of a share in percent: how many points the city's mean before would have moved by that change of its logit.
        """
        if self.scale in ("log", "count"):
            return expm1(change)
        if self.scale == "logit" and self.base is not None:
            return PERCENT * float(expit(logit(self.base / PERCENT) + change)) - self.base
        return change

    def smallest(self, indicator: Indicator) -> float | None:
        """The declared change that matters on the working scale, counted in the good direction; above zero.

        None where nothing is declared; a neutral indicator counts upward.
        """
        declared = indicator.smallest_change_that_matters
        if declared is None:
            return None
        down = indicator.direction == "down-is-good"
        if self.scale == "log":
            return -log(1 - declared) if down else log1p(declared)
        if self.scale == "logit" and self.base is not None:
            at, there = (
                self.base / PERCENT,
                (self.base - declared if down else self.base + declared) / PERCENT,
            )
            return abs(float(logit(there) - logit(at)))
        return declared


def working(indicator: Indicator, rows: pl.DataFrame, first: str) -> Working:
    """The scale of an indicator whose values came as they are declared; `first`: the first period after the retreat.

    Changes declared as relative are ratios where no value is zero. Shares change by their odds, since a share near
    nothing or near all has less room than one between; where some unit's share is nothing or all, or where the
    change that matters would leave the scale, they stay as they are.
    """
    base = _mean_before(rows, first)
    if indicator.change_scale == "relative":
        return Working("log" if _within(rows, 0, None) else "identity", base)
    declared = indicator.smallest_change_that_matters or 0.0
    room = base is not None and declared < min(base, PERCENT - base)
    share = indicator.unit == "percent" and room and _within(rows, 0, PERCENT)
    return Working("logit" if share else "identity", base)


def on_scale(rows: pl.DataFrame, scale: Scale) -> pl.DataFrame:
    """Values as estimators take them: shares between 0 and 1 where their odds are estimated."""
    if scale != "logit":
        return rows
    return rows.with_columns((pl.col(name) / PERCENT).alias(name) for name in ("value", "se"))


def _mean_before(rows: pl.DataFrame, first: str) -> float | None:
    before = rows.filter((pl.col("donor") == 0) & (pl.col("period") < pl.lit(first)))
    mean = before.select((pl.col("value") * pl.col("n")).sum() / pl.col("n").sum()).item()
    return mean if isinstance(mean, float) and mean == mean else None


def _within(rows: pl.DataFrame, low: float, high: float | None) -> bool:
    least, most = rows["value"].min(), rows["value"].max()
    if not (isinstance(least, float) and isinstance(most, float)):
        return False
    return least > low and (high is None or most < high)
