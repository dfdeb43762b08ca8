"""The SIMPEG recap (.xlsx): absences of each employee by reason, with unit and month in the title or in columns."""

from datetime import date

import numpy as np

from analysis.simulate.chance import stream
from analysis.simulate.days import KINDS, unit_days
from analysis.simulate.sheets import Cell, Sheet
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town
from analysis.simulate.waves import MONTH_NAMES

REASONS: dict[str, tuple[str, ...]] = {
    "Cuti (C)": ("C", "CM", "TB"),
    "Dinas Luar (DL)": ("DL", "DD"),
    "Dispensasi (DI)": ("DIK",),
    "Ijin (I)": ("I", "CAP"),
    "Sakit (S)": ("S",),
    "Tanpa Keterangan (TK)": ("TK",),
}
"""Which daily kinds a column counts."""
WHO = ("NIP", "Nama")
AFTER = ("Total", "Tidak Apel", "% Kehadiran", "% Apel")
ROLL_CALLS, MISSED = 8, 0.08
"""Morning and evening roll calls of a month, and how often an employee misses one."""


def simpeg_sheet(town: Town, months: tuple[date, ...], staff: Staff, name: str) -> Sheet:
    """One month with its unit and month as title, or several with the month in a column."""
    titles: list[tuple[Cell, ...]] = [("REKAPITULASI KEHADIRAN PEGAWAI",), (f"Unit Kerja : {name}",)]
    one = len(months) == 1
    if one:
        days = len(unit_days(town, staff, months[0]).days)
        titles += [(f"Bulan : {month_in_words(months[0])}",), (f"Hari Kerja : {days}",)]
    header = (*WHO, *(() if one else ("Bulan", "Hari Kerja")), *REASONS, *AFTER)
    body = [row for month in months for row in _rows(town, staff, month, titled=one)]
    rows = (*titles, (None,), header, *body)
    return Sheet("Rekap", rows, bold_rows=frozenset({0, len(titles) + 1}))


def first_row(months: tuple[date, ...]) -> int:
    """0-based row of the first employee."""
    return 6 if len(months) == 1 else 4


def month_in_words(month: date) -> str:
    """A month as offices write it: Mei 2025."""
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"


def _rows(town: Town, staff: Staff, month: date, *, titled: bool) -> list[tuple[Cell, ...]]:
    found = unit_days(town, staff, month)
    working = len(found.days)
    kinds = found.kind.reshape(-1, working)
    people = found.employee.reshape(-1, working)[:, 0]
    chance = stream(town.seed, "simpeg", staff.unit.code, month)
    missed = chance.binomial(ROLL_CALLS, MISSED, len(people)).tolist()
    rows: list[tuple[Cell, ...]] = []
    for person, mine, skipped in zip(people, kinds, missed, strict=True):
        counts = [sum(int(np.sum(mine == KINDS.index(kind))) for kind in of) for of in REASONS.values()]
        total = sum(counts)
        shares = (100 * (working - total) / working, 100 * (ROLL_CALLS - skipped) / ROLL_CALLS)
        when = () if titled else (month_in_words(month), working)
        who = (staff.numbers[person], staff.names[person])
        rows.append((*who, *when, *counts, total, skipped, *(round(one, 2) for one in shares)))
    return rows
