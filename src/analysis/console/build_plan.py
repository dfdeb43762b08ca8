"""What a build would do, and why, told without doing it."""

from collections.abc import Sequence
from pathlib import Path

from analysis.city.place import load_city
from analysis.console import screen
from analysis.console.reasons import why
from analysis.known.decide import ONCE, cache, due, known
from analysis.known.options import Options
from analysis.known.shelf import Shelf
from analysis.known.stamp import Reason
from analysis.messages import Lang, text
from analysis.paths import Root
from analysis.publish.making import planned
from analysis.publish.pages import Page
from analysis.publish.record import Record
from analysis.publish.run import Run
from analysis.publish.selectors import selected

BEFORE = Reason("before", "", "changed")
MANY = 20
"""Reasons that are named where one page is asked about."""


def tell_plan(root: Root, checkout: Path, options: Options, lang: Lang) -> None:
    """Every stage that is due with its reasons, and every page that would be run with its own; nothing is written."""
    first = _run(root, checkout, options)
    for name in options.outputs:
        _tell_output(first.of(name), lang, named=len(options.outputs) > 1)


def _tell_output(run: Run, lang: Lang, *, named: bool) -> None:
    root, options = run.root, run.options
    if named:
        screen.out.print(text("output-line", lang, output=root.output.name))
    stages = {stage: told for stage, told in due(run.now, options).items() if stage in run.stages}
    for stage in run.stages:
        told = stages.get(stage, []) if stage in stages else None
        reasons = why([], lang) if told is None else why(told or [BEFORE], lang)
        screen.out.print(text("dry-run-stage", lang, step=text(f"step-{stage}", lang), why=reasons))
    if not (root.facts / root.output.edition / "state.json").is_file():
        screen.out.print(text("dry-run-unknown", lang))
        return
    pages, record = _pages(run)
    shelf = Shelf(cache(root) / "pages")
    stale = [page for page in pages if options.force or not shelf.holds(page.key)]
    for page in stale if options.whole else pages:
        _print(page, record, lang, fresh=page not in stale, most=3)
    if "facts" in stages:
        screen.out.print(text("dry-run-later", lang))
    screen.out.print(text("dry-run-closing", lang, pages=len(stale), all=len(pages)))


def tell_why(root: Root, checkout: Path, options: Options, lang: Lang) -> None:
    """Why the pages asked for would be run, every reason by its name; nothing is written."""
    first = _run(root, checkout, options)
    shelf = Shelf(cache(root) / "pages")
    for stage, told in due(first.now, options).items():
        if stage not in ONCE:
            continue
        screen.out.print(
            text(
                "dry-run-stage", lang, step=text(f"step-{stage}", lang), why=why(told or [BEFORE], lang, MANY)
            )
        )
    for page, record in (
        (page, told) for name in options.outputs for page, told in _recorded(first.of(name))
    ):
        _print(page, record, lang, fresh=shelf.holds(page.key), most=MANY)


def _run(root: Root, checkout: Path, options: Options) -> Run:
    only = selected(load_city(root), options.only) if options.only else None
    return Run(root, checkout, options, known(root, checkout), lambda _: _still, lambda *_: None, only)


def _still(_done: int, _total: int) -> None:
    """Nobody watches a plan."""


def _recorded(run: Run) -> list[tuple[Page, Record]]:
    pages, record = _pages(run)
    return [(page, record) for page in pages]


def _pages(run: Run) -> tuple[Sequence[Page], Record]:
    return planned(run, load_city(run.root), [], writing=False)


def _print(page: Page, record: Record, lang: Lang, *, fresh: bool, most: int) -> None:
    reasons = [] if fresh else record.why(page)
    screen.out.print(text("dry-run-page", lang, page=f"{page.address}.ipynb", why=why(reasons, lang, most)))
