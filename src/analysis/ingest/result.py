"""What reading gives: a result for each file, the whole delivery, and the delivery once checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from analysis.ingest.corrections import Correction
from analysis.problems import Problem


@dataclass(frozen=True)
class FileResult:
    """One file: what it is, how many rows were read and are good, its problems, its rows in contract form.

    `rows_read` counts respondents, employee-days or employee-months; `rows_read - rows_good` were refused.
    `table` is None where nothing of the file may be used.
    """

    path: str
    source: str | None = None
    layout: str | None = None
    simulated: bool = False
    rows_read: int = 0
    rows_good: int = 0
    problems: tuple[Problem, ...] = ()
    table: pl.DataFrame | None = None

    @property
    def has_errors(self) -> bool:
        """Whether a problem of this file fails a check."""
        return any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True)
class Delivery:
    """Every file of a raw folder, sorted by path. With `skip_bad_rows` good rows of bad files are used too.

    `corrections` are those that were declared for its files."""

    files: tuple[FileResult, ...]
    skip_bad_rows: bool = False
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class Checked:
    """The rows that may be used, in contract form by source, and all problems of all files, sorted by place.

    `changes` tells what files that were sent again changed (columns: ingest.revisions.CHANGES); `corrections` are those that
    were declared for files that are there.
    """

    tables: Mapping[str, pl.DataFrame]
    problems: tuple[Problem, ...] = ()
    files: tuple[FileResult, ...] = field(default=())
    simulated: bool = False
    changes: pl.DataFrame = field(default_factory=pl.DataFrame)
    corrections: tuple[Correction, ...] = ()
