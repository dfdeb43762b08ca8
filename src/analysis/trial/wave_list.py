"""The published list: waves.csv, read back with every reason why it may not be the list that was drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import polars as pl

from analysis.effects.noise import Index
from analysis.effects.period import kind_of, ordinal, period_text
from analysis.ingest.cell import Wrong
from analysis.ingest.csv_text import read_records
from analysis.problems import RetretError
from analysis.trial.assignment import Cluster, draw, listed
from analysis.trial.design import Design

COLUMNS = ("unit", "wave", "treated_from", "cluster", "stratum", "seed", "hold_out_percent")


@dataclass(frozen=True)
class WaveList:
    """A list as it was drawn: clusters and their arms, the design, the seed, and the first treated month (an ordinal)."""

    clusters: tuple[Cluster, ...]
    arms: Index
    design: Design
    seed: int
    first: int

    @property
    def dates(self) -> tuple[str, ...]:
        """The first treated month of each wave."""
        return tuple(
            period_text(self.first + k * self.design.apart, "month") for k in range(self.design.waves)
        )

    def rows(self) -> pl.DataFrame:
        """The list in the columns of waves.csv."""
        return listed(self.clusters, self.arms, self.dates).with_columns(
            seed=pl.lit(self.seed), hold_out_percent=pl.lit(round(100 * self.design.hold_out))
        )


def drawn(found: Sequence[Cluster], design: Design, seed: int, first: int) -> WaveList:
    """The list of a seed; `first`: the first month that the first wave is treated in whole, an ordinal."""
    return WaveList(tuple(found), draw(found, design, seed), design, seed, first)


def read_list(path: Path) -> WaveList:
    """The list in waves.csv; one that its own seed does not draw again is an error, so a changed list is found."""
    rows = _rows(path)
    seed, percent = (_one(rows, name, path) for name in ("seed", "hold_out_percent"))
    twins = rows.filter(pl.col("unit").is_null() | pl.col("unit").is_duplicated())
    if twins.height:
        raise RetretError("next-year-list-twin", 1, file=path.name, unit=str(twins["unit"][0] or ""))
    dates = sorted(set(_months(rows, path)))
    waves = rows["wave"].drop_nulls().unique().len()
    steps = {late - early for early, late in pairwise(dates)}
    if not dates or len(dates) != waves or len(steps) > 1:
        raise RetretError("next-year-list-dates", 1, file=path.name)
    design = Design(waves, steps.pop() if steps else 0, percent / 100)
    made = drawn(_clusters(rows), design, seed, dates[0])
    given = rows.select("unit", "wave", "treated_from")
    again = made.rows().select("unit", pl.col("wave").cast(pl.String), "treated_from")
    changed = given.join(again, on=given.columns, how="anti", nulls_equal=True)
    if changed.height:
        raise RetretError(
            "next-year-list-changed", 1, file=path.name, unit=changed["unit"][0], seed=str(seed)
        )
    return made


def _rows(path: Path) -> pl.DataFrame:
    """The rows of the file as text, empty cells as nothing; without all of its columns it is no list."""
    if not path.is_file():
        raise RetretError("panel-no-file", 1, file=str(path))
    records = read_records(path.read_bytes())
    lines = (
        []
        if isinstance(records, Wrong)
        else [[str(cell or "").strip() for cell in row] for row in records.rows]
    )
    lines = [line for line in lines if any(line)]
    head = lines[0] if lines else []
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        raise RetretError("next-year-list-columns", 1, file=path.name, missing=", ".join(missing))
    columns = {
        name: [(line[at : at + 1] or [""])[0] or None for line in lines[1:]] for at, name in enumerate(head)
    }
    return pl.DataFrame({name: columns[name] for name in COLUMNS}, schema=dict.fromkeys(COLUMNS, pl.String))


def _one(rows: pl.DataFrame, name: str, path: Path) -> int:
    """The one whole number that a column holds."""
    values = rows[name].unique().to_list()
    if len(values) != 1 or not str(values[0] or "").isdecimal():
        raise RetretError("next-year-list-one", 1, file=path.name, column=name)
    return int(values[0])


def _months(rows: pl.DataFrame, path: Path) -> list[int]:
    written = rows["treated_from"].drop_nulls().to_list()
    for value in written:
        if kind_of(value) != "month":
            raise RetretError("next-year-month", 1, key=f"{path.name} treated_from", value=value)
    return [ordinal(value, "month") for value in written]


def _clusters(rows: pl.DataFrame) -> tuple[Cluster, ...]:
    grouped = rows.group_by("cluster", maintain_order=True).agg(pl.col("stratum").first(), pl.col("unit"))
    return tuple(Cluster(code, code, stratum, tuple(units)) for code, stratum, units in grouped.iter_rows())
