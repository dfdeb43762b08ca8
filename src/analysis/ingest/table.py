"""The table of a declared source as typed columns: every cell read by its kind, every fault placed at its cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from analysis.ingest.cell import Cell, Row, Wrong, cell_at, is_missing
from analysis.ingest.cells import DTYPES, Around, Read, reader
from analysis.ingest.findings import Finding, flagged
from analysis.ingest.reference import Reference
from analysis.ingest.table_header import Place
from analysis.ingest.table_rows import split_table
from analysis.ingest.values import whole_number
from analysis.ingest.words import key
from analysis.sources.declaration import Source

_YEAR_LABEL = "tahun"


@dataclass(frozen=True)
class Table:
    """Typed rows (with the spreadsheet `row` of each), what is wrong with them, and how many rows were read.

    `frame` has a column for each field of the source that is read, empty where the layout has none. Wide tables give a row
    for each row and year, so `row` repeats; `rows_read` counts the rows that stand in the sheet.
    """

    frame: pl.DataFrame
    findings: tuple[Finding, ...]
    rows_read: int
    place: Place


def read_table(rows: Sequence[Row], place: Place, source: Source, reference: Reference) -> Table:
    """Every row below the header, read by the declaration."""
    layout = source.layouts[place.layout]
    needed = [name for name in source.required if name not in layout.lacks]
    split = split_table(rows, place, needed)
    frames: list[pl.DataFrame] = []
    findings = [*split.findings]
    for year_column, year in (place.years or {-1: 0}).items():
        at = place.columns if year_column < 0 else {**place.columns, str(layout.wide): year_column}
        one = replace(place, columns=at)
        frame, wrong = _typed(rows, split.data, one, source, reference, year or _year_above(rows, place))
        if year_column >= 0:
            frame = frame.with_columns(year=pl.lit(year, pl.Int64)).filter(
                pl.col(str(layout.wide)).is_not_null()
            )
            wrong = [
                replace(
                    finding,
                    field=f"{finding.field}@{year_column}" if finding.field == layout.wide else finding.field,
                )
                for finding in wrong
                if finding.field == layout.wide or not frames
            ]
        frames.append(frame)
        findings += wrong
    frame = pl.concat(frames)
    told = {(finding.row, finding.field) for finding in findings}
    filled = [name for name in needed if not source.columns[name].gaps]
    findings += [one for one in _empty(frame, filled, place) if (one.row, one.field) not in told]
    return Table(frame, tuple(findings), split.rows_read, place)


def _typed(
    rows: Sequence[Row],
    data: Sequence[int],
    place: Place,
    source: Source,
    reference: Reference,
    year: int | None,
) -> tuple[pl.DataFrame, list[Finding]]:
    columns: dict[str, pl.Series] = {"row": pl.Series([at + 1 for at in data], dtype=pl.Int64)}
    findings: list[Finding] = []
    for name, column in source.columns.items():
        if column.kind == "dropped":
            continue
        around = Around(reference, _header_text(rows, place, name), year)
        read = reader(column, around)
        if name in place.above:
            values, wrong = _once(read, place, name, len(data))
        else:
            at = place.columns.get(name, -1)
            cells = [cell_at(rows[row], at) for row in data] if at >= 0 else [None] * len(data)
            values, wrong = _read_cells(read, cells, data, name)
        if column.kind == "percent":
            wrong += _shares(name, [cell_at(rows[row], place.columns.get(name, -1)) for row in data], data)
        columns[name] = pl.Series(name, values, dtype=DTYPES[column.kind])
        findings += wrong
    return pl.DataFrame(columns), findings


def _read_cells(
    read: Callable[[Cell], Read | Wrong], cells: Sequence[Cell], data: Sequence[int], name: str
) -> tuple[list[Read], list[Finding]]:
    """Cells read by distinct value; text and number that look alike are told apart by their type."""
    known: dict[tuple[type, object], Read | Wrong] = {}
    values: list[Read] = []
    findings: list[Finding] = []
    for at, cell in zip(data, cells, strict=True):
        if isinstance(cell, Wrong):
            value: Read | Wrong = cell
        else:
            same = (type(cell), cell)
            if same not in known:
                known[same] = read(cell)
            value = known[same]
        if isinstance(value, Wrong):
            findings.append(Finding(at + 1, name, value))
            value = None
        values.append(value)
    return values, findings


def _once(
    read: Callable[[Cell], Read | Wrong], place: Place, name: str, length: int
) -> tuple[list[Read], list[Finding]]:
    """A value that stands above the table, for every row of it; a fault in it is told once, and refuses them all."""
    row, _, cell = place.above[name]
    value = read(cell)
    if isinstance(value, Wrong):
        return [None] * length, [Finding(row + 1, name, value)]
    return [value] * length, []


def _shares(name: str, cells: Sequence[Cell], data: Sequence[int]) -> list[Finding]:
    """A finding when a whole column of numbers lies between 0 and 1: per cent typed as shares, 0,45 for 45."""
    numbers = [cell for cell in cells if isinstance(cell, float)]
    if len(numbers) < 3 or max(numbers) > 1 or all(value in (0.0, 1.0) for value in numbers):
        return []
    return [
        Finding(at + 1, name, Wrong("percent-as-share"))
        for at, cell in zip(data, cells, strict=True)
        if isinstance(cell, float)
    ]


def _empty(frame: pl.DataFrame, needed: Sequence[str], place: Place) -> list[Finding]:
    """A finding for each cell of a required column in which nothing stands."""
    present = [name for name in needed if name in place.columns and name not in place.above]
    return flagged(frame, *((pl.col(name).is_null(), name, "cell-empty") for name in present))


def _header_text(rows: Sequence[Row], place: Place, name: str) -> str:
    if name in place.above:
        row, column, _ = place.above[name]
        cell = rows[row][0] if column else rows[row][column]
    else:
        cell = cell_at(rows[place.row], place.columns.get(name, -1))
    return cell if isinstance(cell, str) else ""


def _year_above(rows: Sequence[Row], place: Place) -> int | None:
    """The year that a label "Tahun" above the table gives."""
    for row in rows[: place.row]:
        for column, cell in enumerate(row):
            if isinstance(cell, str) and key(cell.partition(":")[0]) == _YEAR_LABEL:
                beside = [cell.partition(":")[2], *row[column + 1 :]]
                bare = (one.strip(" :") if isinstance(one, str) else one for one in beside)
                value = whole_number(next((one for one in bare if not is_missing(one)), None))
                return value if isinstance(value, int) and 2000 <= value <= 2099 else None
    return None


def columns_of(table: Table, source: Source) -> dict[str, int]:
    """The column of each field, for placing problems; values above the table and years of a wide one included."""
    above = {name: place[1] for name, place in table.place.above.items()}
    layout = source.layouts[table.place.layout]
    years = {f"{layout.wide}@{column}": column for column in table.place.years}
    return {**table.place.columns, **above, **years}
