"""One run of the calibration: every row of every chapter, in one order always."""

import time
from collections.abc import Callable, Mapping
from datetime import date

from threadpoolctl import threadpool_limits

from analysis.calibration import (
    beside,
    city,
    comparisons,
    counting,
    coverage,
    decisions,
    donors,
    selection,
    trends,
    trials,
    units,
    verdicts,
)
from analysis.calibration.results import Results, commit
from analysis.calibration.row import Job, Row

FULL, SHORT = 3000, 300

CHAPTERS: Mapping[str, Callable[[int], list[Job]]] = {
    "beside": beside.jobs,
    "coverage": coverage.jobs,
    "comparisons": comparisons.jobs,
    "city": city.jobs,
    "slopes": trends.jobs,
    "verdict": verdicts.jobs,
    "donors": donors.jobs,
    "units": units.jobs,
    "selection": selection.jobs,
    "counts": counting.jobs,
    "decision": decisions.jobs,
    "trial": trials.jobs,
}
"""Jobs of each chapter for so many series a row."""

Progress = Callable[[int, int], None]


def calibrate(series: int, progress: Progress, only: str | None = None) -> Results:
    """Everything once, or `only` one chapter, with seeds that depend on what is made and on nothing else."""
    begun, code, rows = time.process_time(), commit(), list[Row]()
    jobs = [job for name, chapter in CHAPTERS.items() if only in (None, name) for job in chapter(series)]
    # Many small matrices: threads of the linear algebra would only wait for each other.
    with threadpool_limits(1, "blas"):
        for k, job in enumerate(jobs):
            progress(k, len(jobs))
            rows += job()
        intervals = beside.pictured(series) if only in (None, "beside") else {}
    progress(len(jobs), len(jobs))
    seconds = round(time.process_time() - begun, 1)
    return Results(date.today().isoformat(), code, series, seconds, tuple(rows), intervals)
