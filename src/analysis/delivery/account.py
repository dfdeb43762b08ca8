"""What each supplier sent: its files, their problems, the periods that came and those that it still owes."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analysis.city.place import City
from analysis.contract.spans import with_span
from analysis.delivery.received import Received
from analysis.delivery.status import status
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
    came = _came(received)
    owed = _owed(received, city)
    order = {code: at for at, code in enumerate(city.units["code"])}
    ranked = sorted(
        by_supplier, key=lambda one: (one == UNKNOWN, order.get(one.code or "", len(order)), one.name)
    )
    none = pl.DataFrame(schema=MISSING)
    return tuple(
        Account(one, tuple(by_supplier[one]), came.get(one, none), owed.get(one, none)) for one in ranked
    )


def _came(received: Received) -> dict[Supplier, pl.DataFrame]:
    """The periods of each supplier's files without errors."""
    clean = {
        file.path: file.table
        for file in received.checked.files
        if file.table is not None and not file.has_errors
    }
    found: dict[Supplier, list[pl.DataFrame]] = {}
    for (path,), rows in _by_file(clean, received).partition_by("file", as_dict=True).items():
        found.setdefault(received.suppliers[str(path)], []).append(rows.drop("file"))
    return {
        one: pl.concat(frames).unique().sort("source", "unit", "first_day") for one, frames in found.items()
    }


def _by_file(tables: Mapping[str, pl.DataFrame], received: Received) -> pl.DataFrame:
    """The periods of many files at once: MISSING and `file`."""
    by_source: dict[str, list[pl.DataFrame]] = {}
    for file in received.checked.files:
        rows = tables.get(file.path)
        if rows is not None and rows.height and file.source:
            by_source.setdefault(file.source, []).append(rows)
    frames = [
        with_span(pl.concat(rows)).select(
            "unit", source=pl.lit(source), first_day="begins", last_day="ends", file="file"
        )
        for source, rows in by_source.items()
    ]
    return pl.concat([pl.DataFrame(schema={**MISSING, "file": pl.String}), *frames]).unique(
        maintain_order=True
    )


def _owed(received: Received, city: City) -> dict[Supplier, pl.DataFrame]:
    """Missing periods by the supplier who sent the latest rows of the same unit and source."""
    ends = (
        _by_file(received.readable, received).group_by("source", "unit", "file").agg(pl.col("last_day").max())
    )
    last = ends.sort("last_day", "file").unique(["source", "unit"], keep="last")
    latest = {
        (source, unit): received.suppliers[path]
        for source, unit, path in last.select("source", "unit", "file").iter_rows()
    }
    rows_of: dict[Supplier, list[tuple[object, ...]]] = {}
    states = status(received.checked, city, received.readable)
    for row in states.filter(pl.col("status") == "missing").select(list(MISSING)).iter_rows():
        unit, source = row[0], row[1]
        owner = latest.get((source, unit), UNKNOWN)
        rows_of.setdefault(owner, []).append(row)
    return {one: pl.DataFrame(rows, schema=MISSING, orient="row") for one, rows in rows_of.items()}
