"""Lasting things that happened to some units and not to others: whether those gained more than their like."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import polars as pl

from analysis.effects.design import Design
from analysis.effects.estimate import contrast
from analysis.facts.joint import Joint
from analysis.facts.staffing import grown

Row = dict[str, Any]

NEW_HEAD_BEFORE = timedelta(days=45)
"""A head who came so shortly before the announcement is as new as the retreat."""


def members(joint: Joint) -> Mapping[str, frozenset[str]]:
    """By name of what happened, the units that it happened to: a new head, an intake of staff, and what the plan names."""
    found = {"new-head": _new_heads(joint), "intake": grown(joint)}
    for one in joint.plan.contrast:
        found[one.name] = frozenset(
            code
            for code in joint.city.units["code"].to_list()
            if any(code == place or code.startswith(f"{place}.") for place in one.within)
        )
    return {name: units for name, units in found.items() if units}


def contrasts(panel: pl.DataFrame, design: Design, happened: Mapping[str, frozenset[str]]) -> list[Row]:
    """Rows of every contrast on one indicator's panel, refusals included; `happened`: see `members`."""
    return contrast(panel, design, happened) if happened else []


def _new_heads(joint: Joint) -> frozenset[str]:
    """Units whose head's term began shortly before the announcement or until the retreat."""
    since = joint.retreat.announced - NEW_HEAD_BEFORE
    heads = joint.tables["heads"].filter(pl.col("first_day").is_between(since, joint.retreat.last_day))
    return frozenset(heads["unit"].to_list())
