"""Declared corrections: cells mended before anything is read from them; the raw file stays as it came."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis.ingest.cell import Cell, Row, cell_at, plain_text
from analysis.problems import Problem, RetretError

Written = str | int | float | datetime | date | time
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


class Correction(BaseModel):
    """One mended cell: what stands there, what should, why, and who says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    file: str = Field(min_length=1)
    sheet: str | None = None
    cell: str = Field(pattern=r"^[A-Z]{1,3}[1-9]\d{0,6}$")
    old: Written
    new: Written
    reason: str = Field(min_length=1)
    who: str = Field(min_length=1)
    date: date


@dataclass(frozen=True)
class Mended:
    """Rows with their corrections made, and the corrections that did not fit."""

    sheets: dict[str, list[Row]]
    problems: tuple[Problem, ...]


def read_corrections(path: Path) -> Mapping[str, tuple[Correction, ...]]:
    """Corrections by file; none when there is no such list. A broken list stops the run with its entry named."""
    if not path.is_file():
        return {}
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("correction", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise RetretError("corrections-not-toml", exit_code=1, file=path.name, why=str(fault)) from fault
    found: dict[str, list[Correction]] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            one = Correction.model_validate(entry)
        except ValidationError as fault:
            keys = ", ".join(sorted({str(error["loc"][0]) for error in fault.errors() if error["loc"]}))
            raise RetretError(
                "corrections-entry", exit_code=1, file=path.name, entry=str(number), keys=keys
            ) from None
        found.setdefault(one.file, []).append(one)
    return {file: tuple(ones) for file, ones in found.items()}


def mend(file: str, sheets: Mapping[str, Sequence[Row]], corrections: Sequence[Correction]) -> Mended:
    """The sheets with every correction made whose cell still reads `old`; any other is a problem at its cell.

    A correction without a sheet belongs to the one sheet whose cell reads `old`.
    """
    mended = {name: list(rows) for name, rows in sheets.items()}
    problems: list[Problem] = []
    for one in corrections:
        row, column = _place(one.cell)
        fitting = [
            name
            for name, rows in mended.items()
            if one.sheet in (None, name) and row < len(rows) and _reads(cell_at(rows[row], column), one.old)
        ]
        if len(fitting) != 1:
            code = "correction-does-not-fit" if not fitting else "correction-of-many-sheets"
            problems.append(Problem(code, file, one.sheet, cell=one.cell, row=row + 1))
            continue
        line = list(mended[fitting[0]][row])
        line.extend([None] * (column + 1 - len(line)))
        line[column] = _cell(one.new)
        mended[fitting[0]][row] = line
    return Mended(mended, tuple(problems))


def _place(cell: str) -> tuple[int, int]:
    """0-based row and column of an address."""
    match = _ADDRESS.fullmatch(cell)
    letters, digits = (match[1], match[2]) if match else ("A", "1")
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return int(digits) - 1, column - 1


def _reads(cell: Cell, old: Written) -> bool:
    """Whether the cell holds what the correction says it does."""
    if isinstance(cell, float) and isinstance(old, (int, float)):
        return cell == old
    return plain_text(cell).strip() == plain_text(_cell(old)).strip()


def _cell(value: Written) -> Cell:
    if isinstance(value, (int, float)):
        return float(value)
    return value or None if isinstance(value, str) else value
