"""Scales of a drawing: round ticks, and a straight map from values or days to pixels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """A straight map: `low` lands on `start`, `high` on `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value lands, to a tenth of a unit of the drawing."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def day(self, day: date) -> float:
        """Where a day lands, on a scale whose ends are ordinals."""
        return self.at(day.toordinal())


def ticks(low: float, high: float, about: int = 4) -> tuple[float, ...]:
    """Round numbers inside `low`..`high`, about `about` of them; at least one where any round number fits."""
    raw = (high - low) / max(about, 1)
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * s for s in STEPS if size * s >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple(round(i * step, 10) for i in range(first, last + 1))


def extent(
    values: Sequence[float | None], lowest: float | None = None, highest: float | None = None
) -> tuple[float, float]:
    """The range of the values with a little air, kept inside the natural bounds; never of zero width."""
    seen = [value for value in values if value is not None]
    low, high = (min(seen), max(seen)) if seen else (0.0, 1.0)
    air = 0.08 * (high - low) or max(abs(high) * 0.05, 0.5)
    low, high = low - air, high + air
    low = low if lowest is None else max(low, lowest)
    high = high if highest is None else min(high, highest)
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def new_years(first: date, last: date) -> tuple[date, ...]:
    """Every 1 January from `first` to `last`."""
    return tuple(
        date(year, 1, 1) for year in range(first.year, last.year + 1) if first <= date(year, 1, 1) <= last
    )
