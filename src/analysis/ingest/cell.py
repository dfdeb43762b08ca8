"""One cell as it stands: its value, a fault in its place, its address, and what of it may be shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from analysis.problems import Problem, Severity, column_letter


@dataclass(frozen=True)
class Wrong:
    """Why a cell cannot be read: a message code and its values. It is a value, never an exception."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict[str, str])


Value = str | float | date | datetime | time | timedelta
Cell = Value | Wrong | None
"""Text differs from number ("1.200" is not 1.2); an empty cell is None; a cell that the workbook itself marks
as broken (#REF!, a formula never calculated) is a Wrong."""

Row = Sequence[Cell]

_LONGEST_SHOWN = 12
_LONG_DIGITS = re.compile(r"\d{8,}")
_DIGIT_LIKE = re.compile(r"[\d.,:/\-+%]")
_DASHES = frozenset({"-", "--", "–", "—", ".", "n/a", "na"})


def cell_at(row: Row, column: int) -> Cell:
    """The cell of a row, empty where the row is shorter."""
    return row[column] if 0 <= column < len(row) else None


def is_missing(cell: Cell) -> bool:
    """True of an empty cell, blanks, and the dashes that offices write for "nothing"."""
    return cell is None or (
        isinstance(cell, str) and (not cell.strip() or cell.strip().casefold() in _DASHES)
    )


def plain_text(cell: Cell) -> str:
    """The cell as a correction would quote it: 3 for 3.0, ISO for dates, the text itself for text."""
    if cell is None:
        return ""
    if isinstance(cell, Wrong):
        return cell.values.get("written", "")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def shown(cell: Cell) -> str:
    """What a message may quote: short, mostly digits, never eight digits in a row; anything else is "…".

    Columns slip, so a name, an employee number or a free text can stand in any cell.
    """
    text = plain_text(cell).strip()
    digits = len(_DIGIT_LIKE.findall(text))
    if not text or len(text) > _LONGEST_SHOWN or 2 * digits < len(text) or _LONG_DIGITS.search(text):
        return "…"
    return text


def address(row: int, column: int) -> str:
    """The spreadsheet address of 0-based row and column: (13, 3) is D14."""
    return f"{column_letter(column)}{row + 1}"


def cell_problem(
    file: str, sheet: str | None, row: int, column: int, wrong: Wrong, severity: Severity = "error"
) -> Problem:
    """A problem placed at a cell given by 0-based row and column."""
    return Problem(
        wrong.code,
        file,
        sheet,
        cell=address(row, column),
        row=row + 1,
        values=wrong.values,
        severity=severity,
    )
