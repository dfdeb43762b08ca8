"""Penalties, near zero, and half-yearly rounds of the cohesion survey."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.document import Document, Row
from analysis.simulate.levels import levels
from analysis.simulate.people import SUGGESTIONS, sentences
from analysis.simulate.sources_frame import at_office, path_of, titled, working_days
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town

SENDER = "bkpsdm"
PENALTIES = ("words:No", "employee:NIP", "words:Nama", "unit", "words:Pelanggaran", "level", "decided")
LEVELS, LEVEL_SHARES = ("light", "medium", "heavy"), (0.75, 0.2, 0.05)
PULSE = (
    *("answered", "respondent:Alamat Email", "unit", "form_version"),
    *("task1", "task2", "task3", "social1", "social2", "social3", "respondent:Komentar"),
)
ROUND_MONTHS = (2, 8)
FEWEST, MOST = 6, 20
"""Respondents of a unit in a round."""


def penalties(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """One register over all years, since a year may have none; at least one row."""
    days = (town.last_day - town.first_day).days
    people = sum(len(one.numbers) for one in staff.values())
    chance = stream(town.seed, "penalties")
    expected = levels("penalties")["a_year_per_thousand"] * people / 1000 * days / 365.25
    codes = sorted(staff)
    rows: list[Row] = []
    for k, after in enumerate(
        sorted(int(day) for day in chance.integers(days, size=max(1, int(chance.poisson(expected)))))
    ):
        one = staff[codes[int(chance.integers(len(codes)))]]
        person = int(chance.integers(len(one.numbers)))
        level = LEVELS[int(chance.choice(3, p=LEVEL_SHARES))]
        day = town.first_day + timedelta(days=after)
        rows.append(
            (k + 1, one.numbers[person], one.names[person], one.unit.code, "Tidak masuk kerja", level, day)
        )
    path = path_of("penalties", SENDER, "register-hukdis.xlsx")
    yield Document("penalties", path, SENDER, PENALTIES, rows, titled("REGISTER HUKUMAN DISIPLIN"))


def pulse(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """One export a round, answers in the order in which they came."""
    for month in town.months:
        if month.month in ROUND_MONTHS:
            rows = [row for one in staff.values() for row in _answers(town, one, month)]
            rows.sort(key=lambda row: str(row[0]))
            path = path_of("pulse", SENDER, f"kekompakan-{month:%Y-%m}.csv")
            yield Document("pulse", path, SENDER, PULSE, rows)


def cohesion(town: Town, unit: Unit, day: date) -> float:
    """The expected score of a unit (1-5) on a day."""
    usual = levels("pulse")
    own = stream(town.seed, "cohesion-level", unit.code).normal(0.0, usual["unit_spread"])
    now = stream(town.seed, "cohesion-round", unit.code, day.replace(day=1)).normal(
        0.0, usual["round_spread"]
    )
    return usual["level"] + float(own + now) + town.gain("cohesion", unit, day)


def _answers(town: Town, one: Staff, month: date) -> Iterator[Row]:
    usual, chance = levels("pulse"), stream(town.seed, "pulse", one.unit.code, month)
    there = len(one.working(month))
    number = min(max(round(usual["answering_share"] * there), FEWEST), MOST, there)
    days = working_days(town, month)[2:10]
    leaning = chance.normal(cohesion(town, one.unit, days[0]), usual["person_spread"], number)
    marks = leaning[:, None] + chance.normal(0.0, usual["item_spread"], (number, 6))
    items = np.clip(np.rint(marks), 1, 5).astype(int).tolist()
    words = sentences(chance, number, SUGGESTIONS)
    for k in range(number):
        moment = at_office(chance, days[int(chance.integers(len(days)))])
        email = f"pegawai{chance.integers(10_000):04}@contoh.invalid"
        version = "2025-1" if month.year >= 2025 else "2023-1"
        yield moment, email, one.unit.code, version, *items[k], words[k]
