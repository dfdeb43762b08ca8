"""The facts stage: from accepted rows to series, effects and the facts of every page and edition."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from analysis import __version__
from analysis.city.place import City
from analysis.city.units import get_unit, groups
from analysis.disclosure import EDITIONS, Edition
from analysis.facts.decision import decision_facts
from analysis.facts.designs import designs_facts
from analysis.facts.effects import Effects, effects
from analysis.facts.effects_page import effects_facts
from analysis.facts.follow_through import city_promises, follow_through, unit_promises
from analysis.facts.indicator_page import indicator_pages
from analysis.facts.joint import CITY_TYPE, Joint, all_series, city_code, join
from analysis.facts.quality import quality_facts
from analysis.facts.unit import SCHEMA, as_public, group_facts, peer_tables, unit_facts
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


def facts_stage(root: Root, city: City, accepted: Accepted, known: Known = NOTHING) -> Joint:
    """Series, joint results and facts of every edition, written to data/processed; returns the leadership's."""
    series = all_series(accepted.kept, city)
    missing = missing_periods(accepted.kept, city)
    write_parquet(root.processed / "series.parquet", series)
    joint = join(city, series, missing, accepted.kept.tables, "leadership")
    found = effects(joint, known.answering)
    with replaced_folder(root.processed / "effects") as aside:
        write_effects(aside, found)
    told = _all_facts(joint, accepted.checked, series, found, known)
    for name in EDITIONS:
        with replaced_folder(root.facts / name) as aside:
            for code, facts in _of_edition(told, joint, accepted.checked, name):
                write_json(aside / f"{code}.json", facts)
    return joint


def _of_edition(
    told: Mapping[str, Any], joint: Joint, checked: Checked, name: Edition
) -> Iterator[tuple[str, Any]]:
    """Facts by page as an edition may show them: the public ones are the leadership's with less in them."""
    for code, facts in told.items():
        if name == "leadership" or not isinstance(facts, dict):
            yield code, facts
        elif code == "quality":
            yield code, quality_facts(replace(joint, edition=name), checked)
        else:
            yield code, as_public(facts)


def _all_facts(
    joint: Joint, checked: Checked, series: pl.DataFrame, found: Effects, known: Known
) -> dict[str, Any]:
    all_groups = groups(joint.city)
    tables = peer_tables(joint, all_groups)
    codes = joint.city.units.get_column("code").to_list()
    registers = {"follow-through": follow_through(joint), "visits": visits(joint)}
    promised = unit_promises(registers["follow-through"])
    whole = city_promises(registers["follow-through"])
    units = {
        code: {
            **unit_facts(joint, code, tables, found),
            "promises": whole if code == city_code(joint.city) else promised.get(code),
        }
        for code in codes
    }
    decision = {
        **decision_facts(joint, found),
        "value": value_facts(joint, found, known.answering),
        "designs": designs_facts(joint, found, known.designing),
        "promises": whole,
    }
    changed = effects_facts(joint, found, known.estimating)
    came = {code: facts for code, facts in registers.items() if facts is not None}
    return {
        **units,
        **{group.slug: group_facts(joint, group, tables) for group in all_groups},
        "decision": {**decision, **_told(decision)},
        "quality": quality_facts(joint, checked),
        "effects": changed,
        **indicator_pages(joint, units[city_code(joint.city)], changed),
        **came,
        "units": [_listed(joint, units[code]) for code in codes],
        "state": {**_state(joint, decision, series), "pages": list(came)},
    }


def _told(decision: Facts) -> Facts:
    """The grounds' numbers stay under `grounds`; their sentences take the names that pages place."""
    keys = ("reasons", "doubts", "settles", "next_edition")
    return {"grounds": {key: decision[key] for key in keys}, **both(decision)}


def _listed(joint: Joint, facts: Facts) -> Facts:
    about = facts["unit"]
    index = next(one for one in facts["indicators"] if one["code"] == "skm-index")
    keep = ("code", "name", "type", "parent", "parent_name", "group")
    return {
        **{key: about[key] for key in keep},
        "href": f"reports/unit/{about['code']}.html",
        "tile": TILES.get(index["state"], "unsure"),
        "completeness": [facts["completeness"]["came"], facts["completeness"]["expected"]],
        "is_city": about["type"] == CITY_TYPE,
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
