"""Answers of the estimators kept by what was asked, so that only indicators whose panel changed are estimated again."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.output import CHECKS, EFFECTS, WEIGHTS, Estimates, Schema
from analysis.facts.compared import Estimating
from analysis.facts.described import Describing, Row, Series, described
from analysis.facts.designs import Designing, Planned, outcome_designs
from analysis.facts.question import Answer, Answering, Foreseeing, Question, answer
from analysis.known.prints import mark, together
from analysis.known.shelf import Shelf
from analysis.publish.scheduler import spread

WORTH_PROCESSES = 200
"""From so many units in the questions to be answered on, processes that first have to load libraries save time."""

FRAMES = {"effects": EFFECTS, "weights": WEIGHTS, "checks": CHECKS}


@dataclass(frozen=True)
class Known:
    """Who answers for the estimators and tells of series: they themselves, or what remembers it."""

    answering: Answering = answer
    estimating: Estimating = estimate
    designing: Designing = outcome_designs
    describing: Describing = described
    foreseeing: Foreseeing = len


NOTHING = Known()
"""Everything is estimated."""


def remembered(shelf: Shelf, rests_on: str, *, fresh: bool = False, jobs: int = 1) -> Known:
    """Answers from a shelf, and what is not there (with `fresh`, all) answered and put there, by `jobs` processes at once.

    `rests_on`: a mark of code and versions.
    """
    ours: set[str] = set()

    def key_of(code: str, asked: Question) -> str:
        return together((code, rests_on, question_mark(asked)))

    def foreseeing(questions: Mapping[str, Question]) -> None:
        wanted = [(key_of(code, asked), code, asked) for code, asked in questions.items()]
        due = [one for one in wanted if fresh or not shelf.holds(one[0])]
        units = sum(asked.rows["unit"].n_unique() for _, _, asked in due)
        if min(jobs, len(due)) < 2 or units < WORTH_PROCESSES:
            return
        for (key, _, _), told in spread(_answered, due, jobs):
            # A question that takes its process down is asked again here, where its error is seen.
            if isinstance(told, Answer):
                shelf.put(key, _as_json(told).encode())
                ours.add(key)

    def ask(key: str, work: Callable[[], Answer]) -> Answer:
        kept = None if fresh and key not in ours else stored(shelf, key)
        if kept is not None:
            shelf.touch(key)
            return kept
        found = work()
        shelf.put(key, _as_json(found).encode())
        return found

    def answering(code: str, asked: Question) -> Answer:
        return ask(key_of(code, asked), lambda: answer(code, asked))

    def estimating(panel: pl.DataFrame, design: Design) -> Estimates:
        told = (mark(panel.write_json()), mark(design.model_dump_json()))
        return ask(together(("", rests_on, *told)), lambda: Answer(estimate(panel, design))).found

    def designing(planned: Planned) -> dict[str, Any]:
        key = together(("designs", rests_on, planned_mark(planned)))
        kept = None if fresh else shelf.get(key)
        if kept is not None:
            return json.loads(kept)
        found = outcome_designs(planned)
        shelf.put(key, json.dumps(found).encode())
        return found

    return Known(answering, estimating, designing, foreseeing=foreseeing)


def planned_mark(planned: Planned) -> str:
    """A fingerprint of all that designs are told from: the past with every digit, who is drawn together, and the list."""
    own, drawn = planned.own, planned.drawn
    told = (own.outcome, own.length, repr(own.noise), repr(own.clusters), own.choices.model_dump_json())
    listed = None if drawn is None else drawn.rows().write_json()
    asked = (repr(planned.chosen), repr(planned.designs), listed)
    return together((mark(own.past.tolist()), mark(own.cluster.tolist()), mark(told), mark(asked)))


def _answered(asked: tuple[str, str, Question]) -> Answer:
    """A question answered in a process of its own."""
    return answer(*asked[1:])


def telling(shelf: Shelf, rests_on: str, *, fresh: bool = False) -> Describing:
    """What series say, from a shelf by their rows, and what is not there (with `fresh`, all) told and put there."""

    def describing(asked: Series) -> Mapping[str, Row]:
        days = f"{asked.announced} {asked.last_day}"
        key = together(("series", rests_on, days, mark(asked.rows.write_json())))
        kept = None if fresh else shelf.get(key)
        if kept is None:
            # Dates among the facts are written as every file of facts writes them.
            kept = json.dumps(described(asked), ensure_ascii=False, default=str).encode()
            shelf.put(key, kept)
        else:
            shelf.touch(key)
        told: dict[str, Row] = json.loads(kept)
        return told

    return describing


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
