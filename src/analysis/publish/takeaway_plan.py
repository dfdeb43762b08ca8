"""Which files readers may take away, each with a key: a fingerprint of all that it is made from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analysis.city.place import City
from analysis.city.units import groups
from analysis.known import inputs
from analysis.known.decide import cache
from analysis.known.inputs import Place
from analysis.known.prints import mark, together
from analysis.known.shelf import Shelf
from analysis.publish.partitions import Marks
from analysis.takeaway.issue import Issue
from analysis.view import read_facts

Kind = Literal["brief", "book", "measure", "package", "facts"]
BRIEFS, BOOKS, PACKAGES, FACTS = "brief", "xlsx", "csv", "json"
TOLD = ("edition", "simulated", "data_until", "version")
"""What files tell of the state of the data besides the fingerprint of their own facts."""

SUFFIXES: Mapping[Kind, str] = {
    "brief": ".pdf",
    "book": ".xlsx",
    "measure": ".xlsx",
    "package": ".zip",
    "facts": ".tar.xz",
}

MARK = 16
"""Letters of a fingerprint that readers are shown, as at the foot of pages."""


@dataclass(frozen=True)
class Takeaway:
    """One file to be: its place below the folder, of what it is (`code`), the fingerprint of its facts, its key on the shelf."""

    place: str
    kind: Kind
    code: str
    data: str
    key: str


@dataclass(frozen=True)
class Naming:
    """What every file of an output has in common: whose it is, and the fingerprint of everything that all rest on."""

    issue: Issue
    shared: str

    def of(
        self, folder: str, kind: Kind, code: str, data: str, *, name: str = "", more: str = ""
    ) -> Takeaway:
        """A file by its kind; `more` is what it tells besides the facts behind `data`."""
        place = f"{folder}/{self.issue.file_name(name or code, SUFFIXES[kind])}"
        return Takeaway(
            place, kind, code, data[:MARK], together((place, kind, code, data, more, self.shared))
        )


def page_codes(city: City) -> tuple[str, ...]:
    """The codes of all units and groups, in the order in which files tell of them."""
    return (*city.units.get_column("code").to_list(), *(group.slug for group in groups(city)))


def plan_takeaways(place: Place, city: City, rows: Marks) -> tuple[Takeaway, ...]:
    """Every file with its key: a fingerprint of the facts that it tells, of their rows where it names sources, of code and city.

    `rows`: the fingerprints of the series as the edition of the root's output shows it.
    """
    naming = _naming(place, city)
    state = naming.issue.state
    of = {code: _print(place, code) for code in page_codes(city)}
    decided = _print(place, "decision")
    units = frozenset(city.units.get_column("code"))
    found: list[Takeaway] = []
    for code, data in of.items():
        of_city = code == state["city"]["code"]
        if code in units:
            found.append(naming.of(BRIEFS, "brief", code, decided if of_city else data))
        behind = together((data, decided)) if of_city else data
        found.append(naming.of(BOOKS, "book", code, behind, more=rows["series"].get(code, "")))
    for code, data in _measures(place, of).items():
        found.append(naming.of(BOOKS, "measure", code, data, name=f"indicator-{code}"))
    package = f"retret-{city.slug}"
    everything = together(of.values())
    hash_ = str(state["data_hash"])
    told = place.seen.below(place.root.facts / place.root.output.edition)
    return (
        *found,
        naming.of(PACKAGES, "package", package, hash_, more=everything),
        naming.of(
            FACTS, "facts", f"{package}-facts", hash_, more=together(f"{k} {v}" for k, v in told.items())
        ),
    )


def _naming(place: Place, city: City) -> Naming:
    issue = Issue.of(city, read_facts(place.root, "state", place.root.output.edition), place.root.output.lang)
    rests_on = {
        **inputs.code(place, inputs.FILE_CODE),
        **inputs.versions(place),
        "settings": city.settings.model_dump_json(),
        "state": [issue.state[key] for key in TOLD],
        "lang": issue.lang,
    }
    return Naming(issue, mark(rests_on))


def _print(place: Place, code: str) -> str:
    return place.seen.of(place.root.facts / place.root.output.edition / f"{code}.json") or ""


def _measures(place: Place, of: Mapping[str, str]) -> Mapping[str, str]:
    """By measure with a page of its own the fingerprint of what all pages tell of it, worked out once for a page's content."""
    shelf = Shelf(cache(place.root) / "takeaways")
    told: dict[str, list[str]] = {}
    for code, facts in of.items():
        key = together(("slices of whole measures", facts))
        kept = shelf.get(key)
        if kept is None:
            page = read_facts(place.root, code, place.root.output.edition)
            kept = json.dumps(
                {
                    one["code"]: mark(one)
                    for one in page["indicators"]
                    if one["series"] and one["part_of"] is None
                }
            ).encode()
            shelf.put(key, kept)
        for measure, one in json.loads(kept).items():
            told.setdefault(measure, []).append(f"{code} {one}")
    return {measure: together(marks) for measure, marks in sorted(told.items())}
