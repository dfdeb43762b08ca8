"""Where the table of a declared source stands in a sheet: its header of one or two rows, and its layout."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from analysis.ingest.cell import Cell, Row, Wrong, cell_at, cell_problem, is_missing, plain_text
from analysis.ingest.words import key
from analysis.problems import Problem
from analysis.sources.declaration import Layout, Source, by_name

_DEEPEST_HEADER = 30
_FEWEST = 2
_YEAR = re.compile(r"(?:^|\D)(20\d\d)(?:\D|$)")


@dataclass(frozen=True)
class Place:
    """A table found: 0-based last header row, the columns of its fields, years of a wide table, and its layout.

    `above` are fields whose value stands once, beside a label above the table: place and value.
    """

    row: int
    width: int
    columns: Mapping[str, int]
    twice: tuple[tuple[int, str], ...]
    years: Mapping[int, int]
    layout: str
    above: Mapping[str, tuple[int, int, Cell]] = field(default_factory=dict[str, tuple[int, int, Cell]])
    lacking: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()

    @property
    def read(self) -> frozenset[int]:
        """The columns that are read; those of dropped fields are not."""
        return frozenset(at for name, at in self.columns.items() if name not in self.dropped)

    @property
    def complete(self) -> bool:
        """Whether every column by which the layout is known stands there."""
        return not self.lacking


@cache
def spellings(source_name: str) -> Mapping[str, str]:
    """Fields of a source by header spelling; a spelling of two fields is an error of the declaration."""
    found: dict[str, str] = {}
    for name, column in by_name()[source_name].columns.items():
        for spelling in column.names:
            if found.setdefault(key(spelling), name) != name:
                raise ValueError(
                    f"{source_name}.toml: {spelling!r} stands under {found[key(spelling)]} and {name}"
                )
    return found


def find_place(rows: Sequence[Row], source: Source, suffix: str) -> Place | None:
    """The best table of the upper rows: the layout whose columns are all there, else the one that comes nearest."""
    best: tuple[tuple[bool, int, int], Place] | None = None
    hits = [_hits(row, source) for row in rows[: _DEEPEST_HEADER + 1]]
    for at in range(min(len(rows), _DEEPEST_HEADER)):
        for last in (at, at + 1):
            if not any(hits[at : last + 1]):
                continue
            columns, twice = _named(rows, at, last, source)
            if len(columns) < _FEWEST:
                continue
            for name, layout in source.layouts.items():
                if not layout.generic or suffix not in layout.suffixes:
                    continue
                place = _place(rows, at, last, columns, twice, source, name, layout)
                score = (place.complete, len(place.columns) - len(place.lacking), at - last)
                if best is None or score > best[0]:
                    best = score, place
    return None if best is None else best[1]


def _hits(row: Row, source: Source) -> bool:
    """Whether a cell of the row names a field by itself: rows without such a cell are no header of one or two rows."""
    known = spellings(source.name)
    return any(isinstance(cell, str) and key(cell) in known for cell in row)


def _named(
    rows: Sequence[Row], upper: int, lower: int, source: Source
) -> tuple[dict[str, int], tuple[tuple[int, str], ...]]:
    """Fields by column of a header row, or of two: a cell below names its column alone or with the cell above."""
    known = spellings(source.name)
    if lower >= len(rows):
        return {}, ()
    columns: dict[str, int] = {}
    twice: list[tuple[int, str]] = []
    spanning = ""
    for at in range(max(len(rows[upper]), len(rows[lower]))):
        top, bottom = _words(cell_at(rows[upper], at)), _words(cell_at(rows[lower], at))
        if lower == upper:
            candidates = [top]
        else:
            spanning = top or (spanning if bottom else "")
            candidates = [f"{spanning} {bottom}", f"{bottom} {spanning}", bottom, "" if bottom else top]
        name = next((known[one] for one in map(key, candidates) if one in known), None)
        if name is None:
            continue
        if name not in columns:
            columns[name] = at
        elif source.columns[name].kind != "dropped":
            twice.append((at, name))
    return columns, tuple(twice)


def _place(
    rows: Sequence[Row],
    upper: int,
    lower: int,
    columns: dict[str, int],
    twice: tuple[tuple[int, str], ...],
    source: Source,
    name: str,
    layout: Layout,
) -> Place:
    above = _above(rows, upper, source, columns)
    years = _years(rows[lower]) if layout.wide else {}
    lacking = tuple(sorted(set(layout.known_by) - set(columns) - set(above)))
    if layout.wide and not years:
        lacking = (*lacking, layout.wide)
    width = max(len(rows[upper]), len(rows[lower]))
    dropped = frozenset(name for name, column in source.columns.items() if column.kind == "dropped")
    return Place(lower, width, columns, twice, years, name, above, lacking, dropped)


def _above(
    rows: Sequence[Row], header: int, source: Source, columns: Mapping[str, int]
) -> dict[str, tuple[int, int, Cell]]:
    """Fields that a label above the table gives once: "Bulan : Mei 2025", or the value in the next filled cell."""
    known = spellings(source.name)
    found: dict[str, tuple[int, int, Cell]] = {}
    for at, row in enumerate(rows[:header]):
        for column, cell in enumerate(row):
            if not isinstance(cell, str):
                continue
            label, colon, rest = cell.partition(":")
            name = known.get(key(label))
            if name is None or name in columns or name in found or source.columns[name].kind == "dropped":
                continue
            if colon and rest.strip():
                found[name] = at, column, rest.strip()
                continue
            for place in range(column + 1, len(row)):
                value = row[place]
                bare = value.strip().removeprefix(":").strip() if isinstance(value, str) else value
                if not is_missing(bare):
                    found[name] = at, place, bare
                    break
    return found


def _years(row: Row) -> dict[int, int]:
    """Columns whose header holds a year ("2024", "Nilai 2025"), with the year."""
    found: dict[int, int] = {}
    for column, cell in enumerate(row):
        match = _YEAR.search(plain_text(cell))
        if match:
            found[column] = int(match[1])
    return found


def header_problems(file: str, sheet: str | None, place: Place, source: Source) -> list[Problem]:
    """What a header lacks or has twice, each with the column's usual name."""
    layout = source.layouts[place.layout]
    problems = [
        cell_problem(
            file, sheet, place.row, at, Wrong("column-twice", {"column": source.columns[name].names[0]})
        )
        for at, name in place.twice
    ]
    needed = {*source.required, *layout.known_by} - set(layout.lacks) - set(place.columns) - set(place.above)
    for name in source.columns:
        if name in needed or (name in place.lacking and not place.years):
            values = {"column": source.columns[name].names[0]}
            problems.append(Problem("column-missing", file, sheet, row=place.row + 1, values=values))
    return problems


def _words(cell: Cell) -> str:
    return "" if cell is None or isinstance(cell, Wrong) else plain_text(cell)
