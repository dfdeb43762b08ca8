"""retret build: the stages with a bar each, then what must be mended and where the site is."""

from pathlib import Path

from analysis.city.place import load_city
from analysis.console import screen
from analysis.messages import Lang, text
from analysis.paths import Root, find_checkout, find_root
from analysis.publish.build import BuildReport, Options, build, planned


def run_build(options: Options, root: Path | None, lang: Lang, *, dry_run: bool) -> int:
    """Build, or with `dry_run` say what would be built; 1 when data or a notebook must be mended."""
    place, checkout = find_root(root), find_checkout()
    if dry_run:
        return _plan(place, checkout, options, lang)
    with screen.progress(lang) as step:
        report = build(place, checkout, options, step)
    screen.problems([problem for problem in report.problems if problem.severity == "error"], lang)
    return _closing(report, place, options.engine, lang)


def _plan(place: Root, checkout: Path, options: Options, lang: Lang) -> int:
    city = load_city(place)
    stages, pages = planned(place, checkout, options)
    for stage in stages:
        screen.out.print(text(f"step-{stage}", lang))
    for page in pages:
        screen.out.print(f"  {page.page.relative_to(place.base)}")
    units = city.units.height
    screen.out.print(
        text("dry-run-closing" if pages else "dry-run-unknown", lang, pages=len(pages), units=units)
    )
    return 0


def _closing(report: BuildReport, place: Root, engine: str, lang: Lang) -> int:
    for failure in report.failures:
        kept = failure.kept.relative_to(place.base)
        screen.out.print(text("notebook-failed", lang, page=failure.page, error=failure.error, kept=kept))
    errors = [problem for problem in report.problems if problem.severity == "error"]
    if errors:
        files = len({problem.file for problem in errors})
        screen.out.print(text("build-problems", lang, n=len(errors), files=files))
    for trouble in report.plain:
        screen.errors.print(text(trouble.code, lang, **dict(trouble.values)))
    if report.site is not None:
        if engine == "auto" and report.site.engine != "quarto":
            screen.errors.print(text("no-quarto-notice", lang, engine=report.site.engine))
        site, index = report.site, report.site.folder / "index.html"
        values = {"pages": site.pages, "engine": site.engine, "version": site.version, "index": index}
        screen.out.print(text("build-site", lang, **values))
    if report.stopped is not None:
        screen.errors.print(text(report.stopped.code, lang, **report.stopped.values))
        return report.stopped.exit_code
    return 0 if report.good else 1
