"""What stands beside an effect, as facts: single numbers, other choices that could have been made, and placebo outcomes."""

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl

from analysis.effects.output import Estimates
from analysis.effects.placebo import placebo_outcomes

Row = dict[str, Any]
Back = Callable[[float], float]
ENDS = ("estimate", "low", "high")


def check_numbers(checks: pl.DataFrame, estimator: str, back: Back) -> Row:
    """The checks of the city that are one number each, by name; amounts in the change's own unit."""
    rows = checks.filter((pl.col("level") == "city") & (pl.col("estimator") == estimator))
    found: Row = {}
    for row in rows.iter_rows(named=True):
        if row["value"] is not None and row["check"] not in found:
            found[row["check"]] = row["value"]
    for name in ("smallest-shock", "mde", "worst-before"):
        if name in found:
            found[name] = back(found[name])
    return found


def specifications(checks: Iterable[Row], back: Back) -> list[Row]:
    """The city's change under every choice that could have been made, the primary one first, by quick fits."""
    found = [
        {"name": row["at"], "agrees": row["passed"], **_ends(row, back)}
        for row in checks
        if row["check"] == "specification"
    ]
    return sorted(found, key=lambda one: one["name"] != "primary")


def worst_before(checks: pl.DataFrame, back: Back) -> Row | None:
    """What became of the units that were worst just before the retreat: by a simple look, and without the months that
    made them the worst. None where units are too few to pick any."""
    for row in checks.filter(pl.col("check") == "worst-before").iter_rows(named=True):
        units = int(str(row["at"]).removeprefix("units="))
        return {"units": units, "simple": back(row["value"]), **_ends(row, back)}
    return None


def placebo_facts(found: Estimates, unmoved: Iterable[str], back: Back) -> list[Row]:
    """The city's change of what leaders do not plausibly move, one entry an estimator; `holds`: zero lies inside."""
    return [
        {"estimator": row["estimator"], "holds": row["passed"], "p": row["value"], **_ends(row, back)}
        for row in placebo_outcomes(found.effects.to_dicts(), set(unmoved))
    ]


def _ends(row: Row, back: Back) -> Row:
    return {key: back(row[key]) for key in ENDS}
