"""What a stored calibration says of each method in each cell, and in the cells that a city's own series is nearest to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.calibration.results import Results
from analysis.calibration.row import Row

OURS = "ours"
"""The package's own interval, as it judges a city."""

Cells = Mapping[str, Mapping[tuple[int, int, float], Row]]
"""Coverage by method, and by months before, harmonic pairs and correlation."""


@dataclass(frozen=True)
class Measured:
    """Of intervals of 95 %, the share that held the truth: mean, least and most over the correlations measured.

    `before`, `pairs`: the cells; `n`: the made series behind each share, the fewest of them.
    """

    mean: float
    least: float
    most: float
    before: int
    pairs: int
    n: int


def cells(results: Results) -> Cells:
    """Every cell with a coverage, methods in the order of the run, the package's own first."""
    found: dict[str, dict[tuple[int, int, float], Row]] = {OURS: {}}
    for name, row in _rows(results):
        at = int(row.values["before"]), int(row.values["pairs"]), float(row.values["rho"])
        found.setdefault(name, {})[at] = row
    return found


def _rows(results: Results) -> Iterator[tuple[str, Row]]:
    for row in results.rows:
        if row.figure != "coverage" or row.truth != "constant" or row.reached is None:
            continue
        if row.chapter == "cells" and row.values["who"] == "city":
            yield OURS, row
        elif row.chapter == "comparisons":
            yield str(row.values["method"]), row


def nearest(found: Cells, method: str, before: int, pairs: int) -> Measured | None:
    """The method's coverage with as many harmonic pairs, where months before differ least; None where no cell has them."""
    mine = {at: row for at, row in found.get(method, {}).items() if at[1] == pairs}
    if not mine:
        return None
    months = min((at[0] for at in mine), key=lambda each: (abs(each - before), each))
    rows = [row for at, row in mine.items() if at[0] == months]
    shares = [row.reached for row in rows if row.reached is not None]
    mean = sum(shares) / len(shares)
    return Measured(mean, min(shares), max(shares), months, pairs, min(row.n for row in rows))
