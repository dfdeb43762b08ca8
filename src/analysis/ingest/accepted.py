"""The last accepted rows of every file, kept beside the raw folder so that one bad delivery loses nothing."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from analysis.contract import TABLES
from analysis.contract.spans import with_span
from analysis.ingest.result import Checked
from analysis.ingest.revisions import without_replaced
from analysis.problems import Problem
from analysis.sources.declaration import by_name
from analysis.whole import whole


def accept(store: Path, checked: Checked, raw: Path) -> Checked:
    """The rows to go on with: those of a check, and of a file with problems those last accepted.

    Accepted rows are kept in `store/<source>.parquet`, written whole; files gone from `raw` are dropped. Older rows yield
    where a newer file tells the same unit and period, and rows of the other kind (simulated, real) are never used.
    """
    tables: dict[str, pl.DataFrame] = {}
    notes: list[Problem] = []
    there = [file.path for file in checked.files if (raw / file.path).is_file()]
    superseded = set(checked.changes["replaced"]) if checked.changes.height else set[str]()
    for source in TABLES:
        fresh = checked.tables[source]
        old = _stored(store / f"{source}.parquet", source)
        gone = fresh["file"].unique().to_list()
        old = old.filter(
            pl.col("file").is_in(there)
            & ~pl.col("file").is_in([*gone, *superseded])
            & (pl.col("simulated") == checked.simulated)
        )
        # A revision that went bad today still stands before the file that it revised.
        both, _ = without_replaced(source, pl.concat([fresh, old]), there)
        used = both.filter(pl.col("file").is_in(gone))
        kept = _without_clashes(both.filter(~pl.col("file").is_in(gone)), used, source)
        for path in sorted(old["file"].unique()):
            rows = kept.filter(pl.col("file") == path).height
            notes.append(Problem("last-accepted-used", path, values={"rows": str(rows)}, severity="note"))
        tables[source] = pl.concat([used, kept]).sort("unit", "file", "row", maintain_order=True)
        with whole(store / f"{source}.parquet") as aside:
            pl.concat([fresh, old]).write_parquet(aside)
    problems = tuple(sorted((*checked.problems, *notes), key=lambda one: (one.file, one.row or 0)))
    return replace(checked, tables=tables, problems=problems)


def _stored(file: Path, source: str) -> pl.DataFrame:
    """The stored rows; none when an older release wrote them in another form, or the file is damaged."""
    empty = TABLES[source].create_empty()
    try:
        rows = pl.read_parquet(file)
    except (pl.exceptions.PolarsError, OSError):
        return empty
    return rows if rows.schema == empty.schema else empty


def _without_clashes(old: pl.DataFrame, newer: pl.DataFrame, source: str) -> pl.DataFrame:
    """The older rows that no newer row of the same unit and key shares days with."""
    key = ["unit", *by_name()[source].key]
    spans = with_span(newer).select(*key, newer_begins="begins", newer_ends="ends")
    marked = with_span(old).with_row_index("at")
    pairs = marked.join(spans, on=key, nulls_equal=True)
    shared = (pl.col("begins") <= pl.col("newer_ends")) & (pl.col("newer_begins") <= pl.col("ends"))
    return marked.join(pairs.filter(shared), on="at", how="anti").drop("at", "begins", "ends")
