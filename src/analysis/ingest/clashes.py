"""What only all files together can show: a period twice, periods that overlap, units that did not exist yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analysis.city.place import City
from analysis.contract.spans import with_span
from analysis.problems import Problem, Severity
from analysis.sources.declaration import by_name


@dataclass(frozen=True)
class Clash:
    """A problem of one row of a table; `at` is the row's position, `problem` stands at its file."""

    at: int
    problem: Problem


def find_clashes(source: str, rows: pl.DataFrame, city: City) -> list[Clash]:
    """Every clash of a source's rows (contract form with their position `at`)."""
    if rows.is_empty():
        return []
    key = list(by_name()[source].key)
    periods = with_span(rows).select("at", "unit", "file", "sheet", "row", "begins", "ends", *key)
    return [*_overlaps(periods, key, city), *_outside_validity(periods, city)]


def _overlaps(periods: pl.DataFrame, key: Sequence[str], city: City) -> Iterator[Clash]:
    """Pairs of rows of one unit and key whose periods share days: the same, mostly the same (errors), or a few (a note)."""
    same = ["unit", *key]
    other = periods.rename({name: f"{name}_2" for name in periods.columns if name not in same})
    pairs = periods.join(other, on=same, nulls_equal=True).filter(
        (pl.col("at") != pl.col("at_2"))
        & (pl.col("begins") <= pl.col("ends_2"))
        & (pl.col("begins_2") <= pl.col("ends"))
    )
    names = _names(city)
    for pair in pairs.sort("at", "at_2").iter_rows(named=True):
        code, severity = _kind(pair)
        values = {
            "unit": pair["unit"],
            "name": names.get(str(pair["unit"]), str(pair["unit"])),
            "period": _span(pair["begins"], pair["ends"]),
            "other": pair["file_2"],
            "other_period": _span(pair["begins_2"], pair["ends_2"]),
        }
        yield Clash(pair["at"], _problem(code, pair, values, severity))


def _kind(pair: Mapping[str, Any]) -> tuple[str, Severity]:
    if (pair["begins"], pair["ends"]) == (pair["begins_2"], pair["ends_2"]):
        return "period-twice", "error"
    shared = (min(pair["ends"], pair["ends_2"]) - max(pair["begins"], pair["begins_2"])).days + 1
    shorter = min((pair[f"ends{k}"] - pair[f"begins{k}"]).days + 1 for k in ("", "_2"))
    return ("periods-overlap", "error") if 2 * shared > shorter else ("periods-touch", "note")


def _outside_validity(periods: pl.DataFrame, city: City) -> Iterator[Clash]:
    """Rows about days on which their unit did not exist, by units.csv."""
    units = city.units.select(unit="code", name="name", valid_from="valid_from", valid_to="valid_to")
    early = pl.col("ends") < pl.col("valid_from")
    late = pl.col("valid_to").is_not_null() & (pl.col("begins") > pl.col("valid_to"))
    for row in periods.join(units, on="unit").filter(early | late).sort("at").iter_rows(named=True):
        until = f"{row['valid_to']:%d/%m/%Y}" if row["valid_to"] else "…"
        values = {
            "unit": row["unit"],
            "name": row["name"],
            "period": _span(row["begins"], row["ends"]),
            "valid": f"{row['valid_from']:%d/%m/%Y} – {until}",
        }
        yield Clash(row["at"], _problem("unit-not-valid-then", row, values, "error"))


def _problem(code: str, row: Mapping[str, Any], values: dict[str, str], severity: Severity) -> Problem:
    return Problem(code, row["file"], row["sheet"], row=row["row"], values=values, severity=severity)


def _names(city: City) -> dict[str, str]:
    return dict(city.units.select("code", "name").iter_rows())


def _span(first: date, last: date) -> str:
    return f"{first:%d/%m/%Y}–{last:%d/%m/%Y}"
