"""A csv of employee-days in batches of texts, each with a key by which it is looked up."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
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
"""The column behind the last one of the header, of readers that go on there: filled where a row is longer than it."""

_HEAD = 64 * 2**10
_BATCH = 100_000


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
    """Batches of a csv's rows below the header: for each field its texts and their keys, and OVER where there is one. `first` is the first
    row's 0-based place in the sheet; `rows` gives whole rows of text by place.

    A key is 64 bits of the text: of 20 000 texts two share one in a file out of a hundred thousand million."""

    first: int
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
    """Batches by polars' own reader: for files in UTF-8 without quotation marks, all others raise or read wrong.

    A row longer than the header raises as well where every column is wanted; where one is not, polars passes over it
    and what follows it, so that OVER has to be read.
    """
    width = len(head.rows[header])
    named = {columns[field]: field for field in FIELDS if field in columns}
    names = [named.get(column, f"column {column}") for column in range(width)]
    over = [] if len(named) == width else [OVER]

    def scan() -> pl.LazyFrame:
        return pl.scan_csv(
            path,
            separator=head.delimiter,
            has_header=False,
            skip_lines=header + 1,
            quote_char=None,
            schema=dict.fromkeys([*names, *over], pl.String),
            missing_columns="insert" if over else "raise",
            extra_columns="ignore" if over else "raise",
        )

    def batches() -> Iterator[pl.DataFrame]:
        wanted = scan().select(*_keyed(columns), *over)
        yield from wanted.collect_batches(engine="streaming", maintain_order=True, chunk_size=_BATCH)

    def rows(places: Sequence[int]) -> list[Placed]:
        found = (
            scan()
            .with_row_index("place", header + 1)
            .filter(pl.col("place").is_in(list(places)))
            .collect(engine="streaming")
        )
        return [(int(row[0]), [cell or None for cell in row[1:]]) for row in found.iter_rows()]

    return Source(header + 1, batches, rows)


def careful_source(path: Path, head: Head, header: int, columns: Mapping[str, int], encoding: str) -> Source:
    """The same batches by Python's csv reader, which knows quotation marks; a csv.Error says they do not pair up."""
    width = len(head.rows[header])

    def records() -> Iterator[list[str]]:
        with path.open(encoding=encoding, newline="") as file:
            yield from islice(csv.reader(file, delimiter=head.delimiter, strict=True), header + 1, None)

    def batches() -> Iterator[pl.DataFrame]:
        lines = records()
        while part := list(islice(lines, _BATCH)):
            cells = {
                field: pl.Series([row[at] if at < len(row) else None for row in part], dtype=pl.String)
                for field in FIELDS
                if field in columns
                for at in (columns[field],)
            }
            over = [next((cell for cell in row[width:] if cell.strip()), None) for row in part]
            coded = pl.DataFrame(cells).select(_keyed(columns))
            yield coded.with_columns(pl.Series(OVER, over, dtype=pl.String))

    def rows(places: Sequence[int]) -> list[Placed]:
        wanted = set(places)
        numbered = enumerate(records(), start=header + 1)
        return [(at, [cell or None for cell in row]) for at, row in numbered if at in wanted]

    return Source(header + 1, batches, rows)


def _keyed(columns: Mapping[str, int]) -> list[pl.Expr]:
    texts = [pl.col(field) for field in FIELDS if field in columns]
    return [*texts, *(text.hash().name.suffix(" key") for text in texts)]
