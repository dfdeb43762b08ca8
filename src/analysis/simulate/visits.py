"""Field visits with the chance of each: more of them after May 2024, without finding more by that alone."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.document import Document, Row
from analysis.simulate.leaders import settling, turnovers
from analysis.simulate.levels import levels
from analysis.simulate.people import names
from analysis.simulate.sources_frame import path_of, share, titled, working_days, years
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town

SOURCE, SENDER = "visits", "inspektorat"
COLUMNS = (
    *("visit", "visited", "unit", "manner", "probability", "policy", "staff", "facilities", "information"),
    *("consultation", "innovation", "head_on_site", "office_empty", "queue", "register_shown", "findings"),
    *("findings_due", "findings_in_time", "words:Nama Petugas", "words:Catatan"),
)
MEANS = (4.0, 4.1, 3.6, 3.5, 3.7, 3.1)
"""Usual scores of the six dimensions (0-5)."""


def build(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """One list a year."""
    changed = turnovers(town)
    rows = [
        row
        for unit in town.units
        for month in town.months
        for row in _visit(town, unit, month, changed.get(unit.code, ()))
    ]
    rows.sort(key=lambda row: (str(row[1]), str(row[2])))
    for year in years(town):
        mine = [row for row in rows if isinstance(row[1], date) and row[1].year == year]
        numbered = [(f"V-{year}-{k:03}", *row[1:]) for k, row in enumerate(mine, start=1)]
        if numbered:
            path = path_of(SOURCE, SENDER, f"kunjungan-{year}.xlsx")
            yield Document(
                SOURCE, path, SENDER, COLUMNS, numbered, titled(f"DAFTAR KUNJUNGAN LAPANGAN {year}")
            )


def probability(town: Town, unit: Unit, day: date) -> float:
    """The chance, in per cent, with which a unit is visited in the month of a day."""
    chance = levels(SOURCE)["probability"]
    for shock in town.shocks_of(unit):
        chance *= shock.visits if shock.covers(day) else 1.0
    return min(chance, 100.0)


def on_site_chance(town: Town, unit: Unit, day: date, changed: tuple[date, ...]) -> float:
    """The chance that a visitor meets the head."""
    usual = levels(SOURCE)
    own = float(stream(town.seed, "on-site-level", unit.code).normal(0.0, usual["unit_spread"]))
    new = usual["turnover_points"] if settling(changed, day) else 0.0
    return share(usual["head_on_site"] + own + new + town.gain("head-on-site", unit, day))


def _visit(town: Town, unit: Unit, month: date, changed: tuple[date, ...]) -> Iterator[Row]:
    usual, chance = levels(SOURCE), stream(town.seed, "visit", unit.code, month)
    likely = probability(town, unit, month + timedelta(days=14))
    if chance.random() >= likely / 100:
        return
    days = working_days(town, month)
    day = days[int(chance.integers(len(days)))]
    manner = "unannounced" if chance.random() < usual["sidak_share"] else "planned"
    scores = np.clip(np.rint(chance.normal(MEANS, 0.6)), 0, 5).astype(int).tolist()
    there = bool(chance.random() < on_site_chance(town, unit, day, changed))
    empty = bool(not there and chance.random() < usual["empty_share"])
    found = int(chance.poisson(usual["findings"]))
    due = int(chance.binomial(found, 0.8))
    in_time = int(chance.binomial(due, usual["in_time_share"]))
    queue, shown = int(chance.poisson(5)), bool(chance.random() < 0.8)
    seen = (there, empty, queue, shown, found, due, in_time, names(chance, 1)[0], "Sesuai daftar periksa")
    yield "", day, unit.code, manner, likely, *scores, *seen
