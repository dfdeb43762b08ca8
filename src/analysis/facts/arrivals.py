"""What came when, as facts: for each source that is owed, each unit's runs of one state."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from analysis.delivery.status import STATES, status
from analysis.disclosure import Edition
from analysis.facts.joint import Joint
from analysis.ingest.result import Checked
from analysis.ingest.rhythm import GAPS
from analysis.sources.declaration import sources

Row = dict[str, Any]
_TOUCH = timedelta(days=1)


def arrival_facts(joint: Joint, checked: Checked, edition: Edition) -> list[Row]:
    """A record for each owed source: counts of periods by state, and runs of (unit, first day, last day, state).

    The public edition has the counts only: the runs say who owes what.
    """
    states = status(checked, joint.city)
    found: list[Row] = []
    for source in sources():
        rows = states.filter(pl.col("source") == source.name)
        if source.rhythm not in GAPS or rows.is_empty():
            continue
        counts = dict(rows.group_by("status").len().iter_rows())
        runs = [] if edition == "public" else _runs(rows.sort("unit", "first_day"))
        found.append(
            {
                "source": source.name,
                "counts": {state: counts.get(state, 0) for state in STATES},
                "first_day": rows.get_column("first_day").min(),
                "last_day": rows.get_column("last_day").max(),
                "runs": runs,
            }
        )
    return found


def _runs(rows: pl.DataFrame) -> list[list[str]]:
    """Neighbouring periods of one unit and state as one run."""
    runs: list[tuple[str, date, date, str]] = []
    for unit, first, last, state in rows.select("unit", "first_day", "last_day", "status").iter_rows():
        if runs and runs[-1][0] == unit and runs[-1][3] == state and first - runs[-1][2] <= _TOUCH:
            runs[-1] = unit, runs[-1][1], max(last, runs[-1][2]), state
        else:
            runs.append((unit, first, last, state))
    return [[unit, first.isoformat(), last.isoformat(), state] for unit, first, last, state in runs]
