"""What each supplier sent: its files, their problems, the periods that came and those that it still owes."""

from dataclasses import dataclass

import polars as pl

from analysis.city.place import City
from analysis.delivery.received import Received
from analysis.delivery.status import periods, status
from analysis.delivery.supplier import UNKNOWN, Supplier, source_of
from analysis.ingest.result import FileResult
from analysis.problems import Problem
from analysis.validate import MISSING


@dataclass(frozen=True)
class Account:
    """One supplier's delivery; `came` and `missing` are periods by unit and source (columns: validate.MISSING)."""

    supplier: Supplier
    files: tuple[FileResult, ...]
    came: pl.DataFrame
    missing: pl.DataFrame

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of its files, errors first, then by place."""
        found = [problem for file in self.files for problem in file.problems]
        return tuple(sorted(found, key=lambda one: (one.severity, one.file, one.sheet or "", one.row or 0)))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What must be mended."""
        return tuple(one for one in self.problems if one.severity == "error")

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources that it sends or owes, in their order."""
        found = {source.name: source.order for file in self.files if (source := source_of(file))}
        return tuple(sorted({*found, *self.missing["source"]}, key=lambda name: (found.get(name, 999), name)))


def accounts(received: Received, city: City) -> tuple[Account, ...]:
    """An account for every supplier, in the order of the city's units, the unknown last.

    A missing period is owed by who last sent that source for that unit; one whose file was refused is to be mended, not
    missing.
    """
    by_supplier: dict[Supplier, list[FileResult]] = {}
    for file in received.checked.files:
        by_supplier.setdefault(received.suppliers[file.path], []).append(file)
    owed = _owed(received, city)
    order = {code: at for at, code in enumerate(city.units["code"])}
    ranked = sorted(
        by_supplier, key=lambda one: (one == UNKNOWN, order.get(one.code or "", len(order)), one.name)
    )
    return tuple(
        Account(
            one,
            tuple(by_supplier[one]),
            _came(by_supplier[one]),
            owed.get(one, pl.DataFrame(schema=MISSING)),
        )
        for one in ranked
    )


def _came(files: list[FileResult]) -> pl.DataFrame:
    found = [
        periods({str(file.source): file.table})
        for file in files
        if file.table is not None and not file.has_errors
    ]
    return pl.concat([pl.DataFrame(schema=MISSING), *found]).unique().sort("source", "unit", "first_day")


def _owed(received: Received, city: City) -> dict[Supplier, pl.DataFrame]:
    """Missing periods by the supplier who sent the latest rows of the same unit and source."""
    latest: dict[tuple[str, str], tuple[object, Supplier]] = {}
    for file in received.checked.files:
        rows = received.readable.get(file.path)
        if rows is None or not file.source:
            continue
        spans = periods({file.source: rows})
        for unit, last in spans.group_by("unit").agg(pl.col("last_day").max()).iter_rows():
            before = latest.get((file.source, unit))
            if before is None or str(before[0]) <= str(last):
                latest[file.source, unit] = last, received.suppliers[file.path]
    rows_of: dict[Supplier, list[tuple[object, ...]]] = {}
    states = status(received.checked, city, received.readable)
    for row in states.filter(pl.col("status") == "missing").select(list(MISSING)).iter_rows():
        unit, source = row[0], row[1]
        owner = latest.get((source, unit), (None, UNKNOWN))[1]
        rows_of.setdefault(owner, []).append(row)
    return {one: pl.DataFrame(rows, schema=MISSING, orient="row") for one, rows in rows_of.items()}
