"""retret simulate: a whole city with a planted truth, in the agencies' own file formats."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis.city.place import load_city
from analysis.console import screen
from analysis.known.source import agency_files
from analysis.messages import Lang, text
from analysis.paths import find_root
from analysis.problems import RetretError
from analysis.simulate.city import larger_city, simulate
from analysis.simulate.town import Size
from analysis.wording.numbers import number

MOST_UNITS, MOST_EMPLOYEES = 1_000, 12_000


@dataclass(frozen=True)
class Request:
    """What to simulate; `if_missing` does nothing where there are already files to read.

    `units`, `months` and `employees` make a smaller or larger city; None leaves the city as it is.
    """

    scenario: str
    seed: int
    until: str | None
    dirt: bool
    if_missing: bool
    units: int | None = None
    months: int | None = None
    employees: int | None = None


def run_simulate(request: Request, root: Path | None, lang: Lang) -> int:
    """Write the city and say how large it is."""
    place = find_root(root)
    if request.if_missing and (agency_files(place.raw) or agency_files(place.simulated / "raw")):
        screen.errors.print(text("simulate-not-needed", lang))
        return 0
    city = load_city(place)
    with screen.progress(lang) as step:
        report = simulate(
            place,
            city,
            scenario=request.scenario,
            seed=request.seed,
            until=_until(request.until),
            dirt=request.dirt,
            size=_size(request),
            progress=step("simulate"),
        )
    values = {
        "files": number(report.files, 0, lang),
        "employees": number(report.employees, 0, lang),
        "megabytes": number(report.bytes / 1e6, 0, lang),
        "folder": report.folder,
    }
    screen.out.print(text("simulate-done", lang, **values))
    larger = larger_city(place)
    if larger is not None:
        screen.out.print(text("simulate-larger", lang, folder=str(larger)))
    return 0


def _size(request: Request) -> Size:
    """The size asked for; one that nobody can write is refused before anything is."""
    asked = {"units": request.units, "months": request.months, "employees": request.employees}
    most = {"units": MOST_UNITS, "employees": MOST_EMPLOYEES}
    for option, value in asked.items():
        if value is not None and not 1 <= value <= most.get(option, value):
            limit = number(most[option], 0, "id") if option in most else "…"
            raise RetretError("bad-size", option=option, written=str(value), most=limit)
    return Size(**asked)


def _until(written: str | None) -> date | None:
    """A month as 2026-10, or `today`: the only use of the clock."""
    if written is None:
        return None
    if written == "today":
        return date.today()
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError as error:
        raise RetretError("bad-until", written=written) from error
