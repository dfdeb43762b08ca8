"""How complete and how clean the data are, as facts: files, rows, problems, gaps, corrections."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import polars as pl

from analysis.disclosure import Edition
from analysis.facts.arrivals import arrival_facts
from analysis.facts.joint import Joint, came
from analysis.facts.unit import SCHEMA
from analysis.ingest.result import Checked
from analysis.problems import Problem
from analysis.sources.declaration import by_name

Row = dict[str, Any]


def quality_facts(joint: Joint, checked: Checked) -> Row:
    """The state of what came: totals by source, problems as records, gaps by unit.

    The public edition gives counts of problems only: the records name files.
    """
    units = joint.city.units.filter(pl.col("parent").is_not_null())
    problems = checked.problems
    return {
        "schema": SCHEMA,
        "kind": "quality",
        "edition": joint.edition,
        "simulated": joint.simulated,
        "data_until": joint.data_until.isoformat(),
        "completeness": {**came(joint, units.get_column("code").to_list()), "units": units.height},
        "sources": [_source(checked, name) for name in by_name()],
        "errors": sum(problem.severity == "error" for problem in problems),
        "notes": sum(problem.severity == "note" for problem in problems),
        "problems": problem_rows(problems, joint.edition),
        "arrivals": arrival_facts(joint, checked, joint.edition),
        "corrections": correction_rows(checked, joint.edition),
        "changes": change_rows(checked, joint.edition),
        "units": [_unit(joint, code, name) for code, name in units.select("code", "name").iter_rows()],
    }


def _source(checked: Checked, name: str) -> Row:
    files = [file for file in checked.files if file.source == name]
    return {
        "source": name,
        "files": len(files),
        "with_problems": sum(any(p.severity == "error" for p in file.problems) for file in files),
        "rows_read": sum(file.rows_read for file in files),
        "rows_good": sum(file.rows_good for file in files),
        "periods": checked.tables[name].height,
    }


def problem_rows(problems: Sequence[Problem], edition: Edition) -> list[Row]:
    """Each problem as a record, errors first; nothing in the public edition."""
    if edition == "public":
        return []
    ordered = sorted(problems, key=lambda p: (p.severity, p.file, p.row or 0))
    return [asdict(problem) | {"values": dict(problem.values)} for problem in ordered]


def _unit(joint: Joint, code: str, name: str) -> Row:
    gaps = joint.missing.filter(pl.col("unit") == code)
    by_source = dict(gaps.group_by("source").len().sort("source").iter_rows())
    return {"code": code, "name": name, **came(joint, [code]), "missing": by_source}


def correction_rows(checked: Checked, edition: Edition) -> list[Row]:
    """The declared corrections that were applied: where, why, by whom and when; nothing in the public edition.

    Neither the old nor the new value is told: a corrected cell may be about a person.
    """
    if edition == "public":
        return []
    keep = ("file", "sheet", "cell", "reason", "who")
    return [
        {**{name: getattr(one, name) for name in keep}, "date": one.date.isoformat()}
        for one in checked.corrections
    ]


def change_rows(checked: Checked, edition: Edition) -> list[Row]:
    """What files that were sent again changed, by file: how many unit-periods and values; nothing in the public edition."""
    if edition == "public" or checked.changes.is_empty():
        return []
    by_file = checked.changes.group_by("file", "replaced", "source", maintain_order=True).agg(
        values=pl.len(),
        periods=pl.struct("unit", "first_day").n_unique(),
        units=pl.col("unit").n_unique(),
        columns=pl.col("column").unique().sort(),
    )
    return by_file.sort("file").to_dicts()
