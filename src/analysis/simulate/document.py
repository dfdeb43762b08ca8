"""A file of a declared source: which columns it has, its rows in plain values, and how its sender writes them."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from analysis.city.units import get_unit
from analysis.simulate.chance import stream
from analysis.simulate.sheets import Cell, Sheet, write_workbook
from analysis.simulate.spelling import spelled
from analysis.simulate.town import Town
from analysis.simulate.waves import MONTH_NAMES, day_in_words
from analysis.sources.declaration import Column, by_name

Value = str | int | float | bool | date | datetime | None
Row = tuple[Value, ...]
YES, NO = "Ya", "Tidak"
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252")
DELIMITERS = (";", ",", "\t")
DOTS_FROM = 10_000
"""Whole numbers from here on are written with dots by who writes commas; years never are."""


@dataclass(frozen=True)
class Document:
    """Columns as `field` (the sender's own header) or `field:Header`, `:Header` for what no field reads; rows of values.

    Units stand as codes, choices by their declared names, months as their first day; `upper` are headers of a second
    header row above, by column; `above` and `below` are lines around the table.
    """

    source: str
    path: str
    sender: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    above: tuple[tuple[Cell, ...], ...] = ()
    below: tuple[tuple[Cell, ...], ...] = ()
    upper: Mapping[int, str] = field(default_factory=dict[int, str])

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The declared field of each column, "" where there is none."""
        return tuple(column.partition(":")[0] for column in self.columns)

    @property
    def is_csv(self) -> bool:
        """Whether it is written as csv."""
        return self.path.endswith(".csv")

    @property
    def first_row(self) -> int:
        """0-based row of the first data row in its sheet."""
        return len(self.above) + 1 + bool(self.upper)


@dataclass(frozen=True)
class Habits:
    """How a sender writes: typed dates or words, numbers as numbers or with a decimal comma, and its kind of csv."""

    words: bool
    comma: bool
    delimiter: str
    encoding: str


def habits(town: Town, document: Document) -> Habits:
    """A sender's habits, the same in all its files of a source."""
    chance = stream(town.seed, "habits", document.source, document.sender)
    return Habits(
        words=bool(chance.random() < 0.4),
        comma=bool(chance.random() < 0.5) or document.is_csv,
        delimiter=DELIMITERS[int(chance.integers(3))],
        encoding=ENCODINGS[int(chance.integers(3))],
    )


def headers(town: Town, document: Document) -> tuple[str, ...]:
    """The header of each column: the one given, else one of the declared spellings, mostly the first."""
    found: list[str] = []
    declared = by_name()[document.source].columns
    for column in document.columns:
        name, colon, given = column.partition(":")
        if colon:
            found.append(given)
            continue
        names = declared[name].names
        chance = stream(town.seed, "headers", document.source, document.sender, name)
        found.append(names[0] if chance.random() < 0.7 else names[int(chance.integers(len(names)))])
    return tuple(found)


def rendered(town: Town, document: Document) -> Sheet:
    """The sheet as its sender writes it: lines above, the header, rows, lines below."""
    declared = by_name()[document.source]
    habit = habits(town, document)
    columns = [declared.columns.get(name) for name in document.fields]
    units: dict[str, str] = {}

    def written(column: Column | None, value: Value) -> Cell:
        if isinstance(value, str) and column is not None:
            if column.kind == "unit":
                if value not in units:
                    units[value] = spelled(town, get_unit(town.city, value), document.path)
                return units[value]
            if column.kind == "choice":
                return _choice(town, document, column, value)
        if isinstance(value, date) and column is not None and column.kind == "month":
            return f"{MONTH_NAMES[value.month - 1]} {value.year}"
        return _plain(value, habit, typed=not document.is_csv)

    body = [
        tuple(written(column, value) for column, value in zip(columns, row, strict=True))
        for row in document.rows
    ]
    head: list[tuple[Cell, ...]] = [headers(town, document)]
    if document.upper:
        below = tuple(None if at not in document.upper else name for at, name in enumerate(head[0]))
        head = [tuple(document.upper.get(at, name) or None for at, name in enumerate(head[0])), below]
    bold = frozenset(range(len(document.above), len(document.above) + len(head)))
    rows = (*document.above, *head, *body, *document.below)
    return Sheet(declared.sheet, rows, bold_rows=bold)


def _choice(town: Town, document: Document, column: Column, value: str) -> str:
    """A spelling of the choice, the same in all files of a sender."""
    spellings = column.choices[value]
    chance = stream(town.seed, "choice", document.source, document.sender, value)
    return spellings[0] if chance.random() < 0.7 else spellings[int(chance.integers(len(spellings)))]


def _plain(value: Value, habit: Habits, *, typed: bool) -> Cell:
    """A value in the sender's hand; workbooks keep types where the sender does, a csv is all text."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime):
        return value if typed and not habit.words else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        if typed and not habit.words:
            return value
        return day_in_words(value) if habit.words else f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",") if habit.comma else value
    if isinstance(value, int) and habit.comma and value >= DOTS_FROM:
        return f"{value:,}".replace(",", ".")
    return value


def write_document(path: Path, sheet: Sheet, habit: Habits, marker: str) -> None:
    """The sheet as a workbook or as a csv, by the file's name."""
    if path.suffix == ".xlsx":
        write_workbook(path, (sheet,), marker)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO(newline="")
    out = csv.writer(text, delimiter=habit.delimiter, lineterminator="\n")
    width = max((len(row) for row in sheet.rows), default=0)
    for row in sheet.rows:
        out.writerow(["" if cell is None else str(cell) for cell in (*row, *(None,) * (width - len(row)))])
    body = f"# {marker}\n{text.getvalue()}"
    path.write_bytes(body.encode(habit.encoding, errors="replace"))
