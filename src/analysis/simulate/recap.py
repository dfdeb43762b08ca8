"""Monthly recaps (.xlsx): one row an employee-month, mostly one workbook a unit and half-year, in two forms."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.days import KINDS, UNEXCUSED, unit_days
from analysis.simulate.deliveries import RECAP_TYPES
from analysis.simulate.recap_simpeg import simpeg_sheet
from analysis.simulate.sheets import Cell, Sheet
from analysis.simulate.spelling import spelled
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town

SYSTEM, SIMPEG = "rekap-bulanan", "simpeg"
SIMPEG_TYPES = ("bumd",)
"""Units of these types send the SIMPEG form; the first of them month by month, with the month in the title."""
HEADER = (
    *("id_pegawai", "bulan", "tahun", "nama_instansi", "jumlah_hari_kerja", "hadir", "tidak_hadir", "izin"),
    *("sakit", "cuti", "tugas_belajar", "tugas_kedinasan", "dinas_luar", "tanpa_keterangan"),
    *("tidak_hadir_apel_pagi", "tidak_hadir_apel_sore", "tidak_hadir_upacara", "status_kunci"),
)
APEL = ((4, 0.10), (4, 0.07), (1, 0.05))
"""How many morning and evening roll calls and ceremonies a month has, and how often an employee misses one."""
COLUMNS_OF: dict[str, tuple[str, ...]] = {
    "izin": ("I", "CAP"),
    "sakit": ("S",),
    "cuti": ("C", "CM"),
    "tugas_belajar": ("TB",),
    "tugas_kedinasan": ("DIK", "DD"),
    "dinas_luar": ("DL",),
    "tanpa_keterangan": ("TK",),
}
"""Which daily kinds a recap column counts."""
NEVER_SENT, LAST_MONTH_LEFT_OUT = 0.02, 0.1
Gap = Literal["never-sent"]


@dataclass(frozen=True)
class Recap:
    """One workbook: a unit, the months it holds, and the last one when it leaves that out."""

    unit: Unit
    months: tuple[date, ...]
    left_out: tuple[date, ...]
    path: str
    gap: Gap | None

    @property
    def system(self) -> str:
        """The attendance system whose form it is."""
        return system_of(self.unit)


def system_of(unit: Unit) -> str:
    """The system out of which a unit's recaps come."""
    return SIMPEG if unit.type in SIMPEG_TYPES else SYSTEM


def recaps(town: Town) -> tuple[Recap, ...]:
    """Every recap workbook that should have come, gaps included, by unit and half-year, or month."""
    units = [unit for unit in town.units if unit.type in RECAP_TYPES]
    halves = sorted({(month.year, (month.month + 5) // 6) for month in town.months})
    monthly = next((unit.code for unit in units if unit.type in SIMPEG_TYPES), None)
    by_half = [_recap(town, unit, *half) for unit in units if unit.code != monthly for half in halves]
    by_month = [
        _monthly(town, unit, month) for unit in units if unit.code == monthly for month in town.months
    ]
    return (*by_half, *by_month)


def _monthly(town: Town, unit: Unit, month: date) -> Recap:
    never = stream(town.seed, "recap", unit.code, month).random() < NEVER_SENT
    path = f"presensi/{SIMPEG}/rekap-{_short(unit)}-{month:%Y-%m}.xlsx"
    return Recap(unit, (month,), (), path, "never-sent" if never else None)


def _short(unit: Unit) -> str:
    return unit.code.lower().replace(".", "-")


def _recap(town: Town, unit: Unit, year: int, half: int) -> Recap:
    months = [month for month in town.months if (month.year, (month.month + 5) // 6) == (year, half)]
    chance = stream(town.seed, "recap", unit.code, year, half)
    gap: Gap | None = "never-sent" if chance.random() < NEVER_SENT else None
    # Only a file's last month: one missing in the middle of a file is a fault, not a gap.
    short = chance.random() < LAST_MONTH_LEFT_OUT and len(months) > 1
    sent, out = (months[:-1], months[-1:]) if short else (months, [])
    path = f"presensi/{system_of(unit)}/rekap-{_short(unit)}-{year}-s{half}.xlsx"
    return Recap(unit, tuple(sent), tuple(out), path, gap)


def recap_sheet(town: Town, recap: Recap, staff: Staff) -> Sheet:
    """The one sheet of a recap: who was there how often, month by month."""
    name = spelled(town, recap.unit, recap.path)
    if recap.system == SIMPEG:
        return simpeg_sheet(town, recap.months, staff, name)
    rows = [row for month in recap.months for row in _month_rows(town, staff, month, name)]
    return Sheet("Rekap", (HEADER, *rows), bold_rows=frozenset({0}))


def _month_rows(town: Town, staff: Staff, month: date, name: str) -> list[tuple[Cell, ...]]:
    found = unit_days(town, staff, month)
    working = len(found.days)
    kinds = found.kind.reshape(-1, working)
    people = found.employee.reshape(-1, working)[:, 0]
    chance = stream(town.seed, "assembly", staff.unit.code, month)
    apel = np.array([chance.binomial(held, missed, len(people)) for held, missed in APEL]).T.tolist()
    rows: list[tuple[Cell, ...]] = []
    for person, mine, missed in zip(people, kinds, apel, strict=True):
        present = int(np.sum(mine < UNEXCUSED))
        counts = [sum(int(np.sum(mine == KINDS.index(kind))) for kind in of) for of in COLUMNS_OF.values()]
        head = (
            int(staff.numbers[person]),
            month.month,
            month.year,
            name,
            working,
            present,
            working - present,
        )
        rows.append((*head, *counts, *missed, 1))
    return rows
