"""The stages of a build in their order, each only where something that it depends on has changed."""

import os
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from analysis.city.place import load_city
from analysis.ingest.memory import open_memory
from analysis.known.decide import COMPUTED, FACTS, Known, cache, inputs_of
from analysis.known.fault import point
from analysis.known.inputs import code, versions
from analysis.known.options import Options
from analysis.known.prints import mark
from analysis.known.shelf import Shelf
from analysis.known.source import find_source
from analysis.known.stamp import Reason
from analysis.paths import Root
from analysis.problems import Problem, RetretError
from analysis.publish.answers import Known as Answers
from analysis.publish.answers import remembered, telling, withholding
from analysis.publish.data import Accepted, accept_source, check_source
from analysis.publish.making import make_pages
from analysis.publish.notebooks import check_parameters
from analysis.publish.report import BuildReport, Tell, Watch
from analysis.publish.run import Run
from analysis.publish.selectors import selected
from analysis.publish.site import build_site
from analysis.publish.stages import facts_stage
from analysis.publish.template import templates
from analysis.warm.keeper import Kernels

ANSWERED = ("code:effects/", "code:facts/question.py", "code:facts/contrasts.py")
"""Code on which answers of the estimators rest."""


def every_stage(
    root: Root,
    checkout: Path,
    options: Options,
    now: Known,
    watch: Watch,
    tell: Tell,
    kernels: Kernels,
) -> BuildReport:
    """Everything that is due and was asked for, for each output; data and facts once for all."""
    only = selected(load_city(root), options.only) if options.only else None
    run = Run(root, checkout, options, now, watch, tell, only, kernels).of(options.outputs[0])
    if "notebooks" in run.stages:
        check_parameters(templates(checkout / "notebooks"))
    report = BuildReport()
    if "data" in run.stages:
        report = _data_and_facts(run, report)
    for name in run.options.outputs:
        report = _pages_and_site(run.of(name), report)
    return report


def _pages_and_site(run: Run, report: BuildReport) -> BuildReport:
    """One output's stages; what stops its site does not stop the others'."""
    if len(run.options.outputs) > 1 and "notebooks" in run.stages:
        run.tell("output", {"output": run.root.output.name})
    if "notebooks" in run.stages:
        why = run.why("notebooks")
        if why or run.only is not None or run.options.failed:
            report = run.timed("notebooks", why, report, lambda so_far: make_pages(run, so_far))
        else:
            run.same("notebooks")
    if "site" in run.stages:
        why = run.why("site")
        if why:
            report = run.timed("site", why, report, lambda so_far: _site(run, so_far))
        else:
            run.same("site")
    return report


def _data_and_facts(run: Run, report: BuildReport) -> BuildReport:
    """Rows, and facts where they are asked for; facts are made from rows, which are then read again from memory."""
    data, facts = run.why("data"), run.why("facts") if "facts" in run.stages else []
    if not data and not facts:
        for stage in run.stages[:2]:
            run.same(stage)
        problems = tuple(Problem(**one) for one in run.now.stamps["data"].told["problems"])
        _stop_if_strict(run, problems)
        return replace(report, problems=problems)
    accepted: list[Accepted] = []

    def read(so_far: BuildReport) -> BuildReport:
        accepted.append(_data(run))
        return replace(so_far, problems=accepted[0].checked.problems)

    def compute(so_far: BuildReport) -> BuildReport:
        _facts(run, accepted[0])
        return so_far

    report = run.timed("data", data or [Reason("rows-needed", "", "new")], report, read)
    if "facts" not in run.stages:
        return report
    facts = run.why("facts")
    if not facts:
        run.same("facts")
        return report
    return run.timed("facts", facts, report, compute)


def _stop_if_strict(run: Run, problems: tuple[Problem, ...]) -> None:
    errors = sum(problem.severity == "error" for problem in problems)
    if run.options.strict and errors:
        raise RetretError("strict-stop", exit_code=1, n=str(errors))


def _data(run: Run) -> Accepted:
    inputs = inputs_of("data", run.now, run.options)
    city = load_city(run.root)
    source = find_source(run.root, city.folder)
    checked = check_source(
        source,
        city,
        skip_bad_rows=run.options.skip_bad_rows,
        memory=None if run.options.force else open_memory(source.memory, city.folder),
        progress=run.watch("data"),
    )
    point("data-read")
    _stop_if_strict(run, checked.problems)
    accepted = accept_source(source, checked)
    point("data-accepted")
    told: Mapping[str, Any] = {
        "mark": accepted.mark,
        "problems": [asdict(replace(one, values=dict(one.values))) for one in checked.problems],
    }
    run.now.done("data", inputs, [source.store.relative_to(run.root.base).as_posix()], told)
    return accepted


def _facts(run: Run, accepted: Accepted) -> None:
    inputs = inputs_of("facts", run.now, run.options)
    run.watch("facts")
    # It imports while series are worked out, which takes one core only.
    run.kernels.begin()
    with _remembering(run) as known:
        facts_stage(run.root, load_city(run.root), accepted, run.options.editions, known)
    point("facts-written")
    run.now.done("facts", inputs, [*COMPUTED, *(FACTS[one] for one in run.options.editions)])


@contextmanager
def _remembering(run: Run) -> Generator[Answers, None, None]:
    """What was estimated and told before is not worked out again while its own input and the code behind it are the same."""
    place, fresh = run.now.place, run.options.force
    shelves = {
        name: Shelf(cache(run.root) / name, lambda one: run.tell("damaged", {"name": one}))
        for name in ("answers", "series")
    }
    behind = {**code(place, ("analysis.facts.question",)), **versions(place)}
    rests_on = {name: told for name, told in behind.items() if name.startswith((*ANSWERED, "version:"))}
    told_by, hidden_by = (
        mark({**code(place, (module,)), **versions(place)})
        for module in ("analysis.facts.described", "analysis.facts.kept_back")
    )
    jobs = min(run.options.jobs, os.cpu_count() or 1)
    with remembered(shelves["answers"], mark(rests_on), fresh=fresh, jobs=jobs) as estimators:
        yield replace(
            estimators,
            describing=telling(shelves["series"], told_by, fresh=fresh),
            hiding=withholding(shelves["series"], hidden_by, fresh=fresh),
        )


def _site(run: Run, report: BuildReport) -> BuildReport:
    """The report with the site, or with what stopped it: failed notebooks are told before the links they broke."""
    inputs = inputs_of("site", run.now, run.options)
    if run.options.force:
        shutil.rmtree(run.root.rendered, ignore_errors=True)
    try:
        made = build_site(
            run.root,
            run.checkout,
            engine=run.options.engine,
            progress=run.watch("site"),
            seen=run.now.place.seen,
        )
    except RetretError as error:
        return replace(report, stopped=report.stopped or error)
    run.now.done("site", inputs, [run.root.output.site])
    return replace(report, sites=(*report.sites, made))
