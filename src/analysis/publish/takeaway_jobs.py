"""Files that readers take away, made in one process from one reading of the facts, and put on the shelf."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from analysis.disclosure import disclose
from analysis.known.decide import cache
from analysis.known.prints import content_mark, together
from analysis.known.shelf import Shelf
from analysis.messages import text
from analysis.paths import Root
from analysis.publish.takeaway_plan import Takeaway
from analysis.takeaway.datapackage import series_text
from analysis.takeaway.files import write_book, write_brief, write_facts, write_measures, write_package
from analysis.takeaway.issue import Issue
from analysis.takeaway.points import Origins
from analysis.takeaway.told import book_told, outcomes_told
from analysis.view import read_facts


@dataclass(frozen=True)
class Job:
    """Files that one process makes in one reading: of one unit or group, or of `everyone`.

    `behind`: a mark of the code that makes a page's lines of the package, by which they are known again; "" for none.
    """

    files: tuple[Takeaway, ...]
    root: Root
    issue: Issue
    everyone: tuple[str, ...] = ()
    behind: str = ""


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
    for one, path in paths.items():
        if one.kind == "facts":
            write_facts(path, job.root.facts / edition)
    if all(one.kind == "facts" for one in paths):
        return
    everyone = [read_facts(job.root, code, edition) for code in job.everyone]
    measures = {one.code: (path, one.data) for one, path in paths.items() if one.kind == "measure"}
    if measures:
        told = (
            {**facts, "indicators": [one for one in facts["indicators"] if one["code"] in measures]}
            for facts in everyone
        )
        write_measures(measures, [book_told(one) for one in told], job.issue)
    for one, path in paths.items():
        if one.kind == "package":
            write_package(path, everyone, job.issue.told(one.data), partial(_lines, job))


def _lines(job: Job, facts: Mapping[str, Any]) -> str:
    """A page's lines of the package, worked out once for its facts."""
    if not job.behind:
        return series_text(facts)
    shelf = Shelf(cache(job.root) / "takeaways")
    file = job.root.facts / job.root.output.edition / f"{facts['unit']['code']}.json"
    key = together(("package-lines", content_mark(file), job.behind))
    kept = shelf.get(key)
    if kept is not None:
        shelf.touch(key)
        return kept.decode("utf-8")
    found = series_text(facts)
    shelf.put(key, found.encode("utf-8"))
    return found


def _write_page(job: Job, paths: Mapping[Takeaway, Path]) -> None:
    edition, code = job.root.output.edition, job.files[0].code
    facts = read_facts(job.root, code, edition)
    decision = read_facts(job.root, "decision", edition) if facts["unit"].get("parent", code) is None else {}
    for one, path in paths.items():
        issue = job.issue.told(one.data)
        if one.kind == "brief":
            write_brief(path, facts, decision, issue)
        else:
            outcomes = outcomes_told(decision) if decision else {}
            write_book(path, book_told(facts), outcomes, issue, origins(job.root, code, issue))


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
