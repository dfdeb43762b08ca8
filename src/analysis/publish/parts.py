"""Fragments that pages include, written to reports/_parts: frames, home page, reference, the finder's list."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.city.place import City
from analysis.display.shown import raw_block
from analysis.paths import Root
from analysis.publish import around, home
from analysis.publish.public_facts import public_facts
from analysis.publish.reference import fragments
from analysis.publish.written import write_text
from analysis.view import read_facts

Facts = Mapping[str, Any]
DEPTHS = (0, 1, 2)


def write_parts(root: Root, city: City) -> None:
    """Every fragment of one output, from its facts and the downloads that were written before.

    Without facts it stops and names the command.
    """
    name, lang = root.output.edition, root.output.lang
    state, decision = read_facts(root, "state", name), read_facts(root, "decision", name)
    units: Sequence[Facts] = list(read_facts(root, "units", name))  # pyright: ignore[reportAssignmentType]
    types = {code: getattr(label, lang) for code, label in city.settings.type_name.items()}
    site = around.Site(state, city.name, city.settings.government, lang)
    for depth in DEPTHS:
        _write(root, f"top-{depth}", around.top(site, depth))
        _write(root, f"bottom-{depth}", around.bottom(site, depth))
    _write(root, "top-1-real", around.top(site, 1, real=True))
    _write(root, "home", home.verdict(decision, site))
    _write(root, "finder", home.finder(units, types, site))
    _write(root, "tiles", home.tiles(units, site))
    _write(root, "public-facts", public_facts(city.facts, lang))
    for page, markup in fragments(site, city, root.downloads).items():
        _write(root, page, markup)
    write_text(root.parts / "units.js", finder_list(units, types))


def _write(root: Root, name: str, markup: str) -> None:
    write_text(root.parts / f"{name}.md", raw_block(markup) + "\n")


def finder_list(units: Sequence[Facts], types: Mapping[str, str]) -> str:
    """The list that the finder searches, as a classic script that runs from disk: code, name, type, parent, address."""
    rows = [
        [unit["code"], unit["name"], types[unit["type"]], unit["parent_name"] or "", unit["href"]]
        for unit in units
    ]
    listed = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"window.RETRET_UNITS = [\n{listed}\n];\n"
