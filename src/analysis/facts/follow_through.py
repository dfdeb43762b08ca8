"""What was promised at the retreat: said, due, done and verified, of the city, of groups and of units."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from analysis.city.units import Group, groups
from analysis.facts.indicator_page import WHOLE, frame
from analysis.facts.joint import Joint
from analysis.indicators.definition import by_code
from analysis.variation.peers import median_interval

Row = dict[str, Any]
FEWEST_PUBLIC_UNITS = 5
COUNTS = ("commitments", "due", "done", "verified")
STATES = ("overdue", "unchecked", "checked", "ahead")
"""What a promise can be, what asks for something first; see contract.Commitments."""


def follow_through(joint: Joint) -> Row | None:
    """Counts as the register's last day shows them, with what is overdue; None where no register came.

    A unit's counts are withheld by the thresholds of `commitments-done`; where just one unit of a group is, so is the group.
    """
    register = joint.tables["commitments"]
    if register.is_empty():
        return None
    rows = latest(register)
    by_unit = rows.group_by("unit").agg(pl.col(COUNTS).sum(), unproven=unproven()).sort("unit")
    alike = [group for group in groups(joint.city) if group.kind == WHOLE]
    return {
        **frame(joint, "follow-through"),
        "as_of": max(day.isoformat() for day in rows.get_column("as_of")),
        "city": {**_summed(by_unit), "unproven": int(by_unit["unproven"].sum()), "delay": delay(rows)},
        "groups": [_group(by_unit, group) for group in alike],
        "promised": [{"group": group.slug, **unit} for group in alike for unit in _units(by_unit, group)],
        "overdue": overdue(rows),
    }


def latest(register: pl.DataFrame) -> pl.DataFrame:
    """The rows of the register as it stood last, by unit and month due."""
    return register.filter(pl.col("as_of") == pl.col("as_of").max().over("unit", "month"))


def unproven() -> pl.Expr:
    """How many are said to be done, and neither verified nor with evidence on record."""
    return pl.col("unchecked").list.set_intersection("unproven").list.len().sum().cast(pl.Int64)


def each(register: pl.DataFrame, unit: str) -> Sequence[Row]:
    """Every promise of a unit by the code that the register gives it: the month due, how it stands, and whether there is
    evidence on record, None where there is nothing to prove yet. What is overdue comes first, the oldest before the others.
    """
    rows = latest(register).filter(pl.col("unit") == unit).sort("month").to_dicts()
    return [
        {
            "code": code,
            "month": row["month"].isoformat(),
            "state": state,
            "evidence": code not in row["unproven"] if state in ("unchecked", "checked") else None,
        }
        for state in STATES
        for row in rows
        for code in row[state]
    ]


def unit_promises(told: Row | None, register: pl.DataFrame) -> Mapping[str, Row]:
    """What each unit promised, by its code: its counts, what is overdue, since which month, as the register stood when, and
    each promise by itself where the counts are not withheld.
    """
    if told is None:
        return {}
    late = {one["unit"]: one for one in told["overdue"]}
    return {
        one["unit"]: {
            **{name: one[name] for name in (*COUNTS, "unproven")},
            "overdue": None if one["due"] is None else late.get(one["unit"], {}).get("overdue", 0),
            "oldest": late.get(one["unit"], {}).get("oldest"),
            "as_of": told["as_of"],
            "each": [] if one["due"] is None else each(register, one["unit"]),
        }
        for one in told["promised"]
    }


def city_promises(told: Row | None) -> Row | None:
    """The same of the whole city; None where no register came."""
    if told is None:
        return None
    city = told["city"]
    oldest = min((one["oldest"] for one in told["overdue"]), default=None)
    counts = {name: city[name] for name in (*COUNTS, "unproven")}
    return {**counts, "overdue": city["due"] - city["done"], "oldest": oldest, "as_of": told["as_of"]}


def _summed(rows: pl.DataFrame) -> Row:
    return {name: int(rows.get_column(name).sum()) for name in COUNTS}


def delay(rows: pl.DataFrame) -> Row | None:
    """The median of days from due to done over everything that is done, between two of its values; None where nothing is."""
    days = rows.get_column("delay_days").explode().drop_nulls().to_list()
    if not days:
        return None
    middle, low, high = median_interval(days)
    return {"median": middle, "low": low, "high": high, "done": len(days)}


def _group(by_unit: pl.DataFrame, group: Group) -> Row:
    mine = by_unit.filter(pl.col("unit").is_in(list(group.members)))
    alone = sum(unit["due"] is None for unit in _units(by_unit, group)) == 1
    return {
        "slug": group.slug,
        "name": {"id": group.name_id, "en": group.name_en},
        "members": len(group.members),
        "promising": mine.height,
        **(dict.fromkeys(COUNTS) if alone else _summed(mine)),
    }


def _units(by_unit: pl.DataFrame, group: Group) -> list[Row]:
    return [_unit(row) for row in by_unit.iter_rows(named=True) if row["unit"] in group.members]


def _unit(row: Row) -> Row:
    """A unit's counts; what is due but too little to show takes all of them along."""
    small = 0 < row["due"] < by_code()["commitments-done"].suppress_below
    return {"unit": row["unit"], **{name: None if small else row[name] for name in (*COUNTS, "unproven")}}


def overdue(rows: pl.DataFrame) -> Sequence[Row]:
    """Units with something due and not done, most first, each with the oldest month in which such a thing fell due."""
    late = rows.with_columns(overdue=pl.col("due") - pl.col("done")).filter(
        (pl.col("overdue") > 0) & (pl.col("due") >= by_code()["commitments-done"].suppress_below)
    )
    listed = late.group_by("unit").agg(pl.col("overdue").sum(), oldest=pl.col("month").min())
    return [
        {**row, "oldest": row["oldest"].isoformat()}
        for row in listed.sort("overdue", "unit", descending=[True, False]).to_dicts()
    ]


def folded(page: Row) -> Row:
    """The public edition's page: groups in which fewer than five units promised are told as one, with the next smallest where
    that is still fewer, so that neither a unit nor a small group follows from what is told.
    """
    kept = sorted(page["groups"], key=lambda one: (one["promising"], one["slug"]))
    small: list[Row] = []
    while kept and (
        kept[0]["promising"] < FEWEST_PUBLIC_UNITS or 0 < _promising(small) < FEWEST_PUBLIC_UNITS
    ):
        small.append(kept.pop(0))
    order = [one["slug"] for one in page["groups"]]
    kept.sort(key=lambda one: order.index(one["slug"]))
    return {**page, "groups": [*kept, *([_as_one(small)] if small else [])]}


def _promising(groups: Sequence[Row]) -> int:
    return sum(one["promising"] for one in groups)


def _as_one(groups: Sequence[Row]) -> Row:
    """Groups as one without a name; nothing but its size where a count of one is withheld or all are too few."""
    told = _promising(groups) >= FEWEST_PUBLIC_UNITS and all(one["due"] is not None for one in groups)
    counts = {name: sum(one[name] for one in groups) if told else None for name in COUNTS}
    sizes = {key: sum(one[key] for one in groups) for key in ("members", "promising")}
    return {"slug": "small-groups", "name": None, **sizes, **counts}
