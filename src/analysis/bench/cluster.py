"""Unit notebooks on a Dask cluster of this machine with 2 and 4 workers, beside processes of ours, and tasks that do nothing.

`python -m analysis.bench.cluster WAY JOB.json` runs the notebooks; `... empty WORKERS COUNT` tells what scheduling costs.
"""

import sys
from collections.abc import Callable, Generator
from concurrent.futures import wait
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.bench.asked import Asked, Step, silent
from analysis.bench.cost import Cost, own_cost
from analysis.bench.inside import measured, tell_cost
from analysis.bench.notebooks import Shop, built_units
from analysis.bench.record import Row, row
from analysis.bench.rounds import in_turns
from analysis.bench.ways import OURS, pages, read_job
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.notebooks import run_all
from analysis.publish.scheduler import executor

WORKERS = (2, 4)
EMPTY = 2000
"""Tasks that do nothing."""


def measure(asked: Asked, step: Step = silent) -> tuple[Row, ...]:
    """Rows `ours/2`, `dask/2`, `empty/2` and so on; RetretError where Dask is not installed."""
    if find_spec("distributed") is None:
        raise RetretError("dask-missing")
    codes = built_units(asked.root, asked.units)
    with TemporaryDirectory(prefix="retret-bench-") as folder:
        shop = Shop(asked.root, asked.checkout, Path(folder))
        ways: dict[str, Callable[[], Cost]] = {}
        for workers in WORKERS:
            ways[f"ours/{workers}"] = partial(shop.run, OURS, codes, workers)
            ways[f"dask/{workers}"] = partial(shop.run, "dask", codes, workers)
            ways[f"empty/{workers}"] = partial(_empty, workers)
        found = in_turns(ways, asked.rounds, step)
    return tuple(
        row(way, EMPTY if way.startswith("empty") else len(codes), told) for way, told in found.items()
    )


def _empty(workers: int) -> Cost:
    return measured("analysis.bench.cluster", "empty", str(workers), str(EMPTY))[0]


@contextmanager
def local(workers: int) -> Generator[str, None, None]:
    """The address of a cluster of so many workers here, each with one thread."""
    from distributed import LocalCluster

    made: Any = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="")
    with made:
        yield made.scheduler_address


def dask(file: Path) -> None:
    """The notebooks of a job by as many workers as it has jobs."""
    job = read_job(file)
    root = Root(Path(job.root))
    with local(job.jobs) as address:
        failures = run_all(pages(job), root, job.jobs, dask=address)
    if failures:
        sys.exit(failures[0].error)


def nothing(number: int) -> int:
    """A task that does nothing."""
    return number


def empty(workers: int, count: int) -> None:
    """So many empty tasks handed in and collected, each by itself; the cluster's own start is not counted."""
    with (
        local(workers) as address,
        TemporaryDirectory() as shared,
        executor(1, address, Path(shared)) as pool,
    ):
        wait([pool.submit(nothing, number) for number in range(2 * workers)])
        found = own_cost(lambda: len(wait([pool.submit(nothing, number) for number in range(count)]).done))
    tell_cost(*found)


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        empty(int(sys.argv[2]), int(sys.argv[3]))
    else:
        dask(Path(sys.argv[2]))
