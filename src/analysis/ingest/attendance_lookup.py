"""Lookup tables from a cell's code to what the cell means, each distinct text read once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.ingest.attendance_cells import ROUNDED, cell_readers
from analysis.ingest.attendance_codes import Day
from analysis.ingest.attendance_rows import DASHES
from analysis.ingest.attendance_source import Source
from analysis.ingest.cell import Wrong
from analysis.ingest.reference import Reference

Codes = NDArray[np.int32]
NONE, WRONG, _UNREAD = -1, -2, -3
KINDS = ("present", "late", "early", "excused", "unexcused", "off")
_ROUNDED = re.compile(ROUNDED)


@dataclass
class Lookup:
    """One field's meanings by code, longer with every new text; `values` are NONE, WRONG or from 0 up."""

    table: pl.Series
    read: Callable[[str], int]
    values: Codes
    quoted: bool = False

    def meaning(self, column: pl.Series) -> Codes:
        """What each cell of a column of codes means."""
        codes = column.to_numpy()
        missing = (int(codes.max()) + 1 if len(codes) else 0) - len(self.values)
        if missing > 0:
            self.values = np.concatenate([self.values, np.full(missing, _UNREAD, dtype=np.int32)])
        found = self.values.take(codes)
        if len(found) and found.min() == _UNREAD:
            met = np.zeros(len(self.values), dtype=np.bool_)
            met[codes] = True
            self._learn(np.flatnonzero(met & (self.values == _UNREAD)))
            found = self.values.take(codes)
        return found

    def _learn(self, codes: NDArray[np.intp]) -> None:
        known = pl.DataFrame({"text": pl.Series(codes, dtype=pl.UInt32)})
        texts = known.select(pl.col("text").cat.to(self.table.dtype).cast(pl.String))["text"]
        for code, text in zip(codes.tolist(), texts.to_list(), strict=True):
            self.quoted = self.quoted or '"' in text or "\r" in text
            self.values[code] = self.read(text)


@dataclass(frozen=True)
class Meanings:
    """The lookups of one file, and what its codes say beyond their kind (by the code's own value)."""

    fields: Mapping[str, Lookup]
    units: tuple[str, ...]
    days: list[Day]
    first_day: date

    def of(self, field: str, batch: pl.DataFrame) -> Codes:
        """The meanings of a field's cells; NONE throughout where the file has no such column."""
        if field not in self.fields:
            return np.full(batch.height, NONE, dtype=np.int32)
        return self.fields[field].meaning(batch[field])

    @property
    def quoted(self) -> bool:
        """Whether a quotation mark, or half of a line break, stands in any cell that was read."""
        return any(lookup.quoted for lookup in self.fields.values())


def meanings(source: Source, codes: pl.DataFrame, reference: Reference) -> Meanings:
    """Empty lookups that read each text as the careful reader does: units and employees become numbers, days those
    since the calendar's first, hours seconds, codes places in `days`."""
    readers = cell_readers(codes, reference)
    units = tuple(reference.city.units["code"])
    place = {code: at for at, code in enumerate(units)}
    first = reference.city.calendar.first_day
    employees: dict[str, int] = {}
    days: list[Day] = []

    def number(value: object) -> int:
        if value is None or isinstance(value, Wrong):
            return WRONG if isinstance(value, Wrong) else NONE
        if isinstance(value, Day):
            days.append(value)
            return len(days) - 1
        if isinstance(value, time):
            return 3600 * value.hour + 60 * value.minute + value.second
        return (value - first).days if isinstance(value, date) else place[str(value)]

    def reader(field: str) -> Callable[[str], int]:
        def read(text: str) -> int:
            tidy = text.strip()
            if tidy in DASHES:
                return NONE
            if field == "employee":
                return WRONG if _ROUNDED.search(tidy) else employees.setdefault(tidy, len(employees))
            return number(readers[field](tidy))

        return read

    fields = {
        field: Lookup(table, reader(field), np.array([], dtype=np.int32))
        for field, table in source.tables.items()
    }
    return Meanings(fields, units, days, first)
