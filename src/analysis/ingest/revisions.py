"""Files sent again: a revision replaces an earlier file for the unit-periods it holds, and what changed is told."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import polars as pl

from analysis.contract import ORIGIN
from analysis.contract.spans import with_span
from analysis.ingest.result import FileResult
from analysis.problems import Problem
from analysis.sources.declaration import by_name

CHANGES = {
    "source": pl.String,
    "unit": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "file": pl.String,
    "replaced": pl.String,
    "column": pl.String,
    "old": pl.String,
    "new": pl.String,
}
"""What a file sent again changed: one row a unit, period and column; a period that only one of them has is not a change."""

_MARK = re.compile(r"[\s_-]*\(?\s*(?:revisi|rev|perbaikan)[\s_.-]*(\d{0,3})\s*\)?$", re.I)
_WORD = re.compile(r"rev|perbaikan", re.I)
_SNAPSHOT = "as_of"
_DIGITS = 6


def revision(path: str) -> tuple[str, int]:
    """The path without a revision mark, and its number: 0 for a first file, 1 for "-revisi", n for "_rev n"."""
    if not _WORD.search(path):
        return path, 0
    place = PurePosixPath(path)
    mark = _MARK.search(place.stem)
    if not mark or not place.stem[: mark.start()]:
        return path, 0
    return str(place.with_name(place.stem[: mark.start()] + place.suffix)), int(mark[1] or 1)


def without_replaced(
    source: str, rows: pl.DataFrame, paths: Iterable[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that no later revision replaces, and CHANGES; a later state of a register replaces the earlier whole."""
    rows = rows.with_row_index("__at")
    if by_name()[source].snapshot and rows.height:
        newest = pl.col(_SNAPSHOT).max().over("unit")
        rows = rows.filter(pl.col(_SNAPSHOT) == newest)
    gone: list[int] = []
    changes: list[pl.DataFrame] = []
    there = set(rows["file"].unique())
    for later, earlier in _families(path for path in paths if path in there):
        new, old = (rows.filter(pl.col("file") == path) for path in (later, earlier))
        key = ["unit", "begins", *by_name()[source].key]
        pairs = with_span(old).join(with_span(new), on=key, suffix="_new", nulls_equal=True)
        gone += pairs["__at"].to_list()
        changes.append(_changed(source, pairs))
    kept = rows.filter(~pl.col("__at").is_in(gone)).drop("__at")
    return kept, pl.concat([pl.DataFrame(schema=CHANGES), *changes])


def _families(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of a later and an earlier file of the same name, the latest revision first."""
    by_base: dict[str, list[tuple[int, str]]] = {}
    for path in paths:
        base, number = revision(path)
        by_base.setdefault(base, []).append((number, path))
    return [
        (later, earlier)
        for files in by_base.values()
        for at, (number, later) in enumerate(sorted(files, reverse=True))
        for before, earlier in sorted(files, reverse=True)[at + 1 :]
        if before < number
    ]


def _changed(source: str, pairs: pl.DataFrame) -> pl.DataFrame:
    """Every value that differs between the two files of a pair; lists are told by their length."""
    columns = [name.removesuffix("_new") for name in pairs.columns if name.endswith("_new")]
    columns = [name for name in columns if name not in (*ORIGIN, "__at", "begins", "ends", _SNAPSHOT)]
    frames: list[pl.DataFrame] = []
    for name in columns:
        differs = pairs.filter(pl.col(name).ne_missing(pl.col(f"{name}_new")))
        told = [_text(differs.schema[name], column) for column in (name, f"{name}_new")]
        frames.append(
            differs.select(
                source=pl.lit(source),
                unit="unit",
                first_day="begins",
                last_day="ends",
                file="file_new",
                replaced="file",
                column=pl.lit(name),
                old=told[0],
                new=told[1],
            )
        )
    return pl.concat([pl.DataFrame(schema=CHANGES), *frames]).sort("unit", "first_day", "column")


def _text(dtype: pl.DataType, column: str) -> pl.Expr:
    if isinstance(dtype, pl.List):
        return pl.col(column).list.len().cast(pl.String)
    if dtype.is_float():
        return pl.col(column).round_sig_figs(_DIGITS).cast(pl.String)
    return pl.col(column).cast(pl.String)


def excused(files: Sequence[FileResult]) -> tuple[FileResult, ...]:
    """The files, the errors of one that was sent again without fault turned to notes: the later one stands for it."""
    good = {one.path for one in files if not one.has_errors and one.table is not None}
    later: Mapping[str, str] = {
        earlier: newer for newer, earlier in reversed(_families(one.path for one in files)) if newer in good
    }
    found: list[FileResult] = []
    for file in files:
        if file.path in later and file.has_errors:
            notes = tuple(replace(problem, severity="note") for problem in file.problems)
            told = Problem("sent-again", file.path, values={"file": later[file.path]}, severity="note")
            file = replace(file, problems=(told, *notes))
        found.append(file)
    return tuple(found)
