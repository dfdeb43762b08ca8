"""Which column holds which of the nine survey elements: by label; U8 and U9 never by their number."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.contract import ELEMENTS
from analysis.ingest.cell import Row, cell_problem
from analysis.ingest.cell import Wrong as Reason
from analysis.ingest.words import key, meanings
from analysis.ingest.workbook import Sheet
from analysis.problems import Problem, column_letter

_NUMBERED = re.compile(r"(?:u|unsur)\s*0?([1-9])\b\s*(.*)")
_FEWEST = 5
_DEEPEST_HEADER = 60
_HEADER_ROWS = 3


@dataclass(frozen=True)
class ElementColumns:
    """0-based header row, the column of each element (empty when any is in doubt), and what is wrong."""

    row: int
    columns: Mapping[str, int]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Head:
    column: int
    number: int | None
    label: str
    element: str | None


def element_row(sheet: Sheet) -> int | None:
    """The first row in which at least five cells name elements; None when there is none."""
    for at, row in enumerate(sheet.rows[:_DEEPEST_HEADER]):
        if len(_heads(row)) >= _FEWEST:
            return at
    return None


def find_elements(file: str, sheet: Sheet) -> ElementColumns | None:
    """The element columns of a sheet, or None when it has no element header.

    A bare U8 or U9 is known only when the other of the two bears a label; two bare ones are a problem, because
    many templates swap them. A merged header cell hides the columns behind it.
    """
    at = element_row(sheet)
    if at is None:
        return None
    merged = merged_header(file, sheet, at)
    heads = _heads(sheet.rows[at])
    named = _by_label(heads)
    wrong = _doubts(heads, named)
    places: dict[str, list[int]] = {}
    for head, element in named.items():
        places.setdefault(element, []).append(head.column)
    for element, columns in places.items():
        wrong += [(column, Reason("element-twice", {"element": element.upper()})) for column in columns[1:]]
    problems = merged + [cell_problem(file, sheet.name, at, column, reason) for column, reason in wrong]
    if not problems:
        missing = [element for element in ELEMENTS if element not in places]
        problems = [_missing(file, sheet.name, at, element) for element in missing]
    found = {} if problems else {element: columns[0] for element, columns in places.items()}
    return ElementColumns(at, found, tuple(problems))


def number_column(sheet: Sheet, header: int, headers: str) -> int | None:
    """The column of the respondent's number, by its title in the element row or in the two rows above it."""
    known = meanings("columns", headers)
    for at in range(header, max(header - _HEADER_ROWS, -1), -1):
        for column, cell in enumerate(sheet.rows[at]):
            if isinstance(cell, str) and known.get(key(cell)) == "number":
                return column
    return None


def merged_header(file: str, sheet: Sheet, at: int) -> list[Problem]:
    """A problem for each merged cell of a header row that covers more than one column."""
    return [
        Problem(
            "merged-header",
            file,
            sheet.name,
            cell=f"{column_letter(area.left)}{area.top + 1}:{column_letter(area.right)}{area.bottom + 1}",
            row=at + 1,
            values={
                "hidden": ", ".join(column_letter(column) for column in range(area.left + 1, area.right + 1))
            },
        )
        for area in sheet.merged
        if area.top <= at <= area.bottom and area.right > area.left
    ]


def _heads(row: Row) -> list[_Head]:
    found: list[_Head] = []
    labels = meanings("elements", "label")
    for column, cell in enumerate(row):
        if not isinstance(cell, str):
            continue
        text = key(cell)
        match = _NUMBERED.fullmatch(text)
        label = match[2] if match else text
        if match or label in labels:
            found.append(_Head(column, int(match[1]) if match else None, label, labels.get(label)))
    return found


def _by_label(heads: Sequence[_Head]) -> dict[_Head, str]:
    """Elements by label, U1-U7 by number where the label says nothing, and the one of U8/U9 that is left."""
    named = {head: head.element for head in heads if head.element}
    for head in heads:
        if head not in named and head.number in range(1, 8):
            named[head] = f"u{head.number}"
    bare = [head for head in heads if head not in named and not head.label]
    left = {"u8", "u9"} - set(named.values())
    if len(bare) == 1 and len(left) == 1:
        named[bare[0]] = left.pop()
    return named


def _doubts(heads: Sequence[_Head], named: Mapping[_Head, str]) -> list[tuple[int, Reason]]:
    """Columns numbered U8 or U9 that no label tells apart."""
    return [
        (
            head.column,
            Reason("element-label-unknown" if head.label else "element-unlabelled", {"n": str(head.number)}),
        )
        for head in heads
        if head not in named
    ]


def _missing(file: str, sheet: str, at: int, element: str) -> Problem:
    values = {"element": element.upper(), "label": _LABELS[element]}
    return Problem("element-missing", file, sheet, row=at + 1, values=values)


_LABELS = {
    "u1": "Persyaratan",
    "u2": "Sistem, Mekanisme, dan Prosedur",
    "u3": "Waktu Penyelesaian",
    "u4": "Biaya/Tarif",
    "u5": "Produk Spesifikasi Jenis Pelayanan",
    "u6": "Kompetensi Pelaksana",
    "u7": "Perilaku Pelaksana",
    "u8": "Penanganan Pengaduan, Saran, dan Masukan",
    "u9": "Sarana dan Prasarana",
}
"""The official labels of PermenPANRB 14/2017, to be written in a header that lacks one."""
