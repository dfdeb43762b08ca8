"""Which pages have to be run, and why: each page's key is a fingerprint of everything that it is made from."""

import json
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
from analysis.known.texts import CODE, fingerprints, labelled
from analysis.publish.partitions import Marks, series_marks
from analysis.publish.task import Keep, Task, whole_key

EVERYTHING = "everything"
NO_PAGE = (*inputs.INGEST_ONLY, *inputs.FRAME_ONLY, *inputs.TOLD_IN_FACTS)
ESTIMATED = (".panel.csv", ".design.toml")
"""What `View.estimated` reads of one measure."""

TEXTS = "texts"
"""The label of the messages that a page tells."""


@dataclass(frozen=True)
class Page:
    """One page to be: its task, and everything that it is made from as fingerprints by label, with one key for them all.

    `sets`: what some labels stand for, by name, so that a change can be named. `base`: the key but for the messages that the
    page tells. Which these are is known once it was run with that base; before, `key` is `base`, under which no page is kept.
    """

    task: Task
    made_from: Prints
    sets: Mapping[str, Prints]
    base: str
    key: str
    address: str


@dataclass(frozen=True)
class Kept:
    """Where pages are kept, and the codes of the messages that each of them told."""

    folder: Path
    pages: Shelf
    told: Shelf

    @classmethod
    def below(cls, folder: Path, damaged: list[str], *, writing: bool = True) -> "Kept":
        """Both shelves of a cache; the names of what is damaged are added to a list."""
        pages, told = (Shelf(folder / name, damaged.append, writing=writing) for name in ("pages", "told"))
        return cls(folder, pages, told)


@dataclass(frozen=True)
class Shared:
    """What many pages are made from: the city with its plan, versions, the rows of the series, and all messages.

    `alike`: the group of units of its own kind, by unit.
    """

    city: Prints
    versions: Prints
    rows: Marks
    texts: Prints
    alike: Mapping[str, str]


def plan_pages(place: Place, tasks: Iterable[Task], city: City, kept: Kept) -> tuple[Page, ...]:
    """Every task as a page with its key; nothing is run and nothing but fingerprints is written."""
    rows, texts = series_marks(place, city, kept.pages), fingerprints(place)
    shared = Shared(
        inputs.city(place, without=NO_PAGE),
        inputs.versions(place),
        rows,
        texts,
        {code: one.slug for code, one in alike(city).items()},
    )
    books: dict[Path, tuple[Meaning, Prints]] = {}
    pages: list[Page] = []
    for task in tasks:
        if task.template not in books:
            told = meaning(task.template, place.seen)
            code = inputs.code(place, (*told.imports, *inputs.PAGE_CODE))
            books[task.template] = (
                told,
                {name: one for name, one in code.items() if not name.startswith(CODE)},
            )
        pages.append(_page(place, task, shared, *books[task.template]))
    everything = mark(texts)
    ready = (replace(one, task=replace(one.task, keep=_keep(place, one, kept, everything))) for one in pages)
    return with_texts(ready, texts, kept)


def with_texts(pages: Iterable[Page], texts: Prints, kept: Kept) -> tuple[Page, ...]:
    """Pages with the messages that they told when they were run with the same base, where they were."""
    return tuple(page if TEXTS in page.made_from else _with_texts(page, texts, kept) for page in pages)


def _with_texts(page: Page, texts: Prints, kept: Kept) -> Page:
    codes = kept.told.get(page.base)
    if codes is None:
        return page
    told = labelled(json.loads(codes), texts)
    made_from, sets = {**page.made_from, TEXTS: mark(told)}, {**page.sets, TEXTS: told}
    return replace(page, made_from=made_from, sets=sets, key=whole_key(page.base, told))


def _keep(place: Place, page: Page, kept: Kept, texts: str) -> Keep:
    return Keep(kept.folder, page.base, place.seen.of(page.task.template) or "", texts)


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
    base = together((address, mark(made_from)))
    return Page(task, made_from, sets, base, base, address)


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
