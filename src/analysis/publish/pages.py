"""Which pages have to be run, and why: each page's key is a fingerprint of everything that it is made from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.city.place import City
from analysis.city.units import alike
from analysis.known import inputs
from analysis.known.inputs import Place
from analysis.known.notebook import Meaning, meaning
from analysis.known.prints import Prints, mark, together
from analysis.known.shelf import Shelf
from analysis.publish.execution import Keep, Task
from analysis.publish.partitions import Marks, series_marks

EVERYTHING = "everything"
NO_PAGE = (*inputs.INGEST_ONLY, *inputs.FRAME_ONLY)
ESTIMATED = (".panel.csv", ".design.toml")
"""What `View.estimated` reads of one measure."""


@dataclass(frozen=True)
class Page:
    """One page to be: its task, and everything that it is made from as fingerprints by label, with one key for them all.

    `sets`: what some labels stand for, by name, so that a change can be named.
    """

    task: Task
    made_from: Prints
    sets: Mapping[str, Prints]
    key: str
    address: str


@dataclass(frozen=True)
class Shared:
    """What many pages are made from: the city with its plan, versions, and the rows of the series.

    `alike`: the group of units of its own kind, by unit.
    """

    city: Prints
    versions: Prints
    rows: Marks
    alike: Mapping[str, str]


def plan_pages(place: Place, tasks: Iterable[Task], city: City, shelf: Shelf) -> tuple[Page, ...]:
    """Every task as a page with its key; nothing is run and nothing but fingerprints is written."""
    rows = series_marks(place, city, shelf)
    shared = Shared(
        inputs.city(place, without=NO_PAGE),
        inputs.versions(place),
        rows,
        {code: one.slug for code, one in alike(city).items()},
    )
    books: dict[Path, tuple[Meaning, Prints]] = {}
    pages: list[Page] = []
    for task in tasks:
        if task.template not in books:
            told = meaning(task.template, place.seen)
            books[task.template] = told, inputs.code(place, (*told.imports, *inputs.PAGE_CODE))
        pages.append(_page(place, task, shared, *books[task.template]))
    return tuple(replace(one, task=replace(one.task, keep=_keep(place, one, shelf))) for one in pages)


def _keep(place: Place, page: Page, shelf: Shelf) -> Keep:
    return Keep(shelf.folder, page.key, place.seen.of(page.task.template) or "")


def _page(place: Place, task: Task, shared: Shared, book: Meaning, code: Prints) -> Page:
    sets = {"code": code, "city": shared.city, "version": shared.versions}
    made_from = {
        "notebook": book.mark,
        "parameters": mark(dict(task.parameters)),
        "front": mark(dict(task.front)),
        **{name: mark(one) for name, one in sets.items()},
        **_opened(place, task, book),
        **_read(place, task, book, shared),
    }
    address = place.root.address(task.page)
    return Page(task, made_from, sets, together((address, mark(made_from))), address)


def _opened(place: Place, task: Task, book: Meaning) -> Prints:
    """The facts that the notebook opens, and the stored calibration and releases where it does."""
    folder = place.root.facts / place.root.output.edition
    found: Prints = {}
    for name in book.opened:
        if name == "method":
            found["calibration"] = place.seen.of(place.checkout / inputs.CALIBRATION) or ""
        elif name in ("changes", "scores"):
            found |= inputs.released(place)
        elif name != EVERYTHING:
            code = task.parameters.get(name, name)
            found[f"facts:{code}"] = place.seen.of(folder / f"{code}.json") or ""
    return found


def _read(place: Place, task: Task, book: Meaning, shared: Shared) -> Prints:
    """What the notebook reads besides facts; whatever is not understood reads all that was computed."""
    if EVERYTHING in book.reads:
        computed = place.seen.below(place.root.processed)
        return {"computed": together(f"{name} {told}" for name, told in computed.items())}
    code = task.parameters.get("unit") or task.parameters.get("group") or ""
    found: Prints = {}
    if "estimates" in book.reads:
        files = place.seen.below(place.root.processed / "effects", lambda name: name.endswith(ESTIMATED))
        found["estimates"] = together(f"{name} {told}" for name, told in files.items())
    if "series" in book.reads:
        found["series"] = shared.rows["series"].get(code, "")
    if "beside" in book.reads:
        found["beside"] = shared.rows["beside" if code else "peers"].get(code, "")
    group = _group(task, shared)
    for part in book.reads & {"peers", "recent"}:
        # What is no unit's page may compare anything.
        found[part] = shared.rows[part if group else "peers"].get(group, "")
    return found


def _group(task: Task, shared: Shared) -> str:
    """Whose units are set beside each other: a group's own, a unit's like, or "" for the city's."""
    if "group" in task.parameters:
        return task.parameters["group"]
    if "unit" not in task.parameters:
        return ""
    return shared.alike.get(task.parameters["unit"], "none")
