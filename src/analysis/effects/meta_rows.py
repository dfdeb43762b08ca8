"""Studies as they came, one row each: name, estimate and standard error, or the first cell that must be mended."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from analysis.effects.noise import Array
from analysis.effects.panel import check_columns, read_rows
from analysis.effects.panel_cells import Reader
from analysis.problems import RetretError

REQUIRED = ("study", "estimate", "se")
FEWEST = 2


@dataclass(frozen=True)
class Studies:
    """Two studies or more in the order of their file: names, estimates and standard errors above 0, (k,) each."""

    names: tuple[str, ...]
    estimates: Array
    ses: Array


def read_studies(path: Path) -> Studies:
    """The studies of a csv or parquet file; what cannot be used is a RetretError (exit code 1) with file, row and column."""
    frame = read_rows(path, REQUIRED)
    check_columns(frame.columns, path.name, REQUIRED)
    if frame.is_empty():
        raise RetretError("panel-empty", 1, file=path.name)
    reader = Reader(frame, path.name)
    names, estimates, ses = reader.filled("study"), _numbers(reader, "estimate"), _numbers(reader, "se")
    reader.stop(~names.is_first_distinct(), "meta-twin", "study")
    reader.stop(ses <= 0, "meta-not-positive", "se")
    if len(names) < FEWEST:
        raise RetretError("meta-few", 1, file=path.name, study=str(names[0]))
    return Studies(tuple(names.to_list()), estimates.to_numpy(), ses.to_numpy())


def _numbers(reader: Reader, name: str) -> pl.Series:
    """A column of which every cell is a finite number."""
    made = reader.filled(name).cast(pl.Float64, strict=False)
    reader.stop(~made.is_finite().fill_null(False), "meta-number", name)
    return made


@dataclass(frozen=True)
class TauPrior:
    """A prior of the standard deviation between studies: flat from 0 to `size`, or half-normal with the scale `size`."""

    kind: str
    size: float


KINDS = ("flat", "half-normal")
USUAL_REACH = 15.0
"""A flat prior ends at this many times the median standard error where nothing else is asked for."""


def tau_prior(written: str | None, studies: Studies) -> TauPrior:
    """The prior as written, `flat:MAX` or `half-normal:SCALE`; else a flat one whose end lies far beyond the errors."""
    if written is None:
        return TauPrior("flat", USUAL_REACH * float(np.median(studies.ses)))
    kind, _, size = written.partition(":")
    try:
        made = TauPrior(kind.strip(), float(size))
    except ValueError as error:
        raise RetretError("meta-prior", 2, written=written) from error
    if made.kind not in KINDS or not (made.size > 0 and math.isfinite(made.size)):
        raise RetretError("meta-prior", 2, written=written)
    return made
