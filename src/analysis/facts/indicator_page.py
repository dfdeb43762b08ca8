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
from analysis.variation.peers import MONTHS, compare

Row = dict[str, Any]
Pages = dict[str, Row]
BySeries = Mapping[tuple[object, ...], pl.DataFrame]
WHOLE = "type"
"""The kind of group whose members are alike; others are places."""


def indicator_pages(joint: Joint, city: Row, effects: Row) -> Pages:
    """Facts by page: every whole indicator of which anything came, and `indicators`, the list of those.

    `city` and `effects`: the facts of the city and of the page of effects, whose series and changes are told again here.
    """
    declared = {one["code"]: one for one in city["indicators"]}
    judged = {one["code"]: one for one in effects["indicators"]}
    there = set(joint.series.get_column("indicator").unique().to_list())
    shown = [one for one in whole() if one.code in there]
    alike = [group for group in groups(joint.city) if group.kind == WHOLE]
    recent = last_year(joint)
    pages = {
        one.code: {
            **frame(joint, "indicator"),
            "unit": {"code": city_code(joint.city), "name": _name(joint), "group": None},
            "indicator": declared[one.code],
            "definition": definition(one),
            "level_of_interval": effects["level_of_interval"],
            **_change(one, judged.get(one.code)),
            "path": counterfactual(declared[one.code], judged.get(one.code, {}).get("effect")),
            "groups": [_group(joint, one, group, recent) for group in alike],
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


def last_year(joint: Joint) -> BySeries:
    """The periods of the last twelve months of every series that has any, by unit and indicator, oldest first."""
    recent = joint.series.filter(pl.col("date") > year_before(joint.data_until))
    return recent.sort("date").partition_by("unit", "indicator", as_dict=True)


def _group(joint: Joint, indicator: Indicator, group: Group, recent: BySeries) -> Row:
    """A group's units side by side; those of which all is withheld, and of how many nothing came, in the last year."""
    keys = {code: (code, indicator.code) for code in group.members}
    came = {code: recent[key] for code, key in keys.items() if key in recent}
    told = _side_by_side(joint, indicator, list(came.values()))
    return {
        "slug": group.slug,
        "name": {"id": group.name_id, "en": group.name_en},
        "noun": {"id": group.noun_id, "en": group.noun_en},
        "members": len(group.members),
        "units": told,
        "withheld": [
            code for code, rows in came.items() if rows.get_column("value").null_count() == rows.height
        ],
        "absent": len(group.members) - len(came),
    }


def year_before(day: date) -> date:
    """Twelve months before a day."""
    return pl.select(pl.lit(day).dt.offset_by(f"-{MONTHS}mo")).item()


def _side_by_side(joint: Joint, indicator: Indicator, series: Sequence[pl.DataFrame]) -> list[Row]:
    """Levels of the last twelve months; of an indicator that hides small counts none, for what is left is selected."""
    if not series or indicator.hides_by_value:
        return []
    return compare(pl.concat(series), indicator, joint.plan.thresholds.design_effect).to_dicts()


def _listed(about: Row, page: Row) -> Row:
    keep = ("code", "family", "unit", "decimals", "direction", "title", "short", "owner", "state", "latest")
    more = ("change_scale", "smallest", "review_again")
    return {
        **{key: about[key] for key in (*keep, *more)},
        **{key: page[key] for key in ("effect", "outcome", "unjudged")},
    }
