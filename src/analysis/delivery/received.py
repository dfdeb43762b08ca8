"""A folder read once: what may be used, what could be read of refused files, and who sent each file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from analysis.city.place import City
from analysis.delivery.supplier import Supplier, suppliers
from analysis.ingest.door import read_folder
from analysis.ingest.memory import Memory
from analysis.ingest.result import Checked
from analysis.validate import validate

_LOST = "correction-without-file"


@dataclass(frozen=True)
class Received:
    """The check of a folder; `readable` are good rows by file, those of refused files too, `suppliers` by file."""

    checked: Checked
    readable: Mapping[str, pl.DataFrame]
    suppliers: Mapping[str, Supplier]


def receive(
    raw: Path,
    city: City,
    corrections: Path,
    *,
    own: bool = True,
    memory: Memory | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Received:
    """The folder as a build would check it. Of a folder that is not the city's `own`, corrections are used for files that
    are there, and one that names another file is no problem."""
    delivery = read_folder(raw, city, corrections, skip_bad_rows=True, memory=memory, progress=progress)
    files = delivery.files if own else tuple(one for one in delivery.files if not _lost(one.problems))
    readable = {one.path: one.table for one in files if one.table is not None and one.table.height}
    strict = tuple(replace(one, table=None) if one.has_errors else one for one in files)
    checked = validate(replace(delivery, files=strict, skip_bad_rows=False), city)
    return Received(checked, readable, suppliers(checked.files, readable, city))


def _lost(problems: tuple[object, ...]) -> bool:
    return any(getattr(problem, "code", None) == _LOST for problem in problems)
