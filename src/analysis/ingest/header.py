"""The header row of a table and the column of each field, by the headers that agencies really write."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from analysis.ingest.cell import Row, Wrong, cell_problem
from analysis.ingest.words import key, meanings, title
from analysis.problems import Problem

_DEEPEST_HEADER = 30


@dataclass(frozen=True)
class Header:
    """0-based header row and the column of each field found; `problems` say what is missing or stands twice."""

    row: int
    columns: Mapping[str, int]
    problems: tuple[Problem, ...]


def header_row(rows: Sequence[Row], headers: str, fewest: int) -> int | None:
    """The first of the upper rows in which so many fields of a table of columns.toml are named."""
    known = meanings("columns", headers)
    for at, row in enumerate(rows[:_DEEPEST_HEADER]):
        if len({known[key(cell)] for cell in row if isinstance(cell, str) and key(cell) in known}) >= fewest:
            return at
    return None


def read_header(
    file: str, sheet: str | None, rows: Sequence[Row], at: int, headers: str, required: Collection[str]
) -> Header:
    """The columns of the fields in a header row; a required field must stand there once."""
    known = meanings("columns", headers)
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    for column, cell in enumerate(rows[at]):
        field = known.get(key(cell)) if isinstance(cell, str) else None
        if field is None:
            continue
        if field in columns:
            wrong = Wrong("column-twice", {"column": title("columns", headers, field)})
            problems.append(cell_problem(file, sheet, at, column, wrong))
        else:
            columns[field] = column
    for field in required:
        if field not in columns:
            values = {"column": title("columns", headers, field)}
            problems.append(Problem("column-missing", file, sheet, row=at + 1, values=values))
    return Header(at, columns, tuple(problems))
