"""A catalogue of faults: each takes a valid sample and gives the bytes of a broken file, and what must come of it."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from analysis.ingest.table_header import Place, find_place
from analysis.sources.declaration import by_name
from tests.ingest.builders import Book, Formula, Grid
from tests.ingest.samples import Sample

Outcome = Literal["same", "at-cell", "problem", "known"]
"""The clean rows; a problem at `cell`; any problem; or, where an optional column is gone, no loss of a row."""

STRICT = {"unit", "day", "moment", "month", "year", "whole", "number", "percent", "choice", "yes-no"}
HOSTILE = (
    '=HYPERLINK("http://x.example","klik")',
    "../../x",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "-1+1",
    "<b>x</b>",
)


@dataclass(frozen=True)
class Broken:
    """A broken file: its content and ending, what must come of it, and the cell at fault."""

    content: bytes
    outcome: Outcome
    suffix: str = ".xlsx"
    cell: str | None = None


def place_of(sample: Sample) -> Place:
    """Where the sample's table stands."""
    place = find_place(sample.grid, by_name()[sample.source], ".xlsx")
    assert place is not None
    return place


def workbook(grid: Grid, before: Grid | None = None) -> bytes:
    """The bytes of a workbook with this sheet, and one before it."""
    sheets = {"Catatan": before, "Data": grid} if before else {"Data": grid}
    with TemporaryDirectory() as folder:
        return Book(sheets).write(Path(folder) / "x.xlsx").read_bytes()


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return buffer.getvalue()


def _changed(content: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with a text of its sheet replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(buffer, "w") as made:
        for name in archive.namelist():
            part = archive.read(name)
            made.writestr(name, part.replace(old, new) if name.startswith("xl/worksheets/sheet") else part)
    return buffer.getvalue()


def _cell(sample: Sample, at: int, kinds: set[str]) -> tuple[int, int]:
    """A data row and a column of one of these kinds, chosen by a number."""
    place, source = place_of(sample), by_name()[sample.source]
    columns = sorted(c for name, c in place.columns.items() if source.columns[name].kind in kinds)
    columns += sorted(place.years)
    return sample.header + at % sample.data_rows, columns[at // 7 % len(columns)]


def _spoiled(sample: Sample, at: int, value: object) -> Broken:
    grid = sample.copy()
    row, column = _cell(sample, at, STRICT)
    grid[row][column] = value
    return Broken(workbook(grid), "at-cell", cell=f"{chr(65 + column)}{row + 1}")


def drop_column(sample: Sample, at: int) -> Broken:
    grid = sample.copy()
    column = at % len(grid[0])
    for row in grid:
        del row[column : column + 1]
    return Broken(workbook(grid), "known")


def swap_columns(sample: Sample, at: int) -> Broken:
    """Two columns change places, headers and all; those of a header of two rows stay with their group."""
    grid = sample.copy()
    width = len(grid[0]) if sample.header == 1 else 6
    left, right = at % width, (at // 11) % width
    for row in grid:
        if row[0] == "(1)":
            continue
        row[left], row[right] = row[right], row[left]
    return Broken(workbook(grid), "same")


def text_in_a_cell(sample: Sample, at: int) -> Broken:
    return _spoiled(sample, at, "kurang jelas")


def formula_error(sample: Sample, at: int) -> Broken:
    return _spoiled(sample, at, Formula("=1/0", "#DIV/0!"))


def formula_without_value(sample: Sample, at: int) -> Broken:
    return _spoiled(sample, at, Formula("=A1"))


def hostile_text(sample: Sample, at: int) -> Broken:
    return _spoiled(sample, at, HOSTILE[at % len(HOSTILE)])


def hostile_words_in_personal_columns(sample: Sample, at: int) -> Broken:
    grid = sample.copy()
    place, source = place_of(sample), by_name()[sample.source]
    dropped = [c for name, c in place.columns.items() if source.columns[name].kind == "dropped"]
    for row in grid[sample.header :]:
        for column in dropped:
            row[column] = HOSTILE[at % len(HOSTILE)]
    return Broken(workbook(grid), "same")


def wrong_sheet_first(sample: Sample, at: int) -> Broken:
    return Broken(workbook(sample.copy(), [["Petunjuk"], ["Isi lembar Data", at]]), "same")


def extra_header_rows(sample: Sample, at: int) -> Broken:
    titles: Grid = [["PEMERINTAH KOTA MALANG"], ["LAPORAN TAHUN 2025"], [], [f"Lampiran {at % 9}"]]
    return Broken(workbook([*titles[: 1 + at % 4], *sample.copy()]), "same")


def blank_rows(sample: Sample, at: int) -> Broken:
    grid = sample.copy()
    for k in range(1 + at % 3):
        grid.insert(sample.header + (at + k) % (sample.data_rows + 1), [None] * len(grid[0]))
    return Broken(workbook(grid), "same")


def truncated(sample: Sample, at: int) -> Broken:
    content = workbook(sample.copy())
    return Broken(content[: len(content) * (at % 90 + 5) // 100], "problem")


def bomb(sample: Sample, at: int) -> Broken:
    """A part that is said to be a hundred million bytes long."""
    content = bytearray(_with_part(workbook(sample.copy()), "xl/worksheets/big.xml", b"x"))
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (10**8).to_bytes(4, "little")
    return Broken(bytes(content), "problem")


def a_million_empty_rows(sample: Sample, at: int) -> Broken:
    content = workbook(sample.copy())
    last = f"XFD{1_048_576 - at % 2}".encode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    old = sheet[sheet.index(b'<dimension ref="') :].split(b"/>")[0]
    content = _changed(content, old, b'<dimension ref="A1:' + last + b'"')
    return Broken(_changed(content, b"</sheetData>", b'<row r="1048576"></row></sheetData>'), "same")


def macros(sample: Sample, at: int) -> Broken:
    return Broken(_with_part(workbook(sample.copy()), "xl/vbaProject.bin", b"\xd0\xcf" * 99), "same", ".xlsm")


def external_links(sample: Sample, at: int) -> Broken:
    part = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return Broken(_with_part(workbook(sample.copy()), "xl/externalLinks/externalLink1.xml", part), "same")


FAULTS: tuple[Callable[[Sample, int], Broken], ...] = (
    *(drop_column, swap_columns, text_in_a_cell, formula_error, formula_without_value, hostile_text),
    *(hostile_words_in_personal_columns, wrong_sheet_first, extra_header_rows, blank_rows, truncated, bomb),
    *(a_million_empty_rows, macros, external_links),
)
