"""Differences in differences and event study against pyfixest on one panel: `python -m tests.bench.comparisons [units] [periods]`.

Half of the units are treated, on one date or on several; errors are clustered by unit. Ours is the public door, from the
panel to the rows of results; theirs starts from a data frame with its columns made. Processor time of one thread, the
best of a few runs after one that is not counted.
"""

import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl
from threadpoolctl import threadpool_limits

from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.panel import panel_from
from tests.effects.compare.staged import made, rows

RUNS = 3


@dataclass(frozen=True)
class Measured:
    """Processor seconds of ours and of theirs, and the same estimate by both."""

    name: str
    ours: float
    theirs: float
    estimate: float
    their_estimate: float

    @property
    def ratio(self) -> float:
        """How many times as long ours takes."""
        return self.ours / self.theirs


def dates(units: int, periods: int, *, staggered: bool) -> list[float]:
    """First treated period of each unit: never for every second, else the middle, or four dates around it."""
    middle = periods // 2
    return [
        float("inf") if k % 2 else float(middle + (2 * (k // 2 % 4) - 3 if staggered else 0))
        for k in range(units)
    ]


def ours(panel: pl.DataFrame, estimator: str, estimand: str) -> Callable[[], float]:
    """The estimand by the public door."""
    design = Design.model_validate({"estimators": (estimator,)})

    def run() -> float:
        effects = estimate(panel, design).effects
        return float(effects.filter(pl.col("estimand") == estimand)["estimate"][0])

    return run


def theirs(frame: pd.DataFrame, formula: str, name: str) -> Callable[[], float]:
    """The coefficient of that name by pyfixest."""
    import pyfixest as pf

    def run() -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = pf.feols(formula, frame, vcov={"CRV1": "own"})
            fitted.tidy()
        return float(fitted.coef()[name])

    return run


def best(run: Callable[[], float]) -> tuple[float, float]:
    """The shortest processor time, and what was found."""
    found, times = run(), []
    for _ in range(RUNS):
        start = time.process_time()
        found = run()
        times.append(time.process_time() - start)
    return min(times), found


def measure(units: int = 500, periods: int = 60) -> list[Measured]:
    """Both estimators on one date and on several."""
    found: list[Measured] = []
    with threadpool_limits(1):
        for staggered in (False, True):
            since = dates(units, periods, staggered=staggered)
            frame = rows(made(since, periods), since)
            panel = panel_from(frame)
            table = their_table(panel)
            what = "several dates" if staggered else "one date"
            pairs = (
                ("did", "att", "value ~ treated | unit + t", "treated"),
                ("event-study", "event:3", "value ~ i(event, ref=-1) | unit + t", "event::3"),
            )
            for name, estimand, formula, theirs_name in pairs:
                mine = best(ours(panel, name, estimand))
                other = best(theirs(table, formula, theirs_name))
                found.append(Measured(f"{name}, {what}", mine[0], other[0], mine[1], other[1]))
    return found


def their_table(panel: pl.DataFrame) -> pd.DataFrame:
    """The panel with the columns of their formulas: units never treated stand at the reference."""
    since = pl.col("treated_from")
    made_of = panel.select(
        "unit",
        "t",
        "value",
        own=pl.col("unit"),
        treated=(pl.col("t") >= since).fill_null(value=False).cast(pl.Float64),
        event=(pl.col("t") - since).fill_null(-1),
    )
    return pd.DataFrame({name: made_of[name].to_list() for name in made_of.columns}).assign(
        unit=lambda each: np.unique(each["unit"], return_inverse=True)[1], own=lambda each: each["unit"]
    )


def main(units: int, periods: int) -> int:
    """The table."""
    for one in measure(units, periods):
        print(f"{one.name:26} ours {one.ours:7.3f} s   pyfixest {one.theirs:7.3f} s   ratio {one.ratio:5.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*(int(each) for each in [*sys.argv[1:], *("500", "60")[len(sys.argv) - 1 :]])))
