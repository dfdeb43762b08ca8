"""The simulated city, whole: every file, the truth and the corrections, swapped in when all is written."""

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from analysis.city.place import City, load_city
from analysis.messages import text
from analysis.paths import Root
from analysis.simulate.broken import add_broken_files
from analysis.simulate.extended import real_units, write_extended
from analysis.simulate.faults import Fault
from analysis.simulate.jobs import Work, jobs, plan_work
from analysis.simulate.resent import Resent
from analysis.simulate.scenario import Scenario, get_scenario
from analysis.simulate.staff import hire
from analysis.simulate.town import WHOLE, Size, make_town
from analysis.simulate.truth import Written, write_truth

Progress = Callable[[int, int], None]
EXTENDED = "city"
"""The folder beside raw/ that is the root of a city larger than the real one."""


@dataclass(frozen=True)
class SimulationReport:
    """Number of files, of employees at the end, of bytes, and the folder of the city."""

    files: int
    employees: int
    bytes: int
    folder: str


def simulate(
    root: Root,
    city: City,
    *,
    scenario: str | Scenario = "effect",
    seed: int = 2025,
    until: date | None = None,
    dirt: bool = False,
    size: Size = WHOLE,
    sources: Collection[str] | None = None,
    like: Path | None = None,
    progress: Progress | None = None,
) -> SimulationReport:
    """A city in data/simulated with this scenario planted; the old one stays until the new one is whole.

    It ends with the month of `until`, else with the city's last month. Same city, scenario, seed, end and size: same bytes.
    With more units than the city has, the folder also holds a root with the larger city, `city/`. With `sources` only files
    of these are written. `like`: the raw folder of the same city, seed, end and size under another scenario and without dirt;
    surveys that were over before the retreat are the same there and are copied.
    """
    make_town(
        city, get_scenario(scenario), seed, until, size
    )  # wrong choices stop before anything is written
    aside = root.interim / "simulated-aside"
    _remove(aside)
    aside.mkdir(parents=True)
    if size.units is not None and size.units > real_units(city):
        city = _larger(city, aside / EXTENDED, size.units)
    town = make_town(city, get_scenario(scenario), seed, until, size)
    staff = hire(town)
    raw, marker = aside / "raw", text("simulated-marker", government=city.settings.government)
    work = plan_work(raw, marker, town, staff, dirt=dirt, sources=sources)
    _write_city(aside, replace(work, like=like), progress)
    files = [
        path
        for path in aside.rglob("*")
        if path.is_file() and EXTENDED not in path.relative_to(aside).parts[:1]
    ]
    size_of_all = sum(path.stat().st_size for path in files)
    _swap(aside, root.simulated, root.interim / "simulated-old")
    employees = sum(len(one.numbers) for one in staff.values())
    return SimulationReport(len(files), employees, size_of_all, str(root.simulated))


def larger_city(root: Root) -> Path | None:
    """The folder of cities that fits a simulated city with more units than the root's own has; None where it has them all."""
    folder = Root(root.simulated / EXTENDED).cities
    return folder if folder.is_dir() else None


def _larger(city: City, base: Path, units: int) -> City:
    own = Root(base)
    write_extended(city, own.cities, units)
    return load_city(own)


def _write_city(folder: Path, work: Work, progress: Progress | None) -> None:
    todo = list(jobs(work))
    faults: list[Fault] = []
    resent: list[Resent] = []
    for number, job in enumerate(todo, start=1):
        done = job()
        faults += done.faults
        resent += done.resent
        if progress:
            progress(number, len(todo))
    if work.dirt:
        faults += add_broken_files(work.raw, work, work.marker)
    faults.sort(key=lambda fault: (fault.file, fault.kind, fault.row or 0, fault.cell or ""))
    resent.sort(key=lambda one: one.file)
    written = Written(work.waves, work.deliveries, work.recaps, work.documents, work.staff, faults, resent)
    write_truth(folder, work.town, written)


def _swap(new: Path, place: Path, old: Path) -> None:
    """The new folder in the place of the old one; an old one left behind by an interruption is put back first."""
    if old.exists() and not place.exists():
        old.rename(place)
    _remove(old)
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    _remove(old)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
