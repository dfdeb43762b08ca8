"""Population by two origins that differ, and budgets with the travel cut."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from analysis.city.units import Unit, children
from analysis.simulate.chance import stream
from analysis.simulate.document import Document, Row
from analysis.simulate.levels import levels
from analysis.simulate.sources_frame import path_of, titled, years
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town

POPULATION = ("words:No", "unit", "year", "origin", "number")
BUDGETS = ("words:No", "unit", "year", "item", "planned", "revised", "realised")
ITEMS = ("travel", "training", "total")
MILLION = 1_000_000
SPENDING_TYPES = (
    *("setda", "dinas", "badan", "sekretariat_dprd", "inspektorat", "satpol_pp", "kecamatan", "rsud"),
)


def population(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """BPS in long form, Dukcapil with years as columns; both of kecamatan and kelurahan, for the years that are over."""
    places = town.of_type("kecamatan", "kelurahan")
    found = [year for year in years(town) if date(year, 12, 31) <= town.last_day]
    if not places or not found:
        return
    rows: list[Row] = [
        (unit.code, year, "bps", inhabitants(town, unit, year)) for year in found for unit in places
    ]
    numbered = [(k, *row) for k, row in enumerate(rows, start=1)]
    path = path_of("population", "bps", f"penduduk-{found[0]}-{found[-1]}.xlsx")
    yield Document("population", path, "bps", POPULATION, numbered, titled("PROYEKSI PENDUDUK"))
    columns = ("words:Kode", "unit:Nama Wilayah", "words:Satuan", "origin", *(f":{year}" for year in found))
    times = levels("population")["dukcapil_times"]
    wide = [
        (
            unit.code,
            unit.code,
            "jiwa",
            "dukcapil",
            *(round(times * inhabitants(town, unit, year)) for year in found),
        )
        for unit in places
    ]
    path = path_of("population", "dispendukcapil", "penduduk-dkb.csv")
    yield Document("population", path, "dispendukcapil", columns, wide)


def inhabitants(town: Town, unit: Unit, year: int) -> int:
    """Inhabitants by BPS; a kecamatan has those of all its kelurahan."""
    usual = levels("population")
    inside = children(town.city, unit.code)
    if inside:
        return sum(inhabitants(town, one, year) for one in inside)
    own = float(stream(town.seed, "population", unit.code).lognormal(0.0, usual["spread"]))
    grown = (1 + usual["growth"]) ** (year - town.city.settings.first_month.year)
    return round(usual["kelurahan"] * own * grown)


def budgets(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """One list a year, in rupiah; a year that is not over has no realisation yet."""
    for year in years(town):
        rows = [
            (unit.code, year, item, *_budget(town, unit, year, item))
            for unit in town.of_type(*SPENDING_TYPES)
            for item in ITEMS
        ]
        numbered: list[Row] = [(k, *row) for k, row in enumerate(rows, start=1)]
        if numbered:
            path = path_of("budgets", "bkad", f"anggaran-{year}.xlsx")
            yield Document(
                "budgets", path, "bkad", BUDGETS, numbered, titled(f"PAGU DAN REALISASI BELANJA {year}")
            )


def _budget(town: Town, unit: Unit, year: int, item: str) -> tuple[int, int, int | None]:
    """Planned, revised and realised: a cut comes with the amendment of its year, and is in the plan of the next."""
    usual = levels("budgets")
    own = float(stream(town.seed, "budget", unit.code, item).lognormal(0.0, usual["spread"]))
    cuts = (
        [shock for shock in town.shocks_of(unit) if shock.travel != 1.0 and shock.first_day.year <= year]
        if item == "travel"
        else []
    )
    amount = usual[item] * own * 1.03 ** (year - town.city.settings.first_month.year)
    planned = amount * _product(shock.travel for shock in cuts if shock.first_day.year < year)
    revised = amount * _product(shock.travel for shock in cuts)
    spent = revised * usual["realised_share"]
    over = (town.last_day.year, town.last_day.month) >= (year, 12)
    return round(planned) * MILLION, round(revised) * MILLION, round(spent) * MILLION if over else None


def _product(factors: Iterable[float]) -> float:
    result = 1.0
    for factor in factors:
        result *= factor
    return result
