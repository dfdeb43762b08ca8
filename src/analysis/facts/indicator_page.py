"""One page an indicator, and the list of them: what it counts, how the city changed, and every unit within its group."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.city.units import Group, get_unit, groups
from analysis.facts.counterfactual import counterfactual
from analysis.facts.joint import Joint, city_code
from analysis.facts.unit import SCHEMA, retreat_facts
from analysis.indicators.definition import Indicator, whole
from analysis.variation.peers import MONTHS, compare_groups

Row = dict[str, Any]
Pages = dict[str, Row]
Recent = Mapping[str, pl.DataFrame]
"""Periods by indicator."""
Beside = Mapping[str, list[Row]]
"""By indicator each group with its units side by side."""

WHOLE = "type"
"""The kind of group whose members are alike; others are places."""


def beside(joint: Joint) -> Beside:
    """Every whole indicator of which anything came, with the units of each group of alike ones side by side."""
    there = set(joint.series.get_column("indicator").unique().to_list())
    alike = [group for group in groups(joint.city) if group.kind == WHOLE]
    recent = last_year(joint)
    return {one.code: _groups(joint, one, alike, recent) for one in whole() if one.code in there}


def indicator_pages(joint: Joint, city: Row, effects: Row, side_by_side: Beside) -> Pages:
    """Facts by page: every whole indicator of which anything came, and `indicators`, the list of those.

    `city` and `effects`: the facts of the city and of the page of effects, whose series and changes are told again here.
    """
    declared = {one["code"]: one for one in city["indicators"]}
    judged = {one["code"]: one for one in effects["indicators"]}
    shown = [one for one in whole() if one.code in side_by_side]
    pages = {
        one.code: {
            **frame(joint, "indicator"),
            "unit": {"code": city_code(joint.city), "name": _name(joint), "group": None},
            "indicator": declared[one.code],
            "definition": definition(one),
            "level_of_interval": effects["level_of_interval"],
            **_change(one, judged.get(one.code)),
            "path": counterfactual(declared[one.code], judged.get(one.code, {}).get("effect")),
            "groups": side_by_side[one.code],
            "family": [_named(other) for other in shown if other.family == one.family and other != one],
        }
        for one in shown
    }
    listed = [_listed(declared[one.code], pages[one.code]) for one in shown]
    return {**pages, "indicators": {**frame(joint, "indicators"), "indicators": listed}}


def definition(indicator: Indicator) -> Row:
    """What is divided by what, and below what it is not shown."""
    keep = ("code", "formula", "times", "source", "denominator_source", "owner")
    kept = ("suppress_below", "suppress_numerator_below", "rank_below", "people")
    return {
        **{key: getattr(indicator, key) for key in (*keep, *kept)},
        "segment": list(indicator.segment),
        "reviewed": indicator.reviewed.isoformat(),
        "review_again": indicator.review_again.isoformat(),
    }


def frame(joint: Joint, kind: str) -> Row:
    """What the facts of every page of the whole city begin with."""
    return {
        "schema": SCHEMA,
        "kind": kind,
        "edition": joint.edition,
        "simulated": joint.simulated,
        "data_until": joint.data_until.isoformat(),
        "retreat": retreat_facts(joint),
    }


def _name(joint: Joint) -> str:
    return get_unit(joint.city, city_code(joint.city)).name


def _named(indicator: Indicator) -> Row:
    return {"code": indicator.code, "title": indicator.title.model_dump()}


def _change(indicator: Indicator, judged: Mapping[str, Any] | None) -> Row:
    """The city's effect and whether the verdict rests on it, or a code of why no change is judged."""
    if judged is None:
        return {"effect": None, "outcome": False, "unjudged": unjudged(indicator)}
    return {"effect": judged["effect"], "outcome": judged["outcome"], "unjudged": None}


def unjudged(indicator: Indicator) -> str:
    """Why an indicator of which something came is not among those whose change is estimated."""
    if indicator.hides_by_value:
        return "small-counts"
    if indicator.smallest_change_that_matters is not None:
        return "too-late"
    return "neutral" if indicator.direction == "neutral" else "no-smallest"


def last_year(joint: Joint) -> Recent:
    """The periods of the last twelve months of every series that has any, by indicator."""
    recent = joint.series.filter(pl.col("date") > year_before(joint.data_until))
    return {str(code): rows for (code,), rows in recent.partition_by("indicator", as_dict=True).items()}


def _groups(joint: Joint, indicator: Indicator, alike: Sequence[Group], recent: Recent) -> list[Row]:
    """Each group's units side by side; those of which all is withheld, and of how many nothing came, in the last year."""
    rows = recent.get(indicator.code, joint.series.clear())
    valued = rows.group_by("unit").agg(pl.col("value").is_not_null().any())
    came: dict[str, bool] = dict(valued.iter_rows())
    told = _side_by_side(joint, indicator, alike, rows)
    return [
        {
            "slug": group.slug,
            "name": {"id": group.name_id, "en": group.name_en},
            "noun": {"id": group.noun_id, "en": group.noun_en},
            "members": len(group.members),
            "units": told.get(group.slug, []),
            "withheld": [code for code in group.members if came.get(code) is False],
            "absent": sum(code not in came for code in group.members),
        }
        for group in alike
    ]


def year_before(day: date) -> date:
    """Twelve months before a day."""
    return pl.select(pl.lit(day).dt.offset_by(f"-{MONTHS}mo")).item()


def _side_by_side(
    joint: Joint, indicator: Indicator, alike: Sequence[Group], rows: pl.DataFrame
) -> Mapping[str, list[Row]]:
    """Levels of the last twelve months by group; of an indicator that hides small counts none, for what is left is selected."""
    if indicator.hides_by_value:
        return {}
    members = {group.slug: group.members for group in alike}
    tables = compare_groups(rows, members, indicator, joint.plan.thresholds.design_effect)
    return {slug: table.to_dicts() for slug, table in tables.items()}


def _listed(about: Row, page: Row) -> Row:
    keep = ("code", "family", "unit", "decimals", "direction", "title", "short", "owner", "state", "latest")
    more = ("change_scale", "smallest", "review_again")
    return {
        **{key: about[key] for key in (*keep, *more)},
        **{key: page[key] for key in ("effect", "outcome", "unjudged")},
    }
