"""Which periods of each unit and source came, and which did not: one row a unit, source and period."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

import polars as pl

from analysis.city.place import City
from analysis.contract.spans import with_span
from analysis.ingest.result import Checked
from analysis.ingest.rhythm import GAPS, periods_by_unit
from analysis.sources.declaration import by_name
from analysis.validate import MISSING, data_until, missing_periods

State = Literal["came", "provisional", "missing", "not-due", "refused"]
STATES: tuple[State, ...] = ("came", "provisional", "missing", "refused", "not-due")
STATUS = {**MISSING, "status": pl.String}
_KEY = ("unit", "source", "first_day", "last_day")


def status(checked: Checked, city: City, readable: Mapping[str, pl.DataFrame] | None = None) -> pl.DataFrame:
    """The state of every period that came or is owed (columns: STATUS).

    `provisional` came but ended less than the source's usual delay before the last day of all data, so that it may still
    change; `not-due` is as young and did not come. `refused` could be read only from files with errors: `readable` are
    their good rows by file (delivery.received). A source without rhythm is owed by nobody, so it has neither missing nor
    not-due periods.

    What is not knowable: the unit and period of a refused file of which no row could be read (it shows as missing, or not
    at all where nothing was owed), and periods before a unit's first one.
    """
    until = data_until(checked.tables)
    if until is None:
        return pl.DataFrame(schema=STATUS)
    came = periods(checked.tables)
    refused = _apart(_refused(checked, readable or {}), came)
    missing = _apart(missing_periods(checked, city), refused)
    young = _apart(_apart(_not_due(checked, city, until), missing), refused)
    delays = {name: source.usual_delay_days for name, source in by_name().items()}
    age = pl.lit(until).sub(pl.col("last_day")).dt.total_days()
    fresh = age < pl.col("source").replace_strict(delays, return_dtype=pl.Int64)
    return pl.concat(
        [
            came.with_columns(status=pl.when(fresh).then(pl.lit("provisional")).otherwise(pl.lit("came"))),
            missing.with_columns(status=pl.lit("missing")),
            refused.with_columns(status=pl.lit("refused")),
            young.with_columns(status=pl.lit("not-due")),
        ]
    ).sort(_KEY)


def periods(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The periods of some tables by source, each once (columns: MISSING)."""
    found = [
        with_span(rows).select("unit", source=pl.lit(name), first_day="begins", last_day="ends")
        for name, rows in tables.items()
        if rows.height
    ]
    return pl.concat([pl.DataFrame(schema=MISSING), *found]).unique().sort(_KEY)


def _refused(checked: Checked, readable: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    found = [
        periods({str(file.source): rows})
        for file in checked.files
        if file.has_errors and file.source
        for rows in [readable.get(file.path, file.table)]
        if rows is not None and rows.height
    ]
    return pl.concat([pl.DataFrame(schema=MISSING), *found]).unique().sort(_KEY)


def _not_due(checked: Checked, city: City, until: date) -> pl.DataFrame:
    """Periods whose last day is not yet past the usual delay, and that did not come."""
    closed = dict(city.units.filter(pl.col("valid_to").is_not_null()).select("code", "valid_to").iter_rows())
    rows: list[tuple[str, str, date, date]] = []
    for name, source in by_name().items():
        gaps = GAPS.get(source.rhythm)
        if gaps is None or name not in checked.tables:
            continue
        spans = with_span(checked.tables[name])
        for unit, spans_of in periods_by_unit(spans, "begins", "ends").items():
            due = until - timedelta(days=source.usual_delay_days)
            rows += [
                (unit, name, first, last)
                for first, last in gaps(spans_of, min(until, closed.get(unit, until)))
                if last > due and first > spans_of[-1][1]
            ]
    return pl.DataFrame(rows, schema=MISSING, orient="row")


def _apart(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The periods that share no day with another of the same unit and source."""
    marked = rows.with_row_index("at")
    pairs = marked.join(others, on=("unit", "source"), suffix="_2")
    shared = (pl.col("first_day") <= pl.col("last_day_2")) & (pl.col("first_day_2") <= pl.col("last_day"))
    return marked.join(pairs.filter(shared).select("at"), on="at", how="anti").drop("at")
