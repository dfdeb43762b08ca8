"""Verdicts on a city with donors, by the package's public door: a shared shock, a real effect, and nothing at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from analysis.calibration.row import TRUTHS, Figure, Job, Row, Truth, share
from analysis.calibration.worlds import AFTER, autoregressive, chance, path, with_effect
from analysis.effects.design import Design
from analysis.effects.estimate import ESTIMATORS, estimate
from analysis.effects.noise import Array
from analysis.effects.panel import AGGREGATE, panel_from
from analysis.effects.period import period_text

ESTIMATOR = "donor-mean"
DONORS, BEFORE, RHO, COMMON = 12, 24, 0.4, 0.5
SINCE = 2025 * 12 + 5
PILOTS = 20


@dataclass(frozen=True)
class Case:
    """One row: the mean effect and the shock that all share, both in smallest changes that matter, that change in
    standard errors of the contrast, the word that counts, and its limit."""

    name: str
    effect: float
    shock: float
    smallest: float
    word: str
    figure: Figure
    limit: float


CASES = (
    Case("shared-shock", 0, 1, 1, "improved", "rate", 0.025),
    Case("real-effect", 3, 1, 1, "improved", "power", 0.60),
    Case("nothing", 0, 0, 3, "no-meaningful-change", "power", 0.60),
)


def jobs(series: int) -> list[Job]:
    """One panel for every ten series of the other rows: each asks the whole package."""
    return [
        partial(_case, case, truth, max(series // 10, 2))
        for case in CASES
        for truth in TRUTHS
        if truth == "constant" or case.effect
    ]


def available() -> bool:
    """Whether the package has the estimator."""
    return ESTIMATOR in ESTIMATORS


def panel(k: int, effect: Array, shock: float) -> pl.DataFrame:
    """A city and its donors: noise of their own, noise that all share, one shock for all, an effect on the city."""
    random, periods = chance("donors", k), BEFORE + AFTER
    values = autoregressive(random, DONORS + 1, periods, RHO) + COMMON * autoregressive(
        random, 1, periods, RHO
    )
    values = with_effect(values, np.full(AFTER, shock))
    values[0, -AFTER:] += effect
    names = [AGGREGATE, *(f"d{j:02d}" for j in range(1, DONORS + 1))]
    months = [period_text(SINCE - BEFORE + t, "month") for t in range(periods)]
    frame = pl.DataFrame(
        {
            "unit": np.repeat(names, periods),
            "period": months * (DONORS + 1),
            "value": values.ravel(),
            "donor": np.repeat([0, *[1] * DONORS], periods),
        }
    )
    return panel_from(frame)


def told(k: int, effect: Array, shock: float, smallest: float) -> tuple[float, str]:
    """Standard error and verdict of the contrast."""
    design = Design(
        treated_from=period_text(SINCE, "month"),
        estimators=(ESTIMATOR,),
        mid=smallest,
        placebo=("space",),
    )
    rows = estimate(panel(k, effect, shock), design).effects
    row = rows.filter(
        pl.col("estimator") == ESTIMATOR, pl.col("level") == "city", pl.col("estimand") == "mean"
    ).row(0, named=True)
    return float(row["se"]), str(row["verdict"])


def contrast_se() -> float:
    """The standard error as printed, the mean of some panels in which nothing happens."""
    return float(np.mean([told(-1 - k, np.zeros(AFTER), 0.0, 1.0)[0] for k in range(PILOTS)]))


def _case(case: Case, truth: Truth, count: int) -> Iterator[Row]:
    values = {"donors": DONORS}
    if not available():
        yield Row("donors", case.name, truth, case.figure, None, limit=case.limit, values=values)
        return
    smallest = case.smallest * contrast_se()
    effect = path(truth, case.effect * smallest)
    found = np.array([told(k, effect, case.shock * smallest, smallest)[1] == case.word for k in range(count)])
    yield Row("donors", case.name, truth, case.figure, *share(found), case.limit, values)
