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

from analysis.calibration.results import Results, commit
from analysis.calibration.row import Figure, Row, bound, share
from analysis.calibration.scoring import CITY, Scoring, Truth, scoring, valued
from analysis.city.place import load_city
from analysis.facts.effects import effects
from analysis.facts.joint import all_series, join, under
from analysis.facts.value import value_facts
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

UNITS = 12
SOURCES = ("survey", "comparison")
"""What these cities send: the outcome that has a value, and the same of comparison cities."""

DECIDED = {"wrong-annual": "annual", "annual": "annual", "wrong-stop": "stop"}


def through_files(count: int, advance: Callable[[int, int], None]) -> Results:
    """So many cities a truth."""
    begun, code = time.process_time(), commit()
    with threadpool_limits(1, "blas"):
        rows = tuple(scored(count, advance))
    seconds = round(time.process_time() - begun, 1)
    return Results(date.today().isoformat(), code, count, seconds, rows, {})


def scored(count: int, advance: Callable[[int, int], None]) -> Iterator[Row]:
    """Errors and successes of so many cities a truth; cities of one number share their noise and differ by the truth."""
    asked, done = scoring(), 0
    chosen = [one for one in asked.truth if one.name in HAPPENS]
    for truth in chosen:
        said: list[str | None] = []
        for seed in range(1, count + 1):
            said.append(decided(asked, truth, seed))
            done += 1
            advance(done, count * len(chosen))
        yield from _rows(asked, truth, said)


def decided(asked: Scoring, truth: Truth, seed: int) -> str | None:
    """The option that the facts of one such city decide; None where they decide a study or nothing."""
    with TemporaryDirectory() as folder:
        root = Root(Path(folder))
        shutil.copytree(find_checkout() / CITY, root.base / CITY)
        city = load_city(root)
        simulate(
            root,
            city,
            scenario=scenario(asked, truth),
            seed=seed,
            size=Size(units=UNITS),
            sources=SOURCES,
        )
        source = find_source(root, city.folder)
        kept = accept_source(source, check_source(source, city)).kept
        series = all_series(kept, city)
        joint = join(city, series, missing_periods(kept, city), kept.tables, "leadership")
        # The plan of the scoring, which gives the outcome a value; the shipped one has none.
        joint = under(joint, valued(asked, asked.break_even).plan)
        found = effects(joint)
        option = value_facts(joint, found)["decision"]["option"]
    return None if option is None else str(option)


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


def _rows(asked: Scoring, truth: Truth, said: list[str | None]) -> Iterator[Row]:
    limits = asked.limits
    if truth.effect <= 0:
        yield _row("wrong-annual", truth, said, limits.wrong_annual)
        return
    yield _row("wrong-stop", truth, said, limits.wrong_stop)
    yield _row("annual", truth, said, limits.right_annual)


def _row(name: str, truth: Truth, said: list[str | None], limit: float) -> Row:
    hits = np.array([one == DECIDED[name] for one in said])
    figure: Figure = "power" if name == "annual" else "rate"
    row = Row(FILES, name, "constant", figure, *share(hits), limit, {"happens": truth.name})
    return replace(row, bound=bound(hits, least=row.least))
