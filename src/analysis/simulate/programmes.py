"""Strategic programmes: monthly physical progress against its target, under a header of one or two rows."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.document import Document, Row
from analysis.simulate.levels import levels
from analysis.simulate.sources_frame import path_of, titled, years
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town

SOURCE, SENDER = "programmes", "bappeda"
ONE_ROW = (
    *("words:No", "programme", "words:Nama Program", "level", "unit", "month"),
    *("physical", "target", "budget", "words:Kendala"),
)
TWO_ROWS = (
    *("words:No", "programme", "words:Nama Program", "level", "unit", "month"),
    *("physical:Fisik (%)", "budget:Keuangan (%)", "target:Fisik (%)", "words:Kendala"),
)
UPPER = {6: "Realisasi", 7: "", 8: "Target"}
LEVELS, LEVEL_SHARES = ("centre", "province", "city"), (0.3, 0.2, 0.5)
TITLES = (
    "Penurunan stunting",
    "Normalisasi drainase",
    "Digitalisasi layanan",
    "Pelatihan kerja",
    "Pasar rakyat",
)


def build(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """One workbook a year; every second year the header has two rows."""
    for year in years(town):
        rows = [row for unit in agencies(town) for row in _year(town, unit, year)]
        numbered = [(k, *row) for k, row in enumerate(rows, start=1)]
        two = year % 2 == 0
        if two:  # the two-row header has the budget before the target
            numbered = [(*row[:7], row[8], row[7], row[9]) for row in numbered]
        if numbered:
            path = path_of(SOURCE, SENDER, f"realisasi-program-{year}.xlsx")
            columns, above = (TWO_ROWS if two else ONE_ROW), titled(f"REALISASI PROGRAM STRATEGIS {year}")
            yield Document(SOURCE, path, SENDER, columns, numbered, above, upper=UPPER if two else {})


def agencies(town: Town) -> tuple[Unit, ...]:
    """The units that carry strategic programmes."""
    return town.of_type("dinas", "badan", "satpol_pp", "rsud")[: int(levels(SOURCE)["agencies"])]


def _year(town: Town, unit: Unit, year: int) -> Iterator[Row]:
    usual, chance = levels(SOURCE), stream(town.seed, "programmes", unit.code, year)
    for k in range(int(chance.integers(int(usual["least"]), int(usual["most"]) + 1))):
        code = f"P-{year % 100}-{unit.code.rsplit('.', 1)[-1][:8]}-{k + 1}"
        level = LEVELS[int(chance.choice(3, p=LEVEL_SHARES))]
        own = float(chance.normal(usual["lag"], usual["lag_spread"]))
        title = TITLES[int(chance.integers(len(TITLES)))]
        for month in (month for month in town.months if month.year == year):
            yield code, title, level, unit.code, month, *_progress(town, unit, month, own, chance), None


def _progress(
    town: Town, unit: Unit, month: date, lag: float, chance: np.random.Generator
) -> tuple[float, float, float]:
    """Physical progress, its target and budget spent, in per cent."""
    target = 100 * (month.month / 12) ** 1.2
    now = float(chance.normal(0.0, 1.5))
    better = town.gain("programme-progress", unit, month + timedelta(days=27))
    physical = float(np.clip(target - lag * min(month.month / 4, 1.0) + better + now, 0.1, 100.0))
    budget = float(np.clip(physical - abs(chance.normal(4.0, 3.0)), 0.0, 100.0))
    return round(physical, 1), round(target, 1), round(budget, 1)
