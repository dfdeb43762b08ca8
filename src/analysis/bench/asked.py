"""What a run of the bench is asked: where, how much of everything, how often, and who watches."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analysis.paths import Root

Step = Callable[[int, int], None]
"""Called with runs done and runs in all."""

ROUNDS, UNITS, ROWS = 3, 115, 10_000_000
SIZES = (10, 50, 115, 500, 2000)
"""Numbers of units whose notebooks are run to see how the work grows."""

CITIES = (50, 115, 500)
"""Sizes of simulated cities that are built whole to see how the work grows."""


@dataclass(frozen=True)
class Asked:
    """How much to measure. `city`: units of the simulated city that is built, None for the city as it is."""

    root: Root
    checkout: Path
    units: int = UNITS
    rounds: int = ROUNDS
    rows: int = ROWS
    sizes: tuple[int, ...] = SIZES
    cities: tuple[int, ...] = CITIES
    city: int | None = None

    def numbers(self) -> dict[str, int]:
        """What was asked in numbers, for the record."""
        own = {"units": self.units, "rounds": self.rounds, "rows": self.rows, "largest": max(self.sizes)}
        return own | ({} if self.city is None else {"city": self.city})


def quick(root: Root, checkout: Path) -> Asked:
    """Everything once and small: to see that all of it runs, for the figures say little."""
    return Asked(root, checkout, 4, 1, 200_000, (4, 8, 16), (6, 12), 12)


def silent(done: int, total: int) -> None:
    """Nobody watches."""
