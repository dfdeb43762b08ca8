"""A city larger than the real one: its folder with invented kecamatan and kelurahan added, in a root of its own."""

import csv
import shutil
from datetime import date
from pathlib import Path

from analysis.city.place import City
from analysis.city.units import all_units

IN_ONE_KECAMATAN = 20
SOURCE_WORDS = "Dikarang untuk simulasi"
BEGINNING = date(2020, 1, 1)
SUPPLIER = '\n[[supplier]]\nslug = "{slug}"\nunit = "{unit}"\nsystem = "{system}"\n'
SYSTEMS = ("e-presensi-a", "e-presensi-b")


def real_units(city: City) -> int:
    """Units of the city that employ and serve."""
    return sum(unit.parent is not None for unit in all_units(city))


def write_extended(city: City, cities: Path, number: int) -> None:
    """The city's folder in `cities` with so many units in all; invented codes follow the last kecamatan's."""
    folder = cities / city.slug
    shutil.copytree(city.folder, folder)
    top = next(unit.code for unit in all_units(city) if unit.parent is None)
    last = max(int(unit.code.rsplit(".", 1)[-1]) for unit in all_units(city) if unit.type == "kecamatan")
    rows: list[tuple[str, ...]] = []
    suppliers = ""
    missing = number - real_units(city)
    while len(rows) < missing:
        last += 1
        parent = f"{top}.{last:02}"
        rows.append(_row(parent, "kecamatan", f"Kecamatan Rekaan {last:02}", top))
        for k in range(min(IN_ONE_KECAMATAN, missing - len(rows))):
            name = f"Kelurahan Rekaan {last:02}-{k + 1:02}"
            rows.append(_row(f"{parent}.{1001 + k}", "kelurahan", name, parent))
        suppliers += SUPPLIER.format(
            slug=f"kecamatan-rekaan-{last:02}", unit=parent, system=SYSTEMS[last % 2]
        )
    with (folder / "units.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    with (folder / "city.toml").open("a", encoding="utf-8") as stream:
        stream.write(suppliers)


def _row(code: str, kind: str, name: str, parent: str) -> tuple[str, ...]:
    return code, kind, name, parent, str(BEGINNING), "", SOURCE_WORDS, "K"
