"""From a delivery to the rows that may be used: the contract, and what only all files together can show."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from analysis.city.place import City
from analysis.contract import TABLES
from analysis.ingest.clashes import Clash, find_clashes
from analysis.ingest.result import Checked, Delivery, FileResult
from analysis.ingest.rhythm import missing_months, missing_waves, periods_by_unit
from analysis.problems import Problem, RetretError

__all__ = ["Checked", "missing_periods", "validate"]

MISSING = {"unit": pl.String, "source": pl.String, "first_day": pl.Date, "last_day": pl.Date}


def validate(delivery: Delivery, city: City) -> Checked:
    """The usable rows of a delivery and every problem of it; simulated beside real files stop the run.

    A file with an error gives no rows. With `delivery.skip_bad_rows` only the rows at fault are left out.
    """
    simulated = _one_kind(delivery.files)
    tables: dict[str, pl.DataFrame] = {}
    clashes: list[Clash] = []
    for source, schema in TABLES.items():
        found = [file.table for file in delivery.files if file.source == source and file.table is not None]
        rows = pl.concat([schema.create_empty(), *found]).with_row_index("at")
        own = [*_broken_rules(source, rows), *find_clashes(source, rows, city)]
        at_fault = [clash.at for clash in own if clash.problem.severity == "error"]
        tables[source] = rows.filter(~pl.col("at").is_in(at_fault)).drop("at")
        clashes += own
    files = _with_clashes(delivery.files, clashes)
    if not delivery.skip_bad_rows:
        bad = [file.path for file in files if file.has_errors]
        tables = {source: rows.filter(~pl.col("file").is_in(bad)) for source, rows in tables.items()}
    problems = tuple(sorted((one for file in files for one in file.problems), key=_place))
    kept = {
        source: TABLES[source].validate(rows.sort("unit", "file", "row")) for source, rows in tables.items()
    }
    return Checked(kept["survey"], kept["attendance"], problems, files, simulated)


def missing_periods(checked: Checked, city: City) -> pl.DataFrame:
    """Periods that never came, by unit and source: notes, not errors (columns: MISSING).

    A unit's periods are expected from its first one on, by its own rhythm for surveys and monthly for attendance,
    until it ends or until the last one that is overdue: over `usual_delay_days` before the last day of all data.
    Gaps before a unit's own last period count whatever the delay.
    """
    attendance = checked.attendance.with_columns(last_day=pl.col("month").dt.month_end())
    ends = [*checked.survey["last_day"], *attendance["last_day"]]
    if not ends:
        return pl.DataFrame(schema=MISSING)
    overdue = max(ends) - timedelta(days=city.settings.usual_delay_days)
    closed = dict(city.units.filter(pl.col("valid_to").is_not_null()).select("code", "valid_to").iter_rows())
    rows: list[tuple[str, str, date, date]] = []
    for unit, waves in periods_by_unit(checked.survey, "first_day", "last_day").items():
        until = min(overdue, closed.get(unit, overdue))
        rows += [(unit, "survey", first, last) for first, last in missing_waves(waves, until)]
    for unit, months in periods_by_unit(attendance, "month", "last_day").items():
        until = min(overdue, closed.get(unit, overdue))
        begins = [first for first, _ in months]
        rows += [(unit, "attendance", first, last) for first, last in missing_months(begins, until)]
    return pl.DataFrame(rows, schema=MISSING, orient="row").sort("unit", "source", "first_day")


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
    _, failed = TABLES[source].filter(rows.drop("at"))
    if not len(failed):
        return []
    broken = failed.details().with_columns(at=rows["at"])
    rules = [
        name for name in broken.columns if broken.schema[name] == pl.Enum(["valid", "invalid", "unknown"])
    ]
    found: list[Clash] = []
    for row in broken.iter_rows(named=True):
        names = [rule for rule in rules if row[rule] == "invalid"]
        if names:
            values = {"rules": ", ".join(names)}
            found.append(
                Clash(
                    row["at"],
                    Problem("breaks-contract", row["file"], row["sheet"], row=row["row"], values=values),
                )
            )
    return found


def _with_clashes(files: Iterable[FileResult], clashes: Sequence[Clash]) -> tuple[FileResult, ...]:
    more: dict[str, list[Problem]] = {}
    for clash in clashes:
        more.setdefault(clash.problem.file, []).append(clash.problem)
    return tuple(replace(file, problems=(*file.problems, *more.get(file.path, ()))) for file in files)


def _place(problem: Problem) -> tuple[str, str, int, str, str]:
    return problem.file, problem.sheet or "", problem.row or 0, problem.cell or "", problem.code
