"""Whose staff is no longer what it was: months in which a unit's number of employees jumped after the retreat."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from analysis.facts.joint import Joint

JUMP = 0.2
"""A month's staff against the month before; the same bound by which a denominator is told to have jumped."""


def moved_since(joint: Joint) -> Mapping[str, date]:
    """By unit, the first month after the retreat with a fifth more or fewer employees than the month before."""
    found = _changes(joint).filter(pl.col("change").abs() > JUMP)
    return dict(found.group_by("unit").agg(pl.col("month").min()).sort("unit").iter_rows())


def grown(joint: Joint) -> frozenset[str]:
    """Units whose staff grew by more than a fifth within a month after the retreat."""
    return frozenset(_changes(joint).filter(pl.col("change") > JUMP)["unit"].to_list())


def _changes(joint: Joint) -> pl.DataFrame:
    staff = (
        joint.tables["staff"]
        .group_by("unit", "month")
        .agg(number=pl.col("number").sum())
        .sort("unit", "month")
    )
    return staff.with_columns(change=pl.col("number") / pl.col("number").shift().over("unit") - 1).filter(
        pl.col("month") > joint.retreat.last_day
    )
