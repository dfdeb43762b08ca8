"""What the public edition withholds besides: small counts of people, heads by name, and totals that would give them away."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from analysis.disclosure import FEWEST_PUBLIC, HIDDEN
from analysis.indicators.compute import too_few
from analysis.indicators.definition import Indicator

Members = Mapping[str, Sequence[str]]
Period = tuple[date, str]
"""The first day of what a total is over (the quarter of a wave), and the instrument."""

TINY = 1e-9


class Told(NamedTuple):
    """One row of a period: of a unit or of a total, where it stands in the series, and whether it is withheld anyway."""

    unit: str
    base: float
    is_unit: bool
    secret: bool
    at: int


@dataclass
class Cell:
    """One unit's part in the totals of one period: how much it weighs, and whether readers are told its value."""

    base: float
    told: bool


Hiding = Callable[[pl.DataFrame, Members, str, Indicator], Sequence[int]]
"""From one indicator's rows, groups by slug and the whole city to the places of rows that are hidden: `hidden_rows`, or what
remembers it."""


def hidden_rows(rows: pl.DataFrame, members: Members, whole: str, one: Indicator) -> Sequence[int]:
    """The places of one indicator's rows that are hidden."""
    totals = {
        **members,
        whole: [code for code in rows.get_column("unit").unique() if code not in members and code != whole],
    }
    of_units = ~pl.col("unit").is_in(list(totals))
    alone = pl.lit(one.about_head) | (pl.col("people") < FEWEST_PUBLIC).fill_null(value=False)
    taking_part = ~too_few(one) if one.people else pl.lit(True)
    start = pl.col("date").dt.truncate("1q") if one.in_waves else pl.col("first_day")
    told = rows.with_row_index("at").with_columns(
        is_unit=of_units,
        taking_part=taking_part,
        secret=(pl.col("status") == "withheld") | (of_units & alone),
        start=pl.when(of_units).then(start).otherwise(pl.col("first_day")),
        kind=pl.lit("") if one.in_waves else pl.col("segment").fill_null(""),
    )
    found = told.filter(of_units & alone & (pl.col("status") != "withheld")).get_column("at").to_list()
    for period in _periods(told.filter(~pl.col("is_unit") | pl.col("taking_part"))):
        found += _complement(period, totals, whole)
    return found


def with_kept_back(
    series: pl.DataFrame,
    members: Members,
    whole: str,
    indicators: Sequence[Indicator],
    hiding: Hiding = hidden_rows,
) -> pl.DataFrame:
    """The series with a flag `hidden`: withheld in the public edition though leaders see it.

    Hidden are values of fewer than ten people, what a unit's head alone did, and then so many totals of groups (`members`
    by slug; never those of the `whole` city) that no withheld value is determined by what is left; where no total is left
    to withhold, the smallest unit beside it. A period's total stands for what takes part in it.
    """
    parts = {
        key: rows
        for (key,), rows in series.with_row_index("at").partition_by("indicator", as_dict=True).items()
    }
    hidden = np.zeros(series.height, dtype=bool)
    for one in indicators:
        if one.code in parts:
            rows = parts[one.code]
            found = hiding(rows.drop("at"), members, whole, one)
            hidden[rows.get_column("at").to_numpy()[list(found)]] = True
    return series.with_columns(pl.Series(HIDDEN, hidden))


def _periods(rows: pl.DataFrame) -> Iterable[Sequence[Told]]:
    """The rows of each period in which something is secret; where nothing is, nothing can be derived."""
    derivable = rows.filter((pl.col("is_unit") & pl.col("secret")).any().over("start", "kind"))
    found: dict[Period, list[Told]] = {}
    for start, kind, *row in derivable.select("start", "kind", *Told._fields).iter_rows():
        found.setdefault((start, kind), []).append(Told(*row))
    return found.values()


def _complement(period: Sequence[Told], members: Members, whole: str) -> list[int]:
    """The rows of totals, and where those do not suffice of units, that are hidden in one period."""
    cells: dict[str, Cell] = {}
    for row in period:
        if row.is_unit:
            before = cells.get(row.unit)
            base = row.base + (before.base if before else 0)
            cells[row.unit] = Cell(base, (not row.secret) and (before is None or before.told))
    shown = [row.unit for row in period if not row.is_unit and not row.secret]
    open_totals = [code for code in shown if code in members]
    groups = {code: of for code, of in members.items() if code != whole}
    more: list[str] = []
    while given := determined(cells, members, open_totals):
        choice = _smallest_total(given, cells, groups, [code for code in open_totals if code != whole])
        if choice is not None:
            open_totals.remove(choice)
        else:
            choice = _smallest_beside(given, cells, groups)
            if choice is None:
                open_totals.remove(whole)
                choice = whole
            else:
                cells[choice].told = False
        more.append(choice)
    return [row.at for row in period if row.unit in more and not row.secret]


def determined(cells: Mapping[str, Cell], members: Members, open_totals: Sequence[str]) -> list[str]:
    """The secret units whose values follow from the totals told: those at which no vector of the null space moves."""
    secret = [code for code, cell in cells.items() if not cell.told]
    at = {code: place for place, code in enumerate(secret)}
    table = np.zeros((len(open_totals), len(secret)))
    for row, total in enumerate(open_totals):
        table[row, [at[code] for code in members[total] if code in at]] = 1
    if not table.any():
        return []
    _, sizes, rows = np.linalg.svd(table, full_matrices=False)
    spanned = rows[sizes > TINY]
    # A unit's own direction lies in the span of the totals exactly when its projection on it has length one.
    return [code for code, length in zip(secret, (spanned**2).sum(axis=0), strict=True) if length > 1 - TINY]


def _smallest_total(
    given: Sequence[str], cells: Mapping[str, Cell], members: Members, open_totals: Sequence[str]
) -> str | None:
    """The total of a group with a unit that is given away in which the fewest take part; any other where none has one."""
    near = [code for code in open_totals if set(given) & set(members[code])] or list(open_totals)
    return min(near, key=lambda code: (sum(one in cells for one in members[code]), code), default=None)


def _smallest_beside(given: Sequence[str], cells: Mapping[str, Cell], members: Members) -> str | None:
    """The smallest unit that is told, of the groups of what is given away where there is one."""
    near = {one for code in members if set(given) & set(members[code]) for one in members[code]}
    told = [code for code, cell in cells.items() if cell.told]
    beside = [code for code in told if code in near] or told
    return min(beside, key=lambda code: (cells[code].base, code), default=None)
