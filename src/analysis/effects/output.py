"""What an estimation gives: effects, weights and checks as three frames, and their files, written all or none."""

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import polars as pl

from analysis.effects.design import Estimator
from analysis.problems import RetretError

Schema = Mapping[str, type[pl.DataType]]

EFFECTS: Schema = {
    "estimator": pl.String,
    "level": pl.String,
    "unit": pl.String,
    "indicator": pl.String,
    "estimand": pl.String,
    "estimate": pl.Float64,
    "se": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p_positive": pl.Float64,
    "df": pl.Float64,
    "n_pre": pl.Int64,
    "n_post": pl.Int64,
    "status": pl.String,
    "reason": pl.String,
    "evidence": pl.String,
    "verdict": pl.String,
    "note": pl.String,
}
WEIGHTS: Schema = {
    "estimator": pl.String,
    "indicator": pl.String,
    "unit": pl.String,
    "donor": pl.String,
    "weight": pl.Float64,
    "pre_rmspe": pl.Float64,
}
CHECKS: Schema = {
    "estimator": pl.String,
    "level": pl.String,
    "unit": pl.String,
    "indicator": pl.String,
    "check": pl.String,
    "at": pl.String,
    "estimate": pl.Float64,
    "se": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "value": pl.Float64,
    "passed": pl.Boolean,
    "note": pl.String,
}

LEVELS = ("city", "group", "unit", "dose")
ESTIMATORS = get_args(Estimator)
ESTIMANDS = (
    "mean",
    "simple",
    "att",
    "deviation",
    "step",
    "slope",
    "trend",
    "post-trend",
    "quarter",
    "pulse",
    "retention",
)
"""Orders of the rows; what stands in none of these comes after them, in the order it was given."""
DIGITS = 10


@dataclass(frozen=True)
class Estimates:
    """Everything that one estimation found: frames of exactly the schemas EFFECTS, WEIGHTS and CHECKS."""

    effects: pl.DataFrame
    weights: pl.DataFrame
    checks: pl.DataFrame

    def __post_init__(self) -> None:
        told = ((self.effects, EFFECTS), (self.weights, WEIGHTS), (self.checks, CHECKS))
        for frame, schema in told:
            if dict(frame.schema) != dict(schema):
                raise ValueError(f"columns {dict(frame.schema)}, not {dict(schema)}")

    @classmethod
    def empty(cls) -> "Estimates":
        """Nothing found."""
        return cls(pl.DataFrame(schema=EFFECTS), pl.DataFrame(schema=WEIGHTS), pl.DataFrame(schema=CHECKS))


def in_order(effects: pl.DataFrame) -> pl.DataFrame:
    """Effects with city rows first, then group, unit and dose; `mean` first within each series."""
    name = pl.col("estimand").str.extract("^([^:]*)")
    return (
        effects.with_columns(
            _level=_place(pl.col("level"), LEVELS),
            _estimator=_place(pl.col("estimator"), ESTIMATORS),
            _name=_place(name, ESTIMANDS),
            _number=pl.col("estimand").str.extract(r"^[^:]*:(\d+)$").cast(pl.Int64, strict=False),
        )
        .sort("_level", "_estimator", "unit", "indicator", "_name", "_number", maintain_order=True)
        .select(effects.columns)
    )


def _place(name: pl.Expr, order: tuple[str, ...]) -> pl.Expr:
    places = {word: place for place, word in enumerate(order)}
    return name.replace_strict(places, default=len(order), return_dtype=pl.Int64)


def beside(out: Path, kind: str) -> Path:
    """The file of weights or checks that belongs to `out`: effects.csv has effects.weights.csv."""
    return out.with_name(f"{out.stem}.{kind}.csv")


def as_files(estimates: Estimates, out: Path) -> dict[Path, str]:
    """The three files and what they hold; an empty frame is its header alone."""
    return {
        out: as_csv(in_order(estimates.effects)),
        beside(out, "weights"): as_csv(estimates.weights),
        beside(out, "checks"): as_csv(estimates.checks),
    }


def as_csv(frame: pl.DataFrame) -> str:
    """A frame as csv: numbers at ten significant digits, nothing where there is no value."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([_cell(value) for value in row] for row in frame.iter_rows())
    return held.getvalue()


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value + 0.0:.{DIGITS}g}"
    return str(value)


def write(estimates: Estimates, out: Path) -> None:
    """effects.csv, effects.weights.csv and effects.checks.csv (by the name of `out`), all three or none."""
    write_whole(as_files(estimates, out))


def write_whole(files: Mapping[Path, str]) -> None:
    """All these files whole, or all as they were before with a RetretError that names the one that failed."""
    former: dict[Path, bytes | None] = {}
    path = Path()
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _aside(path).write_text(content, encoding="utf-8", newline="")
        for path in files:
            former[path] = path.read_bytes() if path.is_file() else None
            _aside(path).replace(path)
    except OSError as error:
        _restore(former)
        raise RetretError("cannot-write", 1, file=str(path), why=error.strerror or str(error)) from error
    finally:
        for path in files:
            _drop(_aside(path))


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _restore(former: Mapping[Path, bytes | None]) -> None:
    for path, content in former.items():
        if content is not None:
            path.write_bytes(content)
        elif path.is_file():
            path.unlink()


def _drop(path: Path) -> None:
    if path.parent.is_dir() and path.is_file():
        path.unlink()
