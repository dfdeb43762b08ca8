"""Attendance files as suppliers send them: one file a supplier and month, csv mostly, in the supplier's own system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl

from analysis.city.settings import Supplier
from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.days import FORGOT, KINDS, LATE, UNEXCUSED, Days, unit_days
from analysis.simulate.sheets import Sheet, write_workbook
from analysis.simulate.spelling import spelled
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town

RECAP_TYPES = frozenset({"rsud", "bumd", "sekretariat_dprd", "inspektorat"})
"""Units of these types send monthly recaps instead (recap.py)."""
NEVER_SENT_FILE, NEVER_SENT_UNIT, NOT_YET_SENT = 0.01, 0.02, 0.1
CLOCK_SYSTEM = "e-presensi-a"
"""Files of this system hold clock times and a code; files of others hold a code only."""
HEADER = ("NIP", "Nama", "Unit Kerja", "Tanggal", "Jam Masuk", "Jam Pulang", "Kode")
FIRST_ROW = 3
"""Spreadsheet row of the first employee-day of a csv: below the marker line and the header."""
WORKBOOK_UNIT_TYPE, WORKBOOK_MONTHS, LARGEST_WORKBOOK = "setda", 6, 400
"""The supplier whose own unit is of this type sends workbooks in the last months, while it has so few employees."""
CLOCK = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60))
Gap = Literal["never-sent", "not-yet-sent"]


@dataclass(frozen=True)
class Delivery:
    """One attendance file: who sends it, for which month, with which units, and which units it leaves out."""

    supplier: Supplier
    month: date
    units: tuple[Unit, ...]
    left_out: tuple[Unit, ...]
    path: str
    gap: Gap | None

    @property
    def has_clock(self) -> bool:
        """Whether the file holds clock times."""
        return self.supplier.system == CLOCK_SYSTEM


def deliveries(town: Town) -> tuple[Delivery, ...]:
    """Every csv that should have come, gaps included, by supplier and month."""
    sends = suppliers(town)
    return tuple(
        _delivery(town, supplier, units, month) for supplier, units in sends for month in town.months
    )


def suppliers(town: Town) -> tuple[tuple[Supplier, tuple[Unit, ...]], ...]:
    """Suppliers that have units to send for: themselves and what lies in them, or everybody left."""
    left = [unit for unit in town.units if unit.type not in RECAP_TYPES]
    found: list[tuple[Supplier, tuple[Unit, ...]]] = []
    for supplier in sorted(town.city.settings.supplier, key=lambda one: one.rest):
        own = [unit for unit in left if supplier.rest or supplier.unit in (unit.code, unit.parent)]
        left = [unit for unit in left if unit not in own]
        if own:
            found.append((supplier, tuple(own)))
    return tuple(found)


def _delivery(town: Town, supplier: Supplier, units: tuple[Unit, ...], month: date) -> Delivery:
    chance = stream(town.seed, "delivery", supplier.slug, month)
    gap: Gap | None = "never-sent" if chance.random() < NEVER_SENT_FILE else None
    if gap is None and month == town.months[-1] and chance.random() < NOT_YET_SENT:
        gap = "not-yet-sent"
    missing = chance.random(len(units)) < NEVER_SENT_UNIT
    out = tuple(unit for unit, absent in zip(units, missing, strict=True) if absent) if len(units) > 1 else ()
    sent = tuple(unit for unit in units if unit not in out)
    if not sent:
        sent, out = units, ()
    workbook = month in town.months[-WORKBOOK_MONTHS:] and _sends_workbooks(town, units)
    suffix = "xlsx" if workbook else "csv"
    path = f"presensi/{supplier.system}/{month.year}/presensi-{supplier.slug}-{month:%Y-%m}.{suffix}"
    return Delivery(supplier, month, sent, out, path, gap)


def _sends_workbooks(town: Town, units: tuple[Unit, ...]) -> bool:
    large = (town.size.employees or 0) > LARGEST_WORKBOOK * len(town.units) / max(len(units), 1)
    return not large and units[0].type == WORKBOOK_UNIT_TYPE


def delivered_rows(town: Town, delivery: Delivery, staff: Mapping[str, Staff]) -> pl.DataFrame:
    """The file's rows, every cell as text, by unit, employee and day."""
    parts = [
        _rows(town, delivery, unit_days(town, staff[unit.code], delivery.month)) for unit in delivery.units
    ]
    return pl.concat(parts)


def _rows(town: Town, delivery: Delivery, found: Days) -> pl.DataFrame:
    written = [f"{day:%Y-%m-%d}" if delivery.has_clock else f"{day:%d/%m/%Y}" for day in found.days]
    name = spelled(town, found.staff.unit, delivery.path)
    clocked = (found.kind < UNEXCUSED) & delivery.has_clock
    came = _gathered(CLOCK, found.came)
    left = _gathered(CLOCK, found.left)
    return pl.DataFrame(
        {
            "NIP": _gathered(found.staff.numbers, found.employee),
            "Nama": _gathered(found.staff.names, found.employee),
            "Unit Kerja": pl.repeat(name, len(found.employee), eager=True),
            "Tanggal": _gathered(written, found.day),
            "Jam Masuk": came.scatter(np.flatnonzero(~clocked), None),
            "Jam Pulang": left.scatter(np.flatnonzero(~clocked), None),
            "Kode": _codes(town, delivery, found),
        }
    )


def _gathered(values: Sequence[str], places: np.ndarray) -> pl.Series:
    return pl.Series(values, dtype=pl.String).gather(places)


def _codes(town: Town, delivery: Delivery, found: Days) -> pl.Series:
    """Each day's code in the supplier's system: lateness by minutes, from the city's code table."""
    table = town.city.attendance_codes.filter(pl.col("system") == delivery.supplier.system)
    late = table.filter(pl.col("kind") == "late").sort("minutes_from")
    steps = late["minutes_from"].to_list()
    codes = [*KINDS, *late["code"]]
    place = len(KINDS) - 1 + np.searchsorted(steps, found.minutes, side="right")
    kind = found.kind
    if "LAM" not in table["code"]:
        kind = np.where(kind == FORGOT, 0, kind)
    return _gathered(codes, np.where(found.kind == LATE, place, kind))


def write_delivery(path: Path, delivery: Delivery, rows: pl.DataFrame, marker: str) -> None:
    """A workbook, or a csv under a marker line: semicolons and UTF-8 with clock times, commas and cp1252 without."""
    if path.suffix == ".xlsx":
        sheet = Sheet("Presensi", (HEADER, *rows.iter_rows()), bold_rows=frozenset({0}))
        write_workbook(path, (sheet,), marker)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    mark, encoding = (";", "utf-8-sig") if delivery.has_clock else (",", "cp1252")
    body = rows.write_csv(separator=mark, quote_style="necessary")
    path.write_bytes(f"# {marker}\n{body}".encode(encoding))
