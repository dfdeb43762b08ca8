"""The parts of the bench by name, each measured alone, with the machine as it is when it begins."""

from collections.abc import Callable, Mapping
from time import perf_counter

from analysis.bench import build, check, cluster, estimators, growth, ingest, notebooks, site, start
from analysis.bench.asked import Asked, Step, silent
from analysis.bench.machine import this_machine
from analysis.bench.record import Part, Row

Measure = Callable[[Asked, Step], tuple[Row, ...]]

PARTS: Mapping[str, Measure] = {
    "start": start.measure,
    "ingest": ingest.measure,
    "check": check.measure,
    "estimators": estimators.measure,
    "site": site.measure,
    "notebooks": notebooks.measure,
    "cluster": cluster.measure,
    "build": build.measure,
    "growth": growth.measure,
}
"""In the order in which they run: short ones first."""


def measure(name: str, asked: Asked, step: Step = silent) -> Part:
    """One part, measured now."""
    machine, began = this_machine(asked.checkout), perf_counter()
    rows = PARTS[name](asked, step)
    return Part(rows, asked.numbers(), machine, perf_counter() - began)


SCALED = {
    "notebooks": "units",
    "cluster": "units",
    "estimators": "units",
    "ingest": "rows",
    "growth": "largest",
}
"""By which number a part's time grows besides the rounds."""


def expected(name: str, asked: Asked, former: Mapping[str, Part]) -> float | None:
    """About how many seconds a part will take, from what it took when it was last recorded; None where it never was."""
    part = former.get(name)
    if part is None:
        return None
    now, then = asked.numbers(), part.asked
    keys = ["rounds", *([SCALED[name]] if name in SCALED else [])]
    ratio = 1.0
    for key in keys:
        ratio *= now[key] / then[key]
    return part.took * ratio
