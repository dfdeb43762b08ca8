"""External scores: rounds measured in one period and published in another; Ombudsman changes its instrument in 2025."""

from collections.abc import Iterator, Mapping
from datetime import date

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.document import Document, Row
from analysis.simulate.levels import levels
from analysis.simulate.sources_frame import path_of, titled, years
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town

SOURCE, SENDER = "scores", "organisasi"
LONG = (
    "unit",
    "instrument",
    "version",
    "measured_from",
    "measured_to",
    "published",
    "score",
    "code:Predikat",
)
NEW_OMBUDSMAN = 2025
"""From this year the Ombudsman judges maladministration; scores before and after are not comparable."""
SAMPLED = {"ipp": 12, "ombudsman": 6}
AKIP_TYPES = ("setda", "dinas", "badan", "kecamatan", "inspektorat", "satpol_pp", "sekretariat_dprd")


def build(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """A list of scores for each year of publication, and AKIP as the open-data portal has it, with years as columns."""
    rows = [row for year in range(years(town)[0] - 1, years(town)[-1] + 1) for row in _round(town, year)]
    for year in years(town):
        mine = [
            row
            for row in rows
            if isinstance(row[5], date) and row[5].year == year and row[5] <= town.last_day
        ]
        if mine:
            path = path_of(SOURCE, SENDER, f"nilai-{year}.xlsx")
            yield Document(
                SOURCE, path, SENDER, LONG, mine, titled(f"NILAI EVALUASI PELAYANAN YANG DIUMUMKAN {year}")
            )
    measured = [
        year for year in range(years(town)[0] - 1, years(town)[-1]) if date(year + 1, 10, 13) <= town.last_day
    ]
    if measured:
        columns = (
            "code:Kode",
            "unit:Nama Data",
            "instrument",
            "code:Satuan",
            *(f":{year}" for year in measured),
        )
        wide = [
            (unit.code, unit.code, "akip", "Nilai", *(_akip(town, unit, year) for year in measured))
            for unit in town.of_type(*AKIP_TYPES)
        ]
        if wide:
            yield Document(
                SOURCE, path_of(SOURCE, "satu-data", "akip-perangkat-daerah.csv"), "satu-data", columns, wide
            )


def _sampled(town: Town, instrument: str) -> list[Unit]:
    serving = town.of_type("dinas", "puskesmas", "rsud")
    order = stream(town.seed, "sampled", instrument).permutation(len(serving))
    return [serving[int(k)] for k in order[: SAMPLED[instrument]]]


def _round(town: Town, year: int) -> Iterator[Row]:
    """What was measured in a year; published months later, so that an award may come after the retreat it did not see."""
    usual = levels(SOURCE)
    since = year - town.city.settings.first_month.year
    for unit in _sampled(town, "ipp"):
        own = stream(town.seed, "ipp", unit.code).normal(0.0, usual["ipp_spread"])
        score = min(usual["ipp"] + float(own) + usual["ipp_drift"] * since, 5.0)
        measured = date(year, 5, 1), date(year, 8, 31)
        yield unit.code, "ipp", "2022", *measured, date(year + 1, 5, 20), round(score, 2), "A"
    new = year >= NEW_OMBUDSMAN
    for unit in _sampled(town, "ombudsman"):
        own = stream(town.seed, "ombudsman", unit.code, year).normal(0.0, usual["ombudsman_spread"])
        score = usual["ombudsman"] + float(own) + (usual["ombudsman_break"] if new else 0.0)
        measured, told = (date(year, 7, 1), date(year, 10, 31)), date(year + 1, 1, 30)
        version = "Opini 2025" if new else "Kepatuhan 2022"
        yield unit.code, "ombudsman", version, *measured, told, round(min(score, 100.0), 2), "B"


def _akip(town: Town, unit: Unit, year: int) -> float:
    usual = levels(SOURCE)
    own = stream(town.seed, "akip", unit.code).normal(0.0, usual["akip_spread"])
    drift = usual["akip_drift"] * (year - town.city.settings.first_month.year)
    return round(min(usual["akip"] + float(own) + drift, 99.0), 2)
