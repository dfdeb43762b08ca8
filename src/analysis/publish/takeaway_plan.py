"""Which files readers may take away, each with a key: a fingerprint of all that it is made from."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from analysis.city.place import City
from analysis.city.units import groups
from analysis.known import inputs
from analysis.known.decide import cache
from analysis.known.inputs import Place
from analysis.known.prints import mark, together
from analysis.known.shelf import Shelf
from analysis.publish.partitions import Marks
from analysis.takeaway.issue import Issue
from analysis.takeaway.told import book_told, measure_told, outcomes_told
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

TOLD_BY = ("analysis.takeaway.told",)
Told = dict[str, Any]
"""Fingerprints of what files tell, as JSON."""

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
    told = _told(place, of)
    decided = _print(place, "decision")
    units = frozenset(city.units.get_column("code"))
    found: list[Takeaway] = []
    for code, data in of.items():
        of_city = code == state["city"]["code"]
        if code in units:
            found.append(naming.of(BRIEFS, "brief", code, decided if of_city else data))
        book = told[code]["book"]
        behind = together((book, _outcomes(place, decided))) if of_city else book
        found.append(naming.of(BOOKS, "book", code, behind, more=rows["series"].get(code, "")))
    for code, data in _measures(told).items():
        found.append(naming.of(BOOKS, "measure", code, data, name=f"indicator-{code}"))
    package = f"retret-{city.slug}"
    everything = together(of.values())
    hash_ = str(state["data_hash"])
    facts = place.seen.below(place.root.facts / place.root.output.edition)
    return (
        *found,
        naming.of(PACKAGES, "package", package, hash_, more=everything),
        naming.of(
            FACTS, "facts", f"{package}-facts", hash_, more=together(f"{k} {v}" for k, v in facts.items())
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


def _told(place: Place, of: Mapping[str, str]) -> Mapping[str, Told]:
    """By page the fingerprints of what workbooks tell of it, worked out once for its facts."""

    def worked_out(code: str) -> Told:
        page = read_facts(place.root, code, place.root.output.edition)
        whole = [one for one in page["indicators"] if one["series"] and one["part_of"] is None]
        return {
            "book": mark(book_told(page)),
            "measures": {one["code"]: mark(measure_told(one)) for one in whole},
        }

    return {code: _once(place, ("books", facts), partial(worked_out, code)) for code, facts in of.items()}


def _outcomes(place: Place, decided: str) -> str:
    """The fingerprint of what the city's workbook tells of the decision."""

    def worked_out() -> Told:
        return {"book": mark(outcomes_told(read_facts(place.root, "decision", place.root.output.edition)))}

    return str(_once(place, ("outcomes", decided), worked_out)["book"])


def _once(place: Place, of: tuple[str, str], work: Callable[[], Told]) -> Told:
    """What was worked out of facts, as long as the code that says what files tell is the same."""
    shelf = Shelf(cache(place.root) / "takeaways")
    key = together((*of, mark(inputs.code(place, TOLD_BY))))
    kept = shelf.get(key)
    if kept is not None:
        shelf.touch(key)
        return json.loads(kept)
    found = work()
    shelf.put(key, json.dumps(found).encode())
    return found


def _measures(told: Mapping[str, Told]) -> Mapping[str, str]:
    """By measure with a page of its own the fingerprint of what all pages tell of it."""
    found: dict[str, list[str]] = {}
    for code, one in told.items():
        for measure, slice_ in one["measures"].items():
            found.setdefault(measure, []).append(f"{code} {slice_}")
    return {measure: together(marks) for measure, marks in sorted(found.items())}
