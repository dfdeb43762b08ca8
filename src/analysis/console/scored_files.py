"""Decisions on simulated cities that go the whole way: written as files, checked, estimated, decided, held against the truth."""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from threadpoolctl import threadpool_limits

from analysis.calibration.results import Results
from analysis.calibration.row import Figure, Row, bound, share
from analysis.calibration.scoring import CITY, Scoring, Truth, scoring, valued
from analysis.city.place import load_city
from analysis.console.scored_record import Decided, Record
from analysis.decision.choice import choice
from analysis.decision.plan import Plan
from analysis.decision.rule import decide
from analysis.facts.effects import effects, questions
from analysis.facts.evidence import evidence, smallest_changes
from analysis.facts.joint import all_series, join, under
from analysis.facts.question import Answer, Answering, answer, refused
from analysis.ingest.memory import open_memory
from analysis.known.source import find_source
from analysis.paths import Root, find_checkout
from analysis.publish.data import accept_source, check_source
from analysis.publish.workers import processes
from analysis.simulate.city import simulate
from analysis.simulate.scenario import Scenario
from analysis.simulate.town import Size
from analysis.validate import missing_periods

FILES = "files"
"""The chapter of these rows; it is no part of a usual run."""

HAPPENS = ("nothing", "shock", "two")
"""Truths of the scoring that are simulated whole."""

SOURCES = ("survey", "comparison")
"""What these cities send: the outcome that has a value, and the same of comparison cities."""

DECIDED = {
    "wrong-annual": "annual",
    "annual": "annual",
    "annual-narrow": "annual",
    "annual-wide": "annual",
    "wrong-stop": "stop",
}
"""The option whose share each row tells."""


def through_files(
    count: int, advance: Callable[[int, int], None], file: Path | None = None, jobs: int = 1
) -> Results:
    """So many cities a truth, by so many processes; with a file those that it holds are taken from it, each new one is kept in it."""
    record = Record(file)
    scored = _Scored(scoring(), count, record)
    seconds = scored.run(advance, jobs)
    return Results(
        date.today().isoformat(), record.commit, count, round(seconds, 1), tuple(scored.rows()), {}
    )


@dataclass(frozen=True)
class _Scored:
    """So many cities a truth. Those of one number share their noise and differ by the truth."""

    asked: Scoring
    count: int
    record: Record

    @property
    def truths(self) -> list[Truth]:
        return [one for one in self.asked.truth if one.name in HAPPENS]

    def run(self, advance: Callable[[int, int], None], jobs: int) -> float:
        """Every city that is not on record, number by number, so that a run that ends early has as many of each truth. CPU seconds."""
        total, seconds = self.count * len(self.truths), 0.0
        left = {
            seed: [one for one in self.truths if self.record.known(one.name, seed) is None]
            for seed in range(1, self.count + 1)
        }
        done = total - sum(map(len, left.values()))
        if done < total:
            self.record.go_on()
        work = [
            partial(_of_number, self.asked, truths, seed, self.record.commit)
            for seed, truths in left.items()
            if truths
        ]
        for took, found in _by(jobs, work):
            seconds += took
            for one in found:
                self.record.keep(one)
                done += 1
                advance(done, total)
        return seconds

    def rows(self) -> Iterator[Row]:
        """Errors and successes by truth."""
        for truth in self.truths:
            found = (self.record.known(truth.name, seed) for seed in range(1, self.count + 1))
            yield from _rows(self.asked, truth, [one for one in found if one is not None])


Found = tuple[float, list[Decided]]
"""CPU seconds, and what the cities of one number decided."""


def _by(jobs: int, work: Sequence[Callable[[], Found]]) -> Iterator[Found]:
    """What work finds, as it comes: here, or by so many processes."""
    if jobs == 1 or len(work) < 2:
        yield from (one() for one in work)
        return
    with processes(jobs) as pool:
        try:
            for ended in as_completed([pool.submit(one) for one in work]):
                yield ended.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _of_number(asked: Scoring, truths: Sequence[Truth], seed: int, commit: str) -> Found:
    begun = time.process_time()
    with threadpool_limits(1, "blas"), TemporaryDirectory() as folder:
        found = [decided(asked, truth, seed, Path(folder), commit) for truth in truths]
    return time.process_time() - begun, found


def decided(asked: Scoring, truth: Truth, seed: int, beside: Path, commit: str = "") -> Decided:
    """What the facts of one such city decide.

    `beside`: a folder for cities of this seed; what they have in common, all that was before the retreat, is written and
    read once.
    """
    twins = [raw for one in sorted(beside.glob("*")) if (raw := Root(one).simulated / "raw").is_dir()]
    root, worth = Root(beside / truth.name), valued(asked, asked.break_even)
    shutil.copytree(find_checkout() / CITY, root.base / CITY)
    city = load_city(root)
    planted, size = scenario(asked, truth), Size(units=asked.units)
    like = twins[0] if twins else None
    simulate(root, city, scenario=planted, seed=seed, size=size, sources=SOURCES, like=like)
    source, memory = find_source(root, city.folder), open_memory(beside / "read", city.folder)
    kept = accept_source(source, check_source(source, city, memory=memory)).kept
    joint = join(city, all_series(kept, city), missing_periods(kept, city), kept.tables, "leadership")
    # The plan of the scoring, which gives the outcome a value; the shipped one has none.
    joint = under(joint, worth.plan)
    seen = evidence(joint.plan, effects(questions(joint), _answering(worth.plan)))
    told = decide(
        choice(joint.plan, seen, smallest_changes(joint.plan)), joint.plan.rule, len(joint.plan.veto_outcomes)
    )
    one, mid = seen[asked.outcome], worth.outcome.smallest_change_that_matters
    effect, error = (None, None) if one.effect is None else (one.effect.mean / mid, one.effect.sd / mid)
    return Decided(commit, truth.name, seed, told.option or "", one.level, effect, error)


def _answering(plan: Plan) -> Answering:
    """Answers about what the rule looks at; no estimate of anything else can move it."""
    asked = {*(one.indicator for one in plan.outcome), *plan.veto_outcomes}
    return lambda code, question: (
        answer(code, question) if code in asked else Answer(refused(code, "not-asked"))
    )


def scenario(asked: Scoring, truth: Truth) -> Scenario:
    """That truth as a simulation plants it: in every unit, on the outcome that has a value; a shock hits the region."""
    size = valued(asked, asked.break_even).outcome.smallest_change_that_matters
    return Scenario(
        name=truth.name,
        sizes={asked.outcome: truth.effect * size},
        step={asked.outcome: truth.shock * size},
        donors=True,
        regional=True,
    )


def _rows(asked: Scoring, truth: Truth, cities: list[Decided]) -> Iterator[Row]:
    """Errors, or the right decision: also apart for cities whose estimate is at least as sharp as that of made series, and others."""
    limits = asked.limits
    if truth.effect <= 0:
        yield _row("wrong-annual", truth, cities, limits.wrong_annual)
        return
    yield _row("wrong-stop", truth, cities, limits.wrong_stop)
    yield _row("annual", truth, cities, limits.right_annual)
    half = 1 / asked.standard_errors_a_mid
    # A city without an estimate has an error without end.
    errors = [inf if one.error is None else one.error for one in cities]
    for name, sharp in (("annual-narrow", True), ("annual-wide", False)):
        part = [one for one, error in zip(cities, errors, strict=True) if (error <= half) == sharp]
        if part:
            yield _row(name, truth, part, None, {"error": half})


def _row(
    name: str, truth: Truth, cities: Sequence[Decided], limit: float | None, told: Mapping[str, float] = {}
) -> Row:
    hits = np.array([one.option == DECIDED[name] for one in cities])
    figure: Figure = "power" if name.startswith("annual") else "rate"
    row = Row(FILES, name, "constant", figure, *share(hits), limit, {"happens": truth.name, **told})
    return replace(row, bound=bound(hits, least=row.least))
