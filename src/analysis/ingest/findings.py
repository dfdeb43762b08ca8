"""What is wrong in the rows of a long table, and the problems that tell it without drowning the reader."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import polars as pl

from analysis.ingest.cell import Wrong
from analysis.problems import Problem, column_letter

Kept = TypeVar("Kept")
MOST_PLACES = 20
"""So many places are named of one kind of fault in one column; the others are counted."""


@dataclass(frozen=True)
class Finding:
    """A fault in one row (1-based) of a field."""

    row: int
    field: str
    wrong: Wrong


def typed(
    frame: pl.DataFrame, field: str, read: Callable[[str], Kept | Wrong | None], dtype: type[pl.DataType]
) -> tuple[pl.Series, list[Finding]]:
    """A text column read value by distinct value (empty stays empty), and a finding for each cell that is wrong."""
    texts = [text for text in frame[field].unique(maintain_order=True) if text is not None]
    found = [read(text) for text in texts]
    values = [None if isinstance(value, Wrong) else value for value in found]
    table = pl.DataFrame(
        {"text": texts, "value": pl.Series(values, dtype=dtype), "at": range(len(texts))},
        schema_overrides={"text": pl.String},
    )
    bad = [at for at, value in enumerate(found) if isinstance(value, Wrong)]
    joined = frame.select("row", text=field).join(table, on="text", how="left", maintain_order="left")
    wrong_rows = joined.filter(pl.col("at").is_in(bad)) if bad else joined.clear()
    findings = [
        Finding(row, field, wrong)
        for row, at in wrong_rows.select("row", "at").iter_rows()
        if isinstance(wrong := found[at], Wrong)
    ]
    return joined["value"], findings


def flagged(frame: pl.DataFrame, *checks: tuple[pl.Expr, str, str]) -> list[Finding]:
    """A finding for each row in which the mask of a check (mask, field, code) is true."""
    named = [mask.fill_null(False).alias(str(at)) for at, (mask, _, _) in enumerate(checks)]
    masks = frame.select("row", *named)
    return [
        Finding(row, field, Wrong(code))
        for at, (_, field, code) in enumerate(checks)
        if masks[str(at)].any()
        for row in masks.filter(pl.col(str(at)))["row"]
    ]


def twice(*fields: str) -> pl.Expr:
    """A mask of rows whose fields are all filled and the same as those of another row."""
    filled = pl.all_horizontal(pl.col(field).is_not_null() for field in fields)
    return pl.struct(fields).is_duplicated() & filled


def refused(findings: Iterable[Finding]) -> set[int]:
    """The rows that a finding refuses."""
    return {finding.row for finding in findings}


def as_problems(
    file: str, sheet: str | None, findings: Sequence[Finding], columns: Mapping[str, int]
) -> list[Problem]:
    """Findings as problems in row order; the same value in a column is told once, with the number of other cells."""
    groups: dict[tuple[str, str, tuple[tuple[str, str], ...]], list[Finding]] = {}
    for finding in findings:
        told = (finding.wrong.code, finding.field, tuple(sorted(finding.wrong.values.items())))
        groups.setdefault(told, []).append(finding)
    problems: list[Problem] = []
    for same in groups.values():
        # An empty cell or a clash says nothing of its value: each of them is told, up to a limit.
        shown = 1 if same[0].wrong.values else MOST_PLACES
        problems += [_problem(file, sheet, finding, columns) for finding in same[:shown]]
        if len(same) > shown:
            problems.append(_others(file, sheet, same[shown:], columns))
    return sorted(_limited(problems), key=lambda problem: problem.row or 0)


def _limited(problems: Sequence[Problem]) -> list[Problem]:
    """At most so many problems of one code and column; one more counts the rest."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        column = (problem.cell or "").rstrip("0123456789")
        kinds.setdefault((problem.code, column), []).append(problem)
    kept: list[Problem] = []
    for same in kinds.values():
        kept += same[:MOST_PLACES]
        if len(same) > MOST_PLACES:
            values = {"count": str(len(same) - MOST_PLACES)}
            kept.append(replace(same[MOST_PLACES], code="more-of-the-same", values=values))
    return kept


def _problem(file: str, sheet: str | None, finding: Finding, columns: Mapping[str, int]) -> Problem:
    cell = f"{column_letter(columns[finding.field])}{finding.row}" if finding.field in columns else None
    return Problem(finding.wrong.code, file, sheet, cell, finding.row, finding.wrong.values)


def _others(file: str, sheet: str | None, same: Sequence[Finding], columns: Mapping[str, int]) -> Problem:
    values = {"count": str(len(same))}
    return replace(_problem(file, sheet, same[0], columns), code="more-of-the-same", values=values)
