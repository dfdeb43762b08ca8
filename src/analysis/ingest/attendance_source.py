"""A csv of employee-days in batches of coded cells: each column's distinct texts once, each row as numbers."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path

import polars as pl

from analysis.ingest.attendance_cells import FIELDS
from analysis.ingest.attendance_rows import Placed
from analysis.ingest.cell import Row
from analysis.ingest.csv_text import NOT_TEXT, SIMULATED_LINE, decode, delimiter_of

OVER = "over"
"""The column behind the last one of the header: filled where a row is longer than it."""

_HEAD = 64 * 2**10
_BATCH = 200_000


@dataclass(frozen=True)
class Head:
    """The first records of a csv, as `csv_text.read_records` gives them, and how the file is written.

    `plain` says that each line is a record, as far as the head shows.
    """

    rows: list[Row]
    simulated: bool
    delimiter: str
    plain: bool


@dataclass(frozen=True)
class Source:
    """Batches of a csv's rows below the header: a column of codes (0: empty) a field, and OVER. `first` is the first row's
    0-based place in the sheet; `rows` gives whole rows of text by place. `tables` hold each field's code table, in
    which 0 is the empty text: polars forgets a table, and its codes, when the last series of it is gone."""

    first: int
    tables: Mapping[str, pl.Series]
    batches: Callable[[], Iterator[pl.DataFrame]]
    rows: Callable[[Sequence[int]], list[Placed]]


def read_head(path: Path) -> Head | None:
    """The head of a csv; None where it is no text, which the reader of the whole says in its own words."""
    with path.open("rb") as file:
        content = file.read(_HEAD)
    if len(content) == _HEAD:
        content = content[: content.rfind(b"\n") + 1]
    if content.startswith(NOT_TEXT) or b"\0" in content or not content.strip():
        return None
    text = decode(content)
    if text is None:
        return None
    mark = delimiter_of(text)
    rows: list[Row] = [
        [cell or None for cell in row] for row in csv.reader(StringIO(text, newline=""), delimiter=mark)
    ]
    first = rows[0][0] if rows[0] else None
    simulated = isinstance(first, str) and first.startswith(SIMULATED_LINE)
    plain = '"' not in text and "\r" not in text.replace("\r\n", "\n")
    return Head([[], *rows[1:]] if simulated else rows, simulated, mark, plain)


def plain_source(path: Path, head: Head, header: int, columns: Mapping[str, int]) -> Source:
    """Batches by polars' own reader: for files in UTF-8 without quotation marks, all others raise or read wrong."""
    width = len(head.rows[header])
    tables = _tables(columns)
    dtypes = {field: table.dtype for field, table in tables.items()}
    named = {columns[field]: field for field in dtypes}
    names = [named.get(column, f"column {column}") for column in range(width)]

    def scan(schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.LazyFrame:
        return pl.scan_csv(
            path,
            separator=head.delimiter,
            has_header=False,
            skip_lines=header + 1,
            quote_char=None,
            schema=dict(schema),
            missing_columns="insert",
            extra_columns="ignore",
        )

    def batches() -> Iterator[pl.DataFrame]:
        schema = {name: dtypes.get(name, pl.String) for name in names} | {OVER: pl.String}
        wanted = scan(schema).select(*_coded(dtypes), OVER)
        yield from wanted.collect_batches(engine="streaming", maintain_order=True, chunk_size=_BATCH)

    def rows(places: Sequence[int]) -> list[Placed]:
        found = (
            scan(dict.fromkeys([*names, OVER], pl.String))
            .with_row_index("place", header + 1)
            .filter(pl.col("place").is_in(list(places)))
            .collect(engine="streaming")
        )
        return [(int(row[0]), [cell or None for cell in row[1:]]) for row in found.iter_rows()]

    return Source(header + 1, tables, batches, rows)


def careful_source(path: Path, head: Head, header: int, columns: Mapping[str, int], encoding: str) -> Source:
    """The same batches by Python's csv reader, which knows quotation marks; a csv.Error says they do not pair up."""
    width = len(head.rows[header])
    tables = _tables(columns)
    dtypes = {field: table.dtype for field, table in tables.items()}

    def records() -> Iterator[list[str]]:
        with path.open(encoding=encoding, newline="") as file:
            yield from islice(csv.reader(file, delimiter=head.delimiter, strict=True), header + 1, None)

    def batches() -> Iterator[pl.DataFrame]:
        lines = records()
        while part := list(islice(lines, _BATCH)):
            cells = {
                field: pl.Series(field, [row[at] if at < len(row) else None for row in part], dtype=dtype)
                for field, dtype in dtypes.items()
                for at in (columns[field],)
            }
            over = [next((cell for cell in row[width:] if cell.strip()), None) for row in part]
            coded = pl.DataFrame(list(cells.values())).select(_coded(dtypes))
            yield coded.with_columns(pl.Series(OVER, over, dtype=pl.String))

    def rows(places: Sequence[int]) -> list[Placed]:
        wanted = set(places)
        numbered = enumerate(records(), start=header + 1)
        return [(at, [cell or None for cell in row]) for at, row in numbered if at in wanted]

    return Source(header + 1, tables, batches, rows)


def _coded(fields: Iterable[str]) -> list[pl.Expr]:
    return [pl.col(field).to_physical().fill_null(0) for field in fields]


def _tables(columns: Mapping[str, int]) -> dict[str, pl.Series]:
    """A code table of its own for each field, in which 0 is the empty text."""
    own = {field: pl.Categorical(pl.Categories.random()) for field in FIELDS if field in columns}
    tables = {field: pl.Series(field, [""], dtype=dtype) for field, dtype in own.items()}
    if any(table.to_physical().to_list() != [0] for table in tables.values()):
        raise ValueError("a new code table does not begin at 0")
    return tables
