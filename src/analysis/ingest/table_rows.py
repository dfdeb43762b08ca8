"""Which rows below a header are data: blank rows, column numbers and footers are told apart, and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.ingest.cell import Cell, Row, Wrong, cell_at, is_missing, plain_text
from analysis.ingest.findings import Finding
from analysis.ingest.footer import begins_like_a_closing, begins_like_a_sum
from analysis.ingest.table_header import Place

_WIDE = 4
_NUMBERED = re.compile(r"\(?(\d{1,2})\)?")


@dataclass(frozen=True)
class Split:
    """The 0-based places of data rows; what could not be one is a finding instead. Rows read are both."""

    data: tuple[int, ...]
    findings: tuple[Finding, ...]

    @property
    def rows_read(self) -> int:
        """Data rows and refused rows together."""
        return len(self.data) + len(self.findings)


def split_table(rows: Sequence[Row], place: Place, needed: Sequence[str]) -> Split:
    """The data rows of a table; a footer-like row above the last data row, or a row longer than the header, is refused.

    Below the first footer-like row a signature is one too: a few texts where the table's own cells stay empty.
    """
    data: list[int] = []
    doubtful: dict[int, str] = {}
    for at in range(place.row + 1, len(rows)):
        row = rows[at]
        if (at == place.row + 1 and _counts_columns(row)) or _says_nothing(row, place):
            continue
        if len(row) > place.width and any(not is_missing(cell) for cell in row[place.width :]):
            doubtful[at] = "row-too-long"
        elif _like_a_footer(row, place, needed) or (doubtful and _like_a_signature(row, place, needed)):
            doubtful[at] = "footer-in-data"
        else:
            data.append(at)
    last = max([*data, *(at for at, code in doubtful.items() if code == "row-too-long")], default=-1)
    refused = {at: code for at, code in doubtful.items() if at < last or code == "row-too-long"}
    return Split(tuple(data), tuple(Finding(at + 1, "", Wrong(code)) for at, code in refused.items()))


def _like_a_footer(row: Row, place: Place, needed: Sequence[str]) -> bool:
    """Sums by their first words; remarks and signatures only where a needed cell is empty, since units begin alike.

    A row that fills every needed cell of a wide table is data whatever its first word: "IKM" is also a measure's name.
    """
    texts = [cell for cell in row if isinstance(cell, str) and not is_missing(cell)]
    if not texts:
        return False
    columns = [place.columns[name] for name in needed if name in place.columns]
    lacks = any(is_missing(cell_at(row, column)) for column in columns)
    if begins_like_a_sum(texts[0]) and (lacks or len(columns) < _WIDE):
        return True
    return lacks and any(begins_like_a_closing(text) for text in texts) and _mostly_empty(row, columns)


def _like_a_signature(row: Row, place: Place, needed: Sequence[str]) -> bool:
    filled = [cell for cell in row if not is_missing(cell)]
    columns = [place.columns[name] for name in needed if name in place.columns]
    return all(isinstance(cell, str) for cell in filled) and len(filled) <= 2 and _mostly_empty(row, columns)


def _says_nothing(row: Row, place: Place) -> bool:
    """True of a blank row, and of one that was only numbered in advance: a number where no column of the table stands."""
    filled = [at for at, cell in enumerate(row) if not is_missing(cell)]
    named = {*place.read, *place.years}
    return not filled or (
        len(filled) == 1
        and filled[0] not in named
        and filled[0] < place.width
        and _number(row[filled[0]]) is not None
    )


def _mostly_empty(row: Row, columns: Sequence[int]) -> bool:
    filled = sum(not is_missing(cell_at(row, column)) for column in columns)
    return 2 * filled <= len(columns)


def _counts_columns(row: Row) -> bool:
    """True of the row of column numbers that official tables have below their header: 1 2 3, or (1) (2) (3).

    A number may be missing where a column was taken out.
    """
    numbers = [_number(cell) for cell in row if not is_missing(cell)]
    rising = [number for number in numbers if number is not None]
    return len(rising) == len(numbers) > 2 and rising == sorted(set(rising)) and rising[0] <= 2


def _number(cell: Cell) -> int | None:
    match = _NUMBERED.fullmatch(plain_text(cell).strip())
    return int(match[1]) if match else None
