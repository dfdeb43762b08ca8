"""The csv files of a city folder, read strictly: every cell fits its column or the load stops and says where."""

import csv
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from analysis.problems import RetretError

Columns = Mapping[str, pl.DataType | type[pl.DataType]]

UNITS: Columns = {
    "code": pl.String,
    "type": pl.String,
    "name": pl.String,
    "parent": pl.String,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "source": pl.String,
    "confidence": pl.String,
}
ALIASES: Columns = {"alias": pl.String, "code": pl.String, "source": pl.String}
RETREATS: Columns = {
    "edition": pl.Int64,
    "title": pl.String,
    "announced": pl.Date,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "place": pl.String,
    "note_id": pl.String,
    "note_en": pl.String,
    "source": pl.String,
    "confidence": pl.String,
}
CALENDAR: Columns = {
    "first_day": pl.Date,
    "last_day": pl.Date,
    "kind": pl.String,
    "title": pl.String,
    "source": pl.String,
    "confidence": pl.String,
}
SCHEDULES: Columns = {
    "period": pl.String,
    "six_day": pl.Boolean,
    "weekday": pl.Int8,
    "start": pl.Time,
    "end": pl.Time,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "source": pl.String,
    "confidence": pl.String,
}
CODES: Columns = {
    "system": pl.String,
    "code": pl.String,
    "kind": pl.String,
    "minutes_from": pl.Int64,
    "minutes_to": pl.Int64,
    "meaning_id": pl.String,
    "meaning_en": pl.String,
    "source": pl.String,
}
EVENTS: Columns = {
    "first_day": pl.Date,
    "last_day": pl.Date,
    "code": pl.String,
    "title_id": pl.String,
    "title_en": pl.String,
    "bias_id": pl.String,
    "bias_en": pl.String,
    "lasting": pl.Boolean,
    "source": pl.String,
    "confidence": pl.String,
}
SUCCESSION: Columns = {
    "predecessor": pl.String,
    "successor": pl.String,
    "from_day": pl.Date,
    "joins": pl.String,
    "note": pl.String,
}
TILES: Columns = {"code": pl.String, "row": pl.Int64, "column": pl.Int64, "width": pl.Int64}
FACTS: Columns = {
    "id": pl.String,
    "place": pl.String,
    "topic": pl.String,
    "indicator": pl.String,
    "indicator_en": pl.String,
    "period": pl.String,
    "value": pl.String,
    "unit": pl.String,
    "change": pl.Float64,
    "measured_first": pl.Date,
    "measured_last": pl.Date,
    "published": pl.Date,
    "source": pl.String,
    "confidence": pl.String,
    "kind": pl.String,
    "note_id": pl.String,
    "note_en": pl.String,
    "period_en": pl.String,
    "value_en": pl.String,
    "unit_en": pl.String,
}

CHOICES: dict[str, frozenset[str]] = {
    "confidence": frozenset("HMLK"),
    "calendar.csv/kind": frozenset({"holiday", "joint-leave", "working", "ramadan", "eid"}),
    "schedules.csv/period": frozenset({"normal", "ramadan"}),
    "attendance_codes.csv/kind": frozenset({"present", "late", "early", "excused", "unexcused", "off"}),
    "succession.csv/joins": frozenset({"yes", "no"}),
    "public_facts.csv/kind": frozenset({"level", "one-year-change", "event", "price"}),
}
"""Closed lists of words, by column, or by file and column."""


def _typed(column: str, dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
    cell = pl.col(column)
    if dtype == pl.Date:
        return cell.str.to_date("%Y-%m-%d", strict=False)
    if dtype == pl.Time:
        return cell.str.to_time("%H:%M", strict=False)
    if dtype == pl.Boolean:
        return cell.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
    return cell.cast(dtype, strict=False)


def _stop_at_bad_cell(path: Path, text: pl.DataFrame, typed: pl.DataFrame, column: str) -> None:
    allowed = CHOICES.get(f"{path.name}/{column}", CHOICES.get(column))
    bad = text[column].is_not_null() & typed[column].is_null()
    if allowed is not None:
        bad = bad | (text[column].is_not_null() & ~text[column].is_in(sorted(allowed)))
    found = bad.arg_max() if bad.any() else None
    if found is not None:
        wanted = ", ".join(sorted(allowed)) if allowed is not None else str(typed.schema[column])
        raise RetretError(
            "city-cell",
            file=path.name,
            row=str(found + 2),
            column=column,
            value=str(text[column][found]),
            wanted=wanted,
        )


def read_table(
    path: Path, columns: Columns, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> pl.DataFrame:
    """A csv with exactly these columns, typed; an unreadable or empty required cell is a RetretError at its row.

    The last columns may be `optional`: a file without them has them empty.
    """
    if not path.is_file():
        raise RetretError("city-no-file", file=str(path))
    with path.open(encoding="utf-8", newline="") as stream:
        header, *lines = list(csv.reader(stream)) or [[]]
    if optional and header == [name for name in columns if name not in optional]:
        header, lines = list(columns), [[*line, *("" for _ in optional)] for line in lines]
    if header != list(columns):
        raise RetretError("city-columns", file=path.name, wanted=",".join(columns), found=",".join(header))
    for number, line in enumerate(lines, start=2):
        if len(line) != len(header):
            raise RetretError("city-row-length", file=path.name, row=str(number), wanted=str(len(header)))
    schema = dict.fromkeys(columns, pl.String)
    text = pl.DataFrame(lines, schema=schema, orient="row") if lines else pl.DataFrame(schema=schema)
    text = text.with_columns(pl.all().str.strip_chars().replace("", None))
    typed = text.select(_typed(name, dtype).alias(name) for name, dtype in columns.items())
    for name in columns:
        _stop_at_bad_cell(path, text, typed, name)
    for name in required:
        empty = typed[name].is_null()
        if empty.any():
            raise RetretError("city-empty", file=path.name, row=str((empty.arg_max() or 0) + 2), column=name)
    return typed


def stop_at_twins(path: Path, table: pl.DataFrame, *key: str) -> None:
    """Nothing happens when the key names each row once; else a RetretError at the second row of a pair."""
    twin = table.select(pl.struct(key).is_duplicated() & ~pl.struct(key).is_first_distinct()).to_series()
    if twin.any():
        row = twin.arg_max() or 0
        value = " ".join(str(table[name][row]) for name in key)
        raise RetretError("city-twin", file=path.name, row=str(row + 2), value=value)
