"""Numbers given to keys of 64 bits: a whole column of keys finds its numbers at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Places = NDArray[np.intp]
Numbers = NDArray[np.int32]
_ROOM = 4
"""Slots for each key: so many that few keys want the same."""


@dataclass(frozen=True)
class Table:
    """Keys with their numbers, each in the slot that its bits from `shift` on name; other slots hold a foreign key."""

    keys: Keys
    numbers: Numbers
    shift: int

    def slots(self, keys: Keys) -> Places:
        """The slot of each key: keys are spread evenly already."""
        return _slots(keys, len(self.keys), self.shift)


@dataclass(frozen=True)
class Numbered:
    """Two tables: a key whose slot in the first is taken stands in the second, by other bits."""

    first: Table
    second: Table

    def find(self, keys: Keys) -> tuple[Numbers, Places]:
        """The number of each key, and the rows whose key is not found here."""
        at = self.first.slots(keys)
        numbers = self.first.numbers.take(at)
        unlike = np.flatnonzero(self.first.keys.take(at) != keys)
        if len(unlike):
            wanted = keys[unlike]
            other = self.second.slots(wanted)
            same = self.second.keys.take(other) == wanted
            numbers[unlike[same]] = self.second.numbers.take(other[same])
            unlike = unlike[~same]
        return numbers, unlike


def nothing_numbered() -> Numbered:
    """No key yet: every column is unknown."""
    return numbered(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int32))


def numbered(keys: Keys, numbers: Numbers) -> Numbered:
    """Keys, all different, with their numbers. A few stand in neither table and are never found."""
    size = 1 << (_ROOM * max(len(keys), 1)).bit_length()
    first = _table(keys, numbers, size, 0)
    left = first.keys.take(first.slots(keys)) != keys
    return Numbered(first, _table(keys[left], numbers[left], size, 32))


def _table(keys: Keys, numbers: Numbers, size: int, shift: int) -> Table:
    # An empty slot holds a key that belongs to another slot: 0 belongs to slot 0, 1 at the shift does not.
    held, given = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=np.int32)
    held[0] = np.uint64(1 << shift)
    slots = _slots(keys, size, shift)
    held[slots], given[slots] = keys, numbers
    return Table(held, given, shift)


def _slots(keys: Keys, size: int, shift: int) -> Places:
    moved = keys >> np.uint64(shift) if shift else keys
    return (moved & np.uint64(size - 1)).view(np.int64)
