"""The notebooks stage: pages whose inputs changed are run, the others come from the shelf; fragments and downloads beside."""

import shutil
from collections.abc import Sequence
from dataclasses import replace

from analysis.city.place import City, load_city
from analysis.known.decide import cache, inputs_of, part_reasons
from analysis.known.fault import point
from analysis.known.shelf import Shelf
from analysis.known.texts import fingerprints
from analysis.messages import text
from analysis.problems import RetretError
from analysis.publish.downloads import download_marks, write_downloads
from analysis.publish.notebooks import run_all, tasks
from analysis.publish.pages import Kept, Page, plan_pages, with_texts
from analysis.publish.parts import write_parts
from analysis.publish.record import Record, read_record
from analysis.publish.report import BuildReport, Pages
from analysis.publish.run import Run
from analysis.publish.site import failed_pages
from analysis.publish.takeaway_jobs import Job
from analysis.publish.takeaway_plan import page_codes
from analysis.publish.takeaways import bring_takeaways, due_takeaways
from analysis.publish.task import Failure, Ran, Task
from analysis.publish.template import templates
from analysis.publish.written import write_bytes, write_json
from analysis.view import read_facts
from analysis.warm.control import Trouble


def planned(
    run: Run, city: City, damaged: list[str], *, writing: bool = True
) -> tuple[tuple[Page, ...], Record]:
    """The pages asked for with their keys, and what they were last made from; nothing is run, or not `writing` written."""
    options, base = run.options, cache(run.root)
    only = run.only
    made = tasks(templates(run.checkout / "notebooks"), city, run.root, only)
    kept = Kept.below(base, damaged, writing=writing)
    pages = plan_pages(run.now.place, made, city, kept)
    if options.failed:
        again = failed_pages(run.root)
        pages = tuple(page for page in pages if page.address in again)
    if only is not None and not pages:
        raise RetretError("nothing-to-build", only=", ".join(options.only))
    return pages, read_record(base / "pages.json", Shelf(base / "sets", writing=writing))


def make_pages(run: Run, report: BuildReport) -> BuildReport:
    """Every page asked for in its place: run, or kept from before; a page that fails keeps its last good version."""
    inputs = inputs_of("notebooks", run.now, run.options)
    city = load_city(run.root)
    damaged: list[str] = []
    pages, record = planned(run, city, damaged)
    point("pages-planned")
    _clear(run, pages)
    files = due_takeaways(run, city)
    kept, due = restored(run, pages, damaged)
    for page in (one for one in due if one.key in damaged):
        run.tell("damaged", {"name": page.address})
    ran, failures, plain = _run(run, due, files.jobs if files else ())
    if files:
        bring_takeaways(run, files)
    _parts(run, city)
    # What was run has told which messages it rests on.
    pages = with_texts(pages, fingerprints(run.now.place), Kept.below(cache(run.root), damaged))
    failed = {page.address for page in due if page.task.failed in {one.kept for one in failures}}
    record.with_pages([page for page in pages if page.address not in failed])
    _note_failed(run, pages, failed)
    _stamp(run, inputs, pages, failed)
    point("pages-done")
    made = Pages(ran, tuple(page.address for page in kept), tuple(damaged))
    return replace(
        report,
        failures=(*report.failures, *failures),
        pages=report.pages + made,
        plain=tuple(dict.fromkeys((*report.plain, *plain))),
    )


def restored(run: Run, pages: tuple[Page, ...], damaged: list[str]) -> tuple[list[Page], list[Page]]:
    """Pages that are in place or were put there from the shelf, and pages that have to be run."""
    shelves = Kept.below(cache(run.root), damaged)
    shelf = shelves.pages
    kept: list[Page] = []
    due: list[Page] = []
    for page in pages:
        told = None if run.options.force else shelf.mark(page.key)
        place = page.task.page
        content = None
        if told is not None and run.now.place.seen.of(place) != told:
            content = shelf.get(page.key)
            if content is not None:
                write_bytes(place, content)
        if told is None or page.key in damaged:
            due.append(page)
        else:
            shelf.touch(page.key)
            if shelves.told.holds(page.base):
                shelves.told.touch(page.base)
            kept.append(page)
    return kept, due


def _run(
    run: Run, due: list[Page], files: Sequence[Job]
) -> tuple[dict[str, float], tuple[Failure, ...], tuple[Trouble, ...]]:
    """Seconds by address of what was run, what failed, and why kernels were plain if they were; `files` are made beside."""
    addresses = {page.task.page: page.address for page in due}
    ran: dict[str, float] = {}
    plain: list[Trouble] = []

    def each(task: Task, told: Ran) -> None:
        address = addresses[task.page]
        ran[address] = told.seconds
        error = None if told.failure is None else told.failure.error
        run.tell("page", {"page": address, "seconds": round(told.seconds, 3), "error": error})
        point(f"page-done:{len(ran)}")

    failures = run_all(
        tuple(page.task for page in due),
        run.root,
        run.options.jobs,
        run.watch("notebooks"),
        dask=run.options.dask,
        notice=plain.append,
        each=each,
        zygote=run.kernels.begin(),
        files=files,
    )
    return ran, failures, tuple(plain)


def _parts(run: Run, city: City) -> None:
    """Fragments and downloads, where the facts they are made from changed; of downloads only those of such units."""
    inputs, why = part_reasons("parts", run.now, run.options)
    if not why:
        return
    codes, chosen = page_codes(city), run.root.output.edition
    stamp = None if run.options.force else run.now.stamp("parts")
    former = stamp.told if stamp is not None and stamp.told else {}
    shared = {name: told for name, told in inputs.items() if not name.startswith("computed:")}
    asked = download_marks(run.now.place, codes, shared)
    due = (code for code in codes if former.get(code) != asked[code])
    banner = text("banner-simulated", run.root.output.lang, government=city.settings.government)
    pages = (read_facts(run.root, code, chosen) for code in due)
    names = dict(city.units.select("code", "name").iter_rows())
    write_downloads(run.root.downloads, codes, pages, names, banner)
    write_parts(run.root, city)
    point("parts-written")
    places = (run.root.parts, run.root.downloads)
    written = [place.relative_to(run.root.base).as_posix() for place in places]
    run.now.done("parts", inputs, written, download_marks(run.now.place, codes, shared))


def _clear(run: Run, pages: tuple[Page, ...]) -> None:
    """Pages of units that no longer exist leave; a page of this run keeps its last version until it is replaced."""
    for page in pages:
        page.task.failed.unlink(missing_ok=True)
    if not run.options.whole:
        return
    shutil.rmtree(run.root.failed(run.root.address(run.root.reports)), ignore_errors=True)
    kept = {page.task.page for page in pages}
    for page in run.root.reports.rglob("*.ipynb"):
        if page not in kept:
            page.unlink()


def _note_failed(run: Run, pages: tuple[Page, ...], failed: set[str]) -> None:
    before = frozenset[str]() if run.options.whole else failed_pages(run.root)
    write_json(run.root.failed_list, sorted((before - {page.address for page in pages}) | failed))


def _stamp(run: Run, inputs: dict[str, str], pages: tuple[Page, ...], failed: set[str]) -> None:
    """The stage is done when all pages are; of some pages only, when all others already were."""
    stamp = run.now.stamp("notebooks")
    if failed or not (run.options.whole or (stamp is not None and stamp.inputs == inputs)):
        run.now.undone("notebooks")
        return
    asked = [page.task.page.relative_to(run.root.base).as_posix() for page in pages]
    beside = (run.root.takeaways, run.root.parts, run.root.downloads)
    parts = [place.relative_to(run.root.base).as_posix() for place in beside]
    run.now.done(
        "notebooks", inputs, [*asked, *parts] if run.options.whole or stamp is None else list(stamp.outputs)
    )
