"""What readers take away, made again only where the facts behind a file changed: briefs, workbooks, the data package."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.city.place import City
from analysis.known.decide import cache, part_reasons
from analysis.known.fault import point
from analysis.known.inputs import code as inputs_of_code
from analysis.known.prints import Prints, mark
from analysis.known.shelf import Shelf
from analysis.paths import Root
from analysis.publish.partitions import series_marks
from analysis.publish.run import Run
from analysis.publish.takeaway_jobs import Job
from analysis.publish.takeaway_plan import (
    BOOKS,
    BRIEFS,
    FACTS,
    PACKAGES,
    Takeaway,
    page_codes,
    plan_takeaways,
)
from analysis.publish.written import replaced_folder, write_json
from analysis.takeaway.issue import Issue
from analysis.view import read_facts

Facts = Mapping[str, Any]
LIST = "files.json"
"""The list of the files, beside them: readers' programs find by it what there is."""

LINES_BY = ("analysis.takeaway.datapackage",)
"""Code by which a page's lines of the data package are made."""

WORTH_READING = 8
"""From so many files that tell of everyone, it is worth that another process reads all facts as well."""


@dataclass(frozen=True)
class Due:
    """Files of one output: what they rest on, all that are `planned`, and those that have to be `made`, in `jobs`."""

    inputs: Prints
    planned: tuple[Takeaway, ...]
    made: tuple[Takeaway, ...]
    jobs: tuple[Job, ...]


def due_takeaways(run: Run, city: City) -> Due | None:
    """What has to be made where facts or code changed, of some pages only their files; None where nothing did."""
    inputs, why = part_reasons("takeaways", run.now, run.options)
    if not why:
        return None
    base = cache(run.root)
    planned = plan_takeaways(run.now.place, city, series_marks(run.now.place, city, Shelf(base / "pages")))
    only = None if run.options.whole else run.only or frozenset[str]()
    shelf = Shelf(base / "takeaways")
    wanted = (one for one in planned if only is None or one.code in only)
    made = tuple(one for one in wanted if run.options.force or shelf.get(one.key) is None)
    behind = mark(inputs_of_code(run.now.place, LINES_BY))
    return Due(inputs, planned, made, jobs_of(made, run.root, city, run.options.jobs, behind))


def bring_takeaways(run: Run, due: Due) -> None:
    """The folder of files as the facts are now, once all jobs that were due are done."""
    place_files(run.root, due.planned)
    told = {"output": run.root.output.name, "made": len(due.made), "files": len(due.planned)}
    run.tell("takeaways", told)
    point("takeaways-written")
    if run.options.whole:
        run.now.done("takeaways", due.inputs, [run.root.takeaways.relative_to(run.root.base).as_posix()])


def jobs_of(due: Sequence[Takeaway], root: Root, city: City, parts: int, behind: str = "") -> tuple[Job, ...]:
    """The longest first: what tells of everyone, in at most as many `parts` as there are processes, then page by page.

    Each part reads the facts of everyone, so that few files stay together; the facts themselves are packed unread.
    """
    issue = Issue.of(city, read_facts(root, "state", root.output.edition), root.output.lang)
    unread = tuple(one for one in due if one.kind == "facts")
    of_all = [one for one in due if one.kind in ("package", "measure")]
    parts = min(parts, 1 + len(of_all) // WORTH_READING)
    everyone = page_codes(city)
    pages: dict[str, list[Takeaway]] = {}
    for one in due:
        if one.kind in ("brief", "book"):
            pages.setdefault(one.code, []).append(one)
    shares = (tuple(of_all[first::parts]) for first in range(parts))
    return (
        *(Job(share, root, issue, everyone, behind) for share in (*shares, unread) if share),
        *(Job(tuple(ones), root, issue) for ones in pages.values()),
    )


def place_files(root: Root, planned: Iterable[Takeaway]) -> None:
    """Every file in the folder, and the list of them; one that was not asked for stays as it was."""
    former, shelf = root.takeaways, Shelf(cache(root) / "takeaways")
    with replaced_folder(former) as aside:
        for folder in (BRIEFS, BOOKS, PACKAGES, FACTS):
            (aside / folder).mkdir()
        write_json(aside / LIST, list(_copied(aside, former, shelf, planned)))


def _copied(aside: Path, former: Path, shelf: Shelf, planned: Iterable[Takeaway]) -> Iterator[Facts]:
    for one in planned:
        content, old = shelf.get(one.key), former / one.place
        if content is not None:
            shelf.touch(one.key)
        elif old.is_file():
            content = old.read_bytes()
        else:
            continue
        (aside / one.place).write_bytes(content)
        yield {"path": one.place, "kind": one.kind, "of": one.code, "bytes": len(content)}


def listed(root: Root) -> list[Facts]:
    """The files of an output with kind, what each is of, and its size; none before they were made."""
    try:
        told: list[Facts] = json.loads((root.takeaways / LIST).read_text("utf-8"))
    except FileNotFoundError:
        return []
    return told
