"""A small city of ten units, and simulations of its first months."""

import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from analysis.city.place import City, load_city
from analysis.paths import Root
from analysis.simulate.city import SimulationReport, simulate

KEPT = (
    *("35.73", "35.73.05", "35.73.05.1002", "35.73.05.1011", "35.73.04", "35.73.04.1005"),
    *("PKM.DINOYO", "OPD.SETDA", "OPD.SETDA.HUKUM", "OPD.DINKES", "OPD.RSUD"),
)
UNTIL = date(2024, 6, 1)
SOON = date(2023, 6, 1)
"""Two months: enough where the truth is asked and not the files."""


def keep_units(folder: Path, kept: tuple[str, ...]) -> None:
    """The city folder with these units only, and their spellings."""
    for name in ("units.csv", "aliases.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as stream:
            header, *lines = list(csv.reader(stream))
        column = header.index("code")
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(
                [header, *(line for line in lines if line[column] in kept)]
            )


def small_root(base: Path, city_folder: Path) -> Root:
    """A root of its own with the small city."""
    shutil.copytree(city_folder, base / "data" / "cities" / city_folder.name)
    keep_units(base / "data" / "cities" / city_folder.name, KEPT)
    return Root(base)


Simulated = tuple[Root, City, SimulationReport]
Make = Callable[..., Simulated]


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory, city_folder: Path) -> Make:
    """A function that simulates the small city into a new root."""

    def run(**choices: object) -> Simulated:
        root = small_root(tmp_path_factory.mktemp("simulated"), city_folder)
        city = load_city(root)
        return root, city, simulate(root, city, **{"until": UNTIL, **choices})  # pyright: ignore[reportArgumentType]

    return run


@pytest.fixture(scope="session")
def small(make: Make) -> Simulated:
    return make()


@pytest.fixture(scope="session")
def dirty(make: Make) -> Simulated:
    return make(dirt=True)
