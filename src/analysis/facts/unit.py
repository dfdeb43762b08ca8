"""A unit's and a group's facts: who it is, how complete its data are, and its indicators."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from analysis.city.succession import predecessors, successors
from analysis.city.units import Group, get_unit
from analysis.facts.cohesion import cohesion_facts
from analysis.facts.dose import dose_facts
from analysis.facts.effects import Effects, deviation_facts
from analysis.facts.indicator import indicator_facts, peer_facts
from analysis.facts.joint import Joint, came, comparison_group
from analysis.facts.schema import SCHEMA
from analysis.indicators.definition import compared, indicators
from analysis.variation.peers import compare_groups

Row = dict[str, Any]
LEADERSHIP_ONLY = ("deviations", "overdue", "promised", "undone", "unvisited")
"""Lists of facts that name units and that the public edition does not have."""

Told = Mapping[str, Mapping[str, Any]]
"""What each series of a unit or group says by itself, by indicator."""

PeerTables = Mapping[tuple[str, str], pl.DataFrame]
"""Peer tables by group slug and indicator code: made once, read by every member."""


def peer_tables(joint: Joint, all_groups: tuple[Group, ...]) -> PeerTables:
    """Every group's table of every compared indicator."""
    members, effect = {group.slug: group.members for group in all_groups}, joint.plan.thresholds.design_effect
    return {
        (slug, one.code): table
        for one in compared()
        for slug, table in compare_groups(joint.series, members, one, effect).items()
    }


def unit_facts(joint: Joint, code: str, told: Told, tables: PeerTables, effects: Effects) -> Row:
    """One unit's facts, the city included (pooled over all units)."""
    unit = get_unit(joint.city, code)
    pooled = unit.parent is None
    group = comparison_group(joint, code)
    parent = None if unit.parent is None else get_unit(joint.city, unit.parent)
    about = {
        "code": unit.code,
        "name": unit.name,
        "type": unit.type,
        "parent": unit.parent,
        "parent_name": None if parent is None else parent.name,
        "group": None if group is None else group.slug,
        "noun": None if group is None else {"id": group.noun_id, "en": group.noun_en},
        "successors": _named(joint, successors(joint.city.succession, code)),
        "predecessors": _named(joint, predecessors(joint.city.succession, code)),
    }
    listed = [
        indicator_facts(joint, code, one, told[one.code], _peers(tables, group, one.code, code), pooled)
        for one in indicators()
    ]
    deviations = deviation_facts(effects, code)
    facts = {**_frame(joint, "unit", about, [code]), "indicators": listed, "deviations": deviations}
    return facts if joint.edition == "leadership" else as_public(facts)


def _named(joint: Joint, others: list[tuple[str, date]]) -> list[Row]:
    """Units that follow or are followed, by code and name, each with the day from which."""
    return [
        {"code": code, "name": get_unit(joint.city, code).name, "from_day": day.isoformat()}
        for code, day in others
    ]


def as_public(facts: Row) -> Row:
    """A page's facts as the public edition has them: units by themselves, not who changed more or owes what.

    Origins and numbers of people are in no facts, whatever the edition.
    """
    less: Row = {key: [] for key in LEADERSHIP_ONLY if key in facts}
    if facts.get("kind") == "unit" and facts["unit"]["parent"] is not None:
        less["promises"] = None
    return {**facts, "edition": "public", **less}


def group_facts(joint: Joint, group: Group, told: Told, tables: PeerTables) -> Row:
    """A group's facts: its pooled series and its members side by side."""
    about = {
        "code": group.slug,
        "name": {"id": group.name_id, "en": group.name_en},
        "noun": {"id": group.noun_id, "en": group.noun_en},
        "type": group.kind,
        "members": list(group.members),
    }
    listed = [
        indicator_facts(joint, group.slug, one, told[one.code], None, pooled=True) for one in indicators()
    ]
    side_by_side = {i.code: tables[group.slug, i.code].to_dicts() for i in compared()}
    return {**_frame(joint, "group", about, list(group.members)), "indicators": listed, "peers": side_by_side}


def _peers(tables: PeerTables, group: Group | None, indicator: str, code: str) -> Row | None:
    table = None if group is None else tables.get((group.slug, indicator))
    if group is None or table is None:
        return None
    one = next(i for i in indicators() if i.code == indicator)
    return peer_facts(table, group, one, code)


def _frame(joint: Joint, kind: str, about: Row, codes: list[str]) -> Row:
    whole_city = kind == "unit" and about["parent"] is None
    members = joint.city.units.get_column("code").to_list() if whole_city else codes
    return {
        "schema": SCHEMA,
        "kind": kind,
        "unit": about,
        "edition": joint.edition,
        "simulated": joint.simulated,
        "data_until": joint.data_until.isoformat(),
        "retreat": retreat_facts(joint, codes[0] if kind == "unit" else None),
        "completeness": came(joint, codes),
        "missing": joint.missing_of.get(codes[0], {}) if kind == "unit" else {},
        "dose": dose_facts(joint.tables, members, joint.retreat.first_day.year),
        "cohesion": cohesion_facts(joint.last_round, members, pooled=len(members) > 1),
    }


def retreat_facts(joint: Joint, code: str | None = None) -> Row:
    """The edition of the retreat that is judged, with its days: a unit's own, else the first; `dates`: how many there were."""
    retreat = joint.retreat if code is None else joint.retreat_of(code)
    days = {key: getattr(retreat, key).isoformat() for key in ("announced", "first_day", "last_day")}
    return {"edition": retreat.edition, **days, "dates": len(joint.went.retreats)}
