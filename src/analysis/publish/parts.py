"""Fragments that pages include, written to reports/_parts: frames, home page, reference, the finder's list."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.city.place import City
from analysis.city.tiles import read_tiles
from analysis.display.markup import joined
from analysis.display.shown import raw_block
from analysis.display.takeaway_links import message
from analysis.paths import Root
from analysis.publish import around, home
from analysis.publish.public_facts import public_facts
from analysis.publish.reference import fragments
from analysis.publish.takeaways import listed
from analysis.publish.tile_map import tile_map
from analysis.publish.written import write_text
from analysis.released.releases import latest
from analysis.view import read_facts

Facts = Mapping[str, Any]
DEPTHS = (0, 1, 2)
WORD = re.compile(r"[a-z0-9]+")


def write_parts(root: Root, city: City) -> None:
    """Every fragment of one output, from its facts and the downloads that were written before.

    Without facts it stops and names the command.
    """
    name, lang = root.output.edition, root.output.lang
    state, decision = read_facts(root, "state", name), read_facts(root, "decision", name)
    units: Sequence[Facts] = list(read_facts(root, "units", name))  # pyright: ignore[reportAssignmentType]
    types = {code: getattr(label, lang) for code, label in city.settings.type_name.items()}
    last = latest(root, simulated=state["simulated"])
    site = around.Site(state, city.name, city.settings.government, lang, last, city.settings.contact)
    for depth in DEPTHS:
        _write(root, f"top-{depth}", around.top(site, depth))
        _write(root, f"bottom-{depth}", around.bottom(site, depth))
    _write(root, "top-1-real", around.top(site, 1, real=True))
    shared = message(decision, city.settings, lang)
    _write(root, "home", joined(_home(root, decision, site, shared)))
    _write(root, "finder", home.finder(units, types, site))
    _write(root, "tiles", tile_map(units, read_tiles(city.folder, city.units), city.settings, lang))
    _write(root, "public-facts", public_facts(city.facts, lang))
    for page, markup in fragments(site, city, root.downloads, listed(root)).items():
        _write(root, page, markup)
    write_text(root.parts / "units.js", finder_list(units, types, aliases_of(city)))


def _home(root: Root, decision: Facts, site: around.Site, shared: str) -> tuple[str, str, str]:
    """The verdict, what happened in each family of measures, and what readers come for."""
    name = root.output.edition
    city, listed = read_facts(root, site.code, name), read_facts(root, "indicators", name)["indicators"]
    return home.verdict(decision, site, shared), home.families(city, listed, site), home.tasks(site)


def _write(root: Root, name: str, markup: str) -> None:
    write_text(root.parts / f"{name}.md", raw_block(markup) + "\n")


def finder_list(
    units: Sequence[Facts], types: Mapping[str, str], aliases: Mapping[str, Sequence[str]]
) -> str:
    """The list that the finder searches, as a classic script that runs from disk.

    A unit is its code, name, type, parent, address, and the names that it goes by besides, where they tell more.
    """
    rows = [
        [
            unit["code"],
            unit["name"],
            types[unit["type"]],
            unit["parent_name"] or "",
            unit["href"],
            *_besides(unit, aliases),
        ]
        for unit in units
    ]
    listed = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"window.RETRET_UNITS = [\n{listed}\n];\n"


def aliases_of(city: City) -> Mapping[str, Sequence[str]]:
    """The names of the city's list of aliases by unit."""
    found: dict[str, list[str]] = {}
    for alias, code in city.aliases.select("alias", "code").iter_rows():
        found.setdefault(code, []).append(alias)
    return found


def _besides(unit: Facts, aliases: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Aliases with a word that the unit's own name does not begin any word with."""
    own = unit["name"].lower().split()
    told = [
        alias
        for alias in aliases.get(unit["code"], ())
        if not all(any(word.startswith(part) for word in own) for part in WORD.findall(alias.lower()))
    ]
    return [told] if told else []
