"""The simulated city, whole: every file, the truth and the corrections, swapped in when all is written."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis.city.place import City
from analysis.messages import text
from analysis.paths import Root
from analysis.simulate.answers import answers
from analysis.simulate.broken import add_broken_files
from analysis.simulate.deliveries import Delivery, delivered_rows, deliveries, write_delivery
from analysis.simulate.faults import Fault, Plan, plan_faults, spoil_delivery, spoil_recap, spoil_survey
from analysis.simulate.recap import Recap, recap_sheet, recaps
from analysis.simulate.scenario import get_scenario
from analysis.simulate.sheets import write_workbook
from analysis.simulate.staff import Staff, hire
from analysis.simulate.survey_raw import raw_sheets
from analysis.simulate.survey_tabulation import tabulation_sheets
from analysis.simulate.town import Town, make_town
from analysis.simulate.truth import Written, write_truth
from analysis.simulate.waves import Wave, waves

Progress = Callable[[int, int], None]


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
    scenario: str = "effect",
    seed: int = 2025,
    until: date | None = None,
    dirt: bool = False,
    progress: Progress | None = None,
) -> SimulationReport:
    """A city in data/simulated with this scenario planted; the old one stays until the new one is whole.

    It ends with the month of `until`, else with the city's last month. Same city, scenario, seed and end: same bytes.
    """
    town = make_town(city, get_scenario(scenario), seed, until)
    aside = root.interim / "simulated-aside"
    _remove(aside)
    aside.mkdir(parents=True)
    staff = hire(town)
    _write_city(aside, town, staff, dirt=dirt, progress=progress)
    files = [path for path in aside.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    _swap(aside, root.simulated, root.interim / "simulated-old")
    employees = sum(len(one.numbers) for one in staff.values())
    return SimulationReport(len(files), employees, size, str(root.simulated))


def _write_city(
    folder: Path, town: Town, staff: dict[str, Staff], *, dirt: bool, progress: Progress | None
) -> None:
    raw, marker = folder / "raw", text("simulated-marker", government=town.city.settings.government)
    surveys, sent, monthly = waves(town), deliveries(town), recaps(town)
    plan = plan_faults(town, surveys, sent, monthly, dirt=dirt)
    jobs: list[Callable[[], Fault | None]] = []
    jobs += [_survey_job(raw, town, plan, marker, one) for one in surveys if one.gap is None]
    jobs += [_delivery_job(raw, town, plan, marker, staff, one) for one in sent if one.gap is None]
    jobs += [_recap_job(raw, town, plan, marker, staff, one) for one in monthly if one.gap is None]
    faults: list[Fault] = []
    for done, job in enumerate(jobs, start=1):
        fault = job()
        faults += [fault] if fault else []
        if progress:
            progress(done, len(jobs))
    if dirt:
        faults += add_broken_files(raw, surveys, plan, marker)
    faults.sort(key=lambda fault: (fault.file, fault.kind))
    write_truth(folder, town, Written(surveys, sent, monthly, staff, faults))


def _survey_job(raw: Path, town: Town, plan: Plan, marker: str, wave: Wave) -> Callable[[], Fault | None]:
    def write() -> Fault | None:
        make = raw_sheets if wave.surveyor.layout == "raw" else tabulation_sheets
        sheets, fault = spoil_survey(plan, wave, make(town, wave, answers(town, wave)))
        write_workbook(raw / wave.path, sheets, marker)
        return fault

    return write


def _delivery_job(
    raw: Path, town: Town, plan: Plan, marker: str, staff: dict[str, Staff], delivery: Delivery
) -> Callable[[], Fault | None]:
    def write() -> Fault | None:
        rows, fault = spoil_delivery(plan, delivery, delivered_rows(town, delivery, staff))
        write_delivery(raw / delivery.path, delivery, rows, marker)
        return fault

    return write


def _recap_job(
    raw: Path, town: Town, plan: Plan, marker: str, staff: dict[str, Staff], recap: Recap
) -> Callable[[], Fault | None]:
    def write() -> Fault | None:
        sheet, fault = spoil_recap(plan, recap, recap_sheet(town, recap, staff[recap.unit.code]))
        write_workbook(raw / recap.path, (sheet,), marker)
        return fault

    return write


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
