"""The facts stage: from accepted rows to series, effects and the facts of every page and edition."""

import hashlib
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from analysis import __version__
from analysis.city.disputes import read_disputes
from analysis.city.place import City
from analysis.city.units import get_unit, groups
from analysis.disclosure import EDITIONS, Edition
from analysis.facts.decision import decision_facts
from analysis.facts.described import all_described
from analysis.facts.designs import designs_facts
from analysis.facts.disputes import Mending, dispute_facts, with_disputes
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
    """What an edition tells that no estimate is needed for: what each series says, units side by side, in their groups and
    by indicator, and what came of the data."""

    joint: Joint
    told: Mapping[str, Told]
    peers: PeerTables
    beside: Beside
    quality: Facts


def facts_stage(
    root: Root,
    city: City,
    accepted: Accepted,
    editions: Collection[Edition] = EDITIONS,
    known: Known = NOTHING,
) -> Joint:
    """Series, joint results and facts of `editions`, written to data/processed; returns the leadership's, which is always made.

    Facts of another edition, which would be older than these, leave.
    """
    series = all_series(accepted.kept, city, known.hiding)
    missing = missing_periods(accepted.kept, city)
    corrected = frozenset(one.file for one in accepted.checked.corrections)
    mending = Mending(accepted.kept.tables, accepted.checked.changes, corrected)
    disputes = dispute_facts(read_disputes(city.folder), series, city, mending)
    joint, *others = (
        join(city, series, missing, accepted.kept.tables, one) for one in EDITIONS if one in editions
    )
    write_parquet(root.processed / "series.parquet", series)
    asked = questions(joint, known.foreseeing)
    # While others may estimate, all is told that needs no estimate.
    plain, checked = unanswered(asked), accepted.checked
    of_leaders, *of_others = (_shown(one, checked, known) for one in (joint, *others))
    registers = {"follow-through": follow_through(joint), "visits": visits(joint)}
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
    changed = effects_facts(joint, found, methods)
    told = _all_facts(of_leaders, registers, found, decision, changed)
    told["state"] = {
        **_state(joint, told["decision"], series),
        "pages": [one for one in registers if one in told],
    }
    made = {joint.edition: told}
    for shown in of_others:
        outside = {**decision, **decision_facts(joint, found, shown.joint)}
        made[shown.joint.edition] = _public(told, shown, found, outside)
    for name in EDITIONS:
        if name not in made:
            shutil.rmtree(root.facts / name, ignore_errors=True)
            continue
        with replaced_folder(root.facts / name) as aside:
            for code, one in with_disputes(made[name], disputes, name).items():
                write_json(aside / f"{code}.json", one)
    return joint


def _shown(joint: Joint, checked: Checked, known: Known) -> Shown:
    """What needs no estimate, of one edition."""
    all_groups = groups(joint.city)
    codes = [*joint.city.units.get_column("code").to_list(), *(group.slug for group in all_groups)]
    told = all_described(joint, codes, known.describing)
    tables = peer_tables(joint, all_groups)
    return Shown(joint, told, tables, beside(joint), quality_facts(joint, checked))


def _public(told: Mapping[str, Any], shown: Shown, found: Effects, decided: Facts) -> Facts:
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
        "quality": shown.quality,
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
    shown: Shown, registers: Mapping[str, Facts | None], found: Effects, decided: Facts, changed: Facts
) -> dict[str, Any]:
    """Facts of the leadership's edition; `registers`: pages of what was promised and visited, where there is any; `decided`
    and `changed`: what is told of the decision and of effects."""
    joint = shown.joint
    whole = city_promises(registers["follow-through"])
    pages = _pages(
        shown, found, unit_promises(registers["follow-through"], joint.tables["commitments"]), whole
    )
    decision = _decision(joint, decided, whole)
    came = {code: facts for code, facts in registers.items() if facts is not None}
    return {
        **pages,
        "decision": decision,
        "quality": shown.quality,
        "effects": changed,
        **indicator_pages(joint, pages[city_code(joint.city)], changed, shown.beside),
        **came,
        "units": _unit_list(joint, pages),
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
