"""Retreat editions, from retreats.csv."""

from dataclasses import dataclass
from datetime import date

import polars as pl


@dataclass(frozen=True)
class Retreat:
    """One edition: when it was announced, held (both days included) and where."""

    edition: int
    title: str
    announced: date
    first_day: date
    last_day: date
    place: str
    note_id: str | None
    note_en: str | None
    source: str
    confidence: str


def retreats_of(table: pl.DataFrame) -> tuple[Retreat, ...]:
    """Every edition, the earliest first."""
    return tuple(Retreat(**row) for row in table.sort("first_day").iter_rows(named=True))
