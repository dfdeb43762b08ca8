"""A build: which stages run, in their order, and what came of it."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, get_args

from analysis.city.place import City, load_city
from analysis.city.units import groups
from analysis.disclosure import edition
from analysis.ingest.memory import open_memory
from analysis.messages import Lang
from analysis.paths import Root
from analysis.problems import Problem, RetretError
from analysis.publish.downloads import write_downloads
from analysis.publish.notebooks import Failure, Task, run_all, tasks
from analysis.publish.parts import write_parts
from analysis.publish.site import SiteReport, build_site
from analysis.publish.source import find_source
from analysis.publish.stages import accept_source, check_source, facts_stage
from analysis.publish.template import templates
from analysis.view import read_facts
from analysis.warm.control import Trouble

Stage = Literal["data", "facts", "notebooks", "site"]
STAGES: tuple[Stage, ...] = get_args(Stage)
Watch = Callable[[Stage], Callable[[int, int], None]]


def default_jobs() -> int:
    """Two notebooks a core: a kernel waits nearly as long as it works."""
    return 2 * (os.cpu_count() or 1)


@dataclass(frozen=True)
class Options:
    """What a build is asked: up to which stage, for which unit or group, with which engine."""

    stage: Stage = "site"
    only: str | None = None
    engine: str = "auto"
    strict: bool = False
    skip_bad_rows: bool = False
    edition: str = "leadership"
    lang: Lang = "id"
    jobs: int = field(default_factory=default_jobs)


@dataclass(frozen=True)
class BuildReport:
    """What a build did: problems found, notebooks that failed, pages run, and the site or why there is none.

    `plain` holds the reason, if any, why notebooks ran in plain kernels.
    """

    problems: tuple[Problem, ...] = ()
    failures: tuple[Failure, ...] = ()
    notebooks: int = 0
    site: SiteReport | None = None
    stopped: RetretError | None = None
    plain: tuple[Trouble, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing must be mended."""
        return (
            self.stopped is None
            and not self.failures
            and not any(problem.severity == "error" for problem in self.problems)
        )


def planned(root: Root, checkout: Path, options: Options) -> tuple[tuple[Stage, ...], tuple[Task, ...]]:
    """The stages and the pages that a build would run; nothing is written."""
    stages: tuple[Stage, ...] = STAGES[: STAGES.index(options.stage) + 1]
    if options.only is not None and _has_facts(root, options):
        stages = tuple(stage for stage in stages if stage in ("notebooks", "site"))
    made = _tasks(root, checkout, load_city(root), options) if _has_facts(root, options) else ()
    return stages, made


def _has_facts(root: Root, options: Options) -> bool:
    return (root.facts / options.edition / "state.json").is_file()


def _tasks(root: Root, checkout: Path, city: City, options: Options) -> tuple[Task, ...]:
    found = templates(checkout / "notebooks")
    made = tasks(found, city, root, options.edition, options.lang, options.only)
    if options.only is not None and not made:
        raise RetretError("nothing-to-build", only=options.only)
    return made


def build(root: Root, checkout: Path, options: Options, watch: Watch) -> BuildReport:
    """All stages asked for; problems in data and failed notebooks are reported and do not stop the rest."""
    stages, _ = planned(root, checkout, options)
    city = load_city(root)
    problems: tuple[Problem, ...] = ()
    if "data" in stages:
        problems = _data(root, city, options, stages, watch)
    failures: tuple[Failure, ...] = ()
    made: tuple[Task, ...] = ()
    plain: list[Trouble] = []
    if "notebooks" in stages:
        made = _tasks(root, checkout, city, options)
        _clear(root, made, options)
        write_parts(root, city, edition=options.edition, lang=options.lang)
        write_downloads(root.downloads, _everyone(root, city, options))
        failures = run_all(made, root, options.jobs, watch("notebooks"), notice=plain.append)
    report = BuildReport(problems, failures, len(made), plain=tuple(plain))
    return report if "site" not in stages else _site(root, checkout, options, watch, report)


def _site(root: Root, checkout: Path, options: Options, watch: Watch, so_far: BuildReport) -> BuildReport:
    """The report with the site, or with what stopped it: failed notebooks are told before the links they broke."""
    asked = {"edition": options.edition, "engine": options.engine}
    try:
        made = build_site(root, checkout, lang=options.lang, progress=watch("site"), **asked)
    except RetretError as error:
        return replace(so_far, stopped=error)
    return replace(so_far, site=made)


def _everyone(root: Root, city: City, options: Options) -> Iterator[dict[str, Any]]:
    codes = [*city.units.get_column("code").to_list(), *(group.slug for group in groups(city))]
    return (read_facts(root, code, edition(options.edition)) for code in codes)


def _data(
    root: Root, city: City, options: Options, stages: tuple[Stage, ...], watch: Watch
) -> tuple[Problem, ...]:
    source = find_source(root, city.folder)
    checked = check_source(
        source,
        city,
        skip_bad_rows=options.skip_bad_rows,
        memory=open_memory(source.memory, city.folder),
        progress=watch("data"),
    )
    errors = sum(problem.severity == "error" for problem in checked.problems)
    if options.strict and errors:
        raise RetretError("strict-stop", exit_code=1, n=str(errors))
    accepted = accept_source(source, checked)
    if "facts" in stages:
        facts_stage(root, city, accepted)
    return checked.problems


def _clear(root: Root, made: tuple[Task, ...], options: Options) -> None:
    """Pages of units that no longer exist leave; a page of this run keeps its last version until it is replaced."""
    shutil.rmtree(root.interim / "failed", ignore_errors=True)
    if options.only is not None:
        return
    kept = {task.page for task in made}
    for page in root.reports.rglob("*.ipynb"):
        if page not in kept:
            page.unlink()
