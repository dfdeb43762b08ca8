"""Comparison cities: long monthly series of two indicators, which share the region's tide and not the retreat."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from analysis.simulate.chance import stream
from analysis.simulate.effects import Values
from analysis.simulate.levels import levels
from analysis.simulate.town import Town, months_between
from analysis.simulate.waves import MONTH_NAMES

FOLDER, FILE = "kota-pembanding", "deret-bulanan.csv"
HEADER = ("Kota", "Indikator", "Bulan", "Nilai", "Jumlah Responden")
NAMES = (
    *("Anggrek", "Bakung", "Cempaka", "Dahlia", "Edelweis", "Flamboyan", "Gardenia", "Hortensia", "Ixora"),
    *("Jasmin", "Kenanga", "Lavender", "Melati", "Nusaindah", "Oleander"),
)
"""Flowers, so that nobody takes an invented series for that of a real city."""
YEARS_BEFORE = 2
MEASURES = {"skm-index": "IKM", "late-share": "Persen Terlambat"}
"""What is compared, as those cities write it."""


def write_donors(raw: Path, town: Town, marker: str) -> str:
    """The csv of all comparison cities; its path below the raw folder."""
    path = raw / FOLDER / "simulasi" / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"# {marker}", ";".join(HEADER), *(";".join(row) for row in _rows(town))]
    path.write_bytes(("\n".join(lines) + "\n").encode())
    return path.relative_to(raw).as_posix()


def _rows(town: Town) -> Iterator[tuple[str, ...]]:
    first = town.city.settings.first_month
    months = months_between(date(first.year - YEARS_BEFORE, first.month, 1), town.last_day)
    for name in NAMES[: int(levels("donors")["cities"])]:
        series = {
            MEASURES["skm-index"]: _index(town, name, months),
            MEASURES["late-share"]: _late(town, name, months),
        }
        chance = stream(town.seed, "donor-respondents", name)
        for indicator, values in series.items():
            for month, value in zip(months, values, strict=True):
                number = str(int(chance.integers(900, 2600))) if indicator == MEASURES["skm-index"] else ""
                when = f"{MONTH_NAMES[month.month - 1]} {month.year}"
                yield f"Kota {name}", indicator, when, f"{value:.2f}".replace(".", ","), number


def _index(town: Town, name: str, months: tuple[date, ...]) -> list[float]:
    """Its own level and drift, the region's tide with a loading of its own, and chance."""
    usual, chance = levels("donors"), stream(town.seed, "donor-index", name)
    own, loading = float(chance.normal(0.0, usual["spread"])), float(chance.uniform(0.5, 1.5))
    drift = float(chance.normal(usual["drift"], 0.3))
    noise = chance.normal(0.0, usual["month_spread"], len(months))
    tide = np.array([town.survey_tide.get(month, 0.0) for month in months])
    years = np.array([town.years(month) for month in months])
    made = usual["level"] + own + drift * (years - 1.75) + loading * tide + noise
    return (made + _step(town, "skm-index", months)).tolist()


def _late(town: Town, name: str, months: tuple[date, ...]) -> list[float]:
    usual, chance = levels("donors"), stream(town.seed, "donor-late", name)
    own, loading = float(chance.normal(0.0, usual["late_spread"])), float(chance.uniform(0.5, 1.5))
    noise = chance.normal(0.0, usual["late_month_spread"], len(months))
    tide = np.array([town.late_tide.get(month, 0.0) for month in months])
    usual_share = usual["late"] + own
    relative = 1 + _step(town, "late-share", months)
    return np.clip(usual_share * relative * np.exp(loading * tide) + noise, 1.0, 60.0).tolist()


def _step(town: Town, outcome: str, months: tuple[date, ...]) -> Values:
    """What a step that hits the whole region does to a month, from the first whole one after the retreat on."""
    size = town.scenario.step.get(outcome, 0.0) if town.scenario.regional and town.retreat else 0.0
    since = np.array([town.retreat is not None and month > town.retreat[1] for month in months])
    return size * since
