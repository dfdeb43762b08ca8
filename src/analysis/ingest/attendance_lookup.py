"""Lookup tables from a cell's text to what the cell means, each distinct text read once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.ingest.attendance_cells import FIELDS, ROUNDED, cell_readers
from analysis.ingest.attendance_codes import Day
from analysis.ingest.attendance_keys import Keys, Numbered, Places, nothing_numbered, numbered
from analysis.ingest.attendance_rows import DASHES
from analysis.ingest.cell import Wrong
from analysis.ingest.reference import Reference

Codes = NDArray[np.int32]
NONE, WRONG = -1, -2
KINDS = ("present", "late", "early", "excused", "unexcused", "off")
_ROUNDED = re.compile(ROUNDED)


@dataclass
class Lookup:
    """One field's meanings by the key of a text, more with every new text; meanings are NONE, WRONG or from 0 up."""

    read: Callable[[str], int]
    values: dict[int, int] = field(default_factory=dict[int, int])
    numbered: Numbered = field(default_factory=nothing_numbered)
    quoted: bool = False

    def meaning(self, column: pl.Series, keys: Keys) -> Codes:
        """What each cell of a column of texts means, by their keys."""
        new = keys[1:] != keys[:-1]
        if 4 * np.count_nonzero(new) > len(new):
            return self._find(column, keys, None)
        # Where a column repeats the cell above, as days do in most files, only its changes are looked up.
        rows = np.flatnonzero(np.concatenate([[True], new]))
        return self._find(column, keys[rows], rows).repeat(np.diff(rows, append=len(keys)))

    def _find(self, column: pl.Series, keys: Keys, rows: Places | None) -> Codes:
        """What the keys of some rows, or of all, mean."""
        found, unknown = self.numbered.find(keys)
        if len(unknown):
            wanted = keys[unknown]
            first = unknown[np.unique(wanted, return_index=True)[1]]
            self._learn(keys[first], column.gather(first if rows is None else rows[first]).to_list())
            found[unknown] = [self.values[key] for key in wanted.tolist()]
        return found

    def _learn(self, keys: Keys, texts: Sequence[str | None]) -> None:
        """The meaning of each text whose key is new."""
        size = len(self.values)
        for key, text in zip(keys.tolist(), texts, strict=True):
            if key not in self.values:
                self.quoted = self.quoted or (text is not None and ('"' in text or "\r" in text))
                self.values[key] = self.read(text or "")
        if len(self.values) > size:
            every = np.fromiter(self.values, np.uint64), np.fromiter(self.values.values(), np.int32)
            self.numbered = numbered(*every)


@dataclass(frozen=True)
class Meanings:
    """The lookups of one file, and what its codes say beyond their kind (by the code's own value)."""

    fields: Mapping[str, Lookup]
    units: tuple[str, ...]
    days: list[Day]
    first_day: date

    def of(self, name: str, batch: pl.DataFrame) -> Codes:
        """The meanings of a field's cells; NONE throughout where the file has no such column."""
        if name not in batch.columns or not batch.height:
            return np.full(batch.height, NONE, dtype=np.int32)
        return self.fields[name].meaning(batch[name], batch[f"{name} key"].to_numpy())

    @property
    def quoted(self) -> bool:
        """Whether a quotation mark, or half of a line break, stands in any cell that was read."""
        return any(lookup.quoted for lookup in self.fields.values())


def meanings(codes: pl.DataFrame, reference: Reference) -> Meanings:
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

    def reader(name: str) -> Callable[[str], int]:
        def read(text: str) -> int:
            tidy = text.strip()
            if tidy in DASHES:
                return NONE
            if name == "employee":
                return WRONG if _ROUNDED.search(tidy) else employees.setdefault(tidy, len(employees))
            return number(readers[name](tidy))

        return read

    return Meanings({name: Lookup(reader(name)) for name in FIELDS}, units, days, first)
