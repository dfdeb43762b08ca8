"""The facts stage: from accepted rows to series, effects and the facts of every page and edition."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from analysis import __version__
from analysis.city.disputes import read_disputes
from analysis.city.place import City
from analysis.city.units import get_unit, groups
from analysis.disclosure import EDITIONS
from analysis.facts.decision import decision_facts
from analysis.facts.described import all_described
from analysis.facts.designs import designs_facts
from analysis.facts.disputes import dispute_facts, with_disputes
from analysis.facts.effects import Effects, effects, questions, unanswered
from analysis.facts.effects_page import effects_facts, other_methods
from analysis.facts.follow_through import city_promises, folded, follow_through, unit_promises
from analysis.facts.indicator_page import Beside, beside, indicator_pages
from analysis.facts.joint import Joint, all_series, city_code, join
from analysis.facts.quality import quality_facts
from analysis.facts.unit import SCHEMA, PeerTables, Told, as_public, group_facts, peer_tables, unit_facts
from analysis.facts.value import value_facts
from analysis.facts.visits import visits
from analysis.ingest.result import Checked
from analysis.paths import Root
from analysis.publish.answers import NOTHING, Known
from analysis.publish.data import Accepted
from analysis.publish.effect_files import write_effects
from analysis.publish.written import replaced_folder, write_json, write_parquet
from analysis.validate import missing_periods
from analysis.wording.decision import both

Facts = dict[str, Any]

TILES = {"signal-up": "up", "signal-down": "down", "no-signal": "flat", "missing": "none", "withheld": "none"}


@dataclass(frozen=True)
class Shown:
    """What an edition tells that no estimate is needed for: what each series says, and units side by side, in their
    groups and by indicator."""

    joint: Joint
    told: Mapping[str, Told]
    peers: PeerTables
    beside: Beside


def facts_stage(root: Root, city: City, accepted: Accepted, known: Known = NOTHING) -> Joint:
    """Series, joint results and facts of every edition, written to data/processed; returns the leadership's."""
    series = all_series(accepted.kept, city)
    missing = missing_periods(accepted.kept, city)
    disputes = dispute_facts(read_disputes(city.folder), series, city)
    joint, public = (join(city, series, missing, accepted.kept.tables, edition) for edition in EDITIONS)
    write_parquet(root.processed / "series.parquet", series)
    asked = questions(joint)
    known.foreseeing({code: question for code, (_, question) in asked.items() if question is not None})
    # While others may estimate, all is told that needs no estimate.
    of_leaders, of_all, plain = _shown(joint, known), _shown(public, known), unanswered(asked)
    designs = designs_facts(joint, plain, known.designing)
    methods = other_methods(joint, plain, known.estimating)
    found = effects(asked, known.answering)
    with replaced_folder(root.processed / "effects") as aside:
        write_effects(aside, found)
    decision = {
        **decision_facts(joint, found),
        "value": value_facts(joint, found, known.answering),
        "designs": designs,
    }
    told = _all_facts(
        of_leaders, accepted.checked, series, found, decision, effects_facts(joint, found, methods)
    )
    outside = {**decision, **decision_facts(joint, found, public)}
    public_told = _public(told, of_all, accepted.checked, found, outside)
    for name, facts in (("leadership", told), ("public", public_told)):
        with replaced_folder(root.facts / name) as aside:
            for code, one in with_disputes(facts, disputes, name).items():
                write_json(aside / f"{code}.json", one)
    return joint


def _shown(joint: Joint, known: Known) -> Shown:
    """What needs no estimate, of one edition."""
    all_groups = groups(joint.city)
    codes = [*joint.city.units.get_column("code").to_list(), *(group.slug for group in all_groups)]
    told = all_described(joint, codes, known.describing)
    return Shown(joint, told, peer_tables(joint, all_groups), beside(joint))


def _public(told: Mapping[str, Any], shown: Shown, checked: Checked, found: Effects, decided: Facts) -> Facts:
    """Facts of the public edition; pages with series made again from what it may see of them, the others with less in them.

    `decided`: the decision, with the units counted that this edition shows.
    """
    joint = shown.joint
    decision = _decision(joint, decided, told["decision"]["promises"])
    less = {
        code: as_public(facts)
        for code, facts in {**told, "decision": decision}.items()
        if isinstance(facts, dict)
    }
    pages = _pages(shown, found, {}, less["decision"]["promises"])
    city = pages[city_code(joint.city)]
    return {
        **less,
        **pages,
        **indicator_pages(joint, city, less["effects"], shown.beside),
        "quality": quality_facts(joint, checked),
        "units": _unit_list(joint, pages),
        **({"follow-through": folded(less["follow-through"])} if "follow-through" in less else {}),
    }


def _pages(shown: Shown, found: Effects, promised: Mapping[str, Facts], whole: Facts | None) -> Facts:
    """Facts of every unit and every group; `promised` at the retreat by unit, and by the `whole` city."""
    joint, told, peers = shown.joint, shown.told, shown.peers
    promises = {**promised, city_code(joint.city): whole}
    units = {code: unit_facts(joint, code, told[code], peers, found) for code in joint.city.units["code"]}
    return {
        **{code: {**facts, "promises": promises.get(code)} for code, facts in units.items()},
        **{group.slug: group_facts(joint, group, told[group.slug], peers) for group in groups(joint.city)},
    }


def _all_facts(
    shown: Shown, checked: Checked, series: pl.DataFrame, found: Effects, decided: Facts, changed: Facts
) -> dict[str, Any]:
    """Facts of the leadership's edition; `decided` and `changed`: what is told of the decision and of effects."""
    joint = shown.joint
    registers = {"follow-through": follow_through(joint), "visits": visits(joint)}
    whole = city_promises(registers["follow-through"])
    pages = _pages(
        shown, found, unit_promises(registers["follow-through"], joint.tables["commitments"]), whole
    )
    decision = _decision(joint, decided, whole)
    came = {code: facts for code, facts in registers.items() if facts is not None}
    return {
        **pages,
        "decision": decision,
        "quality": quality_facts(joint, checked),
        "effects": changed,
        **indicator_pages(joint, pages[city_code(joint.city)], changed, shown.beside),
        **came,
        "units": _unit_list(joint, pages),
        "state": {**_state(joint, decision, series), "pages": list(came)},
    }


def _decision(joint: Joint, decided: Facts, promises: Facts | None) -> Facts:
    """The grounds' numbers stay under `grounds`; their sentences take the names that pages place."""
    keys = ("reasons", "doubts", "settles", "next_edition")
    facts = {**decided, "promises": promises}
    grounds = {key: facts[key] for key in keys}
    return {**facts, "grounds": grounds, **both(facts), "city": city_code(joint.city)}


def _unit_list(joint: Joint, pages: Mapping[str, Facts]) -> list[Facts]:
    return [_listed(pages[code]) for code in joint.city.units.get_column("code").to_list()]


def _listed(facts: Facts) -> Facts:
    about = facts["unit"]
    index = next(one for one in facts["indicators"] if one["code"] == "skm-index")
    keep = ("code", "name", "type", "parent", "parent_name", "group")
    return {
        **{key: about[key] for key in keep},
        "href": f"reports/unit/{about['code']}.html",
        "tile": TILES.get(index["state"], "unsure"),
        "completeness": [facts["completeness"]["came"], facts["completeness"]["expected"]],
        "is_city": about["parent"] is None,
        "ended": bool(about["successors"]),
    }


def _state(joint: Joint, decision: Facts, series: pl.DataFrame) -> Facts:
    code = city_code(joint.city)
    digest = hashlib.sha256(series.drop("values").write_csv().encode()).hexdigest()
    return {
        "schema": SCHEMA,
        "edition": joint.edition,
        "simulated": joint.simulated,
        "data_until": joint.data_until.isoformat(),
        **decision["completeness"],
        "data_hash": digest[:16],
        "version": __version__,
        "city": {"slug": joint.city.slug, "code": code, "name": get_unit(joint.city, code).name},
    }
