"""What readers take away, made again only where the facts behind a file changed: briefs, workbooks, the data package."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.city.place import City
from analysis.known.decide import cache, part_reasons
from analysis.known.fault import point
from analysis.known.shelf import Shelf
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.partitions import series_marks
from analysis.publish.run import Run
from analysis.publish.scheduler import Lost, spread
from analysis.publish.takeaway_jobs import Job, write
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

ALONE = 4
"""Up to so many files are made at once, without processes of their own."""


def bring_takeaways(run: Run, city: City) -> None:
    """The folder of files as the facts are now, where they or the code changed; of some pages only, their files."""
    inputs, why = part_reasons("takeaways", run.now, run.options)
    if not why:
        return
    options = run.options
    planned = plan_takeaways(
        run.now.place, city, series_marks(run.now.place, city, Shelf(cache(run.root) / "pages"))
    )
    only = None if options.whole else run.only or frozenset()
    made = make_takeaways(
        run.root, city, planned, options.jobs, only=only, force=options.force, dask=options.dask
    )
    run.tell("takeaways", {"output": run.root.output.name, "made": made, "files": len(planned)})
    point("takeaways-written")
    if options.whole:
        run.now.done("takeaways", inputs, [run.root.takeaways.relative_to(run.root.base).as_posix()])


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
    of_all = [one for one in due if one.kind in ("package", "measure", "facts")]
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


def _put(root: Root, shelf: Shelf, planned: Iterable[Takeaway]) -> None:
    """Every file in the folder, and the list of them; one that was not asked for stays as it was."""
    former = root.takeaways
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
