"""Disputed figures as facts: each beside the unit that it is of; a dispute about no figure stops with its line."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.city.disputes import DISPUTES
from analysis.city.place import City
from analysis.indicators.definition import by_code
from analysis.problems import RetretError

Row = dict[str, Any]
NAMED = 8
"""So many periods are named where a month has no figure."""


def dispute_facts(disputes: pl.DataFrame, series: pl.DataFrame, city: City) -> Mapping[str, list[Row]]:
    """The disputes of each unit, open ones first, newest month first.

    A withheld figure may be disputed too: its period is told, its value is not.
    """
    units = set(city.units.get_column("code"))
    found: dict[str, list[Row]] = {}
    for line, one in enumerate(disputes.iter_rows(named=True), start=2):
        _check(line, one, series.filter(pl.col("unit") == one["unit"]), known=one["unit"] in units)
        title = by_code()[one["indicator"]].title.model_dump()
        keep = {key: one[key] for key in ("indicator", "month", "status", "claim", "answer")}
        found.setdefault(one["unit"], []).append({**keep, "title": title})
    for rows in found.values():
        rows.sort(key=lambda one: one["month"], reverse=True)
        rows.sort(key=lambda one: one["status"] != "open")
    return found


def with_disputes(
    pages: Mapping[str, Any], disputes: Mapping[str, list[Row]], edition: str
) -> Mapping[str, Any]:
    """All pages' facts, each unit's with its disputes as the edition may show them."""
    return {
        code: {**facts, "disputes": shown(disputes.get(code, []), edition)}
        if isinstance(facts, dict) and facts.get("kind") == "unit"
        else facts
        for code, facts in pages.items()
    }


def shown(disputes: Sequence[Row], edition: str) -> list[Row]:
    """In public without what was claimed: it is written by a person and may name some."""
    return [one if edition == "leadership" else {**one, "claim": None} for one in disputes]


def _check(line: int, one: Row, of_unit: pl.DataFrame, *, known: bool) -> None:
    if not known:
        raise _unknown(line, one, "unit", "units.csv")
    rows = of_unit.filter(pl.col("indicator") == one["indicator"])
    if rows.is_empty():
        raise _unknown(line, one, "indicator", ", ".join(sorted(set(of_unit["indicator"]))) or "-")
    first = date.fromisoformat(f"{one['month']}-01")
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    if rows.filter((pl.col("first_day") < after) & (pl.col("last_day") >= first)).is_empty():
        raise _unknown(line, one, "month", _months(rows))


def _months(rows: pl.DataFrame) -> str:
    """The last periods that there are, each by its month or its first and last one."""
    last = rows.sort("first_day").tail(NAMED).select("first_day", "last_day").rows()
    spans = (dict.fromkeys((f"{first:%Y-%m}", f"{end:%Y-%m}")) for first, end in last)
    return ("... " if rows.height > NAMED else "") + ", ".join("/".join(span) for span in spans)


def _unknown(line: int, one: Row, column: str, known: str) -> RetretError:
    values = {key: one[key] for key in ("unit", "indicator", "month")}
    return RetretError(
        "dispute-unknown", 1, file=DISPUTES, row=str(line), column=column, known=known, **values
    )
