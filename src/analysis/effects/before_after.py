"""Before and after at the same place in the Hijri year: description (evidence level D), never an effect.

A period after the event is paired with the period one Hijri year (12 lunar months) before it. The same is
done a year earlier around a date when nothing happened (placebo), so that a reader sees what a year brings anyway.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from analysis.indicators.definition import Indicator

HIJRI_YEAR = timedelta(days=354)
MONTHS_TOLERANCE = timedelta(days=20)
WAVES_TOLERANCE = timedelta(days=46)
YEAR = timedelta(days=365)

CHANGES = {
    "unit": pl.String,
    "indicator": pl.String,
    "before": pl.Float64,
    "after": pl.Float64,
    "change": pl.Float64,
    "pairs": pl.Int64,
}


@dataclass(frozen=True)
class Window:
    """An event between two days, announced earlier: what ends before the announcement is before, what begins
    after the last day is after, until `until`; whatever touches the span between is neither."""

    announced: date
    last_day: date
    until: date

    @classmethod
    def of(cls, announced: date, last_day: date) -> "Window":
        """The window of an event with twelve full months after it."""
        return cls(announced, last_day, last_day + YEAR + timedelta(days=17))

    def a_year_earlier(self) -> "Window":
        """The placebo window: the same days one calendar year before; its after ends before the real announcement."""
        first, last = _year_before(self.announced), _year_before(self.last_day)
        return Window(first, last, self.announced - timedelta(days=1))


def _year_before(day: date) -> date:
    """The same day of the year before; of 29 February the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def changes(
    series: pl.DataFrame,
    window: Window,
    indicators: tuple[Indicator, ...],
    ramadan_share: Callable[[date], float],
    largest_ramadan_gap: float,
) -> pl.DataFrame:
    """Each unit's mean before, mean after and change over its paired periods (columns: CHANGES).

    `change` is after - before, or after/before - 1 for an indicator whose changes are relative. A pair whose
    months differ in their share of Ramadan by more than `largest_ramadan_gap` is dropped. Withheld values are
    no pairs; a unit without pairs has no row.
    """
    frames = [_pairs(series, one, window) for one in indicators]
    pairs = pl.concat(frames) if frames else pl.DataFrame()
    months = [pl.col(name).dt.truncate("1mo") for name in ("date", "date_before")]
    share = {day: ramadan_share(day) for month in months for day in pairs.select(month).to_series().unique()}
    after, before = (month.replace_strict(share, return_dtype=pl.Float64) for month in months)
    kept = pairs.filter((after - before).abs() <= largest_ramadan_gap)
    relative = {one.code for one in indicators if one.change_scale == "relative"}
    means = kept.group_by("unit", "indicator", maintain_order=True).agg(
        before=pl.col("value_before").mean(), after=pl.col("value").mean(), pairs=pl.len().cast(pl.Int64)
    )
    difference = pl.col("after") - pl.col("before")
    return (
        means.with_columns(
            change=pl.when(pl.col("indicator").is_in(list(relative)))
            .then(pl.when(pl.col("before") > 0).then(difference / pl.col("before")))
            .otherwise(difference)
        )
        .select(pl.col(name).cast(kind) for name, kind in CHANGES.items())
        .sort("indicator", "unit")
    )


def _pairs(series: pl.DataFrame, indicator: Indicator, window: Window) -> pl.DataFrame:
    tolerance = WAVES_TOLERANCE if indicator.in_waves else MONTHS_TOLERANCE
    rows = series.filter(pl.col("indicator") == indicator.code)
    if indicator.hides_by_value:
        hidden = rows.filter(pl.col("status") == "withheld").get_column("unit").unique()
        rows = rows.filter(~pl.col("unit").is_in(hidden.to_list()))
    # Only periods of one instrument are pairs: a change of instrument is no change of the unit.
    rows = rows.filter(pl.col("value").is_not_null()).with_columns(pl.col("segment").fill_null(""))
    after = rows.filter((pl.col("first_day") > window.last_day) & (pl.col("last_day") <= window.until))
    before = rows.filter(pl.col("last_day") < window.announced).select(
        "unit", "segment", date_before=pl.col("date"), value_before=pl.col("value")
    )
    joined = (
        after.select("unit", "segment", "indicator", "date", "value", target=pl.col("date") - HIJRI_YEAR)
        .sort("target")
        .join_asof(
            before.sort("date_before"),
            left_on="target",
            right_on="date_before",
            by=["unit", "segment"],
            strategy="nearest",
            tolerance=tolerance,
            check_sortedness=False,
            coalesce=False,
        )
    )
    return joined.filter(pl.col("value_before").is_not_null()).drop("target", "segment")


@dataclass(frozen=True)
class Moved:
    """How many units moved by the smallest change that matters, to the better and to the worse, of `units`."""

    indicator: str
    units: int
    better: int
    worse: int
    mean_change: float | None

    @property
    def stayed(self) -> int:
        return self.units - self.better - self.worse


def moved(changed: pl.DataFrame, indicator: Indicator) -> Moved:
    """Counts over one indicator's changes; an indicator without a declared change that matters counts none."""
    values = changed.filter(pl.col("indicator") == indicator.code).get_column("change").drop_nulls()
    smallest = indicator.smallest_change_that_matters
    good = values if indicator.direction == "up-is-good" else -values
    better = 0 if smallest is None else int((good >= smallest).sum())
    worse = 0 if smallest is None else int((good <= -smallest).sum())
    mean = values.mean()
    return Moved(indicator.code, len(values), better, worse, float(mean) if isinstance(mean, float) else None)
