"""Dispositions between agencies, and who comes to coordination meetings. A new head slows both for two months."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

import numpy as np

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.document import Document, Row
from analysis.simulate.leaders import settling, turnovers
from analysis.simulate.levels import levels
from analysis.simulate.people import SUBJECTS, names
from analysis.simulate.sources_frame import at_office, path_of, share, titled, working_days, years
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town

SENDER = "umum"
DISPOSITIONS = (
    "sender",
    "unit",
    "words:Nama Penerima",
    "words:Perihal",
    "sent",
    "due",
    "answered",
    "forwards",
)
MEETINGS = (
    "words:No",
    "held",
    "meeting",
    "words:Acara",
    "unit",
    "presence",
    "words:Nama Peserta",
    "words:Tanda Tangan",
)


def dispositions(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """One e-office export a half-year, by day of sending."""
    changed = turnovers(town)
    for year, half in sorted({(month.year, (month.month + 5) // 6) for month in town.months}):
        months = [month for month in town.months if (month.year, (month.month + 5) // 6) == (year, half)]
        rows = [
            row
            for unit in town.units
            for month in months
            for row in _letters(town, unit, month, changed.get(unit.code, ()))
        ]
        rows.sort(key=lambda row: (str(row[4]), str(row[1])))
        path = path_of("dispositions", SENDER, f"disposisi-{year}-s{half}.csv")
        yield Document("dispositions", path, SENDER, DISPOSITIONS, rows)


def usual_hours(town: Town, unit: Unit, day: date, changed: tuple[date, ...]) -> float:
    """The median hours that a unit takes to answer what it was sent on a day."""
    return own_hours(town, unit) * delay(town, unit, day, changed)


def own_hours(town: Town, unit: Unit) -> float:
    """The median hours of a unit on an ordinary day."""
    usual = levels("dispositions")
    own = float(stream(town.seed, "hours-level", unit.code).normal(0.0, usual["unit_spread"]))
    return usual["hours"] * float(np.exp(own))


def delay(town: Town, unit: Unit, day: date, changed: tuple[date, ...]) -> float:
    """How many times longer a day makes it: what was planted, shocks, and a head who is new."""
    usual = levels("dispositions")
    hours = 1 + town.gain("disposition-hours", unit, day)
    for shock in town.shocks_of(unit):
        hours *= shock.hours if shock.covers(day) else 1.0
    return hours * (usual["turnover_times"] if settling(changed, day) else 1.0)


def _letters(town: Town, unit: Unit, month: date, changed: tuple[date, ...]) -> Iterator[Row]:
    usual, chance = levels("dispositions"), stream(town.seed, "letters", unit.code, month)
    own = float(stream(town.seed, "letters-level", unit.code).lognormal(0.0, 0.3))
    others = [one.code for one in town.units if one.code != unit.code]
    days, count = working_days(town, month), 1 + int(chance.poisson(max(usual["a_month"] * own - 1, 0.0)))
    if not others:
        return
    who, hours = names(chance, count), own_hours(town, unit)
    until = datetime.combine(town.last_day, time(23, 59))
    for k in range(count):
        sent = at_office(chance, days[int(chance.integers(len(days)))])
        spread = float(chance.lognormal(0.0, usual["spread"]))
        took = timedelta(minutes=round(60 * spread * hours * delay(town, unit, sent.date(), changed)))
        answered = (
            sent + took if chance.random() >= usual["unanswered_share"] and sent + took <= until else None
        )
        due = datetime.combine(sent.date() + timedelta(days=int(usual["due_days"])), time(16, 0))
        sender = others[int(chance.integers(len(others)))]
        subject = SUBJECTS[int(chance.integers(len(SUBJECTS)))]
        yield sender, unit.code, who[k], subject, sent, due, answered, int(chance.poisson(usual["forwards"]))


def meetings(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """One attendance list a year."""
    changed = turnovers(town)
    for year in years(town):
        rows: list[Row] = []
        for month in (month for month in town.months if month.year == year):
            for held in _held(town, month):
                rows += _invited(town, held, len(rows), f"R-{held:%y%m%d}", changed)
        path = path_of("meetings", SENDER, f"daftar-hadir-rapat-{year}.xlsx")
        yield Document(
            "meetings", path, SENDER, MEETINGS, rows, titled(f"DAFTAR HADIR RAPAT KOORDINASI {year}")
        )


def _held(town: Town, month: date) -> list[date]:
    first, last = town.retreat or (date.max, date.max)
    days = [day for day in working_days(town, month) if not first <= day <= last]
    order = stream(town.seed, "meetings", month).permutation(len(days))[: int(levels("meetings")["a_month"])]
    return sorted(days[int(k)] for k in order)


def head_chance(town: Town, unit: Unit, day: date, changed: tuple[date, ...]) -> float:
    """The chance that the head of an invited unit comes in person."""
    usual = levels("meetings")
    own = float(stream(town.seed, "meeting-level", unit.code).normal(0.0, usual["unit_spread"]))
    new = usual["turnover_points"] if settling(changed, day) else 0.0
    return share(usual["head"] + own + new + town.gain("head-at-meetings", unit, day))


def _invited(
    town: Town, held: date, before: int, number: str, changed: Mapping[str, tuple[date, ...]]
) -> list[Row]:
    usual, chance = levels("meetings"), stream(town.seed, "invited", held)
    here = [unit for unit in town.units if chance.random() < usual["invited_share"]] or list(town.units[:1])
    who = names(chance, len(here))
    rows: list[Row] = []
    for k, unit in enumerate(here):
        draw, rest = chance.random(2)
        head = draw < head_chance(town, unit, held, changed.get(unit.code, ()))
        presence = "head" if head else "deputy" if rest < usual["deputy_of_rest"] else "absent"
        mark = None if presence == "absent" else "ttd"
        rows.append((before + k + 1, held, number, "Rapat koordinasi", unit.code, presence, who[k], mark))
    return rows
