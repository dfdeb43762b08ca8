"""Disputed figures as facts: each beside the unit that it is of, and whether data were mended where the answer says so; a
dispute about no figure stops with its line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analysis.city.disputes import CORRECTED, DISPUTES
from analysis.city.place import City
from analysis.contract.spans import with_span
from analysis.facts.joint import city_code
from analysis.indicators.definition import by_code
from analysis.problems import RetretError

Row = dict[str, Any]
NAMED = 8
"""So many periods are named where a month has no figure."""


@dataclass(frozen=True)
class Mending:
    """What was mended in the data: accepted rows by source, what files sent again changed (`ingest.revisions.CHANGES`), and
    the files with declared corrections."""

    tables: Mapping[str, pl.DataFrame]
    changes: pl.DataFrame
    corrected: frozenset[str]

    def of(self, one: Row, city: City) -> bool:
        """Whether behind a disputed figure a value was changed by a file sent again, or its file has a declared correction."""
        about = by_code()[one["indicator"]]
        sources = [name for name in (about.source, about.denominator_source) if name]
        first, after = _days(one["month"])
        within = (pl.col("begins") < after) & (pl.col("ends") >= first)
        if one["unit"] != city_code(city):
            within &= pl.col("unit") == one["unit"]
        sent = self.changes.rename({"first_day": "begins", "last_day": "ends"})
        if not sent.filter(within & pl.col("source").is_in(sources)).is_empty():
            return True
        rows = (with_span(self.tables[name]).filter(within) for name in sources)
        return any(self.corrected & set(one["file"]) for one in rows)


def dispute_facts(
    disputes: pl.DataFrame, series: pl.DataFrame, city: City, mending: Mending
) -> Mapping[str, list[Row]]:
    """The disputes of each unit, open ones first, newest month first.

    A withheld figure may be disputed too: its period is told, its value is not. `mended`: of a figure that was corrected as
    the answer says, whether the data show it; None of the others.
    """
    units = set(city.units.get_column("code"))
    found: dict[str, list[Row]] = {}
    for line, one in enumerate(disputes.iter_rows(named=True), start=2):
        _check(line, one, series.filter(pl.col("unit") == one["unit"]), known=one["unit"] in units)
        title = by_code()[one["indicator"]].title.model_dump()
        keep = {key: one[key] for key in ("indicator", "month", "status", "claim", "answer")}
        mended = mending.of(one, city) if one["status"] == CORRECTED else None
        found.setdefault(one["unit"], []).append({**keep, "title": title, "mended": mended})
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
    first, after = _days(one["month"])
    if rows.filter((pl.col("first_day") < after) & (pl.col("last_day") >= first)).is_empty():
        raise _unknown(line, one, "month", _months(rows))


def _days(month: str) -> tuple[date, date]:
    """The first day of a month, and that of the next one."""
    first = date.fromisoformat(f"{month}-01")
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


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
