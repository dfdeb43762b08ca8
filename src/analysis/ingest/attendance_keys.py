"""Numbers given to keys of 64 bits: a whole column of keys finds its numbers at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Places = NDArray[np.intp]
_ROOM = 4
"""Slots for each key: so many that few keys want the same."""


@dataclass(frozen=True)
class Numbered:
    """Keys with a number each, and two tables that say at which place a key may stand."""

    keys: Keys
    numbers: NDArray[np.int32]
    first: Places
    second: Places

    def find(self, keys: Keys) -> tuple[NDArray[np.int32], Places]:
        """The number of each key, and the rows whose key is not found here."""
        at = self.first.take(_slot(keys, self.first, 0))
        unlike = np.flatnonzero(self.keys.take(at) != keys)
        if len(unlike):
            wanted = keys[unlike]
            other = self.second.take(_slot(wanted, self.second, 32))
            same = self.keys.take(other) == wanted
            at[unlike[same]] = other[same]
            unlike = unlike[~same]
        return self.numbers.take(at), unlike


def nothing_numbered() -> Numbered:
    """No key yet: every column is unknown but for a key of 0, which no text has."""
    return numbered(np.zeros(1, dtype=np.uint64), np.zeros(1, dtype=np.int32))


def numbered(keys: Keys, numbers: NDArray[np.int32]) -> Numbered:
    """Keys, all different, with their numbers. A few stand in neither table and are never found."""
    size = 1 << (_ROOM * len(keys)).bit_length()
    first, second = (np.zeros(size, dtype=np.intp) for _ in range(2))
    at = np.arange(len(keys))
    slot = _slot(keys, first, 0)
    first[slot] = at
    left = at[first[slot] != at]
    second[_slot(keys[left], second, 32)] = left
    return Numbered(keys, numbers, first, second)


def _slot(keys: Keys, table: Places, shift: int) -> Places:
    """The place of each key in a table by its bits from `shift` on: keys are spread evenly already."""
    return ((keys >> np.uint64(shift)) & np.uint64(len(table) - 1)).view(np.int64)
