"""Work spread over processes by a `concurrent.futures.Executor`: of this machine, or of a Dask cluster.

A worker that dies loses nothing: what it ran is run again, each item by itself, and only an item that takes a worker
down once more is given up. There is no queue of our own; a cluster's scheduler is Dask's.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from analysis.problems import RetretError
from analysis.publish.cluster import DASK_BATCH, cluster, fingerprint, is_gone, is_lost, refuse_stranger
from analysis.publish.workers import processes

Item = TypeVar("Item")
Result = TypeVar("Result")
Batch = tuple[Item, ...]
Ready = Callable[[], object]


@dataclass(frozen=True)
class Lost:
    """An item whose worker died twice: once in company, once when it ran by itself."""

    error: str


def in_turns(*kinds: Sequence[Item]) -> tuple[Item, ...]:
    """Items of several kinds, each kind in its own order and spread evenly over the whole, so that none waits for another."""
    placed = [
        ((place + 0.5) / len(kind), number, item)
        for number, kind in enumerate(kinds)
        for place, item in enumerate(kind)
    ]
    return tuple(item for _, _, item in sorted(placed, key=lambda one: one[:2]))


@contextmanager
def executor(
    jobs: int, dask: str | None = None, shared: Path | None = None
) -> Generator[Executor, None, None]:
    """An executor of `jobs` processes here, or of the cluster at `dask` ("tcp://host:8786").

    Workers of a cluster must see the folder `shared`, this process's own by default. Raises RetretError when the
    cluster cannot be reached or its workers are not like this machine.
    """
    if dask is not None:
        with cluster(dask, shared or Path.cwd()) as pool:
            yield pool
        return
    with processes(jobs) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def spread(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    jobs: int,
    *,
    ready: Ready = tuple,
    dask: str | None = None,
    shared: Path | None = None,
) -> Iterator[tuple[Item, Result | Lost]]:
    """Each item with what `work` made of it, as they end; `ready` is called in the worker before each batch.

    An error that `work` raises is raised here and ends the rest.
    """
    size, width, like = (
        (1, min(jobs, len(items)) or 1, None) if dask is None else (DASK_BATCH, len(items), fingerprint())
    )
    run = partial(_run, like, ready, work)
    doubtful: list[Item] = []
    for item, result in _wave(run, _batches(items, size), width, partial(executor, width, dask, shared)):
        if isinstance(result, Lost):
            doubtful.append(item)
        else:
            yield item, result
    # Which of the items of one moment or batch took the worker down is seen only when each runs by itself.
    alone = 1 if dask is None else len(doubtful)
    yield from _wave(run, _batches(doubtful, 1), alone, partial(executor, 1, dask, shared))


def _batches(items: Iterable[Item], size: int) -> deque[Batch[Item]]:
    rest = tuple(items)
    return deque(rest[first : first + size] for first in range(0, len(rest), size))


def _run(like: str | None, ready: Ready, work: Callable[[Item], Result], batch: Batch[Item]) -> list[Result]:
    if like is not None:
        refuse_stranger(like)
    ready()
    return [work(item) for item in batch]


def _wave(
    run: Callable[[Batch[Item]], list[Result]],
    waiting: deque[Batch[Item]],
    width: int,
    opened: Callable[[], AbstractContextManager[Executor]],
) -> Iterator[tuple[Item, Result | Lost]]:
    """Every batch run once; a pool that broke is opened anew for those that were not in it.

    A cluster whose scheduler was started again is asked again; RetretError when nothing came of asking.
    """
    while waiting:
        before = len(waiting)
        with opened() as pool:
            yield from _until_broken(run, waiting, width, pool)
        if len(waiting) == before:
            raise RetretError("workers-gone", 1)


def _until_broken(
    run: Callable[[Batch[Item]], list[Result]], waiting: deque[Batch[Item]], width: int, pool: Executor
) -> Iterator[tuple[Item, Result | Lost]]:
    """Batches are handed in no faster than they can begin, so that those in a breaking pool are few."""
    running: dict[Future[list[Result]], Batch[Item]] = {}
    whole = True
    while running or (waiting and whole):
        while waiting and whole and len(running) < width:
            try:
                future = pool.submit(run, waiting[0])
            except Exception as error:
                if not (isinstance(error, BrokenExecutor) or is_gone(error)):
                    raise
                whole = False
            else:
                running[future] = waiting.popleft()
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            batch = running.pop(future)
            error = CancelledError() if future.cancelled() else future.exception()
            if error is None:
                yield from zip(batch, future.result(), strict=True)
            elif isinstance(error, CancelledError) or is_gone(error):
                whole = False
                waiting.append(batch)
            elif isinstance(error, BrokenExecutor) or is_lost(error):
                whole = whole and not isinstance(error, BrokenExecutor)
                yield from ((item, Lost(f"{type(error).__name__}: {error}")) for item in batch)
            else:
                raise error
