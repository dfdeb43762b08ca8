"""Answers of the estimators kept by what was asked, so that only indicators whose panel changed are estimated again."""

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any

import polars as pl
from pydantic_core import from_json, to_json

from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.output import CHECKS, EFFECTS, WEIGHTS, Estimates, Schema
from analysis.facts.compared import Estimating
from analysis.facts.described import Describing, Row, Series, described
from analysis.facts.designs import Designing, Planned, outcome_designs
from analysis.facts.kept_back import Hiding, Members, hidden_rows
from analysis.facts.question import (
    Answer,
    Answering,
    Beside,
    Foreseeing,
    Question,
    answer,
    beside,
    completed,
    estimated,
    unforeseen,
)
from analysis.indicators.definition import Indicator
from analysis.known.prints import mark, together
from analysis.known.shelf import Shelf
from analysis.publish.scheduler import executor

WORTH_PROCESSES = 50
"""From so many units in the questions to be answered on, other processes save time."""

FRAMES = {"effects": EFFECTS, "weights": WEIGHTS, "checks": CHECKS}


@dataclass(frozen=True)
class Known:
    """Who answers for the estimators, tells of series and withholds: they themselves, or what remembers it."""

    answering: Answering = answer
    estimating: Estimating = estimate
    designing: Designing = outcome_designs
    describing: Describing = described
    foreseeing: Foreseeing = unforeseen
    hiding: Hiding = hidden_rows


Ahead = tuple["Future[tuple[Answer, bool]]", "Future[Beside]"]
"""Estimates that another process works on, and what stands beside them."""

NOTHING = Known()
"""Everything is estimated."""


@contextmanager
def remembered(
    shelf: Shelf, rests_on: str, *, fresh: bool = False, jobs: int = 1
) -> Generator[Known, None, None]:
    """Answers from a shelf, and what is not there (with `fresh`, all) answered and put there, while the block runs.

    What is foreseen is answered by `jobs` processes while this one goes on. `rests_on`: a mark of code and versions.
    """
    with ExitStack() as processes:
        yield _Remembering(shelf, rests_on, fresh, jobs, processes).known


@dataclass
class _Remembering:
    """Answers on a shelf; `ahead`: those that other processes work on, by key, `ours`: those of this run.

    `due`: questions that were foreseen and wait until they are worth other processes, with their keys; `pool`: these, once
    they are; `keys`: of questions, by indicator and identity.
    """

    shelf: Shelf
    rests_on: str
    fresh: bool
    jobs: int
    processes: ExitStack
    ahead: dict[str, Ahead] = field(default_factory=dict[str, "Ahead"])
    ours: set[str] = field(default_factory=set[str])
    due: list[tuple[str, str, Question]] = field(default_factory=list[tuple[str, str, Question]])
    pool: Executor | None = None
    keys: dict[tuple[str, int], tuple[Question, str]] = field(
        default_factory=dict[tuple[str, int], tuple[Question, str]]
    )

    @property
    def known(self) -> Known:
        return Known(self.answering, self.estimating, self.designing, foreseeing=self.foreseeing)

    def foreseeing(self, code: str, asked: Question) -> None:
        key = self._key(code, asked)
        if self.jobs < 2 or (self.shelf.holds(key) and not self.fresh):
            return
        self.due.append((key, code, asked))
        if self.pool is None:
            if sum(one.rows["unit"].n_unique() for _, _, one in self.due) < WORTH_PROCESSES:
                return
            self.pool = self.processes.enter_context(executor(self.jobs))
        for due, name, one in self.due:
            # One indicator may take longer than all others: what stands beside its estimates is worked out apart.
            self.ahead[due] = (self.pool.submit(estimated, name, one), self.pool.submit(beside, one))
        self.due.clear()

    def answering(self, code: str, asked: Question) -> Answer:
        return self._ask(self._key(code, asked), lambda: answer(code, asked))

    def estimating(self, panel: pl.DataFrame, design: Design) -> Estimates:
        told = (mark(panel.write_json()), mark(design.model_dump_json()))
        key = together(("", self.rests_on, *told))
        return self._ask(key, lambda: Answer(estimate(panel, design))).found

    def designing(self, planned: Planned) -> dict[str, Any]:
        key = together(("designs", self.rests_on, planned_mark(planned)))
        kept = None if self.fresh else self.shelf.get(key)
        if kept is not None:
            return json.loads(kept)
        found = outcome_designs(planned)
        self.shelf.put(key, json.dumps(found).encode())
        return found

    def _key(self, code: str, asked: Question) -> str:
        known = self.keys.get((code, id(asked)))
        if known is None:
            # The question is kept, so that no other one takes its identity.
            known = (asked, together((code, self.rests_on, question_mark(asked))))
            self.keys[code, id(asked)] = known
        return known[1]

    def _ask(self, key: str, work: Callable[[], Answer]) -> Answer:
        ahead = self.ahead.pop(key, None)
        known = ahead is None and (key in self.ours or not self.fresh)
        kept = stored(self.shelf, key) if known else None
        if kept is not None:
            self.shelf.touch(key)
            return kept
        found = work() if ahead is None else _from(ahead, work)
        self.shelf.put(key, _as_json(found).encode())
        self.ours.add(key)
        return found


def _from(ahead: Ahead, work: Callable[[], Answer]) -> Answer:
    """What another process answered; a question that takes its process down is answered here, where its error is seen."""
    try:
        found, more = ahead[0].result()
        return completed(found, ahead[1].result()) if more else found
    except BrokenExecutor:
        return work()


def planned_mark(planned: Planned) -> str:
    """A fingerprint of all that designs are told from: the past with every digit, who is drawn together, and the list."""
    own, drawn = planned.own, planned.drawn
    told = (own.outcome, own.length, repr(own.noise), repr(own.clusters), own.choices.model_dump_json())
    listed = None if drawn is None else drawn.rows().write_json()
    asked = (repr(planned.chosen), repr(planned.designs), listed)
    return together((mark(own.past.tolist()), mark(own.cluster.tolist()), mark(told), mark(asked)))


def telling(shelf: Shelf, rests_on: str, *, fresh: bool = False) -> Describing:
    """What series say, from a shelf by their rows, and what is not there (with `fresh`, all) told and put there."""

    def describing(asked: Series) -> Mapping[str, Row]:
        days = f"{asked.announced} {asked.last_day}"
        key = together(("series", rests_on, days, mark(asked.rows.write_json())))
        kept = None if fresh else shelf.get(key)
        if kept is None:
            # Dates among the facts are written as every file of facts writes them.
            kept = to_json(described(asked), inf_nan_mode="constants")
            shelf.put(key, kept)
        else:
            shelf.touch(key)
        told: dict[str, Row] = from_json(kept)
        return told

    return describing


def withholding(shelf: Shelf, rests_on: str, *, fresh: bool = False) -> Hiding:
    """What is withheld of indicators, from a shelf by their rows, and what is not there (with `fresh`, all) worked out and put
    there."""

    def hiding(rows: pl.DataFrame, members: Members, whole: str, one: Indicator) -> Sequence[int]:
        content = BytesIO()
        rows.rechunk().write_ipc(content, compression="uncompressed")
        told = (mark({slug: list(codes) for slug, codes in members.items()}), whole, one.model_dump_json())
        key = together(("hidden", rests_on, sha256(content.getbuffer()).hexdigest(), *told))
        kept = None if fresh else shelf.get(key)
        if kept is not None:
            shelf.touch(key)
            return json.loads(kept)
        found = list(hidden_rows(rows, members, whole, one))
        shelf.put(key, json.dumps(found).encode())
        return found

    return hiding


def question_mark(asked: Question) -> str:
    """A fingerprint of everything that is asked: panels with every digit, design, what happened to whom, thresholds."""
    happened = {name: sorted(units) for name, units in asked.happened.items()}
    told = (asked.rows.write_json(), asked.everyone.write_json(), asked.design.model_dump_json())
    waves = "" if asked.waves is None else asked.waves.rows().write_json()
    return together((*map(mark, told), mark(happened), mark(repr(asked.bars)), mark(waves)))


def stored(shelf: Shelf, key: str) -> Answer | None:
    """The answer kept under a key, every digit as it was; None where there is none, or a damaged one."""
    content = shelf.get(key)
    if content is None:
        return None
    told: dict[str, Any] = json.loads(content)
    frames = {name: _frame(told[name], schema) for name, schema in FRAMES.items()}
    return Answer(Estimates(**frames), tuple(told["contrasts"]), tuple(told["apart"]), tuple(told["drawn"]))


def _frame(rows: list[dict[str, Any]], schema: Schema) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(schema), orient="row")


def _as_json(found: Answer) -> str:
    told = {name: getattr(found.found, name).to_dicts() for name in FRAMES}
    return json.dumps({**told, "contrasts": found.contrasts, "apart": found.apart, "drawn": found.drawn})
