"""retret build: what is due is done and watched, then what must be mended, what came out, and where the site is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.known.decide import due, known
from analysis.known.options import Options
from analysis.messages import Lang, text
from analysis.paths import Root, find_checkout, find_root

if TYPE_CHECKING:
    from analysis.console.build_screen import Watching
    from analysis.publish.report import BuildReport


@dataclass(frozen=True)
class Request:
    """What the command was asked: options, and whether only to say what would be done, or why, or to speak JSON."""

    options: Options
    dry_run: bool = False
    why: str | None = None
    as_json: bool = False


def run_build(asked: Request, root: Path | None, lang: Lang) -> int:
    """Build, or say what would be built; 1 when data or a notebook must be mended."""
    place, checkout = find_root(root), find_checkout()
    if asked.dry_run or asked.why is not None:
        return _plan(place, checkout, asked, lang)
    if _nothing(place, checkout, asked, lang):
        return 0
    from analysis.console.build_screen import watching
    from analysis.publish.build import build

    with watching(lang, as_json=asked.as_json) as watch:
        report = build(place, checkout, asked.options, watch.watch, watch.tell)
        # Heavy; the build began its servers before anything heavy was imported.
        from analysis.publish.summary import write_summary

        folder = write_summary(place, report, asked.options) if report.stages else None
        if asked.as_json:
            _close_json(report, watch, place, asked.options)
            return _code(report)
    return _closing(report, place, folder, asked.options, lang)


def _nothing(place: Root, checkout: Path, asked: Request, lang: Lang) -> bool:
    """Whether nothing is due, nothing must be mended, and that was said; it is found without anything heavy."""
    options = asked.options
    if not options.whole or options.force or options.strict:
        return False
    now = known(place, checkout)
    if any(due(now.of(name), options) for name in options.outputs):
        return False
    if any(one["severity"] == "error" for one in now.stamps["data"].told["problems"]):
        return False
    with suppress(OSError):
        # On a medium that cannot be written, everything is read again next time, and nothing else is lost.
        now.place.seen.save()
    for name in options.outputs:
        index = place.of(name).site / "index.html"
        print('{"event": "nothing"}' if asked.as_json else text("build-nothing", lang, index=index))
    return True


def _plan(place: Root, checkout: Path, asked: Request, lang: Lang) -> int:
    from dataclasses import replace

    from analysis.console.build_plan import tell_plan, tell_why

    if asked.why is None:
        tell_plan(place, checkout, asked.options, lang)
    else:
        tell_why(place, checkout, replace(asked.options, only=(asked.why,)), lang)
    return 0


def _close_json(report: BuildReport, watch: Watching, place: Root, options: Options) -> None:
    from analysis.publish.summary import summary

    watch.tell("done", summary(place, report, options))


def _closing(report: BuildReport, place: Root, folder: Path | None, options: Options, lang: Lang) -> int:
    from analysis.console import screen

    errors = [problem for problem in report.problems if problem.severity == "error"]
    screen.problems(errors, lang)
    if errors:
        files = len({problem.file for problem in errors})
        screen.out.print(text("build-problems", lang, n=len(errors), files=files))
    for trouble in report.plain:
        screen.errors.print(text(trouble.code, lang, **dict(trouble.values)))
    _pages(report, place, options, lang)
    for site in report.sites:
        if options.engine == "auto" and site.engine != "quarto" and site == report.sites[0]:
            screen.errors.print(text("no-quarto-notice", lang, engine=site.engine))
        index = site.folder / "index.html"
        values = {"pages": site.pages, "engine": site.engine, "version": site.version, "index": index}
        screen.out.print(text("build-site", lang, **values))
    if folder is not None:
        screen.out.print(text("build-record", lang, folder=folder.relative_to(place.base).as_posix()))
    if report.stopped is not None:
        screen.errors.print(text(report.stopped.code, lang, **report.stopped.values))
    return _code(report)


def _pages(report: BuildReport, place: Root, options: Options, lang: Lang) -> None:
    """Which notebooks failed and what to do, how many were run, and which took longest."""
    from analysis.console import screen

    for failure in report.failures:
        kept = failure.kept.relative_to(place.base).as_posix()
        told = {"page": failure.page, "cell": failure.cell or "?", "error": failure.error, "kept": kept}
        screen.out.print(text("notebook-failed", lang, **told))
    if report.failures:
        screen.out.print(text("failed-next", lang))
    elif options.failed and not report.pages.ran:
        screen.out.print(text("nothing-failed", lang))
    pages, failed = report.pages, len(report.failures)
    if pages.ran or pages.kept:
        counted = {"ran": len(pages.ran), "kept": len(pages.kept), "failed": failed}
        screen.out.print(text("build-pages", lang, **counted))
    if pages.ran:
        slowest = ", ".join(f"{page} {seconds:.1f}" for page, seconds in pages.slowest())
        screen.out.print(text("build-slowest", lang, pages=slowest))


def _code(report: BuildReport) -> int:
    if report.stopped is not None:
        return report.stopped.exit_code
    return 0 if report.good else 1
