"""From a delivery to the rows that may be used: the contract, and what only all files together can show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from analysis.city.place import City
from analysis.contract import TABLES
from analysis.contract.spans import with_span
from analysis.ingest.clashes import Clash, find_clashes
from analysis.ingest.cross import cross_clashes
from analysis.ingest.result import Checked, Delivery, FileResult
from analysis.ingest.revisions import excused, without_replaced
from analysis.ingest.rhythm import GAPS, periods_by_unit
from analysis.problems import Problem, RetretError
from analysis.sources.declaration import by_name

__all__ = ["Checked", "missing_periods", "validate"]

MISSING = {"unit": pl.String, "source": pl.String, "first_day": pl.Date, "last_day": pl.Date}


def validate(delivery: Delivery, city: City) -> Checked:
    """The usable rows of a delivery and every problem of it; simulated beside real files stop the run.

    A file with an error gives no rows. With `delivery.skip_bad_rows` only the rows at fault are left out.
    """
    simulated = _one_kind(delivery.files)
    paths = [file.path for file in delivery.files]
    tables: dict[str, pl.DataFrame] = {}
    clashes: list[Clash] = []
    read = excused(delivery.files)
    changes: list[pl.DataFrame] = []
    for source, schema in TABLES.items():
        found = [file.table for file in read if file.source == source and file.table is not None]
        rows, changed = without_replaced(source, pl.concat([schema.create_empty(), *found]), paths)
        changes.append(changed)
        rows = rows.with_row_index("at")
        own = [*_broken_rules(source, rows), *find_clashes(source, rows, city)]
        tables[source] = _without(rows, own)
        clashes += own
    crossed = cross_clashes(tables, city)
    clashes += [clash for _, clash in crossed]
    for source, rows in tables.items():
        own = [clash for name, clash in crossed if name == source]
        tables[source] = _without(rows, own).drop("at")
    files = _with_clashes(read, clashes)
    if not delivery.skip_bad_rows:
        bad = [file.path for file in files if file.has_errors]
        tables = {source: rows.filter(~pl.col("file").is_in(bad)) for source, rows in tables.items()}
    problems = tuple(sorted((one for file in files for one in file.problems), key=_place))
    kept = {
        source: TABLES[source].validate(rows.sort("unit", "file", "row", maintain_order=True))
        if rows.height
        else TABLES[source].create_empty()
        for source, rows in tables.items()
    }
    return Checked(kept, problems, files, simulated, pl.concat(changes), delivery.corrections)


def data_until(tables: Mapping[str, pl.DataFrame]) -> date | None:
    """The last day of what units send every month or in a rhythm of their own, else of all data.

    A budget of the whole year does not make the year's last day one until which there are data.
    """
    steady = [name for name, source in by_name().items() if source.rhythm in ("month", "own")]
    for names in (steady, list(tables)):
        ends = [with_span(tables[name])["ends"].max() for name in names if name in tables]
        days = [day for day in ends if isinstance(day, date)]
        if days:
            return max(days)
    return None


def missing_periods(checked: Checked, city: City) -> pl.DataFrame:
    """Periods that never came, by unit and source: notes, not errors (columns: MISSING).

    A unit's periods are expected from its first one on, by the rhythm of the source (every month, every year, or the
    unit's own), until it ends or until the last one that is overdue: over the source's usual delay before the last day
    of data.
    Gaps before a unit's own last period count whatever the delay.
    """
    spans = {source: with_span(rows) for source, rows in checked.tables.items()}
    latest = data_until(checked.tables)
    if latest is None:
        return pl.DataFrame(schema=MISSING)
    closed = dict(city.units.filter(pl.col("valid_to").is_not_null()).select("code", "valid_to").iter_rows())
    rows: list[tuple[str, str, date, date]] = []
    for name, source in by_name().items():
        gaps = GAPS.get(source.rhythm)
        if gaps is None:
            continue
        overdue = latest - timedelta(days=source.usual_delay_days)
        for unit, periods in periods_by_unit(spans[name], "begins", "ends").items():
            until = min(overdue, closed.get(unit, overdue))
            rows += [(unit, name, first, last) for first, last in gaps(periods, until)]
    return pl.DataFrame(rows, schema=MISSING, orient="row").sort("unit", "source", "first_day")


def _without(rows: pl.DataFrame, clashes: Sequence[Clash]) -> pl.DataFrame:
    """The rows at which no error stands."""
    return rows.filter(~pl.col("at").is_in([one.at for one in clashes if one.problem.severity == "error"]))


def _one_kind(files: Sequence[FileResult]) -> bool:
    """Whether the files are simulated; a folder with both kinds is no data about any city."""
    known = {
        kind: [file.path for file in files if file.source and file.simulated == kind]
        for kind in (True, False)
    }
    if known[True] and known[False]:
        raise RetretError("mixed-simulated", exit_code=1, simulated=known[True][0], real=known[False][0])
    return bool(known[True])


def _broken_rules(source: str, rows: pl.DataFrame) -> list[Clash]:
    """Rows that break the source's contract, each with the names of the rules."""
    if rows.is_empty():
        return []
    schema = TABLES[source]
    _, failed = schema.filter(rows.drop("at"))
    if not len(failed):
        return []
    # What failed has lost its place: rows that stand where it stood are looked at one by one.
    place = ["file", "row", "unit"]
    near = rows.join(failed.invalid().select(place).unique(), on=place, how="semi", maintain_order="left")
    found: list[Clash] = []
    for row in near.iter_slices(1):
        names = sorted(schema.filter(row.drop("at"))[1].counts())
        if names:
            values = {"rules": ", ".join(names)}
            at, file, sheet, number = row.select("at", "file", "sheet", "row").row(0)
            found.append(Clash(at, Problem("breaks-contract", file, sheet, row=number, values=values)))
    return found


def _with_clashes(files: Iterable[FileResult], clashes: Sequence[Clash]) -> tuple[FileResult, ...]:
    more: dict[str, list[Problem]] = {}
    for clash in clashes:
        more.setdefault(clash.problem.file, []).append(clash.problem)
    return tuple(replace(file, problems=(*file.problems, *more.get(file.path, ()))) for file in files)


def _place(problem: Problem) -> tuple[str, str, int, str, str]:
    return problem.file, problem.sheet or "", problem.row or 0, problem.cell or "", problem.code
