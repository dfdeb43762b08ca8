"""Decisions on simulated cities that go the whole way: written as files, checked, estimated, decided, held against the truth."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
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

DECIDED = {"wrong-annual": "annual", "annual": "annual", "wrong-stop": "stop"}


def through_files(count: int, advance: Callable[[int, int], None], file: Path | None = None) -> Results:
    """So many cities a truth; with a file those that it holds are taken from it, and each new one is kept in it."""
    begun, record = time.process_time(), Record(file)
    with threadpool_limits(1, "blas"):
        rows = tuple(scored(count, advance, record))
    seconds = round(time.process_time() - begun, 1)
    return Results(date.today().isoformat(), record.commit, count, seconds, rows, {})


def scored(count: int, advance: Callable[[int, int], None], record: Record) -> Iterator[Row]:
    """Errors and successes of so many cities a truth; cities of one number share their noise and differ by the truth.

    The truths take turns, so that a run that ends early has as many cities of each.
    """
    asked, done = scoring(), 0
    chosen = [one for one in asked.truth if one.name in HAPPENS]
    said: dict[str, list[str]] = {truth.name: [] for truth in chosen}
    for seed in range(1, count + 1):
        with TemporaryDirectory() as folder:
            for truth in chosen:
                found = record.known(truth.name, seed)
                if found is None:
                    found = decided(asked, truth, seed, Path(folder), record.commit)
                    record.keep(found)
                said[truth.name].append(found.option)
                done += 1
                advance(done, count * len(chosen))
    for truth in chosen:
        yield from _rows(asked, truth, said[truth.name])


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


def _rows(asked: Scoring, truth: Truth, said: list[str]) -> Iterator[Row]:
    limits = asked.limits
    if truth.effect <= 0:
        yield _row("wrong-annual", truth, said, limits.wrong_annual)
        return
    yield _row("wrong-stop", truth, said, limits.wrong_stop)
    yield _row("annual", truth, said, limits.right_annual)


def _row(name: str, truth: Truth, said: list[str], limit: float) -> Row:
    hits = np.array([one == DECIDED[name] for one in said])
    figure: Figure = "power" if name == "annual" else "rate"
    row = Row(FILES, name, "constant", figure, *share(hits), limit, {"happens": truth.name})
    return replace(row, bound=bound(hits, least=row.least))
