"""Who was counted when, exactly: days of each employee, to find a day told twice, and employees of each unit-month."""

import numpy as np
from numpy.typing import NDArray

from analysis.ingest.attendance_lookup import Codes

_SMALLEST = 4096


class Presence:
    """One byte for each employee and day, and the unit of each employee and month; rarer units apart."""

    def __init__(self, days: int, months: int, units: int) -> None:
        self.pairs = 0
        self._days = np.zeros((days, _SMALLEST), dtype=np.uint8)
        self._unit = np.zeros((months, _SMALLEST), dtype=np.int16)
        self._others: set[int] = set()
        self._units = units

    def add_days(self, employee: Codes, day: Codes) -> None:
        """Employee-days of one batch; those without an employee or a day are passed over."""
        known = (employee >= 0) & (day >= 0)
        if not known.all():
            employee, day = employee[known], day[known]
        self._make_room(employee)
        self._days.reshape(-1)[day.astype(np.int64) * self._days.shape[1] + employee] = 1
        self.pairs += len(day)

    def add_units(self, employee: Codes, month: Codes, unit: Codes) -> None:
        """Employees of one batch that count in a unit's month; all of them were in `add_days` before."""
        width = self._unit.shape[1]
        at = month.astype(np.int64) * width + employee
        kept = self._unit.reshape(-1)
        found = kept.take(at)
        new = found == 0
        if new.any():
            kept[at[new]] = unit[new] + 1
            found = kept.take(at)
        other = found != unit + 1
        if other.any():
            keys = (month[other].astype(np.int64) << 40) | (unit[other].astype(np.int64) << 24)
            if int(employee.max()) >= 1 << 24:
                raise OverflowError("more employees than a city has")
            self._others.update(np.unique(keys | employee[other]).tolist())

    @property
    def twice(self) -> bool:
        """Whether an employee has a day more than once."""
        return int(np.count_nonzero(self._days)) < self.pairs

    def employees(self) -> NDArray[np.int64]:
        """How many employees count in each unit's month, by month and unit."""
        counts = [np.bincount(line, minlength=self._units + 1)[1:] for line in self._unit]
        found = np.array(counts, dtype=np.int64)
        for key in self._others:
            found[key >> 40, (key >> 24) & 0xFFFF] += 1
        return found.reshape(-1)

    def _make_room(self, employee: Codes) -> None:
        wanted, width = (int(employee.max()) + 1 if len(employee) else 0), self._unit.shape[1]
        if wanted <= width:
            return
        more = max(2 * width, 1 << (wanted - 1).bit_length())
        self._days, self._unit = (_wider(table, more) for table in (self._days, self._unit))


def _wider(table: NDArray[np.generic], width: int) -> NDArray[np.generic]:
    """The table with more columns; rows without anything stay unwritten, so that they take no memory."""
    found = np.zeros((table.shape[0], width), dtype=table.dtype)
    for at, line in enumerate(table):
        if line.any():
            found[at, : table.shape[1]] = line
    return found
