"""Which unit a survey is about and when its fieldwork was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from analysis.ingest.cell import Cell, Wrong, cell_problem, is_missing, plain_text, shown
from analysis.ingest.cells import choice, code, organisation
from analysis.ingest.dates import Period, day, period
from analysis.ingest.labels import Labelled
from analysis.ingest.names import resolve
from analysis.ingest.reference import Reference
from analysis.ingest.values import whole_number
from analysis.problems import Problem
from analysis.sources.declaration import by_name

MOST_SERVED = 10_000_000


@dataclass(frozen=True)
class Head:
    """Unit and fieldwork of one wave; None where a problem says why it is not known.

    `about` holds population, mode, vendor and form version, empty where the file does not say.
    """

    unit: str | None
    fieldwork: Period | None
    problems: tuple[Problem, ...]
    about: Mapping[str, str | int | None]


def read_head(file: str, sheet: str, labels: Mapping[str, Labelled], reference: Reference) -> Head:
    """The unit by code, else by its name, else by the agency; the fieldwork by its days, else by its period.

    `sheet` is where a label that is missing altogether should stand.
    """
    unit, unit_problem = _unit(file, sheet, labels, reference)
    fieldwork, time_problems = _fieldwork(file, sheet, labels)
    about, about_problems = _about(file, labels)
    problems = ([unit_problem] if unit_problem else []) + time_problems + about_problems
    return Head(unit, fieldwork, tuple(problems), about)


def _about(file: str, labels: Mapping[str, Labelled]) -> tuple[dict[str, str | int | None], list[Problem]]:
    """How the wave was run, as far as its labels say."""
    columns = by_name()["survey"].columns
    readers: Mapping[str, Callable[[Cell], str | int | Wrong | None]] = {
        "mode": lambda cell: choice(cell, columns["mode"]),
        "vendor": organisation,
        "form_version": code,
        "population": served,
    }
    about: dict[str, str | int | None] = dict.fromkeys(readers)
    problems: list[Problem] = []
    for name, read in readers.items():
        one = labels.get(name)
        value = read(one.value) if one else None
        if isinstance(value, Wrong) and one:
            problems.append(_at(file, one, value))
        elif not isinstance(value, Wrong):
            about[name] = value
    return about, problems


def served(cell: Cell) -> int | Wrong | None:
    """How many were served; nothing beyond any city's inhabitants, since a longer number is somebody's."""
    value = whole_number(cell)
    if isinstance(value, int) and not 0 <= value <= MOST_SERVED:
        return Wrong("value-outside-range", {"written": shown(cell), "low": "0", "high": "10.000.000"})
    return value


def _unit(
    file: str, sheet: str, labels: Mapping[str, Labelled], reference: Reference
) -> tuple[str | None, Problem | None]:
    agency = labels.get("agency")
    around = plain_text(agency.value) if agency else ""
    for meaning in ("code", "unit", "agency"):
        one = labels.get(meaning)
        if one is None or is_missing(one.value):
            continue
        found = resolve(reference.names, one.value, (one.label, around))
        if isinstance(found, Wrong):
            return None, _at(file, one, found)
        return found, None
    named = labels.get("unit") or agency
    if named:
        return None, _at(file, named, Wrong("unit-empty"))
    return None, Problem("unit-missing", file, sheet)


def _fieldwork(file: str, sheet: str, labels: Mapping[str, Labelled]) -> tuple[Period | None, list[Problem]]:
    first, last = labels.get("first_day"), labels.get("last_day")
    filled = [one for one in (first, last) if one and not is_missing(one.value)]
    if first and last and filled:
        return _days(file, first, last, _stated(labels))
    stated = _stated(labels)
    if stated is None:
        return None, [Problem("period-missing", file, sheet)]
    one, found = stated
    if isinstance(found, Period):
        return found, []
    return None, [_at(file, one, found if isinstance(found, Wrong) else Wrong("period-empty"))]


def _stated(labels: Mapping[str, Labelled]) -> tuple[Labelled, Period | Wrong | None] | None:
    """The period as stated in words, with the year that stands apart from it."""
    year = labels.get("year")
    number = whole_number(year.value) if year else None
    for meaning in ("fieldwork", "period", "year"):
        one = labels.get(meaning)
        if one and not is_missing(one.value):
            return one, period(one.value, number if isinstance(number, int) else None)
    one = labels.get("fieldwork") or labels.get("period")
    return (one, None) if one else None


def _days(
    file: str, first: Labelled, last: Labelled, stated: tuple[Labelled, Period | Wrong | None] | None
) -> tuple[Period | None, list[Problem]]:
    """Fieldwork by its first and last day, with a note when it lies wholly outside the stated period."""
    problems: list[Problem] = []
    found: list[date] = []
    for one in (first, last):
        value = day(one.value)
        if isinstance(value, date):
            found.append(value)
        else:
            problems.append(_at(file, one, value or Wrong("day-empty")))
    if problems:
        return None, problems
    if found[1] < found[0]:
        return None, [_at(file, last, Wrong("fieldwork-ends-before-it-begins"))]
    fieldwork = Period(found[0], found[1])
    named = stated[1] if stated else None
    if isinstance(named, Period) and (fieldwork.last < named.first or named.last < fieldwork.first):
        wrong = Wrong("fieldwork-outside-period")
        return fieldwork, [cell_problem(file, first.sheet, first.row, first.column, wrong, "note")]
    return fieldwork, []


def _at(file: str, one: Labelled, wrong: Wrong) -> Problem:
    return cell_problem(file, one.sheet, one.row, one.column, wrong)
