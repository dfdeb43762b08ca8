"""Values that stand beside a label, in the next cell or after a colon: who was surveyed, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.ingest.cell import Cell, Row, is_missing
from analysis.ingest.words import key, meanings
from analysis.ingest.workbook import Sheet


@dataclass(frozen=True)
class Labelled:
    """A value with its label and its place (0-based)."""

    sheet: str
    row: int
    column: int
    label: str
    value: Cell


def find_labels(sheets: Iterable[tuple[Sheet, int]]) -> Mapping[str, Labelled]:
    """The first filled value of each label in the first rows of each sheet (sheet, number of rows).

    A label whose value is empty is kept only when no other one of its meaning has a value.
    """
    found: dict[str, Labelled] = {}
    known = meanings("columns", "label")
    for sheet, depth in sheets:
        for at, row in enumerate(sheet.rows[:depth]):
            for column, cell in enumerate(row):
                if not isinstance(cell, str):
                    continue
                label, colon, rest = cell.partition(":")
                meaning = known.get(key(label))
                if meaning is None:
                    continue
                one = _value(sheet.name, at, column, label, rest if colon else "", row)
                if meaning not in found or is_missing(found[meaning].value):
                    found[meaning] = one
    return found


def _value(sheet: str, at: int, column: int, label: str, rest: str, row: Row) -> Labelled:
    """What follows the label: the rest of its cell, else the next filled cell that is not a colon."""
    if rest.strip():
        return Labelled(sheet, at, column, label.strip(), rest.strip())
    for place in range(column + 1, len(row)):
        cell = row[place]
        if isinstance(cell, str):
            cell = cell.strip().removeprefix(":").strip()
        if cell is not None and cell != "":
            return Labelled(sheet, at, place, label.strip(), cell)
    return Labelled(sheet, at, column + 1, label.strip(), None)
