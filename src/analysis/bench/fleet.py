"""Many cities on one cluster, simulated: how long a month's pages take, how busy it is, and what its scheduler bears.

`python -m analysis.bench.fleet RECORD.json` prints the table of ARCHITECTURE.md from what a record measured of one city.
"""

import heapq
import random
import sys
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.bench.record import Part, read_record

SEED = 2025
UNITS, CITIES = 150, 514


@dataclass(frozen=True)
class Fleet:
    """A month's work and who does it; times are processor seconds of one core, which each worker has to itself.

    `first`: a city's rows and facts, before any page; `page`: one notebook; `last`: a city's site, after its pages. `task`:
    what the scheduler, which does one thing at a time, spends on a task, with who asks it. `lost`: workers' deaths in an hour
    of each; what a dying worker was doing is done again, and it is back after `rejoin` seconds.
    """

    cities: int
    pages: int
    first: float
    page: float
    last: float
    workers: int
    batch: int = 25
    task: float = 0.002
    lost: float = 0.0
    rejoin: float = 30.0


@dataclass(frozen=True)
class Outcome:
    """Seconds until all is done, the shares of that in which workers and scheduler were busy, and tasks that died."""

    seconds: float
    busy: float
    scheduler: float
    died: int


Task = tuple[int, str, int]
"""City, stage, and for pages how many."""


def simulate(fleet: Fleet, seed: int = SEED) -> Outcome:
    """Every city's stages in order, cities as they come, each task on the first worker that is free."""
    chance = random.Random(seed)
    waiting: deque[Task] = deque((city, "first", 0) for city in range(fleet.cities))
    left = [len(_batches(fleet)) for _ in range(fleet.cities)]
    running: list[tuple[float, int, Task | None, bool]] = []
    free, now, scheduler, busy, died, serial = fleet.workers, 0.0, 0.0, 0.0, 0, 0
    while waiting or running:
        while waiting and free:
            task = waiting.popleft()
            scheduler = max(scheduler, now) + fleet.task
            takes, dies = _fate(_length(task, fleet), fleet.lost, chance)
            busy += takes
            free -= 1
            serial += 1
            heapq.heappush(running, (scheduler + takes, serial, task, dies))
        now, _, ended, dies = heapq.heappop(running)
        if ended is not None and dies:
            died += 1
            serial += 1
            waiting.appendleft(ended)
            heapq.heappush(running, (now + fleet.rejoin, serial, None, False))
            continue
        free += 1
        if ended is not None:
            waiting.extend(_following(ended, fleet, left))
    tasks = fleet.cities * (2 + len(_batches(fleet))) + died
    return Outcome(now, busy / (now * fleet.workers), tasks * fleet.task / now, died)


def _batches(fleet: Fleet) -> list[int]:
    whole, rest = divmod(fleet.pages, fleet.batch)
    return [fleet.batch] * whole + ([rest] if rest else [])


def _length(task: Task, fleet: Fleet) -> float:
    _, stage, pages = task
    return {"first": fleet.first, "pages": pages * fleet.page, "last": fleet.last}[stage]


def _fate(takes: float, lost: float, chance: random.Random) -> tuple[float, bool]:
    """How long a task runs, and whether its worker dies then."""
    if not lost:
        return takes, False
    death = chance.expovariate(lost / 3600)
    return (death, True) if death < takes else (takes, False)


def _following(ended: Task, fleet: Fleet, left: list[int]) -> list[Task]:
    """What may begin once a task is done: a city's pages after its facts, its site after its last page."""
    city, stage, _ = ended
    if stage == "first":
        return [(city, "pages", size) for size in _batches(fleet)]
    if stage == "pages":
        left[city] -= 1
        return [] if left[city] else [(city, "last", 0)]
    return []


def measured(parts: Mapping[str, Part]) -> Fleet:
    """A month of all cities by one worker, from the figures of one city in a record, its parts `growth`, `build` and `site`;
    of a task, where the part `cluster` is there, what the dearer of its runs of empty tasks tells."""
    many, first = parts["growth"].ways("notebooks"), parts["build"].row("first-build")
    if not many or first is None:
        raise KeyError("notebooks, first-build")
    ours = max(many, key=lambda one: one.count)
    units = parts["build"].asked.get("city", parts["build"].asked["units"])
    page = ours.middle("cpu") / ours.count
    last = max(one.middle("cpu") / one.count for one in parts["site"].ways("embedded")) * first.count
    before = first.middle("cpu") - first.count * page - last
    grown = UNITS / units
    whole = Fleet(CITIES, round(first.count * grown), before * grown, page, last * grown, 1)
    empty = parts["cluster"].ways("empty") if "cluster" in parts else ()
    return replace(whole, task=max((one.middle("cpu") / one.count for one in empty), default=whole.task))


PLANS = tuple(
    (workers, batch, lost)
    for workers in (16, 64, 256)
    for batch, lost in ((1, 0.0), (25, 0.0), (50, 0.0), (25, 0.1))
)


def table(fleet: Fleet) -> str:
    """What a city costs, and each plan as a row of a Markdown table."""
    city = (fleet.first, fleet.pages * fleet.page, fleet.last)
    hours = fleet.cities * sum(city) / 3600
    told = f"{city[0]:.0f} s for rows and facts, {city[1]:.0f} s for {fleet.pages} notebooks, {city[2]:.0f} s for its site"
    lines = [
        f"A city: {told}; {fleet.cities} cities: {hours:.1f} processor hours.",
        "",
        "| workers | notebooks a task | deaths an hour and worker | hours | workers busy | scheduler busy |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for workers, batch, lost in PLANS:
        out = simulate(replace(fleet, workers=workers, batch=batch, lost=lost))
        shares = f"{100 * out.busy:.0f} % | {100 * out.scheduler:.2f} %"
        lines.append(f"| {workers} | {batch} | {lost:g} | {out.seconds / 3600:.2f} | {shares} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(measured(read_record(Path(sys.argv[1])))))
