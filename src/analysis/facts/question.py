"""What is asked of the estimators for one indicator, and what they answer: alike questions have the same answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from analysis.effects.apart import without
from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.output import CHECKS, EFFECTS, WEIGHTS, Estimates
from analysis.effects.panel import panel_from
from analysis.effects.verdict import Bars
from analysis.facts.contrasts import contrasts
from analysis.problems import RetretError
from analysis.trial.rows import wave_rows
from analysis.trial.wave_list import WaveList

Row = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """All that the results of one indicator are computed from.

    `waves`: the published list, where units went in turns. `rows`: its panel; `everyone`: the panel with what units measured whose staff moved; `happened`: see `members`.
    """

    rows: pl.DataFrame
    everyone: pl.DataFrame
    design: Design
    happened: Mapping[str, frozenset[str]]
    bars: Bars
    waves: WaveList | None = None


@dataclass(frozen=True)
class Answer:
    """What came of a question: the estimates, and what no design asks for: contrasts, checks, and what the draw of a
    published list tells (`drawn`)."""

    found: Estimates
    contrasts: tuple[Row, ...] = ()
    apart: tuple[Row, ...] = ()
    drawn: tuple[Row, ...] = ()


Beside = tuple[tuple[Row, ...], tuple[Row, ...]]
"""Contrasts, and checks of `apart`."""

Answering = Callable[[str, Question], Answer]
"""From an indicator's code and its question to the answer."""


Foreseeing = Callable[[str, Question], object]
"""Told each indicator's question as soon as it stands, before the first is asked: what can answer them side by side does so."""


def unforeseen(code: str, asked: Question) -> None:
    """Nothing is done before it is asked."""


def answer(code: str, asked: Question) -> Answer:
    """A question answered by estimating; what no design could carry is one refused row."""
    found, more = estimated(code, asked)
    return completed(found, beside(asked)) if more else found


def estimated(code: str, asked: Question) -> tuple[Answer, bool]:
    """The estimates, without what stands `beside` them, and whether anything does: not beside what was refused, nor where
    units went in turns."""
    read = panel_from(asked.rows, asked.design.regressors)
    try:
        found = estimate(read, asked.design, asked.bars)
    except RetretError as error:
        return Answer(refused(code, error.code)), False
    if asked.waves is not None:
        return Answer(found, drawn=tuple(wave_rows(read, asked.waves, asked.design, asked.bars))), False
    return Answer(found), True


def beside(asked: Question) -> Beside:
    """Contrasts and checks that no design asks for; no estimate is needed for them."""
    everyone, read = (panel_from(one, asked.design.regressors) for one in (asked.everyone, asked.rows))
    return (
        tuple(contrasts(everyone, asked.design, asked.happened)),
        tuple(without(read, asked.design, asked.happened, asked.bars)),
    )


def completed(found: Answer, more: Beside) -> Answer:
    """The estimates with what stands beside them."""
    return replace(found, contrasts=more[0], apart=more[1])


def refused(code: str, reason: str) -> Estimates:
    """An indicator that no design could carry is a finding as well: one refused row of the city."""
    row = dict.fromkeys(EFFECTS) | {
        "estimator": "its",
        "level": "city",
        "unit": "*",
        "indicator": code,
        "estimand": "mean",
        "status": "refused",
        "reason": reason,
        "evidence": "D",
    }
    return Estimates(
        pl.DataFrame([row], schema=dict(EFFECTS)),
        pl.DataFrame(schema=dict(WEIGHTS)),
        pl.DataFrame(schema=dict(CHECKS)),
    )
