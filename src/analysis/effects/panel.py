"""The panel that every estimator reads: one row a unit, indicator and period, in columns that never change."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from analysis.effects.panel_cells import ROW, Reader
from analysis.effects.period import Kind, common_kind
from analysis.ingest.cell import Wrong
from analysis.ingest.csv_text import read_records
from analysis.problems import RetretError

PANEL: Mapping[str, type[pl.DataType]] = {
    "unit": pl.String,
    "indicator": pl.String,
    "period": pl.String,
    "t": pl.Int64,
    "value": pl.Float64,
    "se": pl.Float64,
    "n": pl.Float64,
    "exposure": pl.Float64,
    "donor": pl.Boolean,
    "dose": pl.Float64,
    "group": pl.String,
    "treated_from": pl.Int64,
}
"""The columns of a panel, in this order; regressors that a design names follow them as Float64."""

REQUIRED = ("unit", "period", "value")
WRITTEN = tuple(name for name in PANEL if name != "t")
"""The columns that a file may have; `t` is computed."""
OF_THE_UNIT = ("donor", "group", "treated_from")
"""Columns that say one thing about a unit, whatever the period."""

AGGREGATE = "*"
"""The unit of rows that are the aggregate series."""


def read_panel(path: Path, regressors: Sequence[str] = ()) -> pl.DataFrame:
    """The panel in a csv or parquet file (columns: PANEL, then regressors), sorted by indicator, unit and time.

    A row with an empty value is a gap that is told; a row that is absent is a gap as well, and no row is made
    for it. Anything that cannot be read is a RetretError with exit code 1 that names file, row and column.
    """
    return panel_from(read_rows(path), regressors, file=path.name)


def panel_from(
    frame: pl.DataFrame, regressors: Sequence[str] = (), *, file: str = "DataFrame"
) -> pl.DataFrame:
    """The same panel from a polars frame with the columns of the contract, as text or already typed.

    `file` is the name that errors tell; rows are counted from 1, those of a csv by its lines.
    """
    check_columns(frame.columns, file, REQUIRED)
    if frame.is_empty():
        raise RetretError("panel-empty", 1, file=file)
    if ROW not in frame.columns:
        frame = frame.with_row_index(ROW, offset=1)
    reader = Reader(frame, file)
    kept = [name for name in regressors if name in frame.columns and name not in PANEL]
    period = reader.filled("period")
    kind = reader.kind(period)
    panel = pl.DataFrame(
        {
            "unit": reader.filled("unit"),
            "indicator": reader.words("indicator").fill_null(""),
            "period": period,
            "t": reader.ordinals(period, kind),
            **{name: reader.number(name) for name in ("value", "se", "n", "exposure")},
            "donor": reader.donor(),
            "dose": reader.number("dose"),
            "group": reader.words("group"),
            "treated_from": reader.ordinals(reader.whole("treated_from"), kind),
            **{name: reader.number(name) for name in kept},
            ROW: frame[ROW].cast(pl.Int64),
        }
    )
    _check_rows(panel, file)
    return panel.sort("indicator", "unit", "t").drop(ROW)


def kind_of_panel(panel: pl.DataFrame) -> Kind:
    """The one kind of period in a panel."""
    kind = common_kind(panel.get_column("period").unique().to_list())
    if kind is None:
        raise RetretError("panel-no-kind", 1)
    return kind


def unused(columns: Sequence[str], regressors: Sequence[str]) -> list[str]:
    """The columns of a file that no estimator reads."""
    return [name for name in columns if name not in (*WRITTEN, *regressors, ROW)]


def read_rows(path: Path, required: Sequence[str] = REQUIRED) -> pl.DataFrame:
    """The rows of a csv (as text) or a parquet file (as typed), each with its row in the file; nothing is judged but
    whether a csv has the columns that are required."""
    if not path.is_file():
        raise RetretError("panel-no-file", 1, file=str(path))
    match path.suffix.lower():
        case ".csv":
            return _read_csv(path, required)
        case ".parquet":
            try:
                return pl.read_parquet(path).with_row_index(ROW, offset=1)
            except (PolarsError, OSError) as error:
                raise RetretError("panel-unreadable", 1, file=path.name, kind="parquet") from error
        case _:
            raise RetretError("panel-file-kind", 1, file=path.name)


def _read_csv(path: Path, required: Sequence[str]) -> pl.DataFrame:
    records = read_records(path.read_bytes())
    if isinstance(records, Wrong):
        if records.code == "empty-file":
            raise RetretError("panel-empty", 1, file=path.name)
        raise RetretError("panel-unreadable", 1, file=path.name, kind="csv")
    rows = [(place, row) for place, row in enumerate(records.rows, 1) if any(row)]
    header = [str(cell or "").strip() for cell in rows[0][1]] if rows else []
    while header and not header[-1]:
        header.pop()
    check_columns(header, path.name, required)
    lines: list[list[object]] = []
    for place, row in rows[1:]:
        if len(row) < len(header) or any(row[len(header) :]):
            raise RetretError(
                "panel-row-length",
                1,
                file=path.name,
                row=str(place),
                n=str(len(row)),
                wanted=str(len(header)),
            )
        lines.append([*row[: len(header)], place])
    schema = {**dict.fromkeys(header, pl.String), ROW: pl.UInt32}
    return pl.DataFrame(lines, schema=schema, orient="row")


def check_columns(columns: Sequence[str], file: str, required: Sequence[str]) -> None:
    """Nothing where every required column is there and none stands twice, else a RetretError."""
    twice = [name for place, name in enumerate(columns) if name in columns[:place]]
    if twice:
        raise RetretError("panel-column-twice", 1, file=file, column=twice[0])
    missing = [name for name in required if name not in columns]
    if missing:
        found = ", ".join(name for name in columns if name != ROW)
        told = {"missing": ", ".join(missing), "found": found, "required": ", ".join(required)}
        raise RetretError("panel-columns", 1, file=file, **told)


def _check_rows(panel: pl.DataFrame, file: str) -> None:
    """What only several cells together can show; the first row of a kind of fault is told."""
    twin = pl.struct("unit", "indicator", "t")
    _stop(panel, twin.is_duplicated() & ~twin.is_first_distinct(), "panel-twin", file)
    for name in OF_THE_UNIT:
        changed = pl.col(name).ne_missing(pl.col(name).first().over("unit"))
        _stop(panel, changed, "panel-changes", file, column=name)
    _stop(panel, pl.col("donor") & pl.col("treated_from").is_not_null(), "panel-donor-treated", file)


def _stop(panel: pl.DataFrame, bad: pl.Expr, code: str, file: str, **values: str) -> None:
    found = panel.filter(bad)
    if not found.is_empty():
        first = found.row(0, named=True)
        told = {name: str(first[name]) for name in ("unit", "indicator", "period")}
        raise RetretError(code, 1, file=file, row=str(first[ROW]), **told, **values)
