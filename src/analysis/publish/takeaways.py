"""What readers take away, made again only where the facts behind a file changed: briefs, workbooks, the data package."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Literal

import polars as pl

from analysis.city.place import City
from analysis.city.units import groups
from analysis.disclosure import disclose
from analysis.facts.joint import CITY_TYPE
from analysis.known import inputs
from analysis.known.decide import cache
from analysis.known.inputs import Place
from analysis.known.prints import mark, together
from analysis.known.shelf import Shelf
from analysis.messages import text
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.partitions import Marks
from analysis.publish.scheduler import Lost, spread
from analysis.publish.written import replaced_folder, write_json
from analysis.takeaway.files import write_book, write_brief, write_measures, write_package
from analysis.takeaway.issue import Issue
from analysis.takeaway.points import Origins
from analysis.view import read_facts

Facts = Mapping[str, Any]
Kind = Literal["brief", "book", "measure", "package"]
BRIEFS, BOOKS, PACKAGES = "brief", "xlsx", "csv"
TOLD = ("edition", "simulated", "data_until", "version")
"""What files tell of the state of the data besides the fingerprint of their own facts."""

ALONE = 4
"""Up to so many files are made at once, without processes of their own."""

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
class Job:
    """Files that one process makes in one reading: of one unit or group, or of `everyone`."""

    files: tuple[Takeaway, ...]
    root: Root
    issue: Issue
    everyone: tuple[str, ...] = ()


def page_codes(city: City) -> tuple[str, ...]:
    """The codes of all units and groups, in the order in which files tell of them."""
    return (*city.units.get_column("code").to_list(), *(group.slug for group in groups(city)))


def plan_takeaways(place: Place, city: City, rows: Marks) -> tuple[Takeaway, ...]:
    """Every file with its key: a fingerprint of the facts that it tells, of their rows where it names sources, of code and city.

    `rows`: the fingerprints of the series as the edition of the root's output shows it.
    """
    root = place.root
    edition, lang = root.output.edition, root.output.lang
    issue = Issue.of(city, read_facts(root, "state", edition), lang)
    shared = mark(
        {
            **inputs.code(place, ("analysis.publish.takeaways",)),
            **inputs.versions(place),
            "settings": city.settings.model_dump_json(),
            "state": [issue.state[key] for key in TOLD],
            "lang": lang,
        }
    )

    def planned(
        folder: str, name: str, suffix: str, kind: Kind, code: str, data: str, more: str = ""
    ) -> Takeaway:
        there = f"{folder}/{issue.file_name(name, suffix)}"
        return Takeaway(there, kind, code, data[:MARK], together((there, kind, code, data, more, shared)))

    of = {code: _print(place, code) for code in (*page_codes(city), "decision")}
    decided = of.pop("decision")
    units = frozenset(city.units.get_column("code"))
    found: list[Takeaway] = []
    for code, data in of.items():
        of_city = code == issue.state["city"]["code"]
        if code in units:
            found.append(planned(BRIEFS, code, ".pdf", "brief", code, decided if of_city else data))
        behind = together((data, decided)) if of_city else data
        found.append(planned(BOOKS, code, ".xlsx", "book", code, behind, rows["series"].get(code, "")))
    for code, data in _measures(place, of).items():
        found.append(planned(BOOKS, f"indicator-{code}", ".xlsx", "measure", code, data))
    whole = str(issue.state["data_hash"])
    name = f"retret-{city.slug}"
    return (*found, planned(PACKAGES, name, ".zip", "package", name, whole, together(of.values())))


def _print(place: Place, code: str) -> str:
    return place.seen.of(place.root.facts / place.root.output.edition / f"{code}.json") or ""


def _measures(place: Place, of: Mapping[str, str]) -> Mapping[str, str]:
    """By measure the fingerprint of what all pages tell of it; what one page tells is worked out once for its content."""
    shelf = Shelf(cache(place.root) / "takeaways")
    told: dict[str, list[str]] = {}
    for code, facts in of.items():
        key = together(("slices", facts))
        kept = shelf.get(key)
        if kept is None:
            page = read_facts(place.root, code, place.root.output.edition)
            kept = json.dumps(
                {one["code"]: mark(one) for one in page["indicators"] if one["series"]}
            ).encode()
            shelf.put(key, kept)
        for measure, one in json.loads(kept).items():
            told.setdefault(measure, []).append(f"{code} {one}")
    return {measure: together(marks) for measure, marks in sorted(told.items())}


def bring_takeaways(run: Run, city: City) -> None:
    """The folder of files as the facts are now, where they or the code changed; of some pages only, their files."""
    inputs, why = parts_reasons(run.now, run.options, "takeaways")
    if not why:
        return
    place, options = run.now.place, run.options
    planned = plan_takeaways(place, city, series_marks(place, city, Shelf(cache(run.root) / "pages")))
    only = None if options.whole else run.only or frozenset()
    made = make_takeaways(
        run.root, city, planned, run.tell, options.jobs, only=only, force=options.force, dask=options.dask
    )
    point("takeaways-written")
    if options.whole:
        outputs = (run.root.takeaways, list_of(run.root))
        run.now.done("takeaways", inputs, [one.relative_to(run.root.base).as_posix() for one in outputs])


def make_takeaways(
    root: Root,
    city: City,
    planned: Sequence[Takeaway],
    jobs: int,
    *,
    only: frozenset[str] | None = None,
    force: bool = False,
    dask: str | None = None,
) -> int:
    """The folder of files in its place, and how many were made; the others were kept. Of `only` some, no other is made anew.

    Raises RetretError where a file could not be made; the old folder then stays.
    """
    shelf = Shelf(cache(root) / "takeaways")
    wanted = [one for one in planned if only is None or one.code in only]
    due = [one for one in wanted if force or shelf.get(one.key) is None]
    work = _jobs(due, root, city, jobs)
    if len(due) <= ALONE:
        for job in work:
            write(job)
    else:
        for job, ended in spread(write, work, min(jobs, len(work)), dask=dask, shared=root.base):
            if isinstance(ended, Lost):
                raise RetretError("takeaway-lost", 1, file=job.files[0].place, why=ended.error)
    _put(root, shelf, planned)
    return len(due)


def _jobs(due: Sequence[Takeaway], root: Root, city: City, jobs: int) -> list[Job]:
    """The longest first: what tells of everyone, in as many parts as there are processes, then page by page."""
    issue = Issue.of(city, read_facts(root, "state", root.output.edition), root.output.lang)
    of_all = [one for one in due if one.kind in ("package", "measure")]
    everyone = page_codes(city)
    pages: dict[str, list[Takeaway]] = {}
    for one in due:
        if one.kind in ("brief", "book"):
            pages.setdefault(one.code, []).append(one)
    parts = (tuple(of_all[first::jobs]) for first in range(jobs))
    return [
        *(Job(part, root, issue, everyone) for part in parts if part),
        *(Job(tuple(ones), root, issue) for ones in pages.values()),
    ]


def write(job: Job) -> None:
    """The files of one job made and put on the shelf."""
    shelf = Shelf(cache(job.root) / "takeaways")
    with TemporaryDirectory() as aside:
        paths = {one: Path(aside) / PurePosixPath(one.place).name for one in job.files}
        if job.everyone:
            _write_of_all(job, paths)
        else:
            _write_page(job, paths)
        for one, path in paths.items():
            shelf.put(one.key, path.read_bytes())


def _write_of_all(job: Job, paths: Mapping[Takeaway, Path]) -> None:
    edition = job.root.output.edition
    everyone = [read_facts(job.root, code, edition) for code in job.everyone]
    write_measures(
        {one.code: (path, one.data) for one, path in paths.items() if one.kind == "measure"},
        everyone,
        job.issue,
    )
    for one, path in paths.items():
        if one.kind == "package":
            write_package(path, everyone, job.issue.told(one.data))


def _write_page(job: Job, paths: Mapping[Takeaway, Path]) -> None:
    edition, code = job.root.output.edition, job.files[0].code
    facts = read_facts(job.root, code, edition)
    decision = read_facts(job.root, "decision", edition) if facts["unit"]["type"] == CITY_TYPE else {}
    for one, path in paths.items():
        issue = job.issue.told(one.data)
        if one.kind == "brief":
            write_brief(path, facts, decision, issue)
        else:
            write_book(path, facts, decision, issue, origins(job.root, code, issue))


def origins(root: Root, code: str, issue: Issue) -> Origins | None:
    """Whence each figure of a unit came, as far as its edition may tell; None where no figure came from one file."""
    rows = pl.scan_parquet(root.processed / "series.parquet").filter(pl.col("unit") == code).collect()
    shown = disclose(rows, root.output.edition).filter(pl.col("file").is_not_null())
    told = {
        (row["indicator"], row["first_day"].isoformat()): origin(row["file"], row["sheet"], row["row"], issue)
        for row in shown.select("indicator", "first_day", "file", "sheet", "row").iter_rows(named=True)
    }
    return told or None


def origin(file: str, sheet: str | None, row: int | None, issue: Issue) -> str:
    """A place in a file in words."""
    place = "" if row is None else text("row-place", issue.lang, row=row)
    return " › ".join(one for one in (file, sheet, place) if one)


def _put(root: Root, shelf: Shelf, planned: Iterable[Takeaway]) -> None:
    """Every file that is on the shelf in the folder, and the list of them."""
    with replaced_folder(root.takeaways) as aside:
        for folder in (BRIEFS, BOOKS, PACKAGES):
            (aside / folder).mkdir()
        listed = list(_copied(aside, shelf, planned))
    write_json(list_of(root), listed)


def _copied(aside: Path, shelf: Shelf, planned: Iterable[Takeaway]) -> Iterator[Facts]:
    for one in planned:
        content = shelf.get(one.key)
        if content is not None:
            shelf.touch(one.key)
            (aside / one.place).write_bytes(content)
            yield {
                "path": one.place,
                "of": one.code,
                "kind": one.kind,
                "bytes": len(content),
                "data": one.data,
            }
