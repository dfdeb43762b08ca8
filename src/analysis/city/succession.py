"""Units that were split or merged, from succession.csv: who follows whom, and whether their series may be read as one."""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.city.tables import SUCCESSION, read_table, stop_at_twins


def read_succession(path: Path) -> pl.DataFrame:
    """Predecessor, successor, the successor's first day, and `joins`; one successor joins one predecessor at most."""
    table = read_table(path, SUCCESSION, ("predecessor", "successor", "from_day", "joins"))
    stop_at_twins(path, table, "predecessor", "successor")
    stop_at_twins(path, table.filter(pl.col("joins") == "yes"), "successor")
    return table


def joined(rows: pl.DataFrame, succession: pl.DataFrame, day: str = "date") -> pl.DataFrame:
    """The rows with a flag `joined`, and for each successor that joins its predecessor's rows of the days before it.

    Those rows bear the successor's code and are flagged; the predecessor keeps its own, so that both histories stay. Where
    `joins` is "no" nothing is added: the two are different units. A predecessor's own predecessors come with it.
    """
    own = rows.with_columns(joined=pl.lit(False))
    pairs = succession.filter(pl.col("joins") == "yes").sort("from_day")
    found = own
    for predecessor, successor, begins in pairs.select("predecessor", "successor", "from_day").iter_rows():
        # Sorted by day, so that a predecessor has received its own predecessors' rows by now.
        earlier = found.filter((pl.col("unit") == predecessor) & (pl.col(day) < begins))
        taken = earlier.with_columns(unit=pl.lit(successor, rows.schema["unit"]), joined=pl.lit(True))
        found = pl.concat([found, taken])
    return found.sort("unit", day, maintain_order=True)


def successors(succession: pl.DataFrame, code: str) -> list[tuple[str, date]]:
    """Who follows a unit, each from its first day, the earliest first; none for a unit that lives on."""
    return _pairs(succession.filter(pl.col("predecessor") == code), "successor")


def predecessors(succession: pl.DataFrame, code: str) -> list[tuple[str, date]]:
    """Whom a unit follows, each from the first day of its own, the earliest first."""
    return _pairs(succession.filter(pl.col("successor") == code), "predecessor")


def _pairs(rows: pl.DataFrame, other: str) -> list[tuple[str, date]]:
    return list(rows.sort("from_day", other).select(other, "from_day").iter_rows())
